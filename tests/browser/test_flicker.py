"""The guard over live pictures counts flashes as the meter of films does, and lets through none that are too many."""

from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI

from ganvas.media.image.flashes import MOST, FlashMeter
from tests.browser.showing import with_islands

SIDE, FPS = 24, 25

RUN = """async (films) => {
  const { Flicker } = await import("/islands/flicker.js");
  return films.map(({ colours, places }) => {
    const guard = new Flicker(), shares = [], shown = [];
    colours.forEach(([red, green, blue], n) => {
      const frame = new Uint8ClampedArray(4 * guard.count).fill(120);
      for (let at = 0; at < places; at++) frame.set([red, green, blue], 4 * at);
      shares.push(guard.allow(frame, n * 40));
      shown.push([...guard.shown.slice(0, 3)]);
    });
    return { shares, shown };
  });
}"""
Film = list[tuple[int, int, int]]


def rates(colours: Film) -> float:
    """What the meter of films says of flat pictures of these colours."""
    meter = FlashMeter(FPS)
    for colour in colours:
        meter.add(np.broadcast_to(np.asarray(colour, np.uint8)[:, None, None], (3, SIDE, SIDE)).copy())
    return meter.worst


def grey(level: int) -> tuple[int, int, int]:
    return level, level, level


@pytest.fixture
def run(page: Any, serve: Any) -> Any:
    url = serve(with_islands(FastAPI()))
    page.goto(f"{url}show/live")
    page.wait_for_function("window.ready")

    def ran(*films: Film, places: int = SIDE * SIDE) -> Any:
        return page.evaluate(RUN, [{"colours": film, "places": places} for film in films])

    return ran


def test_a_strobe_is_held_back_and_what_is_calm_is_left_alone(run: Any):
    strobe = [grey(255 * (n % 2)) for n in range(60)]
    red = [(255 if n % 4 < 2 else 0, 0, 0) for n in range(60)]
    slow = [grey(200 if n // 12 % 2 else 60) for n in range(100)]
    drift = [(n, 255 - n, 128) for n in range(0, 250, 2)]
    bright = [grey(255 if n % 2 else 242) for n in range(60)]  # no end of it is dark
    for film, found in zip((strobe, red), run(strobe, red), strict=True):
        assert rates(film) > MOST
        assert min(found["shares"]) < 1
        assert rates(found["shown"]) <= MOST
    for found in [*run(slow, drift, bright), *run(strobe, places=9)]:  # the last in a small corner
        assert set(found["shares"]) == {1}


def test_what_was_held_back_comes_when_it_is_no_flash_any_more(run: Any):
    (film,) = run([grey(255 * (n % 2)) for n in range(20)] + [grey(250)] * 60)
    assert min(film["shares"]) < 1
    assert film["shown"][-1] == [250, 250, 250]
    assert rates(film["shown"]) <= MOST

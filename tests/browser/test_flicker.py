"""The guard over live pictures: it counts flashes as the meter of films does, and lets none through that are too many."""

from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI

from ganvas.media.image.flashes import MOST, FlashMeter
from tests.browser.showing import with_islands

SIDE, FPS = 24, 25

RUN = """async (films) => {
  const { Flicker } = await import("/islands/flicker.js");
  return films.map((frames) => {
    const guard = new Flicker(), shares = [], shown = [];
    frames.forEach((frame, n) => {
      shares.push(guard.allow(frame, n * 40));
      shown.push([...guard.shown]);
    });
    return { shares, shown };
  });
}"""


def levels(frame: list[int]) -> Any:
    return np.asarray(frame, np.uint8).reshape(SIDE, SIDE, 4).transpose(2, 0, 1)[:3]


def rates(frames: list[list[int]]) -> float:
    meter = FlashMeter(FPS)
    for frame in frames:
        meter.add(levels(frame))
    return meter.worst


def flat(red: int, green: int, blue: int) -> list[int]:
    return [red, green, blue, 255] * (SIDE * SIDE)


def part(level: int) -> list[int]:
    """White or black in a corner of a fiftieth of the picture."""
    pixels = np.full((SIDE, SIDE, 4), 120, np.uint8)
    pixels[:3, :3, :3] = level
    return [int(one) for one in pixels.ravel()]


@pytest.fixture
def run(page: Any, serve: Any) -> Any:
    url = serve(with_islands(FastAPI()))
    page.goto(f"{url}show/live")
    page.wait_for_function("window.ready")
    return lambda *films: page.evaluate(RUN, list(films))


def test_a_strobe_is_held_back_and_what_is_calm_is_left_alone(run: Any):
    strobe = [flat(*([255] * 3 if n % 2 else [0] * 3)) for n in range(60)]
    red = [flat(255 if n % 4 < 2 else 0, 0, 0) for n in range(60)]
    slow = [flat(*([200 if n // 12 % 2 else 60] * 3)) for n in range(100)]
    drift = [flat(n, 255 - n, 128) for n in range(0, 250, 2)]
    corner = [part(255 if n % 2 else 0) for n in range(60)]
    bright = [flat(*([255] * 3 if n % 2 else [242] * 3)) for n in range(60)]  # no end of it is dark
    assert rates(strobe) > MOST
    assert rates(red) > MOST
    held = run(strobe, red)
    for film in held:
        assert min(film["shares"]) < 1
        assert rates(film["shown"]) <= MOST
    for film in run(slow, drift, corner, bright):
        assert set(film["shares"]) == {1}


def test_what_was_held_back_comes_when_it_is_no_flash_any_more(run: Any):
    strobe = [flat(*([255] * 3 if n % 2 else [0] * 3)) for n in range(20)]
    (film,) = run([*strobe, *[flat(250, 250, 250)] * 60])
    assert min(film["shares"]) < 1
    assert film["shown"][-1][:3] == [250, 250, 250]
    assert rates(film["shown"]) <= MOST

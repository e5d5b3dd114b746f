"""How quickly the studio answers, as a browser sees it.

    python benchmarks/studio.py [--into benchmarks/results] [--moves 80] [--model RUN_OF_128_PX]

Measured in a headless Chromium before a studio in a process of its own, on this machine: from starting the process to
a page that can be used and to the first picture; from moving the slider of psi to the pixel that changed, at 64 px and,
if a model of that size is given, at 128 px; pictures a second while the slider never rests; and a board of a hundred
tiles. Writes studio.json and studio.png.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from common import INK, OURS, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure
from studio_driver import browser, painted, studio

from ganvas.bases import base
from ganvas.files import make_folder

BOARD_TILES, BOARD_TIMES = 100, 8
MOVES = """async ([count, restMs]) => {
  const live = document.querySelector('gv-live'),
    slider = document.querySelector('gv-slider').shadowRoot.querySelector('[type=range]');
  const shown = (before) => new Promise((resolve) => {
    const look = () => live._shown > before ? resolve(performance.now()) : requestAnimationFrame(look); look(); });
  const waits = [], begun = performance.now();
  for (let n = 0; n < count; n += 1) {
    const before = live._shown, at = performance.now();
    slider.value = 0.3 + 0.9 * ((n * 7) % count) / count;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    waits.push(await shown(before) - at);
    if (restMs) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  return { waits, elapsed: performance.now() - begun };
}"""
BOARD = """async ([name, count]) => {
  const lines = Array.from({ length: count }, (_, n) => `${1000 + Math.floor(Math.random() * 1e6) + n}`);
  const at = performance.now();
  const answer = await fetch(`/api/v1/models/${name}/boards`, { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ lines, columns: 10, tile_px: 64 }) });
  const picture = await createImageBitmap(await answer.blob());
  const canvas = document.createElement('canvas');
  canvas.width = picture.width; canvas.height = picture.height;
  canvas.getContext('2d').drawImage(picture, 0, 0);
  canvas.getContext('2d').getImageData(0, 0, 1, 1);
  return performance.now() - at;
}"""


def spread(values: list[float]) -> dict[str, float]:
    """The middle, the slow end and the count of a row of times."""
    return {
        "p50_ms": round(float(np.percentile(values, 50)), 1), "p95_ms": round(float(np.percentile(values, 95)), 1),
        "count": len(values),
    }  # fmt: skip


def starting(page: Any, found: dict[str, Any]) -> dict[str, float]:
    """From asking for the process to a page that can be used, and to the first picture, in seconds."""
    page.goto(found["url"])
    page.wait_for_selector(".gv-rail a")
    usable = time.perf_counter() - found["begun"]
    painted(page)
    return {"page_s": round(usable, 2), "first_picture_s": round(time.perf_counter() - found["begun"], 2)}


def reopening(page: Any) -> dict[str, float]:
    """A room that is opened anew in a studio that runs: until it can be used, and until its picture is there."""
    begun = time.perf_counter()
    page.reload()
    page.wait_for_selector("input[type=range]")
    usable = time.perf_counter() - begun
    painted(page)
    return {"page_s": round(usable, 2), "picture_s": round(time.perf_counter() - begun, 2)}


def sliding(page: Any, moves: int) -> dict[str, Any]:
    """From a move of the slider to the pixel: with a rest between moves, and without."""
    page.evaluate(MOVES, [10, 0])
    rested, hurried = page.evaluate(MOVES, [moves, 120]), page.evaluate(MOVES, [moves, 0])
    fps = 1000 * moves / hurried["elapsed"]
    return {"slider_to_pixel": spread(rested["waits"]), "fps": round(fps, 1), "waits_ms": rested["waits"]}


def measure(page: Any, name: str, moves: int) -> dict[str, Any]:
    """One model: the slider, and a board of a hundred tiles."""
    page.get_by_label("Model").select_option(name)
    page.wait_for_function("(name) => new URL(location).searchParams.get('model') === name", arg=name)
    page.wait_for_timeout(1500)
    found = sliding(page, moves)
    page.evaluate(BOARD, [name, BOARD_TILES])
    found["board_of_100"] = spread([page.evaluate(BOARD, [name, BOARD_TILES]) for _ in range(BOARD_TIMES)])
    return found


def sides(page: Any, name: str) -> str:
    """How large a model paints, as the studio says it."""
    _, height, width = page.evaluate(
        "async (name) => (await (await fetch(`/api/v1/models/${name}`)).json()).shape", name
    )
    return f"{width} px" if width == height else f"{width} × {height} px"


def draw(found: dict[str, Any], path: Path) -> None:
    """The waits as curves: which share of moves was answered within what time."""
    figure = Figure(figsize=(7.5, 4), facecolor=PAPER, layout="constrained")
    axes = figure.subplots()
    axes.set_facecolor(PAPER)
    for (size, one), color in zip(found["models"].items(), (OURS, INK), strict=False):
        waits = np.sort(one.pop("waits_ms"))
        told = one["slider_to_pixel"]
        label = f"{size}: p50 {told['p50_ms']:g} ms, p95 {told['p95_ms']:g} ms, {one['fps']:g} pictures a second"
        axes.plot(waits, np.linspace(0, 1, len(waits)), color=color, label=label)
    axes.axvline(100, color=QUIET, linestyle=":", linewidth=1)
    axes.set(xlabel="from the slider to the pixel, ms", ylabel="share of moves", ylim=(0, 1.02), xlim=(0, None))
    axes.legend(loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    write_figure(path, figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=RESULTS)
    parser.add_argument("--moves", type=int, default=80)
    parser.add_argument("--model", type=Path, help="a run or snapshot of another size")
    wanted = parser.parse_args()
    found: dict[str, Any] = {"models": {}}
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        with studio(Path(place), project) as address, browser() as page:
            found["start"] = starting(page, address)
            found["open_again"] = reopening(page)
            found["models"][sides(page, "base")] = measure(page, "base", wanted.moves)
        if wanted.model:
            with studio(Path(place), wanted.model.resolve()) as address, browser() as page:
                starting(page, address)
                name = page.get_by_label("Model").input_value()
                found["models"][sides(page, name)] = measure(page, name, wanted.moves)
    draw(found, make_folder(wanted.into) / "studio.png")
    write_json(wanted.into / "studio.json", found | {"base": base().name})


if __name__ == "__main__":
    main()

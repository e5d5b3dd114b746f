"""How fast is a walk of a thousand frames beside the same number of single pictures?

    python benchmarks/walk_speed.py RUN [--frames 1000] [--rounds 10]

Single pictures and frames of a walk through eight keys take turns, a block of each at a time, in one
process with one thread. The figures are medians of rates by processor time, which other programs on the
machine disturb less than the clock; the clock's rates stand beside them. The generator alone, without a
sketch, is told too. Writes results/walk_speed.json and .png.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from common import INK, OTHERS, OURS, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch, walk_through

KEYS = tuple(range(1, 9))


def rates(work: Callable[[], object], count: int) -> tuple[float, float]:
    """Pictures a second by processor time, and by the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return count / (time.process_time() - processor), count / (time.perf_counter() - clock)


def race(model: Model, frames: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Rates of each contestant in each round; who begins changes with the round."""
    walk = walk_through(KEYS, True, "spline")
    sketches = {
        "pictures": [Sketch(latent=Seed(seed=seed)) for seed in range(frames)],
        "walk": [Sketch(latent=step) for step in walk.frames(frames)],
    }
    block = frames // rounds
    w = model.latent(Seed(seed=1))[None]

    def paint(some: Sequence[Sketch]) -> None:
        for _ in model.render_many(some):
            pass

    def alone() -> None:
        with torch.inference_mode():
            for _ in range(block):
                model._generator.paint(w)

    found: dict[str, list[tuple[float, float]]] = {"generator": [], "pictures": [], "walk": []}
    torch.set_num_threads(1)
    paint(sketches["pictures"][:20]), paint(sketches["walk"][:20])
    for number in range(rounds):
        part = slice(number * block, (number + 1) * block)
        works: dict[str, Callable[[], None]] = {name: partial(paint, some[part]) for name, some in sketches.items()}
        works["generator"] = alone
        names = list(works)
        for name in names[number % 3 :] + names[: number % 3]:
            found[name].append(rates(works[name], block))
    return found


def draw(medians: dict[str, float], ratio: float) -> Figure:
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.add_subplot()
    names = ["generator", "pictures", "walk"]
    titles = ["the generator alone", "single pictures", "frames of a walk"]
    axes.barh(range(3), [medians[name] for name in names], color=[OTHERS, OTHERS, OURS])
    axes.set_yticks(range(3), titles, color=INK)
    axes.invert_yaxis()
    axes.set_xlabel("pictures of 64² a second of one core", color=QUIET)
    axes.set_title(f"A walk paints at {ratio:.0%} of the rate of single pictures", loc="left", color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--frames", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    model, load = Model.load(chosen.run), os.getloadavg()[0]
    found = race(model, chosen.frames, chosen.rounds)
    medians = {name: statistics.median(one for one, _ in pairs) for name, pairs in found.items()}
    ratios = [walk / picture for (walk, _), (picture, _) in zip(found["walk"], found["pictures"], strict=True)]
    result = {
        "model": {"net": model.card.net, "shape": model.card.shape, "digest": model.digest},
        "frames": chosen.frames,
        "rounds": chosen.rounds,
        "per_processor_second": medians,
        "per_second_by_the_clock": {n: statistics.median(two for _, two in pairs) for n, pairs in found.items()},
        "walk_over_pictures": statistics.median(ratios),
        "walk_over_pictures_least_and_most": [min(ratios), max(ratios)],
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, shared with other programs",
        "load_before_and_after": [load, os.getloadavg()[0]],
        "torch": torch.__version__,
    }
    write_json(RESULTS / "walk_speed.json", result)
    write_figure(RESULTS / "walk_speed.png", draw(medians, result["walk_over_pictures"]))
    print(result)


if __name__ == "__main__":
    main()

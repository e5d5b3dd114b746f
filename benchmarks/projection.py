"""How near does a projection come in ten seconds, beside 1,000 plain steps?

    python benchmarks/projection.py [--model RUN] [--pictures FOLDER …] [--each 4]

Ours: the first guess of an encoder that has had its lesson, then ``project`` as ``ganvas project`` calls it.
Plain: 1,000 steps of Adam from the mean in the same latents, on the same distances, without the pull toward the
mean and without an encoder; twice, at our rate and at half of it, and the nearer of the two counts.
The distance is perceptual (the maps of EfficientNet-Lite0); a ratio below 1 means that ours is nearer. Pictures:
the model's own, drawn ink works that are no part of its corpus, and works of the folders. One thread; seconds
are of the processor and of the wall. Writes results/projection.json and .png.
"""

import argparse
import json
import math
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.corpus.ink import draw
from ganvas.media.levels import to_levels
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.project import encoder_of, project, read_picture
from ganvas.model.project.inputs import as_sample
from ganvas.model.project.look import Perceptual, far_apart
from ganvas.model.project.search import RATE, search
from ganvas.model.project.whitened import Whitened
from ganvas.sketch import Seed, Sketch

PLAIN_STEPS = 1000
FIRST = 100_000  # seed of the first ink work: far from those of any corpus here


def wanted(model: Model, folders: list[Path], each: int) -> dict[str, list[Bytes8]]:
    """The pictures of each kind."""
    seeds = range(FIRST, FIRST + each)
    own = [model.render(Sketch(latent=Seed(seed=seed), psi=1)).levels for seed in seeds]
    _, height, _ = model.card.shape
    found = {"own": own, "ink": [np.moveaxis(draw(seed, height, colour=True), -1, 0).copy() for seed in seeds]}
    for folder in folders:
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".png", ".jpg", ".jpeg"})
        picked = files[:: max(1, len(files) // each)][:each]
        found[folder.name] = [read_picture(path, model.card.shape)[0] for path in picked]
    return found


def plain(model: Model, levels: Bytes8, rate: float) -> tuple[float, Bytes8]:
    """The distance that plain steps reach, and the picture."""
    target, whitened = as_sample(levels, model), Whitened(model)
    mask = torch.ones(target.shape[1:])
    look = Perceptual(target, mask)

    def price(v: torch.Tensor) -> torch.Tensor:
        x = model.paint(whitened.latents(v))
        return look(x) + far_apart(x, target[None], mask)

    start = torch.zeros(1, whitened.layers, whitened.size)
    *_, last = search(price, start, PLAIN_STEPS, rate=rate)
    with torch.no_grad():
        x = model.paint(whitened.latents(last.best))
        return float(look(x)), to_levels(x[0])


def compare(model: Model, levels: Bytes8) -> tuple[dict[str, float], list[Bytes8]]:
    """Both on one picture: the figures, and what is shown of it."""
    wall, processor = time.monotonic(), time.process_time()
    ours = project(model, levels)
    spent = {"wall_s": time.monotonic() - wall, "processor_s": time.process_time() - processor}
    processor = time.process_time()
    tries = [plain(model, levels, rate) for rate in (RATE, RATE / 2)]
    spent["plain_processor_s"] = (time.process_time() - processor) / len(tries)
    distance, picture = min(tries, key=lambda one: one[0])
    figures = {
        "ours": ours.report.distance,
        "plain": distance,
        "plain_same_rate": tries[0][0],
        "of_mean": ours.report.of_mean,
        "ratio": ours.report.distance / distance,
        "deviations": ours.report.deviations["all"],
    }
    return figures | spent, [levels, ours.artwork.levels, picture]


def geometric(values: list[float]) -> float:
    """The geometric mean."""
    return math.exp(statistics.fmean(map(math.log, values)))


def picture(found: dict[str, list[dict[str, float]]], shown: dict[str, list[list[Bytes8]]]) -> Figure:
    """Left what was wanted, ours and plain, two of each kind; right the distances of all."""
    rows = [row for kind in shown for row in shown[kind][:2]]
    figure = Figure(figsize=(11, 1.25 * len(rows) + 0.6), layout="constrained", facecolor=PAPER)
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.35))
    axes = left.subplots(len(rows), 3)
    for cells, row in zip(axes, rows, strict=True):
        for cell, levels in zip(cells, row, strict=True):
            cell.imshow(np.moveaxis(levels, 0, -1).squeeze(), cmap="gray", interpolation="nearest")
            cell.set_axis_off()
    for cell, title in zip(axes[0], ("wanted", "ours", "1,000 plain steps"), strict=True):
        cell.set_title(title, fontsize=9, color=QUIET)
    axis, place = right.subplots(), 0
    ticks = []
    for kind, figures in found.items():
        for one in figures:
            axis.barh(place, one["plain"], 0.38, color=OTHERS)
            axis.barh(place + 0.4, one["ours"], 0.38, color=OURS)
            ticks.append((place + 0.2, kind))
            place += 1
    axis.set_yticks(*zip(*ticks, strict=True), fontsize=8, color=INK)
    axis.invert_yaxis()
    axis.set_xlabel("perceptual distance: blue ours, grey the nearer of two times 1,000 plain steps", color=QUIET)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(left=False, colors=QUIET)
    axis.set_facecolor("none")
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("ganvas/bases/pictures-64"))
    parser.add_argument("--pictures", type=Path, nargs="*", default=[], help="folders of works")
    parser.add_argument("--each", type=int, default=4, help="pictures of each kind")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = Model.load(options.model)
    with tempfile.TemporaryDirectory() as place:
        model.vectors.folder = Path(place) / "vectors"
        wall, processor = time.monotonic(), time.process_time()
        encoder_of(model)
        lesson = {"wall_s": time.monotonic() - wall, "processor_s": time.process_time() - processor}
        print(f"the encoder's lesson: {lesson}", flush=True)
        found: dict[str, list[dict[str, float]]] = {}
        shown: dict[str, list[list[Bytes8]]] = {}
        for kind, pictures in wanted(model, options.pictures, options.each).items():
            for levels in pictures:
                figures, row = compare(model, levels)
                found.setdefault(kind, []).append(figures)
                shown.setdefault(kind, []).append(row)
                print(kind, {name: round(value, 3) for name, value in figures.items()}, flush=True)
    ratios = {kind: geometric([one["ratio"] for one in figures]) for kind, figures in found.items()}
    works = [one["ratio"] for kind, figures in found.items() if kind != "own" for one in figures]
    result = {"model": model.digest, "lesson": lesson, "ratio": ratios, "ratio_of_works": geometric(works)}
    write_json(options.into / "projection.json", {**result, "pictures": found})
    write_figure(options.into / "projection.png", picture(found, shown))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

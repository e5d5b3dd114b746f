"""How good are the digits of the article's program, of ``seed`` and of ``quick``, beside real ones?

    python benchmarks/seed_quality.py article=a0.npy,a1.npy,a2.npy seed=runs/s0,runs/s1 quick=runs/q0

Each contestant is a name and, after =, one entry a training seed: a file of digits (10,000, 28, 28),
uint8, or a run, whose model then paints the sketches of seeds 0 to 9,999 at psi 1. Real digits, 10,000
of the training set drawn at random, are measured in the same way: the floor. All are compared with
the 10,000 test digits. Writes results/seed_quality.json and .png.
"""

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from common import INK, OTHERS, OURS, QUIET, RESULTS, mnist_images, write_figure, write_json
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mnist_scores import DIGITS, mnist_scores

from ganvas.errors import GanvasError
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.series import paint_all
from ganvas.sketch import Seed, Sketch

COUNT = 10_000
REAL = "real"
SIDE = 8  # digits across a sheet
ROWS = {"pixels": "Fréchet, pixels", "lite0": "Fréchet, lite0", "judge": "Fréchet, judge"}
ROWS |= {"precision": "precision", "recall": "recall", "density": "density", "coverage": "coverage"}

Scores = Mapping[str, object]


def samples(entry: str) -> Bytes8:
    """Ten thousand digits (N, 28, 28) of a file or of a run.

    Raises:
        GanvasError: nothing is there, or it is no ten thousand digits.
    """
    path = Path(entry)
    if path.suffix == ".npy":
        if not path.is_file():
            raise GanvasError(f"{path}: missing. Give a file of digits, or a run.")
        found = np.load(path, allow_pickle=False)
    else:
        found = paint_all(Model.load(path), [Sketch(latent=Seed(seed=seed), psi=1) for seed in range(COUNT)])
    found = found.reshape(-1, *found.shape[-2:])
    if found.shape != (COUNT, 28, 28) or found.dtype != np.uint8:
        wanted = f"{COUNT:,} digits of 28 × 28, uint8"
        raise GanvasError(
            f"{path}: found {found.shape} of {found.dtype}, wanted {wanted}: other figures do not compare."
        )
    return found


def real_digits() -> Bytes8:
    """Training digits drawn at random: in file order, even and odd places have different sources."""
    train = mnist_images("train")
    return train[torch.randperm(len(train), generator=torch.Generator().manual_seed(0))[:COUNT].numpy()]


def measure(contestants: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[Scores]], dict[str, Bytes8]]:
    """The scores of every entry, and the first digits of each contestant for the picture."""
    scores: dict[str, list[Scores]] = {}
    sheets: dict[str, Bytes8] = {}
    for name, entries in contestants.items():
        scores[name] = []
        for entry in entries:
            digits = real_digits() if name == REAL else samples(entry)
            sheets.setdefault(name, digits[: SIDE**2])
            scores[name].append(mnist_scores(digits))
            print(f"{name} ({entry}): {in_words(scores[name][-1])}", flush=True)
    return scores, sheets


def in_words(scores: Scores) -> str:
    """One line of numbers."""
    return ", ".join(f"{title} {value(scores, row):.2f}" for row, title in ROWS.items())


def value(scores: Scores, row: str) -> float:
    """One number of an entry, wherever it stands."""
    frechet = scores["frechet"]
    assert isinstance(frechet, dict)
    return float(frechet[row] if row in frechet else str(scores[row]))


def table(scores: Mapping[str, Sequence[Scores]]) -> dict[str, dict[str, list[float]]]:
    """Median, least and most of every row, by contestant."""
    found: dict[str, dict[str, list[float]]] = {}
    for name, entries in scores.items():
        found[name] = {}
        for row in ROWS:
            values = [value(entry, row) for entry in entries]
            found[name][row] = [statistics.median(values), min(values), max(values)]
    return found


def picture(scores: Mapping[str, Sequence[Scores]], sheets: Mapping[str, Bytes8]) -> Figure:
    """Sheets side by side, the numbers below, and the classes that the judge sees below those."""
    figure = Figure(figsize=(3.1 * len(sheets), 7.2), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    grid = figure.subplots(3, len(sheets), squeeze=False, height_ratios=(3, 2.4, 1.1))
    numbers = table(scores)
    for column, (name, digits) in enumerate(sheets.items()):
        sheet, text, bars = grid[:, column]
        rows = digits.reshape(SIDE, SIDE, 28, 28).transpose(0, 2, 1, 3).reshape(SIDE * 28, SIDE * 28)
        sheet.imshow(255 - rows.astype(int), cmap="gray", vmin=0, vmax=255)
        sheet.set_title(name, color=INK, fontsize=13)
        sheet.axis("off")
        write_numbers(text, numbers[name], len(scores[name]))
        draw_classes(bars, scores[name][0], OTHERS if name in (REAL, "article") else OURS)
    return figure


def write_numbers(axes: Axes, numbers: Mapping[str, Sequence[float]], seeds: int) -> None:
    """The median of every row, and between which values the training seeds lie."""
    axes.axis("off")
    for line, (row, title) in enumerate(ROWS.items()):
        middle, least, most = numbers[row]
        places = 1 if row == "lite0" else 2
        spread = f"  ({least:.{places}f}–{most:.{places}f})" if seeds > 1 else ""
        height = 0.95 - line / len(ROWS)
        axes.text(0.02, height, title, color=QUIET, fontsize=9.5, va="top", transform=axes.transAxes)
        axes.text(
            0.5, height, f"{middle:.{places}f}{spread}", color=INK, fontsize=9.5, va="top", transform=axes.transAxes
        )


def draw_classes(axes: Axes, scores: Scores, color: str) -> None:
    """How often the judge sees each digit."""
    classes = scores["classes"]
    assert isinstance(classes, list)
    axes.bar(range(DIGITS), classes, color=color)
    axes.axhline(COUNT / DIGITS, color=QUIET, linewidth=0.6)
    axes.set_xticks(range(DIGITS))
    axes.set_yticks([])
    axes.set_ylim(0, 2 * COUNT / DIGITS)
    axes.tick_params(bottom=False, colors=QUIET, labelsize=8)
    axes.spines[:].set_visible(False)
    axes.set_facecolor("none")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contestants", nargs="*", metavar="NAME=ENTRY,…", help="in the order of the picture")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    contestants: dict[str, list[str]] = {}
    for contestant in options.contestants:
        name, equals, entries = contestant.partition("=")
        if not (name and equals and entries) or name in (REAL, *contestants):
            parser.error(f"{contestant}: wanted NAME=ENTRY,… with a name of its own, other than {REAL!r}")
        contestants[name] = entries.split(",")
    contestants[REAL] = ["10,000 of the training set"]
    try:
        scores, sheets = measure(contestants)
    except GanvasError as error:
        print(f"seed_quality: {error}", file=sys.stderr)
        return error.exit_code
    result = {
        "n": COUNT,
        "median_least_most": table(scores),
        "entries": {name: [Path(entry).name for entry in entries] for name, entries in contestants.items()},
        "scores": scores,
    }
    write_json(options.into / "seed_quality.json", result)
    write_figure(options.into / "seed_quality.png", picture(scores, sheets))
    return 0


if __name__ == "__main__":
    sys.exit(main())

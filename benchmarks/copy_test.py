"""Is copying noticed? A model over-trained on 20 works must raise the alarm, one of 5,000 works must not.

    python benchmarks/copy_test.py --minutes 10
    python benchmarks/copy_test.py --few runs/few --many runs/many

Both learn from the built-in ink works, at the same size, with the same recipe and for the same time; only the number
of works differs. 1,000 samples of each are held against its own works by ganvas/metrics/memorization.py; as many as
there are of the works that neither saw (those that the larger corpus holds out) are held against the same works, and
say how often new works of the same hand are called copies: the floor, which is far from nothing where many works are
alike. The alarm is raised where the share of copies is more than a tenth of all above that floor. Writes
results/copy_test.json and .png; ends with 1 if either answer is wrong.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import INK, QUIET, RESULTS, kept_corpus, write_figure, write_json
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ganvas.cli.training import watched
from ganvas.errors import GanvasError, RunError
from ganvas.files import make_folder
from ganvas.media.medium import Bytes8
from ganvas.metrics.memorization import WAYS, Bank, Nearest
from ganvas.model.evaluate import Works, open_corpus, part_works
from ganvas.model.model import Model
from ganvas.model.series import paint_all
from ganvas.recipe import Recipe, named
from ganvas.run import Run
from ganvas.sketch import Seed, Sketch

SIDES = {"few": 20, "many": 5000}  # works
MUST_ALARM = {"few": True, "many": False}
ALARM = 0.1  # of the samples, beyond the share of unseen works that are called copies
COUNT = 1000
SHOWN = 8  # pairs of each side in the picture


@dataclass(frozen=True, eq=False)
class Side:
    """One model held against its works.

    Attributes:
        facts: what the JSON says.
        samples: (COUNT, *shape), uint8.
        works: (N, *shape), uint8, those that it learned from.
        found: the nearest work of every sample.
    """

    facts: dict[str, object]
    samples: Bytes8
    works: Bytes8
    found: Nearest


def train(works: int, recipe: str, minutes: float, size_px: int, into: Path) -> Path:
    """Train on so many ink works, or go on where that was stopped."""
    corpus = kept_corpus(f"builtin:ink?works={works}")
    watched(corpus, Recipe.for_corpus(corpus, named(recipe), size_px, minutes), into, "auto")
    return into


def works_of(run: Run) -> Works:
    """The works of a run, as it saw them."""
    return part_works(run, open_corpus(run, None), lambda *_: None)


def unseen_works(many: Run) -> Bytes8:
    """Works (N, *shape) that neither model saw: held out of the larger corpus, and none of the first, small one.

    Raises:
        RunError: the run held none out.
    """
    parted = works_of(many)
    if not parted.unseen:
        raise RunError(f"{many.path}: held out no works, so there is no floor. Train it with a recipe that holds out.")
    return parted.data.take(parted.held_out[parted.held_out >= SIDES["few"]])


def examine(path: Path, unseen: Bytes8) -> Side:
    """Hold a model's samples, and unseen works, against the works that it learned from."""
    run, model = Run.open(path), Model.load(path)
    parted = works_of(run)
    works = parted.data.take(parted.train)
    samples = paint_all(model, (Sketch(latent=Seed(seed=seed), psi=1) for seed in range(COUNT)))
    bank = Bank.of(works)
    found = bank.nearest(samples)
    share, floor = float(found.copied.mean()), float(bank.nearest(unseen).copied.mean())
    ways = {name: int((found.way[found.copied] == number).sum()) for number, name in enumerate(WAYS)}
    facts = {"recipe": run.recipe.name, "shape": run.recipe.shape, "works": len(works), "seen": model.card.seen}
    facts |= {"times_each_work_was_seen": model.card.seen / len(works), "samples": len(samples)}
    facts |= {"copied_share": share, "copied_share_of_unseen_works": floor, "unseen_works": len(unseen)}
    facts |= {"alarm": share - floor > ALARM, "ways": ways, "works_copied": len(np.unique(found.index[found.copied]))}
    facts |= {"threshold": bank.threshold, "median_distance": float(np.median(found.distance))}
    return Side(facts | {"tells": bank.tells, "twins": bank.twins}, samples, works, found)


def spread(distance: NDArray[np.float32]) -> NDArray[np.int64]:
    """Samples to show: at even ranks, from the nearest to the farthest."""
    return np.argsort(distance, kind="stable")[np.linspace(0, len(distance) - 1, SHOWN).round().astype(int)]


def picture(sides: dict[str, Side]) -> Figure:
    """For each side, samples above and the nearest work of each below, the nearest pair on the left."""
    figure = Figure(figsize=(1.25 * SHOWN, 6.3), layout="constrained")
    parts = figure.subfigures(len(sides), 1)
    for part, side in zip(parts, sides.values(), strict=True):
        facts = side.facts
        verdict = "alarm" if facts["alarm"] else "no alarm"
        part.suptitle(
            f"{facts['works']:,} works: {facts['copied_share']:.1%} of the samples are copies "
            f"({facts['copied_share_of_unseen_works']:.1%} of unseen works are called so): {verdict}",
            color=INK,
            fontsize=11,
        )
        grid = part.subplots(2, SHOWN)
        for (above, below), sample in zip(grid.T, spread(side.found.distance), strict=True):
            for axes, levels in ((above, side.samples[sample]), (below, side.works[side.found.index[sample]])):
                axes.imshow(levels.transpose(1, 2, 0), cmap="gray", vmin=0, vmax=255)
                axes.set(xticks=[], yticks=[])
                axes.spines[:].set_visible(False)
            copied = "copy, " if side.found.copied[sample] else ""
            below.set_xlabel(f"{copied}{side.found.distance[sample]:.3f}", color=QUIET, fontsize=8)
        grid[0, 0].set_ylabel("sample", color=QUIET, fontsize=8)
        grid[1, 0].set_ylabel("nearest work", color=QUIET, fontsize=8)
    return figure


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=Path, metavar="RUN", help="trained on 20 of builtin:ink")
    parser.add_argument("--many", type=Path, metavar="RUN", help="trained on 5,000 of builtin:ink")
    parser.add_argument("--recipe", default="quick")
    parser.add_argument("--minutes", type=float, default=10, help="of each training that is not given")
    parser.add_argument("--size", type=int, default=32, help="of the pictures, in pixels, where they are not given")
    parser.add_argument("--into", type=Path, default=make_folder(Path(tempfile.gettempdir()) / "ganvas-benchmarks"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    try:
        runs = {
            name: getattr(options, name)
            or train(works, options.recipe, options.minutes, options.size, options.into / f"copy-test-{name}")
            for name, works in SIDES.items()
        }
        unseen = unseen_works(Run.open(runs["many"]))
        sides = {name: examine(path, unseen) for name, path in runs.items()}
    except GanvasError as error:
        print(f"copy_test: {error}", file=sys.stderr)
        return error.exit_code
    right = all(sides[name].facts["alarm"] is must for name, must in MUST_ALARM.items())
    facts = {name: side.facts for name, side in sides.items()}
    write_json(options.results / "copy_test.json", {"right": right, "alarm_above_floor": ALARM, **facts})
    write_figure(options.results / "copy_test.png", picture(sides))
    for side in sides.values():
        print(", ".join(f"{name} {value}" for name, value in side.facts.items()))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())

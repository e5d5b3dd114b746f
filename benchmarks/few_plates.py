"""A hundred plates, from the base and from nothing: how near do both come to the plates that neither saw?

    python benchmarks/few_plates.py --minutes 20 [--scratch-minutes 60]

A hundred of Audubon's 424 bird plates, drawn by chance of a fixed seed, are learned at 64 px: by a run that starts from
the base that ships with Ganvas, which saw no plate, and by one that starts from nothing. Both are judged by KID and
recall in EfficientNet-Lite0 features at 128 px, 1,000 samples against the 324 other plates; beside them stands the
floor: the hundred themselves against the others. Runs that are there already go on. Writes results/few_plates.json
and .png.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from common import INK, QUIET, RESULTS, SHARED, write_figure, write_json
from matplotlib.figure import Figure

import ganvas as gv
from ganvas.augment.policy import Augment
from ganvas.bases import base
from ganvas.media.medium import Bytes8
from ganvas.metrics import score
from ganvas.recipe import RECIPES, Recipe
from ganvas.run import is_run

PLATES = SHARED / "data" / "drawings" / "audubon_512"
FEW, SEED, SIDE_PX, SAMPLES = 100, 0, 64, 1000
LOOK = "lite0:128"


def parted(into: Path) -> tuple[gv.Corpus, Bytes8]:
    """The corpus of a hundred plates, and the levels of all others."""
    files = sorted(path for path in PLATES.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    chosen = set(np.random.default_rng(SEED).permutation(len(files))[:FEW].tolist())
    sides = []
    for name, wanted in (("few", True), ("others", False)):
        some = [file for number, file in enumerate(files) if (number in chosen) == wanted]
        folder = into / f"{name}-works"
        sides.append(gv.Corpus.open(folder) if folder.is_dir() else gv.Corpus.gather(*some, into=folder))
    others = sides[1].prepare((3, SIDE_PX, SIDE_PX))
    return sides[0], others.take(np.arange(len(others)))


def recipe(corpus: gv.Corpus, minutes: float) -> Recipe:
    """The house pair for so few works; all hundred are learned, since others judge."""
    house = RECIPES["style"].but(hold_out=False, augment=Augment(mode="cosine").for_works(len(corpus)))
    return Recipe.for_corpus(corpus, house, SIDE_PX, minutes)


def samples(run: gv.Run) -> Bytes8:
    """A thousand pictures of its newest model."""
    model = gv.Model.load(run)
    return np.stack([model.render(gv.Sketch(latent=gv.Seed(seed=seed), psi=1.0)).levels for seed in range(SAMPLES)])


def judged(others: Bytes8, fake: Bytes8) -> dict[str, object]:
    """KID with its interval, and recall."""
    found = {one.metric: one for one in score(others, fake, ("kid", "precision", "recall", "coverage"), LOOK)}
    return {name: one.value for name, one in found.items()} | {"kid_interval": found["kid"].interval}


def trained(name: str, corpus: gv.Corpus, minutes: float, into: Path) -> gv.Run:
    """A run of that time, finished."""
    path, wanted = into / name, recipe(corpus, minutes)
    start = base() if name == "base" else ""
    wanted = wanted.for_start() if start else wanted
    if is_run(path):
        wanted, start = gv.Run.open(path).recipe, ""
    return gv.train(
        corpus, wanted, into=path, start=start, say=lambda sentence: print(f"{name}: {sentence}", flush=True)
    )


def picture(sheets: dict[str, Bytes8], found: dict[str, dict[str, object]]) -> Figure:
    """Sheets side by side with their figures."""
    figure = Figure(figsize=(4.2 * len(sheets), 4.9), layout="constrained")
    for axes, (name, levels) in zip(figure.subplots(1, len(sheets)), sheets.items(), strict=True):
        some = levels[:64].reshape(8, 8, 3, SIDE_PX, SIDE_PX).transpose(0, 3, 1, 4, 2)
        axes.imshow(some.reshape(8 * SIDE_PX, 8 * SIDE_PX, 3))
        axes.axis("off")
        axes.set_title(name, color=INK, fontsize=12)
        facts = found[name]
        axes.text(0, 1.01 * 8 * SIDE_PX, f"KID × 1,000 {facts['kid']:.0f}   recall {facts.get('recall', 0):.2f}   "
                  f"{facts.get('says', '')}", color=QUIET, fontsize=9, va="top")  # fmt: skip
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, required=True, help="where the corpora and runs go")
    parser.add_argument("--minutes", type=float, default=20, help="from the base")
    parser.add_argument("--scratch-minutes", type=float, default=60, help="from nothing")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    few, others = parted(options.into)
    runs = {
        name: trained(name, few, minutes, options.into)
        for name, minutes in (("base", options.minutes), ("scratch", options.scratch_minutes))
        if minutes
    }
    works = few.prepare((3, SIDE_PX, SIDE_PX))
    sheets = {name: samples(run) for name, run in runs.items()} | {"the hundred": works.take(np.arange(len(works)))}
    found = {name: judged(others, levels) for name, levels in sheets.items()}
    for name, run in runs.items():
        last = run.lines()[-1]
        found[name] |= {"seen": last["seen"], "elapsed_s": last["elapsed_s"], "threads": run.plan.threads}
        found[name]["says"] = f"{last['seen']:,} works in {float(str(last['elapsed_s'])) / 60:.0f} min"
    write_json(options.results / "few_plates.json", found)
    write_figure(options.results / "few_plates.png", picture(sheets, found))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

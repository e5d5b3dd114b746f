"""What models of dance are worth, beside null models, and how that changes with psi.

    python benchmarks/dance.py RUN… [--train CLIP.bvh… --minutes N] [--samples 16] [--into results]

A run is one of `ganvas train --medium dance`; with --train each clip is gathered and trained first, under --kept.
Figures are GANimator's (arXiv:2205.02625) as Ganvas defines them: samples of twice its length together are held
against the clip, a window is covered below half of what the mean pose costs. Psi 0 is the clip itself, from its
anchor; 1 is free of it.
Writes results/dance.json and dance.png, and a strip for each run: the clip, its reconstruction, and dances of psi 1.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from common import INK, OTHERS, OURS, PAPER, RESULTS, write_figure, write_json
from dance_rows import light
from matplotlib.figure import Figure as Plot

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.files import make_folder, write_whole
from ganvas.media.dance.measures import NULLS, reconstruction_l1
from ganvas.media.dance.medium import Dance
from ganvas.media.dance.rows import ROWS, Judge
from ganvas.media.dance.strip import sheet
from ganvas.model.model import Model
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.sketch import Mean, Seed, Sketch
from ganvas.training.trainer import train

PSIS = (0.3, 0.5, 0.8, 1.0)
GOOD = {  # where a dance is neither a copy nor broken
    "coverage": (0.95, 1.0), "global diversity": (0.3, 1.3), "local diversity": (0.3, 1.3),
    "acceleration ratio": (0.8, 1.3), "foot skate": (0.0, 1.5),
}  # fmt: skip


def trained(clip: Path, kept: Path, minutes: float) -> Path:
    """A run on a clip; one that is there goes on."""
    folder = kept / clip.stem
    corpus = Corpus.open_or_gather(str(clip), folder.with_name(f"{clip.stem}-corpus"), medium="dance")
    train(corpus, Recipe.for_corpus(corpus, minutes=minutes), folder, say=print)
    return folder


def rows_of(path: Path, samples: int, into: Path) -> dict[str, object]:
    """Every figure of one run."""
    run, model = Run.open(path), Model.load(path)
    art = model.art
    assert isinstance(art, Dance)
    works = Corpus.open(run.source.path).prepare(model.card.shape)
    real = list(works.take(np.arange(len(works))))
    judge = Judge(real, art.figure)
    clip = model.render(Sketch(latent=Mean(), psi=0)).levels
    painted = {psi: [model.render(Sketch(latent=Seed(seed=n), psi=psi)).levels for n in range(samples)] for psi in PSIS}
    begin = time.perf_counter()
    rows = {f"psi {psi:g}": judge.figures(dances) for psi, dances in painted.items()}
    nulls = {name: judge.figures([null(one, 0) for one in judge.some()]) for name, null in NULLS.items()}
    for row in (*rows.values(), *nulls.values()):
        row["foot skate"] /= judge.of_itself()["foot skate"] or 1.0
    labels = ("the clip", "from its anchor", *(f"psi 1, seed {n}" for n in range(3)))
    strips = sheet([real[0], clip, *painted[1.0][:3]], art.figure, labels)
    write_whole(into / f"dance_{path.name}.png", light(strips))
    return {
        "model": {"seen": model.card.seen, "digest": model.digest, "frames": model.card.shape[1],
                  "joints": len(art.figure.joints), "trained_s": elapsed_of(run)},
        "reconstruction L1": reconstruction_l1(real[0], clip),
        "rows": rows, "nulls": nulls, "measured_s": round(time.perf_counter() - begin),
    }  # fmt: skip


def elapsed_of(run: Run) -> float:
    """Seconds of training."""
    lines = run.lines()
    return float(lines[-1]["elapsed_s"]) if lines else 0.0


def is_good(row: dict[str, float]) -> bool:
    """Whether every figure lies where it should."""
    return all(low <= row[name] <= high for name, (low, high) in GOOD.items())


def table(name: str, found: dict[str, object]) -> str:
    """The rows of one run as text; foot skate is in parts of the clip's own."""
    lines = [f"{name}: {found['model']}, reconstruction L1 {found['reconstruction L1']:.3f}"]
    lines += [f"{'':22}" + "".join(f"{row:>20}" for row in ROWS)]
    for kind in ("rows", "nulls"):
        for label, row in found[kind].items():  # type: ignore[attr-defined]
            cells = "".join(f"{row[column]:>20.3f}" for column in ROWS)
            lines.append(f"{label:22}{cells}  {'good' if is_good(row) else ''}")
    return "\n".join(lines)


def drawn(all_rows: dict[str, dict[str, object]]) -> Plot:
    """Each figure over psi, a line a run, the good zone pale behind it."""
    plot = Plot(figsize=(11, 3.2), facecolor=PAPER, layout="constrained")
    for axes, name in zip(plot.subplots(1, len(GOOD)), GOOD, strict=True):
        axes.axhspan(*GOOD[name], color=OTHERS, alpha=0.35, lw=0)
        for shade, (run, found) in enumerate(all_rows.items()):
            values = [row[name] for row in found["rows"].values()]  # type: ignore[attr-defined]
            axes.plot(PSIS, values, "o-", color=OURS, alpha=1 - 0.28 * shade, ms=3, label=run)
        axes.set_title(name, color=INK, fontsize=9)
        axes.set_xlabel("psi", color=INK, fontsize=8)
        axes.set_facecolor(PAPER)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK, labelsize=8)
    plot.axes[0].legend(frameon=False, fontsize=7)
    return plot


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="*", type=Path)
    parser.add_argument("--train", nargs="*", type=Path, default=[])
    parser.add_argument("--kept", type=Path, default=Path("dance-runs"))
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--into", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    make_folder(asked.into)
    runs = [*asked.runs, *(trained(clip, asked.kept, asked.minutes) for clip in asked.train)]
    if not runs:
        raise GanvasError("no run: name some, or clips after --train.")
    found = {}
    for path in runs:
        found[path.name] = rows_of(path, asked.samples, asked.into)
        print(table(path.name, found[path.name]), flush=True)
    write_json(asked.into / "dance.json", {"samples": asked.samples, "good": GOOD, "runs": found})
    write_figure(asked.into / "dance.png", drawn(found))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except GanvasError as error:
        sys.exit(str(error))

"""What does the recipe for music make of scores, beside works that it did not see and music that nobody composed?

    python benchmarks/music.py [--run RUN] [--scores FOLDER] [--minutes 20] [--samples 512] [--name chorales]

Without ``--scores`` the works are Bach's chorales in four parts and constant 4/4, copied at run time from music21's
corpus to a temporary folder; they are not shipped. Without ``--run`` a model is trained on them for that long. Its
phrases are measured as ``ganvas evaluate`` measures them. Writes results/music_NAME.json and .png: the table, and
the first phrases. The targets are those that were set for the chorales before the recipe was made.
"""

import argparse
import io
import shutil
import tempfile
import textwrap
import time
from pathlib import Path

import numpy as np
from common import INK, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure
from music_rows import chorales
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.media import medium
from ganvas.media.measured import Measurement
from ganvas.media.music.write_musicxml import write_musicxml
from ganvas.model.evaluate import Wishes, evaluate
from ganvas.model.evaluation import Evaluation
from ganvas.model.model import Model
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.sketch import Seed, Sketch
from ganvas.training.trainer import train

SHOWN = 12  # phrases
TARGETS = {  # row to the least and the most, for the chorales
    "chords of thirds": (0.82, 1.0), "in one scale": (0.92, 1.0), "crossed": (0.0, 0.05), "steps on top": (0.75, 1.0),
    "leaps on top": (0.0, 0.02), "parallels": (0.0, 0.02), "eighths or longer": (0.93, 1.0), "unique": (0.99, 1.0),
    "copied": (0.0, 0.01), "told apart": (0.0, 0.80),
}  # fmt: skip
NEAR = {"pitch classes": 0.15}  # row to how far it may be from that of works, as a share of theirs


def gathered(scores: Path | None, into: Path) -> Corpus:
    """The works as a corpus."""
    if scores is None:
        scores = into / "scores"
        scores.mkdir()
        for number, score in enumerate(chorales()):
            (scores / f"{number:03d}.musicxml").write_bytes(write_musicxml(score, {}))
    return Corpus.gather(scores, into=into / "corpus", medium="music")


def reached(row: Measurement) -> bool | None:
    """Whether a row is where it was to be; None where nothing was asked of it."""
    if row.fake is None or (row.name in NEAR and row.real is None):
        return None
    if row.name in NEAR:
        assert row.real is not None
        return abs(row.fake - row.real) <= NEAR[row.name] * row.real
    if row.name not in TARGETS:
        return None
    least, most = TARGETS[row.name]
    return least <= row.fake <= most


def draw(found: Evaluation, pictures: list[bytes], title: str) -> Figure:
    """The table, and under it the first phrases as small piano rolls."""
    rows = [row for row in found.art if not row.refused]
    names = ["model", "works", *rows[0].nulls]
    values = np.array([[_number(one) for one in (row.fake, row.real, *row.nulls.values())] for row in rows])
    figure = Figure((13, 9), facecolor=PAPER)
    axes = figure.add_axes((0.16, 0.36, 0.82, 0.54))
    apart = np.abs(values - values[:, 1:2])
    axes.imshow(
        np.nan_to_num(apart / np.maximum(np.nanmax(apart, 1, keepdims=True), 1e-9)),
        cmap="Oranges", vmin=0, vmax=1.6, aspect="auto",
    )  # fmt: skip
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, "" if np.isnan(value) else f"{value:.3g}", ha="center", va="center", color=INK)
    marks = {True: " ✓", False: " ✗", None: ""}
    axes.set_yticks(range(len(rows)), [f"{row.name}{marks[reached(row)]}" for row in rows])
    axes.set_xticks(range(len(names)), ["\n".join(textwrap.wrap(name, 12)) for name in names])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    figure.text(0.02, 0.97, title, color=QUIET)
    for number, data in enumerate(pictures):
        row, column = divmod(number, SHOWN // 2)
        place = figure.add_axes((0.02 + 0.163 * column, 0.18 - 0.16 * row, 0.155, 0.15))
        place.imshow(Image.open(io.BytesIO(data)))
        place.axis("off")
    return figure


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def main() -> None:
    """Train or take a run, measure it, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--name", default="chorales")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ganvas-music-"))
    start = time.monotonic()
    path = asked.run
    if path is None:
        corpus = gathered(asked.scores, folder)
        path = train(corpus, Recipe.for_corpus(corpus, minutes=asked.minutes), folder / "run", say=print).path
    spent_s = time.monotonic() - start
    found, run = evaluate(path, Wishes(samples=asked.samples)), Run.open(path)
    print("\n".join(found.in_words()))
    told = {row.name: reached(row) for row in found.art}
    print("reached:", ", ".join(name for name, is_there in told.items() if is_there))
    print("missed:", ", ".join(name for name, is_there in told.items() if is_there is False))
    art, model = medium(run.recipe.medium), Model.load(path)
    shown = model.render_many([Sketch(latent=Seed(seed=seed)) for seed in range(SHOWN)])
    title = f"{asked.name}: {found.samples} phrases after {found.seen:,} works seen; ✓ and ✗ say which targets were met"
    figure = draw(found, [art.preview(one.levels) for one in shown], title)
    write_json(
        RESULTS / f"music_{asked.name}.json",
        {
            "seen": found.seen, "samples": found.samples, "trained_here_s": None if asked.run else round(spent_s),
            "recipe": run.recipe.model_dump(mode="json", exclude={"heads", "views"}), "reached": told,
            "rows": [row.model_dump(mode="json") for row in found.art],
        },
    )  # fmt: skip
    write_figure(RESULTS / f"music_{asked.name}.png", figure)
    if asked.run is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""How near do trained scenes and plots come to plays? The targets, beside held-out plays and models of chance.

    python benchmarks/drama.py [--scenes RUN] [--plots RUN] [--data FOLDER] [--minutes N] [--samples 1000]

Of runs that are named the tables are made anew. Without any it gathers the plays of the folder (37 of Shakespeare, a
tenth of their scenes held out, by whole plays) and trains with the recipes `scene` and `plot`, N minutes each. Samples
are painted at psi 1 from the seeds 0, 1, … and are measured as they are: nothing is mended or chosen. "Told apart" is a
classifier two-sample test against the plays that were trained on: 0.5 cannot tell, 1 always does. Of plots none are
held out, as there are too few. Writes results/drama.json and .png.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, SHARED, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.corpus.corpus import Corpus
from ganvas.media.drama import alike, measures, nulls, plot, scene
from ganvas.model.evaluate import open_corpus, part_works
from ganvas.model.model import Model
from ganvas.model.series import paint_all
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.sketch import Seed, Sketch
from ganvas.training.trainer import train

TRAIN, HELD, APART = "plays trained on", "plays held out", "told_apart"
FOUND = RESULTS / "drama.json"
LIKENESS = 100  # samples compared with all works
Rows = dict[str, dict[str, float]]
Structures = list[Any]


@dataclass(frozen=True)
class Kind:
    """What is measured of one medium.

    Attributes:
        read: a sample as a structure.
        measure: structures to figures by name.
        features: structures to rows for the classifier.
        nulls: works and held-out works to the structures of models of chance, by name.
        targets: the least and the most of a figure.
    """

    read: Callable[[Any], Any]
    measure: Callable[[Structures], dict[str, float]]
    features: Callable[[Structures], Any]
    nulls: Callable[[Structures, Structures], Mapping[str, Structures]]
    targets: Mapping[str, tuple[float, float]]


def scene_nulls(train: Structures, held: Structures) -> Mapping[str, Structures]:
    rng = np.random.default_rng(0)
    return {"turns shuffled": nulls.shuffled(held, rng), "chain": nulls.MarkovScenes(train).draw(1000, rng)}


def plot_nulls(_: Structures, held: Structures) -> Mapping[str, Structures]:
    rng = np.random.default_rng(0)
    return {"coins": nulls.coin_plots(held, rng), "scenes shuffled": nulls.shuffled_plots(held, rng)}


KINDS = {
    "scene": Kind(
        scene.from_sample,
        measures.measure_scenes,
        lambda found: measures.scene_features(found, scene.TURNS),
        scene_nulls,
        {
            "aba": (0.57, 0.69),
            "self_repeat": (0, 0.01),
            "entropy_bits": (1.8, 2.2),
            "length_lag2": (0.1, 1),
            APART: (0, 0.65),
        },
    ),
    "plot": Kind(
        plot.from_sample,
        measures.measure_plots,
        lambda found: measures.plot_features(found, plot.SCENES),
        plot_nulls,
        {"density": (0.216, 0.296), "persistence": (0.21, 0.33), "empty_scenes": (0, 0), "unique": (0.99, 1)},
    ),
}


def trained(name: str, data: Path, minutes: float, beside: Path) -> Path:
    """The run of a medium on the plays of a folder, trained now."""
    corpus = Corpus.open_or_gather(str(data), beside / f"{name}s", medium=name)
    return train(corpus, Recipe.for_corpus(corpus, minutes=minutes), beside / name, say=print).path


def rows_of(name: str, path: Path, samples: int) -> tuple[Rows, dict[str, float]]:
    """A run's samples, its works, and models of chance, a row each; and what the run cost."""
    kind, run, model = KINDS[name], Run.open(path), Model.load(path)
    works = part_works(run, open_corpus(run, None), lambda *_: None)
    train, held = (
        [one for sample in works.data.take(rows) if (one := kind.read(sample))] for rows in (works.rest, works.held_out)
    )
    start = time.perf_counter()
    painted = paint_all(model, [Sketch(latent=Seed(seed=seed), psi=1.0) for seed in range(samples)])
    seconds = round(time.perf_counter() - start, 1)
    read = [kind.read(sample) for sample in painted]
    fake = [one for one in read if one]
    sets = {TRAIN: train, HELD: held, "samples": fake, **kind.nulls(train, held or train)}
    rows: Rows = {}
    for label, found in sets.items():
        if not found:
            continue
        rows[label] = {"N": float(len(found)), **kind.measure(found)}
        if label != TRAIN and min(len(found), len(train)) >= measures.FOLDS * measures.LEAST_PER_FOLD:
            rows[label][APART] = measures.told_apart(kind.features(train), kind.features(found))
    cost = {
        "seen": float(model.card.seen),
        "over_before_it_begins": float(len(read) - len(fake)),
        "painting_seconds": seconds,
        "likest_to_a_work": max(likeness_of(name, fake[:: max(1, len(fake) // LIKENESS)], train)),
    }
    return rows, cost


def likeness_of(name: str, fake: Structures, works: Structures) -> list[float]:
    """How like each sample is to the work that it is most like; ``alike.COPY`` says from where on it is a copy."""
    nearest = {"scene": alike.nearest_scene, "plot": alike.nearest_plot}[name]
    return [nearest(one, works)[1] for one in fake]


def tell(name: str, rows: Rows) -> dict[str, bool]:
    """Print the table of a medium, and whether each target is met."""
    targets = KINDS[name].targets
    print(f"\n{name}\n" + " " * 18 + "".join(f"{figure:>14}" for figure in targets))
    for label, row in rows.items():
        cells = [f"{row[figure]:.3f}" if figure in row else "–" for figure in targets]
        print(f"{label:18}" + "".join(f"{cell:>14}" for cell in cells))
    met = {figure: bool(low <= rows["samples"][figure] <= high) for figure, (low, high) in targets.items()}
    wanted = [f"{low:g}…{high:g}" for low, high in targets.values()]
    print(f"{'wanted':18}" + "".join(f"{cell:>14}" for cell in wanted))
    print(f"{'':18}" + "".join(f"{'met' if met[figure] else 'MISSED':>14}" for figure in targets))
    return met


def draw(tables: Mapping[str, Rows]) -> Figure:
    """For each figure where samples, works and models of chance lie, and what was wanted."""
    figures = [(name, figure) for name in tables for figure in KINDS[name].targets]
    whole = Figure(figsize=(8.4, 0.52 * len(figures) + 1), layout="constrained", facecolor=PAPER)
    for axes, (name, figure) in zip(np.atleast_1d(whole.subplots(len(figures), 1)), figures, strict=True):
        low, high = KINDS[name].targets[figure]
        axes.axvspan(low, high, color=OTHERS, alpha=0.35, linewidth=0)
        for label, row in tables[name].items():
            works = label == (HELD if HELD in tables[name] else TRAIN)
            if figure in row and (works or label != TRAIN):
                ours = label == "samples"
                marker, color = ("o", OURS) if ours else ("|", INK) if works else ("x", QUIET)
                axes.plot(row[figure], 0, marker, color=color, markersize=11 if works else 7, clip_on=False)
        axes.set_xlim(0, 2.6 if figure == "entropy_bits" else 1)
        axes.set_yticks([0], [f"{name}: {figure.replace('_', ' ')}"], color=INK)
        axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
        axes.set_facecolor(PAPER)
        axes.tick_params(labelsize=7, length=0)
    whole.supxlabel(
        "dot: samples   bar: plays, held out where there are such   cross: models of chance   band: wanted",
        color=QUIET,
        fontsize=9,
    )
    return whole


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--plots", type=Path)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "drama" / "moby_xml")
    parser.add_argument("--into", type=Path, default=Path("drama"))
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--samples", type=int, default=1000)
    chosen = parser.parse_args(words)
    given = {name: path for name, path in (("scene", chosen.scenes), ("plot", chosen.plots)) if path}
    runs = given or {name: trained(name, chosen.data, chosen.minutes, chosen.into) for name in KINDS}
    result: dict[str, Any] = json.loads(FOUND.read_text()) if given and FOUND.exists() else {}
    for name, run in runs.items():
        rows, cost = rows_of(name, run, chosen.samples)
        result[name] = {"cost": cost, "met": tell(name, rows), "rows": rows}
        result[name]["recipe"] = Run.open(run).recipe.model_dump(mode="json")
        write_json(FOUND, result)
    write_figure(FOUND.with_suffix(".png"), draw({name: result[name]["rows"] for name in KINDS if name in result}))


if __name__ == "__main__":
    main()

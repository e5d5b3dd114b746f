"""The measures of drama as rows: a figure of samples beside the works' and those of models that learned nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.drama import measures, nulls
from ganvas.media.drama.plot import Plot
from ganvas.media.drama.scene import Turns
from ganvas.media.measured import Measurement

S = TypeVar("S")
Better = Literal["lower", "higher", "works"]
SCENES: Mapping[str, tuple[str, Better]] = {
    "aba": ("how often who speaks speaks again two turns later: dialogue of two", "works"),
    "self_repeat": ("how often somebody speaks twice in a row, which a play joins", "lower"),
    "entropy_bits": ("bits of the choice of speaker within a scene", "works"),
    "length_lag2": ("correlation of the lengths of a speech and the one after next", "works"),
    "speakers": ("how many speak in a scene", "works"),
    "unique": ("share of scenes that are not the same as another", "higher"),
}
PLOTS: Mapping[str, tuple[str, Better]] = {
    "density": ("share of characters and scenes in which one is on stage", "works"),
    "persistence": ("how often who is on stage is there in the next scene too", "works"),
    "empty_scenes": ("share of scenes in which none of the sixteen speaks", "lower"),
    "unique": ("share of plots that are not the same as another", "higher"),
}
APART = "told_apart"
SAYS_APART = "how often a classifier tells samples from works: 0.5 cannot, 1 always"
SCENE_ROWS, PLOT_ROWS = (*SCENES, APART), tuple(PLOTS)


def of_scenes(train: Sequence[Turns], held_out: Sequence[Turns], fake: Sequence[Turns]) -> list[Measurement]:
    """A row for each of ``SCENE_ROWS``; the nulls are the works' turns shuffled, and a chain of who follows whom."""
    rng = np.random.default_rng(0)
    parts = [[one for one in part if one] for part in (train, held_out, fake)]
    train, works, fake = parts[0], parts[1] or parts[0], parts[2]
    if not fake or not train:
        return _refused({**SCENES, APART: (SAYS_APART, "lower")}, "every scene is over before its first speech")
    sets = {"shuffled": nulls.shuffled(works, rng), "chain": nulls.MarkovScenes(train).draw(len(works), rng)}
    found = _rows(
        SCENES, measures.measure_scenes(fake), measures.measure_scenes(works), _each(sets, measures.measure_scenes)
    )
    turns = max(len(one) for part in (train, works, fake) for one in part)
    held = held_out and works

    def apart(one: Sequence[Turns]) -> float:
        return measures.told_apart(measures.scene_features(train, turns), measures.scene_features(one, turns))

    try:
        row = Measurement(
            name=APART,
            says=SAYS_APART,
            better="lower",
            fake=apart(fake),
            real=apart(works) if held and len(works) >= measures.FOLDS * measures.LEAST_PER_FOLD else None,
            nulls={name: apart(one) for name, one in sets.items()},
        )
    except MetricError as error:
        row = Measurement(name=APART, says=SAYS_APART, better="lower", refused=str(error))
    return [*found, row]


def of_plots(train: Sequence[Plot], held_out: Sequence[Plot], fake: Sequence[Plot]) -> list[Measurement]:
    """A row for each of ``PLOT_ROWS``; the nulls are coins of the works' density, and the works' scenes shuffled."""
    rng = np.random.default_rng(0)
    parts = [[one for one in part if one] for part in (train, held_out, fake)]
    works, fake = parts[1] or parts[0], parts[2]
    if not fake or not works:
        return _refused(PLOTS, "every plot is over before its first scene")
    sets = {"coins": nulls.coin_plots(works, rng), "shuffled": nulls.shuffled_plots(works, rng)}
    return _rows(
        PLOTS, measures.measure_plots(fake), measures.measure_plots(works), _each(sets, measures.measure_plots)
    )


def _each(sets: Mapping[str, S], measure: Callable[[S], dict[str, float]]) -> dict[str, dict[str, float]]:
    return {name: measure(one) for name, one in sets.items()}


def _rows(
    table: Mapping[str, tuple[str, Better]],
    fake: Mapping[str, float],
    real: Mapping[str, float],
    null: Mapping[str, Mapping[str, float]],
) -> list[Measurement]:
    return [
        Measurement(
            name=name,
            says=says,
            better=better,
            fake=fake[name],
            real=real[name],
            nulls={model: figures[name] for model, figures in null.items()},
        )
        for name, (says, better) in table.items()
    ]


def _refused(table: Mapping[str, tuple[str, Better]], why: str) -> list[Measurement]:
    return [Measurement(name=name, says=says, better=better, refused=why) for name, (says, better) in table.items()]

"""Null models of structures: what chance with the right counts makes. A sample has to be better than these."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ganvas.media.drama.plot import CHARACTERS, Column, Plot, matrix
from ganvas.media.drama.plot import normal as normal_plot
from ganvas.media.drama.scene import SPEAKERS, Turn, Turns, normal


def shuffled(scenes: Sequence[Turns], rng: np.random.Generator) -> list[Turns]:
    """The turns of each scene in another order."""
    return [normal([scene[place] for place in rng.permutation(len(scene))]) for scene in scenes]


class MarkovScenes:
    """The next speaker drawn from who came before (order 1), lengths and the rest drawn each for itself."""

    def __init__(self, scenes: Sequence[Turns]) -> None:
        self._turns = [turn for scene in scenes for turn in scene]
        self._sizes = [len(scene) for scene in scenes]
        counts = np.zeros((SPEAKERS, SPEAKERS))
        for scene in scenes:
            for one, after in itertools.pairwise(scene):
                counts[one.speaker, after.speaker] += 1
        counts[counts.sum(1) == 0, 0] = 1
        self._next = counts / counts.sum(1, keepdims=True)

    def draw(self, count: int, rng: np.random.Generator) -> list[Turns]:
        """So many scenes, their numbers of turns drawn from the works'."""
        return [self._one(int(rng.choice(self._sizes)), rng) for _ in range(count)]

    def _one(self, turns: int, rng: np.random.Generator) -> Turns:
        speaker, drawn = 0, []
        for _ in range(turns):
            twin: Turn = self._turns[rng.integers(len(self._turns))]
            drawn.append(replace(twin, speaker=speaker))
            speaker = int(rng.choice(SPEAKERS, p=self._next[speaker]))
        return normal(drawn)


def coin_plots(plots: Sequence[Plot], rng: np.random.Generator) -> list[Plot]:
    """Every cell of every plot thrown anew with the density of all; lengths, moods and places as they were."""
    density = float(np.mean([matrix(plot).mean() for plot in plots]))
    return [
        normal_plot([replace(column, on_stage=tuple((rng.random(CHARACTERS) < density).tolist())) for column in plot])
        for plot in plots
    ]


def shuffled_plots(plots: Sequence[Plot], rng: np.random.Generator) -> list[Plot]:
    """The scenes of each plot in another order."""
    return [normal_plot([plot[place] for place in rng.permutation(len(plot))]) for plot in plots]


def shuffled_rows(plots: Sequence[Plot], rng: np.random.Generator) -> list[Plot]:
    """The scenes of each character in another order, each character for itself."""
    return [_rows_apart(plot, rng) for plot in plots]


def _rows_apart(plot: Plot, rng: np.random.Generator) -> Plot:
    grid = rng.permuted(matrix(plot), axis=1)
    columns: list[Column] = [
        replace(column, on_stage=tuple(grid[:, place].tolist())) for place, column in enumerate(plot)
    ]
    return normal_plot(columns)

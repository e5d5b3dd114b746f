"""How like a structure is to works: names play no part, so a play whose characters were renamed is a copy."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.drama.plot import Plot, matrix
from ganvas.media.drama.scene import SLOTS, Turn, Turns

COPY = {"scene": 0.75, "plot": 0.9}  # from this likeness on; other plays of Shakespeare reach .56 and .82 at most
NOBODY = -1


def nearest_scene(scene: Turns, works: Sequence[Turns]) -> tuple[int, float]:
    """The scene of the works that is most like this one, and how like, 0…1.

    Likeness is 1 less the edit distance per turn of the longer scene: turns to change, add or leave out until one is
    the other, where a turn is its speaker and its length, and speakers are numbered by their first word.

    Raises:
        MetricError: there is nothing to compare with.
    """
    if not works or not scene:
        raise MetricError("the nearest scene takes a scene with turns and at least one work")
    sizes = np.array([len(work) for work in works])
    codes = np.full((len(works), int(sizes.max())), NOBODY)
    for row, work in zip(codes, works, strict=True):
        row[: len(work)] = [_code(turn) for turn in work]
    distances = _edits([_code(turn) for turn in scene], codes)[np.arange(len(works)), sizes]
    likeness = 1 - distances / np.maximum(sizes, len(scene))
    best = int(likeness.argmax())
    return best, float(likeness[best])


def _code(turn: Turn) -> int:
    return turn.speaker * len(SLOTS) + turn.length


def _edits(scene: Sequence[int], works: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N, turns + 1): the edit distance of the scene to each beginning of each work, Wagner and Fischer 1974."""
    places = np.arange(works.shape[1] + 1)
    before = np.broadcast_to(places, (len(works), len(places)))
    for row, code in enumerate(scene, 1):
        now = before + 1
        now[:, 0] = row
        now[:, 1:] = np.minimum(now[:, 1:], before[:, :-1] + (works != code))
        before = places + np.minimum.accumulate(now - places, axis=1)  # or a turn is added to the one before
    return before


def nearest_plot(plot: Plot, works: Sequence[Plot]) -> tuple[int, float]:
    """The plot of the works that is most like this one, and how like: the share of equal cells, rows by entrance.

    Scenes that only one of the two has are unlike in all cells.

    Raises:
        MetricError: there is nothing to compare with.
    """
    if not works or not plot:
        raise MetricError("the nearest plot takes a plot with scenes and at least one work")
    grid = matrix(plot)
    likeness = np.array([_equal(grid, matrix(work)) for work in works])
    best = int(likeness.argmax())
    return best, float(likeness[best])


def _equal(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    both = min(one.shape[1], other.shape[1])
    equal = int((one[:, :both] == other[:, :both]).sum())
    return float(equal / (len(one) * max(one.shape[1], other.shape[1])))

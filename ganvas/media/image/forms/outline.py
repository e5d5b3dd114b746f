"""The outlines of areas: marching squares on a smooth field, to a fraction of a pixel."""

import numpy as np
from numpy.typing import NDArray

from ganvas.media.image.forms.trace import Points

# the sides (0 above, 1 right, 2 below, 3 left) where a line enters and leaves a cell, ink on its left;
# key: corners inside, as bits: upper left 1, upper right 2, lower right 4, lower left 8
CASES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),), 2: ((1, 0),), 3: ((1, 3),), 4: ((2, 1),), 5: ((0, 3), (2, 1)), 6: ((2, 0),), 7: ((2, 3),),
    8: ((3, 2),), 9: ((0, 2),), 10: ((1, 0), (3, 2)), 11: ((1, 2),), 12: ((3, 1),), 13: ((0, 1),), 14: ((3, 0),),
}  # fmt: skip


def outlines(field: NDArray[np.floating], level: float) -> list[Points]:
    """The lines on which a field has that level, each closed: its last point is its first.

    Args:
        field: (height, width); beyond it, it counts as below the level.
        level: between what is inside and what is outside.
    Returns:
        points (N, 2), x and y in pixels of the field, where (0, 0) is the middle of the first.
    """
    low = min(float(field.min()), level) - 1
    padded = np.pad(np.asarray(field, np.float64), 1, constant_values=low)
    inside = padded > level
    codes = inside[:-1, :-1] + 2 * inside[:-1, 1:] + 4 * inside[1:, 1:] + 8 * inside[1:, :-1]
    follows: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    rows, columns = np.nonzero((codes > 0) & (codes < 15))
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        for enter, leave in CASES[int(codes[row, column])]:
            follows[_side(row, column, enter)] = _side(row, column, leave)
    lines = []
    while follows:
        start, here = next(iter(follows.items()))
        path = [start]
        while here != start:
            path.append(here)
            here = follows.pop(here)
        del follows[start]
        points = _places(np.array([*path, start]), padded, level) - 1
        lines.append(np.clip(points, 0, (field.shape[1] - 1, field.shape[0] - 1)))
    return lines


def _side(row: int, column: int, side: int) -> tuple[int, int, int]:
    """The name of a cell's side, the same for both cells beside it: row, column, 0 lying or 1 standing."""
    return (row + (side == 2), column + (side == 1), side % 2)


def _places(sides: NDArray[np.int_], field: NDArray[np.float64], level: float) -> Points:
    """Where the level is crossed on each side (N, 3), as x and y."""
    rows, columns, standing = sides.T
    a = field[rows, columns]
    b = field[rows + standing, columns + 1 - standing]
    share = (level - a) / (b - a)
    return np.stack([columns + share * (1 - standing), rows + share * standing], 1)

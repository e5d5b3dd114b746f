"""The order of strokes: little way with the pen up, and strokes that touch drawn as one."""

from collections.abc import Sequence

import numpy as np

from ganvas.media.image.forms.curves import Curves
from ganvas.media.image.forms.trace import Points

TOUCH_MM = 0.05  # ends nearer than this are the same place to a pen


def route(strokes: Sequence[Curves], touch: float = TOUCH_MM) -> list[Curves]:
    """The strokes in an order that is short to travel, each in the better direction; those that touch are one.

    Greedy: from where the pen is to the nearest end of a stroke that is left. A closed stroke is entered where
    it begins.

    Args:
        strokes: each (N, 4, 2), N ≥ 1.
        touch: distance of two ends that are joined.
    """
    if not strokes:
        return []
    ends = np.array([[stroke[0, 0], stroke[-1, 3]] for stroke in strokes])
    left = np.ones(len(strokes), bool)
    here, ordered = np.zeros(2), list[Curves]()
    for _ in strokes:
        distances = np.where(left[:, None], ((ends - here) ** 2).sum(2), np.inf)
        number, side = divmod(int(distances.argmin()), 2)
        left[number] = False
        stroke = strokes[number] if side == 0 else strokes[number][::-1, ::-1]
        if ordered and distances[number, side] <= touch**2 and not _is_closed(ordered[-1]):
            stroke = stroke.copy()
            stroke[0, 0] = ordered[-1][-1, 3]
            ordered[-1] = np.concatenate([ordered[-1], stroke])
        else:
            ordered.append(stroke)
        here = ordered[-1][-1, 3]
    return ordered


def _is_closed(stroke: Curves) -> bool:
    return np.array_equal(stroke[0, 0], stroke[-1, 3])


def travel(strokes: Sequence[Curves]) -> float:
    """The way of the pen between strokes, from the corner of the page on."""
    starts = np.array([stroke[0, 0] for stroke in strokes]).reshape(-1, 2)
    before = np.vstack([np.zeros((1, 2)), *(stroke[-1:, 3] for stroke in strokes)])[:-1]
    return float(np.linalg.norm(starts - before, axis=1).sum())


def drawn(strokes: Sequence[Curves]) -> float:
    """The way of the pen on the paper, each curve measured along sixteen chords."""
    from ganvas.media.image.forms.curves import bezier

    at = np.linspace(0, 1, 17)
    lines: list[Points] = [bezier(curve, at) for stroke in strokes for curve in stroke]
    return float(sum(np.linalg.norm(np.diff(line, axis=0), axis=1).sum() for line in lines))

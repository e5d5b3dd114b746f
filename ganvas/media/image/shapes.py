"""The shape that suits the works."""

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ganvas.media.medium import Facts, Shape

ALPHA_SHARE = 0.5  # of the works must let through before samples carry an alpha channel
ASPECT_SHARE = 0.9  # of the works must share an aspect before samples take it
ASPECT_BAND = 1.12  # two aspects this close count as one
SIDE_STEP = 4  # sides are multiples of it


def natural_shape(works: Iterable[Facts], size_px: int) -> Shape:
    """The shape that suits works of these facts, its longer side near ``size_px`` but never larger than theirs.

    One channel if all works are grey, four if half of them or more let something through, else three. Square,
    unless nearly all works share another aspect. Sides are multiples of 4.
    """
    modes: Counter[str] = Counter()
    sides: list[tuple[float, float]] = []
    for facts in works:
        modes[str(facts["mode"])] += 1
        sides.append((float(facts["width_px"]), float(facts["height_px"])))
    return suiting(modes, np.array(sides, np.float64), size_px)


def suiting(modes: Counter[str], sides: NDArray[np.float64], size_px: int) -> Shape:
    """The shape that suits works of these modes and sides; see ``natural_shape``.

    Args:
        modes: how many works have each.
        sides: (N, 2), width and height.
        size_px: of the longer side; it is never larger than the works' own.
    """
    channels = 4 if modes["RGBA"] >= ALPHA_SHARE * len(sides) else 1 if set(modes) == {"L"} else 3
    aspect = _shared_aspect(sides[:, 0] / sides[:, 1])
    longest = min(size_px, int(np.median(sides.max(1) if aspect != 1 else sides.min(1))))
    return channels, _side(longest * min(1.0, 1 / aspect)), _side(longest * min(1.0, aspect))


def _shared_aspect(aspects: NDArray[np.float64]) -> float:
    """The width by height that nearly all works have, or 1."""
    middle = float(np.median(aspects))
    close = np.abs(np.log(aspects / middle)) <= math.log(ASPECT_BAND)
    return middle if close.mean() >= ASPECT_SHARE and abs(math.log(middle)) > math.log(ASPECT_BAND) else 1.0


def _side(length: float) -> int:
    return max(SIDE_STEP, int(length) // SIDE_STEP * SIDE_STEP)

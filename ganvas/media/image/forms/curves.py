"""Cubic Bézier curves through lines of points, no further from any of them than is allowed.

The method of Schneider 1990, "An algorithm for automatically fitting digitized curves" (Graphics Gems):
least squares for the lengths of both handles, Newton's steps for the parameters, and a cut where it is worst.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ganvas.media.image.forms.trace import Points, length

Curves = NDArray[np.float64]  # (N, 4, 2): start, two handles, end; each begins where the one before ends

CORNER = 0.35  # cosine of the turn (about 70°) from which a line has a corner there
NEWTON_STEPS = 8
HOPELESS = 400.0  # so many times the allowed squared distance are cut at once
LONGEST = 1.5  # a handle of more than so many lengths of its piece is no handle


def fit(points: Points, tolerance: float) -> Curves:
    """Curves along a line of points; a line that ends where it begins gets a smooth closed one.

    Args:
        points: (N, 2), N ≥ 1.
        tolerance: how far a point may lie from the curve at most.
    Returns:
        (M, 4, 2), M = 0 for a single place.
    """
    kept = np.concatenate([[True], np.any(np.diff(points, axis=0) != 0, axis=1)])
    points = np.asarray(points[kept], np.float64)
    if len(points) < 2:
        return np.empty((0, 4, 2))
    closed = len(points) > 3 and np.array_equal(points[0], points[-1])
    reach = 4 * tolerance
    corners = _corners(points, reach, closed)
    if closed and len(corners):
        points = np.vstack([points[corners[0] : -1], points[: corners[0] + 1]])
        corners = _corners(points, reach, closed=False)
    cuts = [0, *(int(corner) for corner in corners if 0 < corner < len(points) - 1), len(points) - 1]
    smooth = closed and len(cuts) == 2 and not len(_corners(points, reach, closed))
    seam = _unit(_at(points, reach) - _at(points, length(points) - reach)) if smooth else None
    pieces = []
    for start, end in pairwise(cuts):
        piece = points[start : end + 1]
        first = _unit(_at(piece, reach) - piece[0]) if seam is None else seam
        last = _unit(_at(piece[::-1], reach) - piece[-1]) if seam is None else -seam
        pieces += _fit_piece(piece, first, last, tolerance, reach)
    return np.stack(pieces)


def _corners(points: Points, reach: float, closed: bool) -> NDArray[np.intp]:
    """Where the line turns sharply within ``reach``, and more sharply than near by; the ends only of a closed one."""
    along = _along(points)
    total = float(along[-1])
    if total <= 2 * reach:
        return np.empty(0, np.intp)

    def at(places: NDArray[np.float64]) -> Points:
        where = places % total if closed else np.clip(places, 0, total)
        return np.stack([np.interp(where, along, points[:, axis]) for axis in (0, 1)], 1)

    before, after = points - at(along - reach), at(along + reach) - points
    sizes = np.maximum(np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1), 1e-12)
    straight = (before * after).sum(1) / sizes
    if not closed:
        straight[(along < reach) | (along > total - reach)] = 1
    found = np.empty(0, np.intp)
    for place in np.argsort(straight, kind="stable"):
        if straight[place] > CORNER:
            break
        gaps = np.abs(along[found] - along[place])
        gaps = np.minimum(gaps, total - gaps) if closed else gaps
        if (gaps > reach).all():
            found = np.append(found, place)
    return np.sort(found)


def _along(points: Points) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])


def _at(points: Points, distance: float) -> Points:
    along = _along(points)
    return np.array([np.interp(distance, along, points[:, axis]) for axis in (0, 1)])


def _unit(vector: Points) -> Points:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))


def _fit_piece(points: Points, first: Points, last: Points, tolerance: float, reach: float) -> list[Points]:
    """Curves along one piece without a corner; ``first`` and ``last`` are the directions at its ends, inward."""
    waiting, done = [(points, first, last)], []
    while waiting:
        piece, begin, end = waiting.pop()
        curve, worst = _fit_one(piece, begin, end, tolerance)
        if curve is not None:
            done.append(curve)
            continue
        way = _unit(_at(piece[worst::-1], reach) - _at(piece[worst:], reach))
        if not way.any():
            way = _unit(piece[worst - 1] - piece[worst])
        waiting.append((piece[worst:], -way, end))
        waiting.append((piece[: worst + 1], begin, way))
    return done


def _fit_one(points: Points, begin: Points, end: Points, tolerance: float) -> tuple[Points | None, int]:
    """One curve that is near enough, or none and where to cut."""
    if len(points) == 2:
        third = np.linalg.norm(points[1] - points[0]) / 3
        return np.stack([points[0], points[0] + third * begin, points[1] + third * end, points[1]]), 0
    at = _along(points) / max(length(points), 1e-12)
    for _ in range(NEWTON_STEPS):
        curve = _least_squares(points, at, begin, end)
        distances = ((bezier(curve, at) - points) ** 2).sum(1)
        if distances.max() <= tolerance**2:
            return curve, 0
        if distances.max() > HOPELESS * tolerance**2:
            break
        at = _newton(curve, points, at)
    return None, int(np.clip(distances.argmax(), 1, len(points) - 2))


def bezier(curve: Points, at: NDArray[np.float64]) -> Points:
    """The points (N, 2) of a cubic (4, 2) at parameters (N,)."""
    return np.asarray(_weights(at) @ curve)


def _weights(at: NDArray[np.float64]) -> NDArray[np.float64]:
    back = 1 - at
    return np.stack([back**3, 3 * back**2 * at, 3 * back * at**2, at**3], 1)


def _least_squares(points: Points, at: NDArray[np.float64], begin: Points, end: Points) -> Points:
    """The cubic with these directions at its ends that is nearest to the points at their parameters."""
    weights = _weights(at)
    rest = points - weights[:, :2].sum(1, keepdims=True) * points[0] - weights[:, 2:].sum(1, keepdims=True) * points[-1]
    a, b = weights[:, 1:2] * begin, weights[:, 2:3] * end
    aa, ab, bb = (a * a).sum(), (a * b).sum(), (b * b).sum()
    determinant = aa * bb - ab * ab
    chord = float(np.linalg.norm(points[-1] - points[0]))
    longest = LONGEST * length(points)
    handles = np.full(2, chord / 3)
    if determinant > 1e-12 * aa * bb:
        ar, br = (a * rest).sum(), (b * rest).sum()
        found = np.array([ar * bb - br * ab, aa * br - ab * ar]) / determinant
        if 1e-6 * chord < found.min() and found.max() < longest:
            handles = found
    return np.stack([points[0], points[0] + handles[0] * begin, points[-1] + handles[1] * end, points[-1]])


def _newton(curve: Points, points: Points, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Parameters moved to where the curve is nearest to each point, as Newton's step has it."""
    back = 1 - at
    d = 3 * np.diff(curve, axis=0)
    slope = np.stack([back**2, 2 * back * at, at**2], 1) @ d
    bend = np.stack([back, at], 1) @ (2 * np.diff(d, axis=0))
    off = bezier(curve, at) - points
    below = (slope**2).sum(1) + (off * bend).sum(1)
    step = np.where(np.abs(below) > 1e-12, (off * slope).sum(1) / np.where(below == 0, 1, below), 0)
    moved = np.clip(at - step, 0, 1)
    moved[0], moved[-1] = 0, 1
    return moved

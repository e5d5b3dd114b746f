"""The brush: a stroke is a curve with a width, an ink load and bristles along it.

A stroke is painted in its own coordinates, s along (0…1) and u across (−1…1):
pressure widens it, ink pools at its edges, fades along it, and a dry brush
leaves paper between the bristles (feibai, 'flying white'). The painted grid is
then dropped on the sheet, each point by its area, so that hairlines stay thin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ganvas.corpus.ink.paper import Floats, Sheet

RATE = 1.3  # painted points per pixel of the sheet: more than one, so that a stroke has no holes
FULL = 0.6  # share of a pixel from which it counts as covered: painted points do not fall evenly

# Pressure: knots at even distances along the stroke, joined smoothly; 1 is the full width.
EVEN = (1.0, 1.0, 1.0)
LEAF = (0.1, 0.75, 1.0, 0.85, 0.5, 0.22, 0.0)
BLADE = (0.35, 0.6, 0.95, 0.6, 1.0, 0.75, 0.45, 0.15, 0.0)
TAPER = (1.0, 0.85, 0.7, 0.5, 0.3, 0.05)
BONE = (1.0, 0.86, 0.8, 0.84, 1.0)
DROP = (0.25, 0.8, 1.0, 0.9, 0.55)
HAIR = (0.5, 1.0, 0.8, 0.5, 0.1)


@dataclass(frozen=True)
class Brush:
    """How a brush is loaded and held.

    Attributes:
        width: full width at full pressure, in sides of the sheet.
        ink: optical density where it is full: 0.3 is a pale wash, 1 a grey, 2.5 black.
        dry: 0 is wet, 1 leaves half of the bristles dry at the end of the stroke.
        fade: share of the ink lost along the stroke.
        pool: extra ink at the wet edge.
        soft: share of the half width over which the edge bleeds out.
        tilt: ink of the one side against the other, −1…1: a side-loaded brush.
        rough: unevenness of the outline, as a share of the half width.
        cover: share of the ink below that is lifted: 1 for a shape in front of others.
    """

    width: float
    ink: float
    dry: float = 0.0
    fade: float = 0.25
    pool: float = 0.25
    soft: float = 0.2
    tilt: float = 0.0
    rough: float = 0.06
    cover: float = 0.0

    def but(self, **changes: float) -> "Brush":
        """The same brush held otherwise."""
        return replace(self, **changes)


def spline(knots: ArrayLike, count: int) -> NDArray[np.float64]:
    """(count, d) points of the Catmull-Rom curve through knots (k, d), k ≥ 2."""
    points = np.asarray(knots, np.float64)
    points = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, len(points) - 3, count)
    at = np.minimum(t.astype(np.int64), len(points) - 4)
    f = (t - at)[:, None]
    a, b, c, d = points[at], points[at + 1], points[at + 2], points[at + 3]
    return b + f / 2 * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))


def measured(knots: ArrayLike, per_side: float) -> tuple[NDArray[np.float64], float]:
    """Points at even distances on the curve through knots (k, 2), per_side of them a side of the sheet; its length."""
    rough = spline(knots, 12 * len(np.asarray(knots)))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(rough, axis=0).T))])
    length = float(along[-1])
    at = np.linspace(0, length, max(4, int(length * per_side) + 1))
    return np.stack([np.interp(at, along, rough[:, 0]), np.interp(at, along, rough[:, 1])], 1), length


def noise(rng: np.random.Generator, shape: tuple[int, int], rows: int, columns: int) -> Floats:
    """(rows, columns) smooth noise 0…1 from a lattice of the given shape: the same at every resolution."""
    lattice = rng.random((shape[0] + 1, shape[1] + 1), dtype=np.float32)
    for axis, count in ((0, rows), (1, columns)):
        t = (np.arange(count, dtype=np.float32) + 0.5) * np.float32(shape[axis] / count)
        at = np.minimum(t.astype(np.int64), shape[axis] - 1)
        f = t - at
        f = np.expand_dims(f * f * (3 - 2 * f), 1 - axis)
        low = lattice.take(at, axis)
        lattice = low + (lattice.take(at + 1, axis) - low) * f
    return lattice


def stroke(sheet: Sheet, knots: ArrayLike, brush: Brush, pressure: Sequence[float] = EVEN) -> None:
    """Draw the brush along the curve through knots (k, 2)."""
    path, length = measured(knots, RATE * sheet.side)
    rows = len(path)
    s = np.linspace(0, 1, rows, dtype=np.float32)
    half = np.maximum(spline(np.asarray(pressure)[:, None], rows)[:, 0], 0) * brush.width / 2
    reach = np.minimum(s, 1 - s) * length / np.maximum(half, 1e-6)  # from the ends, in half widths: they are round
    half *= np.sqrt(np.clip(reach * (2 - reach), 0.02, 1, where=reach < 1, out=np.ones_like(reach)))
    columns = max(3, int(RATE * brush.width * sheet.side * max(pressure)))
    u = ((np.arange(columns, dtype=np.float32) + 0.5) * 2 / columns - 1)[None]
    edges = 1 + brush.rough * (2 * noise(sheet.rng, (14, 1), rows, 2) - 1)
    spread = np.where(u < 0, edges[:, :1], edges[:, 1:]) * half[:, None].astype(np.float32)
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    x = path[:, :1].astype(np.float32) - along[:, 1:].astype(np.float32) * u * spread
    y = path[:, 1:].astype(np.float32) + along[:, :1].astype(np.float32) * u * spread
    area = spread * np.float32(2 / columns * length / rows * sheet.side**2)
    drop(sheet, x, y, load(sheet, brush, s, u, half), area, brush.cover)


def load(sheet: Sheet, brush: Brush, s: Floats, u: Floats, half: NDArray[np.float64]) -> Floats:
    """(rows, columns) ink of a stroke in its own coordinates.

    Args:
        sheet: whose chance is drawn from, and whose pixel is the least width of an edge.
        brush: how it is loaded.
        s: (rows,) along the stroke.
        u: (1, columns) across it.
        half: (rows,) half widths.
    """
    rows, columns = len(s), u.shape[1]
    out = np.abs(u)
    edge = np.maximum(brush.soft, 0.8 / np.maximum(half * sheet.side, 0.8)).astype(np.float32)[:, None]
    ink = np.minimum((1 - out) / edge + 0.15, 1)
    end = 4 * (s - 0.5) ** 2
    ink *= (brush.ink * (1 - brush.fade * s) * (1 + 0.4 * brush.pool * end**4))[:, None]
    ink *= (1 + brush.tilt * u) * (1 + brush.pool * out**5)
    ink *= 0.82 + 0.36 * noise(sheet.rng, (5, 3), rows, columns)
    if brush.dry:
        bristles = 0.6 * noise(sheet.rng, (3, 30), rows, columns) + 0.4 * noise(sheet.rng, (14, 22), rows, columns)
        level = brush.dry * (0.1 + 0.5 * s)[:, None]
        ink *= np.clip((bristles - level) / 0.1 + 1 - 0.5 * min(1.0, 4 * brush.dry), 0.03, 1)
    return ink


def hairs(sheet: Sheet, starts: ArrayLike, ends: ArrayLike, width: float, ink: float, bend: float = 0.0) -> None:
    """Many fine strokes at once, each thinning to its end.

    Args:
        sheet: where they go.
        starts: (n, 2).
        ends: (n, 2).
        width: of each at its start, in sides of the sheet.
        ink: optical density.
        bend: how far the middle is pushed aside, as a share of the length.
    """
    a, b = np.asarray(starts, np.float32), np.asarray(ends, np.float32)
    longest = float(np.hypot(*(b - a).T).max())
    rows, columns = max(4, int(RATE * longest * sheet.side)), max(2, int(RATE * width * sheet.side) + 1)
    s = ((np.arange(rows, dtype=np.float32) + 0.5) / rows)[None, :, None]
    u = ((np.arange(columns, dtype=np.float32) + 0.5) * 2 / columns - 1)[None, None]
    step = (b - a)[:, :, None, None]
    sag = 4 * bend * s * (1 - s)
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6)
    half = width / 2 * (1 - 0.85 * s)
    x = a[:, :1, None] + step[:, 0] * s - step[:, 1] * (sag + u * half / length)
    y = a[:, 1:, None] + step[:, 1] * s + step[:, 0] * (sag + u * half / length)
    area = np.broadcast_to(half * length * np.float32(2 / columns / rows * sheet.side**2), x.shape)
    drop(sheet, x, y, np.broadcast_to(np.float32(ink), x.shape), area, 0.0)


def dots(sheet: Sheet, centers: ArrayLike, brush: Brush) -> None:
    """Touch the paper with the tip at each of centers (n, 2): small, never quite round."""
    for x, y in np.asarray(centers, np.float64):
        angle, size = sheet.rng.uniform(0, 2 * np.pi), sheet.rng.uniform(0.7, 1.15)
        dx, dy = 0.28 * brush.width * np.cos(angle), 0.28 * brush.width * np.sin(angle)
        stroke(sheet, [(x - dx, y - dy), (x + dx, y + dy)], brush.but(width=brush.width * size))


def drop(sheet: Sheet, x: Floats, y: Floats, ink: Floats, area: Floats, cover: float) -> None:
    """Lay painted points on the sheet; points that share a pixel are averaged by area.

    Args:
        sheet: its density grows.
        x: of any shape, 0…1 across the sheet.
        y: of the same shape, down.
        ink: density of each point.
        area: of each point, in pixels of the sheet.
        cover: share of the ink below that is lifted.
    """
    column = np.clip(x * sheet.side + 1, 0, sheet.side + 1).astype(np.int64)
    row = np.clip(y * sheet.side + 1, 0, sheet.side + 1).astype(np.int64)
    left, top = int(column.min()), int(row.min())
    wide, high = int(column.max()) - left + 1, int(row.max()) - top + 1
    index = ((row - top) * wide + column - left).ravel()
    share = np.bincount(index, area.ravel(), wide * high).reshape(high, wide)
    fresh = np.bincount(index, (ink * area).ravel(), wide * high).reshape(high, wide) / np.maximum(share, FULL)
    patch = sheet.density[top : top + high, left : left + wide]
    if cover:
        patch *= 1 - cover * np.minimum(share / FULL, 1).astype(np.float32)
    patch += fresh.astype(np.float32)

"""The brush: a stroke is a curve with a width, an ink load and bristles along it.

A stroke is painted in its own coordinates, s along (0…1) and u across (−1…1):
pressure widens it, ink pools at its edges, fades along it, and a dry brush
leaves paper between the bristles (feibai, 'flying white'). The painted grid is
then dropped on the sheet, each point by its area, so that hairlines stay thin.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ganvas.corpus.ink.paper import Floats, Sheet

RATE = 1.3  # painted points per pixel of the sheet: more than one, so that a stroke has no holes
FULL = 0.6  # share of a pixel from which it counts as covered: painted points do not fall evenly
PROFILE_AT = np.linspace(0, 1, 64)

# Pressure: knots at even distances along the stroke, joined smoothly; 1 is the full width.
EVEN = (1.0, 1.0, 1.0)
LEAF = (0.1, 0.75, 1.0, 0.85, 0.5, 0.22, 0.0)
BLADE = (0.35, 0.6, 0.95, 0.6, 1.0, 0.75, 0.45, 0.15, 0.0)
TAPER = (1.0, 0.85, 0.7, 0.5, 0.3, 0.05)
BONE = (1.0, 0.86, 0.8, 0.84, 1.0)
DROP = (0.25, 0.8, 1.0, 0.9, 0.55)

Doubles = NDArray[np.float64]


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
        tip: length of its round ends against the half width: below 1 they are blunt.
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
    tip: float = 1.0
    cover: float = 0.0

    def but(self, **changes: float) -> "Brush":
        """The same brush held otherwise."""
        return replace(self, **changes)


def spline(knots: ArrayLike, count: int) -> Doubles:
    """(count, d) points of the Catmull-Rom curve through knots (k, d), k ≥ 2."""
    points = np.asarray(knots, np.float64)
    points = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, len(points) - 3, count)
    at = np.minimum(t.astype(np.int64), len(points) - 4)
    f = (t - at)[:, None]
    a, b, c, d = points[at], points[at + 1], points[at + 2], points[at + 3]
    curve: Doubles = b + f / 2 * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))
    return curve


@lru_cache(maxsize=256)
def profile(pressure: tuple[float, ...]) -> Doubles:
    """(64,) pressure at even distances along a stroke, from its knots; never below 0."""
    return np.maximum(spline(np.array(pressure)[:, None], len(PROFILE_AT))[:, 0], 0)


class Track(NamedTuple):
    """Points along a stroke: where they are, how far from its start, which way it goes there, how it bends."""

    x: Floats
    y: Floats
    at: Floats
    angle: Floats
    bend: Floats


def track(knots: ArrayLike, half: Doubles, per_side: float) -> Track:
    """The curve through knots, with points denser where the outside of a bend has further to go.

    Args:
        knots: (k, 2).
        half: (64,) half widths, at even distances.
        per_side: points a side of the sheet.
    """
    points = spline(knots, 12 * len(np.asarray(knots)))
    steps = points[1:] - points[:-1]
    gaps = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)
    along = np.concatenate([[0.0], gaps.cumsum()])
    turns = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    angles = np.concatenate([turns[:1], (turns[:-1] + turns[1:]) / 2, turns[-1:]])
    bends = np.concatenate([[0.0], 2 * (turns[1:] - turns[:-1]) / (gaps[1:] + gaps[:-1]), [0.0]])
    outer = 1 + np.minimum(np.abs(bends) * np.interp(along, PROFILE_AT * along[-1], half), 2)
    toll = np.concatenate([[0.0], (gaps * (outer[:-1] + outer[1:]) / 2).cumsum()])
    at = np.interp(np.linspace(0, toll[-1], max(6, int(toll[-1] * per_side) + 1)), toll, along)
    sides = (points[:, 0], points[:, 1], along, angles, bends)
    return Track(*(np.interp(at, along, values).astype(np.float32) for values in sides))


@lru_cache(maxsize=2048)
def between(cells: int, count: int) -> tuple[NDArray[np.int64], Floats]:
    """(count,) lattice points before, and smooth shares of the ones after, for even places among the cells."""
    t = (np.arange(count, dtype=np.float32) + 0.5) * np.float32(cells / count)
    at = np.minimum(t.astype(np.int64), cells - 1)
    f = t - at
    return at, (f * f * (3 - 2 * f)).astype(np.float32)


def noise(rng: np.random.Generator, shape: tuple[int, int], rows: int, columns: int) -> Floats:
    """(rows, columns) smooth noise 0…1 from a lattice of the given shape: the same at every resolution."""
    lattice = rng.random((shape[0] + 1, shape[1] + 1), dtype=np.float32)
    at, f = between(shape[0], rows)
    low = lattice[at]
    lattice = low + (lattice[at + 1] - low) * f[:, None]
    at, f = between(shape[1], columns)
    low = lattice[:, at]
    return low + (lattice[:, at + 1] - low) * f


def stroke(sheet: Sheet, knots: ArrayLike, brush: Brush, pressure: tuple[float, ...] = EVEN) -> None:
    """Draw the brush along the curve through knots (k, 2), pressed as at the pressure's knots."""
    press = profile(pressure) * brush.width / 2
    line = track(knots, press, RATE * sheet.side)
    rows, columns = len(line.at), max(3, int(RATE * brush.width * sheet.side * max(pressure)))
    length = line.at[-1]
    half = np.interp(line.at, PROFILE_AT * length, press).astype(np.float32)
    reach = np.minimum(np.minimum(line.at, length - line.at) / np.maximum(half * brush.tip, 1e-6), 1)
    half *= np.sqrt(np.maximum(reach * (2 - reach), 0.02))  # the ends are round
    u: Floats = ((np.arange(columns) + 0.5) * 2 / columns - 1)[None].astype(np.float32)
    edges = (1 + brush.rough * (2 * noise(sheet.rng, (26, 1), rows, 2) - 1)) * half[:, None]
    spread: Floats = np.where(u < 0, edges[:, :1], edges[:, 1:]) * u
    sine: Floats = np.sin(line.angle)[:, None]
    cosine: Floats = np.cos(line.angle)[:, None]
    step = (half * np.gradient(line.at))[:, None] * np.float32(sheet.side**2 * 2 / columns)
    area: Floats = np.maximum(1 - line.bend[:, None] * spread, 0.05) * step
    ink = load(sheet, brush, line.at / length, u, half)
    drop(sheet, line.x[:, None] - sine * spread, line.y[:, None] + cosine * spread, ink, area, brush.cover)


def load(sheet: Sheet, brush: Brush, s: Floats, u: Floats, half: Floats) -> Floats:
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
    ink: Floats = np.minimum((1 - out) / edge + 0.15 * (1 - brush.soft), 1)
    end = (2 * s - 1) ** 8
    ink *= (brush.ink * (1 - brush.fade * s) * (1 + 0.5 * brush.pool * end))[:, None]
    ink *= (1 + brush.tilt * u) * (1 + brush.pool * out**5)
    ink *= 0.75 + 0.5 * noise(sheet.rng, (4, 12), rows, columns)
    if brush.dry:
        bristles = 0.6 * noise(sheet.rng, (3, 34), rows, columns) + 0.4 * noise(sheet.rng, (16, 26), rows, columns)
        level = brush.dry * (0.05 + 0.55 * s)[:, None] + 0.1 * brush.dry * out
        ink *= np.clip((bristles - level) / 0.12 + 1 - 0.5 * min(1.0, 4 * brush.dry), 0.03, 1)
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


def dabs(sheet: Sheet, centers: ArrayLike, brush: Brush, angles: ArrayLike, long: float = 1.0) -> None:
    """Press the tip on the paper at many places at once: petals, dots of moss, eyes.

    Args:
        sheet: where they go.
        centers: (n, 2).
        brush: its width, ink, pool, soft, rough and cover are felt.
        angles: (n,) of each, or one for all.
        long: length against width.
    """
    at = np.asarray(centers, np.float32).reshape(-1, 2, 1, 1)
    if not len(at):
        return
    rng = sheet.rng
    sizes = brush.width / 2 * (1 + 2 * brush.rough * (2 * rng.random((len(at), 1, 1), dtype=np.float32) - 1))
    rays = max(9, int(RATE * np.pi * brush.width * long * sheet.side))
    rings = max(2, int(RATE * brush.width * long * sheet.side / 2))
    r = ((np.arange(rings, dtype=np.float32) + 0.5) / rings)[None, :, None]
    turn = (np.arange(rays, dtype=np.float32) * np.float32(2 * np.pi / rays))[None, None]
    lobes = rng.random((2, len(at), 1, 1), dtype=np.float32) * 6
    spread = sizes * r * (1 + brush.rough * (np.sin(2 * turn + lobes[0]) + 0.7 * np.sin(3 * turn + lobes[1])))
    p, q = spread * np.cos(turn) * np.float32(long), spread * np.sin(turn)
    slant = np.asarray(angles, np.float32).reshape(-1, 1, 1)
    x, y = at[:, 0] + p * np.cos(slant) - q * np.sin(slant), at[:, 1] + p * np.sin(slant) + q * np.cos(slant)
    edge = np.maximum(brush.soft, 0.8 / np.maximum(sizes * sheet.side, 0.8))
    tone = 0.8 + 0.4 * rng.random((len(at), 1, 1), dtype=np.float32)
    ink = brush.ink * tone * np.minimum((1 - r) / edge + 0.15 * (1 - brush.soft), 1) * (1 + brush.pool * r**6)
    area = sizes**2 * r * np.float32(2 * np.pi * long / rings / rays * sheet.side**2)
    drop(sheet, x, y, np.broadcast_to(ink, x.shape), np.broadcast_to(area, x.shape), brush.cover)


def around(sheet: Sheet, at: ArrayLike, spread: float, count: int) -> Doubles:
    """(count, 2) places scattered about a point."""
    return np.asarray(at, np.float64) + sheet.rng.normal(0, spread, (count, 2))


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
        patch *= 1 - cover * np.minimum(2 * share / FULL, 1).astype(np.float32)
    patch += fresh.astype(np.float32)

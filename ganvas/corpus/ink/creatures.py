"""Creatures: a bird that watches, fish that drift."""

import numpy as np

from ganvas.corpus.ink.brush import DROP, LEAF, TAPER, Brush, dots, hairs, stroke
from ganvas.corpus.ink.paper import Sheet
from ganvas.corpus.ink.plants import Points, ahead


def turned(points: list[tuple[float, float]], x: float, y: float, angle: float, size: float) -> Points:
    """The points (k, 2) of a drawing around 0, turned, sized and moved to (x, y)."""
    c, s = np.cos(angle) * size, np.sin(angle) * size
    return np.asarray(points) @ np.array([(c, s), (-s, c)]) + (x, y)


def bird(sheet: Sheet) -> None:
    """A round bird on a bare branch: a few wet strokes for the body, black for wing, tail and beak."""
    rng = sheet.rng
    y = rng.uniform(0.62, 0.76)
    perch = [(-0.03, y + rng.uniform(0.03, 0.14)), (0.3, y + 0.03), (0.55, y), (0.8, y - rng.uniform(0.02, 0.12))]
    stroke(sheet, perch, Brush(rng.uniform(0.035, 0.05), 2.0, dry=0.5, rough=0.25), TAPER)
    for at in (0.16, 0.7):
        leaf(sheet, at + rng.uniform(-0.05, 0.05), y + 0.03)
    x, size = rng.uniform(0.42, 0.56), rng.uniform(0.8, 1.08)
    body(sheet, x, y - 0.13 * size, rng.uniform(-0.95, -0.55), size)


def leaf(sheet: Sheet, x: float, y: float) -> None:
    """A few leaves hanging from the branch."""
    for _ in range(int(sheet.rng.integers(1, 4))):
        path = ahead(x, y, sheet.rng.uniform(0.5, 2.2), sheet.rng.uniform(0.1, 0.17), sheet.rng.uniform(-0.15, 0.15))
        stroke(sheet, path, Brush(0.045, sheet.rng.choice([0.7, 1.3]), pool=0.5), LEAF)


def body(sheet: Sheet, x: float, y: float, tilt: float, size: float) -> None:
    """The bird itself, looking along the tilt: tail, body, head, wing, eye, beak, feet."""
    rng = sheet.rng
    place = (x, y, tilt, size)
    stroke(
        sheet,
        turned([(-0.08, 0.01), (-0.2, 0.03), (-0.33, 0.03)], *place),
        Brush(0.05 * size, 2.2, dry=0.3),
        (1, 0.8, 0.9, 0.7),
    )
    breast = Brush(0.21 * size, rng.uniform(0.35, 0.6), pool=0.5, tilt=-0.35, cover=1.0, rough=0.04)
    stroke(sheet, turned([(-0.15, 0.0), (-0.02, 0.02), (0.13, 0.0)], *place), breast, (0.5, 0.95, 1.0, 0.75))
    head = turned([(0.09, -0.02), (0.17, 0.0)], *place)
    stroke(sheet, head, Brush(0.13 * size, rng.uniform(1.1, 2.0), tilt=-0.3, fade=0.0, cover=1.0), (1.0, 1.0))
    wing = turned([(0.06, -0.05), (-0.06, -0.05), (-0.22, 0.01)], *place)
    stroke(sheet, wing, Brush(0.1 * size, 2.3, dry=0.25, cover=0.6), (0.6, 1.0, 0.85, 0.4, 0.1))
    stroke(sheet, turned([(0.205, 0.005), (0.27, 0.03)], *place), Brush(0.035 * size, 2.4), (1.0, 0.6, 0.0))
    eye = turned([(0.165, -0.012)], *place)
    stroke(sheet, np.concatenate([eye, eye + 0.004]), Brush(0.036 * size, 0.02, cover=1.0, soft=0.1))
    stroke(sheet, np.concatenate([eye, eye + 0.003]), Brush(0.017 * size, 2.8, soft=0.1))
    feet = turned([(-0.02, 0.1), (0.03, 0.1)], *place)
    hairs(sheet, feet, feet + (0.005, 0.055 * size), 0.014, 2.0)


def fish(sheet: Sheet) -> None:
    """Carp from above, drifting: bodies side-loaded in one bent stroke, fins of pale water."""
    rng = sheet.rng
    count = int(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2]))
    turn = rng.uniform(-0.9, 0.9)
    spots = [(0.5, 0.5), (0.32, 0.3), (0.7, 0.68)] if count != 2 else [(0.38, 0.36), (0.62, 0.66)]
    for nth in range(count):
        x, y = spots[nth] + rng.normal(0, 0.03, 2)
        size = rng.uniform(0.8, 1.0) * (1.25, 0.95, 0.72)[count - 1]
        carp(sheet, x, y, turn + rng.normal(0, 0.35) + (np.pi if rng.random() < 0.2 else 0), size)
    weed = [(rng.uniform(0.06, 0.94), rng.uniform(0.06, 0.94)) for _ in range(int(rng.integers(0, 6)))]
    dots(sheet, weed, Brush(0.035, 0.6, pool=0.6))


def carp(sheet: Sheet, x: float, y: float, angle: float, size: float) -> None:
    """One carp from above, its head along the angle."""
    rng = sheet.rng
    bend = rng.uniform(0.04, 0.1) * rng.choice([-1, 1])
    place = (x, y, angle, size)
    spine = [(0.26, -bend * 0.4), (0.1, bend * 0.3), (-0.1, bend * 0.3), (-0.26, -bend)]
    pale = Brush(0.075 * size, 0.4, pool=0.7, soft=0.3, fade=0.4)
    for side in (-1, 1):
        stroke(sheet, turned([(0.12, side * 0.06), (0.07, side * 0.13), (0.0, side * 0.17)], *place), pale, DROP)
        tail = [(-0.24, -bend), (-0.33, -bend * 1.5 + side * 0.03), (-0.42, -bend * 2.2 + side * 0.08)]
        stroke(sheet, turned(tail, *place), pale.but(ink=0.7), (0.3, 0.8, 0.7, 0.1))
    coat = Brush(0.15 * size, rng.uniform(0.8, 1.4), tilt=rng.choice([-1, 1]) * 0.35, pool=0.5, fade=0.2, cover=0.8)
    stroke(sheet, turned(spine, *place), coat, (0.55, 0.95, 1.0, 0.9, 0.62, 0.35, 0.16))
    back = [(0.14, bend * 0.1), (0.0, bend * 0.45), (-0.14, bend * 0.1)]
    stroke(sheet, turned(back, *place), Brush(0.045 * size, 1.8, dry=0.4), (0.2, 1.0, 0.7, 0.1))
    dots(sheet, turned([(0.22, -0.05 - bend * 0.3), (0.22, 0.05 - bend * 0.3)], *place), Brush(0.024 * size, 2.6))

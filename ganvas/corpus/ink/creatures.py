"""Creatures: a bird that watches, fish that drift."""

import numpy as np
from numpy.typing import ArrayLike

from ganvas.corpus.ink.brush import DROP, LEAF, TAPER, Brush, Doubles, dabs, hairs, spline, stroke
from ganvas.corpus.ink.paper import Sheet
from ganvas.corpus.ink.plants import ahead

Place = tuple[float, float, float, float]  # x, y, angle, size of a creature drawn around 0


def put(points: ArrayLike, place: Place) -> Doubles:
    """The points (k, 2) of a drawing around 0, sized, turned and moved to its place."""
    x, y, angle, size = place
    c, s = np.cos(angle) * size, np.sin(angle) * size
    p, q = np.asarray(points, np.float64).T
    return np.stack([x + p * c - q * s, y + p * s + q * c], 1)


def bird(sheet: Sheet) -> None:
    """A round bird on a bare branch: a few wet strokes for the body, black for wing, tail and beak."""
    rng = sheet.rng
    y, rise = rng.uniform(0.64, 0.78), rng.uniform(0.02, 0.16)
    perch = [(-0.03, y + rise), (0.3, y + 0.03), (0.55, y), (rng.uniform(0.72, 0.95), y - rise * 0.9)]
    stroke(sheet, perch, Brush(rng.uniform(0.036, 0.055), 2.0, dry=0.9, rough=0.2), TAPER)
    line = spline(perch, 60)
    for index in rng.permuted([10, 17, 46, 54])[: rng.integers(1, 4)]:
        leaves(sheet, line[index])
    if rng.random() < 0.25:
        perched(sheet, line[int(rng.integers(13, 17))], 0.66)
        perched(sheet, line[int(rng.integers(37, 41))], rng.uniform(0.8, 0.95))
    else:
        perched(sheet, line[int(rng.integers(28, 38))], rng.uniform(0.85, 1.2))


def leaves(sheet: Sheet, at: Doubles) -> None:
    """A few leaves hanging from a twig of the branch."""
    rng = sheet.rng
    twig = ahead(at, rng.choice([-0.9, 0.7]) + rng.normal(0, 0.2), rng.uniform(0.05, 0.11), 0.1)
    stroke(sheet, twig, Brush(0.012, 1.6), TAPER)
    for _ in range(int(rng.integers(2, 4))):
        path = ahead(twig[-1], rng.uniform(0.2, 2.4), rng.uniform(0.09, 0.16), rng.uniform(-0.15, 0.15))
        stroke(sheet, path, Brush(0.042, rng.choice([0.5, 1.0, 1.6]), pool=0.5, dry=0.2), LEAF)


def perched(sheet: Sheet, seat: Doubles, size: float) -> None:
    """The bird itself: tail, breast, head, wing, beak, eye and feet."""
    rng = sheet.rng
    place = (seat[0], seat[1] - 0.165 * size, rng.uniform(-0.95, -0.5), size)
    dark = rng.random() < 0.35  # a myna, black all over, or a bird with a pale breast
    tail = Brush(0.055 * size, 2.1, dry=0.6)
    stroke(sheet, put([(-0.08, 0.02), (-0.2, 0.05), (-0.34, 0.07)], place), tail, (0.9, 0.8, 0.95, 0.8))
    hips = seat + np.array([(-0.03, -0.09), (0.02, -0.09)]) * size
    hairs(sheet, hips, hips + np.array([(0.014, 0.095), (0.012, 0.095)]) * size, 0.02 * size, 2.0)
    breast = Brush(0.21 * size, rng.uniform(1.2, 1.8) if dark else rng.uniform(0.22, 0.5), tilt=-0.4, cover=1.0)
    stroke(sheet, put([(-0.2, 0.03), (-0.02, 0.03), (0.19, 0.0)], place), breast, (0.35, 0.85, 1.0, 0.95, 0.8))
    head = Brush(0.15 * size, 1.8 if dark else rng.uniform(0.9, 1.9), cover=0.95, rough=0.05, soft=0.2, tilt=-0.2)
    stroke(sheet, put([(0.065, 0.0), (0.16, -0.03), (0.255, -0.022)], place), head, (0.6, 0.95, 1.0, 0.9, 0.6))
    wing = Brush(0.105 * size, 2.3, dry=0.5, cover=0.6, tilt=-0.2)
    stroke(sheet, put([(0.09, -0.04), (-0.06, -0.035), (-0.25, 0.04)], place), wing, (0.4, 0.95, 1.0, 0.6, 0.1))
    beak = Brush(0.036 * size, 2.3)
    stroke(sheet, put([(0.235, -0.03), (0.27, -0.018), (0.305, 0.004)], place), beak, (1.0, 0.7, 0.0))
    eye = put([(0.195, -0.04)], place)
    dabs(sheet, eye, Brush(0.036 * size, 0.0, cover=1.0, soft=0.1), 0.0)
    dabs(sheet, eye, Brush(0.021 * size, 2.8, soft=0.1), 0.0)


def fish(sheet: Sheet) -> None:
    """Carp from above, drifting: side-loaded bodies in one bent stroke, fins of pale water."""
    rng = sheet.rng
    count = int(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2]))
    heading = rng.uniform(-0.9, 0.9 if count == 1 else 0.25)  # across the diagonal that several share
    spots = {1: [(0.5, 0.5)], 2: [(0.37, 0.34), (0.63, 0.68)], 3: [(0.5, 0.5), (0.3, 0.26), (0.68, 0.76)]}[count]
    weed = rng.uniform(0.06, 0.94, (int(rng.integers(0, 7)), 2))
    dabs(sheet, weed, Brush(0.028, 0.5, pool=0.6, rough=0.15), 0.5, 1.2)
    for spot in spots:
        x, y = spot + rng.normal(0, 0.03, 2)
        size = rng.uniform(0.85, 1.0) * (1.12, 0.96, 0.74)[count - 1]
        carp(sheet, (x, y, heading + rng.normal(0, 0.3) + np.pi * (rng.random() < 0.2), size))


def carp(sheet: Sheet, place: Place) -> None:
    """One carp from above, its head along the angle of its place."""
    rng = sheet.rng
    size = place[3]
    bend = rng.uniform(0.03, 0.1) * rng.choice([-1, 1])
    spine = put([(0.27, -bend * 0.5), (0.1, bend * 0.3), (-0.1, bend * 0.3), (-0.28, -bend)], place)
    fin = Brush(0.07 * size, 0.42, pool=0.6, soft=0.3, fade=0.5, dry=0.5)
    for side in (-1, 1):
        stroke(sheet, put([(0.12, side * 0.05), (0.06, side * 0.13), (-0.02, side * 0.17)], place), fin, DROP)
        small = put([(-0.08, side * 0.03), (-0.13, side * 0.075), (-0.18, side * 0.09)], place)
        stroke(sheet, small, fin, (0.2, 0.6, 0.3))
        tail = put([(-0.25, -bend), (-0.34, -bend * 1.6 + side * 0.03), (-0.45, -bend * 2.3 + side * 0.08)], place)
        stroke(sheet, tail, fin.but(ink=0.75), (0.3, 0.8, 0.75, 0.1))
    lit, ink = rng.choice([-0.4, 0.4]), rng.uniform(0.6, 1.5)
    coat = Brush(0.15 * size, ink, tilt=lit, pool=0.5, fade=0.1, cover=0.95, rough=0.03)
    stroke(sheet, spine, coat, (0.5, 0.85, 1.0, 0.95, 0.7, 0.42, 0.2))
    line = spline(spine, 41)
    stroke(sheet, line[12:29:4], Brush(0.05 * size, 1.6, dry=0.7, soft=0.5), (0.2, 1.0, 0.8, 0.5, 0.1))
    along = (line[4] - line[6]) / np.hypot(*(line[4] - line[6]))
    aside = np.array([-along[1], along[0]]) * 0.046 * size
    dabs(sheet, [line[5] + aside, line[5] - aside], Brush(0.026 * size, 2.6, soft=0.15), 0.0)
    whiskers = np.array([line[1] + aside * 0.6, line[1] - aside * 0.6])
    hairs(sheet, whiskers, whiskers + along * 0.05 * size + np.array([aside, -aside]), 0.007, 1.5)

"""Landscapes and still things: mountains in mist, a boat, stones, the circle."""

import numpy as np

from ganvas.corpus.ink.brush import Brush, Doubles, dabs, hairs, stroke
from ganvas.corpus.ink.paper import Floats, Sheet
from ganvas.corpus.ink.plants import ahead
from ganvas.corpus.ink.wash import disc, mist, ridge, slope


def enso(sheet: Sheet) -> None:
    """The circle of one breath: a loaded brush that runs dry on its way round (feibai, 'flying white')."""
    rng = sheet.rng
    radius, x, y = rng.uniform(0.25, 0.34), rng.uniform(0.47, 0.53), rng.uniform(0.47, 0.53)
    turn = rng.uniform(1.2, 3.2) + np.linspace(0, rng.uniform(5.2, 6.4), 24)
    drift = radius * (1 + rng.uniform(-0.1, 0.08) * np.linspace(0, 1, 24) + rng.uniform(0, 0.05) * np.cos(2 * turn))
    ring = np.stack([x + drift * np.cos(turn), y + drift * np.sin(turn)], 1)
    brush = Brush(rng.uniform(0.06, 0.13), rng.uniform(1.8, 2.8), dry=rng.uniform(0.7, 1.15), fade=0.2, rough=0.06)
    stroke(sheet, ring, brush, (1.0, 0.9, 0.85, 0.95, 0.8, 0.7, 0.55, 0.3))
    drops = ring[0] + rng.normal(0, 0.06, (int(rng.integers(0, 5)), 2))
    dabs(sheet, drops, Brush(0.011, 2.0, rough=0.25), 0.0)


def mountains(sheet: Sheet) -> None:
    """Ranges one behind another, each dark at its skyline and lost in mist below; a moon now and then."""
    rng = sheet.rng
    moonlit = rng.random() < 0.4
    if moonlit:
        disc(sheet, rng.uniform(0.6, 0.85), rng.uniform(0.14, 0.24), rng.uniform(0.05, 0.075), 0.22, 0.1)
    count = int(rng.integers(2, 5))
    middle = rng.uniform(0.25, 0.5)
    sky = np.ones(257, np.float32)
    for nth, base in enumerate(np.linspace(0.55, 0.98, count) + rng.normal(0, 0.015, count)):
        near = (nth + 1) / count
        line = ridge(rng, base, rng.uniform(0.3, 0.46) * (1.15 - 0.45 * near), middle)
        middle = 1 - middle + rng.uniform(-0.15, 0.15)
        slope(sheet, line, 0.3 + 0.9 * near**2, 0.09 + 0.06 * near)
        wrinkles(sheet, line, int(20 * near), 0.3 + 0.9 * near**2)
        sky = np.minimum(sky, line)
    trees(sheet, line, int(rng.integers(8, 26)))
    mist(sheet, rng.uniform(0.62, 0.78), 0.05, 0.6)
    if not moonlit:
        wide = 36 + int(np.argmax(sky[36:180]))
        flock(sheet, wide / 256, sky[wide] * rng.uniform(0.25, 0.5))


def wrinkles(sheet: Sheet, line: Floats, count: int, ink: float) -> None:
    """Hemp-fibre strokes (pima cun) down the folds of a mountain, from its skyline."""
    rng = sheet.rng
    high = np.ptp(line)
    for index in np.sort(rng.integers(8, 248, count)):
        rise = (line.max() - line[index]) / high
        if rise > 0.35:
            falls = 1 if line[index + 8] > line[index - 8] else -1
            start = (index / 256, line[index] + rng.uniform(0.01, 0.05))
            angle, length = np.pi / 2 - falls * rng.uniform(0.3, 0.75), high * rng.uniform(0.3, 0.7) * rise
            brush = Brush(rng.uniform(0.015, 0.04), ink * rng.uniform(0.35, 0.75), dry=0.9, fade=0.8, soft=0.8)
            stroke(sheet, ahead(start, angle, length, falls * 0.12), brush, (0.3, 1.0, 0.7, 0.2))


def trees(sheet: Sheet, line: Floats, count: int) -> None:
    """Far trees high on a skyline: upright dabs in groups."""
    rng = sheet.rng
    high = np.flatnonzero(line < line.min() + 0.45 * np.ptp(line))
    at = np.clip(rng.choice(high) + rng.normal(0, 12, count), high[0], high[-1]).astype(int)
    feet = np.stack([at / 256, line[at] - 0.014 * rng.uniform(0.2, 1.0, count)], 1)
    dabs(sheet, feet, Brush(0.013, 1.7, rough=0.2, soft=0.4), np.pi / 2, 2.2)


def flock(sheet: Sheet, x: float, y: float) -> None:
    """Far geese: each two hairs."""
    rng = sheet.rng
    count = int(rng.integers(0, 5))
    if count:
        at = np.array([(x + 0.05 * nth, y + 0.02 * abs(nth - 1)) for nth in range(count)])
        at += rng.normal(0, 0.006, (count, 2))
        for side in (-1, 1):
            hairs(sheet, at, at + np.array([0.022 * side, -0.012]), 0.008, 1.7, 0.18 * side)


def boat(sheet: Sheet) -> None:
    """One boat on wide water: almost nothing but paper, as Ma Yuan left it; a far shore above."""
    rng = sheet.rng
    x, y, size = rng.uniform(0.36, 0.56), rng.uniform(0.64, 0.76), rng.uniform(0.9, 1.25)
    shore = ridge(rng, rng.uniform(0.36, 0.44), rng.uniform(0.16, 0.28), rng.uniform(0.1, 0.9))
    slope(sheet, shore, rng.uniform(0.3, 0.6), 0.06)
    deck = np.array([x, y])
    if rng.random() < 0.6:
        fisher(sheet, deck + np.array([rng.uniform(-0.06, 0.06), 0.0]), size)
    else:
        ferryman(sheet, deck, size)
    hull = deck + np.array([(-0.25, -0.045), (-0.1, 0.012), (0.1, 0.012), (0.26, -0.06)]) * size
    stroke(sheet, hull, Brush(0.052 * size, 2.2, dry=0.5, cover=1.0), (0.3, 0.85, 1.0, 0.9, 0.3))
    for _ in range(int(rng.integers(3, 7))):
        left, length = x + rng.uniform(-0.35, 0.12), rng.uniform(0.12, 0.32)
        ripple(sheet, left, y + rng.uniform(0.05, 0.2), length)


def ripple(sheet: Sheet, left: float, y: float, length: float) -> None:
    """A pale level line of water."""
    line = [(left, y), (left + length / 2, y + 0.006), (left + length, y)]
    stroke(sheet, line, Brush(0.013, 0.38, soft=0.6, dry=0.4), (0.1, 1.0, 0.7, 0.1))


def fisher(sheet: Sheet, seat: Doubles, size: float) -> None:
    """A seated figure: robe, straw hat, rod and line."""
    robe = seat + np.array([(0.0, -0.115), (-0.008, -0.06), (-0.012, 0.03)]) * size
    stroke(sheet, robe, Brush(0.12 * size, 1.1, tilt=0.4, cover=0.7), (0.3, 0.62, 0.85, 1.0))
    rod = seat + np.array([(0.03, -0.055), (0.33, -0.2)]) * size
    hairs(sheet, rod[:1], rod[1:], 0.01, 2.0, -0.08)
    hairs(sheet, rod[1:], rod[1:] + np.array([0.006, 0.2 * size]), 0.004, 1.2)
    straw_hat(sheet, seat + np.array([0.0, -0.11]) * size, size)


def ferryman(sheet: Sheet, deck: Doubles, size: float) -> None:
    """A standing figure at the stern with a long pole, before a mat awning."""
    mat = deck + np.array([(-0.09, -0.01), (0.01, -0.025), (0.12, -0.02)]) * size
    stroke(sheet, mat, Brush(0.13 * size, 0.9, dry=0.6, tip=0.5, tilt=0.3), (0.6, 0.95, 1.0, 0.9, 0.55))
    stern = deck + np.array([-0.17, -0.01]) * size
    robe = stern + np.array([(0.01, -0.15), (0.0, -0.08), (-0.01, 0.02)]) * size
    stroke(sheet, robe, Brush(0.075 * size, 1.4, tilt=0.3, cover=0.7), (0.4, 0.8, 0.75, 1.0))
    pole = stern + np.array([(0.02, -0.24), (-0.1, 0.16)]) * size
    hairs(sheet, pole[:1], pole[1:], 0.011, 2.0, 0.02)
    straw_hat(sheet, stern + np.array([0.012, -0.15]) * size, size * 0.85)


def straw_hat(sheet: Sheet, brim: Doubles, size: float) -> None:
    """A wide conical hat, in one press of the brush."""
    hat = brim + np.array([(-0.062, 0.008), (0.0, -0.012), (0.062, 0.008)]) * size
    stroke(sheet, hat, Brush(0.048 * size, 2.4, rough=0.04), (0.15, 0.55, 1.0, 0.55, 0.15))


def stones(sheet: Sheet) -> None:
    """Stones worn by water, one on another: wet edges, a light side, grass and ripples."""
    rng = sheet.rng
    x, y, width = rng.uniform(0.38, 0.62), rng.uniform(0.8, 0.86), rng.uniform(0.36, 0.5)
    if rng.random() < 0.6:
        tuft(sheet, x + rng.choice([-0.62, 0.62]) * width, y)
    for low in y + rng.uniform(-0.02, 0.05, int(rng.integers(1, 4))):
        ripple(sheet, x - width * rng.uniform(0.5, 0.9), low, 1.3 * width)
    for _ in range(int(rng.integers(2, 6))):
        height = width * rng.uniform(0.4, 0.58)
        slant = rng.normal(0, 0.06) * width
        path = [(x - width / 2, y - height / 2 - slant), (x, y - height / 2), (x + width / 2, y - height / 2 + slant)]
        wet = Brush(height, rng.uniform(0.4, 1.7), tilt=0.5, pool=0.5, rough=0.02, soft=0.07, dry=0.25, cover=1.0)
        stroke(sheet, path, wet, (0.62, 0.97, 1.0, 0.97, 0.62))
        y -= height * 0.95
        x += rng.normal(0, 0.09) * width
        width *= rng.uniform(0.58, 0.85)


def tuft(sheet: Sheet, x: float, y: float) -> None:
    """A tuft of grass: fine strokes that bend from one root."""
    rng = sheet.rng
    angles = rng.uniform(-2.3, -0.85, 9)
    root = np.tile([x, y], (9, 1)) + rng.normal(0, 0.008, (9, 2))
    tips = root + np.stack([np.cos(angles), np.sin(angles)], 1) * rng.uniform(0.1, 0.24, (9, 1))
    hairs(sheet, root, tips, 0.011, 1.8, rng.choice([-0.1, 0.1]))

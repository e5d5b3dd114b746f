"""Landscapes and still things: mountains in mist, a boat, stones, the circle."""

import numpy as np

from ganvas.corpus.ink.brush import Brush, dots, hairs, stroke
from ganvas.corpus.ink.paper import Sheet
from ganvas.corpus.ink.wash import disc, mist, ridge, slope


def enso(sheet: Sheet) -> None:
    """The circle of one breath: a loaded brush that runs dry on its way round (feibai, 'flying white')."""
    rng = sheet.rng
    radius, x, y = rng.uniform(0.26, 0.34), rng.uniform(0.47, 0.53), rng.uniform(0.47, 0.53)
    start, sweep = rng.uniform(1.2, 3.2), rng.uniform(5.2, 6.3)
    turn = start + np.linspace(0, sweep, 24)
    drift = radius * (1 + rng.uniform(-0.1, 0.08) * np.linspace(0, 1, 24) + rng.uniform(0, 0.05) * np.cos(2 * turn))
    ring = np.stack([x + drift * np.cos(turn), y + drift * np.sin(turn)], 1)
    brush = Brush(rng.uniform(0.07, 0.13), rng.uniform(2.0, 2.8), dry=rng.uniform(0.6, 1.0), fade=0.2, rough=0.1)
    stroke(sheet, ring, brush, (1.0, 0.9, 0.85, 0.95, 0.8, 0.7, 0.55, 0.3))
    away = ring[0] + rng.normal(0, 0.05, (int(rng.integers(0, 4)), 2))
    dots(sheet, away, Brush(0.014, 2.0))


def mountains(sheet: Sheet) -> None:
    """Ranges one behind another, each dark at its skyline and lost in mist below; a moon now and then."""
    rng = sheet.rng
    if rng.random() < 0.5:
        disc(sheet, rng.uniform(0.6, 0.85), rng.uniform(0.14, 0.24), rng.uniform(0.05, 0.075), 0.3, 0.12)
    count = int(rng.integers(2, 5))
    for nth, base in enumerate(np.linspace(0.5, 0.88, count) + rng.normal(0, 0.02, count)):
        near = (nth + 1) / count
        line = ridge(rng, base, rng.uniform(0.22, 0.4) * (1.1 - 0.4 * near), int(rng.integers(3, 6)))
        slope(sheet, line, 0.35 + 1.5 * near**2, 0.1 + 0.05 * near)
    mist(sheet, rng.uniform(0.6, 0.75), 0.06, 0.6)
    flock(sheet, rng.uniform(0.15, 0.4), rng.uniform(0.12, 0.22))


def flock(sheet: Sheet, x: float, y: float) -> None:
    """Far geese: each two hairs."""
    rng = sheet.rng
    count = int(rng.integers(0, 5))
    for nth in range(count):
        at = np.array([x + 0.045 * nth, y + 0.02 * abs(nth - 1) + rng.normal(0, 0.006)])
        hairs(sheet, [at, at], [at + (-0.02, -0.011), at + (0.02, -0.011)], 0.008, 1.8, 0.15)


def boat(sheet: Sheet) -> None:
    """A fisher alone in a boat: almost nothing but paper, as in Ma Yuan."""
    rng = sheet.rng
    x, y, size = rng.uniform(0.36, 0.56), rng.uniform(0.62, 0.74), rng.uniform(0.9, 1.2)
    slope(sheet, ridge(rng, rng.uniform(0.3, 0.38), rng.uniform(0.12, 0.2), 3), rng.uniform(0.3, 0.55), 0.05)
    hull = [
        (x - 0.24 * size, y - 0.035),
        (x - 0.1 * size, y + 0.02),
        (x + 0.1 * size, y + 0.02),
        (x + 0.25 * size, y - 0.05),
    ]
    stroke(sheet, hull, Brush(0.05 * size, 2.3, dry=0.2), (0.3, 0.9, 1.0, 0.9, 0.3))
    fisher(sheet, x + rng.uniform(-0.06, 0.08), y, size)
    for _ in range(int(rng.integers(3, 7))):
        at, left, length = y + rng.uniform(0.05, 0.2), x + rng.uniform(-0.35, 0.15), rng.uniform(0.12, 0.3)
        ripple = [(left, at), (left + length / 2, at + 0.006), (left + length, at)]
        stroke(sheet, ripple, Brush(0.012, 0.35, soft=0.6), (0.1, 1.0, 0.7, 0.1))


def fisher(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A seated figure: robe, straw hat, rod and line."""
    stroke(
        sheet,
        [(x, y - 0.13 * size), (x - 0.005, y - 0.01)],
        Brush(0.1 * size, 1.2, tilt=0.3, cover=0.7),
        (0.45, 0.8, 1.0),
    )
    hat = [(x - 0.065 * size, y - 0.125 * size), (x, y - 0.16 * size), (x + 0.065 * size, y - 0.125 * size)]
    stroke(sheet, hat, Brush(0.04 * size, 2.5), (0.2, 1.0, 0.2))
    rod = np.array([(x + 0.03, y - 0.06 * size), (x + 0.32 * size, y - 0.2 * size)])
    hairs(sheet, rod[:1], rod[1:], 0.009, 2.2, -0.08)
    hairs(sheet, rod[1:], rod[1:] + (0.01, 0.22 * size), 0.004, 1.2)


def stones(sheet: Sheet) -> None:
    """Stones worn by water, one on another: wet edges, a light side, ripples around."""
    rng = sheet.rng
    x, y, width = rng.uniform(0.4, 0.6), rng.uniform(0.76, 0.84), rng.uniform(0.36, 0.48)
    for nth in range(int(rng.integers(2, 5))):
        height = width * rng.uniform(0.42, 0.6)
        y -= height / 2
        slant = rng.normal(0, 0.05)
        path = [(x - width / 2, y - slant * width), (x, y), (x + width / 2, y + slant * width)]
        ink = rng.uniform(0.5, 1.7)
        stroke(
            sheet,
            path,
            Brush(height, ink, tilt=0.5, pool=0.6, rough=0.05, fade=0.25, soft=0.06, cover=1.0),
            (0.55, 0.97, 1.0, 0.95, 0.5),
        )
        y -= height * 0.46
        x += rng.normal(0, 0.1) * width
        width *= rng.uniform(0.6, 0.85)

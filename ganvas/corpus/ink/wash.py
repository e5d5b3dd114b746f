"""Washes: broad wet areas without a stroke's direction: mist, far hills, water, a moon left white."""

import numpy as np

from ganvas.corpus.ink.brush import noise
from ganvas.corpus.ink.paper import Floats, Sheet


def ridge(rng: np.random.Generator, base: float, height: float, middle: float) -> Floats:
    """(257,) heights of a skyline from left to right, 0…1 downward.

    Args:
        rng: its chance.
        base: where it comes down to at its feet.
        height: how far it rises above them.
        middle: where across the sheet its highest peak stands, 0…1.
    """
    x = np.linspace(0, 1, 257, dtype=np.float32)
    spread, second = rng.uniform(0.16, 0.3), rng.uniform(0.25, 0.45) * rng.choice([-1, 1])
    hill = np.exp(-(np.abs((x - middle) / spread) ** 1.6))
    hill += rng.uniform(0.2, 0.7) * np.exp(-(np.abs((x - middle - second) / (spread * 0.8)) ** 1.6))
    crags = sum(share * noise(rng, (cells, 1), 257, 1)[:, 0] for cells, share in ((5, 0.45), (13, 0.2), (40, 0.06)))
    line: Floats = (base - height * hill * (0.6 + crags)).astype(np.float32)
    return line


def slope(sheet: Sheet, line: Floats, ink: float, depth: float) -> None:
    """A mountainside: dark along its skyline, sinking into mist below and toward its feet.

    Args:
        sheet: where it stands; what lies behind is hidden.
        line: (257,) skyline.
        ink: density at the skyline.
        depth: how far down the ink is carried before the mist has it.
    """
    at = sheet.grid()
    top = np.interp(at, np.linspace(0, 1, len(line)), line).astype(np.float32)
    rise = np.clip((line.max() - top) / (0.35 * np.ptp(line)), 0, 1)[None]
    folds = 0.5 + 0.6 * noise(sheet.rng, (6, 5), len(at), len(at)) + 0.4 * noise(sheet.rng, (14, 11), len(at), len(at))
    below = at[:, None] - top[None]
    edge = np.clip(below * sheet.side / np.float32(1.5) + 0.5, 0, 1)
    fall = np.exp(-np.maximum(below, 0) / (depth * folds))
    sheet.inner[...] *= 1 - edge * (0.4 + 0.6 * rise)
    sheet.inner[...] += edge * rise * fall * folds * np.float32(ink)


def disc(sheet: Sheet, x: float, y: float, radius: float, ink: float, glow: float) -> None:
    """A moon: paper kept white, with a wash around it that fades into the sky.

    Args:
        sheet: the sky.
        x: center.
        y: center.
        radius: of the moon.
        ink: density of the wash at its rim.
        glow: how far the wash reaches.
    """
    at = sheet.grid()
    away = np.hypot(at[None] - np.float32(x), at[:, None] - np.float32(y)) - np.float32(radius)
    rim = np.clip(away * sheet.side / 2 + 0.5, 0, 1)
    cloud = 0.45 + 1.1 * noise(sheet.rng, (4, 4), len(at), len(at))
    sheet.inner[...] += rim * ink * cloud * np.exp(-np.maximum(away, 0) / np.float32(glow))


def mist(sheet: Sheet, y: float, depth: float, lift: float) -> None:
    """A band of mist that lifts the ink around the height y.

    Args:
        sheet: where it drifts.
        y: middle of the band.
        depth: half its thickness.
        lift: share of the ink it takes, 0…1.
    """
    at = sheet.grid()
    drift = noise(sheet.rng, (1, 5), len(at), len(at)) * 0.12 - 0.06
    band = np.exp(-(((at[:, None] + drift - np.float32(y)) / np.float32(depth)) ** 2))
    sheet.inner[...] *= 1 - np.float32(lift) * band

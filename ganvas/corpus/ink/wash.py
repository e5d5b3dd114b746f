"""Washes: broad wet areas without a stroke's direction: mist, far hills, water, a moon left white."""

import numpy as np

from ganvas.corpus.ink.brush import noise
from ganvas.corpus.ink.paper import Floats, Sheet


def ridge(rng: np.random.Generator, base: float, height: float, peaks: int) -> Floats:
    """(257,) heights of a skyline from left to right, 0…1 downward.

    Args:
        rng: its chance.
        base: where the skyline lies when flat.
        height: how far the peaks rise above it.
        peaks: how many there are room for.
    """
    x = np.linspace(0, 1, 257, dtype=np.float32)
    line = noise(rng, (peaks, 1), 257, 1)[:, 0] * 0.72
    for octave, share in ((2, 0.2), (5, 0.09), (12, 0.035)):
        line = line + share * noise(rng, (peaks * octave, 1), 257, 1)[:, 0]
    center, spread = rng.uniform(0.15, 0.85), rng.uniform(0.28, 0.5)
    hill = np.exp(-(((x - center) / spread) ** 2)).astype(np.float32)
    return (base - height * line * (0.25 + 0.95 * hill)).astype(np.float32)


def slope(sheet: Sheet, line: Floats, ink: float, depth: float, cover: float = 0.9) -> None:
    """A mountainside: dark along its skyline, sinking into mist below.

    Args:
        sheet: where it stands.
        line: (257,) skyline.
        ink: density at the skyline.
        depth: how far down the ink is carried before the mist has it.
        cover: share of what lies behind that is hidden under the skyline.
    """
    at = sheet.grid()
    top = np.interp(at, np.linspace(0, 1, len(line)), line).astype(np.float32)
    folds = 0.65 + 0.7 * noise(sheet.rng, (6, 26), len(at), len(at))
    below = at[:, None] - top[None]
    edge = np.clip(below * sheet.side / np.float32(1.5) + 0.5, 0, 1)
    fall = np.exp(-np.maximum(below, 0) / (depth * folds))
    sheet.inner[...] *= 1 - cover * edge
    sheet.inner[...] += edge * fall * ink * (0.8 + 0.4 * folds - 0.28)


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

"""The brightness of a picture as cosine waves that are counted across it, whatever its size."""

import numpy as np
from numpy.typing import NDArray

from ganvas.media.medium import Bytes8

Floats = NDArray[np.float32]
Crop = tuple[float, float]  # shares of a side that are missing at its two ends

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
LEAST_ROOM, MOST_ROOM = 0.25, 2.5


def brightness(levels: Bytes8) -> Floats:
    """(height, width) of uint8 (height, width, 1, 3 or 4)."""
    colors = levels[..., :3].astype(np.float32)
    return colors[..., 0] if colors.shape[2] == 1 else colors @ LUMA


def cosines(waves: int, count: int, start: float = 0.0, end: float = 1.0) -> Floats:
    """(waves, count): every wave at the middles of ``count`` pixels between two places of the whole picture."""
    place = start + (end - start) * (np.arange(count) + 0.5) / count
    return np.cos(np.pi * np.arange(waves)[:, None] * place[None, :]).astype(np.float32)


def strengths(bright: Floats, waves: int) -> Floats:
    """(waves, waves): how strong each wave is in the picture."""
    height, width = bright.shape
    inside = cosines(waves, height) @ (bright - bright.mean()) @ cosines(waves, width).T
    found: Floats = inside / np.float32(height * width)
    return found


def contrast(bright: Floats) -> Floats:
    """(height, width): how restless the picture is about each place, in levels."""
    from scipy.ndimage import uniform_filter

    size = max(3, min(bright.shape) // 32)
    spread = uniform_filter(np.square(bright), size) - np.square(uniform_filter(bright, size))
    found: Floats = np.sqrt(np.maximum(spread, 0))
    return found


def room(restless: Floats) -> Floats:
    """How much may be hidden at each place, 1 on average, by ``contrast``: more where the picture is restless."""
    allowed = np.clip(LEAST_ROOM + restless / (restless.mean() + 1e-6), LEAST_ROOM, MOST_ROOM)
    found: Floats = (allowed / allowed.mean()).astype(np.float32)
    return found


def shrink(bright: Floats, height: int, width: int) -> Floats:
    """The picture with fewer pixels, each the average of those that it covers."""
    rows, columns = _averages(bright.shape[0], height), _averages(bright.shape[1], width)
    found: Floats = (rows @ bright @ columns.T).astype(np.float32)
    return found


def _averages(count: int, fewer: int) -> Floats:
    edges = np.arange(fewer + 1) * count / fewer
    place = np.arange(count)
    covered = np.minimum(edges[1:, None], place + 1) - np.maximum(edges[:-1, None], place)
    shares: Floats = (np.clip(covered, 0, 1) * (fewer / count)).astype(np.float32)
    return shares


def add(levels: Bytes8, pattern: Floats) -> Bytes8:
    """The picture, as many levels lighter or darker at each place; what lets through stays as it is."""
    shown = 1 if levels.shape[2] == 1 else 3
    changed = levels.copy()
    changed[..., :shown] = np.clip(np.rint(levels[..., :shown] + pattern[..., None]), 0, 255)
    return changed


def psnr(levels: Bytes8, changed: Bytes8) -> float:
    """By how little two pictures differ, in decibels."""
    error = float(np.square(levels.astype(np.float32) - changed).mean())
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))

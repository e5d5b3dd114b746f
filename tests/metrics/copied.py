"""Works for the tests of likeness: blots, each another, and a little like drawings in what they hold."""

import numpy as np
import torch

from ganvas.metrics.views import blur

PX = 64


def blots(count: int, start: int = 0) -> np.ndarray:
    """(count, 3, 64, 64), uint8: soft blots on paper; work i is of seed start + i."""
    found = []
    for seed in range(start, start + count):
        random = torch.Generator().manual_seed(seed)
        rough = sum(blur(torch.randn(3, PX, PX, generator=random), sigma) * sigma for sigma in (1.5, 4.0, 8.0))
        found.append((0.5 + 0.35 * rough / rough.std()).clamp(0, 1))
    return (torch.stack(found) * 255).round().to(torch.uint8).numpy()


def shrunk(levels: np.ndarray, top: int, left: int, side: int) -> np.ndarray:
    """A square cut out of a picture (C, 64, 64), at its full size again."""
    part = torch.from_numpy(levels[None, :, top : top + side, left : left + side].copy()).float()
    whole = torch.nn.functional.interpolate(part, (PX, PX), mode="bicubic", align_corners=False)[0]
    return whole.round().clamp(0, 255).to(torch.uint8).numpy()


def collage(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The left half of one picture beside the right half of another."""
    return np.concatenate([one[:, :, : PX // 2], other[:, :, PX // 2 :]], 2)

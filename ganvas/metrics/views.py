"""Pictures as the search for copies sees them: one plane of lightness, and coarse marks of many views of it.

Lightness is the mean of the largest and the smallest channel, so turning the hue changes nothing. A view is a box cut
out of the plane and brought to 12 × 12 without its mean, of length 1: the product of two marks is the correlation of
what they show. A work is known in 85 boxes at five scales, a sample in its eight turns and flips.
"""

import functools
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.errors import ShapeError
from ganvas.media.levels import on_white
from ganvas.media.medium import Bytes8

SIDE_PX = 64
MARK_PX = 12
BATCH = 64  # pictures at once
CONTRAST = 0.01  # of the whole range: what varies less is noise on flat paper
MARK_BLUR_PX = 2.2  # of the plane, before every fifth pixel of it is taken
SCALES = {1.0: 1, 0.9: 3, 0.8: 5, 0.7: 5, 0.6: 5}  # share of each side, and how many places along it
PARTS = ("whole", "left half", "right half", "upper half", "lower half")
TURNS = (  # transposed or not, then flipped downwards, then flipped across: in the order of ``turned``
    "as it is",
    "mirrored",
    "flipped upside down",
    "turned by 180°",
    "turned by 90° clockwise and mirrored",
    "turned by 90° clockwise",
    "turned by 90° counterclockwise",
    "turned by 90° clockwise and flipped upside down",
)


def boxes() -> Tensor:
    """(V, 3): share of a side, top and left edge, all as shares of the whole; the first is the whole."""
    found = []
    for share, places in SCALES.items():
        starts = np.linspace(0, 1 - share, places) if places > 1 else [0.0]
        found += [(share, top, left) for top in starts for left in starts]
    return torch.tensor(found, dtype=torch.float32)


BOXES = boxes()


def planes(pictures: Bytes8) -> Tensor:
    """Lightness (N, 64, 64), 0…1, of pictures (N, 1, 3 or 4, H, W), uint8; what is transparent lies on white.

    Raises:
        ShapeError: these are not pictures.
    """
    if pictures.ndim != 4 or pictures.shape[1] not in (1, 3, 4) or not pictures.size:
        raise ShapeError(f"copies are looked for among pictures (N, 1, 3 or 4, H, W); got {pictures.shape}.")
    return torch.cat([_lightness(batch) for batch in _batches(pictures)])


def _batches(pictures: Bytes8) -> Iterator[Tensor]:
    for start in range(0, len(pictures), BATCH):
        levels = torch.tensor(np.ascontiguousarray(pictures[start : start + BATCH]))
        yield on_white(levels) if levels.shape[1] == 4 else levels


def _lightness(levels: Tensor) -> Tensor:
    light = (levels.amax(1, keepdim=True).float() + levels.amin(1, keepdim=True).float()) / 510
    return resize(light, SIDE_PX)[:, 0]


def resize(pictures: Tensor, side_px: int) -> Tensor:
    """Pictures (N, C, H, W) at another size, antialiased."""
    size = (side_px, side_px)
    out: Tensor = F.interpolate(pictures, size, mode="bilinear", antialias=True, align_corners=False)
    return out


def blur(pictures: Tensor, sigma_px: float) -> Tensor:
    """Pictures (…, S, S) under a Gaussian of that deviation, mirrored at the edges: two small products of matrices."""
    spread = _gaussian(pictures.shape[-1], sigma_px)
    return spread @ pictures @ spread.T


@functools.lru_cache(maxsize=16)
def _gaussian(side_px: int, sigma_px: float) -> Tensor:
    """(S, S): row i says how much each pixel of a line gives to pixel i."""
    reach = min(int(3 * sigma_px + 0.5), side_px - 1)
    steps = torch.arange(-reach, reach + 1)
    weights = torch.exp(-steps.float().square() / (2 * sigma_px**2))
    at = (torch.arange(side_px)[:, None] + steps).abs()
    at = torch.where(at >= side_px, 2 * (side_px - 1) - at, at)
    return torch.zeros(side_px, side_px).scatter_add_(1, at, (weights / weights.sum()).expand(side_px, -1))


def turned(plane: Tensor) -> Tensor:
    """(8, 64, 64): a plane (64, 64) as it is and in its seven turns and flips, as ``TURNS`` names them."""
    both = (plane, plane.T)
    return torch.stack([v for one in both for down in (one, one.flip(0)) for v in (down, down.flip(1))])


def turned_back(levels: Bytes8, turn: int) -> Bytes8:
    """A picture (C, H, W) in the frame that a sample had before it was turned as ``TURNS`` names it."""
    if turn % 2:
        levels = levels[:, :, ::-1]
    if turn // 2 % 2:
        levels = levels[:, ::-1]
    return np.ascontiguousarray(levels.transpose(0, 2, 1) if turn >= len(TURNS) // 2 else levels)


def marks(some: Tensor, of: Tensor = BOXES) -> tuple[Tensor, Tensor]:
    """Marks (N, V, 144) of planes (N, 64, 64) in boxes (V, 3), and those (N, 4, 72) of the halves of the first box."""
    soft = blur(some[:, None], MARK_BLUR_PX)
    across = (torch.arange(MARK_PX) + 0.5) / MARK_PX
    raw = []
    for share, top, left in of.tolist():
        down, right = top + share * across, left + share * across
        grid = torch.stack(torch.meshgrid(right, down, indexing="xy"), -1) * 2 - 1
        view = F.grid_sample(soft, grid.expand(len(some), -1, -1, -1), padding_mode="border", align_corners=False)
        raw.append(view.flatten(1))
    found = torch.stack(raw, 1)
    first, half = found[:, 0].reshape(-1, MARK_PX, MARK_PX), MARK_PX // 2
    halves = (first[:, :, :half], first[:, :, half:], first[:, :half], first[:, half:])
    return _unit(found), torch.stack([_unit(one.flatten(1)) for one in halves], 1)


def _unit(values: Tensor) -> Tensor:
    """(…, D) without their mean, of length 1; shorter where they are nearly flat."""
    values = values - values.mean(-1, keepdim=True)
    energy = values.square().sum(-1, keepdim=True)
    return values / (energy + CONTRAST**2 * values.shape[-1]).sqrt()


def part_masks(side_px: int) -> Tensor:
    """(5, side, side) of 0 and 1: which pixels belong to each of ``PARTS``."""
    masks, half = torch.zeros(len(PARTS), side_px, side_px), side_px // 2
    masks[0], masks[1, :, :half], masks[2, :, half:], masks[3, :half], masks[4, half:] = 1, 1, 1, 1, 1
    return masks

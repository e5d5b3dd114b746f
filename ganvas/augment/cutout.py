"""A box of a picture hidden from the discriminator, so that it must know the rest.

DeVries & Taylor 2017, arXiv:1708.04552; half of each side, as Zhao et al. 2020 (arXiv:2006.10738) and
Karras et al. 2020 (arXiv:2006.06676) have it. The box is mid-grey in every channel, and of no slope.
"""

import torch
from torch import Tensor

from ganvas.augment.stage import Shape, Stage

SHARE = 0.5  # of each side


def cutout(chance: Tensor, shape: Shape) -> Tensor:
    """Boxes (N, 4): top, bottom, left, right in whole pixels, the middle anywhere by numbers (N, 2)."""
    sides = torch.tensor(shape[1:], dtype=torch.float64)
    size = (sides * SHARE).round()
    start = (chance * sides - size / 2).round()
    return torch.stack([start, start + size], 2).flatten(1)


def hide(x: Tensor, settings: Tensor) -> Tensor:
    """Pictures (groups, n, channels, height, width) with the inside of their boxes (n, 4) set to 0."""
    top, bottom, left, right = settings.to(x.device, torch.float32)[:, :, None, None].unbind(1)
    down = torch.arange(x.shape[3], device=x.device)[:, None]
    across = torch.arange(x.shape[4], device=x.device)
    inside = (down >= top) & (down < bottom) & (across >= left) & (across < right)
    return x.masked_fill(inside[:, None], 0.0)


BOX = Stage(
    axes=3,
    neutral=lambda shape: torch.zeros(4, dtype=torch.float64),  # noqa: ARG005
    join=lambda first, then: then,  # noqa: ARG005
    carry_out=hide,
)

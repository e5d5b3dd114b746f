"""How far pictures are from a wanted one, where a mask says it counts: in what a network sees, and in pixels.

All of it is differentiable, per picture, and blind to the wanted picture where the mask is 0.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.errors import ShapeError
from ganvas.metrics.features import lite0_network
from ganvas.metrics.lite0 import Lite0

SIDES_PX = (64, 128)  # the shorter side of what the network sees is kept within these
STEPS = (1, 2, 4, 8)  # pixels are compared one by one, and as means of so many a side
BEND = 0.05  # where the price of a pixel turns from a square to a line, in −1…1
TINY = 1e-6


def colours(x: Tensor) -> Tensor:
    """Pictures (N, 1, 3 or 4, H, W) in −1…1 as (N, 3, H, W): grey three times, what is transparent on white.

    Raises:
        ShapeError: these are no pictures.
    """
    if x.dim() != 4 or x.shape[1] not in (1, 3, 4):
        raise ShapeError(f"projection needs pictures (N, 1, 3 or 4, H, W); got {tuple(x.shape)}")
    if x.shape[1] < 4:
        return x.expand(-1, 3, -1, -1)
    cover = (x[:, 3:] + 1) / 2
    return x[:, :3] * cover + (1 - cover)


def far_apart(x: Tensor, y: Tensor, mask: Tensor | None = None, steps: Sequence[int] = STEPS) -> Tensor:
    """Mean difference of pixels at several scales, squared where small, linear where large.

    Args:
        x: (N, C, H, W) in −1…1.
        y: the same, or (1, C, H, W).
        mask: (H, W) in 0…1, somewhere above 0; None is 1 everywhere.
        steps: the sides of the squares, in pixels, whose means are compared; larger than the picture none is.
    Returns:
        (N,).
    """
    cover = x.new_ones(1, 1, *x.shape[2:]) if mask is None else mask[None, None]
    difference, total = (x - y) * cover, x.new_zeros(len(x))
    steps = [step for step in steps if step <= min(x.shape[2:])]
    for step in steps:
        mean = F.avg_pool2d(difference, step)
        price = F.smooth_l1_loss(mean, torch.zeros_like(mean), beta=BEND, reduction="none")
        total = total + price.mean(1).sum((1, 2)) / F.avg_pool2d(cover, step).sum()
    return total / len(steps)


class Perceptual:
    """Distance in the maps of EfficientNet-Lite0, after Zhang et al. 2018 (arXiv:1801.03924) without learned weights.

    At every place of a map the channels are brought to length 1; the squared difference is averaged over the
    places that count, and over the maps. What does not count is covered with one colour on both sides.
    """

    MAPS = (0, 2, 4, 10)  # blocks whose outputs are compared: at 1/2, 1/4, 1/8 and 1/16 of the size

    def __init__(self, target: Tensor, mask: Tensor) -> None:
        """Look at one picture.

        Args:
            target: (C, H, W) in −1…1.
            mask: (H, W) in 0…1, somewhere above 0.
        """
        self._network = _network(target.device)
        self._mask = mask[None, None]
        shown = colours(target[None])
        self._cover = (shown * self._mask).sum((2, 3), keepdim=True) / self._mask.sum()
        with torch.no_grad():
            self._wanted = self._maps(shown)
        places = [F.interpolate(self._mask, found.shape[2:], mode="area")[0, 0] for found in self._wanted]
        self._places = [place / place.sum().clamp_min(TINY) for place in places]

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N,)."""
        total = x.new_zeros(len(x))
        for found, wanted, place in zip(self._maps(colours(x)), self._wanted, self._places, strict=True):
            total = total + ((found - wanted).square().sum(1) * place).sum((1, 2))
        return total / len(self.MAPS)

    def _maps(self, shown: Tensor) -> list[Tensor]:
        """Maps (N, channels, h, w) of pictures (N, 3, H, W), of length 1 over the channels."""
        x = self._cover + (shown - self._cover) * self._mask
        shorter = min(x.shape[2:])
        scale = min(max(shorter, SIDES_PX[0]), SIDES_PX[1]) / shorter
        if scale != 1:
            size = [round(side * scale) for side in x.shape[2:]]
            x = F.interpolate(x, size, mode="bilinear", antialias=scale < 1, align_corners=False)
        maps = self._network.maps(x.contiguous(memory_format=torch.channels_last), self.MAPS)
        return [found * torch.rsqrt(found.square().sum(1, keepdim=True) + TINY) for found in maps]


@lru_cache(maxsize=2)
def _network(device: torch.device) -> Lite0:
    return lite0_network().to(device)

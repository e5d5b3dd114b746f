"""Several samples of a batch that flow into one where masks say so: blending in the feature maps.

Suzuki et al. 2018, "Spatially Controllable Image Synthesis with Internal Representation Collaging"
(arXiv:1811.10153): f = Σ mask · f, with each mask resized to the grid of the features.
"""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

RISE = 4.0  # a mask of a quarter counts as whole, so that its softness is not applied twice

Join = Callable[[Tensor, int], Tensor]


def apart(x: Tensor, _layer: int) -> Tensor:
    """Every sample of the batch for itself, as always but for regions."""
    return x


class Joined:
    """Sample 0 is the base, sample k + 1 lies over it where mask k is, from its layer on.

    Until then a region is computed as a picture of its own. From then on both are computed from the same
    features, each with its own style, and joined again after every layer.
    """

    def __init__(self, masks: Tensor, layers: Sequence[int]) -> None:
        """``masks`` is (K, height, width) in 0…1; region k is joined after layer ``layers[k]`` and all that follow."""
        self.masks, self.layers = masks, layers

    def __call__(self, x: Tensor, layer: int) -> Tensor:
        """(1 + K, channels, height, width) after so many layers, to the same with regions that are due joined."""
        due = [k for k, first in enumerate(self.layers) if layer >= first]
        if not due:
            return x
        masks = F.adaptive_avg_pool2d(self.masks[None].to(x.dtype), (x.shape[2], x.shape[3]))[0]
        base = x[0]
        for k in due:
            base = torch.lerp(base, x[k + 1], masks[k])
        return torch.stack([base if k == 0 or k - 1 in due else one for k, one in enumerate(x)])


def covered(mask: Tensor) -> Tensor:
    """(height, width): 0 where a mask is not, and 1 where it is not just faint."""
    return (RISE * mask).clamp_max(1)

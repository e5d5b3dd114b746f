"""Pictures made small: what is left of a difference there is one that a person sees at a glance."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.media.levels import on_white
from ganvas.media.medium import Bytes8

SIDE_PX = 32


def small(sample: Bytes8) -> Tensor:
    """A sample (*shape) as numbers (D,) in 0…1, float64; a picture averaged to about SIDE_PX on its shorter side.

    What is transparent lies on white.
    """
    levels = torch.tensor(sample)[None]
    if levels.dim() != 4:
        return levels.double().flatten() / 255
    levels = on_white(levels) if levels.shape[1] == 4 else levels
    times = max(1, min(levels.shape[2:]) // SIDE_PX)
    return F.avg_pool2d(levels.double() / 255, times, ceil_mode=True, count_include_pad=False).flatten()

"""How far apart two pictures look, cheaply: the difference of their levels, from coarse areas to single pixels."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.errors import ShapeError
from ganvas.media.levels import on_white
from ganvas.media.medium import Bytes8

SCALES = (1, 2, 4, 8)  # sides of the areas in pixels


def look(levels: Bytes8) -> Tensor:
    """A picture as a point, (D,), float32: the distance of two points is how different the pictures look.

    The squared distance is the sum, over areas of 1, 2, 4 and 8 pixels, of the mean squared
    difference of the areas' means. Levels are gamma-coded (sRGB), so that equal differences of
    dark and of light look alike; what moves a little is not as far as what is exchanged.

    Args:
        levels: uint8 (1, 3 or 4, height, width); what is transparent lies on white.
    Raises:
        ShapeError: it is no picture.
    """
    if levels.ndim != 3 or len(levels) not in (1, 3, 4):
        raise ShapeError(f"a picture is (1, 3 or 4 channels, height, width); got {levels.shape}")
    picture = torch.tensor(levels)[None]
    picture = (on_white(picture) if len(levels) == 4 else picture).float() / 255
    sides = [min(scale, *picture.shape[2:]) for scale in SCALES]
    areas = [F.avg_pool2d(picture, side, ceil_mode=True) for side in sides]
    return torch.cat([area.flatten() / area.numel() ** 0.5 for area in areas])

"""Light and color, by one mixing of the channels of a picture.

A setting is a matrix (c + 2, c + 2) over the c colors of a pixel, the picture's own mean tone, and one:
all that a part may mix a pixel with. Matrices of several parts multiply. A picture has one color if it
is grey and three otherwise; an alpha channel is no color and stays as it is.

Brightness and contrast mix with white, black or the mean tone, and so stay within −1…1. Hue and
saturation cannot: the turned color of a pure red lies outside the cube. Nothing is clamped (see
``stage.py``); the discriminator is no screen.
"""

import math

import torch
from torch import Tensor

from ganvas.augment.stage import Shape, Stage

BRIGHTNESS = 0.2  # the share of white or black, at most: a spread of 0.12, near half of Karras et al. 2020
CONTRAST = 0.3  # the share of the mean tone, at most; Zhao et al. 2020 (arXiv:2006.10738) go to 0.5
SATURATION = 1.0  # the color's distance from grey grows or shrinks by up to this share. Zhao et al. 2020
ALPHA_AT = 4  # channels of a picture whose last is alpha
LUMA = torch.full((3, 3), 1 / 3, dtype=torch.float64)  # the grey of a color, as Karras et al. 2020 take it


def colors(shape: Shape) -> int:
    """How many channels are colors: all but an alpha channel."""
    return shape[0] - 1 if shape[0] == ALPHA_AT else shape[0]


def neutral(shape: Shape) -> Tensor:
    """The setting that changes no color."""
    return torch.eye(colors(shape) + 2, dtype=torch.float64)


def brightness(chance: Tensor, shape: Shape) -> Tensor:
    """Some white or black mixed in, by numbers (N, 1): lighter for the upper half."""
    amount = (chance[:, 0] * 2 - 1) * BRIGHTNESS
    setting = neutral(shape).repeat(len(chance), 1, 1)
    setting[:, :-1] *= (1 - amount.abs())[:, None, None]
    setting[:, :-1, -1] = amount[:, None]
    return setting


def contrast(chance: Tensor, shape: Shape) -> Tensor:
    """Less contrast, by numbers (N, 1): some of the mean tone mixed in, as in a faded print.

    The mean tone is that of all colors of the picture; of one with alpha it is mid-grey, because
    what lies hidden under a transparent pixel must not tint those that are seen.
    """
    amount = chance[:, 0] * CONTRAST
    setting = neutral(shape).repeat(len(chance), 1, 1)
    setting[:, :-2, :-2] *= (1 - amount)[:, None, None]
    setting[:, :-2, -2] = amount[:, None]
    return setting


def saturation(chance: Tensor, shape: Shape) -> Tensor:
    """From grey to twice as colorful, by numbers (N, 1); grey pictures stay."""
    setting = neutral(shape).repeat(len(chance), 1, 1)
    if colors(shape) == 3:
        factor = 1 + (chance[:, 0] * 2 - 1) * SATURATION
        setting[:, :3, :3] = torch.lerp(LUMA, torch.eye(3, dtype=torch.float64), factor[:, None, None])
    return setting


def hue(chance: Tensor, shape: Shape) -> Tensor:
    """Colors turned about the grey axis by any angle, by numbers (N, 1); grey pictures stay."""
    setting = neutral(shape).repeat(len(chance), 1, 1)
    if colors(shape) == 3:
        setting[:, :3, :3] = about_grey((chance[:, 0] * 2 - 1) * math.pi)
    return setting


def about_grey(angle: Tensor) -> Tensor:
    """Rotations (N, 3, 3) of (red, green, blue) about (1, 1, 1), by Rodrigues' formula; 120° takes red to green."""
    side = 1 / math.sqrt(3)
    cross = torch.tensor([[0, -side, side], [side, 0, -side], [-side, side, 0]], dtype=torch.float64)
    cos, sin = angle.cos()[:, None, None], angle.sin()[:, None, None]
    return cos * torch.eye(3, dtype=torch.float64) + sin * cross + (1 - cos) * LUMA


def mix(x: Tensor, settings: Tensor) -> Tensor:
    """Each picture with its colors mixed.

    Args:
        x: (groups, n, channels, height, width).
        settings: (n, c + 2, c + 2), c the number of its colors; the same for each group.

    Returns:
        (groups, n, channels, height, width).
    """
    count = settings.shape[-1] - 2
    weights = settings.to(x.device, x.dtype)[..., None, None]  # (n, c + 2, c + 2, 1, 1)
    seen = x[:, :, :count]
    mixed = weights[:, :count, -1]
    if count == x.shape[2]:
        mean = seen.flatten(2).mean(2)[..., None, None, None]
        mixed = mixed + weights[:, :count, -2] * mean
    own = settings[:, :count, :count]
    if torch.equal(own, own.diagonal(dim1=1, dim2=2).diag_embed()):
        mixed = torch.addcmul(mixed, weights[:, :count, :count].diagonal(dim1=1, dim2=2).permute(0, 3, 1, 2), seen)
    else:
        for number in range(count):  # products and sums of its own, not a matmul: TF32 would round the colors
            mixed = torch.addcmul(mixed, weights[:, :count, number], seen[:, :, number : number + 1])
    return mixed if count == x.shape[2] else torch.cat([mixed, x[:, :, count:]], 2)


TONE = Stage(axes=3, neutral=neutral, join=lambda first, then: then @ first, carry_out=mix)

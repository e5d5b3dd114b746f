"""A picture of any size as one sample (channels, height, width)."""

from typing import Literal

import numpy as np
from PIL import Image, ImageColor

from ganvas.errors import ShapeError
from ganvas.media.medium import Bytes8, Decoded, Shape

How = Literal["crop", "pad", "stretch"]
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
GAP = 2.0  # shrink by whole numbers first, to no less than twice the size, then by Lanczos: as sharp, and faster


def fit(decoded: Decoded, shape: Shape, how: How = "crop", background: str = "white") -> Bytes8:
    """The picture as uint8 (C, H, W), antialiased.

    Args:
        decoded: what ``decode`` gave.
        shape: (C, H, W); C is 1 grey, 3 RGB or 4 RGBA.
        how: ``crop`` cuts the middle out at the wanted aspect, ``pad`` keeps all of it and fills the rest,
            ``stretch`` bends it to the aspect.
        background: the colour (CSS name or #hex) under transparent works, and beside padded ones.

    Raises:
        ShapeError: the shape is not that of a picture, or the background is no colour.
    """
    channels, height_px, width_px = check_shape(shape)
    image: Image.Image = decoded.content
    colour = colour_of(background)
    mode = MODES[channels]
    if how == "crop":
        image = _resize(image, (width_px, height_px), _middle(image.size, width_px / height_px))
    elif how == "stretch":
        image = _resize(image, (width_px, height_px), (0, 0, *image.size))
    else:
        image = _pad(image, (width_px, height_px), colour)
    if image.mode != mode:
        image = _lay(image, colour).convert(mode)
    levels = np.asarray(image)
    return np.ascontiguousarray(levels.reshape(height_px, width_px, channels).transpose(2, 0, 1))


def check_shape(shape: Shape) -> tuple[int, int, int]:
    """The shape as (C, H, W).

    Raises:
        ShapeError: it has not three sides, or a number of channels that no picture has.
    """
    if len(shape) != 3 or shape[0] not in MODES or min(shape) < 1:
        raise ShapeError(f"a picture is (channels, height, width) with 1, 3 or 4 channels; got {tuple(shape)}.")
    return shape[0], shape[1], shape[2]


def colour_of(background: str) -> tuple[int, int, int]:
    """The RGB levels of a CSS colour.

    Raises:
        ShapeError: it is no colour.
    """
    try:
        levels = ImageColor.getrgb(background)
    except ValueError:
        raise ShapeError(f"{background!r} is no colour. Write a name such as white, or #rrggbb.") from None
    return levels[0], levels[1], levels[2]


def _middle(size: tuple[int, int], aspect: float) -> tuple[float, float, float, float]:
    width, height = size
    across, down = (height * aspect, height) if width > height * aspect else (width, width / aspect)
    left, top = (width - across) / 2, (height - down) / 2
    return left, top, left + across, top + down


def _resize(image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]) -> Image.Image:
    """Lanczos where it shrinks, bicubic where it grows; nothing where the size is right (RGBA is weighted by alpha)."""
    if image.size == size and box[2] - box[0] == size[0] and box[3] - box[1] == size[1]:
        return image
    shrinks = box[2] - box[0] >= size[0]
    return image.resize(size, Image.Resampling.LANCZOS if shrinks else Image.Resampling.BICUBIC, box, GAP)


def _pad(image: Image.Image, size: tuple[int, int], colour: tuple[int, int, int]) -> Image.Image:
    scale = min(size[0] / image.width, size[1] / image.height)
    within = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = _resize(image, within, (0, 0, *image.size))
    place = ((size[0] - within[0]) // 2, (size[1] - within[1]) // 2)
    if small.mode == "RGBA":
        ground = Image.new("RGBA", size, (*colour, 0))
        ground.paste(small, place)
        return ground
    ground = Image.new("RGB", size, colour)
    ground.paste(small, place)
    return ground


def _lay(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The picture on the colour, where it lets anything through."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, (*colour, 255))
    ground.alpha_composite(image)
    return ground.convert("RGB")

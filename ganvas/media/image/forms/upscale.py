"""A small picture at a print's size: smooth lines without ringing, staircase or blur.

Each doubling is bicubic, then follows the picture's own level lines: mean curvature motion smooths them
(Morse & Schwartzwald 2001, "Image magnification using level set reconstruction"), and a sharpening that
may not leave the range of a pixel's neighbors firms the edge without an overshoot. The first doublings are
held to what was painted by back-projection (Irani & Peleg 1991). ``docs/experiments.md`` compares it with others.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganvas.media.image.encode import ENLARGE
from ganvas.media.medium import Bytes8

Floats = NDArray[np.floating[Any]]  # float32 throughout
Size = tuple[int, int]  # (height, width)

FINE_PX = 1024  # a grid this high or wide shows no pixel of the source any more; the rest is bicubic
FLOW_STEPS, FLOW_DT = 8, 0.2  # curvature motion of a doubling; stable below 0.25
FAITHFUL = 2  # so many doublings are held to the source
FAITH = 0.5  # the share of what is missing that a doubling puts back; 1 brings the source's pixels back as squares
SHARP, SHARP_PX = 1.0, 1.5  # amount and radius of a sharpening
EDGE = 1e-4  # squared slope below which a place has no direction


def upscale(picture: Floats, size: Size) -> Floats:
    """The picture at another size.

    Args:
        picture: (channels, height, width), 0…1.
        size: (height, width); where it is not larger, the picture is only resized, by Lanczos.
    Returns:
        (channels, *size), 0…1; no value outside the range of the source.
    """
    return np.stack(list(_channels(picture, size)))


def upscale_to_levels(picture: Floats, size: Size) -> list[Bytes8]:
    """The channels of ``upscale`` as uint8 (height, width) each; never more than one of them is in memory as floats."""
    return [(channel * 255 + np.float32(0.5)).astype(np.uint8) for channel in _channels(picture, size)]


def _channels(picture: Floats, size: Size) -> Iterator[Floats]:
    """The channels at the wanted size, one after another, within the range of the source."""
    low, high = float(picture.min()), float(picture.max())
    shrinks = size[0] <= picture.shape[1] and size[1] <= picture.shape[2]
    grown, how = (picture, Image.Resampling.LANCZOS) if shrinks else (_grow(picture, max(size)), ENLARGE)
    for channel in grown:
        yield np.clip(resize(channel[None], size, how)[0], low, high)


def _grow(picture: Floats, side_px: int) -> Floats:
    """The picture on a grid that is fine enough, or as fine as is wanted."""
    grown, doublings = picture, 0
    while max(grown.shape[1:]) < min(FINE_PX, side_px):
        grown = resize(grown, (2 * grown.shape[1], 2 * grown.shape[2]))
        doublings += 1
        if doublings <= FAITHFUL:
            grown = faithful(grown, picture)
        grown = flow(grown, FLOW_STEPS)
        for _ in range(1 if doublings <= FAITHFUL else 2):
            grown = sharpen(grown)
        grown = flow(grown, 1)
    return grown


def resize(picture: Floats, size: Size, how: Image.Resampling = Image.Resampling.BICUBIC) -> Floats:
    """(channels, height, width) at (height, width), each channel by Pillow's filter, without rounding to levels."""
    return np.stack([np.asarray(Image.fromarray(channel).resize(size[::-1], how)) for channel in picture])


def flow(picture: Floats, steps: int) -> Floats:
    """Mean curvature motion: every level line moves towards its hollow side, edges stay as steep as they are."""
    for _ in range(steps):
        around = np.pad(picture, ((0, 0), (1, 1), (1, 1)), mode="edge")
        north, south = around[:, :-2, 1:-1], around[:, 2:, 1:-1]
        west, east = around[:, 1:-1, :-2], around[:, 1:-1, 2:]
        x, y = (east - west) / 2, (south - north) / 2
        xx, yy = east - 2 * picture + west, south - 2 * picture + north
        xy = (around[:, 2:, 2:] + around[:, :-2, :-2] - around[:, 2:, :-2] - around[:, :-2, 2:]) / 4
        bend = xx * y**2 - 2 * x * y * xy + yy * x**2
        picture = picture + np.float32(FLOW_DT) * bend / (x**2 + y**2 + np.float32(EDGE))
    return picture


def sharpen(picture: Floats) -> Floats:
    """An unsharp mask that stays within the range of each pixel's eight neighbors: firmer, never a halo."""
    from scipy import ndimage

    low, high = (edge(picture, (1, 3, 3)) for edge in (ndimage.minimum_filter, ndimage.maximum_filter))
    blurred = ndimage.gaussian_filter(picture, (0, SHARP_PX, SHARP_PX))
    return np.asarray(np.clip(picture + np.float32(SHARP) * (picture - blurred), low, high))


def faithful(grown: Floats, source: Floats) -> Floats:
    """The larger picture moved towards one that becomes the source again when it is made smaller.

    It stays within the range of the source's pixel and its neighbors, so what is put back cannot ring.
    """
    from scipy import ndimage

    size = (grown.shape[1], grown.shape[2])
    missing = source - resize(grown, (source.shape[1], source.shape[2]), Image.Resampling.BOX)
    low, high = (
        resize(edge(source, (1, 3, 3)), size, Image.Resampling.BILINEAR)
        for edge in (ndimage.minimum_filter, ndimage.maximum_filter)
    )
    put_back = np.float32(FAITH) * resize(missing, size, Image.Resampling.BILINEAR)
    return np.clip(grown + put_back, low, high)

"""A mask that was painted, as a grey picture and as numbers."""

import numpy as np
from numpy.typing import NDArray

from ganvas.media.image.decode import decode
from ganvas.media.image.encode import encode


def read_mask(data: bytes, name: str = "mask.png") -> NDArray[np.float32]:
    """(height, width) in 0…1: how light each pixel of a picture is.

    Raises:
        WorkError: it is no picture, or damaged.
    """
    return np.asarray(decode(data, name).content.convert("L"), np.float32) / np.float32(255)


def write_mask(cover: NDArray[np.float32]) -> bytes:
    """The PNG of (height, width) in 0…1."""
    return encode((cover * 255).round().astype(np.uint8)[None], {})

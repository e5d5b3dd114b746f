"""PDQ, the perceptual hash of Davis and Rosen (Facebook, 2019, “The TMK+PDQF video-hashing algorithm and the PDQ
image-hashing algorithm”), of many pictures at once, each as it is and in its seven turns and flips.

A picture of 64 × 64 needs none of PDQ's own blurring and halving. Its hash is the sign of 16 × 16 cosine
coefficients about their median; a turn or flip of the picture transposes them or changes signs, so eight hashes
cost one transform.
"""

import numpy as np
from numpy.typing import NDArray

from ganvas.media.medium import Bytes8

SIDE_PX = 64
WAVES = 16  # along each side
QUALITY = 50  # of 100; below it PDQ itself says that the picture has too little in it
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
COSINES = np.cos(np.pi / (2 * SIDE_PX) * np.outer(np.arange(1, WAVES + 1), 2 * np.arange(SIDE_PX) + 1))
COSINES = (np.sqrt(2 / SIDE_PX) * COSINES).astype(np.float32)
SAME = np.ones(WAVES, np.float32)
FLIP = ((-1.0) ** np.arange(1, WAVES + 1)).astype(np.float32)  # what a flip does to the waves of one side
TURNS = [  # transposed or not, then signs down, then signs across; the first leaves the picture as it is
    (transposed, down[:, None] * across)
    for transposed in (False, True)
    for down in (SAME, FLIP)
    for across in (SAME, FLIP)
]


def pdq(levels: Bytes8) -> tuple[Bytes8, NDArray[np.int64]]:
    """The hashes of pictures and of their turns and flips, and how much there is in each to hash.

    Args:
        levels: (N, 64, 64, 3) uint8.

    Returns:
        (N, 8, 32) uint8, the first of the eight for the picture as it is; (N,), 0…100, see ``QUALITY``.
    """
    count = len(levels)
    grey = (levels.reshape(-1, 3).astype(np.float32) @ LUMA).reshape(count, SIDE_PX, SIDE_PX)
    waves = COSINES @ grey @ COSINES.T
    views = np.empty((count, len(TURNS), WAVES * WAVES), np.float32)
    for view, (transposed, signs) in enumerate(TURNS):
        turned = waves.transpose(0, 2, 1) if transposed else waves
        views[:, view] = (turned * signs).reshape(count, -1)
    middle = WAVES * WAVES // 2 - 1
    bits = views > np.partition(views, middle, axis=2)[:, :, middle, None]
    return np.packbits(bits[..., ::-1], axis=2), _quality(grey)  # the last wave first, as the authors write it


def _quality(grey: NDArray[np.float32]) -> NDArray[np.int64]:
    """The sum of the steps between neighbors, each in whole percent of the range, by 90 and up to 100."""
    steps = np.zeros(len(grey), np.int64)
    for axis in (1, 2):
        percent = (np.diff(grey, axis=axis) * np.float32(100) / np.float32(255)).astype(np.int32)
        steps += np.abs(percent).sum((1, 2))
    return np.minimum(steps // 90, 100)

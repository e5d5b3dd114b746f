"""How a picture looks at a glance: a small copy of it, and the few colours that it is made of."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganvas.media.image.encode import on_paper
from ganvas.media.medium import Decoded

SAMPLED_PX = 96  # the longer side at which colours are counted
QUALITY = 86  # of a small copy that had to be shrunk; one that did not is kept exactly


def small_copy(decoded: Decoded, side_px: int) -> bytes:
    """The picture as a WebP file, its longer side at most ``side_px``; transparency stays."""
    picture: Image.Image = decoded.content
    exact = max(picture.size) <= side_px
    if not exact:
        picture = picture.copy()
        picture.thumbnail((side_px, side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=exact, quality=100 if exact else QUALITY, method=4)
    return file.getvalue()


def main_colors(decoded: Decoded, count: int = 5) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The colours that stand for most of the picture, what is transparent in it laid on white.

    Returns:
        (n, 3) RGB and (n,) their shares of the picture, largest first; n is at most ``count``.
    """
    picture = on_paper(decoded.content).convert("RGB")
    picture.thumbnail((SAMPLED_PX, SAMPLED_PX), Image.Resampling.BOX)
    few = picture.quantize(count, Image.Quantize.MEDIANCUT, kmeans=2)
    counted = few.histogram()[:count]
    palette = np.array((few.getpalette() or [])[: 3 * count], np.uint8).reshape(-1, 3)
    order = [index for index in np.argsort(-np.array(counted), kind="stable") if counted[index]]
    return palette[order], np.array(counted, float)[order] / (picture.width * picture.height)

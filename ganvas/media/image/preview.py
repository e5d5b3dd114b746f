"""A sample as a JPEG: quick to make and small, for looking at; it carries no text."""

import io

from ganvas.media.image.encode import enlarge, on_paper, to_picture
from ganvas.media.medium import Bytes8

QUALITY = 88
SMALL_PX = 160  # a picture that is smaller is shown enlarged: then its colours are as sharp as its lines
SMALL_QUALITY = 95


def preview(sample: Bytes8, scale: int = 1, quality: int = QUALITY) -> bytes:
    """The bytes of a JPEG of one sample uint8 (channels, height, width); what is transparent lies on white.

    Raises:
        ShapeError: it is not a picture.
    """
    file, picture = io.BytesIO(), on_paper(enlarge(to_picture(sample), scale))
    if max(picture.size) < SMALL_PX:
        picture.save(file, "JPEG", quality=max(quality, SMALL_QUALITY), subsampling=0)
    else:
        picture.save(file, "JPEG", quality=quality)
    return file.getvalue()

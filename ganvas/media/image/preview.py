"""A sample as a JPEG: quick to make and small, for looking at; it carries no text."""

import io

from ganvas.media.image.encode import enlarge, on_paper, to_picture
from ganvas.media.medium import Bytes8

QUALITY = 88


def preview(sample: Bytes8, scale: int = 1, quality: int = QUALITY) -> bytes:
    """The bytes of a JPEG of one sample uint8 (channels, height, width); what is transparent lies on white.

    Raises:
        ShapeError: it is not a picture.
    """
    file = io.BytesIO()
    on_paper(enlarge(to_picture(sample), scale)).save(file, "JPEG", quality=quality)
    return file.getvalue()

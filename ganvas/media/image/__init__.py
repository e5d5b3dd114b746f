"""Pictures: the medium whose samples are (channels, height, width), 1 grey, 3 RGB or 4 RGBA."""

from ganvas.media.image.medium import Image

__all__ = ["Image"]

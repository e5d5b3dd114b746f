"""The medium of pictures: what the rest of Ganvas asks of an art form, answered by this room's files."""

from collections.abc import Mapping

from ganvas.media.image.decode import decode
from ganvas.media.image.encode import encode, read_text
from ganvas.media.image.fit import fit
from ganvas.media.image.sheet import contact_sheet
from ganvas.media.medium import Bytes8, Decoded, Shape


class Image:
    """Pictures as samples (channels, height, width): 1 grey, 3 RGB or 4 RGBA."""

    name = "image"
    suffixes: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif")

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``."""
        return decode(data, name)

    def fit(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """See ``Medium.fit``; the middle of the picture, where its aspect is another."""
        return fit(decoded, shape)

    def encode(self, sample: Bytes8, text: Mapping[str, str], scale: int = 1) -> bytes:
        """See ``Medium.encode``; a PNG."""
        return encode(sample, text, scale)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def contact_sheet(self, samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
        """See ``Medium.contact_sheet``."""
        return contact_sheet(samples, columns, scale)

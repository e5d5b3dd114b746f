"""The medium of pictures: what the rest of Ganvas asks of an art form, answered by this room's files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
from PIL import Image as Pillow

from ganvas.errors import ShapeError
from ganvas.media.image.decode import FORMATS, LIMITS, SUFFIXES, decode
from ganvas.media.image.encode import encode, read_text
from ganvas.media.image.examine import FACTS, SMALLEST_PX, examine, read, signatures
from ganvas.media.image.fit import How, check_shape, colour_of, fit
from ganvas.media.image.shapes import natural_shape
from ganvas.media.image.sheet import contact_sheet
from ganvas.media.medium import NOTHING, Bytes8, Decoded, Examined, Facts, Medium, Samples, Shape

USUAL = {"how": "crop", "background": "white"}
HOWS = ("crop", "pad", "stretch")
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


class Image(Medium):
    """Pictures as samples (channels, height, width): 1 grey, 3 RGB or 4 RGBA."""

    name = "image"
    singular = "picture"
    plural = "pictures"
    suffix = ".png"
    suffixes: tuple[str, ...] = SUFFIXES
    formats = ", ".join(FORMATS)
    other = "not-a-picture"
    facts: Mapping[str, str] = FACTS
    signature = "pdq"
    limits: Mapping[str, int] = {"smallest_px": SMALLEST_PX, "largest_px": LIMITS.largest_px}
    single = True
    pictures = True
    arrays = True
    look = "lite0:128"
    augmentations: tuple[str, ...] = (
        "flip", "quarter", "shift", "scale", "tilt", "rotate", "stretch", "contrast", "brightness", "saturation", "hue",
        "cutout",
    )  # fmt: skip

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``."""
        return decode(data, name)

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        """See ``Medium.samples``; one, by ``fit``: options are its how and background."""
        asked = {**USUAL, **options}
        return fit(decoded, shape, cast(How, asked["how"]), asked["background"])[None]

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        """See ``Medium.natural_shape``; size is the longer side in pixels."""
        return natural_shape(works, size)

    def fit(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """See ``Medium.fit``; the middle of the picture, where its aspect is another."""
        return fit(decoded, shape)

    def check_shape(self, shape: Shape, options: Mapping[str, str] = NOTHING) -> Shape:
        """See ``Medium.check_shape``; options: how (crop, pad, stretch) and background, a colour."""
        asked = {**USUAL, **options}
        if asked.keys() != USUAL.keys() or asked["how"] not in HOWS:
            raise ShapeError(f"pictures are fitted by how ({', '.join(HOWS)}) and background; got {dict(options)}.")
        colour_of(asked["background"])
        return check_shape(shape)

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        """See ``Medium.encode``; a PNG."""
        return encode(sample, text, scale)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def preview(self, sample: Samples) -> bytes:
        """See ``Medium.preview``; the picture itself."""
        return encode(sample, {})

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        """See ``Medium.contact_sheet``."""
        return contact_sheet(samples, columns, scale)

    def begins(self, start: bytes) -> bool:
        """See ``Medium.begins``."""
        riff = start.startswith(b"RIFF") and start[8:12] == b"WEBP"
        return riff or start[4:12] == b"ftypavif" or start.startswith(SIGNATURES)

    def examine(self, data: bytes, name: str, limits: Mapping[str, int]) -> Examined:
        """See ``Medium.examine``."""
        return examine(data, name, limits)

    def signatures(self, marks: Sequence[Any]) -> list[list[str]]:
        """See ``Medium.signatures``; PDQ, as it is and in its seven turns and flips."""
        return signatures(marks)

    def read(self, data: bytes, name: str, facts: Facts, shape: Shape) -> Decoded:
        """See ``Medium.read``."""
        return read(data, name, facts, shape)

    def from_array(self, levels: Bytes8) -> Decoded:
        """See ``Medium.from_array``; (height, width) grey, or (height, width, 3 or 4)."""
        sides = {"width_px": levels.shape[1], "height_px": levels.shape[0]}
        return Decoded(Pillow.fromarray(np.asarray(levels)), sides)

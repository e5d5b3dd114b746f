"""Samples as PNG files that carry text, and the text of a PNG file, read without decoding a pixel."""

import io
import zlib
from collections.abc import Iterator, Mapping

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ganvas.errors import ShapeError
from ganvas.media.medium import Bytes8

MODES = {1: "L", 3: "RGB", 4: "RGBA"}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_TEXT_BYTES = 1 << 20
ENLARGE = Image.Resampling.BICUBIC  # firm outlines; Lanczos rings on flat paper, bilinear blurs, nearest shows blocks


def to_picture(sample: Bytes8) -> Image.Image:
    """A sample (channels, height, width) as a Pillow image: 1 grey, 3 RGB, 4 RGBA.

    Raises:
        ShapeError: it has other axes or another number of channels.
    """
    if sample.ndim != 3 or len(sample) not in MODES:
        raise ShapeError(f"a picture is (1, 3 or 4 channels, height, width); got {sample.shape}")
    pixels = sample[0] if len(sample) == 1 else np.ascontiguousarray(np.moveaxis(sample, 0, -1))
    return Image.fromarray(pixels, MODES[len(sample)])


def enlarge(picture: Image.Image, scale: int) -> Image.Image:
    """The picture ``scale`` times as large; transparent edges do not darken."""
    if scale == 1:
        return picture
    return picture.resize((picture.width * scale, picture.height * scale), ENLARGE)


def encode(sample: Bytes8, text: Mapping[str, str], scale: int = 1) -> bytes:
    """One sample as the bytes of a PNG whose iTXt chunks hold ``text``.

    Args:
        sample: uint8 (channels, height, width).
        text: keyword to text, any Unicode.
        scale: how many times larger each side is shown.
    Returns:
        the file; at scale 1 its pixels are the sample's, exactly.
    Raises:
        ShapeError: it is not a picture.
    """
    return to_png(enlarge(to_picture(sample), scale), text)


def on_paper(picture: Image.Image) -> Image.Image:
    """The picture with what is transparent in it laid on white."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def to_png(picture: Image.Image, text: Mapping[str, str], compress_level: int = 6) -> bytes:
    """A Pillow image as the bytes of a PNG that carries ``text``."""
    info = PngInfo()
    for key in sorted(text):
        info.add_itxt(key, text[key])
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=info, compress_level=compress_level)
    return file.getvalue()


def read_text(data: bytes) -> dict[str, str]:
    """The iTXt texts of a PNG by keyword; empty where there is none or the bytes are no PNG."""
    texts: dict[str, str] = {}
    for kind, body in _chunks(data):
        if kind == b"iTXt":
            key, text = _international_text(body)
            texts[key] = text
    return texts


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk whose checksum is right, until one is not."""
    position = len(SIGNATURE) if data.startswith(SIGNATURE) else len(data)
    while position + 12 <= len(data):
        end = position + 8 + int.from_bytes(data[position : position + 4], "big")
        kind, body = data[position + 4 : position + 8], data[position + 8 : end]
        if data[end : end + 4] != zlib.crc32(kind + body).to_bytes(4, "big"):
            return
        yield kind, body
        position = end + 4


def _international_text(body: bytes) -> tuple[str, str]:
    """Keyword and text of an iTXt chunk (PNG, third edition, 11.3.3.4); bytes that are no UTF-8 become U+FFFD."""
    key, _, rest = body.partition(b"\0")
    packed, rest = rest[:1] == b"\1", rest[2:]
    text = rest.split(b"\0", 2)[-1]
    if packed:
        try:
            text = zlib.decompressobj().decompress(text, MAX_TEXT_BYTES)
        except zlib.error:
            text = b""
    return key.decode("latin-1"), text.decode("utf-8", "replace")

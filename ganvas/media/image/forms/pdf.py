"""A page with one picture as a PDF: lossless, its colors defined by an ICC profile, its size exact."""

import zlib
from collections.abc import Mapping

import numpy as np
from PIL import Image

POINT_MM = 25.4 / 72
COMPRESSION = 6


def pdf(page: Image.Image, size_mm: tuple[float, float], profile: bytes, text: Mapping[str, str]) -> bytes:
    """A PDF 1.7 of one page that an RGB picture fills.

    Args:
        page: mode RGB.
        size_mm: width and height of the sheet.
        profile: the ICC profile of its colors.
        text: key to text; goes into the document's information under these keys.
    Returns:
        the file; the same for the same input.
    """
    width, height = (f"{side / POINT_MM:.4f}" for side in size_mm)
    content = f"q {width} 0 0 {height} 0 0 cm /Picture Do Q".encode()
    columns = f"/DecodeParms <</Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns {page.width}>>"
    image = (
        f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /BitsPerComponent 8"
        f" /ColorSpace [/ICCBased 6 0 R] /Filter /FlateDecode {columns}"
    )
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R"
        " /Resources <</XObject <</Picture 5 0 R>>>>>>".encode(),
        _stream("", content),
        _stream(image, _packed(page)),
        _stream("/N 3 /Alternate /DeviceRGB /Filter /FlateDecode", zlib.compress(profile, COMPRESSION)),
        b"<<" + b" ".join(_name(key) + b" " + _string(text[key]) for key in sorted(text)) + b">>",
    ]
    return _file(objects)


def _packed(page: Image.Image) -> bytes:
    """The pixels with PNG's filter "sub" on every row, compressed."""
    pixels = np.asarray(page)
    rows = pixels.copy()
    rows[:, 1:] -= pixels[:, :-1]
    kinds = np.full((page.height, 1), 1, np.uint8)
    return zlib.compress(np.hstack([kinds, rows.reshape(page.height, -1)]).tobytes(), COMPRESSION)


def _stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries} /Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def _name(key: str) -> bytes:
    """A PDF name: everything but letters and digits as #xx."""
    return b"/" + b"".join(
        bytes([byte]) if chr(byte).isalnum() and byte < 128 else b"#%02X" % byte for byte in key.encode()
    )


def _string(text: str) -> bytes:
    """A PDF text string in UTF-16, written as hexadecimal digits."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _file(objects: list[bytes]) -> bytes:
    """Numbered objects, the first the catalog and the last the information, with their table of places."""
    data, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d /Root 1 0 R /Info %d 0 R>>\n" % (len(objects) + 1, len(objects))
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)

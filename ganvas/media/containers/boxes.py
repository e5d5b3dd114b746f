"""Boxes inside boxes: MP4, M4A and AVIF (ISO/IEC 14496-12, 4.2).

Offsets in such a file count from its start, so nothing is taken out: what said something becomes free space
of the same length, filled with zeros.
"""

from collections.abc import Iterator

from ganvas.errors import SignError

FILMS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")
SAYS = {b"uuid", b"udta", b"meta"}
INSIDE = {b"moov", b"trak"}


def brand(data: bytes) -> bytes:
    """The major brand; nothing where the file does not begin with a file type box."""
    return data[8:12] if data[4:8] == b"ftyp" else b""


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, start, start of the body, and end of each box between two places.

    Raises:
        SignError: a box is cut short.
    """
    position = start
    while position < end:
        length, head = int.from_bytes(data[position : position + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        elif length == 0:
            length = end - position
        if length < head or position + length > end:
            raise SignError("a file whose boxes are damaged or cut short; copy it again, or save it anew")
        yield data[position + 4 : position + 8], position, position + head, position + length
        position += length


def clear(data: bytes) -> bytes:
    """The file with what it shows, or sounds like; the rest is zeros."""
    cleared = bytearray(data)
    _clear(cleared, 0, len(data), top=True)
    return bytes(cleared)


def _clear(data: bytearray, start: int, end: int, top: bool) -> None:
    still = brand(bytes(data[:12])) in (b"avif", b"avis")
    for kind, box, body, box_end in list(boxes(bytes(data), start, end)):
        if kind == b"meta" and still and top:
            if b"Exif" in data[body:box_end] or b"mime" in data[body:box_end]:
                raise SignError("an AVIF with EXIF or XMP inside; it cannot be taken out. Save the picture anew.")
        elif kind in SAYS:
            data[box + 4 : box + 8] = b"free"
            data[body:box_end] = bytes(box_end - body)
        elif kind in INSIDE:
            _clear(data, body, box_end, top=False)

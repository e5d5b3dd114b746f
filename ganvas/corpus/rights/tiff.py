"""The entries of a TIFF's first directory; EXIF is a TIFF without a picture."""

import struct
from collections.abc import Iterator

from ganvas.corpus.rights.said import Said, text

MOST_ENTRIES = 4096
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
WORDS = {315: "exif:Artist", 33432: "exif:Copyright", 0x9C9D: "exif:XPAuthor"}


def entries(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and bytes of each entry whose bytes lie within the data; none where it is no TIFF."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        return
    try:
        (place,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, place)
        for number in range(min(count, MOST_ENTRIES)):
            tag, kind, amount = struct.unpack_from(f"{order}HHI", data, place + 2 + 12 * number)
            size = SIZES.get(kind, 0) * amount
            start = place + 10 + 12 * number
            if size > 4:
                (start,) = struct.unpack_from(f"{order}I", data, start)
            if size > 0 and start + size <= len(data):
                yield tag, data[start : start + size]
    except struct.error:
        return


def said(data: bytes) -> Iterator[Said]:
    """Artist and copyright of an EXIF block."""
    for tag, body in entries(data):
        if tag in WORDS:
            words = body.decode("utf-16-le", "replace").rstrip("\0") if tag == 0x9C9D else text(body)
            if words.strip("\0 "):
                yield Said("EXIF", WORDS[tag], words.replace("\0", "; "))

"""JPEG: segments behind markers, then the coded picture (ITU-T T.81, annex B)."""

from collections.abc import Iterator

from ganvas.errors import SignError

START, SCAN, EXIF, ADOBE, COMMENT = 0xD8, 0xDA, 0xE1, 0xEE, 0xFE
XMP = b"http://ns.adobe.com/xap/1.0/\0"
PROFILE = b"ICC_PROFILE\0"
MAX_BODY = 65_533


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the scan; at last the marker of the scan with all that follows.

    Raises:
        SignError: a segment is cut short.
    """
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # a byte that fills
            position += 1
            continue
        if marker == SCAN:
            yield marker, data[position:]
            return
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        body = data[position + 4 : position + 2 + length]
        if length < 2 or len(body) != length - 2:
            break
        yield marker, body
        position += 2 + length
    raise SignError("a JPEG whose segments are damaged or cut short; save the picture anew")


def segment(marker: int, body: bytes) -> bytes:
    """One segment as bytes; the scan's body is whole already."""
    return body if marker == SCAN else bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def add_xmp(data: bytes, packet: bytes) -> bytes:
    """The file with this XMP packet instead of any that it had.

    Raises:
        SignError: the packet is longer than a segment.
    """
    if len(XMP + packet) > MAX_BODY:
        raise SignError(f"a JPEG holds {MAX_BODY:,} bytes of XMP; this is {len(XMP + packet):,}. Shorten what it says.")
    kept = [part for part in segments(data) if not part[1].startswith(XMP)]
    place = sum(1 for marker, body in kept if marker == 0xE0 or (marker == EXIF and body.startswith(b"Exif")))
    kept.insert(place, (EXIF, XMP + packet))
    return data[:2] + b"".join(segment(*part) for part in kept)


def clear(data: bytes) -> bytes:
    """The file with what it shows and nothing else: no EXIF, XMP, comment, or second picture behind the first."""
    kept = [
        (marker, _to_end(body) if marker == SCAN else body) for marker, body in segments(data) if _shows(marker, body)
    ]
    return data[:2] + b"".join(segment(*part) for part in kept)


def _shows(marker: int, body: bytes) -> bool:
    """Whether a segment decides how the picture looks."""
    if marker in (0xE0, ADOBE):
        return body.startswith((b"JFIF\0", b"Adobe"))
    if marker == 0xE2:
        return body.startswith(PROFILE)
    return marker != COMMENT and not 0xE1 <= marker <= 0xEF


def _to_end(scan: bytes) -> bytes:
    """A scan up to the end of its picture; a progressive one has more scans, and other markers, in between."""
    position = 0
    while (position := scan.find(b"\xff", position)) != -1:
        marker = scan[position + 1 : position + 2]
        if marker == b"\xd9":
            return scan[: position + 2]
        if marker and marker[0] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            position += 2 + int.from_bytes(scan[position + 2 : position + 4], "big")
        else:
            position += 1 if marker == b"\xff" else 2
    return scan

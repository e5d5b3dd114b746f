"""RIFF: chunks of an even length, of WebP (RFC 9649) and of WAV."""

from collections.abc import Iterator

from ganvas.errors import SignError

SHOWN = {
    b"WEBP": {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"},
    b"WAVE": {b"fmt ", b"fact", b"data"},
}
HAS_XMP, HAS_EXIF, HAS_ALPHA, HAS_PROFILE = 0x04, 0x08, 0x10, 0x20


def form(data: bytes) -> bytes:
    """WEBP, WAVE or another four letters; nothing where it is no RIFF."""
    return data[8:12] if data[:4] == b"RIFF" else b""


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk.

    Raises:
        SignError: a chunk is cut short.
    """
    position = 12
    while position + 8 <= len(data):
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        body = data[position + 8 : position + 8 + length]
        if len(body) != length:
            raise SignError("a file whose chunks are cut short; copy it again, or save it anew")
        yield data[position : position + 4], body
        position += 8 + length + length % 2


def joined(name: bytes, parts: list[tuple[bytes, bytes]]) -> bytes:
    """Chunks as a file."""
    body = name + b"".join(
        kind + len(inner).to_bytes(4, "little") + inner + b"\0" * (len(inner) % 2) for kind, inner in parts
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def add_xmp(data: bytes, packet: bytes) -> bytes:
    """The WebP with this XMP packet instead of any that it had."""
    parts = [part for part in chunks(data) if part[0] != b"XMP "]
    kind, body = parts[0]
    if kind != b"VP8X":
        flags, size = _extent(kind, body)
        parts.insert(0, (b"VP8X", bytes([flags, 0, 0, 0]) + size))
        body = parts[0][1]
    parts[0] = (b"VP8X", bytes([body[0] | HAS_XMP]) + body[1:])
    return joined(b"WEBP", [*parts, (b"XMP ", packet)])


def _extent(kind: bytes, body: bytes) -> tuple[int, bytes]:
    """The flags and the size, as VP8X writes them, of a simple WebP (RFC 9649, 2.5 to 2.7)."""
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height, flags = bits & 0x3FFF, bits >> 14 & 0x3FFF, HAS_ALPHA if bits >> 28 & 1 else 0
    elif kind == b"VP8 ":
        width, height, flags = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8, 10))
        width, height, flags = width - 1, height - 1, 0
    else:
        raise SignError("a WebP that does not begin with its picture; save it anew")
    return flags, width.to_bytes(3, "little") + height.to_bytes(3, "little")


def clear(data: bytes) -> bytes:
    """The file with what it shows, or sounds like, and nothing else."""
    name = form(data)
    kept = [(kind, body) for kind, body in chunks(data) if kind in SHOWN[name]]
    if kept and kept[0][0] == b"VP8X":
        flags = kept[0][1][0] & ~(HAS_XMP | HAS_EXIF)
        kept[0] = (b"VP8X", bytes([flags]) + kept[0][1][1:])
    return joined(name, kept)

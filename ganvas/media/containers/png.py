"""PNG: chunks, each with its length and checksum (PNG, third edition, 5.3)."""

import zlib
from collections.abc import Iterator

from ganvas.errors import SignError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP = b"XML:com.adobe.xmp\0\0\0\0\0"
SHOWN = {  # what decides how the picture looks; all else is said about it
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV"),
    *(b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk.

    Raises:
        SignError: a chunk is cut short or its checksum is wrong.
    """
    position = len(SIGNATURE)
    while position < len(data):
        end = position + 8 + int.from_bytes(data[position : position + 4], "big")
        kind, body = data[position + 4 : position + 8], data[position + 8 : end]
        if data[end : end + 4] != zlib.crc32(kind + body).to_bytes(4, "big"):
            raise SignError("a PNG whose chunks are damaged or cut short; save the picture anew")
        yield kind, body
        if kind == b"IEND":
            return
        position = end + 4


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk as bytes."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def add_xmp(data: bytes, packet: bytes) -> bytes:
    """The file with this XMP packet instead of any that it had."""
    kept = [part for part in chunks(data) if not (part[0] == b"iTXt" and part[1].startswith(XMP[:17]))]
    kept.insert(1, (b"iTXt", XMP + packet))
    return SIGNATURE + b"".join(chunk(kind, body) for kind, body in kept)


def clear(data: bytes) -> bytes:
    """The file with what it shows and nothing else."""
    return SIGNATURE + b"".join(chunk(kind, body) for kind, body in chunks(data) if kind in SHOWN)

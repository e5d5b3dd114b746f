"""GIF: blocks; pictures among them, and extensions that say things (GIF89a, 1990)."""

from collections.abc import Iterator

from ganvas.errors import SignError

IMAGE, EXTENSION, END = 0x2C, 0x21, 0x3B
COMMENT, APPLICATION, PLAIN_TEXT = 0xFE, 0xFF, 0x01
REPEATS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Label and bytes of each block: the header with its palette first (label 0), then pictures and extensions.

    Raises:
        SignError: a block is cut short, or is none of a GIF.
    """
    position = 13 + _palette(data[10:11])
    yield 0, data[:position]
    while position < len(data):
        start, label = position, data[position]
        if label == END:
            yield END, data[start : start + 1]
            return
        if label == EXTENSION:
            position = _past(data, position + 2)
            yield data[start + 1], data[start:position]
        elif label == IMAGE:
            position = _past(data, position + 11 + _palette(data[position + 9 : position + 10]))
            yield IMAGE, data[start:position]
        else:
            break
    raise SignError("a GIF whose blocks are damaged or cut short; save it anew")


def _palette(flags: bytes) -> int:
    """How many bytes the palette takes that these flags announce."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _past(data: bytes, position: int) -> int:
    """Where a row of sub-blocks has ended."""
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1


def comments(data: bytes) -> str:
    """The comments of a GIF, one after another; what is no UTF-8 becomes U+FFFD."""
    found = bytearray()
    for label, block in blocks(data):
        position = 2
        while label == COMMENT and position < len(block) and block[position]:
            found += block[position + 1 : position + 1 + block[position]]
            position += block[position] + 1
    return found.decode("utf-8", "replace")


def clear(data: bytes) -> bytes:
    """The file with what it shows and nothing else."""
    return b"".join(block for label, block in blocks(data) if _shows(label, block))


def _shows(label: int, block: bytes) -> bool:
    return label not in (COMMENT, APPLICATION, PLAIN_TEXT) or block[2:14] in REPEATS

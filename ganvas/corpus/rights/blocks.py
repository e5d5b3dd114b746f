"""The blocks of a picture file that carry words: XMP, EXIF, IPTC, C2PA and text, whatever the format.

Only lengths are followed, nothing is decoded but the text chunks of a PNG, and those up to a limit. A file that is cut
short, or whose lengths lie, gives the blocks that came before.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Literal

LARGEST_BYTES = 4 << 20  # of one block; a larger one is told as unread, never half read
MOST_BLOCKS = 10_000  # that one file is followed through
Kind = Literal["xmp", "exif", "iptc", "c2pa", "aigc", "author", "copyright", "unread"]
Block = tuple[Kind, bytes]
XMP_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
XMP_MORE = b"http://ns.adobe.com/xmp/extension/\0"
XMP_OPENS, XMP_CLOSES = b"<x:xmpmeta", b"</x:xmpmeta>"
PNG_WORDS: dict[bytes, Kind] = {
    b"XML:com.adobe.xmp": "xmp",
    b"Raw profile type xmp": "xmp",
    b"AIGC": "aigc",
    b"Author": "author",
    b"Copyright": "copyright",
}
C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
GIF_PLAIN, GIF_EXTENSION, GIF_IMAGE, GIF_APPLICATION = 0x3B, 0x21, 0x2C, 0xFF


def blocks(data: bytes) -> Iterator[Block]:
    """Every block with words in it, in the order of the file."""
    for start, follow in FORMATS.items():
        if data.startswith(start):
            yield from _whole(follow(data), data)
            return
    if data[4:8] == b"ftyp":
        yield from _whole(_boxes(data), data)
    yield from _whole(_packets(data), data)


def _whole(found: Iterator[Block], data: bytes) -> Iterator[Block]:
    """The blocks up to the place where the lengths no longer fit the file."""
    try:
        for count, (kind, block) in enumerate(found):
            if count == MOST_BLOCKS:
                yield "unread", f"more than {MOST_BLOCKS:,} blocks of text".encode()
                return
            too_large = len(block) > LARGEST_BYTES and block is not data
            yield ("unread", f"{kind} of {len(block):,} bytes".encode()) if too_large else (kind, block)
    except (struct.error, IndexError):
        return


def _jpeg(data: bytes) -> Iterator[Block]:
    place, more, boxes = 2, dict[bytes, dict[int, bytes]](), dict[bytes, dict[int, bytes]]()
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # a filling byte
            place += 1
            continue
        if marker == 0xDA:  # the picture begins
            break
        (length,) = struct.unpack_from(">H", data, place + 2)
        body = data[place + 4 : place + 2 + length]
        place += 2 + max(length, 2)
        if marker == 0xE1 and body.startswith(XMP_JPEG):
            yield "xmp", body[len(XMP_JPEG) :]
        elif marker == 0xE1 and body.startswith(XMP_MORE):
            key = body[len(XMP_MORE) :][:32]
            (offset,) = struct.unpack_from(">I", body, len(XMP_MORE) + 36)
            more.setdefault(key, {})[offset] = body[len(XMP_MORE) + 40 :]
        elif marker == 0xE1 and body.startswith(b"Exif\0"):
            yield "exif", body[6:]
        elif marker == 0xED and body.startswith(b"Photoshop 3.0\0"):
            yield from _photoshop(body[14:])
        elif marker == 0xEB and body.startswith(b"JP") and len(body) > 16:
            (number,) = struct.unpack_from(">I", body, 4)
            boxes.setdefault(body[2:4], {})[number] = (
                body[8:] if number == 1 else body[16:]
            )  # later parts repeat a head
    for kind, parted in (("xmp", more), ("c2pa", boxes)):
        for parts in parted.values():
            yield kind, b"".join(parts[key] for key in sorted(parts))  # type: ignore[misc]  # the two kinds above


def _photoshop(data: bytes) -> Iterator[Block]:
    """The IPTC records among Photoshop's resources."""
    place = 0
    while data[place : place + 4] == b"8BIM":
        (kind,) = struct.unpack_from(">H", data, place + 4)
        place += 6 + (data[place + 6] // 2 + 1) * 2
        (length,) = struct.unpack_from(">I", data, place)
        if kind == 0x0404:
            yield "iptc", data[place + 4 : place + 4 + length]
        place += 4 + length + length % 2


def _png(data: bytes) -> Iterator[Block]:
    place = 8
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        place += 12 + length
        if kind in (b"iTXt", b"tEXt", b"zTXt"):
            yield from _png_text(kind, body)
        elif kind in (b"eXIf", b"caBX"):
            yield ("exif" if kind == b"eXIf" else "c2pa"), body


def _png_text(kind: bytes, body: bytes) -> Iterator[Block]:
    key, _, rest = body.partition(b"\0")
    if key not in PNG_WORDS:
        return
    packed = kind == b"zTXt" or (kind == b"iTXt" and rest[:1] == b"\1")
    rest = {b"tEXt": rest, b"zTXt": rest[1:], b"iTXt": rest[2:].split(b"\0", 2)[-1]}[kind]
    words = _unpack(rest) if packed else rest
    if words is None:
        yield "unread", b"packed text in " + key
    else:
        yield PNG_WORDS[key], _from_digits(words) if key.startswith(b"Raw") else words


def _from_digits(profile: bytes) -> bytes:
    """What ImageMagick wrote as a name, a length and hexadecimal digits."""
    try:
        return bytes.fromhex(b"".join(profile.split()[2:]).decode("ascii"))
    except ValueError:
        return b""


def _unpack(packed: bytes) -> bytes | None:
    """What it unpacks to, or nothing where it is damaged or a bomb."""
    try:
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(packed, LARGEST_BYTES + 1)
    except zlib.error:
        return None
    return unpacked if len(unpacked) <= LARGEST_BYTES else None


def _webp(data: bytes) -> Iterator[Block]:
    kinds: dict[bytes, Kind] = {b"XMP ": "xmp", b"EXIF": "exif", b"C2PA": "c2pa"}
    place = 12
    while place + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        if kind in kinds:
            body = data[place + 8 : place + 8 + length]
            yield kinds[kind], body.removeprefix(b"Exif\0\0")
        place += 8 + length + length % 2


def _tiff(data: bytes) -> Iterator[Block]:
    from ganvas.corpus.rights.tiff import entries  # the same shape serves EXIF

    kinds: dict[int, Kind] = {700: "xmp", 33723: "iptc", 0xCD41: "c2pa"}
    yield "exif", data
    for tag, body in entries(data):
        if tag in kinds:
            yield kinds[tag], body
        elif tag == 34377:
            yield from _photoshop(body)


def _gif(data: bytes) -> Iterator[Block]:
    """C2PA's extension is in pieces as GIF wants them; XMP stands there whole, and is found by its words."""
    yield from _packets(data)
    place = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while place < len(data) and data[place] in (GIF_EXTENSION, GIF_IMAGE):
        name = b""
        if data[place] == GIF_IMAGE:
            place += 11 + (3 << (data[place + 9] & 7) + 1 if data[place + 9] & 0x80 else 0)
        else:
            is_named = data[place + 1] == GIF_APPLICATION
            name = data[place + 3 : place + 14] if is_named else b""
            place += 3 + data[place + 2] if is_named else 2
        pieces = bytearray()
        while data[place]:
            pieces += data[place + 1 : place + 1 + data[place]] if name.startswith(b"C2PA_GIF") else b""
            place += 1 + data[place]
        place += 1
        if pieces:
            yield "c2pa", bytes(pieces)


def _boxes(data: bytes) -> Iterator[Block]:
    """The C2PA box of AVIF and its kin."""
    place = 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        length = length or len(data) - place
        body = data[place + head : place + length]
        if kind == b"uuid" and body.startswith(C2PA_BOX):
            purpose, _, store = body[len(C2PA_BOX) + 4 :].partition(b"\0")
            if purpose == b"manifest":
                yield "c2pa", store[8:]  # behind the place of the next such box
        place += max(length, 8)


def _packets(data: bytes) -> Iterator[Block]:
    """XMP as its own standard lets any program find it: by its words, in a format that is not known."""
    place = data.find(XMP_OPENS)
    while place >= 0:
        end = data.find(XMP_CLOSES, place)
        if end < 0:
            return
        yield "xmp", data[place : end + len(XMP_CLOSES)]
        place = data.find(XMP_OPENS, end)


FORMATS: dict[bytes, Callable[[bytes], Iterator[Block]]] = {
    b"\xff\xd8": _jpeg,
    b"\x89PNG": _png,
    b"RIFF": _webp,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
    b"GIF8": _gif,
}

"""What a file says of its rights, word for word, before anybody decides what the words mean."""

from typing import NamedTuple

MOST_WORDS = 300  # characters of one statement that are kept as evidence


class Said(NamedTuple):
    """One statement.

    Attributes:
        where: its carrier: ``XMP``, ``EXIF``, ``sidecar bird.xmp``, ``tdmrep.json``.
        what: the field, with the prefix that its standard gives it: ``plus:DataMining``.
        words: what stands there.
    """

    where: str
    what: str
    words: str


def plain(words: str) -> str:
    """The words on one line, without characters that steer a terminal or turn text around, and not too many."""
    line = " ".join("".join(mark if mark.isprintable() or mark.isspace() else "\ufffd" for mark in words).split())
    return line if len(line) <= MOST_WORDS else line[: MOST_WORDS - 1] + "…"


def encoding_of(data: bytes) -> str:
    """UTF-16 where the bytes begin as its text or its mark does, else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2], "utf-8-sig")


def text(data: bytes) -> str:
    """Bytes of an unnamed encoding as text: UTF-16 or UTF-8 where they are that, else Latin-1, which any bytes are."""
    encoding = encoding_of(data)
    try:
        return data.decode(encoding).rstrip("\0")
    except UnicodeDecodeError:
        return data.decode("latin-1").rstrip("\0")

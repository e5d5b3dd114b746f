"""IPTC's older records (IIM): by-line, copyright and instructions."""

import struct
from collections.abc import Iterator

from ganvas.corpus.rights.said import Said, text

WORDS = {80: "iptc:By-line", 110: "iptc:Credit", 116: "iptc:CopyrightNotice", 40: "iptc:SpecialInstructions"}


def said(data: bytes) -> Iterator[Said]:
    """The records of ``WORDS``; a record of more than 32,767 bytes ends the reading, as none of these has that many."""
    place = 0
    while place + 5 <= len(data) and data[place] == 0x1C:
        record, number, length = struct.unpack_from(">BBH", data, place + 1)
        if length & 0x8000:
            return
        if record == 2 and number in WORDS:
            words = text(data[place + 5 : place + 5 + length])
            if words.strip():
                yield Said("IPTC", WORDS[number], words)
        place += 5 + length

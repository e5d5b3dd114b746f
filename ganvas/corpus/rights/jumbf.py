"""What a C2PA manifest store says of training, read from its boxes alone.

A wish counts whoever signed it, and even if the signature is broken: so nothing is verified here, and no C2PA library
is needed. The assertions are CBOR (RFC 8949) or JSON inside JUMBF boxes (ISO 19566-5). Compressed and remote manifests
are not read.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

from ganvas.corpus.rights.said import Said

DEEPEST = 24
MOST_ITEMS = 20_000
LABELS = ("cawg.training-mining", "c2pa.training-mining")


class Damaged(ValueError):
    """Bytes that are not what their head says."""


def said(data: bytes) -> Iterator[Said]:
    """The entries of every training-and-mining assertion of every manifest of the store."""
    for label, kind, body in _contents(data, 0, ""):
        name = label.partition("__")[0]  # a second one of its kind is numbered
        if name not in LABELS:
            continue
        try:
            value = json.loads(body) if kind == b"json" else cbor(body)
        except (ValueError, RecursionError):
            yield Said("C2PA", "unread", f"{name}, damaged")
            continue
        entries = value.get("entries", {}) if isinstance(value, dict) else {}
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            use = entry.get("use", "") if isinstance(entry, dict) else entry
            info = entry.get("constraint_info", "") if isinstance(entry, dict) else ""
            what = str(key).removeprefix("c2pa.").removeprefix("cawg.")
            yield Said("C2PA", f"training-mining:{what}", f"{use} ({info})" if info else str(use))


def _contents(data: bytes, depth: int, label: str) -> Iterator[tuple[str, bytes, bytes]]:
    """Label of the superbox, kind and bytes of every content box."""
    place = 0
    while place + 8 <= len(data) and depth < DEEPEST:
        length, kind = struct.unpack_from(">I4s", data, place)
        length = length or len(data) - place
        body = data[place + 8 : place + length]
        place += max(length, 8)
        if kind == b"jumb":
            yield from _contents(body, depth + 1, "")
        elif kind == b"jumd":
            label = body[17:].partition(b"\0")[0].decode("utf-8", "replace") if body[16:17] and body[16] & 2 else ""
        elif kind in (b"cbor", b"json"):
            yield label, kind, body


def cbor(data: bytes) -> Any:
    """The value of one CBOR item; what has no place in an assertion (floats, times) becomes nothing.

    Raises:
        Damaged: cut short, too deep or too long.
    """
    return _Cbor(data).item(0)


class _Cbor:
    def __init__(self, data: bytes) -> None:
        self._data, self._place, self._items = data, 0, 0

    def _take(self, count: int) -> bytes:
        piece = self._data[self._place : self._place + count]
        if len(piece) != count:
            raise Damaged("cut short")
        self._place += count
        return piece

    def item(self, depth: int) -> Any:
        self._items += 1
        if depth > DEEPEST or self._items > MOST_ITEMS:
            raise Damaged("too deep or too long")
        head = self._take(1)[0]
        major, more = head >> 5, head & 31
        if more == 31:
            return self._endless(major, depth)
        if more >= 28:
            raise Damaged("a length that CBOR does not have")
        number = more if more < 24 else int.from_bytes(self._take(1 << more - 24), "big")
        if major == 7:
            return {20: False, 21: True}.get(number)
        return self._value(major, number, depth)

    def _value(self, major: int, number: int, depth: int) -> Any:
        if major in (0, 1):
            return number if major == 0 else -1 - number
        if major in (2, 3):
            piece = self._take(number)
            return piece if major == 2 else piece.decode("utf-8", "replace")
        if major == 6:  # a tag; what it marks is enough
            return self.item(depth + 1)
        if number > MOST_ITEMS:
            raise Damaged("too long")
        if major == 4:
            return [self.item(depth + 1) for _ in range(number)]
        return {str(self.item(depth + 1)): self.item(depth + 1) for _ in range(number)}

    def _endless(self, major: int, depth: int) -> Any:
        parts: list[Any] = []
        while self._data[self._place : self._place + 1] != b"\xff":
            parts.append(self.item(depth + 1))
        self._place += 1
        if major == 5:
            return dict(zip(map(str, parts[::2]), parts[1::2], strict=False))
        if major in (2, 3):
            return (
                ("" if major == 3 else b"").join(parts)
                if all(isinstance(p, str if major == 3 else bytes) for p in parts)
                else ""
            )
        return parts

"""The rights in an XMP packet, inside a picture or in a file beside it.

A packet is hostile text: a document type is refused (so no entity can grow), depth and number of elements have limits,
and no tree is built. One that cannot be read as XML still forbids if its words do.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from ganvas.corpus.rights.blocks import LARGEST_BYTES
from ganvas.corpus.rights.said import Said, encoding_of, text

DEEPEST = 100
MOST_ELEMENTS = 50_000
MOST_CHARACTERS = 20_000  # of one property
NAMESPACES = {  # those that speak of rights, and the prefix that each goes by
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://creativecommons.org/ns#": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://www.w3.org/ns/tdmrep/": "tdm",
    "http://www.w3.org/ns/tdmrep": "tdm",
    "http://www.w3.org/ns/tdmrep#": "tdm",
    "http://www.tc260.org.cn/ns/AIGC/1.0/": "TC260",
}
PROPERTIES = {  # those with a meaning; keywords and the like would only fill the report
    "plus:DataMining", "plus:OtherConstraints", "plus:CopyrightOwnerName", "plus:ImageCreatorName",
    "plus:LicensorName", "tdm:reservation", "tdm:policy", "dc:rights", "dc:creator", "xmpRights:UsageTerms",
    "xmpRights:WebStatement", "xmpRights:Owner", "cc:license", "photoshop:Instructions", "photoshop:Credit",
    "tiff:Artist", "tiff:Copyright", "Iptc4xmpExt:DigitalSourceType", "Iptc4xmpExt:AISystemUsed", "TC260:AIGC",
}  # fmt: skip
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RESOURCE = f"{RDF}resource"
FORBIDS = re.compile(r"DMI-PROHIBITED[A-Z-]*")
RESERVES = re.compile(r"tdm:reservation\W{1,4}1\b")


class TooMuch(ValueError):
    """More elements, or deeper ones, than any packet about a picture has."""


class _Reader:
    """What the parser tells, as properties; rdf's own elements belong to the property around them."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._words: list[list[str]] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise TooMuch(f"deeper than {DEEPEST} or more than {MOST_ELEMENTS:,} elements")
        around = self._open[-1] if self._open else ""
        self._open.append(around if tag.startswith(RDF) else _named(tag))
        self._words.append([])
        for key, value in attributes.items():
            self._add(self._open[-1] if key == RESOURCE else _named(key), value)

    def data(self, words: str) -> None:
        if self._words and self._open[-1] and len(self._words[-1]) < MOST_CHARACTERS:
            self._words[-1].append(words)

    def end(self, _tag: str) -> None:
        self._add(self._open.pop(), "".join(self._words.pop()))

    def close(self) -> None:
        """Nothing more to do."""

    def _add(self, name: str, words: str) -> None:
        if name in PROPERTIES and words.strip():
            self.found.append((name, words.strip()[:MOST_CHARACTERS]))


def _named(tag: str) -> str:
    """``{namespace}name`` as prefix:name; empty for what does not speak of rights."""
    space, _, name = tag.removeprefix("{").partition("}")
    return f"{NAMESPACES[space]}:{name}" if space in NAMESPACES else ""


def said(packet: bytes, where: str = "XMP") -> Iterator[Said]:
    """Every property of a packet that speaks of rights.

    Args:
        packet: the XML, in any encoding that it names or begins with.
        where: what to call the carrier.
    """
    if len(packet) > LARGEST_BYTES:
        yield Said(where, "unread", f"{len(packet):,} bytes, the limit is {LARGEST_BYTES:,}")
        return
    try:
        found = _parse(packet)
    except (ParseError, ValueError, LookupError) as error:  # what defusedxml forbids is a ValueError
        yield from _by_words(packet, where, error)
        return
    for what, words in found:
        yield Said(where, what, words)


def _parse(packet: bytes) -> list[tuple[str, str]]:
    from defusedxml.ElementTree import DefusedXMLParser

    packet = packet.strip(b"\0 \r\n\t") if encoding_of(packet) == "utf-8-sig" else packet
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    parser.feed(packet)
    parser.close()
    return reader.found


def _by_words(packet: bytes, where: str, error: Exception) -> Iterator[Said]:
    """What can be told of a packet that is no XML: once more in the encoding it may have, then by its bare words."""
    words = text(packet)
    if isinstance(error, ParseError) and not packet.isascii():
        try:
            yield from (Said(where, *one) for one in _parse(re.sub(r"<\?xml[^>]*\?>", "", words).encode()))
            return
        except (ParseError, ValueError, LookupError):
            pass
    why = type(error).__name__ if not isinstance(error, ParseError | TooMuch) else str(error)
    yield Said(where, "unread", why)
    if match := FORBIDS.search(words):
        yield Said(where, "plus:DataMining", match[0])
    if match := RESERVES.search(words):
        yield Said(where, "tdm:reservation", "1")

"""The bytes of one file to a play. Every file is hostile until it is decoded."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from ganvas.errors import WorkError
from ganvas.media.drama.play import Play
from ganvas.media.drama.read.bosak import read_bosak
from ganvas.media.drama.read.builder import LIMITS, Limits
from ganvas.media.drama.read.fdx import read_fdx
from ganvas.media.drama.read.fountain import read_fountain
from ganvas.media.drama.read.tei import read_tei
from ganvas.media.medium import Decoded

SUFFIXES = (".fountain", ".spmd", ".fdx", ".xml", ".tei")
HEAD_BYTES = 100_000
ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
XML: dict[str, tuple[str, Callable[[bytes, str, Limits], Play]]] = {  # by the name of the outermost element
    "PLAY": ("Bosak XML", read_bosak),
    "TEI": ("TEI", read_tei),
    "FinalDraft": ("FDX", read_fdx),
}


def read_play(data: bytes, name: str, limits: Limits = LIMITS) -> tuple[Play, str]:
    """The play of a file, and the name of its format.

    Args:
        data: the whole file.
        name: what to call it in an error.
        limits: what it may cost.
    Raises:
        WorkError: it is empty, no play, damaged or too large.
    """
    if not data:
        raise WorkError(f"{name}: the file is empty (0 bytes). Copy it again from where it came.", "empty")
    if len(data) > limits.largest_bytes:
        raise WorkError(
            f"{name}: the file has {len(data):,} bytes, the limit is {limits.largest_bytes:,}. Split it into plays.",
            "too-large",
        )
    root = _root(data)
    if not root and PurePosixPath(name).suffix.lower() in (".fdx", ".xml", ".tei"):
        raise WorkError(f"{name}: its name says XML, and no element was found in it. Copy it again.")
    if not root:
        return read_fountain(data, name, limits), "Fountain"
    if root not in XML:
        known = ", ".join(f"{element} ({said})" for element, (said, _) in XML.items())
        raise WorkError(f"{name}: an XML file of {root[:40]!r}, which is no play; wanted one of {known}.")
    said, reader = XML[root]
    return reader(data, name, limits), said


def decode(data: bytes, name: str, limits: Limits = LIMITS) -> Decoded:
    """Read one play.

    Returns:
        content: a ``Play``; facts: format, title, acts, scenes, longest_scene, speeches, speakers, words.

    Raises:
        WorkError: it is empty, no play, damaged or too large.
    """
    play, said = read_play(data, name, limits)
    speeches = list(play.speeches())
    facts: dict[str, str | int | float] = {
        "format": said,
        "title": play.title,
        "acts": len(play.acts),
        "scenes": sum(bool(scene.speeches) for scene in play.scenes),
        "longest_scene": max(len(scene.speeches) for scene in play.scenes),
        "speeches": len(speeches),
        "speakers": len(play.cast),
        "words": sum(speech.words for speech in speeches),
    }
    notes = [f"{silent} scenes without a speech"] if (silent := sum(not one.speeches for one in play.scenes)) else []
    return Decoded(play, facts, tuple(notes))


def _root(data: bytes) -> str:
    """The outermost element's name; empty where the bytes are no XML."""
    head = data[:HEAD_BYTES]
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\0" or head[:1] == b"\0"
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()
    if not text.startswith("<"):
        return ""
    found = ROOT.search(COMMENT.sub("", text))
    return found[1] if found else ""

"""Plays and screenplays in Fountain (fountain.io), the plain text that playwrights' programs share.

``screenplay-tools`` tells the elements apart. What it cannot do is done before: comments and notes are taken out
(it needs quadratic time for long ones), names in capitals with an accent are marked as names (it knows A to Z only),
and lines are held within limits.
"""

import re
from collections.abc import Iterator
from typing import Any

from ganvas.errors import WorkError
from ganvas.media.drama.play import SLOT, Play
from ganvas.media.drama.read.builder import Builder, Limits

LARGEST_BYTES = 8 << 20
MAX_LINES = 60_000
LONG = 150  # letters from which a line is no heading and no name: the library would need quadratic time to find out
JOINER = "\u2060"  # invisible, and no space: what stands behind it is plain text
MAX_CUE = 80  # letters of a line that may be a name
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
NOTE = re.compile(r"\[\[[^\[\]]{0,20000}\]\]")
MOOD = re.compile(r"\bmood: (dark|even|bright)\b")
SPLIT = re.compile(r"\s*(?:&|/|,| and | und )\s*", re.I)


def read_fountain(data: bytes, name: str, limits: Limits) -> Play:
    """A play or screenplay: sections of the first level are acts, deeper ones and headings are scenes.

    Raises:
        WorkError: it is too large, or nobody speaks in it.
    """
    from screenplay_tools.fountain.parser import Parser

    parser = Parser()
    parser.mergeActions = parser.mergeDialogue = False  # merging is quadratic in the length of what is merged
    parser.add_lines(list(_forced(_lines(data, name, limits))))
    builder = Builder(name, limits)
    builder.title = next((builder.checked(one.text) for one in parser.script.titleEntries if one.key == "Title"), "")
    builder.language = next((one.text[:16] for one in parser.script.titleEntries if one.key == "Language"), "")
    tell(parser.script.elements, builder)
    return builder.play()


def _lines(data: bytes, name: str, limits: Limits) -> list[str]:
    if len(data) > LARGEST_BYTES:
        raise WorkError(
            f"{name}: {len(data):,} bytes of Fountain, the limit is {LARGEST_BYTES:,}. Split it into plays.",
            "too-large",
        )
    text = NOTE.sub("", COMMENT.sub("", text_of(data, name)))
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise WorkError(f"{name}: {len(lines):,} lines, the limit is {MAX_LINES:,}. Split it into plays.", "too-large")
    for number, line in enumerate(lines, 1):
        if len(line) > limits.text:
            raise WorkError(
                f"{name}: line {number} has {len(line):,} letters, the limit is {limits.text:,}. Break it into lines.",
                "too-large",
            )
    return lines


def text_of(data: bytes, name: str) -> str:
    """The text of a plain file: UTF-8, UTF-16 with its mark, or Windows-1252 where neither fits.

    Raises:
        WorkError: these are no letters.
    """
    mark = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(mark)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text[:100_000]:
        raise WorkError(f"{name}: not a text: there are zero bytes in it. Export it as Fountain or plain text.")
    return text


def _forced(lines: list[str]) -> Iterator[str]:
    """The lines, with an @ before names in capitals that do not begin with A to Z."""
    before = ""
    for number, line in enumerate(lines):
        cue = line.strip()
        after = lines[number + 1].strip() if number + 1 < len(lines) else ""
        head = cue.partition("(")[0]
        if not before and after and head.isupper() and head[0] > "z" and len(cue) <= MAX_CUE:
            line = f"@{cue}"
        elif len(cue) > LONG and cue[0] != "!":
            line = f"{JOINER}{cue}"
        yield line
        before = cue


def tell(elements: list[Any], builder: Builder) -> None:
    """Tell a builder the elements of a script; a speech ends where something else begins."""
    speakers: list[str] = []
    lines: list[str] = []
    inner: list[str] = []
    for element in [*elements, None]:
        kind = element.type.value if element is not None else ""
        if kind == "DIALOGUE" or (kind == "LYRIC" and speakers):
            lines.extend(element.text_raw.split("\n"))
            inner += ["sings"] if kind == "LYRIC" else []
        elif kind == "PARENTHETICAL":
            (lines if SLOT.match(element.text_raw.strip()) else inner).append(element.text_raw)
        else:
            if speakers:
                builder.speech(speakers, lines, inner)
            speakers, lines, inner = [], [], []
            if kind == "CHARACTER":
                speakers = SPLIT.split(element.name)
                inner = [element.extension] if element.extension else []
            elif kind:
                _OTHERS.get(kind, _ignore)(element, builder)


def _section(element: Any, builder: Builder) -> None:
    if element.level == 1:
        builder.act(element.text_raw)
    else:
        builder.scene(element.text_raw)


def _heading(element: Any, builder: Builder) -> None:
    builder.scene(element.text_raw)


def _action(element: Any, builder: Builder) -> None:
    if element.text_raw.strip() and not element.centered:  # what is centered is a title, as THE END
        builder.direction(element.text_raw)


def _synopsis(element: Any, builder: Builder) -> None:
    if found := MOOD.search(element.text_raw):
        builder.mood(found[1])


def _ignore(element: Any, builder: Builder) -> None:
    """Page breaks and transitions are no part of a structure."""


_OTHERS = {"SECTION": _section, "HEADING": _heading, "ACTION": _action, "SYNOPSIS": _synopsis}

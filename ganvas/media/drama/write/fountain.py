"""Plays as Fountain (fountain.io): plain text that any editor opens and playwrights' programs lay out."""

import json
import re
from collections.abc import Iterator, Mapping

from ganvas.media.drama.play import Direction, Play, Scene, Speech
from ganvas.media.drama.read.fountain import JOINER

MANNERS = {"aside": "aside", "quoted": "reads", "within": "within"}
CARRIED = re.compile(r"/\* Ganvas (\{.*?\}) \*/")
SCAN_BYTES = 1 << 20
TAKEN = re.compile(r"^(?:[!@#>~=.(]|(?:int|ext|est|i/e)\b)|/\*|\*/|\[\[", re.I)


def to_fountain(play: Play, text: Mapping[str, str] | None = None) -> bytes:
    """The play; ``text`` stands in a comment at the end, where no reader shows it.

    Every name has an @ and every heading a dot before it, so that none is taken for something else.
    """
    lines = [f"Title: {play.title}", f"Language: {play.language}"] if play.language else [f"Title: {play.title}"]
    act = -1
    for scene in play.scenes:
        if scene.act != act and play.acts[scene.act]:
            lines += ["", f"# {play.acts[scene.act]}", "", f"> {play.acts[scene.act].upper()} <"]
        act = scene.act
        lines += ["", f".{scene.title}", *([f"= mood: {scene.mood}"] if scene.mood else []), *_beats(scene)]
    if text:
        carried = json.dumps(dict(text), sort_keys=True).replace("*/", "*\\/")
        lines += ["", f"/* Ganvas {carried} */"]
    return ("\n".join(lines) + "\n").encode()


def _beats(scene: Scene) -> Iterator[str]:
    for beat in scene.beats:
        yield ""
        if isinstance(beat, Direction):
            yield f"!{beat.text}"
        else:
            yield from _speech(beat)


def _speech(speech: Speech) -> Iterator[str]:
    yield f"@{' & '.join(speech.speakers)}"
    if speech.manner in MANNERS:
        yield f"({MANNERS[speech.manner]})"
    if speech.slot_words:
        yield f"(about {speech.slot_words} word{'s' if speech.slot_words > 1 else ''})"
    for line in speech.lines or (() if speech.slot_words else ("…",)):
        yield _plain(line)


def _plain(line: str) -> str:
    """A line that no reader takes for a heading, a name, a comment or a manner."""
    if not TAKEN.search(line):
        return line
    for mark in ("/*", "*/", "[["):
        line = line.replace(mark, JOINER.join(mark))
    return f"{JOINER}{line}"


def read_text(data: bytes) -> dict[str, str]:
    """The text that ``to_fountain`` put into the file; empty where there is none."""
    found = CARRIED.findall(data[-SCAN_BYTES:].decode("utf-8", "replace"))
    if not found:
        return {}
    try:
        carried = json.loads(found[-1])
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in carried.items()} if isinstance(carried, dict) else {}

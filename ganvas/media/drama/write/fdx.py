"""Plays as FDX, the XML of Final Draft."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ganvas.media.drama.play import Direction, Play, Scene
from ganvas.media.drama.write.fountain import MANNERS

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<FinalDraft DocumentType="Script" Template="No" Version="5">'
)


def to_fdx(play: Play) -> bytes:
    """The play: title page, acts, scene headings, actions, characters, parentheticals and dialogue."""
    paragraphs: list[tuple[str, str]] = []
    act = -1
    for scene in play.scenes:
        if scene.act != act and play.acts[scene.act]:
            paragraphs.append(("New Act", play.acts[scene.act]))
        act = scene.act
        paragraphs += [("Scene Heading", scene.title), *_beats(scene)]
    body = "\n".join(_paragraph(kind, text) for kind, text in paragraphs)
    title = f"<TitlePage><Content>{_paragraph('General', play.title)}</Content></TitlePage>"
    return f"{HEAD}\n<Content>\n{body}\n</Content>\n{title}\n</FinalDraft>\n".encode()


def _beats(scene: Scene) -> Iterator[tuple[str, str]]:
    if scene.mood:
        yield "Action", f"mood: {scene.mood}"
    for beat in scene.beats:
        if isinstance(beat, Direction):
            yield "Action", beat.text
            continue
        yield "Character", " & ".join(beat.speakers)
        if beat.manner in MANNERS:
            yield "Parenthetical", f"({MANNERS[beat.manner]})"
        if beat.slot_words:
            yield "Parenthetical", f"(about {beat.slot_words} words)"
        if beat.lines:
            yield "Dialogue", "\n".join(beat.lines)


def _paragraph(kind: str, text: str) -> str:
    return f'<Paragraph Type="{kind}"><Text>{escape(text)}</Text></Paragraph>'

"""Screenplays of Final Draft (FDX): paragraphs with a type, whose text may come in several styled pieces.

``screenplay-tools`` reads FDX too, but only the first piece of each paragraph and no dual dialogue
(tests/media/drama/test_fdx.py shows both), so this room reads it itself.
"""

from collections.abc import Mapping

from ganvas.media.drama.play import SLOT, Play
from ganvas.media.drama.read.builder import Builder, Limits
from ganvas.media.drama.read.fountain import MOOD, SPLIT
from ganvas.media.drama.read.xml import listen

SKIPPED = ("TitlePage", "SmartType", "MoresAndContinueds", "ScriptNote", "HeaderAndFooter", "ElementSettings")


class _Fdx:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._inside: list[str] = []
        self._types: list[str] = []
        self._text: list[str] = []
        self._speakers: list[str] = []
        self._lines: list[str] = []
        self._inner: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Paragraph":
            self._types.append(attributes.get("Type", ""))
            self._text = []
        self._inside.append(tag)

    def data(self, text: str) -> None:
        if self._inside and self._inside[-1] == "Text":
            self._text.append(text)

    def end(self, tag: str) -> None:
        self._inside.pop()
        if tag != "Paragraph":
            return
        kind, text = self._types.pop(), "".join(self._text).strip()
        self._text = []
        if "TitlePage" in self._inside:
            self._builder.title = self._builder.title or self._builder.checked(text)
        elif text and not set(SKIPPED) & set(self._inside):
            _KINDS.get(kind, _Fdx._action)(self, text)

    def close(self) -> None:
        """The speech that is still open ends."""
        if self._speakers:
            self._builder.speech(self._speakers, self._lines, self._inner)
        self._speakers, self._lines, self._inner = [], [], []

    def _character(self, text: str) -> None:
        self.close()
        name, _, extension = text.partition("(")
        self._speakers = SPLIT.split(name.strip())
        self._inner = [extension.rstrip(") ")] if extension else []

    def _dialogue(self, text: str) -> None:
        self._lines.extend(text.splitlines())

    def _parenthetical(self, text: str) -> None:
        bare = text.strip("() ")
        (self._lines if SLOT.match(bare) else self._inner).append(bare)

    def _act(self, text: str) -> None:
        self.close()
        self._builder.act(text)

    def _scene(self, text: str) -> None:
        self.close()
        self._builder.scene(text)

    def _action(self, text: str) -> None:
        self.close()
        if found := MOOD.search(text):
            self._builder.mood(found[1])
        else:
            self._builder.direction(text)

    def _skip(self, _text: str) -> None:
        self.close()


_KINDS = {
    "Character": _Fdx._character,
    "Dialogue": _Fdx._dialogue,
    "Singing": _Fdx._dialogue,
    "Lyrics": _Fdx._dialogue,
    "Parenthetical": _Fdx._parenthetical,
    "New Act": _Fdx._act,
    "Scene Heading": _Fdx._scene,
    "Shot": _Fdx._scene,
    "Transition": _Fdx._skip,
    "End of Act": _Fdx._skip,
}


def read_fdx(data: bytes, name: str, limits: Limits) -> Play:
    """A screenplay of Final Draft.

    Raises:
        WorkError: it is damaged, too large, or nobody speaks in it.
    """
    builder = Builder(name, limits)
    reader = _Fdx(builder)
    listen(data, name, limits, reader)
    reader.close()
    return builder.play()

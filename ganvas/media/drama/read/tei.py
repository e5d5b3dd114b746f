"""Plays in TEI P5, as the Drama Corpora Project keeps them: div, head, sp, speaker, l, p, stage."""

from collections.abc import Mapping

from ganvas.media.drama.play import Play
from ganvas.media.drama.read.builder import Builder, Limits
from ganvas.media.drama.read.xml import listen

LINES = ("l", "p", "ab", "seg")
SILENT = {"note", "fw", "figure", "castList"}  # what stands in the text and is neither said nor done
SCENES = ("scene", "prologue", "epilogue", "interlude", "configuration")
MAX_LINE = 2000  # letters kept of one inner direction


class _Tei:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._inside: list[str] = []
        self._texts: list[list[str]] = []  # one a level that collects text: title, name, head, speaker, line, stage
        self._divs: list[tuple[str, str]] = []  # kind and head of each open div
        self._opened: int | None = None  # how many divs were open when the scene began
        self._people: dict[str, str] = {}
        self._person = ""
        self._who: list[str] = []
        self._speaker = ""
        self._lines: list[str] = []
        self._inner: list[str] = []
        self._held: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "TEI":
            self._builder.language = attributes.get("lang", "")[:16]
        elif tag in ("person", "personGrp"):
            self._person = attributes.get("id", "")
        elif tag == "div":
            self._divs.append((attributes.get("type", ""), ""))
            self._opened = None
            if self._divs[-1][0] == "act":
                self._builder.act("")
        elif tag == "sp":
            self._who = [one.lstrip("#") for one in attributes.get("who", "").split()]
            self._speaker, self._lines, self._inner = "", [], []
        if tag in _ENDS:
            self._texts.append([])
        self._inside.append(tag)

    def end(self, tag: str) -> None:
        self._inside.pop()
        if tag in _ENDS:
            text = " ".join("".join(self._texts.pop()).split())
            _ENDS[tag](self, text)

    def data(self, text: str) -> None:
        if self._texts and SILENT.isdisjoint(self._inside):
            self._texts[-1].append(text)

    def _title(self, text: str) -> None:
        if "titleStmt" in self._inside and not self._builder.title:
            self._builder.title = self._builder.checked(text)

    def _name(self, text: str) -> None:
        if self._person and text:
            self._people.setdefault(self._person, text)

    def _head(self, text: str) -> None:
        if self._divs and not self._divs[-1][1]:
            self._divs[-1] = (self._divs[-1][0], text)
            if self._divs[-1][0] == "act":
                self._builder.rename_act(text)

    def _in_scene(self) -> None:
        """See that the scene of the innermost div is open; directions that stood before it come first."""
        if self._opened == len(self._divs):
            return
        kind, head = self._divs[-1] if self._divs else ("", "")
        self._builder.scene(head or kind.replace("_", " ").title() or "Scene")
        self._opened = len(self._divs)
        for text in self._held:
            self._builder.direction(text)
        self._held = []

    def _stage(self, text: str) -> None:
        if "sp" in self._inside:
            self._inner.append(text[:MAX_LINE])
        elif self._opened == len(self._divs):
            self._builder.direction(text)
        elif self._divs:
            self._held.append(text[:MAX_LINE])

    def _line(self, text: str) -> None:
        if "sp" in self._inside and text:
            self._lines.append(text)

    def _said(self, text: str) -> None:
        self._speaker = text

    def _speech(self, _text: str) -> None:
        self._in_scene()
        speakers = [self._people.get(one, one) for one in self._who] or [self._speaker]
        self._builder.speech(speakers, self._lines, self._inner)

    def _div(self, _text: str) -> None:
        if self._held and self._divs[-1][0] in SCENES:
            self._in_scene()  # a scene in which nobody speaks
        self._divs.pop()
        if not self._divs:
            self._held = []
        self._opened = None
        self._builder.close_scene()


_ENDS = {
    "title": _Tei._title,
    "persName": _Tei._name,
    "name": _Tei._name,
    "head": _Tei._head,
    "stage": _Tei._stage,
    "speaker": _Tei._said,
    "sp": _Tei._speech,
    "div": _Tei._div,
    **dict.fromkeys(LINES, _Tei._line),
}


def read_tei(data: bytes, name: str, limits: Limits) -> Play:
    """A play of that markup; who speaks is taken from ``who``, so that two spellings are one person.

    Raises:
        WorkError: it is damaged, too large, or nobody speaks in it.
    """
    builder = Builder(name, limits)
    listen(data, name, limits, _Tei(builder))
    return builder.play()

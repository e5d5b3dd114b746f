"""Shakespeare's plays as Jon Bosak marked them up: PLAY, ACT, SCENE, SPEECH, SPEAKER, LINE, STAGEDIR."""

from collections.abc import Mapping

from ganvas.media.drama.play import Play
from ganvas.media.drama.read.builder import Builder, Limits
from ganvas.media.drama.read.xml import listen

SCENES = ("SCENE", "PROLOGUE", "EPILOGUE")
TEXTS = ("TITLE", "SPEAKER", "LINE", "STAGEDIR")


class _Bosak:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._inside: list[str] = []
        self._text: list[str] = []
        self._speakers: list[str] = []
        self._lines: list[str] = []
        self._inner: list[str] = []
        self._held = ""  # the text of a line before a direction that stands in it

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if tag in ("ACT", "INDUCT"):
            self._builder.act("")
        elif tag == "SPEECH":
            self._speakers, self._lines, self._inner = [], [], []
        if tag == "STAGEDIR" and self._within("LINE"):
            self._held += "".join(self._text)
        if tag in TEXTS:
            self._text = []
        self._inside.append(tag)

    def end(self, tag: str) -> None:
        self._inside.pop()
        text = " ".join("".join(self._text).split())
        _ENDS.get(tag, _Bosak._nothing)(self, text)

    def data(self, text: str) -> None:
        if self._inside and self._inside[-1] in TEXTS:
            self._text.append(text)

    def _within(self, tag: str) -> bool:
        return bool(self._inside) and self._inside[-1] == tag

    def _title(self, text: str) -> None:
        parent = self._inside[-1] if self._inside else ""
        if parent == "PLAY":
            self._builder.title = self._builder.checked(text)
        elif parent in ("ACT", "INDUCT"):
            self._builder.rename_act(text)
        elif parent in SCENES:
            self._builder.scene(text)

    def _direction(self, text: str) -> None:
        if "SPEECH" in self._inside:
            self._inner.append(text)
        else:
            self._builder.direction(text)
        self._text = []

    def _line(self, text: str) -> None:
        self._lines.append(f"{self._held} {text}".strip())
        self._held = ""

    def _speech(self, _text: str) -> None:
        self._builder.speech(self._speakers, self._lines, self._inner)

    def _speaker(self, text: str) -> None:
        self._speakers.append(text)

    def _close(self, _text: str) -> None:
        self._builder.close_scene()

    def _nothing(self, _text: str) -> None:
        pass


_ENDS = {
    "TITLE": _Bosak._title,
    "STAGEDIR": _Bosak._direction,
    "LINE": _Bosak._line,
    "SPEECH": _Bosak._speech,
    "SPEAKER": _Bosak._speaker,
    **dict.fromkeys(SCENES, _Bosak._close),
}


def read_bosak(data: bytes, name: str, limits: Limits) -> Play:
    """A play of that markup.

    Raises:
        WorkError: it is damaged, too large, or nobody speaks in it.
    """
    builder = Builder(name, limits)
    builder.language = "en"
    listen(data, name, limits, _Bosak(builder))
    return builder.play()

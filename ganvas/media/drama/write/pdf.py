"""Plays as a PDF to print and to write in: title page with the cast, and ruled lines where a speech is to come.

The layout is that of a reading copy of a stage play: names in the middle, directions in italics at the right third,
numbered pages. A speech that is to be written has about one ruled line for ten words.
"""

import io
import math
from collections import Counter
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ganvas.errors import FormError
from ganvas.media.drama.play import Direction, Play, Scene, Speech
from ganvas.media.drama.write.fountain import MANNERS

WORDS_A_LINE = 10
MOST_LINES = 14  # ruled for one speech
LINE_PT = 21.0
INK, QUIET, RULE = "#26221c", "#8c857a", "#cfc8bb"
SIZES = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
MARGIN_PT = 76.0
TITLE_PT = 90.0  # of paper above the title
CAST_ROWS = 28  # from which the cast is set smaller
STYLES: dict[str, dict[str, Any]] = {
    "title": {"fontName": "Times-Roman", "fontSize": 27, "leading": 33, "alignment": 1},
    "kind": {"fontName": "Times-Italic", "fontSize": 12, "leading": 16, "alignment": 1, "spaceAfter": 44},
    "cast": {"fontName": "Times-Roman", "fontSize": 11.5, "leading": 17, "alignment": 1},
    "small cast": {"fontName": "Times-Roman", "fontSize": 9, "leading": 12, "alignment": 1},
    "act": {"fontName": "Times-Roman", "fontSize": 17, "leading": 24, "alignment": 1, "spaceAfter": 8},
    "scene": {"fontName": "Times-Bold", "fontSize": 11.5, "leading": 16, "spaceBefore": 16, "spaceAfter": 4},
    "mood": {"fontName": "Times-Italic", "fontSize": 10, "leading": 13, "textColor": QUIET, "spaceAfter": 4},
    "direction": {
        "fontName": "Times-Italic", "fontSize": 11, "leading": 14, "leftIndent": 130, "spaceBefore": 8, "spaceAfter": 4,
    },
    "name": {"fontName": "Times-Roman", "fontSize": 10.5, "leading": 14, "alignment": 1, "spaceBefore": 9},
    "line": {"fontName": "Times-Roman", "fontSize": 11.5, "leading": 15, "leftIndent": 26},
    "cue": {"fontName": "Times-Italic", "fontSize": 10.5, "leading": 15, "leftIndent": 26, "textColor": QUIET},
}  # fmt: skip


def to_pdf(play: Play, paper: str = "a4") -> bytes:
    """The play, page by page.

    Args:
        play: written, or to be written.
        paper: a4 or letter.
    Raises:
        FormError: the paper is unknown, or the play has letters that the fonts of every PDF reader lack.
    """
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    if paper not in SIZES:
        raise FormError(f"unknown paper {paper!r}; choose one of: {', '.join(sorted(SIZES))}")
    _check_letters(play)
    style = _styles()
    flow: list[Any] = [*_front(play, style), PageBreak()]
    act = -1
    for scene in play.scenes:
        flow += _scene(play, scene, scene.act != act, style)
        act = scene.act
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=SIZES[paper], leftMargin=MARGIN_PT, rightMargin=MARGIN_PT, topMargin=MARGIN_PT,
        bottomMargin=MARGIN_PT, title=play.title, author="", creator="Ganvas", invariant=1,
    )  # fmt: skip
    document.build(flow, onLaterPages=_numbered(play.title))
    return file.getvalue()


def _check_letters(play: Play) -> None:
    texts = [play.title, *play.cast]
    for scene in play.scenes:
        for beat in scene.beats:
            texts += [beat.text] if isinstance(beat, Direction) else [*beat.speakers, *beat.lines]
    odd = Counter(letter for text in texts for letter in _plain(text) if not _western(letter))
    if odd:
        raise FormError(
            f"{play.title}: the fonts of a PDF lack {' '.join(sorted(odd)[:8])}. Write it as Fountain or FDX."
        )


def _western(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> str:
    return text.replace("\u0363", "e").replace("\u017f", "s").replace("\u2011", "-")  # as old German prints have them


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    return {name: ParagraphStyle(name, **{"textColor": INK, **style}) for name, style in STYLES.items()}


def _text(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(_plain(text)), style)


def _front(play: Play, style: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import Spacer

    slots = any(speech.slot_words for speech in play.speeches())
    kind = "a play to be written" if slots else "a play"
    turns = Counter(name for speech in play.speeches() for name in speech.speakers)
    many = style["cast" if len(play.cast) <= CAST_ROWS else "small cast"]
    cast = [_text(f"{name}, {turns[name]} speech{'es' if turns[name] > 1 else ''}", many) for name in play.cast]
    return [Spacer(1, TITLE_PT), _text(play.title, style["title"]), _text(kind, style["kind"]), *cast]


def _scene(play: Play, scene: Scene, new_act: bool, style: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import KeepTogether

    flow: list[Any] = []
    if new_act and play.acts[scene.act]:
        flow.append(_text(play.acts[scene.act], style["act"]))
    flow.append(_text(scene.title, style["scene"]))
    if scene.mood:
        flow.append(_text(f"mood: {scene.mood}", style["mood"]))
    for beat in scene.beats:
        if isinstance(beat, Direction):
            flow.append(_text(beat.text, style["direction"]))
        else:
            parts = _speech(beat, style)
            flow += [KeepTogether(parts[:3]), *parts[3:]]
    heading = [*flow[: 2 + new_act]]
    return [KeepTogether(heading), *flow[2 + new_act :]] if len(flow) > len(heading) else flow


def _speech(speech: Speech, style: dict[str, Any]) -> list[Any]:
    manner = f" ({MANNERS[speech.manner]})" if speech.manner in MANNERS else ""
    parts = [_text(f"{' and '.join(speech.speakers).upper()}{manner}", style["name"])]
    if not speech.slot_words:
        return parts + [_text(line, style["line"]) for line in speech.lines]
    parts += [_text(f"… {line} …", style["cue"]) for line in speech.lines]
    lines = min(MOST_LINES, max(1, math.ceil(speech.slot_words / WORDS_A_LINE)))
    rest = (speech.slot_words - (lines - 1) * WORDS_A_LINE) / WORDS_A_LINE
    shares = [1.0] * (lines - 1) + [min(1.0, max(0.3, rest))]
    said = f"about {speech.slot_words} words"
    return parts + [_ruled(share, said if place == lines - 1 else "") for place, share in enumerate(shares)]


def _ruled(share: float, said: str) -> Any:
    """A line to write on, ``share`` of the width, with small words below its right end."""
    from reportlab.platypus import Flowable

    class Ruled(Flowable):  # type: ignore[misc]  # reportlab has no types
        def wrap(self, width: float, _height: float) -> tuple[float, float]:
            self.width, self.height = width, LINE_PT
            return width, LINE_PT

        def draw(self) -> None:
            left = 26.0
            right = left + (self.width - left) * share
            self.canv.setStrokeColor(RULE)
            self.canv.setLineWidth(0.6)
            self.canv.line(left, 3, right, 3)
            self.canv.setFont("Times-Italic", 7.5)
            self.canv.setFillColor(QUIET)
            self.canv.drawRightString(right, -6, said)

    return Ruled()


def _numbered(title: str) -> Callable[[Any, Any], None]:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Times-Italic", 9)
        canvas.setFillColor(QUIET)
        width, _ = document.pagesize
        canvas.drawString(MARGIN_PT, MARGIN_PT - 30, _plain(title)[:90])
        canvas.drawRightString(width - MARGIN_PT, MARGIN_PT - 30, str(document.page))
        canvas.restoreState()

    return draw

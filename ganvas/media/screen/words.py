"""Captions: who speaks, and what is said, on a screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from ganvas.media.dance.draw import Color, Look, blend
from ganvas.media.screen.layout import Box

SIZE, WHO_SIZE = 25, 16
LEADING = 1.28
FADE_S = 0.25
MOST_LINES = 2


@dataclass(frozen=True)
class Caption:
    """Words from one second to another.

    Attributes:
        start: the second at which they appear.
        end: and are gone.
        who: says them; empty for nobody.
        says: the words.
    """

    start: float
    end: float
    who: str
    says: str

    def shown(self, now: float) -> float:
        """How much of it is there, 0…1; it comes and goes softly."""
        return max(0.0, min(1.0, (now - self.start) / FADE_S, (self.end - now) / FADE_S))


def write(draw: ImageDraw.ImageDraw, box: Box, captions: Sequence[Caption], now: float, colors: Look) -> None:
    """The caption of a moment, in the middle of its box; a long one page by page, two lines at a time."""
    for caption in captions:
        if (there := caption.shown(now)) > 0:
            _write(draw, box, caption, now, there, colors)
            return


def _write(draw: ImageDraw.ImageDraw, box: Box, caption: Caption, now: float, there: float, colors: Look) -> None:
    font, small = ImageFont.load_default(SIZE), ImageFont.load_default(WHO_SIZE)
    pages = paged(caption.says, box[2] - box[0], SIZE)
    share = (now - caption.start) / max(caption.end - caption.start, 1e-9)
    lines = pages[min(int(share * len(pages)), len(pages) - 1)]
    middle, y = (box[0] + box[2]) / 2, box[1] + WHO_SIZE + 1.0
    if caption.who:
        draw.text((middle, y), caption.who.upper(), _faded(colors.left, colors, there), small, anchor="ms")
    y += SIZE * LEADING * (1.0 if len(lines) > 1 else 1.3)
    for line in lines:
        draw.text((middle, y), line, _faded(colors.ink, colors, there), font, anchor="ms")
        y += SIZE * LEADING


def _faded(color: Color, colors: Look, there: float) -> Color:
    return blend(colors.paper, color, there)


def paged(words: str, wide_px: float, size: float) -> list[list[str]]:
    """Words as lines that fit into so many pixels, at most MOST_LINES on a page; at least one page."""
    font, lines = ImageFont.load_default(size), [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= wide_px or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [lines[first : first + MOST_LINES] for first in range(0, len(lines), MOST_LINES)]

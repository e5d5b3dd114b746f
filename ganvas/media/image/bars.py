"""Numbers beside what they could be at best, as a picture of bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from ganvas.media.image.encode import to_png

PAPER, INK, QUIET, BAR, FLOOR = "#faf8f4", "#26221c", "#8c857a", "#3d5a80", "#c8bfae"
WIDTH_PX = 900
MARGIN_PX = 32
LABEL_PX = 150
NUMBER_PX = 190
ROW_PX = 44
TITLE_PX = 64
THICK_PX = 12


@dataclass(frozen=True)
class Bar:
    """One number.

    Attributes:
        label: what it is.
        text: the number in words.
        value: its size; the bar grows from zero to either side.
        floor: what it is compared with, on the same scale; left out where there is nothing.
    """

    label: str
    text: str
    value: float
    floor: float | None = None


def bars(title: str, rows: Sequence[Bar], legend: tuple[str, str]) -> bytes:
    """A PNG with a row for each number, every row on a scale of its own, the floor below the value.

    Args:
        title: of the picture.
        rows: at least one.
        legend: what the upper and the lower bar of a row are.
    """
    height = TITLE_PX + MARGIN_PX + ROW_PX * len(rows)
    picture = Image.new("RGB", (WIDTH_PX, height), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((MARGIN_PX, 18), title, INK, ImageFont.load_default(18))
    _legend(draw, legend)
    for number, row in enumerate(rows):
        _row(draw, TITLE_PX + ROW_PX * number + 8, row)
    return to_png(picture, {"Software": "Ganvas measures"})


def _legend(draw: ImageDraw.ImageDraw, legend: tuple[str, str]) -> None:
    font, right = ImageFont.load_default(13), float(WIDTH_PX - MARGIN_PX)
    for text, color in zip(reversed(legend), (FLOOR, BAR), strict=True):
        left = right - draw.textlength(text, font)
        draw.text((left, 22), text, QUIET, font)
        draw.rectangle((left - 18, 25, left - 6, 35), color)
        right = left - 36


def _row(draw: ImageDraw.ImageDraw, top: int, row: Bar) -> None:
    draw.text((MARGIN_PX, top + 3), row.label, INK, ImageFont.load_default(16))
    draw.text((WIDTH_PX - MARGIN_PX, top + 4), row.text, QUIET, ImageFont.load_default(14), anchor="ra")
    left, right = MARGIN_PX + LABEL_PX, WIDTH_PX - MARGIN_PX - NUMBER_PX
    numbers = [row.value] + ([] if row.floor is None else [row.floor])
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    scale = (right - left) / ((high - low) or 1.0)
    zero = left - low * scale
    for place, (number, color) in enumerate(zip(numbers, (BAR, FLOOR), strict=False)):
        y = top + place * (THICK_PX + 2)
        ends = sorted((zero, zero + number * scale))
        draw.rectangle((ends[0], y, max(ends[1], ends[0] + 1), y + THICK_PX - 1), color)
    draw.line((zero, top - 4, zero, top + 2 * THICK_PX + 6), QUIET)

"""Rows of pictures that change step by step, each with words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import ShapeError
from ganvas.media.image.encode import enlarge, on_paper, to_picture, to_png
from ganvas.media.medium import Bytes8

PAPER, INK, QUIET = "#faf8f4", "#26221c", "#8c857a"
MARGIN_PX, GAP_PX, HEAD_PX, WORDS_PX = 24, 4, 30, 170
COMFORT_PX = 96  # a small picture is shown about this wide
SOFTWARE = {"Software": "Ganvas strips"}


@dataclass(frozen=True, eq=False)
class Strip:
    """One row.

    Attributes:
        label: what it is called.
        note: what else there is to say, in small letters.
        samples: uint8 (N, channels, height, width).
    """

    label: str
    note: str
    samples: Bytes8


def strips(rows: Sequence[Strip], heads: Sequence[str]) -> bytes:
    """A PNG with a row for each strip, the words at the left, ``heads`` above the pictures.

    Raises:
        ShapeError: there is no row, or one has more or fewer pictures than there are heads.
    """
    if not rows or any(len(row.samples) != len(heads) for row in rows):
        raise ShapeError(f"strips take rows of {len(heads)} pictures; got {[len(row.samples) for row in rows]}")
    height, width = rows[0].samples.shape[2:]
    scale = max(1, round(COMFORT_PX / max(height, width)))
    cell = (width * scale + GAP_PX, height * scale + GAP_PX)
    size = (2 * MARGIN_PX + WORDS_PX + len(heads) * cell[0], 2 * MARGIN_PX + HEAD_PX + len(rows) * cell[1])
    sheet = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(sheet)
    left, top = MARGIN_PX + WORDS_PX, MARGIN_PX + HEAD_PX
    for column, head in enumerate(heads):
        middle = left + column * cell[0] + (cell[0] - GAP_PX) / 2
        draw.text((middle, top - 12), head, QUIET, ImageFont.load_default(15), anchor="ms")
    for number, row in enumerate(rows):
        y = top + number * cell[1]
        _words(draw, row, y + (cell[1] - GAP_PX) / 2)
        for column, sample in enumerate(row.samples):
            sheet.paste(on_paper(enlarge(to_picture(sample), scale)), (left + column * cell[0], y))
    return to_png(sheet, SOFTWARE)


def _words(draw: ImageDraw.ImageDraw, row: Strip, middle: float) -> None:
    """The label and the note of a row, around its middle; a long label is cut, so that it stays beside."""
    label = row.label if len(row.label) <= 18 else f"{row.label[:17]}…"
    draw.text((MARGIN_PX, middle - 2), label, INK, ImageFont.load_default(17), anchor="ls")
    draw.text((MARGIN_PX, middle + 16), row.note, QUIET, ImageFont.load_default(13), anchor="ls")

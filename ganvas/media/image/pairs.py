"""Pictures side by side, a row for each that is compared, with what was found below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.media.image.encode import on_paper, to_picture, to_png
from ganvas.media.medium import Bytes8

PAPER, INK, QUIET, MARK = "#faf8f4", "#26221c", "#8c857a", "#b5482a"
MARGIN_PX, GAP_PX, TEXT_PX, TITLE_PX = 24, 12, 54, 34
SIDE_PX = 200  # the longer side of each picture
WIDEST = 96  # characters of a line
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Row:
    """One comparison.

    Attributes:
        pictures: (C, H, W), uint8, from left to right.
        text: two lines at most; the first is the stronger.
        box: in shares of its sides, drawn on the last of the pictures.
    """

    pictures: Sequence[Bytes8]
    text: tuple[str, str]
    box: Box | None = None


def pairs(titles: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A PNG with a column for each title and a row for each comparison, at least one."""
    drawn = [[_shown(levels) for levels in row.pictures] for row in rows]
    tall = max(picture.height for pictures in drawn for picture in pictures)
    columns = max(len(titles), 3)
    width = 2 * MARGIN_PX + columns * SIDE_PX + (columns - 1) * GAP_PX
    step = tall + TEXT_PX
    board = Image.new("RGB", (width, MARGIN_PX + TITLE_PX + step * len(rows)), PAPER)
    draw = ImageDraw.Draw(board)
    for column, title in enumerate(titles):
        draw.text((MARGIN_PX + column * (SIDE_PX + GAP_PX), MARGIN_PX), title, QUIET, ImageFont.load_default(14))
    for number, (row, pictures) in enumerate(zip(rows, drawn, strict=True)):
        _row(board, MARGIN_PX + TITLE_PX + number * step, tall, row, pictures)
    return to_png(board.quantize(256), {"Software": "Ganvas originality"}, compress_level=9)


def _row(board: Image.Image, top: int, tall: int, row: Row, pictures: Sequence[Image.Image]) -> None:
    draw = ImageDraw.Draw(board)
    for column, picture in enumerate(pictures):
        left = MARGIN_PX + column * (SIDE_PX + GAP_PX)
        board.paste(picture, (left, top))
        draw.rectangle((left, top, left + picture.width - 1, top + picture.height - 1), outline="#d8d2c8")
        if row.box and column == len(pictures) - 1:
            sides = np.array([picture.width - 1, picture.height - 1] * 2)
            draw.rectangle(tuple(np.array([left, top] * 2) + np.array(row.box) * sides), outline=MARK, width=2)
    for line, (text, color, size_px) in enumerate(zip(row.text, (INK, QUIET), (13, 12), strict=True)):
        shown = text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
        draw.text((MARGIN_PX, top + tall + 5 + 18 * line), shown, color, ImageFont.load_default(size_px))


def _shown(levels: Bytes8) -> Image.Image:
    picture = on_paper(to_picture(levels)).convert("RGB")
    scale = SIDE_PX / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC)


def cut(levels: Bytes8, box: Box, size: tuple[int, int]) -> Bytes8:
    """The part of a picture (C, H, W) in a box, in shares of its sides, at (height, width)."""
    picture = to_picture(levels)
    sides = np.array([picture.width, picture.height] * 2)
    left, top, right, bottom = (np.array(box) * sides).tolist()
    part = picture.resize(size[::-1], Image.Resampling.BICUBIC, (left, top, max(right, left + 1), max(bottom, top + 1)))
    values = np.asarray(part)
    return np.ascontiguousarray(values.reshape(*size, -1).transpose(2, 0, 1))

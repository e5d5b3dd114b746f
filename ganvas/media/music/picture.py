"""Scores as piano rolls: time to the right, pitch upwards, a colour for each voice."""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import ShapeError
from ganvas.media.image.encode import to_png
from ganvas.media.medium import Bytes8
from ganvas.media.music.score import LENGTH, ONSET, PITCH, Score

PAPER, PANEL, DARK, LINE, INK, QUIET = "#faf8f4", "#ffffff", "#f4f1ea", "#ddd6c8", "#26221c", "#8a8272"
VOICES = ("#b4452f", "#d99a2b", "#4d8a6a", "#2f5d8a", "#7a5590", "#5d5a52")  # from the highest voice down
BLACK_KEYS = (1, 3, 6, 8, 10)
FINE = 3  # drawn this much larger and then reduced, for smooth edges
ROW_PX, QUARTER_PX, MARGIN_PX, LABEL_PX, LEGEND_PX = 8, 48, 18, 30, 26
LEAST_ROWS = 24
MOST_PX = 12_000  # wide
SHEET_PX, SHEET_HEIGHT_PX, GAP_PX = 240, 132, 12


def roll(score: Score, scale: int = 1) -> Image.Image:
    """The score as a picture of one strip, with bar lines, names of the Cs and the names of the voices.

    Args:
        score: at most about 2,000 quarters; of a longer one the beginning.
        scale: how many times as large.
    """
    low, high = _range(score)
    quarters = min(score.end / score.ticks, MOST_PX / (QUARTER_PX * scale))
    unit = FINE * scale
    width = round((LABEL_PX + quarters * QUARTER_PX + 2 * MARGIN_PX) * unit)
    height = ((high - low + 1) * ROW_PX + 2 * MARGIN_PX + LEGEND_PX) * unit
    picture = Image.new("RGB", (width, height), PAPER)
    box = (
        (MARGIN_PX + LABEL_PX) * unit,
        MARGIN_PX * unit,
        width - MARGIN_PX * unit,
        height - (MARGIN_PX + LEGEND_PX) * unit,
    )
    draw = ImageDraw.Draw(picture)
    _panel(draw, score, box, low, high, quarters)
    font = ImageFont.load_default(11 * unit)
    for pitch in range(low, high + 1):
        if pitch % 12 == 0:
            y = box[3] - (pitch - low + 0.5) * ROW_PX * unit
            draw.text((box[0] - 6 * unit, y), f"C{pitch // 12 - 1}", QUIET, font, anchor="rm")
    x = float(box[0])
    for number, part in enumerate(score.parts):
        y = box[3] + LEGEND_PX * unit * 0.65
        draw.rounded_rectangle((x, y - 4 * unit, x + 12 * unit, y + 4 * unit), 2 * unit, colour_of(number))
        name = part.name or f"Part {number + 1}"
        draw.text((x + 17 * unit, y), name, INK, font, anchor="lm")
        x += 17 * unit + draw.textlength(name, font) + 18 * unit
    return picture.resize((width // FINE, height // FINE), Image.Resampling.LANCZOS)


def colour_of(number: int) -> str:
    """The colour of a voice."""
    return VOICES[number % len(VOICES)]


def roll_png(score: Score, text: Mapping[str, str], scale: int = 1) -> bytes:
    """The piano roll as the bytes of a PNG that carries ``text``."""
    return to_png(roll(score, scale), text)


def small(score: Score, width: int = SHEET_PX, height: int = SHEET_HEIGHT_PX) -> Image.Image:
    """The piano roll without words, in a frame of this size."""
    low, high = _range(score)
    picture = Image.new("RGB", (width * FINE, height * FINE), PAPER)
    box = (0, 0, width * FINE - 1, height * FINE - 1)
    _panel(ImageDraw.Draw(picture), score, box, low, high, max(score.end / score.ticks, 1))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def preview(score: Score, width: int = SHEET_PX, height: int = SHEET_HEIGHT_PX) -> Bytes8:
    """The small piano roll as pixels, uint8 (3, height, width)."""
    return np.ascontiguousarray(np.moveaxis(np.asarray(small(score, width, height)), -1, 0))


def sheet(scores: Sequence[Score], columns: int | None = None, scale: int = 1) -> Image.Image:
    """Small piano rolls side by side, row by row, each in its own range of pitches.

    Raises:
        ShapeError: there is none.
    """
    if not scores:
        raise ShapeError("a sheet takes at least one score")
    columns = min(columns or max(1, round(len(scores) ** 0.5 * 0.75)), len(scores))
    rows = -(-len(scores) // columns)
    wide, high = SHEET_PX * scale, SHEET_HEIGHT_PX * scale
    size = (2 * MARGIN_PX + columns * (wide + GAP_PX) - GAP_PX, 2 * MARGIN_PX + rows * (high + GAP_PX) - GAP_PX)
    board = Image.new("RGB", size, PAPER)
    for number, score in enumerate(scores):
        row, column = divmod(number, columns)
        board.paste(small(score, wide, high), (MARGIN_PX + column * (wide + GAP_PX), MARGIN_PX + row * (high + GAP_PX)))
    return board


def _range(score: Score) -> tuple[int, int]:
    """The lowest and the highest pitch to show."""
    pitches = [part.notes[:, PITCH] for part in score.parts if len(part.notes)]
    low, high = (int(min(p.min() for p in pitches)), int(max(p.max() for p in pitches))) if pitches else (54, 66)
    more = max(0, LEAST_ROWS - (high - low + 1))
    return max(0, low - 2 - more // 2), min(127, high + 2 + (more + 1) // 2)


def _panel(
    draw: ImageDraw.ImageDraw, score: Score, box: tuple[int, int, int, int], low: int, high: int, quarters: float
) -> None:
    """The notes on their ground, within the box (left, top, right, bottom)."""
    left, top, right, bottom = box
    row = (bottom - top) / (high - low + 1)
    per_tick = (right - left) / (quarters * score.ticks)
    draw.rectangle(box, PANEL)
    for pitch in range(low, high + 1):
        y = bottom - (pitch - low + 1) * row
        if pitch % 12 in BLACK_KEYS:
            draw.rectangle((left, y, right, y + row), DARK)
    hair = max(1, round(row / 9))
    for bar in score.bars:
        for beat in range(0, bar.length, score.ticks):
            x = left + (bar.start + beat) * per_tick
            if x <= right:
                draw.line((x, top, x, bottom), QUIET if beat == 0 and bar.start else LINE, hair if beat else 2 * hair)
    for number, part in reversed(list(enumerate(score.parts))):
        for pitch, onset, length in part.notes[:, [PITCH, ONSET, LENGTH]].tolist():
            x, end = left + onset * per_tick, left + (onset + length) * per_tick
            y = bottom - (pitch - low + 1) * row
            if x < right:
                shape = (x + hair, y + hair / 2, max(x + 2 * hair, min(end, right) - hair), y + row - hair / 2)
                draw.rounded_rectangle(shape, min(row / 3, (shape[2] - shape[0]) / 2), colour_of(number))
    draw.rectangle(box, None, LINE, hair)

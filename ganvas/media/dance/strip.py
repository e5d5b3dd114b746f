"""A dance in one picture, as Étienne-Jules Marey took them: every moment beside the one before, on one plate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import ShapeError
from ganvas.media.dance.draw import FINE, Look, blend, draw_figure, draw_shape, look, shapes, smaller
from ganvas.media.dance.features import Sample
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.film import followed
from ganvas.media.dance.stage import Stage, stage_of
from ganvas.media.image.encode import to_png

WIDTH_PX, HEIGHT_PX = 1600, 300
SMALL_PX = (520, 100)  # where many stand on one sheet
FEW = 8  # samples that are drawn at full size
ACROSS = 3
BODY = 0.74  # of the strip's height is a body height
FLOOR = 0.92
VEIL_S = 1 / 12  # a pale figure so often
POSE_S = 0.9  # a firm one about so often
VEIL = 70  # of 255: how much of its colour a pale one leaves
SOFTWARE = {"Software": "Ganvas contact sheet"}
LABEL_PX, GAP_PX, MARGIN_PX = 15, 18, 28


def preview(sample: Sample, figure: Figure, text: Mapping[str, str], dark: bool = False) -> bytes:
    """A sample (channels, time) as the bytes of one PNG: time runs to the right.

    Raises:
        ShapeError: the sample is not one of this figure's.
    """
    return to_png(strip(stage_of(sample, figure), look("dark" if dark else "light")), text)


def sheet(samples: Sequence[Sample], figure: Figure, labels: Sequence[str] = (), dark: bool = False) -> bytes:
    """Strips of samples, one under another, as the bytes of one PNG; small ones, side by side, where there are many.

    Args:
        samples: each (channels, time).
        figure: who dances all of them.
        labels: a line above each strip; empty for none.
        dark: as in ``preview``.
    Raises:
        ShapeError: there is none, one is not of this figure, or there are more or fewer labels.
    """
    if not len(samples) or len(labels) not in {0, len(samples)}:
        raise ShapeError(f"a sheet takes samples, with as many labels or none; got {len(samples)} and {len(labels)}")
    colors = look("dark" if dark else "light")
    if len(samples) > FEW and not labels:
        return to_png(_many([stage_of(sample, figure) for sample in samples], colors), SOFTWARE)
    strips = [strip(stage_of(sample, figure), colors) for sample in samples]
    head = LABEL_PX + 8 if labels else 0
    step = HEIGHT_PX + GAP_PX + head
    board = Image.new("RGB", (WIDTH_PX + 2 * MARGIN_PX, 2 * MARGIN_PX + len(strips) * step - GAP_PX), colors.paper)
    draw = ImageDraw.Draw(board)
    for number, picture in enumerate(strips):
        top = MARGIN_PX + number * step
        if labels:
            words = blend(colors.ink, colors.paper, 0.35)
            draw.text((MARGIN_PX, top), labels[number], words, ImageFont.load_default(LABEL_PX))
        board.paste(picture, (MARGIN_PX, top + head))
    return to_png(board, SOFTWARE)


def _many(stages: Sequence[Stage], colors: Look) -> Image.Image:
    """Small strips in rows of ACROSS."""
    step = SMALL_PX[0] + GAP_PX, SMALL_PX[1] + GAP_PX
    rows = -(-len(stages) // ACROSS)
    size = (2 * MARGIN_PX + ACROSS * step[0] - GAP_PX, 2 * MARGIN_PX + rows * step[1] - GAP_PX)
    board = Image.new("RGB", size, colors.paper)
    for number, stage in enumerate(stages):
        row, column = divmod(number, ACROSS)
        board.paste(strip(stage, colors, SMALL_PX), (MARGIN_PX + column * step[0], MARGIN_PX + row * step[1]))
    return board


def strip(stage: Stage, colors: Look, size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Image.Image:
    """The plate: pale figures at every moment, firm ones now and then, and the floor they stand on.

    A small one has no pale figures, which would run into one another.
    """
    width, height = size_px[0] * FINE, size_px[1] * FINE
    scale, floor = BODY * height, FLOOR * height
    moved = replace(stage, places=stage.places - followed(stage)[:, None])
    moments = len(stage.places)
    left, right = 0.5 * scale, width - 0.5 * scale

    def at(frame: int) -> tuple[float, float]:
        return left + (right - left) * frame / max(1, moments - 1), floor

    sheet = Image.new("RGB", (width, height), colors.paper)
    ImageDraw.Draw(sheet).line([(0, floor), (width, floor)], colors.quiet, FINE)
    seconds = moments / stage.fps
    veils = max(2, min(round(seconds / VEIL_S), size_px[0] // 6)) if size_px != SMALL_PX else 0
    for frame in _moments(moments, veils):
        _veil(sheet, moved, frame, scale, at(frame), colors)
    draw = ImageDraw.Draw(sheet)
    most = int((right - left) / (0.5 * scale)) + 1
    for frame in _telling(stage, max(2, min(round(seconds / POSE_S) + 1, most))):
        draw_figure(draw, shapes(moved, frame, 0.0, scale, at(frame)), colors)
    return smaller(sheet)


def _moments(frames: int, count: int) -> list[int]:
    return sorted({round(place) for place in np.linspace(0, frames - 1, min(count, frames))})


def _telling(stage: Stage, count: int) -> list[int]:
    """The first frame, the last, and between them, about evenly, those whose pose is farthest from the mean pose."""
    slots = _moments(len(stage.places), count)
    body = stage.places - stage.places[:, :1]
    reach = np.linalg.norm(body - body.mean(0), axis=-1).sum(1)
    near = max(1, (slots[1] - slots[0]) // 3) if len(slots) > 1 else 1
    between = [slot - near + int(reach[slot - near : slot + near + 1].argmax()) for slot in slots[1:-1]]
    return [slots[0], *between, *slots[1:][-1:]]


def _veil(sheet: Image.Image, stage: Stage, frame: int, scale: float, at: tuple[float, float], colors: Look) -> None:
    """The lines of one moment, laid thinly over what is there."""
    reach = round(0.8 * scale)
    corner = round(at[0]) - reach
    parts = shapes(stage, frame, 0.0, scale, (at[0] - corner, at[1]), is_whole=False)
    for side in (0, -1, 1):
        mask = Image.new("L", (2 * reach, sheet.height))
        draw = ImageDraw.Draw(mask)
        for shape in parts:
            if shape.side == side:
                draw_shape(draw, shape, VEIL)
        sheet.paste(colors.of(side), (corner, 0), mask)

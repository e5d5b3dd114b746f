"""A dance as a film: the figure from the front and from the side, on a floor, its hands and feet leaving a trail."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ganvas.media.dance.draw import FINE, VIEWS, Look, blend, draw_figure, look, seen, shapes, smaller
from ganvas.media.dance.features import Sample
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.skeleton import Floats
from ganvas.media.dance.stage import Stage, stage_of

SIZE_PX = (960, 540)
BODY = 0.62  # of the film's height is a body height
FLOOR = 0.84  # of the film's height from the top lies the floor
TRAIL_S = 0.7
FOLLOW_S = 1.2  # the eye follows the figure so softly
TILE = 0.5  # body heights between two lines of the floor


def film(
    sample: Sample, figure: Figure, text: Mapping[str, str], dark: bool = False, sound: Path | None = None
) -> bytes:
    """A sample (channels, time) as the bytes of an MP4 at the figure's frame rate.

    Args:
        sample: of this figure.
        figure: who dances.
        text: keyword to text, kept as the film's metadata.
        dark: a pale figure in the dark; left out, ink on paper.
        sound: a file whose sound goes with it, up to the end of the shorter of the two.
    Raises:
        ShapeError: the sample is not one of this figure's.
        WorkError: the sound cannot be read.
    """
    from ganvas.media.image.film import encode_film

    stage = stage_of(sample, figure)
    frames = (np.moveaxis(np.asarray(picture), -1, 0) for picture in pictures(stage, dark))
    return encode_film(frames, ".mp4", max(1, round(figure.fps)), text, 1, sound)


def pictures(stage: Stage, dark: bool = False) -> Iterator[Image.Image]:
    """The frames of the film, one at a time."""
    colors = look("dark" if dark else "light")
    eye = followed(stage)
    for frame in range(len(stage.places)):
        yield picture(stage, frame, eye[frame], colors)


def followed(stage: Stage) -> Floats:
    """(frames, 3): the place on the floor that the eye looks at, the figure's own made soft."""
    places = stage.places[:, 0] * [1, 0, 1]
    reach = max(1, round(FOLLOW_S * stage.fps))
    bell = np.exp(-0.5 * (np.arange(-2 * reach, 2 * reach + 1) / reach) ** 2)
    padded = np.pad(places, ((2 * reach, 2 * reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, axis], bell / bell.sum(), "valid") for axis in range(3)], 1)


def picture(stage: Stage, frame: int, eye: Floats, colors: Look) -> Image.Image:
    """One frame: both views side by side."""
    width, height = SIZE_PX[0] * FINE, SIZE_PX[1] * FINE
    sheet = Image.new("RGB", (width, height), colors.paper)
    draw = ImageDraw.Draw(sheet)
    for number, view in enumerate(VIEWS.values()):
        at = (width * (0.28 + 0.44 * number), height * FLOOR)
        figure_at(draw, stage, frame, eye, view, BODY * height, at, colors)
    return smaller(sheet)


def figure_at(
    draw: ImageDraw.ImageDraw,
    stage: Stage,
    frame: int,
    eye: Floats,
    view: float,
    scale: float,
    at: tuple[float, float],
    colors: Look,
) -> None:
    """The figure of one frame on its floor, with its shadow and its trail, drawn FINE times as large as it is shown.

    Args:
        draw: onto a sheet of the look's paper.
        stage: who dances.
        frame: which frame.
        eye: (3,), where on the floor the eye looks.
        view: radians that the eye has walked around the figure.
        scale: pixels a body height.
        at: the pixel of the floor that the eye looks at.
        colors: of the drawing.
    """
    moved = replace(stage, places=stage.places - eye)
    moved.__dict__["weights"] = stage.weights  # lengths do not move with the eye
    _floor(draw, eye, view, scale, at, colors)
    _shadow(draw, moved, frame, view, scale, at, colors)
    _trail(draw, moved, frame, view, scale, at, colors)
    draw_figure(draw, shapes(moved, frame, view, scale, at), colors)


def _floor(
    draw: ImageDraw.ImageDraw, eye: Floats, view: float, scale: float, at: tuple[float, float], colors: Look
) -> None:
    """Points on the floor, paler the farther they are from the figure: they pass by as it moves."""
    reach = range(-3, 4)
    grid = np.array([[column, 0, row] for column in reach for row in reach]) * TILE
    places = np.floor(eye / TILE) * TILE + grid - eye
    far = np.linalg.norm(places, axis=1) / (TILE * 2.8)
    for (x, y, _), away in zip(seen(places, view), far, strict=True):
        if away < 1:
            middle, half = (at[0] + x * scale, at[1] - y * scale), 0.009 * scale
            box = (middle[0] - half, middle[1] - half / 2, middle[0] + half, middle[1] + half / 2)
            draw.ellipse(box, blend(colors.quiet, colors.paper, away**2))


def _shadow(
    draw: ImageDraw.ImageDraw,
    stage: Stage,
    frame: int,
    view: float,
    scale: float,
    at: tuple[float, float],
    colors: Look,
) -> None:
    """Rings under the figure, smaller and paler the higher it is; a standing foot has one of its own."""
    under = stage.places[frame, 0] * [1, 0, 1]
    lift = float(np.clip(stage.places[frame, :, 1].min(), 0, 0.5))
    circle = np.stack([np.cos(_RING), np.zeros_like(_RING), np.sin(_RING)], 1)
    for step in range(6):
        radius = (0.21 - 0.028 * step) * (1 - lift)
        points = seen(circle * radius + under, view)
        color = blend(colors.paper, colors.quiet, (0.1 + 0.1 * step) * (1 - lift))
        draw.polygon([(at[0] + x * scale, at[1] - y * scale) for x, y, _ in points], color)
    for foot in np.flatnonzero(stage.stands[frame]):
        points = seen(circle * 0.04 + stage.places[frame, foot] * [1, 0, 1], view)
        draw.polygon(
            [(at[0] + x * scale, at[1] - y * scale) for x, y, _ in points], None, colors.of(stage.sides[foot]), FINE
        )


_RING = np.linspace(0, 2 * math.pi, 48, endpoint=False)


def _trail(
    draw: ImageDraw.ImageDraw,
    stage: Stage,
    frame: int,
    view: float,
    scale: float,
    at: tuple[float, float],
    colors: Look,
) -> None:
    """Where the ends of the limbs were just now."""
    first = max(0, frame - round(TRAIL_S * stage.fps))
    ends = [point for point in range(len(stage.parents)) if point not in stage.parents and stage.sides[point]]
    for point in ends:
        path = seen(stage.places[first : frame + 1, point], view)
        for step in range(len(path) - 1):
            age = (len(path) - 1 - step) / max(1, TRAIL_S * stage.fps)
            line = [(at[0] + x * scale, at[1] - y * scale) for x, y, _ in path[step : step + 2]]
            color = blend(colors.of(stage.sides[point]), colors.paper, 0.45 + 0.55 * age)
            draw.line(line, color, max(1, round(FINE * 2.4 * (1 - age))))

"""A figure drawn: limbs that taper as a tree's branches do, on paper or in the dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from ganvas.errors import pick
from ganvas.media.dance.skeleton import Floats
from ganvas.media.dance.stage import Stage

Color = tuple[int, int, int]
THICK = 0.04  # body heights: half the width of the trunk, where all branches meet
THIN = 0.008  # and of the thinnest end
HEAD = 0.06  # and half a head
TILT = math.radians(9)  # how far the eye looks down, so that the floor is a floor
FINE = 2  # drawn so many times larger, and made smaller


@dataclass(frozen=True)
class Look:
    """Colours of a drawing: paper, ink of the trunk, the figure's left and right limbs, and what is quiet."""

    paper: Color
    ink: Color
    left: Color
    right: Color
    quiet: Color

    def of(self, side: int) -> Color:
        """The colour of a limb on that side."""
        return (self.ink, self.right, self.left)[side]


LOOKS = {
    "light": Look((250, 248, 244), (38, 34, 28), (184, 84, 43), (36, 94, 140), (214, 207, 196)),
    "dark": Look((19, 18, 16), (238, 231, 219), (236, 150, 104), (125, 178, 219), (58, 54, 48)),
}
VIEWS = {"front": 0.0, "side": math.pi / 2}


def look(name: str) -> Look:
    """The look called name.

    Raises:
        RecipeError: there is none of that name.
    """
    return pick(LOOKS, "look", name)


def blend(first: Color, second: Color, share: float) -> Color:
    """``share`` of the second colour in the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def seen(places: Floats, view: float, tilt: float = TILT) -> Floats:
    """Places (..., 3) as an eye sees them that walked ``view`` radians around the figure: right, up, near."""
    cos, sin = math.cos(view), math.sin(view)
    x, z = places[..., 0] * cos - places[..., 2] * sin, places[..., 0] * sin + places[..., 2] * cos
    y = places[..., 1]
    return np.stack([x, y * math.cos(tilt) - z * math.sin(tilt), z * math.cos(tilt) + y * math.sin(tilt)], -1)


def widths(stage: Stage) -> Floats:
    """(points,) half the width at each point, in body heights.

    Leonardo's rule of trees: where limbs meet, their cross-sections add up; a limb is as thick as what hangs on it.
    """
    return np.asarray(THIN + (THICK - THIN) * np.sqrt(stage.weights))


@dataclass(frozen=True)
class Shape:
    """One part of a figure on the sheet.

    Attributes:
        outline: pixels (x, y), filled.
        joints: x, y and radius in pixels of the rounds at its ends.
        side: −1 left, 0 trunk, 1 right.
        near: how near to the eye it is, in body heights.
    """

    outline: list[tuple[float, float]]
    joints: list[tuple[float, float, float]]
    side: int
    near: float


def shapes(
    stage: Stage, frame: int, view: float, scale: float, at: tuple[float, float], is_whole: bool = True
) -> list[Shape]:
    """The parts of one frame, the farthest first: limbs, head and torso.

    Args:
        stage: the points.
        frame: which of them.
        view: radians that the eye has walked around the figure.
        scale: pixels a body height.
        at: where on the sheet the floor's middle is.
        is_whole: with head and torso; otherwise only the lines of the limbs, a third as thick.
    """
    points = seen(stage.places[frame], view)
    flat = np.stack([at[0] + points[:, 0] * scale, at[1] - points[:, 1] * scale], 1)
    thick, limbs = widths(stage) * scale * (1 if is_whole else 0.33), stage.limbs
    found = [
        Shape(
            *_limb(
                flat[parent],
                flat[point],
                thick[parent] if limbs[point] == limbs[parent] else thick[point],
                thick[point],
            ),
            limbs[point],
            float(points[[parent, point], 2].mean()),
        )
        for point, parent in enumerate(stage.parents)
        if parent >= 0
    ]
    if is_whole and stage.head >= 0:
        neck = points[stage.head] - points[stage.parents[stage.head]]
        middle = points[stage.head] + neck / max(float(np.linalg.norm(neck)), 1e-6) * 0.9 * HEAD
        found.append(Shape(_egg(middle * [scale, -scale, 1] + [*at, 0], neck, HEAD * scale), [], 0, float(middle[2])))
    if is_whole and len(stage.torso) > 2:
        place = list(stage.torso)
        rounds = [
            (float(x), float(y), 0.75 * float(half)) for (x, y), half in zip(flat[place], thick[place], strict=True)
        ]
        found.append(Shape(_hull(rounds), [], 0, float(points[place, 2].mean())))
    return sorted(found, key=lambda shape: shape.near)


def _limb(
    start: Floats, stop: Floats, wide: float, narrow: float
) -> tuple[list[tuple[float, float]], list[tuple[float, float, float]]]:
    """A limb: what lies between its two round ends, and those."""
    way = stop - start
    across = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-6)
    corners = (start + across * wide, stop + across * narrow, stop - across * narrow, start - across * wide)
    ends = ((start, wide), (stop, narrow))
    return [(float(x), float(y)) for x, y in corners], [(float(x), float(y), float(half)) for (x, y), half in ends]


def _egg(middle: Floats, neck: Floats, size: float) -> list[tuple[float, float]]:
    """A head: long in the direction of the neck as it is seen, round where one looks along it."""
    tall = math.hypot(neck[0], neck[1]) / max(float(np.linalg.norm(neck)), 1e-6)
    along = math.atan2(-neck[1], neck[0])
    turns = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    u, v = size * (0.8 + 0.2 * tall) * np.cos(turns), 0.76 * size * np.sin(turns) * (1 + 0.1 * tall * np.cos(turns))
    x, y = middle[0] + u * math.cos(along) - v * math.sin(along), middle[1] + u * math.sin(along) + v * math.cos(along)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _hull(rounds: list[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """The line that a thread takes around discs (x, y, radius)."""
    turns = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    rim = sorted((x + r * math.cos(turn), y + r * math.sin(turn)) for x, y, r in rounds for turn in turns.tolist())

    def half(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for x, y in points:
            while len(kept) > 1 and (
                (kept[-1][0] - kept[-2][0]) * (y - kept[-2][1]) <= (kept[-1][1] - kept[-2][1]) * (x - kept[-2][0])
            ):
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return half(rim) + half(rim[::-1])


def draw_shape(draw: ImageDraw.ImageDraw, shape: Shape, fill: Color | int) -> None:
    """One part of a figure."""
    draw.polygon(shape.outline, fill)
    for x, y, half in shape.joints:
        draw.ellipse((x - half, y - half, x + half, y + half), fill)


def draw_figure(draw: ImageDraw.ImageDraw, parts: Sequence[Shape], colors: Look) -> None:
    """All parts; those farther from the eye a little paler."""
    nearest = parts[-1].near
    depth = max(nearest - parts[0].near, 0.25)
    for shape in parts:
        fade = 0.34 * (nearest - shape.near) / depth if shape.side else 0.0
        draw_shape(draw, shape, blend(colors.of(shape.side), colors.paper, fade))


def smaller(picture: Image.Image) -> Image.Image:
    """The sheet at its own size, edges soft."""
    return picture.reduce(FINE)

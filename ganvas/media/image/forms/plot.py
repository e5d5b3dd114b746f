"""A picture as a plotter's drawing: centre lines of its strokes, outlines of its areas, hatching of its tones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ganvas.errors import FormError, pick
from ganvas.media.image.forms.curves import Curves, fit
from ganvas.media.image.forms.hatch import hatching
from ganvas.media.image.forms.inks import SEEN, Color, Ink, ink_at, lab
from ganvas.media.image.forms.outline import outlines
from ganvas.media.image.forms.paper import Box, Page
from ganvas.media.image.forms.route import drawn, route, travel
from ganvas.media.image.forms.svg import Layer, svg
from ganvas.media.image.forms.thin import Mask, thin
from ganvas.media.image.forms.trace import Points, strokes
from ganvas.media.image.forms.upscale import Floats, upscale

GRID_PX = 768  # longer side of the grid on which lines are sought
BROAD = 0.045  # half width of an area, as a share of the grid's shorter side; what is narrower is a stroke
BROADEST = 1.6  # and somewhere it has so many of it; a stroke that swells a little is no area
ROUND = 2.0  # a piece whose centre line is not longer than so many of its widths is an area, too
SPECK = 2e-5  # a piece that covers less than this share of the grid is grain
SMOOTH_PX = 6.0  # by which a traced line is smoothed: half a pixel of a picture of 64
RIM_PX = 3.0  # by which the rim of the ink is smoothed, so that a bump of it makes no branch
DARKEST = 0.5  # the threshold of ink is at most this share of the way to the full ink
PAD = 2  # times BROAD: how far the picture is continued outwards, so that a stroke cut by its rim runs straight off it
BINS = 128

Lines = Literal["centre", "outline", "both"]


@dataclass(frozen=True)
class Style:
    """How a drawing is made.

    Attributes:
        lines: ``centre`` draws every stroke as its centre line, ``outline`` everything as its outline, ``both``
            strokes by the one and areas by the other.
        hatch_mm: distance of hatching lines; 0 for none.
        pen_mm: width of the pen.
        tolerance_mm: how far a curve may lie from the line that it stands for.
    """

    lines: Lines = "both"
    hatch_mm: float = 0.0
    pen_mm: float = 0.3
    tolerance_mm: float = 0.15


@dataclass(frozen=True, eq=False)
class Drawing:
    """A finished drawing, with what it will cost the plotter."""

    svg: bytes
    layers: Sequence[Layer]
    drawn_mm: float
    travel_mm: float


def plot(
    picture: Floats, page: Page, inks: Sequence[Ink], paper: Color, style: Style, text: Mapping[str, str]
) -> Drawing:
    """The picture as strokes of pens on a page.

    Args:
        picture: (3, height, width), sRGB, 0…1.
        page: the sheet; the picture fills it within the margins.
        inks: the pens.
        paper: the color of the picture's paper, which is not drawn.
        style: how it is drawn.
        text: what the file carries.
    Raises:
        FormError: there is nothing to draw, or hatching is finer than the pen.
    """
    if style.hatch_mm and style.hatch_mm < style.pen_mm:
        raise FormError(f"hatching every {style.hatch_mm:g} mm fills all with a pen of {style.pen_mm:g} mm; take more")
    grid = _grid(picture)
    owner, strength = ink_at(grid, paper, inks)
    least = threshold(strength, max(float(np.linalg.norm(lab(ink.color) - lab(paper))) for ink in inks))
    box = page.box(picture.shape[2], picture.shape[1])
    layers = []
    for number, ink in enumerate(inks):
        mine = np.where(owner == number, strength, 0)
        lines = pick(_LINES, "kind of lines", style.lines)(_calm(mine > least))
        curves = [fit(_on_page(line, box, grid), style.tolerance_mm) for line in lines]
        if style.hatch_mm:
            full = max(float(np.linalg.norm(lab(ink.color) - lab(paper))), SEEN)
            spacing_px = style.hatch_mm * grid.shape[2] / box.width_mm
            curves += [_straight(_on_page(line, box, grid)) for line in hatching(mine / full, spacing_px)]
        layers.append(Layer(ink, route([curve for curve in curves if len(curve)])))
    layers = [layer for layer in layers if layer.strokes]
    if not layers:
        raise FormError("there is nothing to draw: no stroke or area of this picture differs enough from its paper")
    return Drawing(
        svg(layers, page, style.pen_mm, text),
        layers,
        sum(drawn(layer.strokes) for layer in layers),
        sum(travel(layer.strokes) for layer in layers),
    )


def _grid(picture: Floats) -> Floats:
    """The picture at the size at which lines are sought."""
    height, width = picture.shape[1:]
    scale = GRID_PX / max(height, width)
    return upscale(picture, (max(1, round(height * scale)), max(1, round(width * scale))))


def threshold(strength: Floats, full: float) -> float:
    """The ΔE from which there is ink: where Otsu's method parts ink from paper, within sensible bounds.

    Otsu 1979, "A threshold selection method from gray-level histograms": the largest variance between both classes.
    """
    counts, edges = np.histogram(strength, BINS)
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)[:-1].astype(float)
    sums = np.cumsum(counts * middles)
    above = counts.sum() - below
    with np.errstate(invalid="ignore", divide="ignore"):
        between = below * above * (sums[:-1] / below - (sums[-1] - sums[:-1]) / above) ** 2
    found = float(edges[1:-1][np.nan_to_num(between).argmax()])
    return float(np.clip(found, SEEN, max(SEEN, DARKEST * full)))


def _centre(inked: Mask) -> list[Points]:
    """Centre lines of all strokes; what is round is outlined."""
    from scipy import ndimage

    if not inked.any():
        return []
    pad = round(PAD * BROAD * min(inked.shape))
    wide = np.pad(inked, pad, mode="edge")
    half_width = ndimage.distance_transform_edt(np.pad(wide, 1))[1:-1, 1:-1]
    inner = (slice(pad, -pad or None), slice(pad, -pad or None))
    lines, half_width = thin(wide)[inner], half_width[inner]
    pieces, count = ndimage.label(inked, np.ones((3, 3)))
    numbers = np.arange(1, count + 1)
    widest = 2 * ndimage.maximum(half_width, pieces, numbers)
    short = np.concatenate([[False], ndimage.sum(lines, pieces, numbers) <= ROUND * widest])
    found = [_smooth(line) for line in strokes(lines & ~short[pieces], half_width, inked)]
    return found + _outline(short[pieces] & inked)


def _outline(inked: Mask) -> list[Points]:
    """Outlines of all pieces, and of their holes."""
    from scipy import ndimage

    field = ndimage.gaussian_filter(inked.astype(np.float32), 1.0, mode="nearest")
    return [_smooth(line) for line in outlines(field, 0.5)]


def _both(inked: Mask) -> list[Points]:
    """Outlines of the areas, centre lines of the strokes beside them."""
    from scipy import ndimage

    broad = BROAD * min(inked.shape)
    pad = round(PAD * broad)
    wide = np.pad(inked, pad, mode="edge")
    half_width = ndimage.distance_transform_edt(np.pad(wide, 1))[1:-1, 1:-1]
    cores, count = ndimage.label(half_width > broad, np.ones((3, 3)))
    most = np.concatenate([[0], ndimage.maximum(half_width, cores, np.arange(1, count + 1))])
    if most.max() < BROADEST * broad:
        return _centre(inked)
    cores = (most >= BROADEST * broad)[cores]
    inner = (slice(pad, -pad or None), slice(pad, -pad or None))
    areas = (ndimage.distance_transform_edt(~cores) <= broad)[inner] & inked
    rest, count = ndimage.label(inked & ~areas, np.ones((3, 3)))
    reach = np.concatenate(
        [[0], ndimage.maximum(ndimage.distance_transform_edt(~areas), rest, np.arange(1, count + 1))]
    )
    corners = (reach <= broad)[rest] & inked  # what an opening with a disc leaves over belongs to the area
    areas |= corners
    return _outline(areas) + _centre(inked & ~areas)


_LINES: dict[str, Callable[[Mask], list[Points]]] = {"centre": _centre, "outline": _outline, "both": _both}


def _calm(inked: Mask) -> Mask:
    """The ink with a smooth rim and without specks."""
    from scipy import ndimage

    calm = ndimage.gaussian_filter(inked.astype(np.float32), RIM_PX, mode="nearest") > 0.5
    pieces, _ = ndimage.label(calm, np.ones((3, 3)))
    enough = np.bincount(pieces.ravel()) >= SPECK * inked.size
    enough[0] = False
    return np.asarray(enough[pieces])


def _smooth(line: Points) -> Points:
    """The line without the steps of its pixels; an open one keeps its ends."""
    from scipy import ndimage

    if len(line) < 4:
        return line
    if np.array_equal(line[0], line[-1]):
        ring = ndimage.gaussian_filter1d(line[:-1], SMOOTH_PX, axis=0, mode="wrap")
        return np.vstack([ring, ring[:1]])
    reach = min(round(4 * SMOOTH_PX), len(line) - 1)
    longer = np.pad(line, ((reach, reach), (0, 0)), mode="reflect", reflect_type="odd")
    return np.asarray(ndimage.gaussian_filter1d(longer, SMOOTH_PX, axis=0)[reach:-reach])


def _on_page(line: Points, box: Box, grid: Floats) -> Points:
    """Points in pixels of the grid as mm on the page."""
    height, width = grid.shape[1:]
    places = (line + 0.5) / (width, height) * (box.width_mm, box.height_mm)
    return np.asarray(places + np.array([box.left_mm, box.top_mm]))


def _straight(line: Points) -> Curves:
    start, end = line
    return np.stack([start, start + (end - start) / 3, end - (end - start) / 3, end])[None]

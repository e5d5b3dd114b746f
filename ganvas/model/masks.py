"""Masks of a sketch as numbers on a grid: antialiased, feathered, a pure function of the mask and the grid."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.errors import SketchError
from ganvas.sketch import Box, Mask, Oval, Painted, Region, Stroke, Strokes

Values = Callable[[str], Tensor]
REACH = 3.0  # a feather's Gaussian is cut off after so many of its widths


def draw_region(region: Region, height: int, width: int, values: Values) -> Tensor:
    """(height, width) in 0…1, float32: how much of each pixel a region covers, softness and all.

    Raises:
        SketchError: a painted mask is not here, or is no mask.
    """
    drawn = draw_mask(region.mask, height, width, values)
    soft = feathered(drawn, region.feather * min(height, width))
    return (torch.minimum((2 * soft - 1).clamp_min(0), drawn) if region.inside else soft).float()


def draw_mask(mask: Mask, height: int, width: int, values: Values) -> Tensor:
    """(height, width) in 0…1, float64: how much of each pixel a mask covers, with a hard edge.

    Args:
        mask: the shape.
        height: of the picture in pixels.
        width: of the picture in pixels.
        values: gives a painted mask by its digest.
    Raises:
        SketchError: a painted mask is not here, or is no mask.
    """
    return SHAPES[type(mask)](mask, height, width, values)


def _axes(height: int, width: int) -> tuple[Tensor, Tensor]:
    """The middle of each row (height, 1) and column (1, width), 0…1."""
    y = (torch.arange(height, dtype=torch.float64) + 0.5) / height
    x = (torch.arange(width, dtype=torch.float64) + 0.5) / width
    return y[:, None], x[None]


def _box(mask: Box, height: int, width: int, _values: Values) -> Tensor:
    """Exact cover: of a rectangle the product of the cover of rows and of columns."""

    def covered(first: float, last: float, count: int) -> Tensor:
        edges = torch.arange(count, dtype=torch.float64)
        return (torch.clamp(edges + 1, max=last * count) - torch.clamp(edges, min=first * count)).clamp(0, 1)

    return covered(mask.top, mask.bottom, height)[:, None] * covered(mask.left, mask.right, width)[None]


def _oval(mask: Oval, height: int, width: int, _values: Values) -> Tensor:
    """Cover by the distance to the edge, to first order: (1 − r) over the length of r's slope, in pixels."""
    y, x = _axes(height, width)
    half_x, half_y = (mask.right - mask.left) / 2, (mask.bottom - mask.top) / 2
    dx, dy = (x - mask.left - half_x) / half_x, (y - mask.top - half_y) / half_y
    radius = torch.hypot(dx, dy).clamp_min(1e-9)
    slope = torch.hypot(dx / (half_x * width), dy / (half_y * height)) / radius
    return ((1 - radius) / slope.clamp_min(1e-9) + 0.5).clamp(0, 1)


def _stroke(mask: Stroke, height: int, width: int, _values: Values) -> Tensor:
    """Cover of the hull of two discs for each piece of the way, the largest of all pieces."""
    side = min(height, width)
    cover = torch.zeros(height, width, dtype=torch.float64)
    spots = [(p.x * width, p.y * height, p.pressure * mask.width / 2 * side) for p in mask.points]
    for first, second in zip(spots, spots[1:] or spots, strict=False):
        _cover_piece(cover, first, second)
    return cover


def _cover_piece(cover: Tensor, first: tuple[float, float, float], second: tuple[float, float, float]) -> None:
    """Paint one piece of a stroke, in pixels, where it can reach."""
    (x0, y0, r0), (x1, y1, r1) = first, second
    reach, (height, width) = max(r0, r1) + 1, cover.shape
    rows = slice(max(0, math.floor(min(y0, y1) - reach)), min(height, math.ceil(max(y0, y1) + reach)))
    columns = slice(max(0, math.floor(min(x0, x1) - reach)), min(width, math.ceil(max(x0, x1) + reach)))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    y = torch.arange(rows.start, rows.stop, dtype=torch.float64)[:, None] + 0.5
    x = torch.arange(columns.start, columns.stop, dtype=torch.float64)[None] + 0.5
    length = max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12)
    t = (((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length).clamp(0, 1)
    distance = torch.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0))
    radius = r0 + t * (r1 - r0)
    here = (radius - distance + 0.5).clamp(0, 1) * (radius > 0)
    torch.maximum(cover[rows, columns], here, out=cover[rows, columns])


def _strokes(mask: Strokes, height: int, width: int, values: Values) -> Tensor:
    return torch.stack([_stroke(one, height, width, values) for one in mask.of]).amax(0)


def _painted(mask: Painted, height: int, width: int, values: Values) -> Tensor:
    """The kept mask, resized by areas where it becomes smaller, bilinear where larger."""
    kept = values(mask.digest)
    if kept.dim() != 2 or min(kept.shape) < 1 or kept.min() < 0 or kept.max() > 1:
        raise SketchError(f"values {mask.digest[:12]}: no mask; wanted (height, width) of numbers in 0…1")
    small = kept.shape[0] >= height and kept.shape[1] >= width
    mode = "area" if small else "bilinear"
    resized = F.interpolate(kept[None, None].double(), size=(height, width), mode=mode)
    return resized[0, 0]


SHAPES: dict[type, Callable[..., Tensor]] = {
    Box: _box,
    Oval: _oval,
    Stroke: _stroke,
    Strokes: _strokes,
    Painted: _painted,
}


def feathered(mask: Tensor, sigma_px: float) -> Tensor:
    """The mask under a Gaussian; beyond the picture's edge it goes on as at the edge."""
    reach = math.ceil(REACH * sigma_px)
    if sigma_px < 0.05:
        return mask
    offsets = torch.arange(-reach, reach + 1, dtype=mask.dtype)
    weights = torch.exp(-0.5 * (offsets / sigma_px) ** 2)
    weights = weights / weights.sum()
    soft = F.pad(mask[None, None], (reach, reach, reach, reach), mode="replicate")
    soft = F.conv2d(soft, weights[None, None, :, None])
    return F.conv2d(soft, weights[None, None, None])[0, 0].clamp(0, 1)

"""Where things are: mirrored, turned, shifted, scaled, stretched, by one resampling of a picture.

A setting is a matrix (3, 3) that takes a point of the new picture to the point of the old one that is
seen there: (across, down, 1) in pixels from the middle. Matrices of several parts multiply, so the
picture is read once. It is read by ``gather`` with four weights a pixel (bilinear), which PyTorch
differentiates twice; ``grid_sample`` it does not, and R1 and R2 need it. The weights are none negative
and sum to one, so values stay within −1…1; whole shifts, mirrors and quarter turns copy values exactly.

Beyond its edge a picture goes on as its mirror image. Paper stays paper there, with its tone and grain;
the zeros of DiffAugment are a grey bar on it, and the edge pixel drawn out makes stripes of every stroke
that leaves the sheet.
"""

import torch
from torch import Tensor

from ganvas.augment.stage import Shape, Stage, bell

SHIFT = 1 / 8  # of each side, at most. Karras et al. 2020 (arXiv:2006.06676), and Zhao et al. 2020 (arXiv:2006.10738)
SCALE = 0.2  # spread of log2 of the scale, and of the stretch. Karras et al. 2020
TILT_DEGREES = 8.0  # at most, either way: a sheet that lies askew on the scanner. Our own


def flip(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """Mirror left and right for half of the numbers (N, 1), so that even at p = 1 both hands are seen."""
    across = torch.where(chance[:, 0] < 0.5, -1.0, 1.0).double()
    return matrix(across, 0, 0, 1)


def quarter(chance: Tensor, shape: Shape) -> Tensor:
    """0, 1, 2 or 3 quarter turns by numbers (N, 1); a picture that is not square takes 0 or 2 of them."""
    square = shape[1] == shape[2]
    turns = (chance[:, 0] * 4).floor() if square else (chance[:, 0] * 2).floor() * 2
    angle = turns * (torch.pi / 2)
    return matrix(angle.cos().round(), angle.sin().neg().round(), angle.sin().round(), angle.cos().round())


def shift(chance: Tensor, shape: Shape) -> Tensor:
    """Whole pixels across and down, by numbers (N, 2), each up to ``SHIFT`` of its side."""
    height, width = shape[1:]
    moved = (chance * 2 - 1) * torch.tensor([width, height], dtype=torch.float64) * SHIFT
    setting = torch.eye(3, dtype=torch.float64).repeat(len(chance), 1, 1)
    setting[:, :2, 2] = -moved.round()
    return setting


def scale(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """Larger or smaller from the middle, by numbers (N, 1): log-normal."""
    closer = torch.exp2(-bell(chance[:, 0], SCALE))
    return matrix(closer, 0, 0, closer)


def stretch(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """Wider and lower, or narrower and higher, of the same area, by numbers (N, 1): log-normal."""
    closer = torch.exp2(-bell(chance[:, 0], SCALE))
    return matrix(closer, 0, 0, 1 / closer)


def tilt(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """A few degrees about the middle, by numbers (N, 1)."""
    return turned((chance[:, 0] * 2 - 1) * (TILT_DEGREES * torch.pi / 180))


def rotate(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """Any angle about the middle, by numbers (N, 1)."""
    return turned((chance[:, 0] * 2 - 1) * torch.pi)


def turned(angle: Tensor) -> Tensor:
    """The picture turned counterclockwise by angles (N,), in radians, as settings (N, 3, 3)."""
    return matrix(angle.cos(), -angle.sin(), angle.sin(), angle.cos())


def matrix(a: Tensor, b: Tensor | float, c: Tensor | float, d: Tensor | float) -> Tensor:
    """Settings (N, 3, 3) that leave the middle where it is: across = a·across + b·down, down = c·across + d·down."""
    setting = torch.eye(3, dtype=torch.float64).repeat(len(a), 1, 1)
    setting[:, 0, 0], setting[:, 0, 1] = a, torch.as_tensor(b)
    setting[:, 1, 0], setting[:, 1, 1] = torch.as_tensor(c), torch.as_tensor(d)
    return setting


def resample(x: Tensor, settings: Tensor) -> Tensor:
    """Each picture seen through its matrix.

    Args:
        x: (groups, n, channels, height, width).
        settings: (n, 3, 3), the same for each group.

    Returns:
        (groups, n, channels, height, width).
    """
    groups, count, channels, height, width = x.shape
    rows = settings[:, :2].to(x.device, torch.float32)[..., None, None]
    across = torch.arange(width, device=x.device, dtype=torch.float32) - (width - 1) / 2
    down = (torch.arange(height, device=x.device, dtype=torch.float32) - (height - 1) / 2)[:, None]
    seen = rows[:, :, 0] * across + rows[:, :, 1] * down + rows[:, :, 2]  # (n, 2, height, width)
    left, to_right = neighbor(seen[:, 0] + (width - 1) / 2, width)
    above, to_below = neighbor(seen[:, 1] + (height - 1) / 2, height)
    right, below = min(1, width - 1), width * min(1, height - 1)
    steps = torch.tensor([0, right, below, below + right], device=x.device)
    places = (above * width + left).long().view(count, 1, 1, -1) + steps[:, None]
    to_left, to_above = 1 - to_right, 1 - to_below
    shares = [to_above * to_left, to_above * to_right, to_below * to_left, to_below * to_right]
    weights = torch.stack(shares, 1).to(x.dtype).view(count, 1, 4, -1)
    pixels = x.flatten(3).gather(3, places.flatten(2).expand(groups, -1, channels, -1))
    weighed = pixels.view(groups, count, channels, 4, -1) * weights
    return weighed.sum(3).view(x.shape)


def neighbor(place: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The pixel before each place, and how far on the way to the next one the place is, 0…1.

    Places beyond an edge are mirrored at the middle of the edge's pixels, as often as it takes.
    """
    last = size - 1
    if last == 0:
        return torch.zeros_like(place), torch.zeros_like(place)
    inside = last - (place.remainder(2 * last) - last).abs()
    before = inside.floor().clamp(max=last - 1)
    return before, inside - before


def stays(shape: Shape) -> Tensor:  # noqa: ARG001
    """The setting that leaves everything where it is."""
    return torch.eye(3, dtype=torch.float64)


PLACE = Stage(axes=3, neutral=stays, join=torch.matmul, carry_out=resample)

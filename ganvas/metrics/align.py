"""Two pictures laid over each other as well as a small affine map can, and how alike they are then.

Lucas and Kanade's alignment with gain and offset (Baker and Matthews 2004, “Lucas–Kanade 20 years on”), for many
pairs at once, coarse before fine. The map goes from the sample's coordinates, −1…1 across and down, to the work's.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.metrics.views import CONTRAST, SIDE_PX, blur, part_masks, resize

STAGES = ((3.0, 24, 5), (1.5, 32, 5))  # blur in pixels of the plane, side of the grid, steps
DAMPING = 1e-2  # of the mean curvature
LONGEST_STEP = 0.15  # of half a side
BANDS = ((1.0, 4.0), (0.5, 1.5))  # what is compared lies between two blurs, in pixels of the plane: forms, and detail
LEAST_COVER = 0.7  # of the part that the work covers
SCALE_RANGE, MOST_ASPECT = (0.5, 1.15), 1.25  # of a map that counts
IN_PLACE_PX = 3.0  # of the plane: corners moved by no more lie where they were
STRAIGHT_PX = 2.5  # of the plane: what is left at the corners after scale and shift
IN_PLACE, CUT_OUT, BENT = range(3)  # how much freedom a map took


@dataclass(frozen=True, eq=False)
class Pairs:
    """H pairs of a turned sample and a work to lay over each other.

    Attributes:
        sample: (H, 64, 64) lightness.
        work: (H, 64, 64) lightness.
        part: (H,), which of ``PARTS`` of the sample is compared.
        map: (H, 2, 3).
    """

    sample: Tensor
    work: Tensor
    part: Tensor
    map: Tensor


def maps_of(boxes: Tensor) -> Tensor:
    """(H, 2, 3): the maps that lay a sample over boxes (H, 3) of works."""
    share, top, left = boxes.T
    maps = torch.zeros(len(boxes), 2, 3)
    maps[:, 0, 0], maps[:, 1, 1] = share, share
    maps[:, 0, 2], maps[:, 1, 2] = 2 * left + share - 1, 2 * top + share - 1
    return maps


def align(pairs: Pairs) -> Tensor:
    """The maps (H, 2, 3) after a few steps of least squares from those that the pairs have."""
    maps = pairs.map
    for sigma_px, side, steps in STAGES:
        sample = resize(blur(pairs.sample[:, None], sigma_px), side).flatten(1)
        work = blur(pairs.work[:, None], sigma_px)
        sheet = torch.cat([work, *(slope * (SIDE_PX / 2) for slope in slopes(work))], 1)
        weight = part_masks(side)[pairs.part].flatten(1)
        for _ in range(steps):
            maps = maps + _step(maps, sample, sheet, weight, side)
    return maps


def _step(maps: Tensor, sample: Tensor, sheet: Tensor, weight: Tensor, side: int) -> Tensor:
    """One step (H, 2, 3) of Gauss and Newton towards work∘map = gain · sample + offset, on the part compared."""
    at = _points(side)
    where = at @ maps.transpose(1, 2)
    grid = where.reshape(-1, side, side, 2)
    seen = F.grid_sample(sheet, grid, padding_mode="border", align_corners=False).flatten(2)
    weight = weight * (where.abs() <= 1).all(-1)
    light, across, down = seen.unbind(1)
    ones = torch.ones_like(sample)[..., None]
    jacobian = torch.cat([across[..., None] * at, down[..., None] * at, -sample[..., None], -ones], -1)
    weighted = jacobian * weight[..., None]
    square = weighted.transpose(1, 2) @ jacobian
    curvature = square.diagonal(dim1=1, dim2=2)
    ridge = 1e-6 * curvature + 1e-7
    ridge[:, :6] += DAMPING * curvature[:, :6].mean(1, keepdim=True)
    step = torch.linalg.solve(square + torch.diag_embed(ridge), -(weighted * light[..., None]).sum(1))
    moved: Tensor = step[:, :6].reshape(-1, 2, 3).clamp(-LONGEST_STEP, LONGEST_STEP)
    return moved


def likeness(pairs: Pairs, maps: Tensor) -> Tensor:
    """(H, 2): correlation, 0…1, of sample and work under the maps in each of ``BANDS``; 0 where a map will not do.

    A negative of the work is as like as the work.
    """
    side = pairs.sample.shape[-1]
    where = _points(side) @ maps.transpose(1, 2)
    grid = where.reshape(-1, side, side, 2)
    work = F.grid_sample(pairs.work[:, None], grid, padding_mode="border", align_corners=False)
    weight = part_masks(side)[pairs.part].flatten(1)
    seen = weight * (where.abs() <= 1 + 1 / side).all(-1)
    cover = seen.sum(1) / weight.sum(1)
    seen = seen / seen.sum(1, keepdim=True).clamp(min=1)
    both = pairs.sample, work[:, 0]
    found = []
    for fine_px, wide_px in BANDS:
        one, other = (blur(x, fine_px) - blur(x, wide_px) for x in both)
        found.append(_correlation(one, other, seen))
    return torch.stack(found, 1) * ((cover >= LEAST_COVER) & sensible(maps))[:, None]


def _correlation(one: Tensor, other: Tensor, weight: Tensor) -> Tensor:
    """(H,), without its sign, of pictures (H, S, S) under weights (H, S²) that sum to 1."""
    one, other = (x.flatten(1) - (x.flatten(1) * weight).sum(1, keepdim=True) for x in (one, other))
    energies = [(x.square() * weight).sum(1) + CONTRAST**2 for x in (one, other)]
    found: Tensor = ((one * other * weight).sum(1) / (energies[0] * energies[1]).sqrt()).abs()
    return found


def sensible(maps: Tensor) -> Tensor:
    """(H,): whether maps neither shrink nor stretch more than a copy would."""
    large, small = torch.linalg.svdvals(maps[:, :, :2]).unbind(1)
    found: Tensor = (large <= SCALE_RANGE[1]) & (small >= SCALE_RANGE[0]) & (large <= MOST_ASPECT * small)
    return found


def freedom(maps: Tensor) -> Tensor:
    """(H,) int64: IN_PLACE where corners stay where they are, CUT_OUT for a straight box of the work, else BENT."""
    corners = torch.tensor([[x, y, 1.0] for y in (-1, 1) for x in (-1, 1)])
    where = corners @ maps.transpose(1, 2)
    moved = _farthest(where - corners[:, :2])
    scale = ((maps[:, 0, 0] + maps[:, 1, 1]) / 2)[:, None, None]
    straight = _farthest(where - scale * corners[:, :2] - maps[:, None, :, 2])
    kind = torch.where(straight <= STRAIGHT_PX, CUT_OUT, BENT)
    return torch.where(moved <= IN_PLACE_PX, IN_PLACE, kind)


def _farthest(steps: Tensor) -> Tensor:
    found: Tensor = steps.norm(dim=2).amax(1) * (SIDE_PX / 2)
    return found


def slopes(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Central differences (N, 1, H, W) across and down, a pixel."""
    wide = F.pad(pictures, (1, 1, 1, 1), mode="replicate")
    return (wide[:, :, 1:-1, 2:] - wide[:, :, 1:-1, :-2]) / 2, (wide[:, :, 2:, 1:-1] - wide[:, :, :-2, 1:-1]) / 2


def _points(side: int) -> Tensor:
    """(side², 3): across, down and 1 of the middle of every pixel."""
    steps = torch.linspace(-1, 1, 2 * side + 1)[1::2]
    down, across = torch.meshgrid(steps, steps, indexing="ij")
    return torch.stack([across.flatten(), down.flatten(), torch.ones(side * side)], 1)

"""How near is too near: learned from the works themselves, apart for every kind of likeness.

Each work is compared with all others, and slightly damaged copies with their originals. A sample is a copy where
it is nearer to a work than 98 of 100 works are to any other, all kinds taken together. Works as near as copies are
*twins*. Where they are few, and set apart from the rest by a valley, they are left out of what is learned; where
likeness runs on without one, as among works of one construction, they are not, and few copies can be told in that kind.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas import seeds
from ganvas.metrics.nearest import HALF, KINDS, Nearest
from ganvas.metrics.views import blur

LEAST_WORKS = 20  # to learn from
FEW_WORKS = 100  # fewer do not say how alike works can be: the thresholds are no lower than the usual ones
CALIBRATED = 300  # works, at most, whose nearest other is looked for
COPIED = 40  # works, at most, that are copied
LEVEL_SHARE = 0.05  # of the copies lie farther from their originals than their level says
MOST_TWINS = 0.1  # of the works
VALLEY = 0.08  # of likeness below that of copies,
MOST_IN_VALLEY = 0.03  # in which no more of the works lie
COPY_SHARE = 0.02  # of the works would be called copies of others
CLOSE_SHARE = 0.05  # of the works would be called close, or more
USUAL = (0.85, 0.85, 0.85, 0.88, 0.8, 0.8, 0.8, 0.85)  # what plates and clip art give, by kind
LEAST = (0.7, 0.7, 0.7, 0.8, 0.55, 0.55, 0.55, 0.6)  # less alike is never called anything
STEPS = 200

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Where likeness becomes telling, for each of ``KINDS``.

    Attributes:
        copy: (8,), more is a copy.
        close: (8,), more is close.
        twins: (8,), share of the works that are as near to another as a copy is.
        works: how many were compared with all others; 0 where the usual thresholds are taken.
    """

    copy: Tensor
    close: Tensor
    twins: Tensor
    works: int

    @classmethod
    def of(cls, index: Nearest, progress: Progress = lambda *_: None) -> Self:
        """Learned from the works of an index; from fewer than ``LEAST_WORKS`` nothing is, the usual ones are taken."""
        usual, least = torch.tensor(USUAL), torch.tensor(LEAST)
        if len(index) < LEAST_WORKS:
            return cls(usual, (usual + least) / 2, torch.zeros(len(KINDS)), 0)
        random = seeds.generator("originality", len(index))
        chosen = torch.randperm(len(index), generator=random)
        rows = chosen[:CALIBRATED].tolist()
        apart = torch.empty(len(rows), len(KINDS))
        for done, row in enumerate(rows):
            apart[done] = index.search(index.plane(row), but=index.same(row)).best()[0]
            progress("comparing works", done + 1, len(rows))
        twins, different = tell_twins(apart, copy_levels(index, chosen[:COPIED], random))
        copy, close = (torch.maximum(jointly(different, share), least) for share in (COPY_SHARE, CLOSE_SHARE))
        if len(index) < FEW_WORKS:
            copy, close = torch.maximum(copy, usual), torch.maximum(close, (usual + least) / 2)
        return cls(copy, close, twins, len(rows))

    @property
    def blind(self) -> list[bool]:
        """For each kind whether so many works are twins that hardly any copy can be told."""
        return [bool(share > MOST_TWINS) for share in self.twins]

    def margin(self, likeness: Tensor) -> Tensor:
        """(…, 8): how far likeness lies above the threshold of a copy, as a share of what is left above it."""
        return (likeness - self.copy) / (1 - self.copy).clamp(min=1e-3)


def tell_twins(apart: Tensor, level: Tensor) -> tuple[Tensor, Tensor]:
    """What is to be learned from.

    Args:
        apart: (n, 8), likeness of works to their nearest other, by kind.
        level: (8,), what copies keep.
    Returns:
        (8,), the share of twins; and (m, 8), of the works that are no twins in any kind in which those lie apart.
    """
    twin = apart >= level
    in_valley = (apart >= level - VALLEY) & ~twin
    share = twin.double().mean(0)
    set_apart = (share <= MOST_TWINS) & (in_valley.double().mean(0) <= MOST_IN_VALLEY)
    others = apart[~(twin & set_apart).any(1)]
    return share, others if len(others) else apart


def jointly(apart: Tensor, share: float) -> Tensor:
    """(8,): one quantile of every kind, so high that at most ``share`` of the works (n, 8) exceed any of them."""
    for step in range(STEPS + 1):
        wanted = 1 - share * (1 - step / STEPS)
        bars = apart.quantile(wanted, 0)
        if (apart > bars).any(1).double().mean() <= share:
            break
    return bars


def copy_levels(index: Nearest, rows: Tensor, random: torch.Generator) -> Tensor:
    """(8,): the likeness that 95 of 100 copies keep; of forms for soft copies, of detail for crisp ones."""
    levels = []
    for first, soft in ((0, True), (HALF + 1, False)):
        kept: list[list[Tensor]] = [[] for _ in range(HALF + 1)]
        for row in rows.tolist():
            for kind, copy in enumerate(_copies(index, row, random)):
                found, _ = index.search(_grain(blur(copy, 1.0) if soft else copy, random)).best()
                kept[kind].append(found[first + kind])
        levels.append(torch.stack([torch.stack(some).quantile(LEVEL_SHARE) for some in kept]))
    return torch.cat(levels)


def _copies(index: Nearest, row: int, random: torch.Generator) -> Iterator[Tensor]:
    """A work (64, 64) as it is, cut out, turned by 5 or 6 degrees, with another work's half: in the order of kinds."""
    plane = index.plane(row)
    share, down, right, angle = torch.rand(4, generator=random).tolist()
    yield plane
    scale = 0.78 + 0.15 * share
    yield _mapped(plane, scale, 0, (1 - scale) * (2 * down - 1), (1 - scale) * (2 * right - 1))
    yield _mapped(plane, 1, math.radians(5 + angle), 0, 0)
    other = index.plane((row + 1 + int(share * (len(index) - 1))) % len(index))
    half = plane.shape[1] // 2
    yield torch.cat([plane[:, :half], other[:, half:]], 1)


def _mapped(plane: Tensor, scale: float, angle: float, down: float, right: float) -> Tensor:
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    grid = F.affine_grid(torch.tensor([[[cos, -sin, right], [sin, cos, down]]]), [1, 1, *plane.shape], False)
    mapped: Tensor = F.grid_sample(plane[None, None], grid, padding_mode="border", align_corners=False)
    return mapped[0, 0]


def _grain(plane: Tensor, random: torch.Generator) -> Tensor:
    """Of other contrast and brightness, with a little noise."""
    contrast, brightness = torch.rand(2, generator=random).tolist()
    grain = 0.015 * torch.randn(plane.shape, generator=random)
    grainy: Tensor = (plane - 0.5) * (0.8 + 0.4 * contrast) + 0.45 + 0.1 * brightness + grain
    return grainy.clamp(0, 1)

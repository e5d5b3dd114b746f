"""A small residual pair on patches, for pictures of 28 to 64 px on two cores of a CPU in minutes.

No stage runs at full resolution: the discriminator reads patches of ``patch`` × ``patch`` pixels as
channels (space to depth) and the generator writes them, so that every convolution has enough
channels to use the machine. No normalization, fix-up initialization, bilinear resampling, as in
R3GAN (Huang et al. 2024, arXiv:2501.05441); plain 3×3 convolutions instead of grouped ones, and a
bounded output, because paper has a whitest white.
"""

import itertools
import math

import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.nets.design import Design
from ganvas.nets.heads import ending
from ganvas.nets.labels import refuse_classes
from ganvas.nets.layers import Residual, kaiming, leaky, picture
from ganvas.nets.pyramid import COARSEST, LEAST, same_within_patches
from ganvas.nets.views import seen


def stages(design: Design) -> tuple[tuple[int, int], list[int]]:
    """The coarsest grid (height, width), and the channels of each stage, coarsest first.

    ``width`` is the number of channels on a grid of about eight cells; twice as coarse has twice as many,
    so that every stage costs about the same. The coarsest stage sees the picture as a whole.
    """
    refuse_classes(design, "patch")
    _, height, width = picture(design.shape, "patch", 2 * design.patch)
    height, width = height // design.patch, width // design.patch
    sides = [min(height, width)]
    while height % 2 == 0 and width % 2 == 0 and sides[-1] >= COARSEST:
        height, width = height // 2, width // 2
        sides.append(min(height, width))
    return (height, width), [channels_at(side, design.width) for side in reversed(sides)]


def channels_at(side: int, width: int) -> int:
    """Channels on a grid of ``side`` cells: ``width`` · 8 / side, by powers of two."""
    return max(LEAST, round(width * 2.0 ** round(math.log2(8 / side))))


def widening(fan_in: int, fan_out: int) -> nn.Conv2d:
    """The 1×1 convolution between two stages."""
    layer = nn.Conv2d(fan_in, fan_out, 1, bias=False)
    kaiming(layer)
    return layer


class Generator(nn.Module):
    """z → coarsest grid → residual blocks, ×2, … → patches, bounded."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        grid, sizes = stages(design)
        blocks = design.depth * len(sizes)
        self.z_dim, self.patch, self.grid = design.z_dim, design.patch, (sizes[0], *grid)
        self.finish = ending(design)
        self.start = nn.Linear(design.z_dim, sizes[0] * grid[0] * grid[1])
        self.stages = nn.ModuleList(nn.Sequential(*(Residual(n, blocks) for _ in range(design.depth))) for n in sizes)
        self.widths = nn.ModuleList(widening(a, b) for a, b in itertools.pairwise(sizes))
        self.out = nn.Conv2d(sizes[-1], design.shape[0] * design.patch**2, 3, padding=1)
        kaiming(self.start)
        kaiming(self.out, 0.5)
        same_within_patches(self.out, design.patch)

    def forward(self, z: Tensor) -> Tensor:
        """(N, z_dim) to (N, channels, height, width) in −1…1."""
        x = self.start(z).unflatten(1, self.grid)
        x = self.stages[0](x)
        for width, stage in zip(self.widths, self.stages[1:], strict=True):
            x = stage(F.interpolate(width(x), scale_factor=2, mode="bilinear", align_corners=False))
        return self.finish(F.pixel_shuffle(self.out(leaky(x)), self.patch))

    def entries(self) -> list[Tensor]:
        """The matrix (cells, z_dim) to the coarsest grid."""
        return [self.start.weight]


class Discriminator(nn.Module):
    """Patches → residual blocks, half, … → coarsest grid → one logit."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        grid, sizes = stages(design)
        sizes = sizes[::-1]
        blocks = design.depth * len(sizes)
        self.patch = design.patch
        self.start = nn.Conv2d(seen(design)[0] * design.patch**2, sizes[0], 3, padding=1)
        self.stages = nn.ModuleList(nn.Sequential(*(Residual(n, blocks) for _ in range(design.depth))) for n in sizes)
        self.widths = nn.ModuleList(widening(a, b) for a, b in itertools.pairwise(sizes))
        self.basis = nn.Conv2d(sizes[-1], sizes[-1], grid, groups=sizes[-1], bias=False)
        self.out = nn.Linear(sizes[-1], 1, bias=False)
        for layer in (self.start, self.basis, self.out):
            kaiming(layer)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, height, width) to logits (N,)."""
        x = self.start(F.pixel_unshuffle(x, self.patch))
        x = self.stages[0](x)
        for width, stage in zip(self.widths, self.stages[1:], strict=True):
            x = stage(width(F.avg_pool2d(x, 2)))
        logits: Tensor = self.out(self.basis(leaky(x)).flatten(1)).squeeze(1)
        return logits

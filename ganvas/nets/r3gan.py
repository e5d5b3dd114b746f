"""R3GAN: residual networks without normalization, after Huang et al. 2024 (arXiv:2501.05441).

Inverted bottlenecks, fix-up initialization, bilinear resampling, a learned basis for the coarsest
grid. The paper's presets are width 768, four wide stages, two blocks a stage, sixteen channels a
group, patch 1. What is ours: a bounded output; pictures of any size and aspect; patches; and one
group of all channels where ``group_width`` is 0, because grouped convolutions waste a CPU.
"""

import itertools

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.errors import NetError
from ganvas.nets.design import Design
from ganvas.nets.heads import ending
from ganvas.nets.labels import check_labels, embedding
from ganvas.nets.layers import kaiming, leaky
from ganvas.nets.pyramid import Grid, Head, channels, check_noise, grids, same_within_patches
from ganvas.nets.views import seen

EXPANSION = 2  # inner channels of a block, in its outer ones


class Bottleneck(nn.Module):
    """x + three convolutions: 1×1 to twice the channels, 3×3 in groups, 1×1 back; quiet at birth.

    The last starts at zero and the others are scaled by blocks^(−1/4), the fix-up initialization of
    Zhang et al. 2019 (arXiv:1901.09321) for three layers a block.
    """

    def __init__(self, size: int, group_width: int, blocks: int) -> None:
        super().__init__()
        inner = EXPANSION * size
        self.widen = nn.Conv2d(size, inner, 1)
        self.mix = nn.Conv2d(inner, inner, 3, padding=1, groups=inner // (group_width or inner))
        self.narrow = nn.Conv2d(inner, size, 1, bias=False)
        kaiming(self.widen, blocks**-0.25)
        kaiming(self.mix, blocks**-0.25)
        nn.init.zeros_(self.narrow.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, height, width) to the same shape."""
        out: Tensor = x + self.narrow(leaky(self.mix(leaky(self.widen(x)))))
        return out


class Halve(nn.Module):
    """Half as many cells a side, rounded up, by the filter [1, 3, 3, 1]/8 along both axes; zeros around.

    Computed in float32: the depthwise convolution took half the time that it takes in bfloat16 on a CPU.
    """

    def __init__(self) -> None:
        super().__init__()
        line = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
        self.filter: Tensor
        self.register_buffer("filter", torch.outer(line, line), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, height, width) to (N, channels, ⌈height/2⌉, ⌈width/2⌉)."""
        size, height, width = x.shape[1:]
        with torch.autocast(x.device.type, enabled=False):
            wide = F.pad(x.float(), (1, 1 + width % 2, 1, 1 + height % 2))
            return F.conv2d(wide, self.filter.expand(size, 1, 4, 4), stride=2, groups=size).to(x.dtype)


def stage(design: Design, size: int, blocks: int) -> nn.Sequential:
    """The blocks of one stage, out of ``blocks`` in the whole network."""
    return nn.Sequential(*(Bottleneck(size, design.group_width, blocks) for _ in range(design.depth)))


def pointwise(fan_in: int, fan_out: int, gain: float = 1.0) -> nn.Conv2d:
    """A 1×1 convolution without bias or rectifier."""
    layer = nn.Conv2d(fan_in, fan_out, 1, bias=False)
    kaiming(layer, gain, slope=1.0)
    return layer


def between(fan_in: int, fan_out: int) -> nn.Module:
    """What joins two stages: nothing where their widths agree."""
    return nn.Identity() if fan_in == fan_out else pointwise(fan_in, fan_out)


def plan(design: Design) -> tuple[list[Grid], list[int]]:
    """Grid and channels of every stage, coarsest first.

    Raises:
        NetError: the shape is no picture, or the groups do not divide the channels.
    """
    cells = grids(design, "r3gan")
    sizes = channels(design, len(cells))
    odd = [size for size in sizes if design.group_width and EXPANSION * size % design.group_width]
    if odd:
        raise NetError(
            f"r3gan cannot part {EXPANSION * odd[0]} channels into groups of {design.group_width}. "
            "Take a group_width that divides twice the width of every stage, or 0 for one group."
        )
    return cells, sizes


class Generator(nn.Module):
    """z → learned basis of the coarsest grid → bottlenecks, ×2, … → patches, bounded."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.grids, sizes = plan(design)
        self.z_dim, self.patch, self.finish = design.z_dim, design.patch, ending(design)
        given = design.z_dim * (2 if design.classes else 1)  # a label's vector is as long as z and follows it
        self.basis = nn.Parameter(torch.randn(sizes[0], *self.grids[0]))
        self.start = nn.Linear(given, sizes[0], bias=False)
        self.stages = nn.ModuleList(stage(design, size, design.depth * len(sizes)) for size in sizes)
        self.joints = nn.ModuleList(between(a, b) for a, b in itertools.pairwise(sizes))
        self.out = pointwise(sizes[-1], design.shape[0] * design.patch**2, 0.5)  # away from the bounds at first
        kaiming(self.start, slope=1.0)
        same_within_patches(self.out, design.patch)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim) to (N, channels, height, width) in −1…1.

        Raises:
            ShapeError: there are labels.
        """
        check_labels(labels, 0, len(z))
        return self._grow(z)

    def entries(self) -> list[Tensor]:
        """The matrix (channels, z_dim, or twice that with a label's vector) of the first layer."""
        return [self.start.weight]

    def _grow(self, z: Tensor) -> Tensor:
        x = self.stages[0](self.basis * self.start(z)[:, :, None, None])
        for joint, stage, grid in zip(self.joints, self.stages[1:], self.grids[1:], strict=True):
            x = stage(F.interpolate(joint(x), size=grid, mode="bilinear", align_corners=False))
        return self.finish(F.pixel_shuffle(self.out(x), self.patch))


class LabelledGenerator(Generator):
    """The generator that is told labels: it grows from z with the vector of the label behind it.

    It offers ``map`` and ``paint``, with one layer: its w is that pair of vectors.

    Attributes:
        classes: how many labels there are.
        w_dim: twice z_dim.
        layers: 1.
        noise_size: 0.
    """

    layers, noise_size = 1, 0

    def __init__(self, design: Design) -> None:
        super().__init__(design)
        self.classes, self.w_dim = design.classes, 2 * design.z_dim
        self.labels = embedding(design.classes, design.z_dim)

    def map(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim) and labels (N,) to w (N, 1, w_dim).

        Raises:
            ShapeError: labels are missing or of another shape.
        """
        return torch.cat([z, self.labels(check_labels(labels, self.classes, len(z)))], 1)[:, None]

    def paint(self, w: Tensor, noise: Tensor | None = None) -> Tensor:
        """(N, 1, w_dim) to (N, channels, height, width) in −1…1.

        Raises:
            ShapeError: there is noise, (N, 0) apart.
        """
        check_noise(noise, len(w), self.noise_size)
        return self._grow(w[:, 0])

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim) and labels (N,) to (N, channels, height, width) in −1…1.

        Raises:
            ShapeError: labels are missing or of another shape.
        """
        return self.paint(self.map(z, labels))


def generator(design: Design) -> Generator:
    """The generator, told labels where the design has classes."""
    return LabelledGenerator(design) if design.classes else Generator(design)


class Discriminator(nn.Module):
    """Patches → bottlenecks, half, … → coarsest grid → one logit, of the label where there are classes."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        cells, sizes = plan(design)
        sizes = sizes[::-1]
        self.patch = design.patch
        self.start = pointwise(seen(design)[0] * design.patch**2, sizes[0])
        self.stages = nn.ModuleList(stage(design, size, design.depth * len(sizes)) for size in sizes)
        self.joints = nn.ModuleList(between(a, b) for a, b in itertools.pairwise(sizes))
        self.halve = Halve()
        self.head = Head(sizes[-1], cells[0], design.classes)

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, channels, height, width), and labels (N,) where there are classes, to logits (N,).

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        x = self.stages[0](self.start(F.pixel_unshuffle(x, self.patch)))
        for joint, stage in zip(self.joints, self.stages[1:], strict=True):
            x = stage(joint(self.halve(x)))
        logits: Tensor = self.head(x, labels)
        return logits

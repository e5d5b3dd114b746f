"""Strided convolutions: the "CNN" variant of the article, after Radford et al. 2016 (arXiv:1511.06434).

For pictures of 1, 3 or 4 channels whose sides are multiples of 4. The discriminator never couples
the samples of a batch: where the paper normalizes over the batch, ours normalizes over a sample.
"""

import itertools

import torch
from torch import Tensor, nn

from ganvas.nets.design import Design
from ganvas.nets.heads import ending
from ganvas.nets.labels import refuse_classes
from ganvas.nets.layers import BatchNorm, leaky, picture
from ganvas.nets.views import seen


def halvings(height: int, width: int) -> int:
    """How often both sides can be halved and stay at 4 or more."""
    times = 0
    while height % 2 == 0 and width % 2 == 0 and min(height, width) >= 8:
        height, width, times = height // 2, width // 2, times + 1
    return times


class Generator(nn.Module):
    """z → a coarse grid → transposed 4×4 convolutions of stride 2 → tanh."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        refuse_classes(design, "dcgan")
        channels, height, width = picture(design.shape, "dcgan", 4)
        times = halvings(height, width)
        self.z_dim, self.finish = design.z_dim, ending(design, torch.tanh)
        sizes = [min(design.width * 2 ** (times - 1 - k), design.width * 8) for k in range(times)]
        self.grid = (sizes[0], height >> times, width >> times)
        self.start = nn.Linear(design.z_dim, self.grid[0] * self.grid[1] * self.grid[2], bias=not design.normalize)
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, 2, 1, bias=last or not design.normalize)
            for a, b, last in zip(sizes, [*sizes[1:], channels], [False] * (times - 1) + [True], strict=True)
        )
        self.norms = nn.ModuleList(BatchNorm(n) if design.normalize else nn.Identity() for n in sizes)

    def forward(self, z: Tensor) -> Tensor:
        """(N, z_dim) to (N, channels, height, width) in −1…1."""
        x = self.start(z).unflatten(1, self.grid)
        for norm, up in zip(self.norms, self.ups, strict=True):
            x = up(leaky(norm(x)))
        return self.finish(x)

    def entries(self) -> list[Tensor]:
        """The matrix (cells, z_dim) to the coarse grid."""
        return [self.start.weight]


class Discriminator(nn.Module):
    """4×4 convolutions of stride 2 down to a coarse grid, then one logit.

    With ``normalize`` each inner convolution is followed by group normalization of one group
    (layer normalization), which knows one sample only, so that a per-sample penalty stays one.
    """

    def __init__(self, design: Design) -> None:
        super().__init__()
        refuse_classes(design, "dcgan")
        _, height, width = picture(design.shape, "dcgan", 4)
        times = halvings(height, width)
        sizes = [seen(design)[0], *(min(design.width * 2**k, design.width * 8) for k in range(times))]
        self.downs = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in itertools.pairwise(sizes))
        self.norms = nn.ModuleList(
            nn.GroupNorm(1, n) if design.normalize and k > 0 else nn.Identity() for k, n in enumerate(sizes[1:])
        )
        self.out = nn.Linear(sizes[-1] * (height >> times) * (width >> times), 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, height, width) to logits (N,)."""
        for down, norm in zip(self.downs, self.norms, strict=True):
            x = leaky(norm(down(x)))
        logits: Tensor = self.out(x.flatten(1)).squeeze(1)
        return logits

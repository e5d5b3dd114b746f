"""What pairs for pictures of any size share: the grids from coarse to fine, and the discriminator's last word."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.errors import ShapeError
from ganvas.nets.design import Design
from ganvas.nets.labels import check_labels, embedding
from ganvas.nets.layers import kaiming, picture

COARSEST = 6  # a grid of so many cells on its shorter side, or more, is halved
LEAST = 16  # channels of the finest stages at the least, where the width allows

Grid = tuple[int, int]


def grids(design: Design, pair: str) -> list[Grid]:
    """(height, width) of every stage, coarsest first; the finest has one cell a patch.

    Sides are halved upwards (7 becomes 4) until the shorter one has less than six cells: whatever
    the size and aspect, the coarsest stage sees the picture as a whole.

    Raises:
        NetError: the shape is no picture, or its sides are not whole patches.
    """
    _, height, width = picture(design.shape, pair, design.patch)
    found = [(height // design.patch, width // design.patch)]
    while min(found[-1]) >= COARSEST:
        found.append(((found[-1][0] + 1) // 2, (found[-1][1] + 1) // 2))
    return found[::-1]


def channels(design: Design, stages: int) -> list[int]:
    """Channels of every stage, coarsest first: the full width ``wide_stages`` times, then half as many each time."""
    least = min(LEAST, design.width)
    return [max(least, design.width >> max(0, stage + 1 - design.wide_stages)) for stage in range(stages)]


def larger(x: Tensor, grid: Sequence[int]) -> Tensor:
    """The same on a finer grid (height, width), bilinear."""
    return F.interpolate(x, size=grid, mode="bilinear", align_corners=False)


def same_within_patches(layer: nn.Conv2d, patch: int) -> None:
    """Let all pixels of a patch start alike: a young picture is smooth. Aitken et al. 2017, arXiv:1707.02937."""
    with torch.no_grad():
        layer.weight.copy_(layer.weight[:: patch**2].repeat_interleave(patch**2, 0))


class Head(nn.Module):
    """Features on the coarsest grid → one logit: a weight per cell and channel, then a dense layer.

    With classes the dense layer gives a vector and the logit is its product with the vector of the
    label, the projection of Miyato & Koyama 2018 (arXiv:1802.05637) without its unlabelled term.
    """

    def __init__(self, size: int, grid: Grid, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.basis = nn.Conv2d(size, size, grid, groups=size, bias=False)
        self.out = nn.Linear(size, size if classes else 1, bias=False)
        self.labels = embedding(classes, size) if classes else None
        kaiming(self.basis, slope=1.0)
        kaiming(self.out, slope=1.0)

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, channels, height, width), and labels (N,) where there are classes, to logits (N,).

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        labels = check_labels(labels, self.classes, len(x))
        out: Tensor = self.out(self.basis(x).flatten(1))
        if self.labels is None:
            return out.squeeze(1)
        logits: Tensor = (out * self.labels(labels)).sum(1)
        return logits


def check_noise(noise: Tensor | None, count: int, size: int) -> Tensor | None:
    """The noise (count, size) of a generator that takes so much of it a sample; None stays None.

    Raises:
        ShapeError: it is of another shape.
    """
    if noise is not None and noise.shape != (count, size):
        raise ShapeError(f"found noise {tuple(noise.shape)}; wanted ({count}, {size}), the maps of every sample.")
    return noise

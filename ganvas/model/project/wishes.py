"""What an author wishes for: a picture, where it counts, and in which way; each way is a price that can be followed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.errors import SketchError
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.project.inputs import as_mask, as_sample
from ganvas.model.project.look import Perceptual, colours, far_apart

WIDE = 8  # the background that a line is darker than is a mean over a shorter side / WIDE
TINY = 1e-6


class Follow(Protocol):
    """How far pictures are from a wish."""

    def price(self, x: Tensor) -> Tensor:
        """Pictures (N, C, H, W) in −1…1 to (N,), differentiable; 0 follows it exactly."""

    def miss(self, x: Tensor) -> Tensor:
        """Where they are far from it, (N, H, W) or smaller."""


class Colours:
    """The mean colour of what counts, over squares of a sixteenth to an eighth of the picture; no detail."""

    CELLS = (8, 12, 16)

    def __init__(self, target: Tensor, mask: Tensor) -> None:
        self._target, self._mask = target[None], mask
        shorter = min(mask.shape)
        self._steps = tuple(sorted({max(1, shorter // cells) for cells in self.CELLS}))

    def price(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        return far_apart(x, self._target, self._mask, self._steps)

    def miss(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        return F.avg_pool2d((x - self._target) * self._mask, self._steps[0]).abs().mean(1)


class Lines:
    """Where the picture is darker than around, and where it has edges, each at two scales, as directions.

    A line drawing and a picture agree where the dark and the edges of both lie at the same places; how dark, and
    in which colour, is the model's.
    """

    SCALES = (1, 2)

    def __init__(self, target: Tensor, mask: Tensor) -> None:
        self._mask = mask[None, None]
        self._cover = (colours(target[None]).mean(1, keepdim=True) * self._mask).sum() / self._mask.sum()
        self._inner = 1 - F.max_pool2d(1 - self._mask, 3, 1, 1)  # where a mask ends there is an edge of nobody's
        self._wanted = self._maps(target[None])

    def price(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        prices = [
            1 - (found * wanted).sum((1, 2, 3)) for found, wanted in zip(self._maps(x), self._wanted, strict=True)
        ]
        return torch.stack(prices).mean(0)

    def miss(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        return (self._maps(x)[0] - self._wanted[0]).square().mean(1)

    def _maps(self, x: Tensor) -> list[Tensor]:
        """Maps (N, 1, h, w) of length 1: of the dark, and of the edges, at each scale."""
        light = self._cover + (colours(x).mean(1, keepdim=True) - self._cover) * self._mask
        maps = []
        for scale in self.SCALES:
            small, mask = F.avg_pool2d(light, scale), F.avg_pool2d(self._inner, scale)
            for found in (darker(small), edges(small)):
                soft = blur(found, 1) * mask  # a line beside the drawn one is worth something
                maps.append(soft * torch.rsqrt(soft.square().sum((1, 2, 3), keepdim=True) + TINY))
        return maps


class Keep:
    """What counts stays as it is: in what a network sees, and in pixels."""

    def __init__(self, target: Tensor, mask: Tensor) -> None:
        self._target, self._mask, self._look = target[None], mask, Perceptual(target, mask)

    def price(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        return self._look(x) + far_apart(x, self._target, self._mask)

    def miss(self, x: Tensor) -> Tensor:
        """See ``Follow``."""
        return ((x - self._target) * self._mask).abs().mean(1)


@dataclass(frozen=True)
class Kind:
    """One way to follow a wish.

    Attributes:
        follow: from target (C, H, W) and mask (H, W) to what is followed.
        words: what is followed, in an author's words.
        paper: what is transparent counts, as white paper; otherwise it is free.
    """

    follow: Callable[[Tensor, Tensor], Follow]
    words: str
    paper: bool = False


KINDS = {
    "colours": Kind(Colours, "your colours"),
    "lines": Kind(Lines, "your lines", paper=True),
    "keep": Kind(Keep, "what you keep"),
}


@dataclass(frozen=True, eq=False)
class Wish:
    """What an author wishes for.

    Attributes:
        levels: (C, H, W), uint8, as the model's samples.
        kind: a name in ``KINDS``.
        mask: (H, W) in 0…1, where it counts; None is everywhere.
    """

    levels: Bytes8
    kind: str
    mask: Tensor | None = None

    def follow(self, model: Model) -> Follow:
        """How far that model's pictures are from it.

        Raises:
            SketchError: the kind is unknown, or the picture or the mask does not fit the model.
            MetricError: the weights of the network that looks are not installed.
        """
        if self.kind not in KINDS:
            raise SketchError(f"unknown kind of wish {self.kind!r}; choose one of: {', '.join(KINDS)}")
        return KINDS[self.kind].follow(as_sample(self.levels, model), as_mask(self.mask, model))


def blur(x: Tensor, reach: int) -> Tensor:
    """Means over squares of (2 · reach + 1) pixels a side; beyond the edge it goes on as at the edge."""
    return F.avg_pool2d(F.pad(x, (reach,) * 4, mode="replicate"), 2 * reach + 1, stride=1)


def darker(light: Tensor) -> Tensor:
    """(N, 1, H, W): by how much a pixel is darker than around it."""
    reach = max(1, min(light.shape[2:]) // WIDE // 2)
    return (blur(light, reach) - light).clamp_min(0)


def edges(light: Tensor) -> Tensor:
    """(N, 1, H, W): how steep the light is."""
    padded = F.pad(light, (1,) * 4, mode="replicate")
    across = padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]
    down = padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]
    return (across.square() + down.square() + TINY).sqrt()

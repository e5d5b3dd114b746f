"""A pair that learns from one work, or a few: a pyramid of small generators, from coarse to fine.

Shaham et al. 2019, SinGAN (arXiv:1905.01164), for pictures; Li et al. 2022, GANimator (arXiv:2205.02625), along time.
Every level is a stack of plain convolutions that adds detail to the enlarged output of the level before, woken by
noise; a critic of small patches says whether the patches of a level look like those of the work. So what is made has
the patches of the work at every scale, arranged anew. Levels are learned one after the other, ``together`` of them at
a time, as Hinz et al. 2021 (arXiv:2003.11512) do; nothing depends on the size, so that any size can be painted.

Each work has noise of its own at the coarsest level, its anchor, from which the levels are held to give back the work.
A style (``ganvas.nets.white``) names the noise of every level: layers are levels. The middle of all styles names none:
it is the anchor of the first work, so psi 0 is that work itself, and psi 1 is free of it.
"""

import itertools
import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas import dist
from ganvas.errors import NetError, ShapeError
from ganvas.heads import Head
from ganvas.nets.design import Design, Shape
from ganvas.nets.heads import DISCRETE, KINDS, ending
from ganvas.nets.labels import refuse_classes
from ganvas.nets.layers import kaiming, leaky
from ganvas.nets.pyramid import check_noise
from ganvas.nets.span import Even, Span
from ganvas.nets.views import seen
from ganvas.nets.white import rows, white

LEAST_SIDE = 8  # cells of the coarsest level on its longer side, at the least
GRAIN = 0.1  # noise of a level, in parts of what the level before lacks. arXiv:1905.01164
CONVS: dict[int, tuple[Callable[..., nn.Module], int]] = {2: (nn.Conv1d, 5), 3: (nn.Conv2d, 3)}  # and their kernel
MODES = {1: "linear", 2: "bilinear"}


def sizes(design: Design) -> list[tuple[int, ...]]:
    """The sides of every level, coarsest first; the finest is the sample.

    Raises:
        NetError: the shape is not of two or three axes, or its coarsest level has nothing left.
    """
    refuse_classes(design, "single")
    if len(design.shape) not in CONVS:
        raise NetError(f"single makes (channels, steps) or (channels, height, width); found shape {design.shape}.")
    sides = design.shape[1:]
    coarsest = design.ratio ** (design.levels - 1)
    if max(sides) * coarsest < LEAST_SIDE - 0.5:
        most = 1 + math.floor(math.log(LEAST_SIDE / max(sides)) / math.log(design.ratio)) if max(sides) > 8 else 1
        raise NetError(
            f"single: {design.levels} levels leave {max(sides) * coarsest:.1f} of {max(sides)} cells at the coarsest;"
            f" take {most} levels or fewer, or a larger size."
        )
    return [scaled(sides, design.ratio ** (design.levels - 1 - k)) for k in range(design.levels)]


def scaled(sides: Sequence[int], factor: float) -> tuple[int, ...]:
    """Sides times a factor, each one at least."""
    return tuple(max(1, round(side * factor)) for side in sides)


def resized(x: Tensor, sides: Sequence[int]) -> Tensor:
    """(N, channels, …) at other sides, linear; smaller ones are means, so that nothing is skipped."""
    if tuple(x.shape[2:]) == tuple(sides):
        return x
    if all(new >= old for new, old in zip(sides, x.shape[2:], strict=True)):
        return F.interpolate(x, size=tuple(sides), mode=MODES[len(sides)], align_corners=False)
    flat = x[:, :, None] if len(sides) == 1 else x
    small = F.interpolate(flat, size=(1, *sides)[-2:], mode="bilinear", align_corners=False, antialias=True)
    return small[:, :, 0] if len(sides) == 1 else small


class Stack(nn.Module):
    """Plain convolutions with leaky rectifiers between them, that see nothing beyond the rim of what they are given."""

    def __init__(self, fan_in: int, width: int, fan_out: int, depth: int, axes: int) -> None:
        super().__init__()
        make, kernel = CONVS[axes + 1]
        widths = [fan_in, *[width] * (depth - 1), fan_out]
        self.convs = nn.ModuleList(make(a, b, kernel) for a, b in itertools.pairwise(widths))
        self.rim = depth * (kernel // 2)
        for number, conv in enumerate(self.convs):
            assert isinstance(conv, nn.Conv1d | nn.Conv2d)
            kaiming(conv, slope=1.0 if number == depth - 1 else 0.2)

    def forward(self, x: Tensor) -> Tensor:
        """(N, fan_in, …) to (N, fan_out, …), ``rim`` cells less on every side."""
        for number, conv in enumerate(self.convs):
            x = conv(leaky(x) if number else x)
        return x


class Generator(nn.Module):
    """Noise → level → enlarged, noise → level → … Each adds to what it is given.

    Attributes:
        z_dim: length of a latent.
        w_dim: length of a style, the same.
        layers: levels, coarsest first; each has a style of its own.
        noise_size: standard normals that a sample takes while training.
        level: (), int64, the finest level that has been entered, kept in the state.
        amps: (levels,), how strong the noise of each level is, kept in the state.
    """

    level: Tensor
    amps: Tensor

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.sizes, self.shape = sizes(design), design.shape
        self.z_dim = self.w_dim = design.z_dim
        self.layers, self.together, self.ratio = design.levels, design.together, design.ratio
        self.noise_size = sum(math.prod(size) for size in self.sizes)
        self.heads = design.heads or (Head(name="all", kind="tanh", channels=design.shape[0]),)
        self.temperature = ending(design).temperature
        self.span = spanned(design)
        axes, channels = len(design.shape) - 1, self.span.size if self.span else design.shape[0]
        self.levels = nn.ModuleList(
            Stack(channels if k else 1, design.width, channels, design.depth, axes) for k in range(design.levels)
        )
        self.register_buffer("level", torch.zeros((), dtype=torch.int64))
        self.register_buffer("amps", torch.ones(design.levels))

    def map(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim) to w (N, layers, w_dim): its direction, as long as latents usually are.

        Raises:
            ShapeError: there are labels.
        """
        if labels is not None:
            raise ShapeError("this network knows no classes; found labels, wanted none.")
        w = math.sqrt(self.z_dim) * F.normalize(z, dim=1)
        return w[:, None].expand(-1, self.layers, -1)

    def paint(self, w: Tensor, noise: Tensor | None = None, sides: Sequence[int] = ()) -> Tensor:
        """Styles (N, layers, w_dim) to samples (N, channels, …) of these sides, or of those of training.

        Args:
            w: a style for each level, coarsest first.
            noise: (N, noise_size), standard normal, instead of the noise that the styles name.
            sides: of the sample; any.

        Raises:
            ShapeError: the noise is of another shape, or other sides are asked for with it.
        """
        given = check_noise(noise, len(w), self.noise_size)
        full = tuple(sides) or self.shape[1:]
        if given is not None and full != self.shape[1:]:
            raise ShapeError(f"noise is for sides {self.shape[1:]}; found {full}. Leave the noise out.")
        last = int(self.level)
        grown = [scaled(full, self.ratio ** (self.layers - 1 - k)) for k in range(last + 1)]
        maps = self._named(w, grown) if given is None else self._maps(given, last)
        return self._ended(self._outside(resized(self._grow(maps), full)), last, bounded=True)

    def look_at(self, works: Tensor) -> None:
        """See ``Looking``."""
        if self.span is not None:
            self.span.fit(works)

    def paint_sides(self, w: Tensor, sides: Sequence[int]) -> Tensor:
        """See ``Sized``.

        Raises:
            ShapeError: there are more or fewer sides than a sample has.
        """
        if len(sides) != len(self.shape) - 1:
            raise ShapeError(f"a sample has {len(self.shape) - 1} sides; found {tuple(sides)}.")
        return self.paint(w, sides=sides)

    def reduce(self, real: Tensor, level: int) -> Tensor:
        """Works (N, *shape) as they are at a level."""
        return resized(real, self.sizes[level])

    @torch.no_grad()
    def enter(self, level: int, real: Tensor, works: Tensor) -> None:
        """Go on to a level: it begins as a copy of the one before, and its noise as strong as what that one lacks.

        Args:
            level: that the run has come to.
            real: (N, channels, …), works at that level.
            works: (N,) int64, their numbers.
        """
        for k in range(int(self.level) + 1, level + 1):
            if k > 1:
                self.levels[k].load_state_dict(self.levels[k - 1].state_dict())
            self.level.fill_(k - 1)
            lacks = resized(self._inside(real), self.sizes[k]) - resized(self._anchored(works), self.sizes[k])
            self.amps[k] = GRAIN * dist.mean(lacks.square().mean()).sqrt()
        self.level.fill_(level)

    def far(self, real: Tensor, works: Tensor) -> Tensor:
        """(N,): mean squared distance between works (N, channels, …) at this level and what their anchors give.

        Within the components of the works, where the pair works in those.
        """
        given = self._anchored(works)
        if self.span is None:
            return (self._ended(given, int(self.level)) - real).square().flatten(1).mean(1)
        return (given - self.span.inside(real)).square().flatten(1).mean(1)

    def forward(self, z: Tensor, noise: Tensor | None = None) -> Tensor:
        """(N, z_dim) to samples; in training those of the level that is being learned, otherwise (N, *shape)."""
        if not self.training:
            return self.paint(self.map(z), noise)
        last, given = int(self.level), check_noise(noise, len(z), self.noise_size)
        maps = self._named(self.map(z), self.sizes[: last + 1]) if given is None else self._maps(given, last)
        return self._ended(self._outside(self._grow(maps)), last)

    def _inside(self, x: Tensor) -> Tensor:
        return x if self.span is None else self.span.inside(x)

    def _outside(self, x: Tensor) -> Tensor:
        return x if self.span is None else self.span.outside(x)

    def _grow(self, maps: Sequence[Tensor]) -> Tensor:
        """Noise (N, 1, …) of each level to the sample of the last of them; levels that no longer learn are held."""
        held, x = len(maps) - self.together, maps[0]
        for k, (grain, stack) in enumerate(zip(maps, self.levels, strict=False)):
            with torch.set_grad_enabled(torch.is_grad_enabled() and (k >= held or not self.training)):
                assert isinstance(stack, Stack)
                base = resized(x, grain.shape[2:]) if k else torch.zeros_like(x)
                woken = base + self.amps[k] * grain
                x = base + stack(F.pad(woken, (stack.rim,) * 2 * (grain.ndim - 2)))
        return x

    def _anchored(self, works: Tensor) -> Tensor:
        """What the anchors of works (N,) give at the level that is being learned."""
        first = torch.stack([anchor(int(work), self.sizes[0]) for work in works]).to(self.amps)
        later = [first.new_zeros(len(works), 1, *size) for size in self.sizes[1 : int(self.level) + 1]]
        return self._grow([first, *later])

    def _named(self, w: Tensor, grown: Sequence[tuple[int, ...]]) -> list[Tensor]:
        """The noise (N, 1, *size) that styles name; the shorter they are, the less, and the more of the anchor."""
        maps = []
        for k, size in enumerate(grown):
            strength = (w[:, k].norm(dim=1) / math.sqrt(self.w_dim)).clamp_max(1)[:, None]
            turn = math.pi / 2 * strength
            noise = torch.sin(turn) * white(w[:, k], math.prod(size), f"level {k}")
            if k == 0:
                still = resized(anchor(0, self.sizes[0])[None].to(w), size).flatten(1)
                noise = noise + torch.cos(turn) * still
            maps.append(torch.unflatten(noise, 1, (1, *size)))
        return maps

    def _maps(self, noise: Tensor, last: int) -> list[Tensor]:
        """Noise (N, noise_size) as the maps (N, 1, *size) of the levels up to the last."""
        flat = torch.split(noise, [math.prod(size) for size in self.sizes], 1)[: last + 1]
        return [torch.unflatten(some, 1, (1, *size)) for some, size in zip(flat, self.sizes, strict=False)]

    def _ended(self, x: Tensor, level: int, bounded: bool = False) -> Tensor:
        """A sample in its heads: choices are made at the finest level, values cut to −1…1 where they are shown."""
        parts = torch.split(x, [head.channels for head in self.heads], 1)
        ended = []
        for head, part in zip(self.heads, parts, strict=True):
            if head.kind in DISCRETE and (bounded or level == self.layers - 1):
                ended.append(KINDS[head.kind](part, self.temperature))
            else:
                ended.append(part.clamp(-1, 1) if bounded and head.kind != "linear" else part)
        return torch.cat(ended, 1) if len(ended) > 1 else ended[0]


def spanned(design: Design) -> Span | None:
    """The components within which the pair works, where it is to; no more of them than channels."""
    return Span(design.shape[0], min(design.span, design.shape[0])) if design.span else None


def anchor(work: int, size: Shape) -> Tensor:
    """(1, *size): the noise from which a work is given back; everybody knows it, so that no file has to."""
    return rows(math.prod(size), 1, f"anchor {work}").view(1, *size)


class Discriminator(nn.Module):
    """A stack of convolutions that judges every patch, and the mean over patches, times the root of their number.

    So that a slope at one patch counts alike at every level: the square of the slope of that sum is the mean over
    patches of the squared slopes. It sees patches of 11 cells on a side, and is carried from level to level.
    """

    def __init__(self, design: Design) -> None:
        super().__init__()
        sizes(design)
        channels, views = design.shape[0], seen(design)[0] - design.shape[0]
        self.channels, self.span = channels, spanned(design)
        self.even = Even(views) if self.span and views else None
        self.stack = Stack(
            (self.span.size if self.span else channels) + views, design.width, 1, design.depth, len(design.shape) - 1
        )

    def look_at(self, works: Tensor) -> None:
        """See ``Looking``; works (N, channels and those of views, …)."""
        if self.span is not None:
            self.span.fit(works[:, : self.channels])
        if self.even is not None:
            self.even.fit(works[:, self.channels :])

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, …), of any sides that are larger than a patch, to logits (N,)."""
        if self.span is not None:
            beside = x[:, self.channels :]
            x = self.span.inside(x[:, : self.channels])
            x = x if self.even is None else torch.cat([x, self.even(beside)], 1)
        patches = self.stack(x).flatten(1)
        logits: Tensor = patches.mean(1) * math.sqrt(patches.shape[1])
        return logits

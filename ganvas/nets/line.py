"""A pair for what goes along time: samples (channels, steps), with a space of styles.

The generator is that of the pair ``style`` along one axis: a mapping network, modulated convolutions from coarse time
to fine, and every stage adds its share to the scores of a sample, so that bars come before beats. It ends in heads.
A discriminator of residual blocks judges the sample as a whole, its patches at every stage, or both; the mean over
patches of one stage is one judgement of that span of time. No layer mixes the samples of a batch.

Two knobs let a piece be longer than a sample. With ``context`` the generator can be given what stays, such as the end
of what came before, and paints what follows it. With ``endless`` nothing in it depends on where in time it is: it
starts from noise that a style names (``ganvas.nets.white``), and paints any number of steps, or several styles that
pass into one another.
"""

import itertools
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.errors import NetError, ShapeError
from ganvas.nets.design import Design
from ganvas.nets.heads import Chain, ending, stirred, stirred_channels
from ganvas.nets.labels import check_labels
from ganvas.nets.layers import kaiming, leaky, style_entries
from ganvas.nets.pyramid import channels, check_noise
from ganvas.nets.strands import (
    Cells,
    Residual,
    Spread,
    Stage,
    WholeHead,
    check_kept,
    lengths,
    longer,
    moving,
    shuffle,
    still,
    unshuffle,
)
from ganvas.nets.style import Mapping
from ganvas.nets.views import seen
from ganvas.nets.white import white

GRAINS = 8  # channels of noise that an endless generator starts from


class Generator(nn.Module):
    """z → w → modulated stages from a coarsest start, each adding to the scores → heads.

    Attributes:
        z_dim: length of a latent.
        w_dim: length of a style, the same.
        layers: modulated convolutions, each with a style of its own, coarsest first.
        noise_size: standard normals that a sample takes while training.
        classes: how many labels there are; 0 for none.
        context: leading steps that are given while training; 0 for a generator that keeps nothing.
    """

    noise: Tensor

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.lengths, self.shape = lengths(design, "line"), design.shape
        if not 0 <= design.context < design.shape[1]:
            raise NetError(f"line: a context of {design.context} steps leaves nothing to make of {design.shape[1]}.")
        sizes = channels(design, len(self.lengths))
        self.z_dim = self.w_dim = design.z_dim
        self.classes, self.patch, self.convs, self.context = (
            design.classes,
            design.patch,
            2 * design.depth,
            design.context,
        )
        self.finish, self.stir, self.endless = ending(design), design.stir, design.endless
        self.layers = self.convs * len(sizes)
        self.noise_size = self._noise_size(design.shape[1])
        gain = 0.5 * len(sizes) ** -0.5  # so that the sum of all shares keeps away from the bounds at first
        patches = [1] * (len(sizes) - 1) + [design.patch]
        self.mapping = Mapping(self.z_dim, self.w_dim, design.classes)
        self.start = nn.Parameter(torch.randn(sizes[0], 1 if design.endless else self.lengths[0]))
        self.grains = nn.Conv1d(GRAINS, sizes[0], 3, padding=1, bias=False) if design.endless else None
        self.stages = nn.ModuleList(
            Stage(size, design, self.w_dim, gain, patch) for size, patch in zip(sizes, patches, strict=True)
        )
        self.joints = nn.ModuleList(joint(a, b) for a, b in itertools.pairwise(sizes))
        self.chain = _chain(design, sizes[-1])
        if self.grains is not None:
            kaiming(self.grains, slope=1.0)
        else:
            self.register_buffer("noise", torch.randn(self.convs * sum(self.lengths)))

    def map(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim), and labels (N,) where there are classes, to w (N, layers, w_dim), the same for every layer.

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        with torch.autocast(z.device.type, enabled=False):  # small, and slow steps want all their bits
            w: Tensor = self.mapping(z, labels)
        return w[:, None].expand(-1, self.layers, -1)

    def paint(self, w: Tensor, noise: Tensor | None = None, kept: Tensor | None = None, steps: int = 0) -> Tensor:
        """Styles (N, layers, w_dim) to samples (N, channels, steps).

        Args:
            w: a style for each layer; they need not be the same.
            noise: (N, noise_size), standard normal, as it is given while training. None takes what is kept, or, where
                the generator is endless, what the style names; and choices then fall as they are scored.
            kept: (N, channels + 1, steps), what stays and, in the last channel, where it stays (1) or not (0).
            steps: how long; 0 is as long as in training. Another length only where the generator is endless.

        Raises:
            ShapeError: something is of another shape, or the generator cannot do what is asked.
        """
        return self.finished(self.scores(w, noise, kept, steps), noise, kept)

    def paint_sides(self, w: Tensor, sides: Sequence[int]) -> Tensor:
        """See ``Sized``; the side is steps.

        Raises:
            ShapeError: the generator is not endless, or there are other sides than steps.
        """
        if len(sides) != 1:
            raise ShapeError(f"this generator paints along time; found sides {tuple(sides)}, wanted steps.")
        return self.paint(w, steps=sides[0])

    def scores(self, w: Tensor, noise: Tensor | None = None, kept: Tensor | None = None, steps: int = 0) -> Tensor:
        """What ``paint`` ends in heads: (N, channels, steps), free values, for a search that a hard choice would stop.

        Raises:
            ShapeError: as ``paint``.
        """
        steps = self._steps(steps)
        kept = check_kept(kept, (len(w), self.shape[0], steps), self.context > 0)
        given = check_noise(noise, len(w), self.noise_size)
        maps = self._maps(w, given, steps)
        return self._grow(w, maps, kept, self._lengths(steps), [still] * len(self.lengths))

    def finished(self, scores: Tensor, noise: Tensor | None = None, kept: Tensor | None = None) -> Tensor:
        """Scores in their heads, with the noise of choices where noise is given, and what stays in its place."""
        heads = self.finish.heads
        count = stirred_channels(heads)
        if noise is not None and self.stir and count:
            grain = torch.unflatten(noise[:, -count * scores.shape[2] :], 1, (count, scores.shape[2]))
            scores = stirred(scores, heads, grain, self.stir)
        x = self.finish(scores)
        return x if kept is None else torch.where(kept[:, -1:] > 0, kept[:, :-1].to(x.dtype), x)

    def paint_long(self, w: Tensor) -> Tensor:
        """One sample (channels, K · steps) of styles (K, layers, w_dim) that follow one another and pass over.

        Raises:
            ShapeError: the generator is not endless.
        """
        steps = self._steps(len(w) * self.shape[1])
        found = self._lengths(steps)
        maps = [
            torch.cat([white(one[None], size // len(w), what) for one in w[:, layer]], 1)[:, None]
            for layer, (size, what) in enumerate(self._named(found))
        ]
        maps = [torch.cat([self._seedling(one[None, 0], self.lengths[0]) for one in w], 2), *maps]
        return self.finish(self._grow(w, maps, None, found, [moving(size) for size in found]))[0]

    def _grow(
        self, w: Tensor, maps: Sequence[Tensor], kept: Tensor | None, found: Sequence[int], spreads: Sequence[Spread]
    ) -> Tensor:
        """Scores of styles and their maps; ``spreads`` lays the styles out along the steps of each stage."""
        seedling, *grains = maps
        x, styles = self._begun(seedling, len(w) if spreads[0] is still else 1), torch.split(w, self.convs, 1)
        x, scores = self.stages[0](x, styles[0], grains[: self.convs], kept, spreads[0])
        for k, (joint, steps) in enumerate(zip(self.joints, found[1:], strict=True), 1):
            own = grains[k * self.convs : (k + 1) * self.convs]
            x, share = self.stages[k](longer(joint(x), steps), styles[k], own, kept, spreads[k])
            last = k == len(self.joints)
            scores = longer(scores, steps * self.patch if last else steps)
            scores = scores + (shuffle(share, self.patch) if last else share)
        scores = scores if self.joints else shuffle(scores, self.patch)
        return scores if self.chain is None else self.chain(x, scores, kept)

    def _begun(self, seedling: Tensor, count: int) -> Tensor:
        """Features at the coarsest steps: learned ones, or noise and what all steps have in common."""
        return self.start.expand(count, -1, -1) if self.grains is None else self.start + self.grains(seedling)

    def _maps(self, w: Tensor, noise: Tensor | None, steps: int) -> list[Tensor]:
        """The seedling (N, GRAINS, coarsest steps) of an endless generator; the noise (N or 1, 1, steps) of layers."""
        found = self._lengths(steps)
        sizes = [size for size in found for _ in range(self.convs)]
        if noise is None and self.endless:
            named = [white(w[:, layer], size, what)[:, None] for layer, (size, what) in enumerate(self._named(found))]
            return [self._seedling(w[:, 0], found[0]), *named]
        flat = self.noise[None] if noise is None else noise
        begins = GRAINS * found[0] if self.endless else 0
        seedling, rest = flat[:, :begins], flat[:, begins : begins + sum(sizes)]
        maps = [some[:, None] for some in torch.split(rest, sizes, 1)]
        return [torch.unflatten(seedling, 1, (GRAINS, -1)) if begins else seedling, *maps]

    def _named(self, found: Sequence[int]) -> list[tuple[int, str]]:
        """For each layer its steps, and the name of its noise."""
        return [(size, f"layer {k} {n}") for k, size in enumerate(found) for n in range(self.convs)]

    def _seedling(self, w: Tensor, steps: int) -> Tensor:
        """(N, GRAINS, steps): the noise that a style names, step after step, so that a longer one begins alike."""
        return torch.unflatten(white(w, steps * GRAINS, "seedling"), 1, (steps, GRAINS)).mT

    def _steps(self, steps: int) -> int:
        """So many steps, if it can be.

        Raises:
            ShapeError: it cannot.
        """
        own = self.shape[1]
        unit = own // self.lengths[0]
        if steps in (0, own):
            return own
        if not self.endless or steps % unit or steps < unit:
            can = f"a multiple of {unit}" if self.endless else f"{own}; build it with endless=True for others"
            raise ShapeError(f"this generator cannot paint {steps} steps; wanted {can}.")
        return steps

    def _lengths(self, steps: int) -> list[int]:
        """Steps of every stage where the sample has so many."""
        return [length * steps // self.shape[1] for length in self.lengths]

    def _noise_size(self, steps: int) -> int:
        begins = GRAINS * self.lengths[0] if self.endless else 0
        stirs = stirred_channels(self.finish.heads) * steps if self.stir else 0
        return begins + self.convs * sum(self.lengths) + stirs

    def forward(
        self, z: Tensor, labels: Tensor | None = None, noise: Tensor | None = None, kept: Tensor | None = None
    ) -> Tensor:
        """(N, z_dim), and labels (N,) where there are classes, to (N, channels, steps); see ``paint``."""
        return self.paint(self.map(z, labels), noise, kept)

    def entries(self) -> list[Tensor]:
        """For each layer (channels, w_dim), what makes a style of w; a stage's last layer is also its share's."""
        return style_entries(self.stages, "sample")


class Discriminator(nn.Module):
    """Patches → residual blocks, half, … → coarsest steps → one logit, of the label where there are classes.

    With ``critic="patches"`` the logit is the sum, over stages, of the mean over steps of what each stage says of
    every step and its surroundings; nothing then depends on where in time it is, or how long it goes on. With
    ``cells`` there is a judgement of every patch without its surroundings, too. They are summed, or each is a game of
    its own (``apart``).
    """

    def __init__(self, design: Design) -> None:
        super().__init__()
        steps = lengths(design, "line")
        sizes = channels(design, len(steps))[::-1]
        blocks = design.depth * len(sizes)
        if design.classes and design.critic == "patches":
            raise NetError("line: a critic of patches cannot be told labels. Use critic 'both', or classes 0.")
        self.patch, self.classes, self.apart = design.patch, design.classes, design.apart
        self.start = nn.Conv1d(seen(design)[0] * design.patch, sizes[0], 3, padding=1)
        self.stages = nn.ModuleList(nn.Sequential(*(Residual(n, blocks) for _ in range(design.depth))) for n in sizes)
        self.joints = nn.ModuleList(joint(a, b) for a, b in itertools.pairwise(sizes))
        self.whole = WholeHead(sizes[-1], steps[0], design.classes) if design.critic != "patches" else None
        self.spans = None if design.critic == "whole" else nn.ModuleList(nn.Conv1d(n, 1, 1, bias=False) for n in sizes)
        kaiming(self.start)
        self.cells = Cells(seen(design)[0] * design.patch, sizes[0]) if design.critic == "cells" else None
        for span in self.spans or ():
            assert isinstance(span, nn.Conv1d)
            kaiming(span, slope=1.0)

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, channels, steps), and labels (N,) where there are classes, to logits (N,), or apart: (N, judgements).

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        labels = check_labels(labels, self.classes, len(x))
        cells = unshuffle(x, self.patch)
        x = self.stages[0](self.start(cells))
        features = [x]
        for joint, stage in zip(self.joints, self.stages[1:], strict=True):
            x = stage(joint(F.avg_pool1d(x, 2, ceil_mode=True, count_include_pad=False)))
            features.append(x)
        logits = [] if self.whole is None else [self.whole(leaky(x), labels)]
        for span, feature in zip(self.spans or (), features, strict=self.spans is not None):
            logits.append(span(leaky(feature)).mean((1, 2)))
        if self.cells is not None:
            logits.append(self.cells(cells))
        return torch.stack(logits, 1) if self.apart else torch.stack(logits).sum(0)


def _chain(design: Design, size: int) -> Chain | None:
    """What tells each head what those before it chose, where the design asks for it.

    Raises:
        NetError: there are no heads to chain, or choices are stirred, of which a chain would not know.
    """
    if not design.chained:
        return None
    if len(design.heads) < 2 or design.stir:
        raise NetError("line: chained takes two heads or more and no stir. Leave out one of them.")
    return Chain(design.heads, size, design.patch, design.temperature)


def joint(fan_in: int, fan_out: int) -> nn.Conv1d:
    """The convolution of one step between two stages."""
    layer = nn.Conv1d(fan_in, fan_out, 1, bias=False)
    kaiming(layer, slope=1.0)
    return layer

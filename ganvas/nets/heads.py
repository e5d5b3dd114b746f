"""How a generator ends: values within bounds, free values, one of several classes, yes or no.

A choice has no slope, so a discrete head chooses on the way forward and passes the slope of the chances on the way
back, the straight-through estimator of Bengio et al. 2013 (arXiv:1308.3432). Classes choose the largest and pass the
slope of a softmax (Jang et al. 2017, arXiv:1611.01144); yes or no is a deterministic binary neuron as Dong & Yang 2018
(arXiv:1804.09399) found it best. Nothing is drawn by chance here: noise on the choice, where wanted, is given.

A penalty on slopes is taken at the discriminator's input, where real and fake are −1 and 1 exactly, and asks no second
derivative of a choice; those of the chances are there all the same.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganvas.heads import Head, check_heads
from ganvas.nets.design import Design
from ganvas.nets.layers import bounded, kaiming, leaky

ROUNDING = 1e-6  # a chance is kept so far from 0 and 1

Finish = Callable[[Tensor], Tensor]


def chosen(x: Tensor, temperature: float) -> Tensor:
    """Scores (N, classes, …) to exactly 1 for the largest and −1 for all others, with the slope of a softmax.

    Scores are first held to a spread of about 1 over the classes, so that chances never become so sure that no slope
    is left of them: a generator would go on to choose the same for ever.
    """
    spread = torch.rsqrt(1 + x.var(1, correction=0, keepdim=True))
    soft = 2 * torch.softmax(x * (spread / temperature), 1) - 1
    hard = torch.full_like(soft, -1.0).scatter(1, x.argmax(1, keepdim=True), 1.0)
    return hard + (soft - soft.detach())


def decided(x: Tensor, temperature: float) -> Tensor:
    """Scores to exactly 1 above zero and −1 otherwise, with the slope of a sigmoid."""
    soft = torch.tanh(x / (2 * temperature))  # 2σ(x/τ) − 1
    return torch.where(x > 0, 1.0, -1.0).to(x.dtype) + (soft - soft.detach())


KINDS: dict[str, Callable[[Tensor, float], Tensor]] = {
    "tanh": lambda x, _: bounded(x),
    "linear": lambda x, _: x,
    "sigmoid": lambda x, _: 2 * torch.sigmoid(x) - 1,
    "categorical": chosen,
    "binary": decided,
}
DISCRETE = ("categorical", "binary")


@dataclass(frozen=True)
class Ending:
    """The heads of a generator, applied to (N, channels, …); without any it ends as its pair always did.

    Attributes:
        heads: groups of channels, in their order; none is one group.
        temperature: of the chances whose slope a choice passes.
        usual: how the pair ends where the design names no heads.
    """

    heads: tuple[Head, ...]
    temperature: float
    usual: Finish

    def __call__(self, x: Tensor) -> Tensor:
        """Scores (N, channels, …) to a sample of the same shape."""
        if not self.heads:
            return self.usual(x)
        parts = torch.split(x, [head.channels for head in self.heads], 1)
        ended = [KINDS[head.kind](part, self.temperature) for head, part in zip(self.heads, parts, strict=True)]
        return ended[0] if len(ended) == 1 else torch.cat(ended, 1)


class Chain(nn.Module):
    """Scores of heads one after another: each is told, at every step and its neighbours, what those before it chose."""

    def __init__(self, heads: Sequence[Head], size: int, patch: int, temperature: float) -> None:
        super().__init__()
        self.heads, self.patch, self.temperature = tuple(heads), patch, temperature
        told = list(itertools.accumulate(head.channels for head in heads))[:-1]
        self.chosen = nn.ModuleList(nn.Conv1d(count * patch, size, 3, padding=1) for count in told)
        self.known = nn.ModuleList(nn.Conv1d(size, size, 1, bias=False) for _ in told)
        self.added = nn.ModuleList(nn.Conv1d(size, head.channels * patch, 1) for head in heads[1:])
        for layer in (*self.chosen, *self.known, *self.added):
            kaiming(layer, 0.5)

    def forward(self, x: Tensor, scores: Tensor, kept: Tensor | None) -> Tensor:
        """Features (N, size, cells), scores (N, channels, steps) and what is kept to scores of the same shape."""
        found: list[Tensor] = []
        done: list[Tensor] = []
        for place, (head, part) in enumerate(zip(self.heads, self._split(scores), strict=True)):
            if place:
                told = torch.unflatten(torch.cat(done, 1), 2, (-1, self.patch)).movedim(3, 2).flatten(1, 2)
                told = leaky(self.chosen[place - 1](told.to(x.dtype)) + self.known[place - 1](x))
                more = torch.unflatten(self.added[place - 1](told), 1, (-1, self.patch)).movedim(2, 3).flatten(2)
                part = part + more.to(part.dtype)
            found.append(part)
            done.append(KINDS[head.kind](part, self.temperature))
            if kept is not None:
                stays = self._split(kept[:, :-1])[place].to(part.dtype)
                done[-1] = torch.where(kept[:, -1:] > 0, stays, done[-1])
        return torch.cat(found, 1)

    def _split(self, x: Tensor) -> Sequence[Tensor]:
        return torch.split(x, [head.channels for head in self.heads], 1)


def ending(design: Design, usual: Finish = bounded) -> Ending:
    """How a generator of this design ends.

    Raises:
        ShapeError: the heads do not cover the channels.
    """
    check_heads(design.heads, design.shape[0])
    return Ending(design.heads, design.temperature, usual)


def stirred_channels(heads: Sequence[Head]) -> int:
    """How many channels are chosen from, to each of which noise may be added."""
    return sum(head.channels for head in heads if head.kind in DISCRETE)


def stirred(x: Tensor, heads: Sequence[Head], noise: Tensor, strength: float) -> Tensor:
    """Scores with noise on those that are chosen from, so that a choice falls as its chances say where strength is 1.

    Args:
        x: (N, channels, …), scores.
        heads: that cover the channels.
        noise: (N, ``stirred_channels(heads)``, …), standard normal; turned to Gumbel's or the logistic distribution.
        strength: what it is multiplied by.
    """
    level = (torch.erf(noise / math.sqrt(2)) / 2 + 0.5).clamp(ROUNDING, 1 - ROUNDING)
    found, start = [], 0
    for head, part in zip(heads, torch.split(x, [head.channels for head in heads], 1), strict=True):
        if head.kind not in DISCRETE:
            found.append(part)
            continue
        own, start = level.narrow(1, start, head.channels), start + head.channels
        grain = -torch.log(-torch.log(own)) if head.kind == "categorical" else torch.logit(own)
        found.append(part + strength * grain.to(part.dtype))
    return torch.cat(found, 1)

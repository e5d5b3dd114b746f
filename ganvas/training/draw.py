"""What one step is made from: a pure function of the seed and the clock, whoever computes which share of it."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor

from ganvas import dist, seeds
from ganvas.corpus.dataset import Dataset
from ganvas.recipe import Recipe
from ganvas.run import Plan


@dataclass(frozen=True)
class Hand:
    """What a player's move is made from, beside the works.

    Attributes:
        z: (N, z_dim), standard normal.
        noise: (N, noise_size), standard normal, for a generator that takes noise.
        chance: (N, numbers), in 0…1, for the augmentation, the same for a real and its paired fake.
    """

    z: Tensor
    noise: Tensor | None = None
    chance: Tensor | None = None


@dataclass(frozen=True)
class Draw:
    """What one step is made from.

    Attributes:
        real: (N, *shape).
        labels: (N,) int64, the classes of the works and of the fakes beside them; None without classes.
        works: (N,) int64, which of the works they are, where a recipe has an anchor for each.
        given: (N,) in 0…1, which fakes are given the context of the work beside them; None without a context.
        share: (N,) in 0…1, the points of WGAN-GP.
        hand: for the discriminator's fakes, and for both players in a simultaneous step.
        answer: for the generator's own step when the players alternate.
    """

    real: Tensor
    share: Tensor
    hand: Hand
    answer: Hand
    labels: Tensor | None = None
    given: Tensor | None = None
    works: Tensor | None = None

    def split(self, parts: int) -> Iterator[Self]:
        """The same samples in that many pieces."""
        for k in range(parts):
            yield self if parts == 1 else _each(self, lambda tensor, k=k: tensor.chunk(parts)[k])

    def to(self, device: str, layout: torch.memory_format) -> Self:
        """On a device, the works in a memory format."""
        moved: Self = _each(self, lambda tensor: tensor.to(device))
        return dataclasses.replace(moved, real=moved.real.to(memory_format=layout))


def fetch(seen: int, data: Dataset, recipe: Recipe, plan: Plan, sizes: tuple[int, int]) -> Draw:
    """The batch of this moment, or this process' share of it.

    Args:
        seen: the clock.
        data: the works to learn from.
        recipe: how.
        plan: on which device, in which memory format.
        sizes: how many numbers of noise and of chance a sample takes.
    """
    share = slice(dist.rank() * recipe.batch // dist.world(), (dist.rank() + 1) * recipe.batch // dist.world())
    hand = deal(recipe, seen, "latents", sizes)
    answer = hand if recipe.update == "simultaneous" else deal(recipe, seen, "answer", sizes)
    points = torch.rand(recipe.batch, generator=seeds.generator(recipe.seed, "points", seen))
    index = data.indices(recipe.seed, seen, recipe.batch)
    labels = data.labels[index] if recipe.classes and data.labels is not None else None
    whole = Draw(
        torch.empty(recipe.batch, 0),
        points,
        hand,
        answer,
        labels,
        givens(recipe, seen),
        index if recipe.levels > 1 else None,
    )
    mine = whole if dist.world() == 1 else _each(whole, lambda tensor: tensor[share])
    mine = dataclasses.replace(mine, real=data.batch(index[share]))
    layout = torch.channels_last if plan.channels_last and mine.real.ndim == 4 else torch.contiguous_format
    return mine if (plan.device, layout) == ("cpu", torch.contiguous_format) else mine.to(plan.device, layout)


def deal(recipe: Recipe, seen: int, what: str, sizes: tuple[int, int]) -> Hand:
    """The hand of a whole batch; each of its parts has a seed of its own, so that none depends on another's size."""
    noise, chance = sizes
    z = torch.randn(recipe.batch, recipe.z_dim, generator=seeds.generator(recipe.seed, what, seen))

    def more(kind: str, draw: Callable[..., Tensor], count: int) -> Tensor | None:
        random = seeds.generator(recipe.seed, what, kind, seen)
        return draw(recipe.batch, count, generator=random) if count else None

    return Hand(z, more("noise", torch.randn, noise), more("chance", torch.rand, chance))


def givens(recipe: Recipe, seen: int) -> Tensor | None:
    """(batch,) in 0…1: by which it is decided who is given a context; None without one."""
    if not recipe.context:
        return None
    return torch.rand(recipe.batch, generator=seeds.generator(recipe.seed, "given", seen))


def _each(value: Any, change: Callable[..., Tensor]) -> Any:
    """The same record with every tensor in it changed."""
    if value is None or isinstance(value, Tensor):
        return value if value is None else change(value)
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return dataclasses.replace(value, **{name: _each(inner, change) for name, inner in fields.items()})

"""One round: children by crossing layers and by mutation in whitened W, and strangers; no two of them alike."""

from collections.abc import Iterator, Sequence
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.model.axes import Axes
from ganvas.model.breed.settle import settle
from ganvas.model.model import Model
from ganvas.record import Record
from ganvas.sketch import ALL, GROUPS, SEEDS_END, Cross, Latent, Mutate, Seed, Vector, layer_slice

AXES = 16  # principal coordinates in which children are told apart
FLOOR = 0.7  # of what two mutants of this strength usually lie apart
TRIES = 64  # of one child, before the one farthest from the others is taken

Group = Literal["coarse", "middle", "fine"]


class Breeding(Record):
    """How to breed."""

    strength: float = Field(0.4, ge=0.05, le=1, description="of the mutation: 1 draws children as new as strangers")
    locked: tuple[Group, ...] = Field((), max_length=2, description="layers that stay as the first parent has them")
    children: int = Field(12, ge=1, le=60)
    strangers: int = Field(2, ge=0, le=20, description="latents that have no parent here")


USUAL = Breeding()


class Litter(Record):
    """The children of one round, and the strangers behind them."""

    parents: tuple[Latent, ...] = Field(min_length=1, max_length=3)
    breeding: Breeding
    seed: int = Field(ge=0, lt=SEEDS_END, description="of the round; all chance comes from it")
    latents: tuple[Latent, ...] = Field(description="the children, then the strangers")
    apart: float = Field(ge=0, description="the two that are most alike, in the distance of two strangers")
    settled: dict[str, Latent] = Field({}, description="by digest of a vector, the expression that it stands for")


def breed(model: Model, parents: Sequence[Latent], seed: int, breeding: Breeding = USUAL) -> Litter:
    """Children of one to three parents, and strangers: the same for the same parents and seed.

    A child of several parents has each group of layers from one of them; then what is not locked is mutated.
    A child that lies too near to another is drawn again, so that the board stays varied: any two of it are at
    least FLOOR times as far apart as mutants of this strength usually are. What was settled (see ``settle``) is
    known to the model afterwards, and kept by ``paint_board``.

    Args:
        model: whose latents they are.
        parents: the first of them gives the locked layers.
        seed: of the round.
        breeding: how.
    Raises:
        SketchError: there are no parents or more than three, or the model has no layers to lock.
    """
    if not 1 <= len(parents) <= 3:
        raise SketchError(f"a child has 1 to 3 parents; got {len(parents)}")
    small = [settle(model, parent) for parent in parents]
    settled = {
        new.digest: old for new, old in zip(small, parents, strict=True) if isinstance(new, Vector) and new != old
    }
    free = _free_layers(model, breeding.locked)
    judge = _Judge(model, free)
    latents: list[Latent] = []
    for number in range(breeding.children + breeding.strangers):
        stranger = number >= breeding.children
        tries = _strangers(seed, number) if stranger else _children(small, seed, number, breeding, free)
        latents.append(judge.first_far(tries, FLOOR * breeding.strength))
    return Litter(
        parents=tuple(small),
        breeding=breeding,
        seed=seed,
        latents=tuple(latents),
        apart=judge.least,
        settled=settled,
    )


def _free_layers(model: Model, locked: Sequence[Group]) -> tuple[str, ...]:
    """Ranges of the layers that are not locked; ``all`` where none is."""
    if not locked:
        return (ALL,)
    if model.layers == 1:
        raise SketchError("this model has no layers of style to lock; leave out --lock, or train a 'style' model")
    free: list[int] = []
    for group in GROUPS:
        if group not in locked:
            free += range(model.layers)[layer_slice(group, model.layers)]
    if not free:
        raise SketchError(f"locked {', '.join(locked)}: no layer is left to change; unlock one")
    breaks = [place for place in range(1, len(free)) if free[place] != free[place - 1] + 1]
    pieces = [free[a:b] for a, b in zip([0, *breaks], [*breaks, len(free)], strict=True)]
    return tuple(f"{piece[0]}-{piece[-1]}" for piece in pieces)


def _number(*parts: int | str) -> int:
    """A seed of a sketch."""
    return seeds.derive(*parts) % SEEDS_END


def _children(
    parents: Sequence[Latent], seed: int, number: int, breeding: Breeding, free: Sequence[str]
) -> Iterator[Latent]:
    """Child ``number``, again and again."""
    for attempt in range(TRIES):
        child = parents[0]
        if len(parents) > 1:
            child = Cross(parents=tuple(parents), seed=_number(seed, "cross", number, attempt), locked=breeding.locked)
        for layers in free:
            chance = _number(seed, "mutate", number, attempt, layers)
            child = Mutate(latent=child, strength=breeding.strength, seed=chance, layers=layers)
        yield child


def _strangers(seed: int, number: int) -> Iterator[Latent]:
    """Stranger ``number``, again and again."""
    for attempt in range(TRIES):
        yield Seed(seed=_number(seed, "stranger", number, attempt))


class _Judge:
    """Tells latents apart in whitened principal coordinates of the layers that may differ.

    Attributes:
        least: the smallest distance between two that were chosen; two strangers are about 1 apart.
    """

    def __init__(self, model: Model, free: Sequence[str]) -> None:
        self.model, self.axes = model, Axes.of(model.space, AXES)
        self.rows = [row for layers in free for row in range(model.layers)[layer_slice(layers, model.layers)]]
        self.chosen: list[Tensor] = []
        self.least = float("inf")

    def first_far(self, tries: Iterator[Latent], floor: float) -> Latent:
        """The first that is at least ``floor`` from all that were chosen; if none is, the farthest."""
        best: tuple[float, Latent, Tensor] | None = None
        for latent in tries:
            place = self.axes.coordinates(self.model.latent(latent)[self.rows])
            distance = min((_distance(place, other) for other in self.chosen), default=float("inf"))
            if best is None or distance > best[0]:
                best = distance, latent, place
            if distance >= floor:
                break
        assert best is not None
        self.least = min(self.least, best[0])
        self.chosen.append(best[2])
        return best[1]


def _distance(one: Tensor, other: Tensor) -> float:
    """Between coordinates (rows, k): the root of half the mean square, 1 for independent ones on average."""
    return float((one - other).square().mean().div(2).sqrt())


def diversity(model: Model, latents: Sequence[Latent]) -> float:
    """The smallest distance between two latents, over all layers; two strangers are about 1 apart."""
    axes = Axes.of(model.space, AXES)
    places = torch.stack([axes.coordinates(model.latent(one)) for one in latents])
    return min(_distance(one, other) for n, one in enumerate(places) for other in places[:n])

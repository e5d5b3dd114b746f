"""Acts of a hand on a sketch: each takes a sketch and gives another. Nothing here paints or waits.

A *part* of a sketch is one of its latents: BASE, or the number of a region, from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ganvas.errors import SketchError
from ganvas.sketch import Latent, Mix, Mutate, Push, Region, Regions, Seed, Sketch
from ganvas.sketch.nodes import MAX_REGIONS

BASE = -1


@dataclass(frozen=True)
class Rein:
    """A direction that a latent can be pushed along.

    Attributes:
        digest: of its values.
        layers: where it is applied.
    """

    digest: str
    layers: str


def latent_of(sketch: Sketch, part: int = BASE) -> Latent:
    """The latent of a part.

    Raises:
        SketchError: there is no such region.
    """
    if not isinstance(sketch.latent, Regions):
        _check(part == BASE, part)
        return sketch.latent
    _check(part < len(sketch.latent.over), part)
    return sketch.latent.base if part == BASE else sketch.latent.over[part].latent


def with_latent(sketch: Sketch, latent: Latent, part: int = BASE) -> Sketch:
    """The sketch with another latent in a part; errors as in ``latent_of``."""
    latent_of(sketch, part)
    if not isinstance(sketch.latent, Regions):
        return sketch.but(latent=latent.model_dump())
    if part == BASE:
        return sketch.but(latent=sketch.latent.model_dump() | {"base": latent.model_dump()})
    return with_region(sketch, part, latent=latent.model_dump())


def path_of(sketch: Sketch, part: int = BASE) -> str:
    """Where a part's latent lies in the JSON of a sketch: latent.over.2.latent."""
    if not isinstance(sketch.latent, Regions):
        return "latent"
    return "latent.base" if part == BASE else f"latent.over.{part}.latent"


def held(latent: Latent, reins: Sequence[Rein]) -> tuple[Latent, dict[Rein, float]]:
    """What a latent is before it was pushed along any of these, and how far along each."""
    amounts: dict[Rein, float] = {}
    while isinstance(latent, Push) and (rein := Rein(latent.direction, latent.layers)) in reins:
        amounts[rein] = amounts.get(rein, 0.0) + latent.amount
        latent = latent.latent
    return latent, amounts


def pushed(latent: Latent, amounts: Mapping[Rein, float], still: bool = False) -> Latent:
    """A latent pushed along each, the first innermost; by 0 only where ``still`` says so."""
    for rein, amount in amounts.items():
        if amount or still:
            latent = Push(latent=latent, direction=rein.digest, amount=amount, layers=rein.layers)
    return latent


def mixed(latent: Latent, other: Latent, layers: str) -> Latent:
    """A latent with these layers from another one."""
    return Mix(coarse=other, fine=latent, layers=layers)


def mutants(sketch: Sketch, strength: float, first: int, count: int) -> list[Sketch]:
    """Sketches around one: its base changed by chance, each by another; its regions stay."""
    base = latent_of(sketch)
    seeds = range(first, first + count)
    return [with_latent(sketch, Mutate(latent=base, strength=strength, seed=seed)) for seed in seeds]


def seeds_at(first: int, count: int, psi: float) -> list[Sketch]:
    """Sketches of so many seeds in a row."""
    return [Sketch(latent=Seed(seed=seed), psi=psi) for seed in range(first, first + count)]


def regions(sketch: Sketch) -> tuple[Region, ...]:
    """The regions of a sketch, the lowest first."""
    return sketch.latent.over if isinstance(sketch.latent, Regions) else ()


def with_region(sketch: Sketch, part: int, **values: Any) -> Sketch:
    """The sketch with a region changed, or with one more where ``part`` is how many there are.

    Args:
        sketch: where.
        part: the number of the region.
        values: of the region, as JSON; a new one needs mask and latent.
    Raises:
        SketchError: there is no such region, there are too many, or these are no values of one.
    """
    over = [one.model_dump() for one in regions(sketch)]
    _check(0 <= part <= len(over), part)
    if part == MAX_REGIONS:
        raise SketchError(f"a picture takes {MAX_REGIONS} layers; take one away first")
    changed = (over[part] if part < len(over) else {}) | values
    latent = sketch.latent.model_dump() if over else {"kind": "regions", "base": sketch.latent.model_dump()}
    return sketch.but(latent=latent | {"over": [*over[:part], changed, *over[part + 1 :]]})


def without_region(sketch: Sketch, part: int) -> Sketch:
    """The sketch without a region; without its last one it is its base."""
    _check(0 <= part < len(regions(sketch)), part)
    assert isinstance(sketch.latent, Regions)
    over = [one.model_dump() for number, one in enumerate(sketch.latent.over) if number != part]
    base = sketch.latent.model_dump()
    return sketch.but(latent=base | {"over": over} if over else base["base"])


def moved_region(sketch: Sketch, part: int, by: int) -> Sketch:
    """The sketch with a region one place higher (1) or lower (-1); at the end it stays."""
    _check(0 <= part < len(regions(sketch)), part)
    assert isinstance(sketch.latent, Regions)
    over = [one.model_dump() for one in sketch.latent.over]
    over.insert(max(0, min(len(over) - 1, part + by)), over.pop(part))
    return sketch.but(latent=sketch.latent.model_dump() | {"over": over})


def _check(is_there: bool, part: int) -> None:
    if not is_there:
        raise SketchError(f"this sketch has no layer {part + 1}")

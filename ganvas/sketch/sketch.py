"""What to paint: a small expression over latents. Same snapshot and same sketch, same picture."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer, model_validator

from ganvas.errors import SketchError
from ganvas.record import Record, fault_in
from ganvas.sketch.layers import ALL, LayerRange
from ganvas.sketch.nodes import MAX_KEYS, Node, Paintable, Push, Regions, Seed, Vector, Walk

Side = Annotated[int, Field(ge=1, le=16_384)]
MAX_DEPTH = 16
MAX_PARTS = 4096


def nodes(latent: Node) -> Iterator[Node]:
    """Every part of an expression, itself first.

    Raises:
        SketchError: it is nested deeper than MAX_DEPTH or has more than MAX_PARTS parts: nobody draws that by hand.
    """
    waiting, count = [(latent, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise SketchError(f"the sketch is nested more than {MAX_DEPTH} deep; blend or walk over fewer levels")
        if count > MAX_PARTS:
            raise SketchError(f"the sketch has more than {MAX_PARTS:,} parts; blend or walk over fewer latents")
        waiting.extend((inner, depth + 1) for inner in part.inner)
        yield part


def check_size(latent: Node) -> None:
    """Refuse an expression that is too deep or too large, before it costs time or memory; errors as in ``nodes``."""
    for _ in nodes(latent):
        pass


def kept_values(latent: Node) -> tuple[str, ...]:
    """The digests of all values that an expression needs beside the model: vectors, directions, painted masks."""
    found: dict[str, None] = {}  # in order, each once
    for node in nodes(latent):
        if isinstance(node, Vector):
            found[node.digest] = None
        elif isinstance(node, Push):
            found[node.direction] = None
        elif isinstance(node, Regions):
            found |= dict.fromkeys(region.mask.digest for region in node.over if region.mask.kind == "painted")
    return tuple(found)


def _from_1(old: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had seed, mean, blend and walk; they mean the same."""
    return old | {"version": 2}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}


class Sketch(Record):
    """A request to a model: what to paint, and how far from the average work."""

    version: Literal[2] = 2
    latent: Paintable
    psi: float = Field(0.8, ge=0, le=2, description="0 is the average work, 1 is untouched")
    psi_layers: LayerRange = Field(ALL, description="the layers that psi is for; the others stay untouched")
    sides: tuple[Side, ...] = Field(
        (), max_length=2, description="of what is painted: steps, or height and width; none: as the model learned"
    )

    @model_validator(mode="before")
    @classmethod
    def _is_of_now(cls, data: Any) -> Any:
        """Sketches of earlier versions, step by step to this one's form."""
        while isinstance(data, dict) and isinstance(old := data.get("version"), int) and old in MIGRATIONS:
            data = MIGRATIONS[old](data)
        return data

    @model_serializer(mode="wrap")
    def _without_usual_sides(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Sides are written where they are not the usual ones, so that earlier sketches keep their fingerprint."""
        found: dict[str, Any] = handler(self)
        if not self.sides:
            found.pop("sides", None)
        return found

    @model_validator(mode="after")
    def _is_drawn_by_hand(self) -> Self:
        check_size(self.latent)
        return self

    @classmethod
    def read(cls, text: str | bytes, name: str = "sketch") -> Self:
        """The sketch that this JSON text holds; ``name`` says in an error where it came from.

        Raises:
            SketchError: it is not a sketch of this format.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise SketchError(f"{name}: not a sketch that this version reads ({fault_in(error)})") from None


def check_psi(psi: float) -> None:
    """Refuse a psi that no sketch takes.

    Raises:
        SketchError: it is not a number from 0 to 2.
    """
    if not 0 <= psi <= 2:
        raise SketchError(f"psi {psi:g}: is not from 0, the average work, to 2; 1 leaves the latent untouched")


def walk_through(seeds: Sequence[int], closed: bool, curve: Literal["slerp", "spline"]) -> Walk:
    """The way through the latents of seeds.

    Raises:
        SketchError: there are too few seeds to go anywhere, or too many.
    """
    if not 2 <= len(seeds) <= MAX_KEYS:
        raise SketchError(f"a walk goes through 2 to {MAX_KEYS:,} seeds; got {len(seeds):,}")
    return Walk(keys=tuple(Seed(seed=seed) for seed in seeds), closed=closed, curve=curve)

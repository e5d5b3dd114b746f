"""What to paint: a small expression over latents. Same snapshot and same sketch, same picture."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self, Union

from pydantic import Field, ValidationError, model_validator

from ganvas.errors import SketchError
from ganvas.record import Record

MAX_DEPTH = 16
MAX_PARTS = 4096
MAX_SEEDS = 100_000
MAX_KEYS = 1024
SEEDS_END = 2**32


class Seed(Record):
    """The latent that one number stands for."""

    kind: Literal["seed"] = "seed"
    seed: int = Field(ge=0, lt=SEEDS_END)


class Mean(Record):
    """The latent of the average work."""

    kind: Literal["mean"] = "mean"


class Share(Record):
    """One latent of a blend and its weight."""

    latent: "Latent"
    weight: float = Field(gt=0, le=1e6)


class Blend(Record):
    """Several latents at once, by weight; the result keeps the length a latent usually has."""

    kind: Literal["blend"] = "blend"
    of: tuple[Share, ...] = Field(min_length=1, max_length=64)


class Walk(Record):
    """A way through key latents, for things that move.

    ``at`` is the position on the way, measured in its length, so that equal steps
    of ``at`` look equally fast: 0 at the first key and 1 at the last. A closed
    walk comes back to the first key at 1.
    """

    kind: Literal["walk"] = "walk"
    keys: tuple["Latent", ...] = Field(min_length=2, max_length=MAX_KEYS)
    at: float = Field(0.0, ge=0, le=1)
    closed: bool = False
    curve: Literal["slerp", "spline"] = "spline"

    def frames(self, count: int) -> Iterator[Self]:
        """This walk at ``count`` even positions; a closed one does not show its first key twice."""
        steps = count if self.closed else max(count - 1, 1)
        for number in range(count):
            yield self.model_copy(update={"at": number / steps})  # 0…1 by construction


Latent = Annotated[Union[Seed, Mean, Blend, Walk], Field(discriminator="kind")]  # noqa: UP007


def parts(latent: "Latent") -> tuple["Latent", ...]:
    """The latents that this one is made of; a seed and the mean have none."""
    if isinstance(latent, Blend):
        return tuple(share.latent for share in latent.of)
    return latent.keys if isinstance(latent, Walk) else ()


def check_size(latent: "Latent") -> None:
    """Refuse an expression that nobody draws by hand, before it costs time or memory.

    Raises:
        SketchError: it is nested deeper than MAX_DEPTH or has more than MAX_PARTS parts.
    """
    waiting, count = [(latent, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise SketchError(f"the sketch is nested more than {MAX_DEPTH} deep; blend or walk over fewer levels")
        if count > MAX_PARTS:
            raise SketchError(f"the sketch has more than {MAX_PARTS:,} parts; blend or walk over fewer latents")
        waiting.extend((inner, depth + 1) for inner in parts(part))


class Sketch(Record):
    """A request to a model: what to paint, and how far from the average work."""

    version: Literal[1] = 1
    latent: Latent
    psi: float = Field(0.8, ge=0, le=2, description="0 is the average work, 1 is untouched")

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
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(step) for step in first["loc"]) or "JSON"
            raise SketchError(f"{name}: not a sketch that this version reads ({place}: {first['msg']})") from None


Share.model_rebuild()
Blend.model_rebuild()
Walk.model_rebuild()
Sketch.model_rebuild()


def parse_seeds(text: str) -> tuple[int, ...]:
    """The numbers of a list such as ``0-63,99``, as they are written.

    Raises:
        SketchError: something in it is neither a number nor a range, or there are too many.
    """
    seeds: list[int] = []
    for piece in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,10})\s*(?:-\s*(\d{1,10})\s*)?", piece, re.ASCII)
        if match is None:
            raise SketchError(f"seeds {text!r}: {piece.strip()!r} is no seed; write them as in 0-63,99")
        first, last = int(match[1]), int(match[2] or match[1])
        if last >= SEEDS_END:
            raise SketchError(f"seeds {text!r}: {last} is too large; a seed is a number from 0 to {SEEDS_END - 1}")
        if last < first:
            raise SketchError(f"seeds {text!r}: {piece.strip()!r} runs backwards; write {last}-{first}")
        if last - first + len(seeds) >= MAX_SEEDS:
            raise SketchError(f"seeds {text!r}: more than {MAX_SEEDS:,} at once; ask for fewer, in several calls")
        seeds.extend(range(first, last + 1))
    return tuple(seeds)


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

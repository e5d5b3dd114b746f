"""What to paint: a small expression over latents. Same snapshot and same sketch, same picture."""

from typing import Annotated, Literal, Union

from pydantic import Field

from ganvas.record import Record


class Seed(Record):
    """The latent that one number stands for."""

    kind: Literal["seed"] = "seed"
    seed: int = Field(ge=0, lt=2**32)


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

    ``at`` is the position on the way, 0 at the first key and 1 at the last; a
    closed walk comes back to the first key at 1.
    """

    kind: Literal["walk"] = "walk"
    keys: tuple["Latent", ...] = Field(min_length=2, max_length=1024)
    at: float = Field(0.0, ge=0, le=1)
    closed: bool = False
    curve: Literal["slerp", "spline"] = "spline"


Latent = Annotated[Union[Seed, Mean, Blend, Walk], Field(discriminator="kind")]  # noqa: UP007


class Sketch(Record):
    """A request to a model: what to paint, and how far from the average work."""

    version: Literal[1] = 1
    latent: Latent
    psi: float = Field(0.8, ge=0, le=2, description="0 is the average work, 1 is untouched")


Share.model_rebuild()
Blend.model_rebuild()
Walk.model_rebuild()
Sketch.model_rebuild()

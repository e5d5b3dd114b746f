"""The nodes of a sketch: each is a latent, or is made of latents.

A latent is a point in the space that a model paints from: one style for every layer
where the model has styles (w, arXiv:1812.04948), otherwise z.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self, Union

from pydantic import Field

from ganvas.record import Record
from ganvas.sketch.layers import ALL, LayerRange
from ganvas.sketch.masks import Digest, Mask
from ganvas.sketch.seeds import SEEDS_END

MAX_KEYS = 1024
MAX_REGIONS = 64

Number = Annotated[int, Field(ge=0, lt=SEEDS_END)]


class Node(Record):
    """A part of a sketch."""

    @property
    def inner(self) -> tuple["Node", ...]:
        """The latents that this one is made of; a seed and the mean have none."""
        return ()


class Seed(Node):
    """The latent that one number stands for."""

    kind: Literal["seed"] = "seed"
    seed: Number


class Mean(Node):
    """The latent of the average work."""

    kind: Literal["mean"] = "mean"


class Vector(Node):
    """A latent that was found, not drawn, such as that of a projected picture: kept by the digest of its values."""

    kind: Literal["vector"] = "vector"
    digest: Digest


class Share(Record):
    """One latent of a blend and its weight."""

    latent: "Latent"
    weight: float = Field(gt=0, le=1e6)


class Blend(Node):
    """Several latents at once, by weight; the result keeps the length a latent usually has."""

    kind: Literal["blend"] = "blend"
    of: tuple[Share, ...] = Field(min_length=1, max_length=64)

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The latents that are blended."""
        return tuple(share.latent for share in self.of)


class Mix(Node):
    """Some layers from one latent, the others from another: style mixing (arXiv:1812.04948)."""

    kind: Literal["mix"] = "mix"
    coarse: "Latent"
    fine: "Latent"
    layers: LayerRange = Field("coarse", description="the layers that come from `coarse`; `fine` gives the others")

    @property
    def inner(self) -> tuple["Latent", ...]:
        """Both latents."""
        return (self.coarse, self.fine)


class Push(Node):
    """A latent moved along a direction, such as one of SeFa (arXiv:2007.06600) or GANSpace (arXiv:2004.02546)."""

    kind: Literal["push"] = "push"
    latent: "Latent"
    direction: Digest = Field(description="of the direction's values")
    amount: float = Field(ge=-100, le=100, description="in lengths of the direction")
    layers: LayerRange = ALL

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The latent that is moved."""
        return (self.latent,)


class Mutate(Node):
    """A latent, changed by chance: strength 0 leaves it, 1 draws another as the model would.

    In between √(1 − s²) of its way from the mean stays and s of a fresh one, with the
    covariance of the model's own latents, is added: a mutant is as likely as its parent.
    """

    kind: Literal["mutate"] = "mutate"
    latent: "Latent"
    strength: float = Field(ge=0, le=1)
    seed: Number
    layers: LayerRange = ALL

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The latent that is changed."""
        return (self.latent,)


class Cross(Node):
    """A child: each group of layers from one of its parents, by chance; without layers each number of the latent."""

    kind: Literal["cross"] = "cross"
    parents: tuple["Latent", ...] = Field(min_length=2, max_length=8)
    seed: Number
    locked: tuple[Literal["coarse", "middle", "fine"], ...] = Field(
        (), max_length=3, description="groups that come from the first parent"
    )

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The parents."""
        return self.parents


class Walk(Node):
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

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The keys."""
        return self.keys

    def frames(self, count: int) -> Iterator[Self]:
        """This walk at ``count`` even positions; a closed one does not show its first key twice."""
        steps = count if self.closed else max(count - 1, 1)
        for number in range(count):
            yield self.model_copy(update={"at": number / steps})  # 0…1 by construction


Latent = Annotated[
    Union[Seed, Mean, Vector, Blend, Mix, Push, Mutate, Cross, Walk],  # noqa: UP007
    Field(discriminator="kind"),
]


class Region(Record):
    """One latent, painted only where a mask is."""

    mask: Mask
    latent: Latent
    feather: float = Field(0.02, ge=0, le=1, description="how softly the mask ends, in shares of the shorter side")
    inside: bool = Field(False, description="the softness lies within the mask, not on both sides of its edge")
    depth: float = Field(
        0.5,
        ge=0,
        le=1,
        description="from which share of the layers on the features are one: 0 grows together, 1 is a collage",
    )


class Regions(Node):
    """A picture whose parts are of several latents, joined in the features of the generator.

    Spatial blending after Suzuki et al. 2018 (arXiv:1811.10153). Later regions lie over earlier ones.
    """

    kind: Literal["regions"] = "regions"
    base: Latent
    stays: bool = Field(True, description="what no mask covers is the base's picture, pixel for pixel, at any depth")
    over: tuple[Region, ...] = Field(min_length=1, max_length=MAX_REGIONS)

    @property
    def inner(self) -> tuple["Latent", ...]:
        """The base and what is painted over it."""
        return (self.base, *(region.latent for region in self.over))


Paintable = Annotated[
    Union[Seed, Mean, Vector, Blend, Mix, Push, Mutate, Cross, Walk, Regions],  # noqa: UP007
    Field(discriminator="kind"),
]

for _node in (Share, Blend, Mix, Push, Mutate, Cross, Walk, Region, Regions):
    _node.model_rebuild()

"""How to train: one frozen record, and the recipes we stand behind as values in a table."""

import math
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from ganvas.augment.policy import ALONG_TIME, STRONGEST, Augment
from ganvas.errors import pick
from ganvas.files import canonical_json, digest
from ganvas.heads import Head
from ganvas.record import Record
from ganvas.views import View

if TYPE_CHECKING:
    from ganvas.corpus.corpus import Corpus


LATER = (
    "common",
    "heads",
    "temperature",
    "stir",
    "context",
    "alone",
    "endless",
    "chained",
    "critic",
    "apart",
    "views",
    "levels",
    "ratio",
    "together",
    "coarse_first",
    "anchor",
    "span",
)  # fields of later versions


class Cosine(Record):
    """A number that moves from ``start`` to ``end`` along half a cosine, then stays.

    ``over`` is the share of the run's length in which it moves.
    """

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    over: float = Field(1.0, gt=0, le=1)

    def at(self, seen: int, length: int) -> float:
        """The value when ``seen`` of ``length`` samples have been shown."""
        progress = min(seen / (self.over * length), 1.0)
        return self.end + (self.start - self.end) * (1 + math.cos(math.pi * progress)) / 2


def always(value: float) -> Cosine:
    """A schedule that never moves."""
    return Cosine(start=value, end=value)


class Recipe(Record):
    """Everything that decides what a run computes, but for its corpus and the machine's plan."""

    version: Literal[1] = 1
    name: str = Field(description="what the recipe is called")
    medium: str = Field("image", description="the art form, a name in MEDIA")
    common: str = Field("", description="what the works have in common and a sample is no file without; of the medium")
    shape: tuple[int, ...] = Field((1, 28, 28), description="of one sample, channels first")
    size_px: int = Field(64, ge=8, description="the longer side that is asked for; never above the works' own")

    net: str = Field(description="the pair of networks, a name in NETS")
    width: int = Field(
        64, ge=1, description="channels (or units) where the network is widest, in the pair's own measure"
    )
    depth: int = Field(1, ge=1, description="blocks a stage")
    patch: int = Field(1, ge=1, description="side of the patches that the network reads and writes, in pixels")
    normalize: bool = Field(True, description="batch normalization, where the pair offers it")
    wide_stages: int = Field(1, ge=1, description="coarse stages of the full width, where the pair offers it")
    group_width: int = Field(0, ge=0, description="channels a group of convolutions, where offered; 0 is one group")
    z_dim: int = Field(100, ge=1, description="length of a latent")
    classes: int = Field(0, ge=0, description="of the labels that the pair is told, where it can be; 0 for none")
    heads: tuple[Head, ...] = Field((), description="groups of channels and how the generator ends in each; () is one")
    temperature: float = Field(1.0, gt=0, description="of the chances whose slope a choice among classes passes back")
    stir: float = Field(
        0, ge=0, description="of the noise on such a choice while training, where offered; 1 is chance's"
    )
    context: int = Field(0, ge=0, description="leading steps of a sample that are given, where the pair offers it")
    alone: float = Field(0.25, ge=0, le=1, description="share of samples that are given no context all the same")
    endless: bool = Field(False, description="nothing depends on where in time it is, where the pair offers it")
    chained: bool = Field(False, description="each head is told what those before it chose, where the pair offers it")
    critic: Literal["whole", "patches", "both", "cells"] = Field(
        "whole", description="what is judged, where the pair offers it; cells: both, and every patch by itself"
    )
    apart: bool = Field(False, description="each judgement is a game of its own, where a discriminator gives several")
    views: tuple[View, ...] = Field((), description="what the discriminator is shown beside a sample")
    levels: int = Field(1, ge=1, le=64, description="of a pair that learns from coarse to fine, one after the other")
    ratio: float = Field(0.75, gt=0, lt=1, description="of the side of a level to that of the next finer one")
    together: int = Field(1, ge=1, le=64, description="levels, the finest so far, that learn at a time")
    span: int = Field(0, ge=0, le=65_536, description="principal components of the works to work in; 0 for all")
    coarse_first: float = Field(
        0.5, ge=0, le=4, description="how much more samples coarse levels get: by this power of what they cost less"
    )
    anchor: float = Field(0, ge=0, description="weight of the distance between a work and what its own noise gives")

    game: str = Field(description="the loss of both players, a name in GAMES")
    update: Literal["alternating", "simultaneous"] = Field(
        "alternating", description="simultaneous: one backward pass through the discriminator serves both players"
    )
    r1: Cosine = Field(always(0), description="gamma of the R1 penalty")
    r2: Cosine = Field(always(0), description="gamma of the R2 penalty")
    gamma_px: int = Field(0, ge=0, description="side that both gammas are meant for; they grow with it. 0: for any")
    wgan_gp: float = Field(0, ge=0, description="weight of the WGAN-GP penalty")
    augment: Augment = Field(Augment(), description="what the discriminator sees altered, and how often")

    hold_out: bool = Field(True, description="keep a tenth of the works aside, to measure by: Corpus.split")
    batch: int = Field(128, ge=2, description="works a step")
    lr: Cosine = Field(always(2e-4), description="Adam's learning rate, of both players")
    warm_up: int = Field(0, ge=0, description="samples in which the learning rate rises from nothing")
    beta1: float = Field(0.5, ge=0, lt=1, description="Adam's memory of the gradient")
    beta2: Cosine = Field(always(0.999), description="Adam's memory of its square")
    eps: float = Field(1e-8, gt=0, description="what Adam adds to the root of that square")

    half_life: float = Field(10_000, ge=0, description="of the average, in samples; 0 keeps no memory")
    half_life_share: float = Field(0.05, gt=0, le=1, description="the half-life is at most this share of what was seen")

    length: int = Field(200_000, ge=1, description="samples to show in the whole run")
    minutes: float = Field(0, ge=0, description="if above 0, the run's length is what this machine shows in that time")
    ticks: int = Field(50, ge=1, description="lines of the log and contact sheets in the whole run")
    seed: int = Field(0, ge=0, lt=2**32, description="where the run's chance starts")

    @model_validator(mode="after")
    def _one_update_fits(self) -> Self:
        if self.update == "simultaneous" and self.wgan_gp:
            raise ValueError("a simultaneous update cannot carry the WGAN-GP penalty; use update='alternating'")
        return self

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON; a field that older recipes do not have counts where it differs."""
        usual = {name for name in LATER if getattr(self, name) == type(self).model_fields[name].default}
        return digest(canonical_json(self.model_dump(mode="json", exclude=usual)))

    @property
    def level_starts(self) -> tuple[int, ...]:
        """When each level begins, in samples, whole batches; a coarse one is cheap and gets more of them.

        A step of a level costs as much as the level is large; each gets samples by a power of the inverse of that.
        """
        shares = [self.ratio ** (level * len(self.shape[1:]) * self.coarse_first) for level in range(self.levels)]
        reached = [sum(shares[:level]) / sum(shares) for level in range(self.levels)]
        return tuple(round(share * self.length / self.batch) * self.batch for share in reached)

    def level_at(self, seen: int) -> int:
        """The level that is being learned when ``seen`` samples have been shown."""
        return sum(start <= seen for start in self.level_starts) - 1

    def rate_at(self, seen: int) -> float:
        """Adam's learning rate at this moment; its course is run through once on every level."""
        level = self.level_at(seen)
        start, end = (*self.level_starts, self.length)[level : level + 2]
        lr = self.lr.at(seen - start, max(1, end - start))
        return lr * min(1.0, (seen + self.batch) / self.warm_up) if self.warm_up else lr

    @property
    def tick(self) -> int:
        """Samples between two ticks, a whole number of batches."""
        return max(1, round(self.length / self.ticks / self.batch)) * self.batch

    @classmethod
    def for_corpus(cls, corpus: "Corpus", recipe: "str | Recipe" = "", size_px: int = 0, minutes: float = 0) -> Self:
        """A recipe fitted to the works: their medium and shape at that size; one of ours to their number too.

        Args:
            corpus: the works.
            recipe: one of ours by name, or one of yours; empty takes the one that suits the medium.
            size_px: the longest axis; 0 takes the medium's usual one, or the recipe's. Never above the works' own.
            minutes: how long the run may take on this machine; 0 keeps the recipe's length.
        """
        art, base = corpus.art, recipe
        if isinstance(base, str):
            base = named(base or art.recipe)
            base = base.but(augment=base.augment.for_works(len(corpus)) if art.augmentations else Augment())
            size_px = size_px or art.usual_size
        size_px = size_px or base.size_px
        shape = corpus.natural_shape(size_px)
        fitted = base.but(
            medium=art.name, common=corpus.common, shape=shape, size_px=size_px, minutes=minutes, **art.plan(shape)
        )
        return cls.model_validate(fitted._with_gamma()._with_levels(base.size_px).model_dump())

    def for_start(self) -> Self:
        """The same for a run that starts from another model of its kind, which is past its beginning.

        Gammas start at twice what they end at, the learning rate at 0.6 of itself, and an augmentation at half its end.
        """
        r1, r2 = (one.but(start=min(one.start, 2 * one.end)) for one in (self.r1, self.r2))
        augment = self.augment.but(p_start=self.augment.p_end / 2) if self.augment.mode == "cosine" else self.augment
        return self.but(r1=r1, r2=r2, lr=self.lr.but(start=0.6 * self.lr.start), augment=augment)

    def _with_gamma(self) -> "Recipe":
        """Both gammas in proportion to the longer side: a larger picture has more slope to hold."""
        side = max(self.shape[1:], default=0)
        if not self.gamma_px or not side:
            return self
        share = side / self.gamma_px
        r1, r2 = (one.but(start=one.start * share, end=one.end * share) for one in (self.r1, self.r2))
        return self.but(r1=r1, r2=r2, gamma_px=side)

    def _with_levels(self, size_px: int) -> "Recipe":
        """As many levels as come from about the same coarsest size: a larger picture has more of them."""
        side = max(self.shape[1:], default=0)
        if self.levels == 1 or not side:
            return self
        more = math.log(side / size_px) / math.log(1 / self.ratio)
        return self.but(levels=max(1, self.levels + round(more)))


SEED = Recipe(
    name="seed",
    net="mlp",
    width=1024,
    game="cross-entropy",
    z_dim=100,
    batch=128,
    lr=always(2e-4),
    beta1=0.5,
    beta2=always(0.999),
    eps=1e-7,
    half_life=0,
    update="simultaneous",
    hold_out=False,
    length=50 * 60_000,
)

QUICK = Recipe(
    name="quick",
    net="patch",
    width=64,
    patch=2,
    size_px=48,
    z_dim=64,
    game="relativistic",
    update="simultaneous",
    r1=Cosine(start=20, end=2, over=0.5),
    r2=Cosine(start=20, end=2, over=0.5),
    gamma_px=28,
    batch=16,
    lr=Cosine(start=5e-4, end=1e-4),
    warm_up=3_200,
    beta1=0.0,
    beta2=always(0.99),
    half_life=5_000,
    length=300_000,
)

DCGAN = Recipe(name="dcgan", net="dcgan", width=64, game="least-squares", lr=always(2e-4), beta1=0.5)

STYLE = QUICK.but(
    name="style",
    net="style",
    width=128,
    size_px=64,
    augment=Augment(mode="cosine"),
)

R3GAN = QUICK.but(name="r3gan", net="r3gan", size_px=32, group_width=16)

SINGLE = Recipe(
    name="single",
    net="single",
    width=32,
    depth=5,
    size_px=96,
    z_dim=64,
    levels=6,
    anchor=10,
    game="relativistic",
    update="simultaneous",
    r1=always(10),
    r2=always(10),
    hold_out=False,
    batch=2,
    lr=Cosine(start=2e-3, end=3e-4),
    beta1=0.5,
    beta2=always(0.99),
    half_life=200,
    length=20_000,
)

SCENE = QUICK.but(
    name="scene",
    net="line",
    size_px=32,
    z_dim=128,
    wide_stages=4,
    critic="both",
    apart=True,
    views=(View(name="echo", channels=12, size=8),),  # who speaks spoke so many turns ago
    gamma_px=0,
    r1=Cosine(start=5, end=1, over=0.5),
    r2=Cosine(start=5, end=1, over=0.5),
    lr=Cosine(start=8e-4, end=4e-5),
    length=400_000,
)

PLOT = SCENE.but(
    name="plot",
    size_px=24,
    views=(View(name="echo", channels=16, size=4),),  # who of the scenes before is on stage
    length=100_000,
)

MUSIC = QUICK.but(
    name="music",
    net="line",
    width=128,
    wide_stages=3,
    patch=4,
    endless=True,
    critic="cells",
    apart=True,
    r1=Cosine(start=5, end=1, over=0.5),
    r2=Cosine(start=5, end=1, over=0.5),
    gamma_px=0,
    lr=Cosine(start=7e-4, end=1e-4),
    warm_up=1_600,
    length=100_000,
)

DANCE = SINGLE.but(
    name="dance",
    width=128,
    depth=4,
    size_px=320,
    levels=4,
    ratio=0.6,
    together=2,
    coarse_first=1.5,
    span=32,
    augment=Augment(mode="cosine", parts=ALONG_TIME, p_start=STRONGEST),
    anchor=5,
    r1=always(0.1),
    r2=always(0.1),
    batch=8,
    lr=Cosine(start=1e-3, end=1.5e-4),
    half_life=1_000,
    length=100_000,
    ticks=8,
)

RECIPES = {recipe.name: recipe for recipe in (QUICK, STYLE, R3GAN, SEED, DCGAN, SINGLE, MUSIC, DANCE, SCENE, PLOT)}


def named(name: str) -> Recipe:
    """The recipe called name."""
    return pick(RECIPES, "recipe", name)

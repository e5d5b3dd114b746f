"""Which parts, and how often: by a fixed course, or by what the discriminator shows of overfitting.

A corpus of few works is shown thousands of times, and the discriminator learns the works by heart. When
it sees them altered it cannot; how often they must be is a question of how few they are. Nothing here
needs PyTorch, so that a recipe can be read without it.
"""

import math
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from ganvas.errors import RecipeError
from ganvas.record import Record

KIND_TO_ART = ("shift", "scale", "tilt", "contrast", "brightness", "cutout")
"""The parts allowed without being asked for. Not among them is what a picture may be about: which hand
holds the brush and how a signature reads (flip), what is up (quarter, rotate), and the palette (hue, saturation).
"""

ALONG_TIME = ("moment",)
"""The parts for what goes along time."""

STRONGEST = 0.6  # the chance of each part where works are fewest
STEPS = ((500, STRONGEST), (2_000, 0.3), (10_000, 0.3), (50_000, 0.0))  # works, and the strength for so many
SPEED = 500_000  # samples in which an adaptive p can go from 0 to 1. Karras et al. 2020 (arXiv:2006.06676)
TARGET = 0.6  # share of positive minus share of negative signs that is aimed at. Karras et al. 2020
MOST = 0.8  # beyond it, Karras et al. 2020 find, alterations leak into what the generator paints


class Augment(Record):
    """What the discriminator sees altered, and how often. A recipe holds one; what it says is the whole of it.

    ``cosine`` moves p from ``p_start`` to ``p_end`` over the run and lets it stay; ``adaptive`` begins at
    ``p_start`` and then follows ``adapt``; ``off`` leaves every sample as it is.
    """

    mode: Literal["off", "cosine", "adaptive"] = "off"
    parts: tuple[str, ...] = Field(KIND_TO_ART, description="that may be applied, names in PARTS")
    p_start: float = Field(0, ge=0, le=1, description="the chance of each part at the start of the run")
    p_end: float = Field(STRONGEST, ge=0, le=1, description="the chance of each part at the end, by cosine")
    over: float = Field(1.0, gt=0, le=1, description="the share of the run in which the chance moves")
    target: float = Field(TARGET, gt=-1, lt=1, description="of the mean sign of D at real works, when adaptive")
    speed: int = Field(SPEED, ge=1, description="samples in which an adaptive chance can go from 0 to 1")

    @model_validator(mode="after")
    def _parts_are_known(self) -> Self:
        if self.parts not in (KIND_TO_ART, ALONG_TIME):
            from ganvas.augment.parts import check_names  # brings in PyTorch, which the usual parts do without

            check_names(self.parts)
        if self.mode != "off" and not self.parts:
            raise RecipeError("an augmentation without parts alters nothing; name some, or use mode='off'")
        return self

    @property
    def on(self) -> bool:
        """Whether the discriminator is to see anything altered at all."""
        return self.mode != "off"

    def for_works(self, works: int) -> Self:
        """The same for a corpus of so many works: ``p_end`` by ``strength``; off where that is nothing."""
        p_end = strength(works)
        if self.mode != "cosine":
            return self
        return self.but(p_end=p_end) if max(p_end, self.p_start) > 0 else self.but(mode="off", p_end=p_end)

    def at(self, seen: int, length: int) -> float:
        """The chance of each part when ``seen`` of ``length`` samples have been shown, by the fixed course.

        An adaptive chance is where it starts: from there on it is a part of the run's state.
        """
        if self.mode != "cosine":
            return self.p_start if self.on else 0.0
        return between(self.p_start, self.p_end, seen / (self.over * length))


def strength(works: int) -> float:
    """The chance of each part at the end of a run on so many works.

    0.6 up to 500, 0.3 from 2,000 to 10,000, 0 from 50,000; between, half a cosine of the number's logarithm.
    R3GAN (Huang et al. 2024, arXiv:2501.05441) moves p from 0 to 0.3 … 0.55 by cosine and sees no loss
    against the adaptive way; Karras et al. 2020 find p near 0.6 where works are few. The steps are ours.
    """
    if works <= STEPS[0][0]:
        return STEPS[0][1]
    for (fewer, before), (more, after) in pairwise(STEPS):
        if works <= more:
            return between(before, after, math.log(works / fewer) / math.log(more / fewer))
    return STEPS[-1][1]


def between(start: float, end: float, progress: float) -> float:
    """From start to end along half a cosine; progress is clipped to 0…1."""
    return end + (start - end) * (1 + math.cos(math.pi * min(max(progress, 0.0), 1.0))) / 2


def adapt(
    p: float, sign_mean: float, batch: int, target: float = TARGET, speed: int = SPEED, most: float = MOST
) -> float:
    """The next chance of each part, by how sure the discriminator is of the works that it learns from.

    ADA, Karras et al. 2020 (arXiv:2006.06676), section 3: their heuristic r_t is the mean of sign D(x)
    over real works; at 0 it cannot tell them from fakes, at 1 it knows them by heart. p rises while it is
    above ``target``, falls while it is below, in steps so small that 0 to 1 takes ``speed`` samples.

    Args:
        p: the chance now.
        sign_mean: mean of sign D(x) over the reals since the last call, as D saw them. Where a game only
            compares (relativistic), D's zero means nothing: give it the mean sign of D(real) − D(fake).
        batch: samples shown since the last call.
        target: of sign_mean.
        speed: samples from 0 to 1.
        most: where p stops.

    Returns:
        the next p, 0…most.
    """
    step = batch / speed
    direction = (sign_mean > target) - (sign_mean < target)
    return min(max(p + direction * step, 0.0), most)

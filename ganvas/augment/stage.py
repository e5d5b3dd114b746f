"""What a part of an augmentation is, and the stage at which parts of one kind are carried out together.

A part does not touch a sample. It turns chance into a *setting* (a matrix, a box), and its stage joins
the settings of all its parts, so that a picture is shifted, scaled and turned by one resampling.

Every stage is affine in the sample, x → Ax + b with A and b from chance alone. So a penalty on the slope
goes through it exactly (the slope at the sample is Aᵀ times the slope at what D sees), and there is
nothing of it in a second derivative. A clamp to −1…1 would break that: its slope is zero, and on white
paper under a brighter light nearly all of a work would have none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """How settings are joined and carried out.

    Attributes:
        axes: how many axes a sample has.
        neutral: the setting that changes nothing, (…), for a sample of that shape, float64.
        join: the setting that does the first and then the second, (N, …) each.
        carry_out: samples (groups, n, *shape) and settings (n, …), the same for each group, to samples of that shape;
            affine in the samples.
    """

    axes: int
    neutral: Callable[[Shape], Tensor]
    join: Callable[[Tensor, Tensor], Tensor]
    carry_out: Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Part:
    """One thing that an augmentation may do.

    Attributes:
        says: what it does, in a few words, with its strength.
        source: the paper that its strength is from, as a key of ``REFERENCES``; empty where it is our own.
        medium: the art form that it serves.
        stage: where it is carried out.
        numbers: how many random numbers its setting takes, besides the one that decides whether it is applied.
        setting: (N, numbers) uniform in 0…1, float64, and the shape of one sample, to (N, …) settings.
    """

    says: str
    source: str
    medium: str
    stage: Stage
    numbers: int
    setting: Callable[[Tensor, Shape], Tensor]


def bell(chance: Tensor, spread: float) -> Tensor:
    """Uniform numbers in 0…1 as normal ones of that spread, cut off at two spreads: what can happen can be shown."""
    within_two = 0.9544997361036416  # share of a normal distribution within two spreads
    return (chance * 2 - 1).mul(within_two).erfinv() * (spread * 2**0.5)

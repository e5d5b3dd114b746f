"""Measures of a model: one file a family, one row a measure, and every result says how it was got.

A measure compares features of real and of generated samples. Its row says which way is
better and how many samples it needs before its number means anything.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field
from torch import Tensor

from ganvas.errors import MetricError, ShapeError, pick
from ganvas.metrics.features import EXTRACTORS, Extractor, Judge, extract, extractor
from ganvas.metrics.frechet import frechet_distance
from ganvas.metrics.prdc import compute_prdc
from ganvas.record import Record

K = 5


@dataclass(frozen=True)
class Metric:
    """One row of the table.

    Attributes:
        family: maps features (N, D) of reals and (M, D) of fakes to values by name; measures that
            come out of one computation share it.
        better: the direction of a better model.
        least: samples of each kind, below which the number is mostly chance.
        k: neighbors that it looks at, 0 for a measure without.
    """

    family: Callable[[Tensor, Tensor], Mapping[str, float]]
    better: Literal["lower", "higher"]
    least: int
    k: int = 0


class Measured(Record):
    """One number, with all that it depends on."""

    metric: str
    value: float
    better: Literal["lower", "higher"]
    extractor: str
    n_real: int
    n_fake: int
    k: int = Field(0, description="neighbors; 0 for a measure without")


def _frechet(real: Tensor, fake: Tensor) -> Mapping[str, float]:
    return {"frechet": frechet_distance(real, fake)}


def _prdc(real: Tensor, fake: Tensor) -> Mapping[str, float]:
    return compute_prdc(real, fake, K)._asdict()


METRICS = {
    "frechet": Metric(_frechet, "lower", least=1000),
    "precision": Metric(_prdc, "higher", least=100, k=K),
    "recall": Metric(_prdc, "higher", least=100, k=K),
    "density": Metric(_prdc, "higher", least=100, k=K),
    "coverage": Metric(_prdc, "higher", least=100, k=K),
}


def measure(names: Iterable[str], real: Tensor, fake: Tensor, extractor: str) -> list[Measured]:
    """The measures called names, in their order; what two of them share is computed once.

    Args:
        names: rows of METRICS.
        real: features (N, D).
        fake: features (M, D) of the same extractor.
        extractor: the full name of what made the features.
    Returns:
        One result a name.
    Raises:
        MetricError: there are fewer samples than a measure needs.
        RecipeError: a name is not in the table.
        ShapeError: the two are not features of one kind.
    """
    if real.ndim != 2 or fake.shape[1:] != real.shape[1:]:
        raise ShapeError(f"wanted features (N, D) and (M, D), got {tuple(real.shape)} and {tuple(fake.shape)}")
    rows = {name: pick(METRICS, "metric", name) for name in names}
    for name, row in rows.items():
        if min(len(real), len(fake)) < row.least:
            raise MetricError(
                f"{name}: {len(real)} real and {len(fake)} generated samples; wanted at least {row.least} of each. "
                "Draw or gather more, or choose another measure."
            )
    values = {
        name: value for family in {row.family for row in rows.values()} for name, value in family(real, fake).items()
    }
    return [
        Measured(
            metric=name,
            value=values[name],
            better=row.better,
            extractor=extractor,
            n_real=len(real),
            n_fake=len(fake),
            k=row.k,
        )
        for name, row in rows.items()
    ]


__all__ = [
    "EXTRACTORS",
    "METRICS",
    "Extractor",
    "Judge",
    "Measured",
    "Metric",
    "compute_prdc",
    "extract",
    "extractor",
    "frechet_distance",
    "measure",
]

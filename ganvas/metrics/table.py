"""The table of measures, and one road from features to results."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field
from torch import Tensor

from ganvas.errors import MetricError, ShapeError, pick
from ganvas.metrics.copying import authentic_share, copying_score
from ganvas.metrics.estimate import Estimate
from ganvas.metrics.frechet import frechet_distance
from ganvas.metrics.kernel import kernel_distance
from ganvas.metrics.prdc import compute_prdc
from ganvas.metrics.vendi import vendi_score
from ganvas.record import Record

K = 5

Part = Literal["real", "train", "held_out", "fake"]
Better = Literal["lower", "higher", "zero"]
WORDS: Mapping[Part, str] = {"real": "real", "train": "training", "held_out": "held-out", "fake": "generated"}


@dataclass(frozen=True, eq=False)
class Features:
    """All that a measure may look at, by one extractor.

    Attributes:
        train: (T, D), of works that the generator learned from; (0, D) where none are known.
        held_out: (N, D), of works kept apart to compare with; (0, D) where the corpus is too small for that.
        fake: (M, D), of generated samples.
        unseen: whether the generator never saw the held-out works.
    """

    train: Tensor
    held_out: Tensor
    fake: Tensor
    unseen: bool = True

    def __post_init__(self) -> None:
        shapes = [tuple(some.shape) for some in (self.train, self.held_out, self.fake)]
        if any(len(shape) != 2 or shape[1] != shapes[0][1] for shape in shapes):
            raise ShapeError(f"wanted features (T, D), (N, D) and (M, D) of one extractor, got {shapes}")

    @classmethod
    def of_two(cls, real: Tensor, fake: Tensor) -> "Features":
        """Reals (N, D) and fakes (M, D), and nothing known of what the generator learned from."""
        return cls(real[:0], real, fake)

    @property
    def real(self) -> Tensor:
        """What fakes are compared with: the held-out works, or the training works where none are held out."""
        return self.held_out if len(self.held_out) else self.train

    def count(self, part: Part) -> int:
        """How many samples that part has."""
        return len({"real": self.real, "train": self.train, "held_out": self.held_out, "fake": self.fake}[part])


@dataclass(frozen=True)
class Metric:
    """One row of the table.

    Attributes:
        family: maps features to estimates by name; measures that come out of one computation share it.
        better: the direction of a better model.
        least: samples of each part that it looks at, below which the number is mostly chance.
        k: neighbors that it looks at, 0 for a measure without.
        looks_at: the parts that it looks at.
        floor: the works that stand in for generated samples in what a perfect model would reach; empty where
            that is no question of works.
        bias: whether the number changes with the count of fakes alone, so that counts must agree to compare.
    """

    family: Callable[[Features], Mapping[str, Estimate]]
    better: Better
    least: int
    k: int = 0
    looks_at: tuple[Part, ...] = ("real", "fake")
    floor: Literal["train", "held_out", ""] = "train"
    bias: bool = True


class Measured(Record):
    """One number, with all that it depends on."""

    metric: str
    value: float
    interval: tuple[float, ...] = Field((), description="its ends, 95 %; empty for a measure without")
    better: Better
    extractor: str
    n_train: int = Field(0, description="training works looked at; 0 for a measure that looks at none")
    n_held_out: int = Field(0, description="held-out works looked at")
    n_fake: int
    k: int = Field(0, description="neighbors; 0 for a measure without")


class Refused(Record):
    """A measure that these samples cannot carry, and why."""

    metric: str
    extractor: str
    reason: str


def _frechet(features: Features) -> Mapping[str, Estimate]:
    return {"frechet": Estimate(frechet_distance(features.real, features.fake))}


def _kid(features: Features) -> Mapping[str, Estimate]:
    return {"kid": kernel_distance(features.real, features.fake)}


def _prdc(features: Features) -> Mapping[str, Estimate]:
    found = compute_prdc(features.real, features.fake, K)._asdict()
    return {name: Estimate(value) for name, value in found.items()}


def _vendi(features: Features) -> Mapping[str, Estimate]:
    return {"vendi": Estimate(vendi_score(features.fake))}


def _authpct(features: Features) -> Mapping[str, Estimate]:
    return {"authpct": Estimate(authentic_share(features.train, features.fake))}


def _ct(features: Features) -> Mapping[str, Estimate]:
    if not features.unseen:
        raise MetricError(
            "ct: the generator has seen all works, so there is none to compare copying with. "
            "Train with held-out works, or look at the nearest works."
        )
    return {"ct": Estimate(copying_score(features.train, features.held_out, features.fake))}


METRICS = {
    "kid": Metric(_kid, "lower", least=20, bias=False),
    "frechet": Metric(_frechet, "lower", least=1000),
    "precision": Metric(_prdc, "higher", least=100, k=K),
    "recall": Metric(_prdc, "higher", least=100, k=K),
    "density": Metric(_prdc, "higher", least=100, k=K),
    "coverage": Metric(_prdc, "higher", least=100, k=K),
    "vendi": Metric(_vendi, "higher", least=20, looks_at=("fake",)),
    "authpct": Metric(_authpct, "higher", least=20, looks_at=("train", "fake"), floor="held_out", bias=False),
    "ct": Metric(_ct, "zero", least=20, looks_at=("train", "held_out", "fake"), floor=""),
}


def assess(names: Iterable[str], features: Features, extractor: str) -> list[Measured | Refused]:
    """The measures called names, in their order; one that these samples cannot carry says why.

    What several of them share is computed once.

    Args:
        names: rows of METRICS.
        features: all of the same extractor.
        extractor: the full name of what made the features.
    Raises:
        RecipeError: a name is not in the table.
    """
    rows = {name: pick(METRICS, "metric", name) for name in names}
    reasons = {name: _too_few(name, row, features) for name, row in rows.items()}
    values: dict[str, Estimate] = {}
    for family in dict.fromkeys(row.family for name, row in rows.items() if not reasons[name]):
        try:
            values |= family(features)
        except MetricError as error:
            reasons |= {name: str(error) for name, row in rows.items() if row.family == family}
    return [
        Refused(metric=name, extractor=extractor, reason=reasons[name])
        if reasons[name]
        else _measured(name, row, values[name], features, extractor)
        for name, row in rows.items()
    ]


def measure(names: Iterable[str], features: Features, extractor: str) -> list[Measured]:
    """As ``assess``, but all of them or none.

    Raises:
        MetricError: these samples cannot carry one of the measures.
        RecipeError: a name is not in the table.
    """
    found = []
    for one in assess(names, features, extractor):
        if isinstance(one, Refused):
            raise MetricError(one.reason)
        found.append(one)
    return found


def _too_few(name: str, row: Metric, features: Features) -> str:
    """Why a measure has too few samples, or nothing."""
    if all(features.count(part) >= row.least for part in row.looks_at):
        return ""
    counts = " and ".join(f"{features.count(part):,} {WORDS[part]}" for part in row.looks_at)
    return (
        f"{name}: {counts} samples; wanted at least {row.least:,}{' of each' * (len(row.looks_at) > 1)}. "
        "Draw or gather more, or choose another measure."
    )


def _measured(name: str, row: Metric, found: Estimate, features: Features, extractor: str) -> Measured:
    real: Part = "held_out" if len(features.held_out) else "train"
    parts = {real if part == "real" else part for part in row.looks_at}
    return Measured(
        metric=name,
        value=found.value,
        interval=found.interval,
        better=row.better,
        extractor=extractor,
        n_train=len(features.train) if "train" in parts else 0,
        n_held_out=len(features.held_out) if "held_out" in parts else 0,
        n_fake=len(features.fake),
        k=row.k,
    )

"""What an evaluation found: every number with its floor, its counts and its extractor, and how a person reads it."""

import math
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ganvas.media.measured import Measurement
from ganvas.metrics.table import Better
from ganvas.record import Record

BETTER = {"lower": "lower is better", "higher": "higher is better", "zero": "zero is best"}


class Floor(Record):
    """What works reach in place of generated samples."""

    value: float
    interval: tuple[float, ...] = ()
    n: int = Field(description="works that stood in for samples")


class Entry(Record):
    """One measure by one extractor, or why there is none."""

    metric: str
    extractor: str
    better: Better
    value: float | None = None
    interval: tuple[float, ...] = Field((), description="its ends, 95 %; empty for a measure without")
    floor: Floor | None = None
    n_train: int = 0
    n_held_out: int = 0
    n_fake: int = 0
    k: int = 0
    refused: str = Field("", description="why these samples cannot carry the measure")

    @property
    def text(self) -> str:
        """The value at three digits with its interval; empty where it is refused."""
        return "" if self.value is None else _number(self.value, self.interval)


class Pair(Record):
    """A sample and the work nearest to it."""

    seed: int
    work: str = Field(description="its name in the corpus")
    distance: float = Field(description="0 for the same, 1 for nothing in common")
    way: str = Field(description="how the work is seen when it lies nearest")
    copied: bool


class Copies(Record):
    """Which samples are as near to a work as a copy."""

    works: int = Field(description="that were looked at")
    copied: int = Field(0, description="samples nearer to a work than different works are to one another")
    threshold: float = 0.0
    twins: float = Field(0.0, description="share of works as near to another as a slightly damaged copy")
    tells: bool = Field(False, description="whether copies can be told from works here")
    nearest: tuple[Pair, ...] = Field((), description="the samples that lie nearest to a work, the nearest first")
    refused: str = Field("", description="why the nearest works were not looked for")


class Evaluation(Record):
    """Everything that one evaluation found, and of what."""

    version: Literal[1] = 1
    run: str
    snapshot: str = Field(description="digest of the model that painted")
    seen: int
    corpus: str = Field(description="digest of the works")
    samples: int
    psi: float
    train: int = Field(description="works that the run learned from")
    held_out: int = Field(description="works kept apart to compare with")
    unseen: bool = Field(description="whether the run never saw them")
    background: Literal["", "white"] = Field("", description="what transparent pictures were laid on")
    measures: tuple[Entry, ...] = ()
    art: tuple[Measurement, ...] = Field((), description="what its own medium measures")
    copies: Copies = Copies(works=0, refused="not looked for yet")
    folder: str
    files: tuple[str, ...] = ()

    def in_words(self) -> list[str]:
        """The same for a person."""
        against = f"{self.held_out:,} held-out works" if self.held_out else f"{self.train:,} works that it has seen"
        seen = " that it has seen too" if self.held_out and not self.unseen else ""
        head = f"{self.run} after {self.seen:,} works: {self.samples:,} samples against {against}{seen}"
        return [
            head,
            *self._table(),
            *self._art_table(),
            *self._copy_words(),
            f"look: {self.folder}/{', '.join(self.files[1:])}",
        ]

    def _table(self) -> Iterator[str]:
        for name in dict.fromkeys(entry.extractor for entry in self.measures):
            rows = [entry for entry in self.measures if entry.extractor == name]
            yield f"\n{name:<12} {'value':>24} {'floor':>24}"
            for entry in rows:
                if not entry.refused:
                    floor = _number(entry.floor.value, entry.floor.interval) if entry.floor else "–"
                    yield f"{entry.metric:<12} {entry.text:>24} {floor:>24}   {BETTER[entry.better]}"
            reasons: dict[str, list[str]] = {}
            for entry in rows:
                if entry.refused:
                    reasons.setdefault(entry.refused.removeprefix(f"{entry.metric}: "), []).append(entry.metric)
            for reason, names in reasons.items():
                yield f"no {', '.join(names)}: {reason}"
        yield ""

    def _art_table(self) -> Iterator[str]:
        """A line for each measure of the medium: the model, works in its place, and models that learned nothing."""
        if not self.art:
            return
        nulls = list(dict.fromkeys(name for row in self.art for name in row.nulls))
        yield f"{'':<20} {'the model':>12} {'works':>12}" + "".join(f" {name:>12}" for name in nulls)
        for row in self.art:
            if row.refused:
                yield f"{row.name:<20} no number: {row.refused}"
                continue
            values = [row.fake, row.real, *(row.nulls.get(name) for name in nulls)]
            yield f"{row.name:<20}" + "".join(f" {_or_dash(one):>12}" for one in values) + f"   {row.says}"
        yield ""

    def _copy_words(self) -> Iterator[str]:
        copies = self.copies
        if copies.refused:
            yield f"copies: not looked for; {copies.refused}"
        elif not copies.tells:
            yield (
                f"copies: cannot be told, because {copies.twins:.0%} of the works are as alike as copies. "
                "Compare nearest.png by eye."
            )
        else:
            yield (
                f"copies: {copies.copied:,} of {self.samples:,} samples lie nearer to a work than different works lie "
                "to one another. Compare nearest.png by eye."
            )


def _number(value: float, interval: tuple[float, ...] = ()) -> str:
    """A number at three digits, with its interval."""
    ends = f" ({_three(interval[0])} … {_three(interval[1])})" if interval else ""
    return _three(value) + ends


def _or_dash(value: float | None) -> str:
    return "–" if value is None else _three(value)


def _three(value: float) -> str:
    if not value or not math.isfinite(value):
        return f"{value:g}"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(places, 4)}f}"

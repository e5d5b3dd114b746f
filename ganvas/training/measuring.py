"""Measures while training: how near the held-out works are, and whether works are being copied.

The first decides which snapshot is the best; a loss never does. Measuring costs time, so it keeps to a share
of the run's: it may be left out at a tick, never at the last one. It changes nothing that is trained.
"""

import time
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from ganvas import snapshot
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.dataset import Dataset
from ganvas.errors import MetricError
from ganvas.files import write_whole
from ganvas.media import medium
from ganvas.media.levels import to_samples
from ganvas.media.medium import Samples
from ganvas.metrics import Extractor, Features, Measured, extract, extractor, measure
from ganvas.metrics.memorization import LEAST_WORKS, Bank
from ganvas.run import Run
from ganvas.training.moment import NEAREST, SHEET_SEEDS, Moment, painted

SHARE = 0.05  # of a run's time that measuring may take
FIRST_S = 60.0  # of a run without a measure: to begin with one takes some seconds by itself
SAMPLES = 500
ALARM = 0.1  # of the sheet's samples: where so many more are copies than of works that were never seen, it is said
MOST_WORKS = 20_000  # more are not learned by heart, and their bank would take long
MOST_HELD_OUT = 1_000  # works; more would make the measure a little surer, and each of them costs
PAIRS = 8


@dataclass
class Measuring:
    """A hook that measures, adds to the moment's line, and marks the best snapshot.

    Attributes:
        spent_s: seconds that measuring has taken in this session.
    """

    spent_s: float = 0.0
    _start_s: float = field(default_factory=time.perf_counter)
    _bench: "Bench | None" = None
    _alarmed: bool = False

    def __call__(self, moment: Moment) -> None:
        """Measure, if there is time for it."""
        now_s = time.perf_counter()
        elapsed_s = now_s - self._start_s
        if not moment.final and (elapsed_s < FIRST_S or self.spent_s > SHARE * elapsed_s):
            return
        if self._bench is None:
            self._bench = Bench.of(moment)
        self._measure(moment, self._bench)
        self.spent_s += time.perf_counter() - now_s

    def _measure(self, moment: Moment, bench: "Bench") -> None:
        if bench.look is None and bench.bank is None:
            return
        count = SAMPLES if bench.look else len(SHEET_SEEDS)
        recipe = moment.run.recipe
        found_now = painted(moment.state.average, recipe, count, moment.run.plan.device)
        samples = to_samples(found_now, medium(recipe.medium).dtype)
        if bench.look is not None:
            features = Features.of_two(bench.real, extract(bench.look, samples))
            (found,) = measure(["kid"], features, bench.look.name)
            low, high = found.interval
            moment.line.update(kid=found.value, kid_low=low, kid_high=high)
            mark_best(moment.run, found, moment.state.seen)
        if bench.bank is not None:
            self._look_for_copies(moment, bench, bench.bank, samples[: len(SHEET_SEEDS)])

    def _look_for_copies(self, moment: Moment, bench: "Bench", bank: Bank, samples: Samples) -> None:
        """Say how many of the sheet's samples are copies, and show the nearest pairs."""
        near = bank.nearest(samples)
        share = float(near.copied.mean())
        moment.line["copies"] = share
        order = np.argsort(near.distance)[:PAIRS]
        pairs = np.stack([samples[order], bench.train.take(near.index[order])], 1).reshape(-1, *samples.shape[1:])
        sheet = medium(moment.run.recipe.medium, moment.run.recipe.common).contact_sheet(
            pairs, columns=PAIRS, scale=None
        )
        write_whole(moment.run.path / NEAREST, sheet)
        copying = share - bench.floor > ALARM
        if copying and not self._alarmed:
            moment.said.append(
                f"Copies: at {moment.state.seen:,} works seen, {share:.0%} of the sheet's samples are nearer to a work "
                f"than works are to one another, where unseen works give {bench.floor:.0%}; see "
                f"{moment.run.path / NEAREST}. More works, or a snapshot from before, would be more original."
            )
        self._alarmed = copying


@dataclass(frozen=True, eq=False)
class Bench:
    """What a run is measured with.

    Attributes:
        train: the works that it learns from.
        look: the extractor, if there is anything to measure by.
        real: (H, D), its features of works that the run does not see, of a thousand at most; none in a small corpus.
        bank: of the works to learn from, if copies can be told among them.
        floor: the share of works that were never seen, or failing that of twins, that it takes for copies.
    """

    train: Dataset
    look: Extractor | None
    real: Tensor
    bank: Bank | None
    floor: float

    @classmethod
    def of(cls, moment: Moment) -> "Bench":
        """The works of the run, parted; what cannot be measured is said."""
        run = moment.run
        corpus = Corpus.open(run.source.path)
        train = corpus.prepare(run.recipe.shape)
        held_out = train.levels[:0]
        if run.source.held_out:
            rows = corpus.split(train)
            train, held_out = train.part(rows.train), train.take(rows.held_out[:MOST_HELD_OUT])
        look, bank = eye_of(moment, len(held_out)), bank_of(train)
        floor = 0.0
        if bank is not None:
            floor = float(bank.nearest(held_out).copied.mean()) if len(held_out) else bank.twins
        return cls(train, look, extract(look, held_out) if look else torch.empty(0, 0), bank, floor)


def eye_of(moment: Moment, held_out: int) -> Extractor | None:
    """The extractor by which the best snapshot is chosen; without one it is said why the newest counts as the best."""
    run, art = moment.run, medium(moment.run.recipe.medium)
    if not run.recipe.hold_out:
        return None
    if not art.look:
        moment.said.append(f"The newest snapshot counts as the best: no measure of {art.plural} can choose one yet.")
        return None
    if not held_out:
        few = f"{run.source.works} works are too few to hold any out"
        moment.said.append(f"{few}: the newest snapshot counts as the best.")
        return None
    try:
        return extractor(art.look)
    except MetricError as error:
        moment.said.append(f"The newest snapshot counts as the best, because none can be measured: {error}")
        return None


def bank_of(train: Dataset) -> Bank | None:
    """What tells copies; nothing where works are no pictures, too few, too many to be known by heart, or too alike."""
    if len(train.shape) != 3 or not LEAST_WORKS <= len(train) <= MOST_WORKS:
        return None
    bank = Bank.of(train.take(np.arange(len(train))))
    return bank if bank.tells else None


def mark_best(run: Run, found: Measured, seen: int) -> None:
    """Remember the snapshot of this moment if no earlier one was nearer to the held-out works."""
    before = snapshot.best(run.path)
    if before is None or before.extractor != found.extractor or found.value < before.value:
        best = snapshot.Best(seen=seen, metric=found.metric, value=found.value, extractor=found.extractor)
        write_whole(run.path / snapshot.BEST, best.to_json().encode())

"""What is a run's model worth? Its pictures measured against the works, and beside every number what works reach."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.dataset import Dataset
from ganvas.errors import MetricError, RunError, ShapeError
from ganvas.files import whole_folder, write_whole
from ganvas.media import medium
from ganvas.media.measured import Measurement
from ganvas.media.medium import Medium, Samples
from ganvas.metrics import METRICS, Extractor, Features, Measured, Refused, assess, extractor
from ganvas.metrics.cache import cached_features
from ganvas.metrics.memorization import WAYS, Bank
from ganvas.model.evaluation import Copies, Entry, Evaluation, Floor, Pair
from ganvas.model.evidence import Evidence
from ganvas.model.model import Model
from ganvas.run import Run, nine
from ganvas.sketch import Seed, Sketch, check_psi

FOLDER = "evaluation"
KEPT = "features"
RECORD = "measures.json"
MOST_WORKS = 10_000  # training works looked at; more would take minutes and change little
NEAREST = 24  # samples that the record and the sheet of nearest works show

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wishes:
    """What to measure, and with what.

    Attributes:
        samples: how many to paint, from the seeds 0, 1, …
        extractors: names of extractors; empty for what suits the medium.
        seen: of the snapshot to measure; left out, the newest.
        psi: 1 paints what the model learned, less hides its mistakes and its variety.
        corpus: where the corpus is now, if not where the run found it.
        device: auto, cpu, cuda or mps.
    """

    samples: int = 1000
    extractors: tuple[str, ...] = ()
    seen: int | None = None
    psi: float = 1.0
    corpus: Path | None = None
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class Works:
    """The works of a run, as evaluation looks at them; of works that give several samples, those.

    Attributes:
        rest: rows of what is not held out.
        held_out: rows of what is; empty in a small corpus.
        unseen: whether the run never saw the latter.
    """

    data: Dataset
    rest: NDArray[np.int64]
    held_out: NDArray[np.int64]
    unseen: bool

    @property
    def train(self) -> NDArray[np.int64]:
        """Rows of the works that the run learned from."""
        return self.rest if self.unseen else np.sort(np.concatenate([self.rest, self.held_out]))


def evaluate(path: Path, wishes: Wishes = Wishes(), progress: Progress = lambda *_: None) -> Evaluation:
    """Measure a run's model, and write what was found to RUN/evaluation/SEEN/.

    Args:
        path: the run.
        wishes: what to measure, and with what.
        progress: called with what is done, how much, and of how much.
    Raises:
        MetricError: an extractor cannot be had, or too few samples were asked for.
        ModelError: there is no such snapshot.
        RunError: there is no run, or its corpus is not the one that it learned from.
    """
    check_psi(wishes.psi)
    if wishes.samples < 1:
        raise MetricError(f"{wishes.samples} samples: wanted at least one. Leave out --samples to draw 1,000.")
    run = Run.open(path)
    art = medium(run.recipe.medium, run.recipe.common)
    looks = eyes_of(art, wishes)
    model = Model.load(path if wishes.seen is None else path / "snapshots" / nine(wishes.seen), device=wishes.device)
    corpus = open_corpus(run, wishes.corpus)
    works = part_works(run, corpus, progress)
    fakes = paint(model, wishes, progress)
    entries = [entry for look in looks for entry in measure_all(look, works, fakes, path / FOLDER / KEPT, progress)]
    measured = measure_art(art, works, fakes) if art.measured_by and not wishes.extractors else ()
    copies, rows = find_copies(works, fakes, corpus)
    evidence = Evidence(art, fakes, works.data, works.held_out if len(works.held_out) else works.rest)
    title = f"{path.name} after {model.card.seen:,} works, {len(fakes):,} samples"
    pictures = evidence.pictures(title, entries, [pair.seed for pair in copies.nearest], rows)
    found = _record(run, model, works, wishes).but(
        measures=entries, art=measured, copies=copies, files=(RECORD, *pictures)
    )
    with whole_folder(Path(found.folder)) as beside:
        for name, data in {RECORD: found.to_json().encode(), **pictures}.items():
            write_whole(beside / name, data)
    return found


def eyes_of(art: Medium, wishes: Wishes) -> list[Extractor]:
    """The extractors to measure with: those that are named, or the medium's own.

    Raises:
        MetricError: none is named, and the medium has no measure.
    """
    names = wishes.extractors or ((art.look,) if art.look else ())
    if not names and not art.measured_by:
        raise MetricError(f"there is no measure of {art.plural} yet; --extractor pixels compares their bare values.")
    return [extractor(name) for name in names]


def measure_art(art: Medium, works: Works, fakes: Samples) -> tuple[Measurement, ...]:
    """What the medium itself measures, a row for each of its names."""
    seen = works.data.take(works.rest if works.unseen else works.train)
    held_out = works.data.take(works.held_out if works.unseen else works.held_out[:0])
    rows = tuple(art.measures(seen, held_out, fakes))
    assert [row.name for row in rows] == list(art.measured_by), f"{art.name} measured {[row.name for row in rows]}"
    return rows


def open_corpus(run: Run, path: Path | None) -> Corpus:
    """The corpus that a run learned from, where it was or at the path.

    Raises:
        CorpusError: there is no corpus at the path.
        RunError: it is not where it was, or it holds other works.
    """
    if path is None and not Path(run.source.path).is_dir():
        raise RunError(f"{run.source.path}: the corpus of {run.path} is gone from here. Name its place with --corpus.")
    corpus = Corpus.open(path or run.source.path)
    if corpus.digest != run.source.digest:
        raise RunError(
            f"{corpus.path}: its works are {corpus.digest[:12]}, but {run.path} learned from {run.source.digest[:12]}. "
            "Name the corpus of those works with --corpus."
        )
    return corpus


def part_works(run: Run, corpus: Corpus, progress: Progress) -> Works:
    """The works of a run as it saw them, parted.

    Raises:
        RunError: not as many works are held out now as were then.
    """
    data = corpus.prepare(run.recipe.shape, progress=progress)
    parted = corpus.split(data)
    if run.source.held_out not in (0, len(parted.held_out)):
        raise RunError(
            f"{run.path}: {run.source.held_out:,} works were held out, but this version of Ganvas parts "
            f"{len(parted.held_out):,} of them. Measure with the version that trained, or train again."
        )
    return Works(data, parted.train[:MOST_WORKS], parted.held_out, run.source.held_out > 0)


def paint(model: Model, wishes: Wishes, progress: Progress) -> Samples:
    """The samples (N, *shape) of the seeds 0, 1, …"""
    levels = []
    for seed in range(wishes.samples):
        levels.append(model.render(Sketch(latent=Seed(seed=seed), psi=wishes.psi)).levels)
        progress("painting", seed + 1, wishes.samples)
    return np.stack(levels)


def measure_all(look: Extractor, works: Works, fakes: Samples, kept: Path, progress: Progress) -> list[Entry]:
    """Every row of METRICS by one extractor, with its floor."""
    rest = cached_features(look, works.data.take(works.rest), kept, "works", progress)
    held_out = rest[:0]
    if len(works.held_out):
        held_out = cached_features(look, works.data.take(works.held_out), kept, "held-out works", progress)
    fake = cached_features(look, fakes, kept, "samples", progress)
    train = rest if works.unseen else torch.cat([rest, held_out])
    found = assess(METRICS, Features(train, held_out, fake, works.unseen), look.name)
    floors = find_floors(rest, held_out, len(fakes), look.name)
    return [_entry(one, floors.get(one.metric)) for one in found]


def find_floors(rest: Tensor, held_out: Tensor, count: int, name: str) -> dict[str, Floor]:
    """What works reach where they stand in for ``count`` samples, by measure.

    A measure whose number changes with the count alone has a floor only where there are as many works.

    Args:
        rest: features (T, D) of works that are not held out.
        held_out: features (L, D) of those that are.
        count: of samples.
        name: the extractor's.
    """
    if not len(held_out):
        return {}
    stand_ins = {"train": rest[:count], "held_out": held_out[:count]}
    floors = {}
    for kind, some in stand_ins.items():
        names = [
            metric for metric, row in METRICS.items() if row.floor == kind and not (row.bias and len(some) < count)
        ]
        for one in assess(names, Features(rest, held_out, some), name):
            if isinstance(one, Measured):
                floors[one.metric] = Floor(value=one.value, interval=one.interval, n=len(some))
    return floors


def find_copies(works: Works, fakes: Samples, corpus: Corpus) -> tuple[Copies, NDArray[np.int64]]:
    """The samples that lie nearest to a work, and the rows of those works, the nearest first."""
    rows, owners, art = works.train, works.data.of_work, corpus.art
    if not art.pictures:
        how = f"ganvas originality compares {art.plural} one by one" if art.nearest_by else "there is no way to yet"
        return Copies(works=len(rows), refused=f"these are {art.plural}, and {how}"), rows[:0]
    try:
        bank = Bank.of(works.data.take(rows))
        found = bank.nearest(fakes)
    except (MetricError, ShapeError) as error:
        return Copies(works=len(rows), refused=str(error)), rows[:0]
    order = np.argsort(found.distance, kind="stable")[:NEAREST]
    nearest = [
        Pair(
            seed=int(sample),
            work=corpus.works[int(owners[rows[found.index[sample]]])].name,
            distance=float(found.distance[sample]),
            way=WAYS[found.way[sample]],
            copied=bool(found.copied[sample]),
        )
        for sample in order
    ]
    copies = Copies(
        works=len(rows),
        copied=int(found.copied.sum()),
        threshold=bank.threshold,
        twins=bank.twins,
        tells=bank.tells,
        nearest=tuple(nearest),
    )
    return copies, rows[found.index[order]]


def _record(run: Run, model: Model, works: Works, wishes: Wishes) -> Evaluation:
    """Of what an evaluation is, before anything is found."""
    return Evaluation(
        run=str(run.path),
        snapshot=model.digest,
        seen=model.card.seen,
        corpus=run.source.digest,
        samples=wishes.samples,
        psi=wishes.psi,
        train=len(works.train),
        held_out=len(works.held_out),
        unseen=works.unseen,
        background="white" if run.recipe.medium == "image" and model.card.shape[0] == 4 else "",
        folder=str(run.path / FOLDER / nine(model.card.seen)),
    )


def _entry(found: Measured | Refused, floor: Floor | None) -> Entry:
    """One line of the record."""
    if isinstance(found, Refused):
        better = METRICS[found.metric].better
        return Entry(metric=found.metric, extractor=found.extractor, better=better, refused=found.reason)
    return Entry(**found.model_dump(), floor=floor)

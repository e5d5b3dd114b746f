"""Whether a work of another art than pictures is new, by the measure of its own medium."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.prepare import read_work
from ganvas.errors import MetricError, WorkError
from ganvas.media.medium import Decoded, Medium, Samples
from ganvas.media.nearest import Nearest


@dataclass(frozen=True)
class Likened:
    """One file, and the work of a corpus that it is nearest to.

    Attributes:
        path: of the file.
        nearest: how near, by the medium.
        work: digest of the work.
        name: what the work is called in its corpus.
        works: how many works it was compared with.
        method: of the medium.
    """

    path: Path
    nearest: Nearest
    work: str
    name: str
    works: int
    method: str

    def in_words(self) -> str:
        """One plain sentence."""
        near = self.nearest
        how = f", {near.how}" if near.how else ""
        return (
            f"{near.verdict}: nearest to {self.name}{how}; likeness {near.likeness:.2f} where a copy begins at"
            f" {near.copy_from:.2f}, among {self.works:,} works ({self.method})"
        )


def liken(files: Sequence[Path], corpus: Corpus) -> list[Likened]:
    """Compare files of any art with all works of a corpus, by the measure of its medium.

    Raises:
        MetricError: the medium has none, or there is too little to compare.
        WorkError: a file, or a work, cannot be read.
    """
    art = corpus.art
    if not art.nearest_by:
        raise MetricError(f"{art.plural} have no measure of likeness, so nothing can be said of copies.")
    own = [_samples(path, art, corpus) for path in files]
    works = _works(corpus, own[0].shape[1:]) if own else []
    return [_likened(path, samples, art, corpus, works) for path, samples in zip(files, own, strict=True)]


def _works(corpus: Corpus, shape: tuple[int, ...]) -> list[Decoded]:
    return [read_work(corpus.path, work, corpus.art, shape) for work in corpus.works]


def _samples(path: Path, art: Medium, corpus: Corpus) -> Samples:
    """The samples of a file: as long as it is, or of the corpus's shape where its own has other channels."""
    if not path.name.lower().endswith(art.suffixes):
        raise WorkError(
            f"{path}: {art.plural} are compared as {' or '.join(art.suffixes)}; save it so, and compare that."
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkError(f"{path}: cannot be read ({error.strerror}).") from None
    decoded, shape = art.decode(data, str(path)), corpus.natural_shape(art.usual_size)
    own = art.natural_shape([decoded.facts], art.usual_size or shape[1])
    return art.samples(decoded, own if own[0] == shape[0] else shape)


def _likened(path: Path, samples: Samples, art: Medium, corpus: Corpus, works: Sequence[Decoded]) -> Likened:
    found = max(art.nearest(samples, works), key=lambda one: one.likeness - one.copy_from)
    work = corpus.works[found.work]
    return Likened(path, found, work.digest, work.name, len(works), art.nearest_by)

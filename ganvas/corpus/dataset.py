"""Prepared works: one array of samples on disk, read where it lies, and the order in which a run sees it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ganvas.corpus.prepare import INDEX, Prepared, Sampled
from ganvas.errors import CorpusError
from ganvas.files import digest
from ganvas.media.levels import from_samples
from ganvas.media.medium import Samples, Shape
from ganvas.seeds import generator


@dataclass(frozen=True)
class Dataset:
    """Samples of works, all of one shape.

    Attributes:
        shape: of one sample.
        digest: of the works and of how they were made samples; the same for the same.
        levels: (S, *shape) uint8 or float32, mapped from the disk; of a part too, all samples.
        labels: (n,) int64 indices into label_names, or None where not every work has a label.
        label_names: what the labels are called.
        rows: (n,) int64, those of levels that are this dataset's; empty for all of them. ``part`` sets it.
        works: (S,) int64, the work that each of levels is of; empty where sample i is of work i.
    """

    shape: Shape
    digest: str
    levels: Samples
    labels: Tensor | None = None
    label_names: Sequence[str] = field(default=())
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    works: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.rows) or len(self.levels)

    @property
    def of_work(self) -> NDArray[np.int64]:
        """(n,) int64: the work that each sample is of."""
        rows = self.rows if len(self.rows) else np.arange(len(self.levels))
        return self.works[rows] if len(self.works) else rows

    def part(self, rows: NDArray[np.int64]) -> "Dataset":
        """The samples at these indices (n,) as a dataset of its own, with a digest of its own; nothing is copied.

        Raises:
            CorpusError: there are none, or one of them is not here.
        """
        if not len(rows) or rows.min() < 0 or rows.max() >= len(self):
            raise CorpusError(f"a part of {len(self):,} samples: wanted at least one index from 0 to {len(self) - 1}.")
        name = digest(self.digest.encode() + rows.astype("<i8").tobytes())
        labels = None if self.labels is None else self.labels[torch.from_numpy(rows)]
        return replace(self, digest=name, labels=labels, rows=self.rows[rows] if len(self.rows) else rows)

    def take(self, index: NDArray[np.int64]) -> Samples:
        """(n, *shape), as they are kept: the samples at these indices (n,), read from the disk."""
        return np.asarray(np.take(self.levels, self.rows[index] if len(self.rows) else index, axis=0))

    def batch(self, index: Tensor) -> Tensor:
        """(n, *shape) float32: the samples at these indices (n,); eight-bit levels in −1…1, others as they are."""
        return from_samples(self.take(index.numpy()))

    def indices(self, seed: int, seen: int, count: int) -> Tensor:
        """(count,) int64: the samples that a run of this seed sees as its samples number seen … seen + count − 1.

        A pure function of its arguments: each epoch is a permutation of its own, and a batch may cross into the next.
        """
        parts = []
        while count:
            epoch, start = divmod(seen, len(self))
            part = epoch_order(seed, epoch, len(self))[start : start + count]
            parts.append(part)
            seen, count = seen + len(part), count - len(part)
        return torch.cat(parts) if parts else torch.empty(0, dtype=torch.int64)


@lru_cache(maxsize=4)
def epoch_order(seed: int, epoch: int, n: int) -> Tensor:
    """(n,) int64: the permutation in which epoch number ``epoch`` shows n samples. Not to be written to."""
    return torch.randperm(n, generator=generator(seed, "order", epoch))


def open_prepared(path: Path, prepared: Prepared, numbers: NDArray[np.int64], label_names: Sequence[str]) -> Dataset:
    """Map the array at ``path``; it has labels if every work has one.

    Raises:
        CorpusError: the file has not the size of that many works.
    """
    size = prepared.works * math.prod(prepared.shape)
    if path.stat().st_size != size:
        raise CorpusError(f"{path}: {path.stat().st_size:,} bytes, wanted {size:,}. Delete it; it is prepared anew.")
    labels = torch.from_numpy(numbers) if numbers.min() >= 0 else None
    levels = np.memmap(path, np.uint8, "r", shape=(prepared.works, *prepared.shape)).view(np.ndarray)
    return Dataset(prepared.shape, prepared.fingerprint, levels, labels, tuple(label_names))


def open_samples(path: Path, sampled: Sampled, numbers: NDArray[np.int64], label_names: Sequence[str]) -> Dataset:
    """Map the array at ``path``, whose works gave as many samples as its index says; a sample has its work's label.

    Raises:
        CorpusError: the file has not the size of that many samples.
    """
    index = path.with_suffix(INDEX).read_bytes()
    works = np.frombuffer(index, "<i8").astype(np.int64)
    size = len(works) * math.prod(sampled.shape) * np.dtype(sampled.dtype).itemsize
    if path.stat().st_size != size or not size:
        raise CorpusError(f"{path}: {path.stat().st_size:,} bytes, wanted {size:,}. Delete it; it is prepared anew.")
    labels = torch.from_numpy(numbers[works]) if numbers.min() >= 0 else None
    levels = np.memmap(path, sampled.dtype, "r", shape=(len(works), *sampled.shape)).view(np.ndarray)
    name = digest(sampled.fingerprint.encode() + index)
    return Dataset(sampled.shape, name, levels, labels, tuple(label_names), works=works)

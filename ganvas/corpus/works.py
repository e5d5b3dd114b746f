"""The works of a corpus as a sequence that stays on disk: a hundred thousand cost a few bytes each in memory."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ganvas.corpus.work import Work
from ganvas.errors import CorpusError


class Works(Sequence[Work]):
    """The works in the order of their digests, so that the same works are the same sequence however they came.

    Attributes:
        digest: of the digests and labels of all works; nothing else goes into it.
        label_names: the labels in use, in order; a work without one counts as none.
        digests: (N, 32) uint8, of each work.
        label_numbers: (N,) int64, indices into label_names, −1 without a label.
    """

    def __init__(self, path: Path, size_bytes: int, without: Collection[str] = ()) -> None:
        """Read the index.

        Args:
            path: a file of works, one JSON record a line.
            size_bytes: how much of it counts; what stands behind is of a gathering that was cut short.
            without: digests of works that were withdrawn; they are passed over.
        """
        self._path = path
        entries: list[tuple[str, str, int]] = []
        offset = 0
        with path.open("rb") as file:
            for line in file:
                if offset >= size_bytes:
                    break
                entry = json.loads(line)
                if entry["sha256"] not in without:
                    entries.append((entry["sha256"], entry["label"], offset))
                offset += len(line)
        if offset != size_bytes:
            raise CorpusError(f"{path}: {offset:,} bytes of works, wanted {size_bytes:,}. Gather the works anew.")
        entries.sort()
        self.digest = hashlib.sha256(b"".join(f"{one} {label}\n".encode() for one, label, _ in entries)).hexdigest()
        self.label_names = tuple(sorted({label for _, label, _ in entries} - {""}))
        numbers = {"": -1, **{label: number for number, label in enumerate(self.label_names)}}
        self.label_numbers = np.array([numbers[label] for _, label, _ in entries], np.int64)
        self.digests = np.frombuffer(bytes.fromhex("".join(one for one, _, _ in entries)), np.uint8).reshape(-1, 32)
        self._offsets = np.array([offset for _, _, offset in entries], np.int64)

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> Work: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Work]: ...
    def __getitem__(self, index: int | slice) -> Work | Sequence[Work]:
        if isinstance(index, slice):
            return list(self._read(self._offsets[index].tolist()))
        return next(self._read([int(self._offsets[index])]))

    def __iter__(self) -> Iterator[Work]:
        return self._read(self._offsets.tolist())

    def at(self, rows: NDArray[np.int64]) -> Iterator[Work]:
        """The works at these indices, read one after the other."""
        return self._read(self._offsets[rows].tolist())

    def _read(self, offsets: list[int]) -> Iterator[Work]:
        with self._path.open("rb") as file:
            for offset in offsets:
                file.seek(offset)
                yield Work.model_validate_json(file.readline())

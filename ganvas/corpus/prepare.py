"""Works of any size to one array of one shape, by all cores, once."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganvas.corpus import ink
from ganvas.corpus.early import Fitting, forget, take
from ganvas.corpus.packing import lies_as, sides_of
from ganvas.corpus.pool import in_order
from ganvas.corpus.wishes import Progress
from ganvas.corpus.work import Drawn, Linked, Packed, Work
from ganvas.corpus.worker import content
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import make_folder, plain_disk_errors, sync_file
from ganvas.media import medium
from ganvas.media.image.fit import How
from ganvas.media.medium import Decoded, Medium, Shape
from ganvas.record import Record

BLOCK = 4096
INDEX = ".works"  # beside an array of samples: the work of each, int64


class Prepared(Record):
    """What stands beside a prepared array; its digest is their name."""

    version: Literal[1] = 1
    corpus: str
    shape: tuple[int, ...]
    fit: How
    background: str
    works: int


class Sampled(Record):
    """What stands beside a prepared array of a medium whose works give several samples each."""

    version: Literal[2] = 2
    corpus: str
    medium: str
    reading: str
    common: str
    dtype: Literal["uint8", "float32"]
    shape: tuple[int, ...]
    works: int


def prepare(
    folder: Path, works: Works, fitting: Fitting, path: Path, progress: Progress, helpers: int, art: Medium
) -> None:
    """Write (N, *shape) of the medium's dtype to ``path``, row i for work i, whole or not at all.

    Raises:
        CorpusError: a work can no longer be read as it was gathered.
    """
    partial = path.with_name(path.name + ".partial")
    with plain_disk_errors(path):
        with partial.open("wb") as file:
            file.truncate(len(works) * math.prod(fitting.shape) * np.dtype(art.dtype).itemsize)
        ready = take(folder, works.digests, fitting, partial)
        ready[_copy_rows(folder, works, np.flatnonzero(~ready), fitting.shape, partial, progress)] = True
        done, left = int(ready.sum()), np.flatnonzero(~ready)
        progress("preparing", done, len(works))
        common = {"do": "fit", "medium": art.name, "fit": fitting.task(partial)}
        for _, answer in in_order(_tasks(folder, works, left), lambda: common, helpers):
            if "error" in answer:
                raise CorpusError(f"{answer['error']} Gather the works anew into another corpus.")
            done += 1
            progress("preparing", done, len(works))
        sync_file(partial)
        partial.replace(path)
    forget(folder)


def prepare_samples(
    folder: Path,
    works: Works,
    fitting: Fitting,
    path: Path,
    progress: Progress,
    helpers: int,
    art: Medium,
    common: str,
) -> None:
    """Write (S, *shape) of the medium's dtype to ``path``, the samples of work 0, of work 1, and so on.

    Beside it, under ``INDEX``, stands the work of each: (S,) int64.

    Raises:
        CorpusError: a work can no longer be read as it was gathered, or not one gives a sample.
    """
    pieces, partial = path.with_name(path.name + ".pieces"), path.with_name(path.name + ".partial")
    shutil.rmtree(pieces, ignore_errors=True)
    shared = {"do": "sample", "medium": art.name, "common": common, "fit": fitting.task(make_folder(pieces))}
    counts = np.zeros(len(works), np.int64)
    made = in_order(_tasks(folder, works, np.arange(len(works))), lambda: shared, helpers)
    try:
        with plain_disk_errors(path), partial.open("wb") as file:
            for row, answer in made:
                counts[row] = _join(file, pieces / str(row), answer)
                progress("preparing", row + 1, len(works))
        if not counts.any():
            raise CorpusError(f"{folder}: not one work has enough in it for a sample of {fitting.shape}.")
        sync_file(partial)
        path.with_suffix(INDEX).write_bytes(np.repeat(np.arange(len(works)), counts).astype("<i8").tobytes())
        partial.replace(path)
    finally:
        shutil.rmtree(pieces, ignore_errors=True)
        partial.unlink(missing_ok=True)


def _join(file: IO[bytes], piece: Path, answer: dict[str, Any]) -> int:
    """Put the samples of a work behind those before it; how many they are."""
    if "error" in answer:
        raise CorpusError(f"{answer['error']} Gather the works anew into another corpus.")
    file.write(piece.read_bytes())
    piece.unlink()
    return int(answer["count"])


def picture_of(folder: Path, work: Work, size_px: int) -> Image.Image:
    """The work itself, at least ``size_px`` on its sides where it is that large; read in this process.

    Raises:
        WorkError: it can no longer be read as it was gathered.
    """
    picture: Image.Image = read_work(folder, work, medium("image"), (0, size_px, size_px)).content
    return picture


def read_work(folder: Path, work: Work, art: Medium, shape: Shape) -> Decoded:
    """The work itself, as much of it as samples of that shape need; read in this process.

    Raises:
        WorkError: it can no longer be read as it was gathered.
    """
    return content(art, {"name": work.name, **_home(folder, work)}, shape)


def _copy_rows(
    folder: Path, works: Works, left: NDArray[np.int64], shape: Shape, into: Path, progress: Progress
) -> list[int]:
    """Copy the rows of packed arrays that need no fitting, block by block; which works were done."""
    size, wanted = math.prod(shape), np.memmap(into, np.uint8, "r+", shape=(len(works), *shape))
    places: dict[str, list[tuple[int, int]]] = {}
    for row, work in zip(left.tolist(), works.at(left), strict=True):
        if lies_as(work, shape) and isinstance(work.at, Packed):
            places.setdefault(work.at.path, []).append((row, work.at.index))
    done: list[int] = []
    for name, pairs in places.items():
        levels = np.memmap(folder / name, np.uint8, "r").reshape(-1, *shape)
        assert levels.size % size == 0
        for start in range(0, len(pairs), BLOCK):
            block = np.array(pairs[start : start + BLOCK])
            wanted[block[:, 0]] = levels[block[:, 1]]
            done += block[:, 0].tolist()
            progress("preparing", len(done), len(works))
    wanted.flush()
    return done


def _tasks(folder: Path, works: Works, left: NDArray[np.int64]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row, work in zip(left.tolist(), works.at(left), strict=True):
        yield row, {"row": row, "name": work.name, **_home(folder, work)}


def _home(folder: Path, work: Work) -> dict[str, Any]:
    """Where a helper finds the pixels of a work."""
    at = work.at
    if isinstance(at, Drawn):
        if at.program != ink.VERSION:
            raise CorpusError(f"{work.name}: drawn by program {at.program}, this one is {ink.VERSION}. Gather it anew.")
        return {"kind": at.kind, "seed": at.seed, "colour": at.colour}
    if isinstance(at, Packed):
        return {"kind": at.kind, "path": str(folder / at.path), "index": at.index, "sides": sides_of(work, at)}
    path = at.path if isinstance(at, Linked) else str(folder / at.path)
    return {"kind": at.kind, "path": path, "sha256": work.sha256, "facts": work.facts}

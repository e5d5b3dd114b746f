"""Works of any size to one array of one shape, by all cores, once."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganvas.corpus import ink
from ganvas.corpus.early import Fitting, forget, take
from ganvas.corpus.gathering import Progress
from ganvas.corpus.pool import in_order
from ganvas.corpus.work import Drawn, Linked, Packed, Work
from ganvas.corpus.worker import pixels
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import plain_disk_errors, sync_file
from ganvas.media.image.decode import LIMITS
from ganvas.media.image.fit import How
from ganvas.media.medium import Shape
from ganvas.record import Record

BLOCK = 4096


class Prepared(Record):
    """What stands beside a prepared array; its digest is their name."""

    version: Literal[1] = 1
    corpus: str
    shape: tuple[int, ...]
    fit: How
    background: str
    works: int


def prepare(folder: Path, works: Works, fitting: Fitting, path: Path, progress: Progress, helpers: int = 0) -> None:
    """Write (N, *shape) uint8 to ``path``, row i for work i, whole or not at all.

    Raises:
        CorpusError: a work can no longer be read as it was gathered.
    """
    partial = path.with_name(path.name + ".partial")
    with plain_disk_errors(path):
        with partial.open("wb") as file:
            file.truncate(len(works) * math.prod(fitting.shape))
        ready = take(folder, works.digests, fitting, partial)
        ready[_copy_rows(folder, works, np.flatnonzero(~ready), fitting.shape, partial, progress)] = True
        done, left = int(ready.sum()), np.flatnonzero(~ready)
        progress("preparing", done, len(works))
        common = {"do": "fit", "fit": fitting.task(partial)}
        for _, answer in in_order(_tasks(folder, works, left), lambda: common, helpers):
            if "error" in answer:
                raise CorpusError(f"{answer['error']} Gather the works anew into another corpus.")
            done += 1
            progress("preparing", done, len(works))
        sync_file(partial)
        partial.replace(path)
    forget(folder)


def picture_of(folder: Path, work: Work, size_px: int) -> Image.Image:
    """The work itself, at least ``size_px`` on its sides where it is that large; read in this process.

    Raises:
        WorkError: it can no longer be read as it was gathered.
    """
    picture: Image.Image = pixels({"name": work.name, **_home(folder, work)}, (size_px, size_px)).content
    return picture


def _fits(work: Work, shape: Shape) -> bool:
    """Whether a row of an array is already what is wanted: grey, of the same sides."""
    return isinstance(work.at, Packed) and work.mode == "L" and shape == (1, work.height_px, work.width_px)


def _copy_rows(
    folder: Path, works: Works, left: NDArray[np.int64], shape: Shape, into: Path, progress: Progress
) -> list[int]:
    """Copy the rows of packed arrays that need no fitting, block by block; which works were done."""
    size, wanted = math.prod(shape), np.memmap(into, np.uint8, "r+", shape=(len(works), *shape))
    places: dict[str, list[tuple[int, int]]] = {}
    for row, work in zip(left.tolist(), works.at(left), strict=True):
        if _fits(work, shape) and isinstance(work.at, Packed):
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
        area = work.width_px * work.height_px
        sides = [work.height_px, work.width_px] + ([at.bytes_each // area] if at.bytes_each != area else [])
        return {"kind": at.kind, "path": str(folder / at.path), "index": at.index, "sides": sides}
    path = at.path if isinstance(at, Linked) else str(folder / at.path)
    largest_px = max(LIMITS.largest_px, work.width_px * work.height_px)  # it was let in by its own gathering
    return {"kind": at.kind, "path": path, "sha256": work.sha256, "largest_px": largest_px}

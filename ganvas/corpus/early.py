"""Samples that are made while works are gathered, for a shape that is known by then: every file is decoded once.

They lie in the order in which the works came, with holes for what was left out, and wait for the first preparing:
if it wants them as they were fitted it takes them, and otherwise they go.
"""

import math
import shutil
import struct
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ganvas.corpus.header import EARLY
from ganvas.corpus.work import Work
from ganvas.files import make_folder, plain_disk_errors, write_whole
from ganvas.media.image.fit import How
from ganvas.media.medium import Medium, Shape
from ganvas.record import Record

LEVELS, ROWS, FITTING = "levels.u8", "rows", "fitting.json"
FIRST = 64  # works whose shape stands for that of all
ROW = struct.Struct("<32sQ")  # the digest of a work, and where its sample lies


class Fitting(Record):
    """How works become samples; an empty shape is one that is not known yet. Pictures have a how and a background."""

    shape: Shape = ()
    how: How = "crop"
    background: str = "white"

    @property
    def options(self) -> dict[str, str]:
        """What is not as usual, for ``Medium.samples``."""
        asked = {"how": self.how, "background": self.background}
        return {name: value for name, value in asked.items() if value != type(self).model_fields[name].default}

    def check(self, art: Medium) -> None:
        """Refuse what no work of this medium can be fitted to.

        Raises:
            ShapeError: not the shape of its samples, or a word that it does not know.
        """
        if self.shape:
            art.check_shape(self.shape, self.options)

    def task(self, into: Path) -> dict[str, Any]:
        """What a helper is told; nothing while the shape is not known."""
        if not self.shape:
            return {}
        return {"shape": list(self.shape), "options": self.options, "into": str(into)}


LATER = Fitting()


class Early:
    """The samples of one gathering, filled by the helpers while it goes on.

    Where only the longer side is known, their shape is the one that suits the first works. A medium whose works
    give several samples has none made early: how many they will be is not known before they are made.
    """

    def __init__(self, stage: Path, fitting: Fitting, size_px: int, art: Medium) -> None:
        self.folder = make_folder(stage / EARLY)
        self.fitting = fitting if art.single else LATER
        self.count = 0
        self._size_px = size_px if art.single else 0
        self._art = art
        self._first: list[Work] = []
        (self.folder / LEVELS).touch()

    def task(self) -> dict[str, Any]:
        """What a helper that fits is told."""
        return self.fitting.task(self.folder / LEVELS)

    def next_row(self) -> int:
        """A place for the sample of one more work."""
        self.count += 1
        return self.count - 1

    def add(self, work: Work, row: int, fitted: bool) -> None:
        """The work is in the corpus, and its sample at that row if it was fitted."""
        if fitted:
            with plain_disk_errors(self.folder):
                self._rows.write(ROW.pack(bytes.fromhex(work.sha256), row))
        elif self._size_px and not self.fitting.shape:
            self._first.append(work)
            if len(self._first) == FIRST:
                self.fitting = self.fitting.but(shape=self._guess())

    def _guess(self) -> Shape:
        return self._art.natural_shape((work.facts for work in self._first), self._size_px)

    def __enter__(self) -> Self:
        self._rows = (self.folder / ROWS).open("wb")
        return self

    def __exit__(self, *_error: object) -> None:
        with plain_disk_errors(self.folder):
            self._rows.close()

    def hand_over(self, corpus: Path) -> None:
        """Leave the samples in the corpus, in place of earlier ones."""
        if self.fitting.shape and self.count:
            write_whole(self.folder / FITTING, self.fitting.to_json().encode())
            forget(corpus)
            with plain_disk_errors(corpus):
                self.folder.replace(corpus / EARLY)


def forget(corpus: Path) -> None:
    """Let samples that were made early go."""
    shutil.rmtree(corpus / EARLY, ignore_errors=True)


def take(corpus: Path, digests: NDArray[np.uint8], fitting: Fitting, into: Path) -> NDArray[np.bool_]:
    """Copy the samples that were made early to where they belong.

    Args:
        corpus: the folder of the corpus.
        digests: (N, 32), of the works in their order.
        fitting: how the samples are wanted; those that were fitted otherwise are of no use.
        into: the array (N, *shape) to be filled.

    Returns:
        (N,), which works are done.
    """
    done = np.zeros(len(digests), bool)
    folder = corpus / EARLY
    if not (folder / FITTING).is_file() or Fitting.model_validate_json((folder / FITTING).read_bytes()) != fitting:
        return done
    size = math.prod(fitting.shape)
    places = _places(folder / ROWS, (folder / LEVELS).stat().st_size // size)
    with (folder / LEVELS).open("rb", buffering=0) as source, into.open("r+b") as target:
        for number, key in enumerate(digests):
            place = places.get(key.tobytes(), -1)
            done[number] = place >= 0
            source.seek(max(place, 0) * size)
            target.write(source.read(size) if done[number] else bytes(size))  # the others are written over it
    return done


def _places(path: Path, most: int) -> dict[bytes, int]:
    """Where the sample of each digest lies, of those that lie within the file."""
    return {key: row for key, row in ROW.iter_unpack(path.read_bytes()) if row < most}

"""A corpus: the works that a generator learns from, on disk, each with its digest."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ganvas.corpus.early import Fitting
from ganvas.corpus.gathering import Labels, Near, Progress, Wishes, gather, read_report, silent
from ganvas.corpus.header import HEADER, PREPARED, REPORT, WORKS, read_header
from ganvas.corpus.named import BUILTIN, is_public
from ganvas.corpus.report import Line, in_words, summary
from ganvas.corpus.rights.journal import Known, read_rights, read_withdrawn
from ganvas.corpus.shapes import suiting
from ganvas.corpus.split import Split, split
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import make_folder, write_whole
from ganvas.media.image.decode import LIMITS
from ganvas.media.image.fit import How, check_shape
from ganvas.media.medium import Shape

if TYPE_CHECKING:
    from ganvas.corpus.dataset import Dataset


class Corpus:
    """A folder of works. ``Corpus.gather`` makes or extends one, ``Corpus.open`` opens it."""

    def __init__(self, path: Path) -> None:
        """Use ``Corpus.open``."""
        self.path = path
        self._header = read_header(path)
        withdrawn = read_withdrawn(path, self._header.withdrawn_bytes)
        self.works = Works(path / WORKS, self._header.works_bytes, withdrawn)
        if self.works.digest != self._header.works_digest:
            raise CorpusError(f"{path / WORKS}: not the works that {HEADER} names. Gather the works anew.")

    @classmethod
    def open(cls, path: Path | str) -> "Corpus":
        """The corpus at path.

        Raises:
            CorpusError: there is none, or it is damaged.
        """
        return cls(Path(path).expanduser())

    @classmethod
    def gather(
        cls,
        *sources: str | Path,
        into: Path | str = "",
        author: str = "",
        from_dir: Path | str | None = None,
        labels: Labels = "none",
        near: Near = "report",
        link: bool = False,
        smallest_px: int = Wishes.smallest_px,
        largest_px: int = LIMITS.largest_px,
        shape: Shape = (),
        fit: How = "crop",
        background: str = "white",
        size_px: int = 0,
        mine: bool = False,
        progress: Progress = silent,
        helpers: int = 0,
    ) -> "Corpus":
        """Gather works into a corpus; into one that is there already, add to it.

        Args:
            sources: folders, archives, pictures, arrays, ``builtin:ink``, or names of public sets.
            into: the corpus folder; empty is ``corpora/`` and the name of the first source.
            author: whose works they are.
            from_dir: where the files of a public set already are.
            labels: ``folders`` takes the class of a work from its folder.
            near: what to do with works that look like an earlier one.
            link: leave files where they are; the corpus then needs them there, unchanged.
            smallest_px: works with a shorter side than this are left out.
            largest_px: works with more pixels than this are left out, as decompression bombs.
            shape: what they will be prepared to, if that is known: they are then fitted while they are read, and
                ``prepare`` with the same shape, fit and background finds most of its work done.
            fit: see ``prepare``.
            background: see ``prepare``.
            size_px: where only the longer side is known, it; the shape is then guessed from the first works, and
                serves if it turns out to be the ``natural_shape`` of all.
            mine: the author declares the works as their own, all but those that name somebody else.
            progress: called with what is done, how much, and of how much (0: not known).
            helpers: processes; 0 takes one a core.

        Raises:
            CorpusError: no source, one that is not there, or not one usable work in all of them.
            DownloadError: a public set that could not be fetched.
            ShapeError: not the shape of a picture, or no colour.
        """
        if not sources:
            raise CorpusError("no source given. Name a folder of works, an archive, or builtin:ink.")
        names = [str(source) for source in sources]
        path = Path(into).expanduser() if str(into) else Path("corpora") / source_name(names[0])
        fitting = Fitting(shape=tuple(shape), how=fit, background=background)
        wishes = Wishes(labels, near, link, smallest_px, largest_px, helpers, fitting, size_px, mine)
        gather(names, path, author, Path(from_dir).expanduser() if from_dir else None, wishes, progress)
        return cls(path)

    @classmethod
    def open_or_gather(
        cls, source: Path | str, into: Path | str, progress: Progress = silent, size_px: int = 0
    ) -> "Corpus":
        """The corpus at ``source``; anything else is gathered into ``into``, or taken from there if it was before.

        ``size_px`` is the longer side that samples will have, if it is known: preparing them is quicker then.
        """
        if (Path(source).expanduser() / HEADER).is_file():
            return cls.open(source)
        return cls.gather(source, into=into, progress=progress, size_px=size_px)

    @property
    def name(self) -> str:
        """What the corpus is called: its folder's name when it was gathered."""
        return self._header.name

    @property
    def author(self) -> str:
        """Whose works they are."""
        return self._header.author

    @property
    def digest(self) -> str:
        """Of the works' digests and labels, and nothing else."""
        return self.works.digest

    @property
    def label_names(self) -> tuple[str, ...]:
        """The labels in use, in order."""
        return self.works.label_names

    @property
    def report(self) -> Sequence[Line]:
        """Every line of every gathering into this corpus, read anew."""
        return read_report(self.path / REPORT, self._header.report_bytes)

    def rights(self) -> Known:
        """Whose works they are and on what ground they may be learned from, read anew."""
        return Known(read_rights(self.path, self._header))

    def summary(self) -> dict[str, object]:
        """What the corpus is and what its gatherings found, for a script."""
        about = {"path": str(self.path), "name": self.name, "author": self.author, "digest": self.digest}
        return {**about, "label_names": list(self.label_names), **summary(len(self), self.report)}

    def in_words(self) -> list[str]:
        """The same for a person."""
        labels = f", {len(self.label_names)} labels" if self.label_names else ""
        author = f" by {self.author}" if self.author else ""
        return [f"{self.path}: {len(self):,} works{author}{labels}, digest {self.digest[:12]}", *in_words(self.report)]

    def __len__(self) -> int:
        return len(self.works)

    def natural_shape(self, size_px: int) -> Shape:
        """The shape that suits the works, its longer side near ``size_px`` but never larger than theirs.

        One channel if all works are grey, four if half of them or more let something through, else three. Square,
        unless nearly all works share another aspect. Sides are multiples of 4.
        """
        modes: Counter[str] = Counter()
        sides = np.empty((len(self.works), 2))
        for row, work in enumerate(self.works):
            modes[work.mode] += 1
            sides[row] = work.width_px, work.height_px
        return suiting(modes, sides, size_px)

    def split(self) -> Split:
        """Which works are for training and which are held out: ``prepare(shape).part(split().train)``.

        Decided by the works' digests and likeness alone; see ``ganvas.corpus.split``.
        """
        return split(self.works)

    def prepare(
        self,
        shape: Shape,
        fit: How = "crop",
        background: str = "white",
        progress: Progress | None = None,
        helpers: int = 0,
    ) -> "Dataset":
        """The works as uint8 samples of one shape, mapped from the disk; made once, found again by digest.

        Row i is work i.

        Raises:
            CorpusError: a work can no longer be read as it was gathered.
            ShapeError: not the shape of a picture.
        """
        from ganvas.corpus.prepare import Prepared, prepare

        shape = check_shape(tuple(shape))
        prepared = Prepared(corpus=self.digest, shape=shape, fit=fit, background=background, works=len(self.works))
        fitting = Fitting(shape=shape, how=fit, background=background)
        path = make_folder(self.path / PREPARED) / f"{prepared.fingerprint}.u8"
        if not path.with_suffix(".json").is_file() or path.stat().st_size != len(self.works) * math.prod(shape):
            prepare(self.path, self.works, fitting, path, progress or silent, helpers)
            write_whole(path.with_suffix(".json"), prepared.to_json().encode())
        from ganvas.corpus.dataset import open_prepared  # brings in PyTorch, whose memory the preparing does without

        return open_prepared(path, prepared, self.works.label_numbers, self.label_names)


def source_name(source: str) -> str:
    """A folder name for a corpus of this source."""
    if source.startswith(BUILTIN) or is_public(source):
        return source.partition("?")[0].removeprefix("builtin:")
    name = Path(source).expanduser().resolve().name
    return name.split(".")[0] or name.strip(".") or "works"

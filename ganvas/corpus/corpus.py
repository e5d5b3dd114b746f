"""A corpus: the works that a generator learns from, on disk, each with its digest."""

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ganvas.corpus.early import Fitting
from ganvas.corpus.gathering import gather, read_report
from ganvas.corpus.header import HEADER, PREPARED, REPORT, WORKS, read_header
from ganvas.corpus.named import BUILTIN, is_public
from ganvas.corpus.report import Line, in_words, summary
from ganvas.corpus.rights.journal import Known, read_rights, read_withdrawn
from ganvas.corpus.split import Split, split, split_samples
from ganvas.corpus.wishes import Labels, Near, Progress, Wishes, silent
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import make_folder, write_whole
from ganvas.media import medium as medium_of
from ganvas.media.image.decode import LIMITS
from ganvas.media.image.fit import How
from ganvas.media.medium import Medium, Shape

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
        medium: str = "",
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
            medium: the art form; empty takes that of the corpus which is there, or the one that suffixes tell.
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
        wishes = Wishes(labels, near, link, smallest_px, largest_px, helpers, fitting, size_px, mine, medium)
        gather(names, path, author, Path(from_dir).expanduser() if from_dir else None, wishes, progress)
        return cls(path)

    @classmethod
    def open_or_gather(
        cls, source: Path | str, into: Path | str, progress: Progress = silent, size_px: int = 0, medium: str = ""
    ) -> "Corpus":
        """The corpus at ``source``; anything else is gathered into ``into``, or taken from there if it was before.

        ``size_px`` is the longer side that samples will have, if it is known: preparing them is quicker then.
        """
        if (Path(source).expanduser() / HEADER).is_file():
            return cls.open(source)
        return cls.gather(source, into=into, progress=progress, size_px=size_px, medium=medium)

    @property
    def name(self) -> str:
        """What the corpus is called: its folder's name when it was gathered."""
        return self._header.name

    @property
    def author(self) -> str:
        """Whose works they are."""
        return self._header.author

    @property
    def medium(self) -> str:
        """The art form of its works, a name in ``MEDIA``."""
        return self._header.medium

    @cached_property
    def common(self) -> str:
        """What its works have in common, as their medium says it; see ``Medium.common``."""
        return medium_of(self.medium).common(work.facts for work in self.works)

    @property
    def art(self) -> Medium:
        """The medium of its works, bound to what they have in common."""
        return medium_of(self.medium, self.common)

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
        """The shape that suits the works, its longest axis near ``size_px`` but never larger than theirs.

        See ``Medium.natural_shape`` of their medium; size is in its own measure, pixels for pictures.
        """
        return self.art.natural_shape((work.facts for work in self.works), size_px)

    def split(self, data: "Dataset | None" = None) -> Split:
        """Which works are for training and which are held out: ``prepare(shape).part(split().train)``.

        Decided by the works' digests and likeness alone; see ``ganvas.corpus.split``.

        Args:
            data: the whole of ``prepare``: indices are then of its samples. Left out, they are of works.
        """
        art = self.art
        if data is None or art.single:
            return split(self.works, art.signature)
        return split_samples(self.works, data.of_work, art.steps, art.signature)

    def prepare(
        self,
        shape: Shape,
        fit: How = "crop",
        background: str = "white",
        progress: Progress | None = None,
        helpers: int = 0,
    ) -> "Dataset":
        """The works as samples of one shape, mapped from the disk; made once, found again by digest.

        Where a work is one sample, row i is work i; otherwise ``of_work`` of the result tells.

        Args:
            shape: of one sample, channels first.
            fit: how pictures of another aspect are fitted; other media have no such word.
            background: the colour under transparent pictures, and beside padded ones.
            progress: called with what is done, how much, and of how much.
            helpers: processes; 0 takes one a core.

        Raises:
            CorpusError: a work can no longer be read as it was gathered.
            ShapeError: not the shape of a sample of this medium.
        """
        art = self.art
        fitting = Fitting(shape=art.check_shape(tuple(shape)), how=fit, background=background)
        fitting.check(art)
        return (self._fitted if art.single else self._sampled)(fitting, progress or silent, helpers)

    def _fitted(self, fitting: Fitting, progress: Progress, helpers: int) -> "Dataset":
        """A sample a work."""
        from ganvas.corpus.prepare import Prepared, prepare

        shape, count = fitting.shape, len(self.works)
        prepared = Prepared(
            corpus=self.digest, shape=shape, fit=fitting.how, background=fitting.background, works=count
        )
        path = make_folder(self.path / PREPARED) / f"{prepared.fingerprint}.u8"
        if not path.with_suffix(".json").is_file() or path.stat().st_size != count * math.prod(shape):
            prepare(self.path, self.works, fitting, path, progress, helpers, self.art)
            write_whole(path.with_suffix(".json"), prepared.to_json().encode())
        from ganvas.corpus.dataset import open_prepared  # brings in PyTorch, whose memory the preparing does without

        return open_prepared(path, prepared, self.works.label_numbers, self.label_names)

    def _sampled(self, fitting: Fitting, progress: Progress, helpers: int) -> "Dataset":
        """As many samples as each work gives."""
        from ganvas.corpus.prepare import Sampled, prepare_samples

        art = self.art
        sampled = Sampled(
            corpus=self.digest,
            medium=art.name,
            reading=art.reading,
            common=self.common,
            dtype=art.dtype,
            shape=fitting.shape,
            works=len(self.works),
        )
        path = make_folder(self.path / PREPARED) / f"{sampled.fingerprint}.samples"
        if not path.with_suffix(".json").is_file() or not path.is_file():
            prepare_samples(self.path, self.works, fitting, path, progress, helpers, art, self.common)
            write_whole(path.with_suffix(".json"), sampled.to_json().encode())
        from ganvas.corpus.dataset import open_samples

        return open_samples(path, sampled, self.works.label_numbers, self.label_names)


def source_name(source: str) -> str:
    """A folder name for a corpus of this source."""
    if source.startswith(BUILTIN) or is_public(source):
        return source.partition("?")[0].removeprefix("builtin:")
    name = Path(source).expanduser().resolve().name
    return name.split(".")[0] or name.strip(".") or "works"

"""From sources to a corpus folder: every file looked at, kept or reported, and counted only at the end.

``works.jsonl`` and ``report.jsonl`` only grow, and ``corpus.json`` says how many bytes of each count. It is
replaced last, in one step: a gathering that is killed leaves the corpus as it was, and one that had
none leaves nothing that opens.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ganvas.corpus.archives import from_archive
from ganvas.corpus.arrays import Array
from ganvas.corpus.early import LATER, Early, Fitting
from ganvas.corpus.folders import from_file, from_folder
from ganvas.corpus.found import File, is_archive
from ganvas.corpus.header import HEADER, INCOMING, ORIGINALS, REPORT, WORKS, Header, read_header
from ganvas.corpus.named import BUILTIN, Ink, ink_of, is_public, public_arrays
from ganvas.corpus.near import Likeness
from ganvas.corpus.packing import ink_works, pack
from ganvas.corpus.pool import in_order
from ganvas.corpus.report import Line
from ganvas.corpus.work import Kept, Linked, Packed, Work
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import make_folder, plain_disk_errors, sync_all, write_whole
from ganvas.media.image.decode import LIMITS

SMALLEST_PX = 16

Labels = Literal["none", "folders"]
Near = Literal["report", "leave-out", "ignore"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wishes:
    """How to gather.

    Attributes:
        labels: ``folders`` takes the class of a work from its folder.
        near: what to do with works that look like an earlier one.
        link: leave files where they are and remember their digests; entries of archives are copied all the same.
        smallest_px: of the shorter side.
        largest_px: of the whole picture; more is refused as a decompression bomb.
        helpers: processes; 0 takes one a core.
        fitting: how the works will be prepared, if that is known already.
        size_px: the longer side of what they will be prepared to, if only that is known.
    """

    labels: Labels = "none"
    near: Near = "report"
    link: bool = False
    smallest_px: int = SMALLEST_PX
    largest_px: int = LIMITS.largest_px
    helpers: int = 0
    fitting: Fitting = LATER
    size_px: int = 0


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class Tally:
    """What one gathering did: works added, works left out, works that had been here before."""

    added: int = 0
    left_out: int = 0
    known: int = 0


class Gathering:
    """One gathering into one folder; ``run`` does all of it."""

    def __init__(self, path: Path, stage: Path, wishes: Wishes, progress: Progress, keep: bool = True) -> None:
        self.path, self.stage, self.wishes, self.progress = path, stage, wishes, progress
        self.tally = Tally()
        self._keep = keep
        self._names: dict[bytes, str] = {}  # of the works that are in, by digest
        self._before: set[bytes] = set()  # digests from earlier gatherings
        self._packed: set[str] = set()  # arrays from earlier gatherings
        self._said: set[bytes] = set()  # lines of earlier reports: what is the case already is not said again
        self._likeness = Likeness()
        self.early = Early(stage, wishes.fitting, wishes.size_px)

    def run(self, sources: Sequence[str], from_dir: Path | None) -> Tally:
        """Gather every source into the stage; nothing of the corpus changes but its originals."""
        self._remember()
        with self.early, (self.stage / WORKS).open("wb") as works, (self.stage / REPORT).open("wb") as report:
            self._works, self._report = works, report
            for source in sources:
                self._gather(source, from_dir)
            if self.tally.known:
                self.tell("kept", "duplicate", "", "", f"{self.tally.known:,} works were in the corpus already.")
            drop = self._near()
        if drop:
            self.tally.added -= len(drop)
            drop_works(self.stage / WORKS, drop)
        return self.tally

    def _near(self) -> set[str]:
        """Report works that look like an earlier one; the digests of those to leave out."""
        drop = set()
        for key, other in self._likeness.pairs():
            name, leave = self._names[key], self.wishes.near == "leave-out"
            text = f"{name}: looks the same as {self._names[other]}."
            self.tell("left out" if leave else "kept", "near-duplicate", "", name, text)
            drop |= {key.hex()} if leave else set()
        return drop

    def tell(self, did: Literal["left out", "kept"], reason: str, source: str, name: str, text: str) -> None:
        """Add one line to the report."""
        self._tell(Line(did=did, reason=reason, source=source, name=name, text=text))

    def _tell(self, line: Line) -> None:
        text = line.model_dump_json().encode()
        if text in self._said:
            return
        self.tally.left_out += line.did == "left out"
        with plain_disk_errors(self.stage):
            self._report.write(text + b"\n")

    def _remember(self) -> None:
        if (self.path / HEADER).exists():
            with (self.path / REPORT).open("rb") as file:
                self._said = set(file.read(read_header(self.path).report_bytes).splitlines())
            for work in Works(self.path / WORKS, read_header(self.path).works_bytes):
                key = bytes.fromhex(work.sha256)
                self._names[key] = work.name
                self._likeness.know(key, work.pdq)
                if isinstance(work.at, Packed):
                    self._packed.add(work.at.path)
            self._before = set(self._names)

    def _gather(self, source: str, from_dir: Path | None) -> None:
        if source.partition("?")[0] == BUILTIN:
            return self._draw(ink_of(source))
        place = Path(source).expanduser()
        by_folder = self.wishes.labels == "folders"
        if is_public(source) and not place.exists():
            found: Iterator[File | Array | Line] = public_arrays(source, from_dir, self.progress)
        elif place.is_dir():
            found = from_folder(place, by_folder, self.path)
        elif place.is_file() and is_archive(place.name):
            found = from_archive(place, by_folder, self.stage)
        elif place.is_file():
            found = from_file(place)
        else:
            raise CorpusError(f"{source}: no such folder or file. Check the spelling, or name a public set.")
        return self._look(found)

    def _draw(self, ink: Ink) -> None:
        for work in ink_works(ink, self.wishes.labels == "folders"):
            self._add(work, BUILTIN, [])

    def _look(self, found: Iterator[File | Array | Line]) -> None:
        looked = in_order(self._tasks(found), self._common, self.wishes.helpers)
        for done, ((file, row), answer) in enumerate(looked, 1):
            if file.passing:
                file.path.unlink(missing_ok=True)
            self._take(file, row, answer)
            self.progress(f"gathering {file.source}", done, 0)

    def _tasks(self, found: Iterator[File | Array | Line]) -> Iterator[tuple[tuple[File, int], dict[str, Any]]]:
        """The files as tasks; arrays are packed and lines told on the way."""
        for item in found:
            if isinstance(item, Line):
                self._tell(item)
            elif isinstance(item, Array):
                self._pack(item)
            else:
                row = self.early.next_row()
                copy = self._keep and (item.passing or not self.wishes.link)
                yield (item, row), {"path": str(item.path), "name": item.name, "copy": copy, "row": row}

    def _common(self) -> dict[str, Any]:
        """What holds for every file."""
        return {
            "do": "look",
            "keep": str(self.path / ORIGINALS),
            "smallest_px": self.wishes.smallest_px,
            "largest_px": self.wishes.largest_px,
            "fit": self.early.task(),
        }

    def _take(self, file: File, row: int, answer: dict[str, Any]) -> None:
        if "error" in answer:
            return self.tell("left out", answer["reason"], file.source, file.name, answer["error"])
        at: Kept | Linked = Kept(path=f"{ORIGINALS}/{answer['path']}")
        if self.wishes.link and not file.passing:
            at = Linked(path=str(file.path.resolve()))
        facts = {key: answer[key] for key in ("sha256", "width_px", "height_px", "mode", "color", "pdq")}
        work = Work(name=file.name, label=file.label, at=at, **facts)
        if self._add(work, file.source, answer["pdq_turned"]):
            self.early.add(work, row, answer["fitted"])
            if answer["notes"]:
                self.tell("kept", "read-anew", file.source, file.name, f"{file.name}: {'; '.join(answer['notes'])}.")
        return None

    def _add(self, work: Work, source: str, turned: list[str]) -> bool:
        """Take the work in, unless its bytes are here already."""
        key = bytes.fromhex(work.sha256)
        if key in self._before:
            self.tally.known += 1
            return False
        if key in self._names:
            text = f"{work.name}: the same bytes as {self._names[key]}."
            self.tell("left out", "duplicate", source, work.name, text)
            return False
        self._names[key] = work.name
        if self.wishes.near != "ignore":
            self._likeness.ask(key, work.pdq, turned)
        self._write(work)
        return True

    def _write(self, work: Work) -> None:
        self.tally.added += 1
        with plain_disk_errors(self.stage):
            self._works.write(work.model_dump_json().encode() + b"\n")

    def _pack(self, array: Array) -> None:
        """Copy an array whole; its repeats stay, for a public set is compared by its count."""
        try:
            packed = pack(array, self.path if self._keep else self.stage, self.progress)
        except CorpusError as error:
            return self.tell("left out", "unreadable", array.source, array.name, str(error))
        if packed.path in self._packed:
            self.tally.known += packed.count
            return None
        self._packed.add(packed.path)
        for work in packed.works():
            self._write(work)
        text = f"{array.name}: {packed.count:,} works in one array; repeats were kept, near-duplicates not looked for."
        return self.tell("kept", "source", array.source, array.name, text)


def drop_works(path: Path, digests: set[str]) -> None:
    """Take the works of these digests out of a file of works."""
    with plain_disk_errors(path):
        kept = path.with_name(path.name + ".kept")
        with path.open("rb") as file, kept.open("wb") as into:
            into.writelines(line for line in file if json.loads(line)["sha256"] not in digests)
        kept.replace(path)


def gather(
    sources: Sequence[str],
    into: Path,
    author: str = "",
    from_dir: Path | None = None,
    wishes: Wishes = Wishes(),
    progress: Progress = silent,
) -> Tally:
    """Gather the sources into the corpus at ``into``, which is made or added to.

    Raises:
        CorpusError: a source that is not there, or not one usable work in all of them.
        DownloadError: a public set that could not be fetched.
    """
    if (into / HEADER).exists():
        read_header(into)
    wishes.fitting.check()
    stage = make_folder(into) / INCOMING
    shutil.rmtree(stage, ignore_errors=True)
    gathering = Gathering(into, make_folder(stage), wishes, progress)
    try:
        tally = gathering.run(sources, from_dir)
        if not tally.added and not (into / HEADER).exists():
            raise CorpusError(f"nothing usable came in: {_first_lines(stage)}")
        gathering.early.hand_over(into)
        commit(into, stage, author, tally)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with contextlib.suppress(OSError):  # a folder that was made for nothing goes; one with anything in it stays
            into.rmdir()
    return tally


def survey(
    sources: Sequence[str],
    into: Path,
    from_dir: Path | None = None,
    wishes: Wishes = Wishes(),
    progress: Progress = silent,
) -> tuple[Tally, list[Line]]:
    """What ``gather`` would do, and its report; nothing is written that stays."""
    with tempfile.TemporaryDirectory() as stage:
        tally = Gathering(into, Path(stage), wishes, progress, keep=False).run(sources, from_dir)
        return tally, read_report(Path(stage) / REPORT)


def read_report(path: Path, size_bytes: int = -1) -> list[Line]:
    """The lines in the first bytes of a report."""
    with path.open("rb") as file:
        return [Line.model_validate_json(line) for line in file.read(size_bytes).splitlines()]


def commit(path: Path, stage: Path, author: str, tally: Tally) -> None:
    """Make what was gathered count: originals to the disk, lines behind the old ones, the header last."""
    old = read_header(path) if (path / HEADER).exists() else None
    with plain_disk_errors(path):
        sync_all(path)
        sizes = [
            _append(path / name, stage / name, size)
            for name, size in ((WORKS, old.works_bytes if old else 0), (REPORT, old.report_bytes if old else 0))
        ]
    works = Works(path / WORKS, sizes[0])
    header = Header(
        name=path.resolve().name,
        author=author or (old.author if old else ""),
        works_digest=works.digest,
        works=len(works),
        left_out=tally.left_out + (old.left_out if old else 0),
        label_names=works.label_names,
        works_bytes=sizes[0],
        report_bytes=sizes[1],
    )
    write_whole(path / HEADER, header.to_json().encode())


def _append(path: Path, more: Path, size: int) -> int:
    """Put the lines behind the first ``size`` bytes, cutting off what a killed gathering left; the new size."""
    with path.open("ab") as file, more.open("rb") as source:
        file.truncate(size)
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _first_lines(stage: Path) -> str:
    lines = read_report(stage / REPORT)
    return " ".join(line.text for line in lines[:3]) or "the sources hold no files. Name a folder of pictures."

"""From sources to a corpus folder: every file looked at, kept or reported, and counted only at the end.

``works.jsonl`` and ``report.jsonl`` only grow, and ``corpus.json`` says how many bytes of each count. It is
replaced last, in one step: a gathering that is killed leaves the corpus as it was, and one that had
none leaves nothing that opens.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from ganvas.corpus.archives import from_archive
from ganvas.corpus.arrays import Array
from ganvas.corpus.early import Early
from ganvas.corpus.folders import from_file, from_folder
from ganvas.corpus.found import File, is_archive
from ganvas.corpus.guess import art_of
from ganvas.corpus.header import HEADER, INCOMING, ORIGINALS, REPORT, WORKS, Header, read_header
from ganvas.corpus.journals import append, drop_works, earlier
from ganvas.corpus.named import INK, Ink, drawn_files, ink_of, is_builtin, is_public, public_arrays
from ganvas.corpus.near import Likeness
from ganvas.corpus.packing import ink_works, pack
from ganvas.corpus.pool import in_order
from ganvas.corpus.report import Line
from ganvas.corpus.rights.asking import Asking, check_mine
from ganvas.corpus.rights.basis import Blocked
from ganvas.corpus.rights.journal import Withdrawal, read_rights, read_withdrawn
from ganvas.corpus.rights.rights import Rights
from ganvas.corpus.rights.shelf import EMPTY, Shelf
from ganvas.corpus.wishes import PLAIN, Progress, Tally, Wishes, silent
from ganvas.corpus.work import Kept, Linked, Packed, Work
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError
from ganvas.files import make_folder, plain_disk_errors, sync_all, write_whole
from ganvas.media.medium import Medium

Found = File | Array | Line | Shelf


class Gathering:
    """One gathering into one folder; ``run`` does all of it."""

    def __init__(
        self,
        path: Path,
        stage: Path,
        wishes: Wishes,
        progress: Progress,
        author: str = "",
        keep: bool = True,
        *,
        art: Medium,
    ) -> None:
        self.path, self.stage, self.wishes, self.progress, self.author = path, stage, wishes, progress, author
        self.art, self._limits = art, wishes.limits(art)
        self.tally = Tally()
        self._keep = keep
        self._names: dict[bytes, str] = {}  # of the works that are in, by digest
        self._before: set[bytes] = set()  # digests from earlier gatherings
        self._packed: set[str] = set()  # arrays from earlier gatherings
        self._said: set[bytes] = set()  # lines of earlier reports: what is the case already is not said again
        self._blocked: set[bytes] = set()  # digests that came in, and whose opt-out was found later
        self._likeness = Likeness()
        self.early = Early(stage, wishes.fitting, wishes.size_px, art)

    def run(self, sources: Sequence[str], from_dir: Path | None, because: str = "") -> Tally:
        """Gather every source into the stage; nothing of the corpus changes but its originals."""
        self._remember()
        with self.early, (self.stage / WORKS).open("wb") as works, (self.stage / REPORT).open("wb") as report:
            self._works, self._report = works, report
            if because:
                self.tell("kept", "source", "", "", because)
            for source in sources:
                self._gather(source, from_dir)
            if self.tally.known:
                self.tell("kept", "duplicate", "", "", f"{self.tally.known:,} works were in the corpus already.")
            drop = self._near() | {key.hex() for key in self._blocked}
        self.asking.write(self.stage)
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
        known: dict[str, Rights] = {}
        withdrawn: dict[str, Withdrawal] = {}
        if (self.path / HEADER).exists():
            header = read_header(self.path)
            with (self.path / REPORT).open("rb") as file:
                self._said = set(file.read(header.report_bytes).splitlines())
            known, withdrawn = read_rights(self.path, header), read_withdrawn(self.path, header.withdrawn_bytes)
            for work in Works(self.path / WORKS, header.works_bytes, withdrawn):
                key = bytes.fromhex(work.sha256)
                self._names[key] = work.name
                self._likeness.know(key, work.fact(self.art.signature))
                if isinstance(work.at, Packed):
                    self._packed.add(work.at.path)
            self._before = set(self._names)
        self.asking = Asking(known, withdrawn, self.wishes.mine, self.author)

    def _gather(self, source: str, from_dir: Path | None) -> None:
        self.asking.shelf = EMPTY
        if is_builtin(source, INK):
            return self._draw(ink_of(source))
        place = Path(source).expanduser()
        by_folder = self.wishes.labels == "folders"
        if is_builtin(source):
            found: Iterator[Found] = drawn_files(source, self.art, self.stage)
        elif is_public(source) and not place.exists():
            found = public_arrays(source, from_dir, self.progress)
        elif place.is_dir():
            found = from_folder(place, by_folder, self.path, self.art)
        elif place.is_file() and is_archive(place.name):
            found = from_archive(place, by_folder, self.stage, self.art)
        elif place.is_file():
            found = from_file(place, self.art)
        else:
            raise CorpusError(f"{source}: no such folder or file. Check the spelling, or name a public set.")
        self._look(found)
        for text in self.asking.tables():
            self.tell("kept", "rights", place.name, "", text)
        return None

    def _draw(self, ink: Ink) -> None:
        for work in ink_works(ink, self.wishes.labels == "folders"):
            self._add(work, INK, [])

    def _look(self, found: Iterator[Found]) -> None:
        looked = in_order(self._tasks(found), self._common, self.wishes.helpers)
        for done, ((file, row), answer) in enumerate(looked, 1):
            if file.passing:
                file.path.unlink(missing_ok=True)
            self._take(file, row, answer)
            self.progress(f"gathering {file.source}", done, 0)

    def _tasks(self, found: Iterator[Found]) -> Iterator[tuple[tuple[File, int], dict[str, Any]]]:
        """The files as tasks; arrays are packed and lines told on the way."""
        for item in found:
            if isinstance(item, Shelf):
                self.asking.shelf = item
            elif isinstance(item, Line):
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
            "medium": self.art.name,
            "keep": str(self.path / ORIGINALS),
            "limits": self._limits,
            "fit": self.early.task(),
        }

    def _take(self, file: File, row: int, answer: dict[str, Any]) -> None:
        if "error" in answer:
            return self.tell("left out", answer["reason"], file.source, file.name, answer["error"])
        rights = self.asking.of(file.name, answer["sha256"], answer["said"], file.drawn)
        if self._refused(rights, file.source, file.name):
            return self._let_go(answer)
        at: Kept | Linked = Kept(path=f"{ORIGINALS}/{answer['path']}")
        if self.wishes.link and not file.passing:
            at = Linked(path=str(file.path.resolve()))
        work = Work(sha256=answer["sha256"], name=file.name, label=file.label, facts=answer["facts"], at=at)
        if self._add(work, file.source, answer["turned"]):
            self.early.add(work, row, answer["fitted"])
            if answer["notes"]:
                self.tell("kept", "read-anew", file.source, file.name, f"{file.name}: {'; '.join(answer['notes'])}.")
            for reason, text in self.asking.notes(rights):
                self.tell("kept", reason, file.source, file.name, text)
        return None

    def _refused(self, rights: Rights, source: str, name: str) -> bool:
        """Whether the work may not come in; one that has come in before goes."""
        key = bytes.fromhex(rights.sha256)
        found = self.asking.refuses(rights, name)
        if found:
            self.tell("left out", found[0], source, name, found[1])
            if isinstance(rights.basis, Blocked) and key in self._before:
                self.asking.withdraw(rights.sha256, self._names[key], rights.basis.reason)
            elif key in self._names:
                self._blocked.add(key)
        return found is not None

    def _let_go(self, answer: dict[str, Any]) -> None:
        """Remove the copy of a work that may not come in, unless the corpus had it before."""
        key = bytes.fromhex(answer["sha256"])
        if self._keep and key not in self._names and answer["sha256"] not in self.asking.withdrawn:
            (self.path / ORIGINALS / answer["path"]).unlink(missing_ok=True)

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
            self._likeness.ask(key, work.fact(self.art.signature), turned)
        self._write(work)
        return True

    def _write(self, work: Work) -> None:
        self.tally.added += 1
        with plain_disk_errors(self.stage):
            self._works.write(work.model_dump_json().encode() + b"\n")

    def _pack(self, array: Array) -> None:
        """Copy an array whole; its repeats stay, for a public set is compared by its count."""
        if self._array_refused(array):
            return None
        try:
            packed = pack(array, self.path if self._keep else self.stage, self.progress)
        except CorpusError as error:
            return self.tell("left out", "unreadable", array.source, array.name, str(error))
        is_known = packed.path in self._packed
        if is_known:
            self.tally.known += packed.count
        self._packed.add(packed.path)
        asked = self.asking.says_something_of_all
        for work in packed.works() if asked or not is_known else ():
            if asked:
                self.asking.of_row(array.name, work.name, work.sha256)
            if not is_known:
                self._write(work)
        if is_known:
            return None
        text = f"{array.name}: {packed.count:,} works in one array; repeats were kept, near-duplicates not looked for."
        return self.tell("kept", "source", array.source, array.name, text)

    def _array_refused(self, array: Array) -> bool:
        """Whether no row of it may come in; those that have come in before go."""
        rights = self.asking.of_array(array.name)
        found = self.asking.refuses(rights, array.name)
        if found:
            self.tell("left out", found[0], array.source, array.name, found[1])
            for work in Works(self.path / WORKS, read_header(self.path).works_bytes) if self._before else ():
                if work.name.rpartition("/")[0] == array.name and isinstance(work.at, Packed):
                    self.asking.withdraw(work.sha256, work.name, found[1])
        return found is not None


def gather(
    sources: Sequence[str],
    into: Path,
    author: str = "",
    from_dir: Path | None = None,
    wishes: Wishes = PLAIN,
    progress: Progress = silent,
) -> Tally:
    """Gather the sources into the corpus at ``into``, which is made or added to.

    Raises:
        CorpusError: a source that is not there, or not one usable work in all of them.
        DownloadError: a public set that could not be fetched.
    """
    if (into / HEADER).exists():
        read_header(into)
    art, because = art_of(wishes.medium, sources, into)
    wishes.fitting.check(art)
    wishes.limits(art)
    stage = make_folder(into) / INCOMING
    shutil.rmtree(stage, ignore_errors=True)
    check_mine(wishes.mine, author, sources)
    gathering = Gathering(into, make_folder(stage), wishes, progress, author, art=art)
    try:
        tally = gathering.run(sources, from_dir, because)
        if not tally.added and not (into / HEADER).exists():
            raise CorpusError(f"nothing usable came in: {_first_lines(stage)}")
        gathering.early.hand_over(into)
        commit(into, stage, author, tally, art.name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with contextlib.suppress(OSError):  # a folder that was made for nothing goes; one with anything in it stays
            into.rmdir()
    return tally


def survey(
    sources: Sequence[str],
    into: Path,
    from_dir: Path | None = None,
    wishes: Wishes = PLAIN,
    progress: Progress = silent,
    author: str = "",
) -> tuple[Tally, list[Line]]:
    """What ``gather`` would do, and its report; nothing is written that stays."""
    check_mine(wishes.mine, author, sources)
    art, because = art_of(wishes.medium, sources, into)
    with tempfile.TemporaryDirectory() as stage:
        tally = Gathering(into, Path(stage), wishes, progress, author, False, art=art).run(sources, from_dir, because)
        return tally, read_report(Path(stage) / REPORT)


def read_report(path: Path, size_bytes: int = -1) -> list[Line]:
    """The lines in the first bytes of a report."""
    with path.open("rb") as file:
        return [Line.model_validate_json(line) for line in file.read(size_bytes).splitlines()]


def commit(path: Path, stage: Path, author: str, tally: Tally, medium: str = "") -> None:
    """Make what was gathered count: originals to the disk, lines behind the old ones, the header last.

    ``medium`` is the art form of a corpus that is made now; one that is there keeps its own.
    """
    old = read_header(path) if (path / HEADER).exists() else None
    with plain_disk_errors(path):
        sync_all(path)
        sizes = append(path, stage, old)
    works = Works(path / WORKS, sizes["works_bytes"], read_withdrawn(path, sizes["withdrawn_bytes"]))
    header = Header(
        name=path.resolve().name,
        medium=old.medium if old else medium,
        author=author or (old.author if old else ""),
        works_digest=works.digest,
        works=len(works),
        left_out=tally.left_out + (old.left_out if old else 0),
        label_names=works.label_names,
        earlier=earlier(old, works.digest) if old else (),
        **sizes,
    )
    write_whole(path / HEADER, header.to_json().encode())


def _first_lines(stage: Path) -> str:
    lines = read_report(stage / REPORT)
    return " ".join(line.text for line in lines[:3]) or "the sources hold no files. Name a folder of works."

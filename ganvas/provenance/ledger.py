"""The list of what was published from this machine: how a file without credentials is known again.

Publishing asks three things of whoever keeps works (``Shelf``), checking asks three others (``Ledger``). The
gallery can be both; ``Lines`` here is both in one file of JSON lines, which only grows.
"""

import contextlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from pydantic import Field, ValidationError

from ganvas.errors import SignError
from ganvas.files import append_line, digest_file, lock, read_lines
from ganvas.home import home
from ganvas.provenance.fingerprint import ISCC_NEAR, PDQ_NEAR, Fingerprint, bits_apart, iscc_apart
from ganvas.provenance.home import private_folder
from ganvas.record import Record

FILE = "published.jsonl"
SIDECAR = ".c2pa"
MARKS = 2**24


class Entry(Record):
    """One published work."""

    id: str = Field(description="of this entry")
    title: str = ""
    author: str = ""
    path: str = Field(description="where it was published")
    at: str = Field(description="when, UTC")
    file_sha256: str
    sidecar_sha256: str = Field("", description="of the credentials beside it; empty where they are inside")
    model: str = ""
    corpus: str = ""
    looks: Fingerprint | None = None


class Near(Record):
    """An entry that looks alike."""

    entry: Entry
    by: Literal["pdq", "iscc"]
    bits: int = Field(description="that differ")


class Ledger(Protocol):
    """Works that are known."""

    def by_pixels(self, sha256: str) -> Entry | None:
        """The work with these very pixels."""

    def by_mark(self, mark: str) -> Sequence[Entry]:
        """The works with this invisible mark, oldest first: one, and what was made from it by hand."""

    def sizes(self) -> Sequence[tuple[int, int]]:
        """Height and width of marked works, the most usual first."""

    def nearest(self, pdq: Sequence[str], iscc: str) -> Near | None:
        """The work that looks most alike, if one does.

        Args:
            pdq: of the picture and its turns and flips.
            iscc: of the picture.
        """


class Shelf(Protocol):
    """Where published works go."""

    def new_mark(self) -> str:
        """A number that no work has as its invisible mark."""

    def prepare(self, entry: Entry) -> None:
        """Make ready for an entry: from here on ``commit`` cannot fail for want of room or right."""

    def commit(self, entry: Entry) -> None:
        """It is published."""

    def abandon(self, entry: Entry) -> None:
        """It is not."""


class Lines:
    """A ledger and shelf in one file of JSON lines.

    A publication that was cut off is settled when the list is next opened: the file in its place has
    the digest that was announced, or the entry never was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else home() / FILE
        self.entries: dict[str, Entry] = {}
        self._announced: dict[str, Entry] = {}
        self._read()

    def by_pixels(self, sha256: str) -> Entry | None:
        """See ``Ledger``."""
        same = (entry for entry in self.entries.values() if entry.looks and entry.looks.pixels_sha256 == sha256)
        return next(same, None)

    def by_mark(self, mark: str) -> Sequence[Entry]:
        """See ``Ledger``."""
        return [entry for entry in self.entries.values() if entry.looks and entry.looks.mark == mark]

    def sizes(self) -> Sequence[tuple[int, int]]:
        """See ``Ledger``."""
        known = [entry.looks for entry in self.entries.values() if entry.looks and entry.looks.mark != "none"]
        return [size for size, _ in Counter((one.height_px, one.width_px) for one in known).most_common()]

    def nearest(self, pdq: Sequence[str], iscc: str) -> Near | None:
        """See ``Ledger``."""
        found: list[Near] = []
        for entry in self.entries.values():
            known = entry.looks
            if known is not None and known.pdq and any(pdq):
                found.append(Near(entry=entry, by="pdq", bits=min(bits_apart(known.pdq, one) for one in pdq if one)))
            if known is not None and known.iscc and iscc:
                found.append(Near(entry=entry, by="iscc", bits=iscc_apart(known.iscc, iscc)))
        limits = {"pdq": PDQ_NEAR, "iscc": ISCC_NEAR}
        close = [near for near in found if near.bits <= limits[near.by]]
        return min(close, key=lambda near: near.bits / limits[near.by], default=None)

    def new_mark(self) -> str:
        """See ``Shelf``."""
        taken = {entry.looks.mark for entry in self._all() if entry.looks}
        while (mark := f"{secrets.randbelow(MARKS):06x}") in taken:
            pass
        return mark

    def prepare(self, entry: Entry) -> None:
        """See ``Shelf``."""
        self._announced[entry.id] = entry
        self._write("announced", entry)

    def commit(self, entry: Entry) -> None:
        """See ``Shelf``."""
        self._write("published", entry)
        self._settle(entry.id, kept=True)

    def abandon(self, entry: Entry) -> None:
        """See ``Shelf``."""
        self._write("abandoned", entry)
        self._settle(entry.id, kept=False)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block no other process publishes.

        Raises:
            SignError: another one does.
        """
        self._make_room()
        with self.path.with_name(self.path.name + ".lock").open("a") as file:
            if not lock(file):
                raise SignError(f"{self.path}: another process is publishing now. Wait for it.")
            self._read()
            self._finish()
            yield

    def _make_room(self) -> None:
        if not self.path.parent.is_dir():
            private_folder(self.path.parent)

    def _all(self) -> list[Entry]:
        return [*self.entries.values(), *self._announced.values()]

    def _read(self) -> None:
        self.entries.clear()
        self._announced.clear()
        for line in read_lines(self.path):
            try:
                event, entry = line["event"], Entry.model_validate(line["entry"])
            except (KeyError, ValidationError):
                raise SignError(f"{self.path}: a line of it is not one of this version. Restore the list.") from None
            self._announced[entry.id] = entry
            if event != "announced":
                self._settle(entry.id, kept=event == "published")
        for entry in [one for one in self._announced.values() if _is_there(one)]:
            self.entries[entry.id] = entry

    def _finish(self) -> None:
        """Write down how publications that were cut off ended."""
        for entry in list(self._announced.values()):
            (self.commit if _is_there(entry) else self.abandon)(entry)

    def _settle(self, name: str, kept: bool) -> None:
        entry = self._announced.pop(name)
        if kept:
            self.entries[name] = entry

    def _write(self, event: str, entry: Entry) -> None:
        self._make_room()
        append_line(self.path, '{"event":"%s","entry":%s}' % (event, entry.to_json(indent=None)))  # noqa: UP031


def _is_there(entry: Entry) -> bool:
    path = Path(entry.path)
    beside = path.with_name(path.name + SIDECAR)
    if entry.sidecar_sha256 and not (beside.is_file() and digest_file(beside) == entry.sidecar_sha256):
        return False
    return path.is_file() and digest_file(path) == entry.file_sha256

"""The rights and withdrawals of a corpus on disk: two files that only grow, of which the header says how much counts.

The last line about a work is the one that holds. Works of which nothing is known have no line.
"""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError

from ganvas.corpus.header import RIGHTS, WITHDRAWN, Header, read_header
from ganvas.corpus.rights.rights import Rights, default
from ganvas.corpus.work import Work
from ganvas.errors import CorpusError
from ganvas.record import Record

R = TypeVar("R", bound=Record)


class Withdrawal(Record):
    """A work that is to be learned from no longer; it leaves the works, and stays known by its digest."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="of the work")
    name: str
    reason: str = ""
    on: str = Field(description="the day, as 2026-11-24")
    is_back: bool = Field(False, description="a later line: it may be learned from again")


def today() -> str:
    """The day in UTC, as 2026-11-24."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _lines(path: Path, size_bytes: int, record: type[R]) -> list[R]:
    """The records in the first bytes of a journal."""
    if not size_bytes:
        return []
    try:
        with path.open("rb") as file:
            data = file.read(size_bytes)
        if len(data) != size_bytes:
            raise CorpusError(f"{path}: {len(data):,} bytes, wanted {size_bytes:,}. Restore it from a copy.")
        return [record.model_validate_json(line) for line in data.splitlines()]
    except (OSError, ValidationError) as error:
        why = str(error).splitlines()[0]
        raise CorpusError(f"{path}: cannot be read ({why}). Restore it from a copy.") from None


class Known:
    """What a corpus knows of its works' rights."""

    def __init__(self, rights: Mapping[str, Rights]) -> None:
        self._rights = dict(rights)

    def of(self, work: Work) -> Rights:
        """The rights of one of its works."""
        return self._rights.get(work.sha256) or default(work)

    def recorded(self) -> dict[str, Rights]:
        """Every record by the work's digest, also of works that were left out."""
        return dict(self._rights)


def read_rights(path: Path, header: Header) -> dict[str, Rights]:
    """Every record by the work's digest.

    Raises:
        CorpusError: they cannot be read.
    """
    return {one.sha256: one for one in _lines(path / RIGHTS, header.rights_bytes, Rights)}


def read_withdrawn(path: Path, size_bytes: int) -> dict[str, Withdrawal]:
    """Every work that is withdrawn, by its digest, as of the first bytes of the journal."""
    last = {one.sha256: one for one in _lines(path / WITHDRAWN, size_bytes, Withdrawal)}
    return {sha256: one for sha256, one in last.items() if not one.is_back}


def withdrawals(path: Path | str) -> dict[str, Withdrawal]:
    """Every work that the corpus at path has withdrawn, by the digest of the work.

    Raises:
        CorpusError: there is no corpus, or it is damaged.
    """
    return read_withdrawn(Path(path), read_header(Path(path)).withdrawn_bytes)

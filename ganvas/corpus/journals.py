"""The files of a corpus that only grow, and of which its header says how many bytes count."""

import json
import os
import shutil
from pathlib import Path

from ganvas.corpus.header import REPORT, RIGHTS, WITHDRAWN, WORKS, Header, Moment
from ganvas.files import plain_disk_errors

JOURNALS = {
    "works_bytes": WORKS, "report_bytes": REPORT, "rights_bytes": RIGHTS, "withdrawn_bytes": WITHDRAWN,
}  # fmt: skip
ALWAYS = (WORKS, REPORT)  # those that are files even where they are empty


def append(path: Path, stage: Path, old: Header | None) -> dict[str, int]:
    """Put what was staged behind what counts; the new sizes, by the header's field."""
    return {
        field: _append(path / name, stage / name, getattr(old, field) if old else 0) for field, name in JOURNALS.items()
    }


def _append(path: Path, more: Path, size: int) -> int:
    """Put the lines behind the first ``size`` bytes, cutting off what a killed gathering left; the new size.

    A journal that nothing was ever written to is no file.
    """
    more.touch()
    if not (size or more.stat().st_size or path.exists() or path.name in (WORKS, REPORT)):
        return 0
    with path.open("ab") as file, more.open("rb") as source:
        file.truncate(size)
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def earlier(old: Header, digest: str) -> tuple[Moment, ...]:
    """The moments before this one, each digest once."""
    if old.works_digest == digest:
        return old.earlier
    was = Moment(digest=old.works_digest, works_bytes=old.works_bytes, withdrawn_bytes=old.withdrawn_bytes)
    return (*(moment for moment in old.earlier if moment.digest not in (was.digest, digest)), was)


def drop_works(path: Path, digests: set[str]) -> None:
    """Take the works of these digests out of a file of works."""
    with plain_disk_errors(path):
        kept = path.with_name(path.name + ".kept")
        with path.open("rb") as file, kept.open("wb") as into:
            into.writelines(line for line in file if json.loads(line)["sha256"] not in digests)
        kept.replace(path)

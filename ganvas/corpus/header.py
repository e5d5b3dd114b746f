"""What stands in a corpus folder, and the header that makes it one."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from ganvas.errors import CorpusError
from ganvas.record import Record

HEADER, WORKS, REPORT = "corpus.json", "works.jsonl", "report.jsonl"
RIGHTS, WITHDRAWN = "rights.jsonl", "withdrawn.jsonl"
ORIGINALS, PACKED, PREPARED, EARLY, INCOMING = "originals", "packed", "prepared", "early", "incoming"


class Moment(Record):
    """What a corpus held at some time: the first bytes of its journals, and the digest of the works in them."""

    digest: str
    works_bytes: int = Field(ge=0)
    withdrawn_bytes: int = Field(0, ge=0)


class Header(Record):
    """What a corpus says of itself; written last."""

    version: Literal[1, 2] = 2
    name: str
    medium: str = Field("image", description="the art form of its works, a name in MEDIA; format 1 knew pictures only")
    author: str = ""
    works_digest: str
    works: int = Field(ge=0)
    left_out: int = Field(ge=0)
    label_names: tuple[str, ...] = ()
    works_bytes: int = Field(0, ge=0, description=f"of {WORKS} that count")
    report_bytes: int = Field(0, ge=0, description=f"of {REPORT} that count")
    rights_bytes: int = Field(0, ge=0, description=f"of {RIGHTS} that count")
    withdrawn_bytes: int = Field(0, ge=0, description=f"of {WITHDRAWN} that count")
    earlier: tuple[Moment, ...] = Field((), description="what it held before, the latest last")


def read_header(path: Path) -> Header:
    """The header of the corpus at path.

    Raises:
        CorpusError: there is no corpus, or one that was never finished, or of another format.
    """
    file = path / HEADER
    if not file.is_file():
        begun = (path / INCOMING).is_dir() or (path / ORIGINALS).is_dir()
        state = "a gathering that was not finished; run it again" if begun else "no corpus; make one with ganvas gather"
        raise CorpusError(f"{path}: {state}.")
    try:
        return Header.model_validate_json(file.read_bytes())
    except ValueError as error:
        why = str(error).splitlines()[0]
        raise CorpusError(f"{file}: not a header of format 1 or 2 ({why}). Gather the works anew.") from None

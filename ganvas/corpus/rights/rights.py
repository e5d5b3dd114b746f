"""What is known of one work's rights: the evidence, what the author wrote, and the basis that follows."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from ganvas.corpus.rights.basis import WRITTEN, Basis, Blocked, Licensed, Own, PublicDomain, Unstated
from ganvas.corpus.rights.evidence import Evidence
from ganvas.corpus.rights.licences import LICENCES, licence
from ganvas.corpus.rights.said import plain
from ganvas.corpus.rights.table import Row
from ganvas.corpus.work import Drawn, Work
from ganvas.record import Record

SHORTEST_NAME = 3  # letters by which a part of the author's name is known again


class Rights(Record):
    """The rights of one work; one without evidence and declaration is ``unstated``."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="of the work")
    name: str = ""
    evidence: tuple[Evidence, ...] = ()
    declared: Basis = Field(default=Unstated(), description="what the author wrote")
    by: str = Field("", description="where the author wrote it: --mine, or a table and its line")
    named: str = Field("", description="whose it is, as the author wrote it")
    source: str = Field("", description="where it came from, as the author wrote it")
    on: str = Field("", description="the day of this record, as 2026-11-24")

    @property
    def opt_outs(self) -> tuple[Evidence, ...]:
        """The statements that keep machines from learning."""
        return tuple(one for one in self.evidence if one.says == "no")

    @property
    def machine_made(self) -> bool:
        """Whether it says that a machine made it: models that learn from models narrow."""
        return any(one.says == "machine" for one in self.evidence)

    @property
    def basis(self) -> Basis:
        """The strictest of what was found, unless the author wrote down a basis of their own.

        An opt-out yields to what was written of this work, but not to a law that itself yields to opt-outs.
        """
        if isinstance(self.declared, Blocked):
            return self.declared
        if self.opt_outs and self.declared.kind not in WRITTEN:
            return Blocked(reason=plain(str(self.opt_outs[0])))
        if not isinstance(self.declared, Unstated):
            return self.declared
        return _found(self.evidence)

    @property
    def holder(self) -> str:
        """Whose work it is, as the author wrote or else as the file says; empty if neither does."""
        return self.named or next(iter(self.holders), "")

    @property
    def holders(self) -> tuple[str, ...]:
        """Everybody whom the evidence names as its maker or holder."""
        return tuple(dict.fromkeys(one.words for one in self.evidence if one.says == "holder"))

    @property
    def says_something(self) -> bool:
        """Whether there is anything to remember."""
        return bool(self.evidence or self.named or self.source) or not isinstance(self.declared, Unstated)

    def same_as(self, other: "Rights") -> bool:
        """Whether both say the same, whenever they were recorded."""
        return self.but(on="", name="") == other.but(on="", name="")

    def with_row(self, row: Row) -> "Rights":
        """What a line of the author's table adds."""
        named, source = row.holder or self.named, row.source or self.source
        return self.model_copy(update={"declared": row.basis, "by": row.by, "named": named, "source": source})


def _found(found: Iterable[Evidence]) -> Basis:
    """The strictest licence in the evidence; the public domain only where nothing is stricter."""
    found = list(found)
    if any(one.says == "terms" and "all rights reserved" in one.words.lower() for one in found):
        return Unstated()
    ids = [one.spdx for one in found if one.says == "licence"]
    if ids:
        return Licensed(spdx=max(ids, key=lambda spdx: (licence(spdx).burden, spdx in LICENCES, spdx)))
    marks = [one for one in found if one.says == "public-domain"]
    return PublicDomain(reason=plain(str(marks[0]))) if marks else Unstated()


def drawn_here(name: str, sha256: str) -> Rights:
    """The rights of a work that the program itself draws."""
    reason = "drawn by the program that comes with Ganvas"
    return Rights(sha256=sha256, name=name, declared=PublicDomain(reason=reason), by="Ganvas")


def default(work: Work) -> Rights:
    """The rights of a work of which nothing is recorded."""
    return (
        drawn_here(work.name, work.sha256) if isinstance(work.at, Drawn) else Rights(sha256=work.sha256, name=work.name)
    )


def as_own(rights: Rights, author: str) -> Rights:
    """Declared as the author's own, unless it names others and nobody else.

    A declaration for a whole folder does not cover a work that says it is somebody else's.
    """
    if strangers(rights.holders, author):
        return rights
    return rights.model_copy(update={"declared": Own(), "by": "--mine", "named": author})


def strangers(holders: Sequence[str], author: str) -> str:
    """Whom the holders name, if none of them is the author."""
    wanted = _letters(author)
    known = any(wanted in name or (len(name) >= SHORTEST_NAME and name in wanted) for name in map(_letters, holders))
    return "" if known or not holders else holders[0]


def _letters(name: str) -> str:
    return "".join(mark for mark in name.casefold() if mark.isalnum())

"""Whether a work may come in: what it says, what lies beside it, and what the author wrote, put together."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ganvas.corpus.header import RIGHTS, WITHDRAWN
from ganvas.corpus.named import is_builtin, is_public
from ganvas.corpus.rights.basis import Blocked
from ganvas.corpus.rights.evidence import Evidence, evidence
from ganvas.corpus.rights.journal import Withdrawal, today
from ganvas.corpus.rights.rights import Rights, as_own, drawn_here, strangers
from ganvas.corpus.rights.said import Said
from ganvas.corpus.rights.shelf import EMPTY, Shelf
from ganvas.errors import CorpusError
from ganvas.files import plain_disk_errors
from ganvas.record import Record

MOST_EVIDENCE = 200  # of one work
NO_WORK = Rights(sha256="0" * 64)


class Asking:
    """The rights of the works of one gathering; ``shelf`` is that of the source which is being read."""

    def __init__(
        self, known: Mapping[str, Rights], withdrawn: Mapping[str, Withdrawal], mine: bool = False, author: str = ""
    ) -> None:
        """Begin with what the corpus knows.

        Args:
            known: recorded rights, by digest.
            withdrawn: works that may not come back, by digest.
            mine: every work is the author's own, unless it names somebody else.
            author: who that is.
        """
        self._known = dict(known)
        self.withdrawn = dict(withdrawn)
        self._mine, self._author = mine, author
        self._changed: dict[str, Rights] = {}
        self._gone: dict[str, Withdrawal] = {}
        self._array = NO_WORK
        self.shelf: Shelf = EMPTY

    def of(self, name: str, sha256: str, said: Iterable[Sequence[str]], drawn: bool = False) -> Rights:
        """The rights of a work, remembered if there is anything to remember.

        Evidence only grows: an opt-out that was found once holds until the author writes why it does not.

        Args:
            name: its path inside its source.
            sha256: of its bytes.
            said: what its own bytes say, each as where, what, words.
            drawn: a program that comes with Ganvas made it.
        """
        if drawn:
            self._known[sha256] = self._changed[sha256] = drawn_here(name, sha256)
            return self._known[sha256]
        found = [*evidence(Said(*one) for one in said), *self.shelf.about(name)]
        return self._remember(name, sha256, found)

    def of_array(self, array: str) -> Rights:
        """What the files beside an array say of all its rows; not remembered."""
        return self._merged(NO_WORK.model_copy(update={"name": array}), array, self.shelf.about(array))

    def of_row(self, array: str, name: str, sha256: str) -> Rights:
        """The rights of a row of an array, of which only the files beside the array say anything."""
        if array != self._array.name:
            self._array = self.of_array(array)
        return self._remember(name, sha256, list(self._array.evidence), array)

    def _remember(self, name: str, sha256: str, found: list[Evidence], listed: str = "") -> Rights:
        old = self._known.get(sha256) or Rights(sha256=sha256, name=name)
        rights = self._merged(old, listed or name, found)
        if rights.says_something and not rights.same_as(old):
            self._known[sha256] = self._changed[sha256] = rights
        return rights

    def _merged(self, old: Rights, name: str, found: list[Evidence]) -> Rights:
        together = tuple(dict.fromkeys((*old.evidence, *found)))
        if len(together) > MOST_EVIDENCE:
            together = tuple(sorted(together, key=lambda one: one.says != "no"))[:MOST_EVIDENCE]
        rights = old.model_copy(update={"evidence": together, "on": today()})
        if row := self.shelf.row(name, old.sha256):
            return rights.with_row(row)
        return as_own(rights, self._author) if self._mine and rights.declared.kind == "unstated" else rights

    @property
    def says_something_of_all(self) -> bool:
        """Whether works that nobody looks into still get a basis: there are files beside them, or all are own."""
        return self._mine or bool(self.shelf)

    def changed(self) -> list[Rights]:
        """Every record that is new or says something new, in order."""
        return list(self._changed.values())

    def refuses(self, rights: Rights, name: str) -> tuple[str, str] | None:
        """Why a work may not come in, as a reason and a sentence."""
        if isinstance(rights.basis, Blocked):
            return "blocked", f"{name}: {rights.basis.reason}. If you may use it, write why in rights.csv."
        if gone := self.withdrawn.get(rights.sha256):
            return "withdrawn", f"{name}: withdrawn on {gone.on} ({gone.reason or 'no reason given'})."
        return None

    def withdraw(self, sha256: str, name: str, reason: str) -> None:
        """Remember that a work which is in the corpus may stay no longer."""
        self._gone[sha256] = Withdrawal(sha256=sha256, name=name, reason=reason, on=today())

    def write(self, stage: Path) -> None:
        """Leave what is new for the journals of the corpus."""
        journals: dict[str, Sequence[Record]] = {RIGHTS: self.changed(), WITHDRAWN: [*self._gone.values()]}
        for name, records in journals.items():
            with plain_disk_errors(stage):
                (stage / name).write_text("".join(f"{one.model_dump_json()}\n" for one in records), encoding="utf-8")

    def notes(self, rights: Rights) -> list[tuple[str, str]]:
        """What is good to know of a work that came in, each as a reason and a sentence."""
        notes = []
        stranger = strangers(rights.holders, self._author) if self._mine and rights.by != "--mine" else ""
        if stranger and rights.declared.kind == "unstated":
            text = f"{rights.name} names {stranger!r}; not counted as your own. If it is, say so in rights.csv."
            notes.append(("rights", text))
        if rights.by == "--mine" and rights.opt_outs:
            notes.append(("rights", f"{rights.name}: {rights.opt_outs[0]}; it came in because you say it is your own."))
        if rights.machine_made:
            notes.append(
                ("machine-made", f"{rights.name} says that a machine made it; models that learn from models narrow.")
            )
        unread = [one for one in rights.evidence if one.says == "unread"]
        if unread:
            notes.append(("rights", f"{rights.name}: what it says of its rights was not understood; {unread[0]}."))
        return notes

    def tables(self) -> list[str]:
        """Sentences about tables of the source that could not be used whole."""
        return [*self.shelf.troubles, *self.shelf.unused()]


def check_mine(mine: bool, author: str, sources: Sequence[str]) -> None:
    """Refuse a declaration that nobody signs, or one over what is surely somebody else's.

    Raises:
        CorpusError: no author, or a named source.
    """
    if not mine:
        return
    if not author.strip():
        raise CorpusError("--mine: whose works are they? Give --author NAME too.")
    for source in sources:
        if is_builtin(source) or (is_public(source) and not Path(source).expanduser().exists()):
            raise CorpusError(f"{source}: not made by {author}. Gather it without --mine, in a call of its own.")

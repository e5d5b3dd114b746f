"""Writing rights and withdrawals into a corpus that is there already."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.early import forget
from ganvas.corpus.gathering import commit
from ganvas.corpus.header import INCOMING, PREPARED, RIGHTS, WITHDRAWN, read_header
from ganvas.corpus.rights.basis import Blocked
from ganvas.corpus.rights.journal import Withdrawal, read_rights, today, withdrawals
from ganvas.corpus.rights.rights import Rights, default
from ganvas.corpus.rights.shelf import document_digest
from ganvas.corpus.rights.table import Rows, read_table
from ganvas.corpus.wishes import Tally
from ganvas.errors import CorpusError
from ganvas.files import make_folder, plain_disk_errors
from ganvas.record import Record


def record_table(corpus: Corpus, table: Path) -> list[Rights]:
    """Write the basis of every work that a table names; those that it blocks are withdrawn.

    It may name works that were left out or withdrawn: with a written basis they come in when they are gathered again.

    Returns:
        What was recorded.

    Raises:
        CorpusError: a line that cannot be used, or one about no work: nothing was recorded.
    """
    try:
        data = table.read_bytes()
    except OSError as error:
        raise CorpusError(f"{table}: cannot be read ({error.strerror}).") from None
    rows, troubles = read_table(data, table.name, lambda path: document_digest(table.parent, path))
    known = Rows(rows)
    changed = []
    for before in _all(corpus):
        row = known.fitting(before.name, before.sha256)
        after = before.with_row(row).model_copy(update={"on": today()}) if row else before
        changed += [after] if not after.same_as(before) else []
    troubles += [f"{row.by}: no work is called {row.file or row.sha256!r}." for row in known.unused()]
    if troubles:
        raise CorpusError(f"{' '.join(troubles[:3])} Nothing was recorded.")
    inside = {work.sha256 for work in corpus.works}
    blocked = [
        _withdrawal(one.sha256, one.name, one.basis.words)
        for one in changed
        if isinstance(one.basis, Blocked) and one.sha256 in inside
    ]
    _commit(corpus.path, {RIGHTS: changed, WITHDRAWN: blocked})
    return changed


def _all(corpus: Corpus) -> Iterator[Rights]:
    """The rights of every work that the corpus has or knows of, under its name."""
    rights = read_rights(corpus.path, read_header(corpus.path))
    for work in corpus.works:
        yield (rights.pop(work.sha256, None) or default(work)).model_copy(update={"name": work.name})
    for gone in withdrawals(corpus.path).values():
        yield rights.pop(gone.sha256, Rights(sha256=gone.sha256)).model_copy(update={"name": gone.name})
    yield from rights.values()


def waiting(corpus: Corpus, recorded: Sequence[Rights]) -> list[str]:
    """A sentence for each of these works that may come in, and is not in."""
    inside = {work.sha256 for work in corpus.works}
    out = [one for one in recorded if one.sha256 not in inside and not isinstance(one.basis, Blocked)]
    gone = withdrawals(corpus.path)
    return [f"{one.name} may come in: {'--restore it' if one.sha256 in gone else 'gather it again'}." for one in out]


def withdraw(corpus: Corpus, works: Sequence[str], reason: str) -> list[Withdrawal]:
    """Take works out of the corpus, by name or by the beginning of their digest (8 characters or more).

    Their files stay where they are; samples that were prepared from them go. A run that learned from them is known by
    ``learned``.

    Raises:
        CorpusError: a word that means no work, or several.
    """
    listed = [(work.name, work.sha256) for work in corpus.works]
    found = dict.fromkeys(_meant(word, listed, corpus.path) for word in works)
    gone = [_withdrawal(sha256, name, reason) for name, sha256 in found]
    _commit(corpus.path, {WITHDRAWN: gone})
    return gone


def restore(corpus: Corpus, works: Sequence[str], reason: str) -> list[Withdrawal]:
    """Let works that were withdrawn be learned from again.

    Raises:
        CorpusError: a word that means no withdrawn work, or several, or one that is blocked.
    """
    listed = [(one.name, one.sha256) for one in withdrawals(corpus.path).values()]
    rights = read_rights(corpus.path, read_header(corpus.path))
    found = dict.fromkeys(_meant(word, listed, corpus.path) for word in works)
    for name, sha256 in found:
        if sha256 in rights and isinstance(rights[sha256].basis, Blocked):
            raise CorpusError(f"{name}: {rights[sha256].basis.words}. Record a written basis first, with --set.")
    back = [Withdrawal(sha256=sha256, name=name, reason=reason, on=today(), is_back=True) for name, sha256 in found]
    _commit(corpus.path, {WITHDRAWN: back})
    return back


def _withdrawal(sha256: str, name: str, reason: str) -> Withdrawal:
    return Withdrawal(sha256=sha256, name=name, reason=reason, on=today())


def _meant(word: str, listed: Iterable[tuple[str, str]], path: Path) -> tuple[str, str]:
    """The one work of this name or digest."""
    by_digest = len(word) >= 8 and all(mark in "0123456789abcdef" for mark in word)
    found = {(name, sha256) for name, sha256 in listed if name == word or (by_digest and sha256.startswith(word))}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise CorpusError(
            f"{path}: no work is called {word!r}; ganvas rights {path} --json lists their names and digests."
        )
    digests = ", ".join(sorted(sha256[:12] for _, sha256 in found)[:5])
    raise CorpusError(f"{path}: {len(found)} works are called {word!r}; give a digest: {digests}.")


@contextlib.contextmanager
def _stage(path: Path) -> Iterator[Path]:
    stage = path / INCOMING
    shutil.rmtree(stage, ignore_errors=True)
    try:
        yield make_folder(stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _commit(path: Path, journals: dict[str, Sequence[Record]]) -> None:
    """Add the lines to their journals, and let them count in one step."""
    with _stage(path) as stage:
        for name, records in journals.items():
            with plain_disk_errors(stage):
                (stage / name).write_text("".join(one.model_dump_json() + "\n" for one in records), encoding="utf-8")
        was = read_header(path).works_digest
        commit(path, stage, "", Tally())
    if read_header(path).works_digest != was:
        forget(path)
        shutil.rmtree(path / PREPARED, ignore_errors=True)

"""Works that were taken out of a corpus after a model had learned from them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ganvas.corpus.rights.journal import withdrawals
from ganvas.corpus.rights.learned import works_of
from ganvas.errors import CorpusError


def withdrawn_from(corpora: Sequence[Path]) -> Callable[[str], Sequence[str]]:
    """From the digest of a corpus, as a model knew it, to the names of its works that were withdrawn since.

    Args:
        corpora: folders to look in; what is in none of them is not known.
    Raises:
        CorpusError: one of them is no corpus.
    """
    gone = {path: withdrawals(path) for path in corpora}

    def of(digest: str) -> Sequence[str]:
        for path, withdrawn in gone.items():
            try:
                works = works_of(path, digest)
            except CorpusError:  # another corpus, and no fault
                continue
            return [withdrawn[sha256].name for sha256 in sorted(works & set(withdrawn))]
        return ()

    return of

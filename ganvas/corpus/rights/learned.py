"""From a run to the works that it learned from, and whether any of them was withdrawn since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ganvas.corpus.header import HEADER, WORKS, Moment, read_header
from ganvas.corpus.rights.journal import Withdrawal, read_withdrawn, withdrawals
from ganvas.corpus.works import Works
from ganvas.errors import CorpusError


def works_of(path: Path | str, digest: str) -> frozenset[str]:
    """The digests of the works that the corpus had when its own digest was this one.

    Works are only ever added behind the others, and the header remembers how many counted at each moment.

    Raises:
        CorpusError: there is no corpus, or it never had this digest.
    """
    path = Path(path)
    header = read_header(path)
    now = Moment(digest=header.works_digest, works_bytes=header.works_bytes, withdrawn_bytes=header.withdrawn_bytes)
    for moment in (now, *header.earlier):
        if moment.digest == digest:
            without = frozenset(read_withdrawn(path, moment.withdrawn_bytes))
            works = Works(path / WORKS, moment.works_bytes, without)
            if works.digest == digest:
                return frozenset(bytes(row).hex() for row in works.digests)
    raise CorpusError(f"{path}: never had the works of digest {digest[:12]}. Name the corpus of that run.")


@dataclass(frozen=True)
class Learned:
    """What is known of a run's works.

    Attributes:
        state: ``clear``: none of them was withdrawn; ``withdrawn``: some were; ``unknown``: they cannot be told.
        withdrawn: those works.
        why: one sentence.
    """

    state: Literal["clear", "withdrawn", "unknown"]
    withdrawn: tuple[Withdrawal, ...] = ()
    why: str = ""


def learned(run: Path | str, corpus: Path | str = "", known: Mapping[str, Withdrawal] | None = None) -> Learned:
    """Whether a model learned from works that were withdrawn, by the corpus that its run names.

    Args:
        run: a run directory, or its corpus.json.
        corpus: where the corpus lies now; empty: where the run says, from here or from the run's own folder on up.
        known: withdrawals by digest of work; without them, those of the corpus.

    Raises:
        CorpusError: there is no corpus.json that names a corpus.
    """
    manifest = _manifest(Path(run))
    found = Path(corpus) if corpus else _place(str(manifest["path"]), Path(run))
    if found is None:
        return Learned("unknown", why=f"its corpus {manifest['path']} is not here; say where with --corpus.")
    try:
        works = works_of(found, str(manifest["digest"]))
        gone = withdrawals(found) if known is None else known
    except CorpusError as error:
        return Learned("unknown", why=str(error))
    concerned = tuple(gone[sha256] for sha256 in sorted(works & set(gone)))
    if not concerned:
        return Learned("clear", why=f"none of its {len(works):,} works was withdrawn.")
    some = ", ".join(one.name for one in concerned[:3]) + (", …" if len(concerned) > 3 else "")
    return Learned("withdrawn", concerned, f"it learned from {len(concerned):,} works that were withdrawn: {some}.")


def _manifest(run: Path) -> dict[str, object]:
    file = run / "corpus.json" if run.is_dir() else run
    try:
        manifest = json.loads(file.read_bytes())
        if {"path", "digest"} <= set(manifest):
            return dict(manifest)
        why = "names no corpus"
    except (OSError, ValueError, TypeError) as error:
        why = f"cannot be read ({error})"
    raise CorpusError(f"{file}: {why}. Name the folder of a run.")


def _place(path: str, run: Path) -> Path | None:
    """The corpus folder of that name: absolute, from here, or from a folder around the run."""
    for start in (Path(), *run.resolve().parents):
        if (start / path / HEADER).is_file():
            return start / path
    return None

"""Work on a corpus for the room of works: gathering, looking, and saying whose the works are."""

import csv
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.gathering import gather as gather_into
from ganvas.corpus.header import HEADER
from ganvas.corpus.prepare import picture_of
from ganvas.corpus.report import Line
from ganvas.corpus.rights import record, view
from ganvas.corpus.rights.rights import Rights, strangers
from ganvas.corpus.wishes import Wishes
from ganvas.corpus.work import Work
from ganvas.errors import CorpusError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.fit import fit
from ganvas.media.image.mosaic import mosaic
from ganvas.media.medium import Decoded
from ganvas.studio.progress import Progress

HELPERS = 1  # processes that decode; the other core paints
TILE_PX = 96
COLUMNS = 10
MOST_TILES = 120  # on one board
FIRST_LINES = 400  # of a report
DETAIL_OF = {"licence": "licence", "consent": "document"}  # the column of a basis; all others say a reason
ALIKE = ": looks the same as "


def gather(progress: Progress, sources: list[str], into: str, author: str, mine: bool) -> dict[str, Any]:
    """Gather sources into a corpus; what came in, what did not, and why."""

    def said(what: str, done: int, of: int) -> None:
        progress(f"{what}: {done:,}" + (f" / {of:,}" if of else ""), done / of if of else -1.0)

    path = Path(into)
    before = Corpus.open(path).report if (path / HEADER).exists() else ()
    wishes = Wishes(labels="none", near="report", helpers=HELPERS, mine=mine)
    tally = gather_into(sources, path, author, wishes=wishes, progress=said)
    lines = Corpus.open(path).report[len(before) :]
    return {
        "added": tally.added, "left_out": tally.left_out, "known": tally.known, "lines": _plain(lines[:FIRST_LINES]),
        "more": max(0, len(lines) - FIRST_LINES),
    }  # fmt: skip


def look(_progress: Progress, corpus: str, into: str, size_px: int, start: int) -> dict[str, Any]:
    """A corpus as the room shows it: its numbers, pairs that look the same, and a board of works as they are cut."""
    opened = Corpus.open(corpus)
    shape = opened.natural_shape(size_px)
    known = opened.rights()
    works = list(opened.works[start : start + MOST_TILES])
    rights = [known.of(work) for work in works]
    return {
        "name": opened.name, "author": opened.author, "works": len(opened), "digest": opened.digest,
        "shape": list(shape), "counts": view.counts(opened).model_dump(), "start": start,
        "board": _board(opened, works, shape, into), "each": [_one(*pair) for pair in zip(works, rights, strict=True)],
        "alike": _alike(opened, into), "credits": view.credits(view.each(opened))[:MOST_TILES],
    }  # fmt: skip


def mine(_progress: Progress, corpus: str, author: str) -> dict[str, Any]:
    """Write down that every work is the author's own, but for those that say otherwise or of which it is said."""
    opened = Corpus.open(corpus)
    if not author.strip():
        raise CorpusError("whose works are they? Write a name first.")
    rows, others = [], 0
    for work, rights in view.each(opened):
        if rights.basis.kind != "unstated" or strangers(rights.holders, author):
            others += rights.basis.kind != "own"
        else:
            rows.append({"sha256": work.sha256, "basis": "own", "holder": author})
    changed = _recorded(opened, rows) if rows else []
    return {"changed": len(changed), "others": others}


def say(_progress: Progress, corpus: str, sha256: str, basis: str, detail: str, holder: str) -> dict[str, Any]:
    """Write down on what ground one work may be learned from."""
    column = DETAIL_OF.get(basis, "reason")
    changed = _recorded(Corpus.open(corpus), [{"sha256": sha256, "basis": basis, column: detail, "holder": holder}])
    return {"changed": len(changed), "others": 0}


def leave_out(_progress: Progress, corpus: str, sha256: str, reason: str) -> dict[str, Any]:
    """Take one work out of a corpus; its file stays, and it may come back."""
    gone = record.withdraw(Corpus.open(corpus), [sha256], reason)
    return {"name": gone[0].name}


def take_back(_progress: Progress, corpus: str, sha256: str, reason: str) -> dict[str, Any]:
    """Let a work that was taken out be learned from again."""
    back = record.restore(Corpus.open(corpus), [sha256], reason)
    return {"name": back[0].name}


def altered(_progress: Progress, corpus: str, into: str) -> dict[str, Any]:
    """The sheet of what the discriminator will see, as ``ganvas check --augmentations`` draws it."""
    from ganvas.augment.policy import KIND_TO_ART, STRONGEST
    from ganvas.corpus.sheet import augmentation_sheet

    opened = Corpus.open(corpus)
    path = make_folder(Path(into)) / f"{digest(opened.digest.encode())}.png"
    if not path.is_file():
        augmentation_sheet(opened, path, KIND_TO_ART, STRONGEST)
    return {"sheet": path.name}


def _recorded(corpus: Corpus, rows: Sequence[dict[str, str]]) -> list[Rights]:
    """Rows of a table of rights, written into the corpus as ``ganvas rights --set`` would."""
    with tempfile.TemporaryDirectory() as aside:
        table = Path(aside) / "studio.csv"
        with table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ("sha256", "basis", "licence", "reason", "document", "holder"))
            writer.writeheader()
            writer.writerows(rows)
        return record.record_table(corpus, table)


def _board(corpus: Corpus, works: Sequence[Work], shape: tuple[int, ...], into: str) -> dict[str, Any]:
    """Works, each cut as a training would cut it, as one picture that is made once."""
    samples = [fit(Decoded(picture_of(corpus.path, work, max(shape[1:])), {}), shape) for work in works]
    columns = min(COLUMNS, max(1, len(works)))
    name = f"{digest(''.join([str(shape), *(work.sha256 for work in works)]).encode())}.jpg"
    path = make_folder(Path(into)) / name
    if not path.is_file() and samples:
        write_whole(path, mosaic(samples, columns, TILE_PX))
    return {"name": name, "columns": columns, "count": len(works), "tile": TILE_PX}


def _alike(corpus: Corpus, into: str) -> list[dict[str, Any]]:
    """The pairs that a gathering found to look the same and that are both still in, side by side."""
    named = {work.name: work for work in corpus.works}
    pairs = []
    for line in corpus.report:
        if line.reason != "near-duplicate" or not line.text.startswith(line.name + ALIKE):
            continue
        one, other = named.get(line.name), named.get(line.text[len(line.name + ALIKE) :].removesuffix("."))
        if one is not None and other is not None:
            pairs.append((other, one))
    shape = corpus.natural_shape(TILE_PX)
    return [
        {"board": _board(corpus, pair, shape, into), "first": _short(pair[0]), "second": _short(pair[1])}
        for pair in pairs[:MOST_TILES]
    ]


def _short(work: Work) -> dict[str, str]:
    return {"sha256": work.sha256, "name": work.name}


def _one(work: Work, rights: Rights) -> dict[str, Any]:
    """One work, with what is known of it."""
    return _short(work) | {
        "width_px": work.fact("width_px"), "height_px": work.fact("height_px"), "basis": rights.basis.kind,
        "words": rights.basis.words, "holder": rights.holder, "evidence": [str(one) for one in rights.evidence[:8]],
    }  # fmt: skip


def _plain(lines: Iterable[Line]) -> list[dict[str, str]]:
    return [{"did": line.did, "reason": line.reason, "text": line.text} for line in lines]

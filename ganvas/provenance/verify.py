"""Checking a file: what its credentials prove, and by what it is known where they are gone.

It needs no model and no network: the file, the credentials in it or beside it, and, for files that lost
theirs, the list of works that were published from this machine.
"""

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Literal

from pydantic import Field

from ganvas.errors import GanvasError, WorkError
from ganvas.media.image.still import pixel_digest, read_still
from ganvas.provenance import engine, mark, story
from ganvas.provenance.fingerprint import ISCC_BITS, PDQ_BITS, bits_apart, iscc_apart, iscc_of, pdq_of
from ganvas.provenance.ledger import Entry, Ledger
from ganvas.provenance.sign import mime_of, sidecar_of
from ganvas.provenance.story import Link
from ganvas.record import Record

Verdict = Literal["intact", "damaged", "stripped", "altered", "no trace", "unreadable"]
EXIT_CODES: dict[str, int] = {"intact": 0, "damaged": 1, "unreadable": 2, "stripped": 3, "altered": 3, "no trace": 3}
MAX_BYTES = 1 << 30
MOST_SIZES = 8  # of known works that a picture is tried as a part of; each takes a second or two
MODEL_DIFFERS, CORPUS_DIFFERS = "org.ganvas.model.mismatch", "org.ganvas.corpus.mismatch"

Withdrawn = Callable[[str], Sequence[str]]


class Known(Record):
    """The published work that a file is, or comes from.

    Attributes:
        id: of the entry in the list.
        title: of the work.
        path: where it was published.
        by: what gave it away.
        bits: in how many bits the hashes differ, or 0.
    """

    id: str
    title: str
    path: str
    by: Literal["pixels", "mark", "pdq", "iscc"]
    bits: int = 0


class Report(Record):
    """What is known of one file."""

    path: str
    verdict: Verdict
    signer: str = Field("", description="who signed, in the certificate's words")
    known: bool = Field(False, description="whether this machine knows the signer")
    codes: tuple[str, ...] = Field((), description="what is wrong, in C2PA's codes; of an ingredient after its title")
    chain: tuple[Link, ...] = Field((), description="the file first, then what it was made from")
    work: Known | None = None
    withdrawn: tuple[str, ...] = Field((), description="works withdrawn from a corpus since a model learned from it")
    note: str = ""

    @property
    def exit_code(self) -> int:
        """0 intact, 1 damaged, 2 unreadable, 3 without credentials."""
        return EXIT_CODES[self.verdict]


def nothing_withdrawn(_corpus: str) -> Sequence[str]:
    """No work was withdrawn, as far as is known."""
    return ()


def verify(
    path: str | PathLike[str],
    ledger: Ledger | None = None,
    anchors: bytes = b"",
    withdrawn: Withdrawn = nothing_withdrawn,
) -> Report:
    """Check one file; a file that cannot be read is a report too.

    Args:
        path: the file.
        ledger: works that are known.
        anchors: certificates, PEM, of whoever is known.
        withdrawn: from the digest of a corpus to the names of works withdrawn from it.
    """
    path = Path(path)
    try:
        data = _bytes_of(path)
        beside = sidecar_of(path)
        sidecar = _bytes_of(beside) if beside.exists() else None
    except GanvasError as error:
        return Report(path=_text(path), verdict="unreadable", note=_text(error))
    try:
        found = engine.read(mime_of(data), data, anchors=anchors)
        if found is None and sidecar is not None:
            found = engine.read(mime_of(data), data, sidecar, anchors)
    except engine.Damaged as error:
        return _without(path, data, ledger, "damaged", ("manifest.unreadable",), str(error))
    if found is None:
        return _without(path, data, ledger, "no trace", (), "")
    links = story.chain(found)
    codes = (*_codes(links), *_contradictions(links))
    if codes or not links:
        report = _without(path, data, ledger, "damaged", codes or ("claim.missing",), "")
    else:
        report = Report(path=_text(path), verdict="intact")
    top = links[0] if links else None
    return report.but(
        signer=top.signer if top else "",
        known=top.known if top else False,
        chain=tuple(links),
        withdrawn=_withdrawn(links, withdrawn),
    )


def _text(thing: object) -> str:
    """As text that can be written: a name that is no UTF-8 shows its bytes."""
    return str(thing).encode("utf-8", "backslashreplace").decode()


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise WorkError(f"{path}: is not a file. Name files.")
        if path.stat().st_size > MAX_BYTES:
            raise WorkError(f"{path}: larger than {MAX_BYTES:,} bytes.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise WorkError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from None


def _codes(links: Sequence[Link]) -> list[str]:
    """What is wrong with the file, and with what it was made from."""
    found = []
    for link in links:
        found += [f"{link.title}: {code}" if link.depth else code for code in link.codes]
    return found


def _contradictions(links: Sequence[Link]) -> list[str]:
    """Digests that one link says of the one below it and that are not that one's own."""
    found = []
    for place, link in enumerate(links):
        below = _children(links, place)
        for kind, said, own, code in (
            ("model", _said(link, "origin", "model"), "sha256", MODEL_DIFFERS),
            ("corpus", _said(link, "model", "corpus"), "digest", CORPUS_DIFFERS),
        ):
            parts = [other for other in below if other.kind == kind]
            found += [f"{other.title}: {code}" for other in parts if said and _said(other, kind, own) != said]
    return found


def _children(links: Sequence[Link], place: int) -> list[Link]:
    children = []
    for link in links[place + 1 :]:
        if link.depth <= links[place].depth:
            break
        if link.depth == links[place].depth + 1:
            children.append(link)
    return children


def _said(link: Link, name: str, key: str) -> str:
    body = link.says.get(name)
    return str(body.get(key, "")) if isinstance(body, dict) else ""


def _withdrawn(links: Sequence[Link], withdrawn: Withdrawn) -> tuple[str, ...]:
    corpora = {_said(link, "corpus", "digest") for link in links} | {_said(link, "origin", "corpus") for link in links}
    corpora |= {_said(link, "model", "corpus") for link in links}
    return tuple(name for corpus in sorted(corpora - {""}) for name in withdrawn(corpus))


def _without(
    path: Path, data: bytes, ledger: Ledger | None, verdict: Verdict, codes: tuple[str, ...], note: str
) -> Report:
    """The report on a file whose credentials are gone or damaged: whether it is known all the same."""
    work, clear = None, None
    if ledger is not None and mime_of(data).startswith("image/") and mime_of(data) != "image/svg+xml":
        try:
            work, clear = _known(data, path.name, ledger)
        except WorkError as error:
            note = note or str(error)
    if work is not None and verdict == "no trace":
        verdict = "stripped" if work.by == "pixels" else "altered"
    if work is None and clear is not None:
        note = note or f"carries the invisible mark {clear.mark}, of a work that this machine does not know"
    return Report(path=_text(path), verdict=verdict, codes=codes, work=work, note=note)


def _known(data: bytes, name: str, ledger: Ledger) -> tuple[Known | None, mark.Reading | None]:
    """The published work that a picture is or comes from, and its mark."""
    if entry := ledger.by_pixels(pixel_digest(data, name)):
        return _work(entry, "pixels"), None
    still = read_still(data, name)
    hashes, code = pdq_of(still), iscc_of(still)
    clear = mark.read(still.levels, sizes=ledger.sizes()[:MOST_SIZES])
    if clear is not None and (entries := ledger.by_mark(clear.mark)):
        return _work(min(entries, key=lambda one: _apart(one, hashes, code)), "mark"), clear
    near = ledger.nearest(hashes, code)
    return (_work(near.entry, near.by, near.bits) if near else None), clear


def _apart(entry: Entry, hashes: Sequence[str], code: str) -> float:
    """How unlike an entry a picture looks, 0 to 1."""
    known, shares = entry.looks, [1.0]
    if known is not None and known.pdq:
        shares += [bits_apart(known.pdq, one) / PDQ_BITS for one in hashes if one]
    if known is not None and known.iscc and code:
        shares.append(iscc_apart(known.iscc, code) / ISCC_BITS)
    return min(shares)


def _work(entry: Entry, by: Literal["pixels", "mark", "pdq", "iscc"], bits: int = 0) -> Known:
    return Known(id=entry.id, title=entry.title, path=entry.path, by=by, bits=bits)

"""What a claim says of the works behind it: whose they are, and how far an artwork is from each of them."""

from collections.abc import Sequence
from pathlib import Path

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights import view
from ganvas.provenance.claim import CorpusFacts, Originality
from ganvas.provenance.likeness import Likest, likest
from ganvas.provenance.originality import Compared, compare


def facts_of(corpus: Corpus) -> CorpusFacts:
    """What is told of a corpus: counts and digests, never a name of a work."""
    counts = view.counts(corpus)
    return CorpusFacts(
        digest=corpus.digest,
        name=corpus.name,
        works=counts.works,
        by_licence=counts.by_licence,
        by_basis=counts.by_basis,
        opt_outs_found=counts.opt_outs_found,
        opt_outs_excluded=counts.opt_outs_excluded,
    )


def originality_of(files: Sequence[Path], corpus: Corpus) -> dict[Path, Originality]:
    """How far each artwork is from the works of a corpus, as a claim says it.

    Raises:
        MetricError: the art does not say how near its samples are.
        WorkError: a file is no artwork that can be read.
    """
    if not corpus.art.pictures:
        return {Path(one.path): _of_sample(one) for one in likest(files, corpus)}
    return {one.path: claimed(one) for one in compare(files, corpus)}


def _of_sample(found: Likest) -> Originality:
    return Originality(
        verdict=found.verdict,
        method=found.method,
        nearest_sha256=found.work,
        scores={"likeness": round(found.found.likeness, 4)},
        thresholds={"likeness": found.found.copy_from},
    )


def claimed(found: Compared) -> Originality:
    """A comparison as a claim carries it: the most telling work of each kind of comparison."""
    nearest = found.originality.nearest
    told = {one.kind: one for one in reversed(nearest)}
    hashed = found.originality.hashed
    bits = {"PDQ, bits apart": float(hashed.bits)} if hashed else {}
    return Originality(
        verdict=found.originality.verdict,
        method=found.originality.method,
        nearest_sha256=nearest[0].work if nearest else "",
        scores={kind: round(one.likeness, 4) for kind, one in told.items()} | bits,
        thresholds={kind: round(one.copy_from, 4) for kind, one in told.items()},
    )

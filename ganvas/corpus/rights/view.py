"""The rights of a corpus for a reader: counted by basis and licence, what licences ask, credits, evidence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.basis import Blocked, Consent, Licensed
from ganvas.corpus.rights.journal import withdrawals
from ganvas.corpus.rights.licences import licence
from ganvas.corpus.rights.rights import Rights
from ganvas.corpus.rights.said import plain
from ganvas.corpus.work import Work
from ganvas.record import Record

Pairs = Sequence[tuple[Work, Rights]]
MOST_SHOWN = 20  # kinds of works whose evidence a person is shown
HINT = "Say whose they are: ganvas gather … --mine --author NAME for your own, --set FILE.csv for others."
PLAIN = {  # a basis, in the words of a table
    "own": "own work",
    "commissioned": "commissioned by contract",
    "licence": "licensed to everybody, on terms",
    "consent": "with the holder's written consent",
    "public-domain": "public domain",
    "tdm-exception": "by a law on text and data mining",
    "blocked": "blocked",
    "unstated": "unstated: nobody said, and that is no permission",
}


def each(corpus: Corpus) -> Iterator[tuple[Work, Rights]]:
    """Every work with its rights, in the order of the corpus."""
    known = corpus.rights()
    for work in corpus.works:
        yield work, known.of(work)


class Counts(Record):
    """What may be told of a corpus to strangers: numbers, no titles, no names."""

    works: int
    by_basis: dict[str, int] = Field(description="of each kind, unstated among them")
    by_licence: dict[str, int] = Field(description="by SPDX id")
    opt_outs_found: int = Field(description="works, in the corpus or left out, that ask not to be learned from")
    opt_outs_excluded: int = Field(description="those of them that are left out")
    machine_made: int = Field(description="works that say that a machine made them")
    withdrawn: int


def counts(corpus: Corpus, pairs: Pairs | None = None) -> Counts:
    """The numbers, counted anew.

    Args:
        corpus: what to count.
        pairs: its works with their rights, where they have been read already.
    """
    bases: Counter[str] = Counter()
    licences: Counter[str] = Counter()
    inside = machine_made = 0
    for _, rights in each(corpus) if pairs is None else pairs:
        basis = rights.basis
        bases[basis.kind] += 1
        licences.update([basis.spdx] if isinstance(basis, Licensed) else [])
        inside += bool(rights.opt_outs)
        machine_made += rights.machine_made
    found = sum(bool(rights.opt_outs) for rights in corpus.rights().recorded().values())
    return Counts(
        works=len(corpus),
        by_basis={kind: bases[kind] for kind in PLAIN if bases[kind]},
        by_licence=dict(sorted(licences.items())),
        opt_outs_found=found,
        opt_outs_excluded=found - inside,
        machine_made=machine_made,
        withdrawn=len(withdrawals(corpus.path)),
    )


def credit(work: Work, rights: Rights) -> str:
    """How to name a work whose terms or consent ask for it; empty where nobody asks."""
    basis = rights.basis
    if not isinstance(basis, Licensed | Consent):
        return ""
    by = f" by {rights.holder}" if rights.holder else ", holder not known"
    if isinstance(basis, Consent):
        return f"“{plain(work.name)}”{by}, with consent" if rights.holder else ""
    return f"“{plain(work.name)}”{by}, {basis.spdx}" if basis.licence.asks else ""


def credits(pairs: Iterable[tuple[Work, Rights]]) -> list[str]:
    """A line for every work that wants to be named, then one for each licence among them; of what ``each`` gives."""
    lines, used = [], set()
    for work, rights in pairs:
        if line := credit(work, rights):
            lines.append(line)
            used |= {rights.basis.spdx} if isinstance(rights.basis, Licensed) else set()
    texts = [f"{spdx}: {licence(spdx).url}" for spdx in sorted(used) if licence(spdx).url]
    return sorted(lines) + texts


def summary(corpus: Corpus) -> dict[str, object]:
    """All of it for a script, each work with its evidence."""
    pairs = list(each(corpus))
    numbers = counts(corpus, pairs)
    works = [
        {
            "name": work.name, "sha256": work.sha256, "basis": rights.basis.model_dump(), "by": rights.by,
            "holder": rights.holder, "source": rights.source,
            "evidence": [one.model_dump() for one in rights.evidence],
        }
        for work, rights in pairs
    ]  # fmt: skip
    blocked = [
        {"name": one.name, "sha256": one.sha256, "reason": one.basis.words}
        for one in corpus.rights().recorded().values()
        if isinstance(one.basis, Blocked)
    ]
    return {
        "path": str(corpus.path), "digest": corpus.digest, "counts": numbers.model_dump(),
        "asks": {spdx: licence(spdx).words for spdx in numbers.by_licence},
        "credits": credits(pairs), "works": works, "blocked": blocked,
        "withdrawn": [one.model_dump(exclude={"is_back"}) for one in withdrawals(corpus.path).values()],
    }  # fmt: skip


def short(numbers: Counts) -> str:
    """One line: how many works stand on what."""
    return "rights: " + (", ".join(f"{count:,} {kind}" for kind, count in numbers.by_basis.items()) or "no works")


def in_words(corpus: Corpus) -> list[str]:
    """All of it for a person."""
    pairs = list(each(corpus))
    numbers = counts(corpus, pairs)
    lines = [f"{corpus.path}: {len(corpus):,} works, digest {corpus.digest[:12]}", "", *_table(numbers)]
    if named := credits(pairs):
        lines += ["", "credits", *(f"    {line}" for line in named)]
    shown = _evidence(pairs)
    if shown:
        lines += ["", "evidence", *(line for some in shown[:MOST_SHOWN] for line in some)]
        more = len(shown) - MOST_SHOWN
        lines += [f"    … and {more:,} more kinds; --json has every work"] if more > 0 else []
    gone = withdrawals(corpus.path).values()
    if gone:
        lines += [
            "",
            "withdrawn",
            *(f"    {plain(one.name)}, {one.on}: {plain(one.reason) or 'no reason given'}" for one in gone),
        ]
    return lines


def _table(numbers: Counts) -> list[str]:
    lines = []
    for kind, count in numbers.by_basis.items():
        lines.append(f"{count:>8,}  {PLAIN[kind]}")
        for spdx, some in numbers.by_licence.items() if kind == "licence" else ():
            lines.append(f"{some:>12,}  {spdx}: {'; '.join(licence(spdx).words) or 'asks nothing'}")
    found, excluded = numbers.opt_outs_found, numbers.opt_outs_excluded
    used = f", {found - excluded:,} used on a basis that you wrote" if found > excluded else ""
    lines += ["", f"{found:,} ask not to be learned from: {excluded:,} left out{used}."] if found else []
    return lines + (["", HINT] if numbers.by_basis.get("unstated") else [])


def _evidence(pairs: Pairs) -> list[list[str]]:
    """For works that say the same and stand on the same: a head, and what they say; those that are most come first."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for work, rights in pairs:
        if rights.evidence or rights.by:
            statements = tuple(dict.fromkeys(map(str, rights.evidence)))
            key = (rights.basis.words, rights.by.partition(", line ")[0], statements)
            groups.setdefault(key, []).append(plain(work.name))
    shown = []
    for (basis, by, statements), names in sorted(groups.items(), key=lambda group: -len(group[1])):
        first = min(names)
        some = first if len(names) == 1 else f"{len(names):,} works, {first} for one"
        head = f"    {some}: {basis}" + (f" ({by})" if by else "")
        shown.append([head, *(f"        {statement}" for statement in statements)])
    return shown

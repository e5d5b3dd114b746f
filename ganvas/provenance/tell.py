"""A report in words: for a terminal, and as a page. Whatever stands in a file's claims is shown and not obeyed."""

import html
import unicodedata
from collections.abc import Sequence

from ganvas import __version__
from ganvas.provenance.story import Link
from ganvas.provenance.verify import Report

LONGEST = 200
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
SOURCES = {
    "trainedAlgorithmicMedia": "painted by a model",
    "compositeWithTrainedAlgorithmicMedia": "made by a person and a model",
    "digitalCreation": "made by hand",
    "humanEdits": "changed by hand",
}
VERDICTS = {
    "intact": "intact",
    "damaged": "DAMAGED: it is not what was signed",
    "stripped": "without credentials, but pixel for pixel a published work",
    "altered": "without credentials; an altered copy of a published work",
    "no trace": "no credentials, and not a work that this machine knows",
    "unreadable": "cannot be read",
}
TRAINING = {
    "allowed": "others may train on it",
    "notAllowed": "others may not train on it",
    "constrained": "others may train on it under conditions",
}
BY = {
    "pixels": "by its pixels",
    "mark": "by its invisible mark",
    "pdq": "by its looks (PDQ)",
    "iscc": "by its looks (ISCC)",
}


def plain(text: str) -> str:
    """Text that shows what is in it: characters that control or turn a line by their number, and no more than fits."""
    shown = "".join(f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) in HIDDEN else one for one in text[:LONGEST])
    return shown + ("…" if len(text) > LONGEST else "")


def headline(report: Report) -> str:
    """The verdict in one line."""
    words = VERDICTS[report.verdict]
    if report.verdict == "intact":
        words += f", signed by {plain(report.signer) or 'somebody without a name'} ({_knows(report.known)})"
    return f"{plain(report.path)}: {words}"


def lines(report: Report) -> list[str]:
    """The whole report, line by line, the headline first."""
    told = [headline(report)]
    told += [f"  {plain(code)}" for code in report.codes]
    told += [f"  {'  ' * link.depth}{link_line(link, report)}" for link in report.chain]
    if report.chain and report.chain[0].training:
        wishes = sorted(set(report.chain[0].training.values()))
        told += [f"  {TRAINING.get(wish, plain(wish))}" for wish in wishes]
    told += [f"  {fact}" for fact in _facts(report)]
    if report.work is not None:
        work = report.work
        apart = f", {work.bits} bits apart" if work.bits else ""
        told.append(f"  known {BY[work.by]}{apart}: “{plain(work.title)}”, {plain(work.path)}")
    told += [f"  withdrawn since: {plain(name)}" for name in report.withdrawn]
    return told + ([f"  {plain(report.note)}"] if report.note else [])


def link_line(link: Link, report: Report) -> str:
    """One manifest of the chain in one line; who signed is said where it was not who signed the file."""
    name = f"“{plain(link.title)}”" if link.kind == "artwork" else plain(link.title) or link.kind
    role = {"parentOf": "edited from ", "componentOf": "with "}.get(link.role, "")
    signer = f"signed by {plain(link.signer)} ({_knows(link.known)})" if link.signer else "not signed"
    if (link.signer, link.known) == (report.signer, report.known) and report.verdict == "intact":
        signer = ""
    source = SOURCES.get(link.source, plain(link.source)) if link.kind in ("artwork", "other") else ""
    return ", ".join(part for part in (role + name, source, *_details(link), signer) if part)


def _details(link: Link) -> list[str]:
    corpus, model = link.says.get("corpus"), link.says.get("model")
    if link.kind == "corpus" and isinstance(corpus, dict):
        counts = corpus.get("by_licence")
        licences = [f"{plain(str(name))} {count}" for name, count in counts.items()] if isinstance(counts, dict) else []
        works = [f"{corpus['works']} works"] if corpus.get("works") else []
        return [*works, *licences, f"digest {plain(str(corpus.get('digest', '')))[:12]}"]
    if link.kind == "model" and isinstance(model, dict):
        seen = model.get("seen")
        return [f"trained on {seen:,} showings of works"] if isinstance(seen, int) else []
    return []


def _facts(report: Report) -> list[str]:
    """What the artwork itself says about its making."""
    says = report.chain[0].says if report.chain else {}
    found = []
    originality, contribution, looks = (says.get(name) for name in ("originality", "contribution", "fingerprint"))
    if isinstance(originality, dict):
        found.append(f"compared with the works that its model learned from: {plain(str(originality.get('verdict')))}")
    if isinstance(contribution, dict):
        found += [plain(str(contribution[key])) for key in ("statement", "attribution") if contribution.get(key)] or [
            f"what a person did: {plain(str(contribution.get('human_actions')))} actions"
        ]
    if isinstance(looks, dict):
        number = plain(str(looks.get("mark", "none")))
        found.append("no invisible mark" if number == "none" else f"invisible mark {number}")
    return found


def _knows(known: bool) -> str:
    return "known to this machine" if known else "not known to this machine"


def page(reports: Sequence[Report]) -> str:
    """Reports as one HTML page that loads nothing."""
    parts = []
    for report in reports:
        first, *rest = lines(report)
        rows = "\n".join(f"<li style='margin-left:{_indent(line)}em'>{html.escape(line.strip())}</li>" for line in rest)
        kind = report.verdict.replace(" ", "-")
        parts.append(f"<section class='{kind}'><h2>{html.escape(first)}</h2><ul>{rows}</ul></section>")
    return PAGE.format(version=html.escape(__version__), parts="\n".join(parts))


def _indent(line: str) -> float:
    return (len(line) - len(line.lstrip()) - 2) / 2


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Checked by Ganvas</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body {{ font: 16px/1.5 Georgia, serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem }}
body {{ color: #26221c; background: #faf8f4 }} h2 {{ font-size: 1.05rem }}
h2, li {{ overflow-wrap: anywhere }} ul {{ list-style: none; padding: 0 }}
section {{ border-left: .4rem solid #c8bfae; padding-left: 1rem; margin: 2rem 0 }}
.intact {{ border-color: #4f7a5b }} .damaged, .unreadable {{ border-color: #a63d2f }}
.stripped, .altered {{ border-color: #c98a2b }}
</style></head><body><h1>Checked by Ganvas {version}</h1>
{parts}
<p>Intact means that the file is, bit for bit, what was signed. Who signed is only as certain as the certificate:
“not known to this machine” says that nobody here vouched for it.</p>
</body></html>
"""

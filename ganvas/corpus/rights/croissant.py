"""A corpus as Croissant 1.1: JSON-LD that says what the works are, where they come from and how they may be used.

Croissant is the data-set standard of MLCommons; RAI is its vocabulary for responsible use, PROV-O and ODRL are the
W3C's for provenance and terms. The works themselves are a table beside it, ``works.csv``, which ``ganvas rights --set``
reads again.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ganvas import __version__
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.basis import Consent, Licensed
from ganvas.corpus.rights.journal import today
from ganvas.corpus.rights.licences import licence
from ganvas.corpus.rights.rights import Rights
from ganvas.corpus.rights.said import plain
from ganvas.corpus.rights.table import EXPORTED, written
from ganvas.corpus.rights.view import PLAIN, Counts, Pairs, counts, credit, each
from ganvas.corpus.work import Work
from ganvas.files import digest, make_folder, write_whole

RECORD, TABLE = "corpus.croissant.json", "works.csv"
UNSTATED = "Not stated for every work: see basis and licence in works.csv."
CONTEXT: dict[str, object] = {  # as Croissant 1.1 prescribes, and the vocabularies that it does not have
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "name": {"@container": "@language"}, "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
    "prov": "http://www.w3.org/ns/prov#", "odrl": "http://www.w3.org/ns/odrl/2/",
}  # fmt: skip
CONFORMS = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
FIELDS = {  # columns of works.csv: what each is, its type, and its name in schema.org
    "file": ("path of the work inside its source", "sc:Text", "sc:name"),
    "sha256": ("SHA-256 of the work's own bytes", "sc:Text", "sc:sha256"),
    "basis": ("on what ground the work may be learned from", "sc:Text", ""),
    "licence": ("SPDX id of its licence", "sc:Text", "sc:license"),
    "reason": ("contract, law, or why it is in the public domain", "sc:Text", ""),
    "document": ("SHA-256 of the written consent", "sc:Text", ""),
    "holder": ("whose work it is", "sc:Text", "sc:creator"),
    "source": ("where it came from", "sc:Text", "sc:isBasedOn"),
    "credit": ("how to name it", "sc:Text", "sc:creditText"),
    "optout": ("whether it asks not to be learned from", "sc:Boolean", ""),
    "evidence": ("what it and the files beside it say of its rights", "sc:Text", ""),
    "machine_made": ("whether it says that a machine made it", "sc:Boolean", ""),
    "width": ("in pixels", "sc:Integer", "sc:width"),
    "height": ("in pixels", "sc:Integer", "sc:height"),
    "label": ("its class", "sc:Text", ""),
    "pdq": ("perceptual hash", "sc:Text", ""),
}
COLLECTED = (
    "Gathered by the author from their own folders, archives and named public sets; nothing was taken from the web."
)
REFUSED = (
    "Works that ask not to be learned from, in their own metadata or in the files beside them, were left out unless "
    "the author recorded a written basis."
)
FITTED = "Each work is decoded, brought upright and to sRGB, cropped or padded to one shape, and scaled."
UNLOOKED = "What the works show was not looked at: people may be recognizable in them, and signatures legible."
PURPOSE = "Training a generative adversarial network from scratch, for the author's own art."


def works_table(corpus: Corpus) -> bytes:
    """works.csv: one line a work, in the order of the corpus."""
    return _table(each(corpus))


def _table(pairs: Iterable[tuple[Work, Rights]]) -> bytes:
    return written(EXPORTED, (_line(work, rights) for work, rights in pairs))


def _line(work: Work, rights: Rights) -> dict[str, str]:
    basis = rights.basis
    written_down = basis.model_dump()
    return {
        "file": plain_name(work.name), "sha256": work.sha256, "basis": basis.kind,
        "licence": basis.spdx if isinstance(basis, Licensed) else "",
        "reason": str(written_down.get("contract") or written_down.get("reason") or written_down.get("law") or ""),
        "document": basis.document if isinstance(basis, Consent) else "",
        "holder": rights.holder, "source": rights.source, "credit": credit(work, rights),
        "optout": str(bool(rights.opt_outs)).lower(), "evidence": " | ".join(dict.fromkeys(map(str, rights.evidence))),
        "machine_made": str(rights.machine_made).lower(), "width": work.fact("width_px"),
        "height": work.fact("height_px"), "label": work.label, "pdq": work.fact("pdq"),
    }  # fmt: skip


def plain_name(name: str) -> str:
    """A name without characters that steer; others are kept, however long it is."""
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in name)


def croissant(corpus: Corpus, on: str = "") -> dict[str, object]:
    """The corpus as a Croissant 1.1 record, which names the table of ``works_table`` by its digest.

    Args:
        corpus: what it is of.
        on: the day that it is made, as 2026-11-24; today without it.
    """
    return _record(corpus, list(each(corpus)), digest(works_table(corpus)), on or today())


def _record(corpus: Corpus, pairs: Pairs, table_digest: str, on: str) -> dict[str, object]:
    numbers = counts(corpus, pairs)
    author = corpus.author or "not stated"
    urn = f"urn:ganvas:corpus:{corpus.digest}"
    name = re.sub(r"[^\w .-]", "-", corpus.name) or "corpus"
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": urn,
        "conformsTo": CONFORMS,
        "name": name,
        "description": f"{len(corpus):,} works gathered with Ganvas to train a generator on. {_in_short(numbers)}",
        "url": urn,
        "version": "1.0.0",
        "datePublished": on,
        "license": _licences(numbers, corpus.author),
        "creator": {"@type": "sc:Person", "name": author},
        "citeAs": f"{author}: {name}, {len(corpus):,} works, sha256 {corpus.digest}",
        "distribution": [_file(table_digest)],
        "recordSet": [_records()],
        "usageInfo": _terms(urn, numbers),
        **_provenance(pairs, on),
        **_responsible(numbers),
    }


def _in_short(numbers: Counts) -> str:
    by_basis = numbers.by_basis
    return "Basis: " + ", ".join(f"{PLAIN[kind]} ({count:,})" for kind, count in by_basis.items()) + "."


def _licences(numbers: Counts, author: str) -> list[str]:
    by_licence, by_basis = numbers.by_licence, numbers.by_basis
    found = [licence(spdx).url or spdx for spdx in by_licence]
    found += [f"All rights reserved by {author or 'the author'}"] if by_basis.get("own") else []
    rest = set(by_basis) - {"own", "licence", "public-domain"}
    found += ["https://creativecommons.org/publicdomain/mark/1.0/"] if by_basis.get("public-domain") else []
    return [*found, UNSTATED] if rest or not found else found


def _file(table_digest: str) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": TABLE,
        "name": TABLE,
        "description": "One line a work: its digest, its basis, its licence, what it says of its rights.",
        "contentUrl": TABLE,
        "encodingFormat": "text/csv",
        "sha256": table_digest,
    }


def _records() -> dict[str, object]:
    return {
        "@type": "cr:RecordSet",
        "@id": "works",
        "name": "works",
        "description": "The works, in the order of their digests.",
        "key": {"@id": "works/sha256"},
        "field": list(_fields()),
    }


def _fields() -> Iterator[dict[str, object]]:
    for column, (says, kind, known_as) in FIELDS.items():
        source = {"fileObject": {"@id": TABLE}, "extract": {"column": column}}
        field = {"@type": "cr:Field", "@id": f"works/{column}", "name": column, "description": says, "dataType": kind}
        yield {**field, "source": source, **({"equivalentProperty": known_as} if known_as else {})}


def _terms(urn: str, numbers: Counts) -> dict[str, object]:
    """An offer in ODRL: what the licences in it ask of whoever uses the whole."""
    by_licence = numbers.by_licence
    asks = {ask for spdx in by_licence for ask in licence(spdx).asks}
    duties = [duty for ask, duty in (("BY", "odrl:attribute"), ("SA", "odrl:shareAlike")) if ask in asks]
    banned = [action for ask, action in (("NC", "odrl:commercialize"), ("ND", "odrl:derive")) if ask in asks]
    return {
        "@type": "odrl:Offer",
        "@id": f"{urn}:terms",
        "odrl:target": urn,
        "odrl:obligation": [{"@type": "odrl:Duty", "odrl:action": {"@id": duty}} for duty in duties],
        "odrl:prohibition": [{"@type": "odrl:Prohibition", "odrl:action": {"@id": action}} for action in banned],
    }


def _provenance(pairs: Pairs, on: str) -> dict[str, object]:
    sources = sorted({rights.source for _, rights in pairs if rights.source})
    gathering = {
        "@type": "prov:Activity",
        "prov:label": "gathered, looked through for rights, freed of repeats",
        "prov:endedAtTime": on,
        "prov:wasAssociatedWith": {"@type": "prov:SoftwareAgent", "prov:label": f"Ganvas {__version__}"},
    }
    derived = {"prov:wasDerivedFrom": [plain(source) for source in sources]} if sources else {}
    return {"prov:wasGeneratedBy": gathering, **derived}


def _responsible(numbers: Counts) -> dict[str, object]:
    by_basis = numbers.by_basis
    unstated = by_basis.get("unstated", 0)
    limits = [f"The basis of {unstated:,} works is not stated."] if unstated else []
    machine = numbers.machine_made
    limits += [f"{machine} works say that a machine made them."] if machine else []
    found, excluded = numbers.opt_outs_found, numbers.opt_outs_excluded
    return {
        "rai:dataCollection": COLLECTED,
        "rai:dataCollectionType": ["Existing works"],
        "rai:dataManipulationProtocol": f"{REFUSED} Found: {found}; left out: {excluded}.",
        "rai:dataPreprocessingProtocol": [FITTED],
        "rai:dataLimitations": limits or ["None is known beyond its size."],
        "rai:dataBiases": ["The choice of the works is the author's, and is meant to be one-sided."],
        "rai:dataUseCases": [PURPOSE],
        "rai:personalSensitiveInformation": [UNLOOKED],
        "rai:dataReleaseMaintenancePlan": f"Works can be withdrawn; {numbers.withdrawn} were.",
    }


def write_croissant(corpus: Corpus, folder: Path, on: str = "") -> list[Path]:
    """Write the record and its table into a folder.

    Returns:
        Their paths, the record first.
    """
    make_folder(folder)
    pairs = list(each(corpus))
    table = _table(pairs)
    write_whole(folder / TABLE, table)
    record = json.dumps(_record(corpus, pairs, digest(table), on or today()), indent=2, ensure_ascii=False)
    write_whole(folder / RECORD, record.encode() + b"\n")
    return [folder / RECORD, folder / TABLE]

"""What credentials tell: a file, what it was made from, what that was made from, each with who signed it.

The library calls a file whole even where one of its ingredients was damaged when it was put in; only the
notes that the signer left say so. So every ingredient is walked here, and its notes are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from ganvas.provenance.engine import STORE, Found
from ganvas.record import Record

UNTRUSTED = ".untrusted"  # nobody here vouches for a signer, an identity or a clock: not known, and no damage
FINE = (".match", ".validated", ".trusted", ".insideValidity", ".accessible")  # ends of codes that report no fault
KNOWN_SIGNER = "signingCredential.trusted"
NOT_AT_HAND = "assertion.dataHash.mismatch"  # of an ingredient given as credentials alone: its file is elsewhere
MAX_LINKS = 1000
OWN = "org.ganvas."


class Link(Record):
    """One manifest of the chain.

    Attributes:
        depth: 0 for the file itself, 1 for what it was made from, and so on.
        role: of this link in the one above: the file, parentOf, inputTo, componentOf.
        kind: corpus, model, artwork, or another program's.
        title: as it was signed; anything may stand in it.
        signer: who signed, in the certificate's words; empty where nobody did.
        known: whether this machine knows the signer.
        codes: what is wrong with it.
        source: the digital source type, its last word.
        actions: what was done, in C2PA's words.
        training: what is wished about training on it, by use.
        says: what Ganvas said of it, by name.
    """

    depth: int
    role: str
    kind: str
    title: str
    signer: str = ""
    known: bool = False
    codes: tuple[str, ...] = ()
    source: str = ""
    actions: tuple[str, ...] = ()
    training: dict[str, str] = Field(default_factory=dict)
    says: dict[str, Any] = Field(default_factory=dict)


def chain(found: Found) -> list[Link]:
    """The file first, then everything below it, depth by depth along each branch."""
    store = found.store
    label = store.get("active_manifest", "")
    top = store.get("manifests", {}).get(label)
    if top is None:
        return []
    codes = _failures(_results(store.get("validation_results")))
    if found.state == "Invalid" and not codes:
        codes = [*codes, "manifest.invalid"]
    first = _link(top, 0, "file", codes, _known(store, label))
    links = [first]
    for link in _below(store, top, 1, (label,)):
        if len(links) >= MAX_LINKS:
            return [first.but(codes=(*first.codes, "ingredients.tooMany")), *links[1:]]
        links.append(link)
    return links


def _below(store: Mapping[str, Any], manifest: Mapping[str, Any], depth: int, above: tuple[str, ...]) -> Iterator[Link]:
    for ingredient in manifest.get("ingredients", []):
        label = ingredient.get("active_manifest", "")
        below = store["manifests"].get(label)
        role = str(ingredient.get("relationship", ""))
        codes = _failures(_results(ingredient.get("validation_results"))) + _noted(ingredient)
        codes += [code for code in _delta_failures(store, label) if code not in codes]
        if ingredient.get("format") == STORE:
            codes = [code for code in codes if code != NOT_AT_HAND]
        if below is None or label in above:
            codes += ["ingredient.manifest.missing"] if label else []
            yield Link(
                depth=depth, role=role, kind="unsigned", title=str(ingredient.get("title", "")), codes=tuple(codes)
            )
            continue
        yield _link(below, depth, role, codes, _known(store, label))
        yield from _below(store, below, depth + 1, (*above, label))


def _link(manifest: Mapping[str, Any], depth: int, role: str, codes: Sequence[str], known: bool) -> Link:
    data = {part.get("label", ""): part.get("data") for part in manifest.get("assertions", [])}
    says = {label.removeprefix(OWN): body for label, body in data.items() if label.startswith(OWN)}
    actions = _actions(data)
    signature = manifest.get("signature_info") or {}
    source = next((str(one["digitalSourceType"]) for one in actions if one.get("digitalSourceType")), "")
    return Link(
        depth=depth,
        role=role,
        kind=next((kind for kind in ("corpus", "model") if kind in says), "artwork" if says else "other"),
        title=str(manifest.get("title") or ""),
        signer=str(signature.get("issuer") or signature.get("common_name") or ""),
        known=known,
        codes=tuple(dict.fromkeys(codes)),
        source=source.rpartition("/")[2],
        actions=tuple(str(one.get("action", "")) for one in actions),
        training=_training(data),
        says=says,
    )


def _actions(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for label in ("c2pa.actions.v2", "c2pa.actions"):
        body = data.get(label)
        if isinstance(body, Mapping):
            return [one for one in body.get("actions", []) if isinstance(one, Mapping)]
    return []


def _training(data: Mapping[str, Any]) -> dict[str, str]:
    for label in ("cawg.training-mining", "c2pa.training-mining"):
        body = data.get(label)
        if isinstance(body, Mapping) and isinstance(body.get("entries"), Mapping):
            entries = body["entries"].items()
            return {str(use): str(entry.get("use", "")) for use, entry in entries if isinstance(entry, Mapping)}
    return {}


def _results(results: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (results or {}).get("activeManifest") or {}


def _failures(results: Mapping[str, Any]) -> list[str]:
    return _faults(results.get("failure", []))


def _noted(ingredient: Mapping[str, Any]) -> list[str]:
    """What was wrong with an ingredient when it was put in, as claims of version 1 note it."""
    return [code for code in _faults(ingredient.get("validation_status") or []) if not code.endswith(FINE)]


def _faults(notes: Sequence[Mapping[str, Any]]) -> list[str]:
    codes = [str(one.get("code", "")) for one in notes if isinstance(one, Mapping)]
    return [code for code in codes if not code.endswith(UNTRUSTED)]


def _deltas(store: Mapping[str, Any], outcome: str) -> Iterator[Mapping[str, Any]]:
    for delta in (store.get("validation_results") or {}).get("ingredientDeltas") or []:
        yield from (delta.get("validationDeltas") or {}).get(outcome, [])


def _delta_failures(store: Mapping[str, Any], label: str) -> list[str]:
    """What this reading found wrong with an ingredient beyond what its signer had noted."""
    return _faults([one for one in _deltas(store, "failure") if label and label in str(one.get("url", ""))])


def _known(store: Mapping[str, Any], label: str) -> bool:
    notes = [*_results(store.get("validation_results")).get("success", []), *_deltas(store, "success")]
    return any(note.get("code") == KNOWN_SIGNER and label in str(note.get("url", "")) for note in notes)

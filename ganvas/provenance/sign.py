"""The chain: a corpus, the model that learned from it, and what the model painted, each signed over the one before."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganvas.errors import SignError
from ganvas.files import canonical_json, digest
from ganvas.media.containers import MIMES, kind_of
from ganvas.provenance import claim, engine
from ganvas.provenance.claim import CorpusFacts, ModelFacts
from ganvas.provenance.engine import ANY_FILE, STORE, Ingredient, Signed
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import SIDECAR


@dataclass(frozen=True)
class Parent:
    """A signed file, or one with its credentials beside it, that another is made from."""

    name: str
    data: bytes
    manifest: bytes | None = None


def sidecar_of(path: Path) -> Path:
    """Where the credentials of a file lie that cannot hold them."""
    return path.with_name(path.name + SIDECAR)


def mime_of(data: bytes) -> str:
    """What the library calls a file's format; ``ANY_FILE`` where credentials lie beside it."""
    return MIMES.get(kind_of(data), ANY_FILE)


def sign_corpus(facts: CorpusFacts, credential: Credential, when: datetime.datetime) -> bytes:
    """The credentials of a corpus: of its facts as canonical JSON, for nobody gets the works."""
    asset = canonical_json(facts.model_dump(mode="json"))
    return engine.sign(claim.of_corpus(facts, when), ANY_FILE, asset, credential, embed=False).manifest


def sign_model(data: bytes, facts: ModelFacts, corpus: bytes, credential: Credential, when: datetime.datetime) -> bytes:
    """The credentials of a model, which lie beside its snapshot.

    Args:
        data: the snapshot's bytes.
        facts: what is said of it.
        corpus: the credentials of the corpus.
        credential: a key that is unlocked.
        when: now.
    Raises:
        SignError: the bytes are not those that the facts name.
    """
    if digest(data) != facts.sha256:
        raise SignError(f"the snapshot is {digest(data)[:12]}, but {facts.sha256[:12]} is to be signed")
    dataset = ingredient("corpus", "inputTo", "corpus", STORE, corpus, "c2pa.types.dataset")
    return engine.sign(claim.of_model(facts, when), ANY_FILE, data, credential, [dataset], embed=False).manifest


def of_model(store: bytes, facts: ModelFacts) -> Ingredient:
    """A model as the ingredient ``model`` of an artwork."""
    title = f"model {facts.sha256[:12]}"
    return ingredient("model", "inputTo", title, STORE, store, "c2pa.types.model.pytorch")


def of_parent(parent: Parent, label: str, relationship: str) -> Ingredient:
    """A signed file as an ingredient.

    Raises:
        SignError: its credentials are missing or damaged, so nobody could follow the chain.
    """
    mime = mime_of(parent.data)
    try:
        found = engine.read(mime, parent.data, parent.manifest)
    except engine.Damaged as error:
        raise SignError(
            f"{parent.name}: its credentials are damaged ({error}). Use the file as it was signed."
        ) from None
    if found is None:
        raise SignError(f"{parent.name}: carries no credentials; publish it first, and then what is made from it.")
    if found.state == "Invalid":
        raise SignError(f"{parent.name}: was altered after it was signed. Use the file as it was signed.")
    if parent.manifest is not None:
        return ingredient(label, relationship, parent.name, STORE, parent.manifest)
    return ingredient(label, relationship, parent.name, mime, parent.data)


def ingredient(label: str, relationship: str, title: str, mime: str, data: bytes, kind: str = "") -> Ingredient:
    """An ingredient as the library wants it described."""
    says: dict[str, Any] = {"title": title, "relationship": relationship, "label": label}
    return Ingredient(says | ({"data_types": [{"type": kind}]} if kind else {}), mime, data)


def sign_artwork(
    data: bytes, said: Mapping[str, Any], credential: Credential, ingredients: Sequence[Ingredient]
) -> Signed:
    """A file with its credentials: inside where its format can hold them, otherwise beside it.

    Args:
        data: the file, with its metadata written already.
        said: the claim.
        credential: a key that is unlocked.
        ingredients: what it was made from.
    Raises:
        SignError: the library refuses, or what it wrote does not read back as whole.
    """
    mime = mime_of(data)
    embed = mime != ANY_FILE
    signed = engine.sign(said, mime, data, credential, ingredients, embed)
    back = engine.read(mime, signed.data, None if embed else signed.manifest, credential.chain)
    if back is None or back.state != "Trusted":
        raise SignError(f"what was signed does not read back as whole ({back.state if back else 'nothing found'})")
    return signed if embed else replace(signed, data=data)

"""What is said under a signature: of a corpus, a model, an artwork; each as a manifest's definition.

Only counts and digests leave the machine, no names of works and no paths.
"""

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from ganvas import __version__
from ganvas.artwork import Origin
from ganvas.errors import SignError
from ganvas.provenance.fingerprint import Fingerprint
from ganvas.record import Record

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED = f"{IPTC}trainedAlgorithmicMedia"
COMPOSITE = f"{IPTC}compositeWithTrainedAlgorithmicMedia"
HUMAN = f"{IPTC}humanEdits"
CREATED = f"{IPTC}digitalCreation"
TRAINED_DATA = "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"
USES = ("cawg.ai_generative_training", "cawg.ai_training", "cawg.data_mining", "cawg.ai_inference")
OWN_MARK = "org.ganvas.ssdct.1"
MAX_TEXT = 500
TURNS_TEXT = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}  # characters that make a line read otherwise than it is

Wish = Literal["allowed", "notAllowed", "constrained"]
Verdict = Literal["distinct", "close", "copy"]


class CorpusFacts(Record):
    """What is said of the works that a model learned from."""

    digest: str
    name: str = ""
    works: int = Field(0, ge=0, description="0 where it is not known")
    by_licence: dict[str, int] = Field(default_factory=dict)
    by_basis: dict[str, int] = Field(default_factory=dict)
    opt_outs_found: int = 0
    opt_outs_excluded: int = 0
    croissant_sha256: str = ""
    works_csv_sha256: str = ""


class ModelFacts(Record):
    """What is said of a model."""

    sha256: str
    corpus: str = Field(description="digest")
    net: str = ""
    shape: str = Field("", description="of what it paints; as text, for the library takes short numbers for bytes")
    seen: int = 0
    recipe: str = ""
    recipe_sha256: str = ""
    start: str = Field("", description="digest of the model that its training began with; empty: from nothing")


class Originality(Record):
    """How far an artwork is from the works that its model learned from."""

    verdict: Verdict
    method: str
    nearest_sha256: str = ""
    scores: dict[str, float] = Field(default_factory=dict)
    thresholds: dict[str, float] = Field(default_factory=dict)


class Contribution(Record):
    """What a person did, and what the model did of its own accord, counted from the history of the work."""

    human_actions: int = Field(ge=0, description="steps that led to the work, by a person")
    kinds: dict[str, int] = Field(default_factory=dict, description="of them: input, selection, arrangement, …")
    model_actions: int = Field(0, ge=0, description="by the model, of its own accord")
    model_kinds: dict[str, int] = Field(default_factory=dict)
    set_aside: int = Field(0, ge=0, description="events of the log that are not part of the work")
    first_at: str = ""
    last_at: str = ""
    step: int = Field(0, ge=0, description="of the log, that the work shows; 0 where it is not told")
    steps_read: int = Field(0, ge=0, description="events of the log that were read")
    log_head_sha256: str = Field("", description="link of the last of them")
    reviewed: bool = False
    attribution: str = Field("", description="in the codes of the AI Attribution Toolkit")
    proportion_by: str = ""
    statement: str = ""


class Words(Record):
    """What the author wants said."""

    title: str = ""
    author: str = ""
    rights: str = ""
    wish: Wish = Field("notAllowed", description="whether others may train on it")
    constraint: str = Field("", description="what is asked of those who do, where the wish is constrained")


class Making(Record):
    """How an artwork came about.

    Attributes:
        kind: painted by the model; an edit of a signed file; or put together from several.
        painted: whether a person painted in it.
        parts: titles of what it was put together from, or the one that was edited.
    """

    kind: Literal["painted", "edit", "composite"] = "painted"
    painted: bool = False
    parts: tuple[str, ...] = ()


def check_text(name: str, text: str) -> str:
    """A text that people will read, if it is short and reads as it is written.

    Raises:
        SignError: it is long, or holds characters that control or turn the line.
    """
    if len(text) > MAX_TEXT:
        raise SignError(f"{name}: {len(text):,} characters; at most {MAX_TEXT} are signed. Shorten it.")
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cs", "Cn"} or ord(letter) in TURNS_TEXT:
            raise SignError(f"{name}: holds the character U+{ord(letter):04X}, which nobody can see. Leave it out.")
    return text


def check_words(words: Words) -> Words:
    """The author's words, if each can be signed.

    Raises:
        SignError: one cannot.
    """
    for name in ("title", "author", "rights", "constraint"):
        check_text(name, getattr(words, name))
    if (words.wish == "constrained") != bool(words.constraint):
        raise SignError("training: “constrained” needs the constraint in words, and no other wish has one")
    return words


def of_corpus(facts: CorpusFacts, when: datetime.datetime) -> dict[str, Any]:
    """The claim of a corpus."""
    created: dict[str, Any] = {
        "action": "c2pa.created",
        "digitalSourceType": CREATED,
        "when": stamp(when),
        "softwareAgent": agent(),
    }
    return _claim(f"corpus {facts.name}".strip(), _actions([created]), _own("corpus", facts))


def of_model(facts: ModelFacts, when: datetime.datetime) -> dict[str, Any]:
    """The claim of a model; its ingredient ``corpus`` is what it learned from."""
    created: dict[str, Any] = {"action": "c2pa.created", "digitalSourceType": TRAINED_DATA, "when": stamp(when)}
    created |= {"softwareAgent": agent(), "parameters": {"ingredientIds": ["corpus"]}}
    return _claim(f"model {facts.sha256[:12]}", _actions([created]), _own("model", facts))


def of_artwork(
    words: Words,
    making: Making,
    when: datetime.datetime,
    ingredients: Sequence[str],
    origin: Origin | None = None,
    fingerprint: Fingerprint | None = None,
    originality: Originality | None = None,
    contribution: Contribution | None = None,
) -> dict[str, Any]:
    """The claim of an artwork, an edit, or a film.

    Args:
        words: title, author, rights, wish.
        making: how it came about.
        when: it was published.
        ingredients: their labels, as the ingredients that go with it have them.
        origin: what the model was asked to paint.
        fingerprint: by which it is found again without its credentials.
        originality: how far it is from the works that its model learned from.
        contribution: what a person did.
    """
    records = {"origin": origin, "originality": originality, "contribution": contribution, "fingerprint": fingerprint}
    parts = [_own(name, record) for name, record in records.items() if record is not None]
    marked = fingerprint is not None and fingerprint.mark != "none"
    actions = MAKINGS[making.kind](making, stamp(when), list(ingredients)) + _steps(contribution)
    if making.painted:
        actions.append({"action": "c2pa.drawing", "digitalSourceType": HUMAN, "when": stamp(when)})
    if marked:
        actions.append({"action": "c2pa.watermarked.bound", "when": stamp(when), "softwareAgent": agent()})
    bindings = [_binding(fingerprint)] if fingerprint is not None and fingerprint.iscc else []
    metadata = _metadata(words, source_of(making))
    return _claim(words.title, _actions(actions), _training(words), metadata, *bindings, *parts)


def source_of(making: Making) -> str:
    """The digital source type of what came about so."""
    return TRAINED if making.kind == "painted" and not making.painted else COMPOSITE


def _painted(making: Making, when: str, ingredients: list[str]) -> list[dict[str, Any]]:
    return [_created(source_of(making), when, ingredients)]


def _edited(_making: Making, when: str, ingredients: list[str]) -> list[dict[str, Any]]:
    opened: dict[str, Any] = {"action": "c2pa.opened", "when": when, "parameters": {"ingredientIds": ingredients[:1]}}
    return [opened, {"action": "c2pa.edited", "digitalSourceType": HUMAN, "when": when}]


def _composed(_making: Making, when: str, ingredients: list[str]) -> list[dict[str, Any]]:
    models = [one for one in ingredients if one == "model"]
    placed = [
        {"action": "c2pa.placed", "when": when, "parameters": {"ingredientIds": [one]}}
        for one in ingredients
        if one != "model"
    ]
    return [_created(COMPOSITE, when, models), *placed]


MAKINGS = {"painted": _painted, "edit": _edited, "composite": _composed}


def _steps(contribution: Contribution | None) -> list[dict[str, Any]]:
    """An action for every sort of step that a log holds, with how often it was taken and by whom."""
    if contribution is None:
        return []
    sides = ((HUMAN, "human", contribution.kinds), (TRAINED, "model", contribution.model_kinds))
    return [
        {"action": f"org.ganvas.{kind}", "digitalSourceType": source, "when": contribution.last_at}
        | {"parameters": {"org.ganvas.actor": actor, "org.ganvas.count": str(count)}}
        for source, actor, kinds in sides
        for kind, count in kinds.items()
    ]


def _created(source: str, when: str, ingredients: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"action": "c2pa.created", "digitalSourceType": source, "when": when}
    return found | {"softwareAgent": agent(), "parameters": {"ingredientIds": ingredients}}


def _binding(fingerprint: Fingerprint) -> dict[str, Any]:
    blocks = [{"scope": {}, "value": fingerprint.iscc}]
    return {"label": "c2pa.soft-binding", "data": {"alg": "io.iscc.v0", "blocks": blocks}}


def _training(words: Words) -> dict[str, Any]:
    use = {"use": words.wish} | ({"constraint_info": words.constraint} if words.constraint else {})
    return {"label": "cawg.training-mining", "data": {"entries": dict.fromkeys(USES, use)}}


def _metadata(words: Words, source: str) -> dict[str, Any]:
    context = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    }
    said: dict[str, Any] = {"dc:title": words.title, "dc:rights": words.rights}
    said |= {"dc:creator": [words.author] if words.author else [], "Iptc4xmpExt:DigitalSourceType": source}
    said |= {"Iptc4xmpExt:AISystemUsed": "Ganvas", "Iptc4xmpExt:AISystemVersionUsed": __version__}
    return {
        "label": "cawg.metadata",
        "data": {"@context": context} | {key: value for key, value in said.items() if value},
    }


def _own(name: str, record: Record) -> dict[str, Any]:
    return {"label": f"org.ganvas.{name}", "data": record.model_dump(mode="json")}


def _actions(actions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"label": "c2pa.actions.v2", "data": {"actions": list(actions), "allActionsIncluded": True}}


def _claim(title: str, *assertions: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "claim_generator_info": [agent()], "assertions": list(assertions)}


def agent() -> dict[str, str]:
    """Who writes claims: this program."""
    return {"name": "Ganvas", "version": __version__}


def stamp(when: datetime.datetime) -> str:
    """A moment as claims write it: UTC, to the second."""
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

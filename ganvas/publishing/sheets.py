"""What laws ask to be told of a model, filled in from what is on this disk: each answer with its source, each gap said.

Facts and no legal advice. Which fields there are is taken from the AI Act of the European Union (articles 50 and
53(1)(d), with the Code of Practice of 10 June 2026 and the template of 24 July 2025), from California's AB 2013, and
from China's measures on labels of 1 September 2025 (GB 45438-2025).
"""

import datetime
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from ganvas import __version__, snapshot
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.view import PLAIN, Counts, counts
from ganvas.errors import SignError
from ganvas.files import digest, whole_folder
from ganvas.provenance.claim import check_text
from ganvas.provenance.sign import sidecar_of
from ganvas.recipe import Recipe
from ganvas.record import Record
from ganvas.run import Run, is_run
from ganvas.snapshot import Card

DATA, PAGE = "sheet.json", "sheet.md"
LAWS = Path(__file__).with_name("laws.toml")
GANVAS = "how Ganvas works"
RIGHTS = "the rights recorded in the corpus"


class Item(Record):
    """One field of a sheet."""

    section: str
    field: str
    answer: str = Field("", description="empty: a gap, which a person has to fill")
    source: str = Field("", description="where the answer comes from; of a gap, why there is none")


class Sheet(Record):
    """What one law asks, of one model."""

    version: Literal[1] = 1
    name: str
    title: str
    about: str
    model: str = Field(description="digest of the snapshot")
    made: str = Field(description="the day, in UTC")
    ganvas: str = __version__
    items: tuple[Item, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The fields that a person has to fill."""
        return tuple(item.field for item in self.items if not item.answer)


@dataclass(frozen=True)
class Known:
    """What is on this disk of a model.

    Attributes:
        file: the snapshot.
        card: its own.
        digest: of the snapshot.
        recipe: of the run; None for a snapshot without a run.
        began: the file date of the run's recipe, a day; empty without a run.
        learned: what is told of the corpus; None if it was not named, or is another by now.
        author: who stands for the model.
        signed: whether credentials lie beside the snapshot.
    """

    file: Path
    card: Card
    digest: str
    recipe: Recipe | None
    began: str
    learned: Counts | None
    author: str
    signed: bool


Answer = tuple[str, str]  # and its source; an empty answer is a gap, with the reason
NO_CORPUS: Answer = ("", "no corpus was named; --corpus")


def know(model: Path, corpus: Path | None = None, author: str = "") -> Known:
    """What is on this disk of a model and of what it learned from.

    Args:
        model: a run, a snapshot's folder, or its file; of a run, the best snapshot.
        corpus: the folder of the works.
        author: who stands for the model.
    Raises:
        CorpusError: there is no such corpus.
        ModelError: there is no such snapshot, or it is damaged.
        SignError: the corpus is not the one that the model learned from.
    """
    file = snapshot.find(model)[0]
    data = file.read_bytes()
    card = snapshot.read_card(data, file)
    folder = file.parents[2] if len(file.parents) > 2 and is_run(file.parents[2]) else None
    learned = None
    if corpus is not None:
        works = Corpus.open(corpus)
        if works.digest != card.corpus_digest:
            raise SignError(
                f"{corpus}: has the digest {works.digest[:12]}, but the model learned from {card.corpus_digest[:12]};"
                " works were added or withdrawn since, or it is another. Leave it out, and the gaps are said."
            )
        learned = counts(works)
    return Known(
        file=file,
        card=card,
        digest=digest(data),
        recipe=Run.open(folder).recipe if folder else None,
        began=_day(folder / "recipe.json") if folder else "",
        learned=learned,
        author=check_text("author", author),
        signed=sidecar_of(file).is_file(),
    )


def sheet(name: str, known: Known) -> Sheet:
    """The sheet of a law.

    Raises:
        SignError: there is none of that name.
    """
    laws = tomllib.loads(LAWS.read_text(encoding="utf-8"))
    if name not in laws:
        raise SignError(f"no sheet {name!r}; choose one of: {', '.join(sorted(laws))}")
    law = laws[name]
    return Sheet(
        name=name,
        title=law["title"],
        about=law["about"],
        model=known.digest,
        made=datetime.datetime.now(datetime.UTC).date().isoformat(),
        items=tuple(_item(row, known) for row in law["rows"]),
    )


def _item(row: Mapping[str, str], known: Known) -> Item:
    """A field with its answer: words that hold for every model, a fact, or a gap and why."""
    if "from" in row:
        answer, source = FACTS[row["from"]](known)
    else:
        answer, source = row.get("says", ""), row.get("gap") or row.get("source", GANVAS)
    return Item(section=row["section"], field=row["field"], answer=answer, source=source)


def write_sheet(told: Sheet, into: Path) -> tuple[Path, Path]:
    """The sheet as Markdown and as JSON in a new folder, whole or not.

    Raises:
        SignError: something is there already.
    """
    if into.exists():
        raise SignError(f"{into}: something is here already. Name a folder that is new.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(into) as folder:
        (folder / DATA).write_text(told.to_json() + "\n", encoding="utf-8")
        (folder / PAGE).write_text(page(told), encoding="utf-8")
    return into / PAGE, into / DATA


def page(told: Sheet) -> str:
    """A sheet as Markdown."""
    lines = [
        f"# {told.title}",
        "",
        told.about,
        "",
        f"Model `{told.model}`. Written {told.made} by Ganvas {told.ganvas}.",
    ]
    lines += ["Facts from this disk, each with its source. No legal advice."]
    section = ""
    for item in told.items:
        if item.section != section:
            section = item.section
            lines += ["", f"## {section}", ""]
        lines.append(f"- **{item.field}.** {item.answer or 'TO BE FILLED IN.'} *({item.source})*")
    if told.gaps:
        lines += ["", "## To be filled in by you", "", *(f"- {field}" for field in told.gaps)]
    return "\n".join([*lines, ""])


def _day(file: Path) -> str:
    return datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC).date().isoformat()


def _author(known: Known) -> Answer:
    return (known.author, "as you said") if known.author else ("", "nobody was named; --author")


def _model(known: Known) -> Answer:
    card = known.card
    shape = " × ".join(map(str, card.shape))
    start = f", beginning with the weights of model {card.start[:12]}" if card.start else ", from random weights"
    words = f"Generative adversarial network “{card.net}” for {card.medium}, samples of {shape}{start}"
    return f"{words}; snapshot {known.digest}.", "the snapshot's card"


def _began(known: Known) -> Answer:
    if known.began:
        return known.began, "file date of the run's recipe.json; a copy may have another"
    return "", "the snapshot lies in no run, and keeps no dates"


def _showings(known: Known) -> Answer:
    return f"{known.card.seen:,} showings of works.", "the snapshot's card"


def _works(known: Known) -> Answer:
    if known.learned:
        return f"{known.learned.works:,} works, corpus digest {known.card.corpus_digest}.", "the corpus"
    return NO_CORPUS


def _modality(known: Known) -> Answer:
    labels = f", with {known.card.classes} labels" if known.card.classes else ", without labels"
    return f"{known.card.medium}{labels}.", "the snapshot's card"


def _bases(known: Known) -> Answer:
    words = _counted(known, [*PLAIN])
    return (f"{words} Names are in works.csv of ganvas rights --croissant.", RIGHTS) if words else NO_CORPUS


def _licensed(known: Known) -> Answer:
    words = _counted(known, ["commissioned", "consent", "licence"])
    return (words, RIGHTS) if words else NO_CORPUS


def _counted(known: Known, kinds: Sequence[str]) -> str:
    """How many works stand on each of these bases; empty where no corpus was named."""
    if not known.learned:
        return ""
    found = {kind: known.learned.by_basis[kind] for kind in kinds if known.learned.by_basis.get(kind)}
    words = "; ".join(f"{count:,} {PLAIN[kind]}" for kind, count in found.items())
    return f"{words}." if words else "None."


def _licences(known: Known) -> Answer:
    if not known.learned:
        return NO_CORPUS
    words = "; ".join(f"{name}: {count:,}" for name, count in known.learned.by_licence.items())
    return f"{words or 'none of the works is under a licence to everybody'}.", RIGHTS


def _opt_outs(known: Known) -> Answer:
    if not known.learned:
        return NO_CORPUS
    found, out = known.learned.opt_outs_found, known.learned.opt_outs_excluded
    words = (
        f"{found:,} works that ask not to be learned from were found, {out:,} of them left out; the others stand on a"
        f" basis that was written down. {known.learned.withdrawn:,} works were withdrawn later."
    )
    return words, RIGHTS


def _synthetic(known: Known) -> Answer:
    if not known.learned:
        return NO_CORPUS
    start = f" The weights began with model {known.card.start[:12]}." if known.card.start else ""
    return (
        f"{known.learned.machine_made:,} works say that a machine made them.{start}",
        "the corpus; the snapshot's card",
    )


def _signals(_known: Known) -> Answer:
    return (
        "Read from each work and the files beside it: XMP (plus:DataMining, tdm:reservation and others), EXIF, IPTC,"
        " C2PA wishes, tdmrep.json, robots.txt Content-Usage, saved pages (noai), LICENSE, rights.csv. The most"
        " restrictive wins; absence of a prohibition is no permission.",
        GANVAS,
    )


def _processing(known: Known) -> Answer:
    words = "Decoded, brought upright and to sRGB, cropped or padded to one shape, scaled; near-duplicates reported."
    if known.recipe is None:
        return words, GANVAS
    return f"{words} Recipe “{known.recipe.name}”, digest {known.recipe.fingerprint[:12]}.", f"{GANVAS}; the run"


def _purpose(_known: Known) -> Answer:
    return "Training a generative adversarial network from scratch, for the author's own art.", GANVAS


def _credentials(known: Known) -> Answer:
    if known.signed:
        return "Credentials lie beside the snapshot and go with it.", "the file beside the snapshot"
    return "", "no credentials lie beside the snapshot; ganvas publish --model makes them"


FACTS: dict[str, Callable[[Known], Answer]] = {
    "author": _author,
    "bases": _bases,
    "began": _began,
    "credentials": _credentials,
    "licensed": _licensed,
    "licences": _licences,
    "modality": _modality,
    "model": _model,
    "opt_outs": _opt_outs,
    "processing": _processing,
    "purpose": _purpose,
    "showings": _showings,
    "signals": _signals,
    "synthetic": _synthetic,
    "works": _works,
}

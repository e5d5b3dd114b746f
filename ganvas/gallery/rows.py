"""Entries of a gallery as rows of its tables, and back."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select, update

from ganvas.errors import GalleryError
from ganvas.gallery.entries import ARTWORKS, CORPORA, LINEAGE, LOOKS, MODELS, TAGS, WORDS, Entry, words_of
from ganvas.gallery.events import sketch_text
from ganvas.gallery.looks import colors_of, hash_of
from ganvas.sketch import Sketch

PLAIN = [
    "id", "path", "digest", "pixels", "medium", "width_px", "height_px", "title", "note", "starred", "project", "event",
    "edition", "edition_of", "time",
]  # fmt: skip
AT_ONCE = 500  # entries read in one question
SAID = ("title", "note", "starred", "edition", "edition_of")  # what may be changed later, beside the tags


def checked(**values: Any) -> Entry:
    """The entry of these values.

    Raises:
        GalleryError: they make none.
    """
    try:
        entry = Entry.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "entry"
        raise GalleryError(
            f"a work cannot be hung so ({place}: {first['msg'].removeprefix('Value error, ')}); mend it and try again"
        ) from None
    if not (entry.edition == entry.edition_of == 0 or 1 <= entry.edition <= entry.edition_of):
        raise GalleryError(f"edition {entry.edition} of {entry.edition_of}: count from 1 up to how many there are")
    return entry


def check_parents(connection: Connection, entry: Entry) -> None:
    """Refuse parents that do not hang in the gallery, or twice."""
    if len(set(entry.parents)) < len(entry.parents):
        raise GalleryError(f"{entry.path}: one work is named twice among its parents; name it once")
    read(connection, entry.parents)


def write(connection: Connection, entry: Entry, look: bytes, seen: int) -> None:
    """Add an entry with everything that belongs to it."""
    row = {name: getattr(entry, name) for name in PLAIN} | {"time": entry.time.isoformat()}
    row["sketch"] = None if entry.sketch is None else sketch_text(entry.sketch)
    if entry.model:
        write_model(connection, entry.model, entry.corpus, seen)
    row |= {"model": entry.model or None, "corpus": entry.corpus or None}
    connection.execute(insert(ARTWORKS), row)
    connection.execute(insert(LOOKS), {"artwork": entry.id, "look": look})
    if entry.parents:
        lines = [{"artwork": entry.id, "place": n, "parent": parent} for n, parent in enumerate(entry.parents)]
        connection.execute(insert(LINEAGE), lines)
    _write_words(connection, entry)


def write_model(connection: Connection, model: str, corpus: str, seen: int, corpus_name: str = "") -> None:
    """Make sure that a model and its corpus are known."""
    if connection.scalar(select(CORPORA.c.digest).where(CORPORA.c.digest == corpus)) is None:
        connection.execute(insert(CORPORA), {"digest": corpus, "name": corpus_name})
    elif corpus_name:
        connection.execute(update(CORPORA).where(CORPORA.c.digest == corpus).values(name=corpus_name))
    if connection.scalar(select(MODELS.c.digest).where(MODELS.c.digest == model)) is None:
        connection.execute(insert(MODELS), {"digest": model, "corpus": corpus, "seen": seen})


def rewrite(connection: Connection, entry: Entry) -> None:
    """Write what is said of a work anew."""
    said = {name: getattr(entry, name) for name in SAID}
    connection.execute(update(ARTWORKS).where(ARTWORKS.c.id == entry.id).values(**said))
    for table in (TAGS, WORDS):
        connection.execute(delete(table).where(table.c.artwork == entry.id))
    _write_words(connection, entry)


def _write_words(connection: Connection, entry: Entry) -> None:
    if entry.tags:
        connection.execute(insert(TAGS), [{"artwork": entry.id, "tag": tag} for tag in dict.fromkeys(entry.tags)])
    if words := words_of([entry.title, entry.note, *entry.tags]):
        connection.execute(insert(WORDS), [{"artwork": entry.id, "word": word} for word in sorted(words)])


def read(connection: Connection, numbers: Sequence[int]) -> tuple[Entry, ...]:
    """Entries by their numbers, in that order.

    Raises:
        GalleryError: there is none of such a number.
    """
    entries: tuple[Entry, ...] = ()
    for start in range(0, len(numbers), AT_ONCE):
        entries += _read_some(connection, numbers[start : start + AT_ONCE])
    return entries


def _read_some(connection: Connection, numbers: Sequence[int]) -> tuple[Entry, ...]:
    found: dict[int, dict[str, Any]] = {}
    for row in connection.execute(select(ARTWORKS).where(ARTWORKS.c.id.in_(numbers))).mappings():
        found[row["id"]] = dict(row) | {"tags": (), "parents": ()}
    if missing := [number for number in numbers if number not in found]:
        raise GalleryError(f"no work {missing[0]} hangs here; ganvas gallery list shows those that do.")
    for artwork, tag in connection.execute(select(TAGS).where(TAGS.c.artwork.in_(numbers)).order_by(TAGS.c.tag)):
        found[artwork]["tags"] += (tag,)
    lines = select(LINEAGE).where(LINEAGE.c.artwork.in_(numbers)).order_by(LINEAGE.c.place)
    for artwork, _, parent in connection.execute(lines):
        found[artwork]["parents"] += (parent,)
    for artwork, look in connection.execute(select(LOOKS).where(LOOKS.c.artwork.in_(numbers))):
        found[artwork] |= {"colors": colors_of(bytes(look)), "hash": hash_of(bytes(look))}
    return tuple(_entry(found[number]) for number in numbers)


def _entry(row: dict[str, Any]) -> Entry:
    sketch = None if row["sketch"] is None else Sketch.read(row["sketch"], f"work {row['id']}")
    return checked(**(row | {"sketch": sketch, "model": row["model"] or "", "corpus": row["corpus"] or ""}))

"""What a gallery knows of a work, as a record and as tables."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from ganvas.errors import GalleryError
from ganvas.record import Record
from ganvas.sketch import Sketch

Number = Annotated[int, Field(ge=1)]
MOST_TAGS = 64
LONGEST_WORD = 40

TABLES = MetaData()

Type = type[TypeEngine[Any]]


def _table(name: str, keys: dict[str, Type], rest: dict[str, Type]) -> Table:
    """A table; the schema itself, with its types' lengths and references, is made by the migrations."""
    columns: list[Column[Any]] = [Column(key, kind, primary_key=True) for key, kind in keys.items()]
    return Table(name, TABLES, *columns, *(Column(key, kind) for key, kind in rest.items()))


ARTWORKS = _table(
    "artworks",
    {"id": Integer},
    {
        "path": Text, "digest": String, "pixels": String, "medium": String, "width_px": Integer, "height_px": Integer,
        "title": Text, "note": Text, "sketch": Text, "model": String, "corpus": String, "project": Text,
        "event": Integer, "edition": Integer, "edition_of": Integer, "starred": Boolean, "time": String,
    },
)  # fmt: skip
MODELS = _table("models", {"digest": String}, {"corpus": String, "seen": Integer})
CORPORA = _table("corpora", {"digest": String}, {"name": Text})
TAGS = _table("tags", {"artwork": Integer, "tag": String}, {})
LINEAGE = _table("lineage", {"artwork": Integer, "place": Integer}, {"parent": Integer})
WORDS = _table("words", {"word": String, "artwork": Integer}, {})
LOOKS = _table("looks", {"artwork": Integer}, {"look": LargeBinary})


def _is_tag(tag: str) -> str:
    if tag != tag.strip() or not tag or len(tag) > LONGEST_WORD or "," in tag or not tag.isprintable():
        raise ValueError(f"a tag is 1 to {LONGEST_WORD} letters without a comma")
    return tag


def _is_line(text: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in text):
        raise ValueError("a title is one line of text")
    return text


def _has_no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a note is text, without NUL")
    return text


Tag = Annotated[str, AfterValidator(_is_tag)]
Title = Annotated[str, Field(max_length=300), AfterValidator(_is_line)]
Note = Annotated[str, Field(max_length=10_000), AfterValidator(_has_no_nul)]


class Entry(Record):
    """One work of a gallery."""

    version: Literal[1] = 1
    id: Number = Field(description="in the order of their hanging, from 1")
    path: str = Field(description="of its file, in the gallery's folder")
    digest: str = Field(description="SHA-256 of the file")
    pixels: str = Field(description="digest of its levels: the same picture, however it is encoded")
    medium: str
    width_px: Number
    height_px: Number
    title: Title = ""
    note: Note = ""
    tags: tuple[Tag, ...] = Field((), max_length=MOST_TAGS)
    starred: bool = False
    sketch: Sketch | None = Field(description="what was painted; none, if the file does not tell")
    model: str = Field(description="digest of the snapshot; empty, if the file does not tell")
    corpus: str = Field(description="digest of the corpus; empty, if the file does not tell")
    parents: tuple[Number, ...] = Field((), max_length=64, description="works of the gallery that it was made from")
    project: str = Field("", description="whose history it comes from")
    event: int = Field(0, ge=0, description="the node of that history; 0 for none")
    edition: int = Field(0, ge=0, description="its number in an edition; 0 for none")
    edition_of: int = Field(0, ge=0, description="how many the edition has")
    colors: tuple[str, ...] = Field(description="the main ones, that which covers most first")
    hash: str = Field(description="PDQ, for likeness")
    time: AwareDatetime = Field(description="when it was hung, in UTC")


def words_of(texts: Iterable[str]) -> set[str]:
    """The words by which these texts are found: small letters, no accents, each once."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return {word[:LONGEST_WORD] for word in re.findall(r"\w+", bare)}


def parse_edition(text: str) -> tuple[int, int]:
    """Number and size of an edition written as 3/20.

    Raises:
        GalleryError: it is not one.
    """
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise GalleryError(f"edition {text!r}: write its number and how many there are, as in 3/20")
    return int(match[1]), int(match[2])

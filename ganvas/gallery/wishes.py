"""Which works of a gallery to show, as a record, as a page, and as a question to the database."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, select, true

from ganvas.gallery.entries import ARTWORKS, TAGS, WORDS, Entry, words_of
from ganvas.record import Record

MOST = 1_000_000  # on one page
LAST_LETTER = "\U0010ffff"


class Wish(Record):
    """Which works to show; what is left empty does not matter."""

    text: str = Field("", description="beginnings of words of the title, the note and the tags, all of them")
    tag: str = ""
    color: str = Field("", description="such as #aa5533: works that have it or one near it, the nearest first")
    starred: bool = False
    model: str = Field("", description="digest of a snapshot, or its beginning")
    page: int = Field(1, ge=1)
    size: int = Field(60, ge=1, le=MOST)


@dataclass(frozen=True)
class Page:
    """Some of the works that were asked for.

    Attributes:
        entries: of this page; the newest first, or the nearest.
        total: how many there are on all pages.
        distances: of the entries, where nearness was asked for: L*a*b*, or bits of 256.
    """

    entries: tuple[Entry, ...]
    total: int
    distances: tuple[float, ...] = ()


def fitting(wish: Wish) -> Select[int]:
    """The numbers of the works that fit everything but nearness."""
    sets: list[tuple[ColumnElement[int], ColumnElement[bool]]] = []
    for word in sorted(words_of([wish.text])):
        sets.append((WORDS.c.artwork, and_(WORDS.c.word >= word, WORDS.c.word < word + LAST_LETTER)))
    if wish.tag:
        sets.append((TAGS.c.artwork, TAGS.c.tag == wish.tag))
    if wish.starred:
        sets.append((ARTWORKS.c.id, ARTWORKS.c.starred == true()))
    if wish.model:
        sets.append((ARTWORKS.c.id, and_(ARTWORKS.c.model >= wish.model, ARTWORKS.c.model < wish.model + "g")))
    if not sets:
        return select(ARTWORKS.c.id.label("id"))
    (number, fits), *others = sets  # one set is read along its index, and nothing else is touched
    query = select(number.label("id")).where(fits, *(number.in_(select(one).where(also)) for one, also in others))
    return query.distinct() if wish.text else query


def numbers_of(connection: Connection, query: Select[int]) -> NDArray[np.int64]:
    """The numbers that a query finds, in no order; as one text, since a row for each takes several times as long."""
    found = query.subquery()
    text = connection.scalar(select(func.aggregate_strings(cast(found.c.id, String), ",")))
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)

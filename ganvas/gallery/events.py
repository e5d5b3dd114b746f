"""What happened in a project, one event a step, as a record and as rows."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, ValidationError, model_validator
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

from ganvas.errors import HistoryError
from ganvas.files import canonical_json, digest
from ganvas.record import Record
from ganvas.sketch import Sketch

MARKS = ("keep", "unkeep")  # events that say something about a node and paint nothing new
MOST_PARENTS = 64

Actor = Literal["human", "model"]
Number = Annotated[int, Field(ge=1)]

TABLES = MetaData()
EVENTS = Table(
    "events",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("actor", String),
    Column("verb", String),
    Column("before", Text),
    Column("after", Text),
    Column("model", String),
    Column("reason", String),
    Column("time", String),
    Column("link", String),
)
PARENTS = Table(
    "parents",
    TABLES,
    Column("event", Integer, ForeignKey("events.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("parent", Integer, ForeignKey("events.id")),
)
MOVES = Table(
    "moves",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("verb", String),
    Column("event", Integer, ForeignKey("events.id")),
    Column("time", String),
)


class Event(Record):
    """One step of a project: who did what, from which sketch to which, painted by which model, and when."""

    version: Literal[1] = 1
    id: Number = Field(description="in the order of the log, from 1")
    parents: tuple[Number, ...] = Field(max_length=MOST_PARENTS, description="what it was made from; none at a start")
    actor: Actor = Field(description="who did it: the human, or the model of its own accord")
    verb: str = Field(pattern=r"^[a-z][a-z-]{0,39}$", description="what was done, such as mutate")
    before: Sketch | None = Field(description="the sketch of the first parent; none at a start")
    after: Sketch = Field(description="the sketch that it left")
    model: str = Field(pattern=r"^[0-9a-f]{64}$", description="digest of the snapshot that paints it")
    reason: str = Field("", max_length=300, description="why, in one line")
    time: AwareDatetime = Field(description="when, in UTC")

    @model_validator(mode="after")
    def _is_one_step(self) -> Self:
        if len(set(self.parents)) < len(self.parents) or any(parent >= self.id for parent in self.parents):
            raise ValueError("parents are different events, and older")
        if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in self.reason):
            raise ValueError("a reason is one line of text")
        return self

    @classmethod
    def checked(cls, **values: Any) -> Self:
        """The event of these values.

        Raises:
            HistoryError: they make none.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(step) for step in first["loc"]) or "event"
            why = first["msg"].removeprefix("Value error, ")
            raise HistoryError(f"this step cannot be kept ({place}: {why}); mend it and try again") from None

    @classmethod
    def of_row(cls, row: Mapping[str, Any], parents: Sequence[int], place: str) -> Self:
        """The event that a row of the database holds.

        Raises:
            SketchError: its sketch is none that this version reads.
        """
        name = f"{place}: event {row['id']}"
        before = None if row["before"] is None else Sketch.read(row["before"], name)
        values = {name: row[name] for name in ("id", "actor", "verb", "model", "reason", "time")}
        return cls.checked(**values, parents=tuple(parents), before=before, after=Sketch.read(row["after"], name))

    def row(self) -> dict[str, Any]:
        """Its values as the database keeps them, but for the parents."""
        before = None if self.before is None else sketch_text(self.before)
        plain = {name: getattr(self, name) for name in ("id", "actor", "verb", "model", "reason")}
        return plain | {"before": before, "after": sketch_text(self.after), "time": self.time.isoformat()}


def link_of(before: str, row: Mapping[str, Any], parents: Sequence[int]) -> str:
    """SHA-256 of an event's row and of the link before: whoever changes the past has to change all that followed."""
    said = [row[name] for name in ("id", "actor", "verb", "before", "after", "model", "reason", "time")]
    return digest(canonical_json([before, *said, list(parents)]))


def sketch_text(sketch: Sketch) -> str:
    """A sketch as canonical JSON: equal sketches, equal text."""
    return canonical_json(sketch.model_dump(mode="json")).decode()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)

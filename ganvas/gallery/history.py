"""The history of a project: a log of events that is only added to, and a place in it where the artist stands.

Nothing is ever overwritten. A step from an older node branches; undo and redo only move the place, and are
kept as well; a merge has two parents. A step that was acknowledged is on the disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, and_, exists, func, insert, select

from ganvas.errors import HistoryError
from ganvas.gallery.database import Database
from ganvas.gallery.events import EVENTS, MARKS, MOVES, PARENTS, Actor, Event, link_of, now
from ganvas.gallery.kinds import HISTORY
from ganvas.gallery.merge import blend
from ganvas.sketch import Sketch

FILE = "history.db"
AT_ONCE = 500  # events read in one question
NODE = EVENTS.c.verb.not_in(MARKS)


class History:
    """The log of one project, open. Several processes may have it open and write.

    Attributes:
        path: the database in the project's folder.
    """

    def __init__(self, database: Database, path: Path) -> None:
        self.path, self._database = path, database

    @classmethod
    def open(cls, project: str | PathLike[str], make: bool = True) -> Self:
        """The history of a project's folder.

        Args:
            project: the folder.
            make: the folder and its history, if they are not there.
        Raises:
            HistoryError: there is none to open; it is damaged, of another program, or of a newer version.
            RunFailed: the disk is full or the folder cannot be written.
        """
        path = Path(project) / FILE
        if not make and not path.exists():
            raise HistoryError(f"{project}: no history here; ganvas history {project} --add PICTURE begins one.")
        return cls(Database.open_file(path, HISTORY), path)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, after: Sketch, verb: str, model: str, actor: Actor = "human", reason: str = "") -> Event:
        """Keep a step from where the artist stands now, and stand on it.

        Args:
            after: the sketch that the step left.
            verb: what was done.
            model: digest of the snapshot that paints it.
            actor: who did it.
            reason: why, in one line.
        Returns:
            the event, which is on the disk.
        Raises:
            HistoryError: these values are no step.
            RunFailed: the disk is full or cannot be written.
        """
        with self._database.writing() as connection:
            here = _here(connection)
            return self._add(connection, [here] if here else [], after, verb, model, actor, reason)

    def branch(
        self,
        parents: Sequence[int],
        after: Sketch,
        verb: str,
        model: str,
        actor: Actor = "human",
        reason: str = "",
    ) -> Event:
        """Keep a step from older nodes, wherever the artist stands, and stand on it; no parents: a new start.

        Arguments and errors as in ``append``.
        """
        with self._database.writing() as connection:
            return self._add(connection, parents, after, verb, model, actor, reason)

    def merge(self, first: int, second: int, weight: float = 0.5, actor: Actor = "human", reason: str = "") -> Event:
        """Keep the blend of two nodes and stand on it.

        Args:
            first: a node.
            second: another, of the same model.
            weight: of the second, between 0 and 1.
            actor: who did it.
            reason: why, in one line.
        Raises:
            HistoryError: there are no such nodes, they are of two models, or their latents cannot be blended.
        """
        with self._database.writing() as connection:
            one, other = self._nodes(connection, [first, second])
            return self._add(connection, [first, second], blend(one, other, weight), "merge", one.model, actor, reason)

    def resurrect(self, number: int, actor: Actor = "human", reason: str = "") -> Event:
        """Take up the sketch of an old node again, as a step from where the artist stands."""
        with self._database.writing() as connection:
            (old,) = self._nodes(connection, [number])
            parents = dict.fromkeys([_here(connection), number])  # one, where the artist stands on it
            return self._add(connection, list(parents), old.after, "resurrect", old.model, actor, reason)

    def undo(self) -> Event:
        """Stand on the first parent of where the artist stands. Nothing is removed.

        Raises:
            HistoryError: that was a start.
        """
        with self._database.writing() as connection:
            here = _here(connection)
            back = select(PARENTS.c.parent).where(PARENTS.c.event == here, PARENTS.c.place == 0)
            return self._move(connection, "undo", connection.scalar(back), f"event {here} is a start" if here else "")

    def redo(self) -> Event:
        """Stand on the child, of where the artist stands, on which they stood last.

        Raises:
            HistoryError: there is none.
        """
        with self._database.writing() as connection:
            here = _here(connection)
            forward = (
                select(MOVES.c.event)
                .join(PARENTS, and_(PARENTS.c.event == MOVES.c.event, PARENTS.c.place == 0))
                .where(PARENTS.c.parent == here)
                .order_by(MOVES.c.id.desc())
            )
            words = f"nothing follows event {here}" if here else ""
            return self._move(connection, "redo", connection.scalar(forward.limit(1)), words)

    def go(self, number: int) -> Event:
        """Stand on any node.

        Raises:
            HistoryError: there is no such node.
        """
        with self._database.writing() as connection:
            self._nodes(connection, [number])
            return self._move(connection, "go", number, "")

    @property
    def here(self) -> int:
        """The node that the artist stands on; 0 before the first."""
        with self._database.reading() as connection:
            return _here(connection)

    def keep(self, number: int, actor: Actor = "human", reason: str = "") -> Event:
        """Put a node on the palette; the artist stays where they are."""
        with self._database.writing() as connection:
            return self._mark(connection, "keep", number, actor, reason)

    def unkeep(self, number: int, actor: Actor = "human", reason: str = "") -> Event:
        """Take a node off the palette.

        Raises:
            HistoryError: it is not there.
        """
        with self._database.writing() as connection:
            if number not in _kept(connection):
                raise HistoryError(f"{self.path}: event {number} is not on the palette. Nothing was changed.")
            return self._mark(connection, "unkeep", number, actor, reason)

    def kept(self) -> tuple[int, ...]:
        """The numbers of the nodes on the palette, in the order of their keeping."""
        with self._database.reading() as connection:
            return tuple(_kept(connection))

    def palette(self) -> tuple[Event, ...]:
        """The nodes that are kept, in the order of their keeping."""
        with self._database.reading() as connection:
            return self._read(connection, _kept(connection))

    def __len__(self) -> int:
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(EVENTS)) or 0

    def __iter__(self) -> Iterator[Event]:
        """Every event, the oldest first, those that are added meanwhile too."""
        last = 0
        while True:
            with self._database.reading() as connection:
                query = select(EVENTS.c.id).where(EVENTS.c.id > last).order_by(EVENTS.c.id).limit(AT_ONCE)
                found = self._read(connection, connection.scalars(query).all())
            yield from found
            if not found:
                return
            last = found[-1].id

    def event(self, number: int) -> Event:
        """One event.

        Raises:
            HistoryError: there is none of that number.
        """
        with self._database.reading() as connection:
            return self._read(connection, [number])[0]

    def check(self) -> None:
        """Read the whole log and compare every event with its link.

        Raises:
            HistoryError: something in it is not as it was written; the first such event is named.
        """
        with self._database.reading() as connection:
            parents: dict[int, list[int]] = {}
            for event, _, parent in connection.execute(select(PARENTS).order_by(PARENTS.c.event, PARENTS.c.place)):
                parents.setdefault(event, []).append(parent)
            link = ""
            for row in connection.execute(select(EVENTS).order_by(EVENTS.c.id)).mappings():
                found = link_of(link, dict(row), parents.get(row["id"], []))
                if found != row["link"]:
                    raise HistoryError(f"{self.path}: event {row['id']} is not as it was written; put back a copy.")
                link = found

    def link(self, number: int) -> str:
        """The link of an event: SHA-256 of it and of all before.

        Raises:
            HistoryError: there is none of that number.
        """
        with self._database.reading() as connection:
            found = connection.scalar(select(EVENTS.c.link).where(EVENTS.c.id == number))
        if found is None:
            raise HistoryError(f"{self.path}: has no event {number}. ganvas history shows those that it has.")
        return str(found)

    def last(self, count: int) -> tuple[Event, ...]:
        """The last nodes, the oldest of them first; marks are left out."""
        return self._select(select(EVENTS.c.id).where(NODE).order_by(EVENTS.c.id.desc()).limit(count), True)

    def nodes(self, numbers: Sequence[int]) -> tuple[Event, ...]:
        """Nodes by their numbers, in that order.

        Raises:
            HistoryError: there are no such nodes.
        """
        with self._database.reading() as connection:
            return self._nodes(connection, numbers)

    def compare(self, numbers: Sequence[int]) -> tuple[Sketch, ...]:
        """The sketches of nodes, to be looked at side by side; errors as in ``nodes``."""
        return tuple(node.after for node in self.nodes(numbers))

    def children(self, number: int) -> tuple[Event, ...]:
        """The nodes that were made from this one, the oldest first."""
        made = select(EVENTS.c.id).join(PARENTS, PARENTS.c.event == EVENTS.c.id).where(PARENTS.c.parent == number, NODE)
        return self._select(made.order_by(EVENTS.c.id))

    def ancestors(self, number: int) -> tuple[Event, ...]:
        """The nodes that this one was made from, and those that they were made from, the oldest first."""
        walk = select(PARENTS.c.parent).where(PARENTS.c.event == number).cte("ancestors", recursive=True)
        walk = walk.union(select(PARENTS.c.parent).join(walk, PARENTS.c.event == walk.c.parent))
        return self._select(select(walk.c.parent).order_by(walk.c.parent))

    def tips(self) -> tuple[Event, ...]:
        """The nodes from which nothing was made yet, the oldest first."""
        child = EVENTS.alias("child")
        made = select(child.c.id).join(PARENTS, PARENTS.c.event == child.c.id)
        made = made.where(PARENTS.c.parent == EVENTS.c.id, child.c.verb.not_in(MARKS)).correlate(EVENTS)
        return self._select(select(EVENTS.c.id).where(NODE, ~exists(made)).order_by(EVENTS.c.id))

    def _select(self, query: Select[int], turned: bool = False) -> tuple[Event, ...]:
        with self._database.reading() as connection:
            numbers = connection.scalars(query).all()
            return self._read(connection, numbers[::-1] if turned else numbers)

    def _read(self, connection: Connection, numbers: Sequence[int]) -> tuple[Event, ...]:
        """Events by their numbers, in that order."""
        rows: dict[int, dict[str, Any]] = {}
        parents: dict[int, list[int]] = {}
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            rows |= {
                row["id"]: dict(row)
                for row in connection.execute(select(EVENTS).where(EVENTS.c.id.in_(some))).mappings()
            }
            query = select(PARENTS).where(PARENTS.c.event.in_(some)).order_by(PARENTS.c.event, PARENTS.c.place)
            for event, _, parent in connection.execute(query):
                parents.setdefault(event, []).append(parent)
        if missing := [number for number in numbers if number not in rows]:
            raise HistoryError(f"{self.path}: has no event {missing[0]}. ganvas history shows those that it has.")
        return tuple(Event.of_row(rows[number], parents.get(number, []), str(self.path)) for number in numbers)

    def _nodes(self, connection: Connection, numbers: Sequence[int]) -> tuple[Event, ...]:
        found = self._read(connection, numbers)
        for event in found:
            if event.verb in MARKS:
                raise HistoryError(
                    f"{self.path}: event {event.id} only says {event.verb} of event {event.parents[0]}; name that one."
                )
        return found

    def _add(
        self,
        connection: Connection,
        parents: Iterable[int],
        after: Sketch,
        verb: str,
        model: str,
        actor: Actor,
        reason: str,
    ) -> Event:
        """Write a node and stand on it."""
        if verb in MARKS:
            raise HistoryError(f"{verb!r} is no step; use History.{verb}")
        event = self._write(connection, list(parents), after, verb, model, actor, reason)
        connection.execute(insert(MOVES), {"verb": verb, "event": event.id, "time": event.time.isoformat()})
        return event

    def _mark(self, connection: Connection, verb: str, number: int, actor: Actor, reason: str) -> Event:
        (node,) = self._nodes(connection, [number])
        return self._write(connection, [number], node.after, verb, node.model, actor, reason)

    def _write(
        self,
        connection: Connection,
        parents: list[int],
        after: Sketch,
        verb: str,
        model: str,
        actor: Actor,
        reason: str,
    ) -> Event:
        first = self._nodes(connection, parents)[0].after if parents else None
        newest = select(EVENTS.c.id, EVENTS.c.link).order_by(EVENTS.c.id.desc()).limit(1)
        last, link = connection.execute(newest).one_or_none() or (0, "")
        event = Event.checked(
            id=last + 1, parents=parents, actor=actor, verb=verb, before=first, after=after, model=model,
            reason=reason, time=now(),
        )  # fmt: skip
        row = event.row()
        connection.execute(insert(EVENTS), row | {"link": link_of(link, row, parents)})
        if parents:
            rows = [{"event": event.id, "place": place, "parent": parent} for place, parent in enumerate(parents)]
            connection.execute(insert(PARENTS), rows)
        return event

    def _move(self, connection: Connection, verb: str, number: int | None, otherwise: str) -> Event:
        if number is None:
            raise HistoryError(f"{self.path}: nothing to {verb}; {otherwise or 'no step was taken yet'}.")
        connection.execute(insert(MOVES), {"verb": verb, "event": number, "time": now().isoformat()})
        return self._read(connection, [number])[0]


def _here(connection: Connection) -> int:
    return connection.scalar(select(MOVES.c.event).order_by(MOVES.c.id.desc()).limit(1)) or 0


def _kept(connection: Connection) -> list[int]:
    """The numbers of the nodes whose last mark is a keep, in the order of those marks."""
    last = (
        select(func.max(EVENTS.c.id).label("mark"))
        .join(PARENTS, PARENTS.c.event == EVENTS.c.id)
        .where(EVENTS.c.verb.in_(MARKS))
        .group_by(PARENTS.c.parent)
        .subquery()
    )
    kept = (
        select(PARENTS.c.parent)
        .join(last, last.c.mark == PARENTS.c.event)
        .join(EVENTS, EVENTS.c.id == last.c.mark)
        .where(EVENTS.c.verb == "keep")
        .order_by(last.c.mark)
    )
    return list(connection.scalars(kept))

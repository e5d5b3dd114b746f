"""Breeding in one project: its rounds, each a step of the history, and who will be the parents of the next.

A round is a file ``breed/000123-MODEL.json``: the board as ``ganvas breed`` writes it, named by the step that it is. A
round that nobody has chosen from yet is no step and no file; it is bred again, the same, whenever it is looked at.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from ganvas.errors import GanvasError, SketchError
from ganvas.files import canonical_json, digest, make_folder, write_whole
from ganvas.gallery.events import Event
from ganvas.record import Record
from ganvas.sketch import Latent, Regions, Sketch
from ganvas.studio.project import read
from ganvas.studio.session import Change, Session

FOLDER, WAYS = "breed", "ways.json"
CHILDREN, STRANGERS, MOST_PARENTS = 10, 2, 3
LATENT: TypeAdapter[Latent] = TypeAdapter(Latent)
PICK, ROUND = "pick", "breed"  # verbs of the history

Group = Literal["coarse", "middle", "fine"]


class Ways(Record):
    """How this project breeds."""

    version: Literal[1] = 1
    strength: float = Field(0.4, ge=0.05, le=1)
    locked: tuple[Group, ...] = Field((), max_length=2)
    taste: bool = Field(True, description="whether choices are learned from")

    @property
    def breeding(self) -> dict[str, Any]:
        """The same as ``ganvas.model.breed.Breeding``."""
        told = {"strength": self.strength, "locked": list(self.locked)}
        return told | {"children": CHILDREN, "strangers": STRANGERS}


@dataclass(frozen=True)
class Round:
    """One round.

    Attributes:
        node: the step that it is; 0 where nobody has chosen from it yet.
        number: from 1.
        parents: one to three.
        sketches: the children, then the strangers.
        strangers: how many of them are strangers.
        board: the whole record, as ``ganvas.model.breed.Board``.
    """

    node: int
    number: int
    model: str
    parents: tuple[Sketch, ...]
    sketches: tuple[Sketch, ...]
    strangers: int
    board: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, board: Mapping[str, Any], node: int = 0) -> Self:
        """The round of a board's record.

        Raises:
            KeyError, ValueError: it is none.
        """
        litter, psi = board["litter"], board["psi"]

        def read(records: Sequence[object]) -> tuple[Sketch, ...]:
            return tuple(Sketch(latent=LATENT.validate_python(one), psi=psi) for one in records)

        strangers = int(litter["breeding"]["strangers"])
        parents, sketches = read(litter["parents"]), read(litter["latents"])
        return cls(node, int(board["round"]), str(board["model"]), parents, sketches, strangers, board)

    @property
    def name(self) -> str:
        """Of its file, without a suffix."""
        return f"{self.node:06d}-{self.model[:12]}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the board's canonical JSON."""
        return digest(canonical_json(self.board))

    def is_stranger(self, place: int) -> bool:
        """Whether a tile has no parent here."""
        return place >= len(self.sketches) - self.strangers


@dataclass(frozen=True)
class Parent:
    """Somebody to breed from.

    Attributes:
        sketch: what is painted of it.
        place: on the round's board, from 0; −1 elsewhere.
        node: of the history, where it is one; 0 otherwise.
    """

    sketch: Sketch
    place: int = -1
    node: int = 0


class Nursery:
    """The rounds of a session; one for all of its pages.

    Attributes:
        ways: how the next round is bred.
        chosen: its parents; where there are none, the picture that the artist looks at.
    """

    def __init__(self, session: Session) -> None:
        self.session, self.folder = session, session.project.path / FOLDER
        self.ways = read(Ways, self.folder / WAYS)
        self.chosen: tuple[Parent, ...] = ()
        self._rounds: dict[str, Round] = {}
        self._fresh: tuple[str, Round] | None = None
        self._read = False

    async def rounds(self) -> list[Round]:
        """The rounds that are steps, by the model in use, the oldest first."""
        if not self._read:
            self._rounds = await self.session.write(self._load)
            self._read = True
        own = [one for one in self._rounds.values() if one.model == self.session.card.digest]
        return sorted(own, key=lambda one: one.node)

    async def now(self) -> Round:
        """The round that belongs to where the artist stands; a first one of their picture where there is none.

        Raises:
            GanvasError: the model cannot breed.
        """
        known = {one.node: one for one in await self.rounds()}
        node = await self.session.write(lambda: self._back_to(self.session.here, known))
        return known[node] if node in known else await self._first()

    async def adjust(self, **changes: object) -> None:
        """Breed otherwise from now on, and remember it."""
        self.ways = self.ways.but(**changes)
        data = self.ways.to_json().encode()
        await self.session.write(lambda: write_whole(make_folder(self.folder) / WAYS, data))
        self.tell()

    def tell(self) -> None:
        """Tell every page that something of breeding changed."""
        self.session.tell(Change("breed"))

    def choose(self, parents: Sequence[Parent]) -> None:
        """Breed from these next.

        Raises:
            SketchError: they are more than three.
        """
        if len(parents) > MOST_PARENTS:
            raise SketchError(f"{MOST_PARENTS} parents are chosen already; take one out first")
        self.chosen = tuple(parents)
        self.tell()

    def add(self, parent: Parent) -> None:
        """One more parent; one that is there already stays as it is. Errors as in ``choose``."""
        if parent.sketch not in [one.sketch for one in self.chosen]:
            self.choose((*self.chosen, parent))

    def next_parents(self) -> tuple[Parent, ...]:
        """Who the next round is bred from."""
        return self.chosen or (Parent(bare(self.session.sketch), node=self.session.here),)

    async def pick(self, place: int) -> Event | None:
        """Stand on one of the round that is shown: a step from the round; errors as in ``Session.do``."""
        now = await self._kept_now()
        if now.sketches[place] == self.session.sketch:
            return None
        return await self.session.step(lambda: self._branch(now, place))

    async def keep(self, place: int) -> bool:
        """Put one of the round on the palette, or take it off; the artist stays where they are.

        Returns:
            whether it is on the palette now.
        """
        now, session = await self._kept_now(), self.session
        there = {event.after: event.id for event in await self.palette()}
        if now.sketches[place] in there:
            await session.keep(there[now.sketches[place]])
            return False

        marks: list[Event] = []

        def act() -> Event:
            here = session.here
            marks.append(session.history.keep(self._branch(now, place).id))
            return session.history.go(here)

        await session.step(act)
        session.tell(Change("palette", marks[0]))
        return True

    async def palette(self) -> list[Event]:
        """What is kept of the model in use."""
        kept = await self.session.write(self.session.history.palette)
        return [event for event in kept if event.model == self.session.card.digest]

    async def breed(self) -> Event:
        """The next round, of those that are chosen: a step, on which its board is kept.

        Raises:
            GanvasError: the model cannot breed them.
        """
        now, parents, session = await self._kept_now(), self.next_parents(), self.session
        places = [parent.place + 1 for parent in parents if parent.place >= 0]
        from_it = len(places) == len(parents)
        chance = [now.fingerprint, session.here, len(self._rounds), *places]
        board = await self._bred(parents, chance, now.number + 1, now.fingerprint if from_it else "", places)
        lead = Round.of(board).parents[0]
        nodes = dict.fromkeys([session.here, *(one.node for one in parents if one.node)])
        reason = f"round {board['round']}" + (f", of {', '.join(map(str, places))}" if from_it else "")

        def act() -> Event:
            digest = session.card.digest
            event = session.history.branch([node for node in nodes if node], lead, ROUND, digest, reason=reason)
            self._save(Round.of(board, event.id))
            return event

        self.chosen = ()
        return await session.step(act)

    async def _first(self) -> Round:
        """A first round of the picture that the artist looks at; it is the same as long as they look at it."""
        session = self.session
        key = digest(canonical_json([session.card.digest, session.sketch.model_dump(mode="json"), self.ways.breeding]))
        if self._fresh is None or self._fresh[0] != key:
            parent = Parent(bare(session.sketch), node=session.here)
            self._fresh = key, Round.of(await self._bred([parent], [key], 1, "", ()))
        return self._fresh[1]

    async def _bred(
        self, parents: Sequence[Parent], chance: Sequence[object], number: int, previous: str, picked: Sequence[int]
    ) -> dict[str, Any]:
        """A board's record, from a painter."""
        session = self.session
        told = await session.painters.ask(
            "litter", session.name, parents=[one.sketch.latent.model_dump(mode="json") for one in parents],
            chance=list(chance), round=number, psi=parents[0].sketch.psi, breeding=self.ways.breeding,
            previous=previous, picked=list(picked) if previous else [],
        )  # fmt: skip
        board: dict[str, Any] = json.loads(told)
        return board

    async def _kept_now(self) -> Round:
        """The round that is shown, kept as the step on which the artist stands."""
        now, session = await self.now(), self.session
        if now.node:
            return now
        if not session.here:
            await session.do("begin", session.sketch)
        now = Round.of(now.board, session.here)
        await session.write(lambda: self._save(now))
        return now

    def _branch(self, now: Round, place: int) -> Event:
        stranger = "stranger" if now.is_stranger(place) else "child"
        reason = f"{stranger} {place + 1} of round {now.number}"
        return self.session.history.branch([now.node], now.sketches[place], PICK, now.model, reason=reason)

    def _back_to(self, node: int, known: Mapping[int, Round]) -> int:
        """The round's step from which a picture was picked; 0 where it comes from elsewhere."""
        while node and node not in known:
            event = self.session.history.event(node)
            node = event.parents[0] if event.verb == PICK and event.parents else 0
        return node

    def _save(self, one: Round) -> None:
        text = json.dumps(one.board).encode()
        write_whole(make_folder(self.folder) / f"{one.name}.json", text)
        self._rounds[one.name] = one

    def _load(self) -> dict[str, Round]:
        """The rounds on the disk; what cannot be read is left out, for the steps of the history are what counts."""
        found = map(read_round, self.folder.glob("[0-9]*.json"))
        return {one.name: one for one in found if one is not None}


def read_round(path: Path) -> Round | None:
    """The round in a file; none where it cannot be read."""
    try:
        return Round.of(json.loads(path.read_bytes()), int(path.stem.partition("-")[0]))
    except (OSError, ValueError, KeyError, TypeError, ValidationError, GanvasError):
        return None


def bare(sketch: Sketch) -> Sketch:
    """The sketch without what was painted over it: children come from one latent."""
    return sketch.but(latent=sketch.latent.base) if isinstance(sketch.latent, Regions) else sketch

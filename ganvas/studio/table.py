"""Two at one picture: whose part is whose, what the model offers for its own, and the log of their turns.

The zones and how forward the model may be are a file of the project, ``turns/table.json``; the log is
``turns/log.jsonl``. An offer is no step and moves nothing; only what the artist takes is.
"""

import base64
import json
import random
import time
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from ganvas.errors import GanvasError, SketchError
from ganvas.files import append_line, make_folder, read_lines, write_whole
from ganvas.gallery.events import Event
from ganvas.model.turns.board import Board, Forward, Intent, Proposal, Told, Who, Zone, painted_over, take
from ganvas.record import Record
from ganvas.sketch import SEEDS_END, Mask, Region, Seed, Sketch
from ganvas.studio.looks import kept_look, tile_px
from ganvas.studio.project import read
from ganvas.studio.session import Change, Session

FOLDER, TABLE, LOG = "turns", "table.json", "log.jsonl"
OFFERS, TILE_PX = 3, 192
SOFT, DEPTH = 0.04, 0.4  # of the artist's own answer, as of the model's turns
MASK: TypeAdapter[Mask] = TypeAdapter(Mask)

Doing = Literal["claim", "release", "offer", "take", "part", "answer", "refuse", "forward"]


class Table(Record):
    """What is agreed: zones, how forward the model may be, what it is asked for."""

    version: Literal[1] = 1
    mine: Mask | None = None
    model: Mask | None = None
    forward: Forward = Forward()
    intent: Intent = "echo"

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that are claimed."""
        own = (Zone(mask=self.mine, owner="human"),) if self.mine else ()
        return own + ((Zone(mask=self.model, owner="model"),) if self.model else ())


class Turn(Record):
    """One line of the log."""

    at: datetime
    who: Who
    did: Doing
    intent: Intent | None = None
    why: str = Field("", max_length=300)
    told: Told | None = Field(None, description="the same in numbers, of an offer")
    node: int = Field(0, ge=0, description="the step that it is in the history; 0 where it is none")


class Turns:
    """The table of a session; one for all of its pages.

    Attributes:
        table: what is agreed.
        offers: what the model offers for the picture as it is.
        look: their board, as gv-tiles takes it.
        log: the turns so far, the oldest first.
        asking: whether the model is at it.
    """

    def __init__(self, session: Session) -> None:
        self.session, self.folder = session, session.project.path / FOLDER
        self.table = read(Table, self.folder / TABLE)
        self.offers: tuple[Proposal, ...] = ()
        self.look: dict[str, Any] = {}
        self.log = self._load()
        self.asking, self._moved = False, time.monotonic()
        session.listen(self._heard)

    @property
    def board(self) -> Board:
        """The picture with its zones."""
        return Board(sketch=self.session.sketch, zones=self.table.zones, forward=self.table.forward)

    @property
    def forward(self) -> Forward:
        """How forward the model may be."""
        return self.table.forward

    def left_s(self) -> int | None:
        """Seconds until the model offers something of its own accord; none where it does not."""
        if self.forward.mode != "every" or self.table.model is None or self.offers or self.asking:
            return None
        return max(0, round(self.forward.wait_s - (time.monotonic() - self._moved)))

    async def claim(self, who: Who, mask: Mask | None) -> None:
        """Let a zone be that of one of the two; no mask gives it back."""
        now = {"human": self.table.mine, "model": self.table.model}[who]
        if mask == now:
            return
        self._drop()
        await self._agree({"human": "mine", "model": "model"}[who], mask)
        await self._note(Turn(at=at(), who="human", did="claim" if mask else "release", why=who))

    async def be(self, forward: Forward) -> None:
        """Let the model be so forward from now on."""
        if forward != self.forward:
            await self._agree("forward", forward)
            told = f"{forward.mode} {forward.wait_s:g} s" if forward.mode == "every" else forward.mode
            await self._note(Turn(at=at(), who="human", did="forward", why=told))

    async def intend(self, intent: Intent) -> None:
        """Ask for something else from now on."""
        await self._agree("intent", intent)

    async def mask_of(self, vector: Any, png: str) -> Mask | None:
        """The mask that a hand painted; none where it is empty.

        Raises:
            GanvasError: it cannot be read.
        """
        told = await self.session.painters.ask("turn-mask", self.session.name, vector=vector, png=png)
        record = json.loads(told)
        return None if record is None else MASK.validate_python(record)

    async def drawn(self, masks: list[Mask], size: tuple[int, int]) -> list[str]:
        """Masks as PNG files in base64."""
        records = [mask.model_dump(mode="json") for mask in masks]
        told = await self.session.painters.ask("turn-drawn", self.session.name, masks=records, size=list(size))
        files: list[str] = json.loads(told)
        return files

    async def ask(self, asked: bool = True) -> None:
        """Let the model offer something for its zone: because it is asked, or because it may by now.

        Raises:
            GanvasError: it is to be silent, it has no zone, or cannot do it.
        """
        idle_s = time.monotonic() - self._moved
        if self.asking or not self.forward.may(asked, idle_s):
            if asked and not self.asking:
                raise SketchError("the model is to be silent; let it speak when asked, and ask again")
            return
        self.asking = True
        self.tell()
        try:
            await self._ask()
        finally:
            self.asking, self._moved = False, time.monotonic()
            self.tell()

    async def take(self, number: int) -> Event | None:
        """Take an offer: a step that the model made.

        Raises:
            SketchError: it is not offered any more.
        """
        offer, board = self._offer(number), self.board
        return await self._taken(offer, take(board, offer).sketch, "take")

    async def take_part(self, number: int, part: Mask) -> Event | None:
        """Take as much of an offer as lies where a mask is.

        Raises:
            SketchError: it is not offered any more, or nothing of it lies there.
        """
        offer, session = self._offer(number), self.session
        told = await session.painters.ask(
            "turn-part", session.name, board=self.board.model_dump(mode="json"), offer=offer.model_dump(mode="json"),
            part=part.model_dump(mode="json"),
        )  # fmt: skip
        return await self._taken(offer, Sketch.read(told), "part")

    async def answer(self, number: int) -> Event | None:
        """Take an offer, and let the artist's own zone answer it with another picture.

        Raises:
            SketchError: the artist has no zone, or it is not offered any more.
        """
        mine = self.table.mine
        if mine is None:
            raise SketchError("there is no zone of yours to answer in; paint one first, on the layer that is yours")
        await self.take(number)
        session, chance = self.session, random.SystemRandom().randrange(SEEDS_END)
        region = Region(mask=mine, latent=Seed(seed=chance), feather=SOFT, depth=DEPTH, inside=True)
        event = await session.do("answer", painted_over(session.sketch, region), reason=f"seed {chance} in my zone")
        await self._note(Turn(at=at(), who="human", did="answer", why=f"seed {chance}", node=event.id if event else 0))
        return event

    async def refuse(self) -> None:
        """Want none of what is offered."""
        if self.offers:
            intent = self.offers[0].intent
            self._drop()
            await self._note(Turn(at=at(), who="human", did="refuse", intent=intent))

    def tell(self) -> None:
        """Tell every page."""
        self.session.tell(Change("turns"))

    async def _ask(self) -> None:
        session, board, intent = self.session, self.board, self.table.intent
        side, chance = tile_px(session, TILE_PX), random.SystemRandom().randrange(SEEDS_END)
        told = await session.painters.ask(
            "turn-offers", session.name, board=board.model_dump(mode="json"), intent=intent, seed=chance, count=OFFERS,
            tile_px=side,
        )  # fmt: skip
        said = json.loads(told)
        found = tuple(Proposal.model_validate(one) for one in said["offers"])
        look = await kept_look(session, base64.b64decode(said["look"]), len(found), OFFERS, side)
        if board == self.board:  # nobody did anything meanwhile
            self.offers, self.look = found, look
            await self._note(Turn(at=at(), who="model", did="offer", intent=intent, why=found[0].why,
                                  told=found[0].told))  # fmt: skip

    def _offer(self, number: int) -> Proposal:
        if not 0 <= number < len(self.offers):
            raise SketchError("the model offers nothing for the picture as it is now; ask it again")
        return self.offers[number]

    async def _taken(self, offer: Proposal, sketch: Sketch, did: Doing) -> Event | None:
        event = await self.session.do("turn", sketch, actor="model", reason=offer.why)
        self._drop()
        node = event.id if event else 0
        await self._note(Turn(at=at(), who="human", did=did, intent=offer.intent, why=offer.why, told=offer.told,
                              node=node))  # fmt: skip
        return event

    def _drop(self) -> None:
        """Nothing is offered any more, and the model waits from here."""
        self.offers, self.look, self._moved = (), {}, time.monotonic()

    def _heard(self, change: Change) -> None:
        """What is offered is for the picture as it was."""
        if change.what in {"sketch", "model"}:
            self._drop()

    async def _agree(self, name: str, value: object) -> None:
        self.table = self.table.but(**{name: value})
        data = self.table.to_json().encode()
        await self.session.write(lambda: write_whole(make_folder(self.folder) / TABLE, data))
        self.tell()

    async def _note(self, turn: Turn) -> None:
        self.log.append(turn)
        line = turn.to_json(indent=None)
        await self.session.write(lambda: append_line(make_folder(self.folder) / LOG, line))
        self.tell()

    def _load(self) -> list[Turn]:
        """The log on the disk; lines that cannot be read are left out."""
        try:
            lines = read_lines(self.folder / LOG)
        except (OSError, GanvasError):
            return []
        found = []
        for line in lines:
            try:
                found.append(Turn.model_validate(line))
            except ValidationError:
                continue
        return found


def at() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)

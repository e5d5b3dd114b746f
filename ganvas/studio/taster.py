"""What the model learns of the artist's taste, beside breeding: it watches choices and proposes, and moves nothing.

The taste of a model is a file of the project, ``taste/DIGEST.json``; without it nothing is known. While it is switched
off nothing is learned and nothing is computed.
"""

import asyncio
import base64
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from ganvas.errors import GanvasError
from ganvas.files import make_folder
from ganvas.gallery.events import Event
from ganvas.sketch import Latent, Sketch, kept_values
from ganvas.studio.looks import kept_look, tile_px
from ganvas.studio.nursery import Nursery
from ganvas.studio.session import Change, Session

FOLDER = "taste"
SIDE, AT_SIDE = 5, 3
PLANE_PX, SIDE_PX = 96, 192
LATENT: TypeAdapter[Latent] = TypeAdapter(Latent)


@dataclass(frozen=True)
class Proposal:
    """What a taste would like to be shown next.

    Attributes:
        sketches: those of the plane, row by row, then those at the side.
        notes: a word on each of those at the side.
        plane: their board, as gv-tiles takes it.
        side: the board of the others.
        counts: how many choices it was learned from, by kind.
    """

    model: str
    sketches: tuple[Sketch, ...]
    notes: tuple[str, ...]
    plane: dict[str, Any]
    side: dict[str, Any]
    counts: dict[str, int]
    values: dict[str, str] = field(repr=False)

    @property
    def is_learned(self) -> bool:
        """Whether any choice is behind it."""
        return any(self.counts.values())


class Taster:
    """The taste of a session; one for all of its pages.

    Attributes:
        proposal: the last one, as long as it is of the model in use.
        fault: why there is none.
    """

    def __init__(self, session: Session) -> None:
        self.session, self.nursery = session, session.shared(Nursery)
        self.proposal: Proposal | None = None
        self.fault = ""
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._stale = False

    @property
    def on(self) -> bool:
        """Whether it is switched on."""
        return self.nursery.ways.taste

    @property
    def path(self) -> Path:
        """The file of the taste of the model in use."""
        return self.session.project.path / FOLDER / f"{self.session.card.digest}.json"

    @property
    def busy(self) -> bool:
        """Whether it looks for a proposal."""
        return self._task is not None and not self._task.done()

    def shown(self) -> Proposal | None:
        """The proposal of the model in use."""
        found = self.proposal
        return found if found is not None and found.model == self.session.card.digest else None

    async def switch(self, on: bool) -> None:
        """Learn from now on, or no more; what was learned stays until it is reset."""
        await self.nursery.adjust(taste=on)
        if on:
            self.look()
        self.session.tell(Change("taste"))

    def look(self) -> None:
        """Look for a proposal in the background; one that is being looked for is looked for anew."""
        if not self.on:
            return
        self._stale = True
        if not self.busy:
            self._task = asyncio.get_running_loop().create_task(self._look())
        self.session.tell(Change("taste"))

    async def learn(
        self,
        keep: Sequence[Sketch] = (),
        skip: Sequence[Sketch] = (),
        prefer: Sequence[tuple[Sketch, Sequence[Sketch]]] = (),
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Learn from choices: what was kept, what was passed over, and what was taken rather than others.

        Args:
            keep: sketches.
            skip: sketches.
            prefer: a sketch, and those that it was taken rather than.
            values: what they need, where it is not beside the model yet.
        Raises:
            GanvasError: the file of the taste cannot be read or written.
        """
        if not self.on or not (keep or skip or prefer):
            return
        said = {"keep": records(keep), "skip": records(skip)}
        pairs = [[records([better])[0], records(others)] for better, others in prefer if others]
        await self._write("taste-learn", **said, prefer=pairs, values=dict(values))
        self.look()

    async def take(self, place: int, why: str) -> Event | None:
        """Stand on a proposal, and learn that it was taken rather than what it was shown with.

        Args:
            place: among the sketches.
            why: what it was, in a few words.
        """
        found, session = self.shown(), self.session
        if found is None:
            return None
        sketch = found.sketches[place]
        needed = {name: found.values[name] for name in kept_values(sketch.latent)}
        if needed:
            await session.painters.ask("remember", session.name, values=needed)
        event = await session.do("take", sketch.but(psi=session.sketch.psi), reason=why)
        await self.learn(prefer=[(sketch, [one for one in found.sketches if one != sketch])], values=found.values)
        return event

    async def pass_over(self) -> None:
        """Learn that nothing of what is proposed is liked."""
        if (found := self.shown()) is not None:
            await self.learn(skip=list(dict.fromkeys(found.sketches)), values=found.values)

    async def reset(self) -> None:
        """Forget everything."""
        async with self._writing:
            await self.session.write(lambda: self.path.unlink(missing_ok=True))
        self.proposal = None
        self.look()

    async def adopt(self, file: Path) -> None:
        """Take a taste that was learned elsewhere, with the same model.

        Raises:
            GanvasError: it is no taste, or one of another model.
        """
        await self._write("taste-adopt", source=str(file))
        self.proposal = None
        self.look()

    async def _write(self, task: str, **values: object) -> None:
        """Let a painter change the file; one change after the other."""
        async with self._writing:
            make_folder(self.path.parent)
            await self.session.painters.ask(task, self.session.name, path=str(self.path), **values)

    async def _look(self) -> None:
        while self._stale:
            self._stale = False
            try:
                self.proposal, self.fault = await self._proposal(), ""
            except GanvasError as error:
                self.proposal, self.fault = None, str(error)
        self._task = None
        with contextlib.suppress(RuntimeError):  # the studio closes
            self.session.tell(Change("taste"))

    async def _proposal(self) -> Proposal:
        session, psi = self.session, self.session.sketch.psi
        model, columns = session.card.digest, (SIDE, 1)
        sides = [tile_px(session, PLANE_PX), tile_px(session, SIDE_PX)]
        told = await session.painters.ask(
            "taste-propose", session.name, path=str(self.path), psi=psi, columns=columns, tile_px=sides
        )
        said = json.loads(told)
        plane, side = [
            await kept_look(session, base64.b64decode(data), count, across, px)
            for data, count, across, px in zip(said["boards"], (SIDE**2, AT_SIDE), columns, sides, strict=True)
        ]
        sketches = tuple(Sketch(latent=LATENT.validate_python(one), psi=psi) for one in said["latents"])
        return Proposal(model, sketches, tuple(said["notes"]), plane, side, said["counts"], said["values"])


def records(sketches: Sequence[Sketch]) -> list[dict[str, Any]]:
    """The latents of sketches as JSON carries them."""
    return [sketch.latent.model_dump(mode="json") for sketch in sketches]

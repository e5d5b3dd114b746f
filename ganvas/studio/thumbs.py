"""Thumbnails of steps, each painted once by the model that it names, and many of them in one picture."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ganvas.errors import GanvasError
from ganvas.files import digest
from ganvas.gallery.events import sketch_text
from ganvas.media.image.atlas import Picture, cut, joined
from ganvas.sketch import Sketch

PLACE, PLANS = "/studio/atlas", "/studio/plans"
COLUMNS = 20
AT_ONCE = 40  # painted with one request
MOST_TILES = 6000  # kept in memory: some 70 MB at 64 pixels
MOST_SHEETS = 12

Key = tuple[str, str, int]


class Paints(Protocol):
    """What a thumbnail can be of: a step of a history, or a key of a film."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def model(self) -> str:
        """The digest of the snapshot that paints it."""

    @property
    def after(self) -> Sketch:
        """What it shows."""


@dataclass(frozen=True)
class Shown:
    """A sketch that is no step, such as a key of a film."""

    id: int
    model: str
    after: Sketch


class Thumbs:
    """The thumbnails of one session.

    Attributes:
        sheets: the last pictures of many, as JPEG, by digest.
        plans: the last plans of films, as JSON, by digest.
    """

    def __init__(self, known: Callable[[str], Awaitable[str]], ask: Callable[..., Awaitable[bytes]]) -> None:
        """Nothing is painted yet.

        Args:
            known: gives the name under which the snapshot of a digest paints, as ``Session.known``.
            ask: asks a painter, as ``Painters.ask``.
        """
        self._known, self._ask = known, ask
        self._tiles: OrderedDict[Key, Picture] = OrderedDict()
        self._never: set[str] = set()  # models that are not here, or paint no pictures
        self.sheets: OrderedDict[str, bytes] = OrderedDict()
        self.plans: OrderedDict[str, bytes] = OrderedDict()

    async def paint(self, nodes: Sequence[Paints], side_px: int) -> bool:
        """Paint some of those that are missing, the newest first.

        Returns:
            whether nothing is missing any more.
        """
        missing: dict[Key, Paints] = {}
        for node in reversed(nodes):
            if node.model not in self._never:
                key = (node.model, sketch_text(node.after), side_px)
                if key not in self._tiles:
                    missing.setdefault(key, node)
        if not missing:
            return True
        model = next(iter(missing))[0]
        some = [(key, node) for key, node in missing.items() if key[0] == model][:AT_ONCE]
        name = await self._known(model)
        if not name:
            self._never.add(model)
            return len(some) == len(missing)
        sketches = [node.after.model_dump(mode="json") for _, node in some]
        try:
            data = await self._ask("board", name, sketches=sketches, columns=len(some), tile_px=side_px)
        except GanvasError:
            self._never.add(model)
            return False
        tiles = await asyncio.to_thread(cut, data, len(some), side_px)
        self._tiles |= {key: tile for (key, _), tile in zip(some, tiles, strict=True)}
        while len(self._tiles) > MOST_TILES:
            self._tiles.popitem(last=False)
        return len(some) == len(missing)

    def lay(self, plan: bytes) -> str:
        """Where pages fetch a plan of a film; the last few are kept."""
        name = f"{digest(plan)}.json"
        self.plans[name] = plan
        while len(self.plans) > MOST_SHEETS:
            self.plans.popitem(last=False)
        return f"{PLANS}/{name}"

    async def board(self, nodes: Sequence[Paints], side_px: int) -> tuple[dict[str, Any], dict[int, int]]:
        """What is painted of these, as one picture.

        Returns:
            the board as islands take it, without one empty; and the place of each step on it.
        """
        tiles: list[Picture] = []
        places: dict[int, int] = {}
        for node in nodes:
            tile = self._tiles.get((node.model, sketch_text(node.after), side_px))
            if tile is not None:
                places[node.id] = len(tiles)
                tiles.append(tile)
        if not tiles:
            return {}, {}
        data = await asyncio.to_thread(joined, tiles, COLUMNS)
        name = f"{digest(data)}.jpg"
        self.sheets[name] = data
        self.sheets.move_to_end(name)
        while len(self.sheets) > MOST_SHEETS:
            self.sheets.popitem(last=False)
        return {"url": f"{PLACE}/{name}", "columns": COLUMNS, "count": len(tiles), "tile": side_px}, places

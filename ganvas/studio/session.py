"""What the studio is working on: one model, one sketch, and the history in which every step is kept.

Every open page shows the same session and is told of every change, so that two tabs on one project stay in step.
Nothing here waits in the server's loop: the database is written in a thread, painting and long work are done by
processes of their own.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from ganvas.errors import GanvasError, HistoryError
from ganvas.gallery.events import Actor, Event
from ganvas.gallery.history import History
from ganvas.sketch import SEEDS_END, Seed, Sketch
from ganvas.sketch.line import read_line, write_line
from ganvas.studio.acts import Served
from ganvas.studio.helper import Helper
from ganvas.studio.osc import Osc
from ganvas.studio.painters import Painters
from ganvas.studio.progress import Progress, unwatched
from ganvas.studio.project import BASE, Project, Settings
from ganvas.studio.thumbs import Thumbs

LOOKED_BACK = 500  # nodes among which a link's sketch is looked for
PAINTERS = 2
What = Literal["sketch", "model", "palette", "models", "breed", "taste", "turns", "live"]
T = TypeVar("T")


class Card(BaseModel):
    """What a painter says of a model."""

    model_config = ConfigDict(frozen=True)

    digest: str
    layers: int
    file: str
    corpus: str
    corpus_name: str
    medium: str
    shape: tuple[int, ...]
    net: str
    seen: int


@dataclass(frozen=True)
class Change:
    """What changed: the sketch, the model in use, the palette, which models there are, or a room; by which event.

    Or, with ``values``, what came for the live instrument from elsewhere.
    """

    what: What
    event: Event | None = None
    values: Mapping[str, float] = field(default_factory=dict)


class Session:
    """One project, open in the studio.

    Attributes:
        project: its folder.
        models: a file or folder by the name that it is served under; the API serves the same table.
        served: what the API says of each.
        painters: the processes that paint.
        helper: the process for work that takes long.
        thumbs: thumbnails of steps.
        osc: what comes and goes for the live instrument; closed until somebody opens it.
        name: of the model in use.
        sketch: what the artist looks at.
        here: the node of the history that they stand on; 0 before the first step.
    """

    def __init__(self, project: Project) -> None:
        """Open it; ``start`` has to follow, in the server's loop.

        Raises:
            HistoryError: its history is damaged, or of a newer version.
        """
        self.project = project
        self.history = History.open(project.path)
        self.models = project.models()
        wanted = next(iter(project.guests), project.settings().model)
        self.name = wanted if wanted in self.models else BASE
        self.served: dict[str, Served] = {}
        self.here = self.history.here
        self.sketch = self.history.event(self.here).after if self.here else Sketch(latent=Seed(seed=1))
        self.painters = Painters(self._first(), PAINTERS, soon=True)
        self.helper = Helper()
        self.thumbs = Thumbs(self.known, lambda *words, **values: self.painters.ask(*words, **values))
        self.osc = Osc(lambda name, value: self.tell(Change("live", values={name: value})))
        self._cards: dict[str, Card] = {}
        self._listeners: list[Callable[[Change], None]] = []
        self._shared: dict[Any, Any] = {}
        self._writer = ThreadPoolExecutor(1, "history")
        self._started: asyncio.Task[None] | None = None

    def _first(self) -> dict[str, Path]:
        """The models with the one in use first: a painter loads what stands in its table when it starts."""
        self.models = {self.name: self.models[self.name], **self.models}
        return self.models

    async def start(self) -> None:
        """Ask what the model in use is, and stand where the artist stood, whichever model painted that."""
        node = self.history.event(self.here) if self.here else None
        await self._adopt(self.name)
        await self.write(lambda: self.project.remember(Settings(model=self.name)))
        if node is not None and node.model != self.card.digest:
            await self._find(node.model)

    async def ready(self) -> None:
        """Wait until the model in use is known; every page does, once.

        Raises:
            GanvasError: not even the base can be painted with.
        """
        if self._started is None:
            self._started = asyncio.get_running_loop().create_task(self.start())
        await asyncio.shield(self._started)

    def close(self) -> None:
        """Let go of the processes and the file."""
        self.painters.close()
        self.helper.close()
        self.osc.close()
        self._writer.shutdown()
        self.history.close()

    @property
    def card(self) -> Card:
        """What the model in use is; known when ``ready`` came back."""
        return self._cards[self.name]

    def card_of(self, name: str) -> Card:
        """What the model of that name is, of those that are known by now."""
        return self._cards[name]

    @property
    def line(self) -> str:
        """The sketch as one line of text."""
        return write_line(self.sketch)

    def link(self, path: str, /, **more: str) -> str:
        """The address of a view as it is now, to be shared and opened again."""
        return f"{path}?{urlencode({'sketch': self.line, 'model': self.name, **more})}"

    def shared(self, kind: Callable[["Session"], T]) -> T:
        """What all pages of a room share, such as a taste: made of this session when it is first asked for."""
        if kind not in self._shared:
            self._shared[kind] = kind(self)
        found: T = self._shared[kind]
        return found

    def listen(self, tell: Callable[[Change], None]) -> Callable[[], None]:
        """Call that at every change; what comes back ends it."""
        self._listeners.append(tell)
        return lambda: self._listeners.remove(tell) if tell in self._listeners else None

    def tell(self, change: Change) -> None:
        """Tell every page."""
        for listener in list(self._listeners):
            listener(change)

    async def do(self, verb: str, sketch: Sketch, actor: Actor = "human", reason: str = "") -> Event | None:
        """Take a step: keep it in the history, and show it on every page. A sketch that is there already is no step.

        Args:
            verb: what was done, such as mutate.
            sketch: what it left.
            actor: who did it.
            reason: why, in one line.
        Raises:
            HistoryError: these values are no step.
            RunFailed: the disk is full.
        """
        if sketch == self.sketch and self.here:
            return None
        parents = [self.here] if self.here else []
        return await self._step(lambda: self.history.branch(parents, sketch, verb, self.card.digest, actor, reason))

    async def step(self, act: Callable[[], Event]) -> Event:
        """Take a step that a room writes into the history by itself, and show it on every page.

        Args:
            act: writes it; called where the disk is written.
        Raises:
            HistoryError: it is no step.
            RunFailed: the disk is full.
        """
        return await self._step(act)

    async def undo(self) -> Event:
        """Step back; errors as in ``History.undo``."""
        return await self._step(self.history.undo)

    async def redo(self) -> Event:
        """Step forward; errors as in ``History.redo``."""
        return await self._step(self.history.redo)

    async def go(self, number: int) -> Event:
        """Stand on any node; errors as in ``History.go``."""
        return await self._step(lambda: self.history.go(number))

    async def branch(self, parents: Sequence[int], verb: str, sketch: Sketch, model: str, actor: Actor = "human",
                     reason: str = "") -> Event:  # fmt: skip
        """Take a step from any nodes, painted by the snapshot of that digest; errors as in ``do``."""
        return await self._step(lambda: self.history.branch(parents, sketch, verb, model, actor, reason))

    async def merge(self, first: int, second: int, weight: float) -> Event:
        """Blend two nodes into a new one; errors as in ``History.merge``."""
        return await self._step(lambda: self.history.merge(first, second, weight))

    async def resurrect(self, number: int) -> Event:
        """Take up an old node as a step from here; errors as in ``History.resurrect``."""
        return await self._step(lambda: self.history.resurrect(number))

    async def keep(self, number: int = 0) -> Event:
        """Put a node on the palette, or take it off again; 0 is where the artist stands.

        A sketch that no step led to yet is kept as a first step.
        """
        if not number and not self.here:
            await self._step(lambda: self.history.branch([], self.sketch, "begin", self.card.digest))
        node = number or self.here
        kept = node in await self.write(self.history.kept)
        mark = self.history.unkeep if kept else self.history.keep
        event = await self.write(lambda: mark(node))
        self.tell(Change("palette", event))
        return event

    async def surprise(self) -> Event | None:
        """Another seed, by chance."""
        seed = Seed(seed=random.SystemRandom().randrange(SEEDS_END))
        return await self.do("seed", self.sketch.but(latent=seed.model_dump()))

    async def open(self, line: str, model: str = "") -> None:
        """Show what a link names: where the history has it already it is gone to, else it is a step of its own.

        Raises:
            GanvasError: the line is no sketch, there is no such model, or it cannot paint that.
        """
        sketch = read_line(line) if line else self.sketch
        name = model or self.name
        if name not in self.models:
            raise GanvasError(f"no model {name!r} in this project; there are: {', '.join(self.models)}")
        if sketch == self.sketch and name == self.name:
            return
        if name != self.name:
            await self.use(name)
        if sketch == self.sketch:
            return
        nodes = await self.write(lambda: self.history.last(LOOKED_BACK))
        known = [node.id for node in nodes if node.after == sketch and node.model == self.card.digest]
        if known:
            await self.go(known[-1])
            return
        await self.painters.paint(self.name, sketch.to_json(indent=None), ".jpg")  # a sketch that it can paint
        await self.do("open", sketch)

    async def use(self, name: str) -> None:
        """Paint with another model from now on.

        Raises:
            ModelError: it is missing or damaged.
        """
        await self._adopt(name)
        self.name = name
        await self.write(lambda: self.project.remember(Settings(model=name)))
        self.tell(Change("model"))

    async def look_for_models(self) -> None:
        """See which models there are by now, such as those of a training that has begun to paint."""
        found = await self.write(self.project.models)
        new = {name: path for name, path in found.items() if name not in self.models}
        if new:
            self.models |= new
            self.tell(Change("models"))

    async def paint(self, sketch: Sketch, suffix: str = ".png", scale: int = 1) -> bytes:
        """The bytes of a picture by the model in use; errors as in ``Painters.paint``."""
        return await self.painters.paint(self.name, sketch.to_json(indent=None), suffix, scale)

    async def work(self, task: str, progress: Progress = unwatched, **values: object) -> Any:
        """Do work that takes long, in the helper; errors as in ``Helper.do``."""
        return await self.helper.do(task, progress, **values)

    async def write(self, act: Callable[[], T]) -> T:
        """Do something with the disk outside the server's loop, one after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, act)

    def name_of(self, digest: str) -> str:
        """The name under which the snapshot of that digest is served; empty where none is known."""
        return next((name for name, card in self._cards.items() if card.digest == digest), "")

    async def _step(self, act: Callable[[], Event]) -> Event:
        event = await self.write(act)
        self.here, self.sketch = event.id, event.after
        if event.model != self.card.digest and not await self._find(event.model):
            self.tell(Change("sketch", event))
            raise HistoryError(
                f"step {event.id} was painted by {event.model[:12]}, which is not in this project any more; "
                f"it is shown as {self.name!r} paints it"
            )
        self.tell(Change("sketch", event))
        return event

    async def _adopt(self, name: str) -> None:
        """Pin a name to one snapshot, kept where nobody thins it out."""
        card = await self._ask(name)
        kept = await self.write(lambda: self.project.keep_model(name, self._file(card)))
        if kept != self._file(card):
            self.models[name] = kept
            card = await self._ask(name)
        self.models[name] = self._file(card)
        self._cards[name] = card
        self.served[name] = Served(
            name=name, digest=card.digest, medium=card.medium, shape=card.shape, net=card.net, layers=card.layers,
            seen=card.seen, corpus=card.corpus,
        )  # fmt: skip

    async def _ask(self, name: str) -> Card:
        return Card.model_validate(json.loads(await self.painters.ask("card", name)))

    @staticmethod
    def _file(card: Card) -> Path:
        return Path(card.file)

    async def known(self, digest: str) -> str:
        """The name under which the snapshot of that digest paints; empty where it is not in this project."""
        for adopt in (self._know_named, self._know_kept):
            if not self.name_of(digest):
                await adopt()
        return self.name_of(digest)

    async def _find(self, digest: str) -> bool:
        """Use the model of that digest, if it is one of this project."""
        name = await self.known(digest)
        if name and name != self.name:
            await self.use(name)
        return bool(name)

    async def _know_named(self) -> None:
        """Ask what each model is that has a name; one that is damaged says so when it is chosen."""
        for name in [name for name in self.models if name not in self._cards]:
            with contextlib.suppress(GanvasError):
                await self._adopt(name)

    async def _know_kept(self) -> None:
        """Ask what the older snapshots are that steps were painted with."""
        for kept in self.project.kept_files():
            name = f"{kept.parents[2].name}-{int(kept.parent.name)}"
            if kept not in self.models.values():
                self.models[name] = kept
                with contextlib.suppress(GanvasError):
                    await self._adopt(name)

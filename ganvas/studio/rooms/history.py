"""The room of history: every step as a tree, one or several of them as pictures, and the palette."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from ganvas.errors import GanvasError
from ganvas.gallery.events import Event
from ganvas.studio import parts
from ganvas.studio.island import Island, island
from ganvas.studio.page import Page
from ganvas.studio.palette import Named, Names, call, lines_of, names_in, wanted_nodes
from ganvas.studio.rooms.history_stage import Stage
from ganvas.studio.session import Change
from ganvas.studio.words import WORDS, t

THUMB_PX, TILE_PX = 64, 128
AT_FIRST, MORE = 400, 800  # steps that are shown
MOST = 6  # side by side
ACTORS = ("human", "model")


def said(verb: str) -> str:
    """What a verb is called."""
    key = f"history.act.{verb}"
    return t(key) if key in WORDS else verb


def numbers_in(text: str) -> list[int]:
    """The steps that a part of an address names; what is no number is passed over."""
    found = [int(one) for one in text.split(",") if one.isascii() and one.isdecimal() and 0 < len(one) < 10]
    return list(dict.fromkeys(found))[:MOST]


class Room:
    """The room on one page.

    Attributes:
        nodes: the steps that are known, the oldest first.
        at: the step that is looked at; 0 follows where the artist stands.
        beside: steps side by side; fewer than two are none.
        pair: two steps to merge, or nothing.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        view = page.view
        self.at = next(iter(numbers_in(view.get("at", ""))), 0)
        self.beside, self.pair = numbers_in(view.get("compare", "")), numbers_in(view.get("merge", ""))[:2]
        self.actor, self.verb, self.only_kept = view.get("by", ""), view.get("verb", ""), view.get("kept", "") == "yes"
        self.tag, self.most = view.get("tag", ""), AT_FIRST
        self.nodes: tuple[Event, ...] = ()
        self.kept: tuple[int, ...] = ()
        self.kept_nodes: tuple[Event, ...] = ()
        self.names = Names()
        self.picked: list[int] = []
        self.places: dict[int, int] = {}
        self.tile_nodes: list[Event] = []
        self._again = False
        self._painting: asyncio.Task[None] | None = None

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("history.title"), 1)
        parts.paragraph(t("history.lead"), "gv-lead")
        with parts.box("div", "gv-history-two"):
            with parts.box("section", "gv-history-tree", t("history.tree")):
                self.filters = parts.box("div", "gv-row gv-filters")
                self.tree: Island = island("gv-tree", label=t("history.tree"), nodes=[])
                self.tree.hear("gv-choose", self.page.act(self.choose))
                self.tree.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
                self.below = parts.box("div", "gv-row gv-middle")
            self.stage = Stage(self)
        self.palette = parts.box("section", "gv-palette", t("history.palette"))
        await self.read()
        await self.missing()
        self.show()
        self.page.watch(("sketch", "model", "palette"), self.changed)

    async def read(self) -> None:
        """Read the history anew."""

        def now() -> tuple[tuple[Event, ...], tuple[int, ...], tuple[Event, ...], Names, int]:
            history = self.session.history
            kept = history.kept()
            return history.last(self.most), kept, history.nodes(kept), names_in(self.session.project), len(history)

        self.nodes, self.kept, self.kept_nodes, self.names, self.count = await self.session.write(now)

    async def missing(self) -> None:
        """Drop what an address names and the history has not; read older steps that it names."""
        known = {node.id for node in self.nodes}
        wanted = [*([self.at] if self.at else []), *self.beside, *self.pair]
        older = [number for number in wanted if number not in known]
        if not older:
            return
        try:
            found = await self.session.write(lambda: self.session.history.nodes(older))
        except GanvasError as error:
            self.at, self.beside, self.pair = 0, [], []
            self.page.say(str(error), "alert")
            return
        self.nodes = tuple(sorted({node.id: node for node in (*self.nodes, *found)}.values(), key=lambda one: one.id))

    def node(self, number: int) -> Event:
        """A step by its number."""
        for node in (*reversed(self.nodes), *self.kept_nodes):
            if node.id == number:
                return node
        raise GanvasError(t("history.none"))

    @property
    def looked_at(self) -> int:
        """The number of the step that is looked at; 0 where nothing happened yet."""
        return self.at or self.session.here

    async def changed(self, _change: Change) -> None:
        """Something happened, here or in another tab."""
        await self.read()
        await self.missing()
        if not self.palette.is_deleted:
            self.show()

    def show(self) -> None:
        """Show everything as it is now."""
        self.show_filters()
        self.show_tree()
        self.stage.show()
        self.show_palette()
        if self._painting is None or self._painting.done():
            self._painting = asyncio.get_running_loop().create_task(self.paint())
        else:
            self._again = True

    async def paint(self) -> None:
        """Paint the thumbnails, the newest first, and put them into the tree and the palette."""
        self._again = True
        while self._again and not self.palette.is_deleted and not self.page.client.is_deleted:
            self._again = False
            done = False
            while not done and not self.palette.is_deleted:
                done = await self.session.thumbs.paint(self.nodes, THUMB_PX)
                await self.put_thumbs()
            while not await self.session.thumbs.paint(self.kept_nodes, TILE_PX):
                pass
            if not self.palette.is_deleted:
                with self.palette:
                    await self.put_tiles()

    def show_filters(self) -> None:
        """Whose steps, and which, are shown."""
        self.filters.clear()
        verbs = sorted({node.verb for node in self.nodes})
        with self.filters:
            actors = {"": t("history.by.all")} | {actor: t(f"history.by.{actor}") for actor in ACTORS}
            parts.choice(t("history.by"), actors, self.actor, lambda value: self.filter(by=value))
            words = {"": t("history.verb.all")} | {verb: said(verb) for verb in verbs}
            parts.choice(t("history.verb"), words, self.verb, lambda value: self.filter(verb=value))
            parts.tick(t("history.kept"), self.only_kept, lambda value: self.filter(kept="yes" if value else ""))

    def filter(self, **view: str) -> None:
        """See other steps."""
        self.page.look(**view)
        self.actor, self.verb = self.page.view.get("by", ""), self.page.view.get("verb", "")
        self.only_kept = self.page.view.get("kept", "") == "yes"
        self.show_tree()

    def shown(self) -> list[Event]:
        """The steps that pass the filter."""
        return wanted_nodes(self.nodes, self.actor, self.verb, self.kept if self.only_kept else None)

    def show_tree(self) -> None:
        """The tree, without new pictures."""
        shown = self.shown()
        lines = lines_of(self.nodes, shown, self.kept, {node.verb: said(node.verb) for node in shown})
        for line in lines:
            line["thumb"] = self.places.get(line["id"])
        self.tree.put(nodes=lines, here=self.session.here, chosen=self.looked_at)
        self.below.clear()
        with self.below:
            total = f"{len(self.nodes):,}"
            parts.Text("span", t("history.shown", shown=f"{len(shown):,}", all=total), "gv-quiet")
            if self.nodes and len(self.nodes) >= self.most:
                parts.button(t("history.earlier"), self.page.act(self.earlier), "quiet")

    async def put_thumbs(self) -> None:
        """Put what is painted into the tree."""
        board, self.places = await self.session.thumbs.board(self.nodes, THUMB_PX)
        if board and not self.palette.is_deleted:
            self.tree.put(board=board)
            with self.filters:
                self.show_tree()

    async def earlier(self) -> None:
        """Show older steps as well."""
        self.most += MORE
        await self.read()
        self.show()

    def choose(self, detail: dict[str, Any]) -> None:
        """Look at a step; or put it side by side with those that are there."""
        number = int(detail["id"])
        if len(self.beside) > 1:
            self.put_beside(number)
        else:
            self.look_at(number)

    def look_at(self, number: int) -> None:
        """Look at one step; the artist stays where they stand."""
        self.at = 0 if number == self.session.here else number
        self.beside, self.pair = [], []
        self.turn()

    def put_beside(self, number: int) -> None:
        """Put a step side by side with the others, or with where the artist stands."""
        if not self.beside and self.session.here and self.session.here != number:
            self.beside = [self.session.here]
        if number in self.beside:
            return
        if len(self.beside) >= MOST:
            raise GanvasError(t("history.compare.most"))
        self.beside, self.pair = [*self.beside, number], []
        self.turn()

    def put_all_beside(self, numbers: Sequence[int]) -> None:
        """Put several steps side by side."""
        if not 2 <= len(numbers) <= MOST:
            raise GanvasError(t("history.select"))
        self.beside, self.pair = list(numbers), []
        self.turn()

    def take_away(self, number: int) -> None:
        """Take one away from those side by side."""
        self.beside = [one for one in self.beside if one != number]
        self.beside = self.beside if len(self.beside) > 1 else []
        self.turn()

    def close(self) -> None:
        """One picture again."""
        self.beside, self.pair = [], []
        self.turn()

    def begin_merge(self, first: int, second: int) -> None:
        """Look at what lies between two steps."""
        self.pair, self.beside = [first, second], []
        self.turn()

    def turn(self) -> None:
        """Show another view, and let the address name it."""
        view = {name: ",".join(map(str, numbers)) for name, numbers in (("compare", self.beside), ("merge", self.pair))}
        self.page.look(at=str(self.at or ""), **view)
        self.tree.put(chosen=self.looked_at)
        self.stage.show()

    async def go(self, number: int) -> None:
        """Stand on a step."""
        self.at = 0
        await self.session.go(number)
        self.turn()
        self.page.say(t("history.gone", number=number))

    async def branch(self, number: int) -> None:
        """Stand on a step, and go where the next one is taken."""
        await self.session.go(number)
        self.page.say(t("history.branched", number=number))
        self.page.go("/explore")

    async def resurrect(self, number: int) -> None:
        """Take up a step again from where the artist stands."""
        self.at = 0
        event = await self.session.resurrect(number)
        self.turn()
        self.page.say(t("history.resurrected", number=event.id, old=number))

    async def merge(self, weight: float) -> None:
        """Keep the blend of the pair as a step."""
        first, second = self.pair
        self.at, self.pair = 0, []
        event = await self.session.merge(first, second, weight)
        self.turn()
        self.page.say(t("history.merged", number=event.id))

    async def keep(self, number: int) -> None:
        """Keep a step, or take it off the palette."""
        await self.session.keep(number)

    def name(self, number: int, **wanted: str) -> Callable[[], Any]:
        """The act that calls a kept step something else; a name or tags."""

        async def act() -> None:
            now = self.names.of.get(number, Named())
            values = {"name": now.name, "tags": ",".join(now.tags)} | wanted
            self.names = await self.session.write(lambda: call(self.session.project, number, **values))
            self.session.tell(Change("palette"))

        return act

    def show_palette(self) -> None:
        """What is kept, without new pictures."""
        self.palette.clear()
        with self.palette:
            parts.heading(t("history.palette"))
            if not self.kept:
                parts.paragraph(t("history.palette.none"), "gv-quiet")
                return
            parts.paragraph(t("history.palette.lead"), "gv-quiet")
            with parts.box("div", "gv-row gv-middle"):
                if self.names.tags:
                    tags = {"": t("history.palette.all")} | {tag: tag for tag in self.names.tags}
                    parts.choice(t("history.palette.tag"), tags, self.tag, self.page.act(self.choose_tag))
                parts.button(t("history.palette.beside"), self.page.act(lambda: self.put_all_beside(self.picked)))
            self.tiles = island("gv-tiles", label=t("history.palette"), most=MOST)
        self.tiles.hear("gv-choose", self.page.act(self.choose_tile))
        self.tiles.hear("gv-select", lambda detail: self.pick(detail["selected"]))
        self.tiles.hear("gv-keep", self.page.act(self.let_go))

    def on_palette(self) -> list[Event]:
        """The kept steps that have the tag."""
        return [
            node for node in self.kept_nodes if not self.tag or self.tag in self.names.of.get(node.id, Named()).tags
        ]

    async def put_tiles(self) -> None:
        """Put what is painted into the palette."""
        nodes = self.on_palette()
        board, places = await self.session.thumbs.board(nodes, TILE_PX)
        self.tile_nodes = [node for node in nodes if node.id in places]
        if not board or self.palette.is_deleted or not self.kept:
            return
        labels = [
            self.names.of.get(one.id, Named()).name or t("history.step", number=one.id) for one in self.tile_nodes
        ]
        self.tiles.put(board=board | {"labels": labels}, kept=list(range(len(labels))))

    async def choose_tag(self, tag: str) -> None:
        """See only what has this tag."""
        self.tag = tag
        self.page.look(tag=tag)
        await self.put_tiles()

    def choose_tile(self, detail: dict[str, Any]) -> None:
        """Look at a kept step."""
        self.choose({"id": self.tile_nodes[detail["index"]].id})

    def pick(self, places: Sequence[int]) -> None:
        """Remember which are selected."""
        self.picked = [self.tile_nodes[place].id for place in places if place < len(self.tile_nodes)]

    async def let_go(self, detail: dict[str, Any]) -> None:
        """Take a tile off the palette."""
        if not detail["kept"]:
            await self.session.keep(self.tile_nodes[detail["index"]].id)


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

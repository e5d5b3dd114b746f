"""The room in which pictures are bred: a board, its parents, the rounds so far, and a taste beside it."""

from typing import Any, get_args

from nicegui import ui

from ganvas.errors import GanvasError
from ganvas.sketch import SEEDS_END, Seed, Sketch
from ganvas.studio import parts
from ganvas.studio.island import Island, island
from ganvas.studio.looks import look_of
from ganvas.studio.nursery import MOST_PARENTS, Group, Nursery, Parent, Round, bare
from ganvas.studio.page import Page
from ganvas.studio.rooms.breed_taste import TastePanel
from ganvas.studio.session import Change
from ganvas.studio.taster import Taster
from ganvas.studio.words import t

COLUMNS, TILE_PX = 4, 192
STRIP, STRIP_PX, STRIP_WIDE_PX = 12, 128, 112  # rounds in a row
MOST_ROUNDS = 2 * STRIP
PARENT_PX, LIVE_PX = 64, 384
KEY = "n"


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.nursery, self.taster = self.session.shared(Nursery), self.session.shared(Taster)
        self.now: Round | None = None
        self.kept: list[Any] = []
        self.rounds: list[Round] = []
        self.hand: dict[str, Any] = {}  # what the tiles show as selected, kept and chosen
        self.listed = ""
        self._asked = 0

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("breed.title"), 1)
        parts.paragraph(t("breed.lead"), "gv-lead")
        with parts.box("div", "gv-breeding"):
            with parts.box("section", "gv-litter"):
                self.title = parts.heading("", 2)
                parts.paragraph(t("breed.how"), "gv-quiet")
                self.tiles = self._tiles(label=t("breed.board"), columns=COLUMNS, most=MOST_PARENTS)
                self.tiles.hear("gv-choose", self.page.act(self.pick))
                self.tiles.hear("gv-select", self.page.act(self.select))
                self.tiles.hear("gv-keep", self.page.act(self.keep))
            with parts.box("div", "gv-panel gv-parenting"):
                self.build_parents()
        parts.heading(t("breed.rounds"))
        self.strip = parts.box("div", "gv-rounds")
        TastePanel(self.page).build()
        ui.keyboard(self.key, repeating=False, ignore=["input", "select", "textarea"])
        self.page.watch(("sketch", "model", "breed", "palette"), self.show)
        await self.show()

    def _tiles(self, **values: Any) -> Island:
        made = island("gv-tiles", **values)
        return made.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))

    def build_parents(self) -> None:
        """The picture, who is bred from, and how."""
        ways = self.nursery.ways
        with parts.box("figure", "gv-figure"):
            self.live = island("gv-live", label=t("breed.now"))
        self.parents = parts.box("section", "gv-parents", t("breed.parents"))
        with parts.box("div", "gv-row"):
            self.next = parts.button(t("breed.next"), self.page.act(self.breed), "first", KEY)
            none = parts.button(t("breed.none"), self.page.act(self.pass_over))
            none.props["title"] = t("breed.none.says")
        self.strength = parts.slider(t("breed.strength"), ways.strength, 0.05, 1, 0.05,
                                     settled=self.page.act(self.strengthen), say="{:.2f}".format)  # fmt: skip
        self.locks = parts.box("fieldset", "gv-locks")
        with parts.box("details", "gv-more"):
            parts.Text("summary", t("breed.more"))
            with parts.box("div", "gv-row"):
                self.seed = parts.field(t("breed.seed"), "", self.page.act(self.add_seed), inputmode="numeric")
            self.palette = parts.box("div")

    async def show(self, change: Change | None = None) -> None:
        """Show the round as it is now; a later change takes the place of an earlier one that is not drawn yet."""
        self._asked += 1
        asked, nursery = self._asked, self.nursery
        now, rounds = await nursery.now(), await nursery.rounds()
        kept = await nursery.palette()
        board = await look_of(self.session, now.sketches, COLUMNS, TILE_PX)
        if asked != self._asked or self.title.is_deleted:
            return
        self.now, self.kept, self.rounds = now, kept, rounds[-MOST_ROUNDS:]
        self.show_board(board)
        self.show_picture()
        await self.show_parents()
        await self.show_rounds()
        if change is None or change.what in {"palette", "model"}:
            await self.show_palette()

    def show_board(self, board: dict[str, Any]) -> None:
        """The round, and what is chosen, selected and kept of it."""
        now = self.now
        assert now is not None
        self.title.set_text(t("breed.round", number=now.number))
        labels = [t("breed.stranger") if now.is_stranger(n) else f"{n + 1}" for n in range(len(now.sketches))]
        there = {sketch: place for place, sketch in enumerate(now.sketches)}
        marks: dict[str, Any] = {
            "selected": [there[one.sketch] for one in self.nursery.chosen if one.sketch in there],
            "kept": sorted({there[event.after] for event in self.kept if event.after in there}),
            "chosen": there.get(self.session.sketch, -1),
        }
        self.tiles.put(board=board | {"labels": labels})
        if not self.hand:
            self.tiles.put(**marks)
        elif changed := {name: value for name, value in marks.items() if value != self.hand[name]}:
            self.tiles.update_live(**changed)  # and nothing else: a hand may be further by now
        self.hand = marks

    def show_picture(self) -> None:
        """The picture on which the artist stands."""
        session = self.session
        side = max(session.card.shape[1:])
        self.live.put(src=f"/api/v1/models/{session.name}/live", line=session.line, scale=max(1, round(LIVE_PX / side)),
                      label=t("picture", line=session.line))  # fmt: skip
        self.strength.show(self.nursery.ways.strength)
        self.locks.clear()
        if session.card.layers > 1:
            with self.locks:
                parts.Text("legend", t("breed.locks"))
                for group in get_args(Group):
                    parts.tick(
                        t(f"breed.{group}"), group in self.nursery.ways.locked, self.page.act(self.locking(group))
                    )

    async def show_parents(self) -> None:
        """Who the next round is bred from."""
        chosen = self.nursery.chosen
        boards = [await look_of(self.session, [one.sketch], 1, PARENT_PX) for one in chosen]
        self.parents.clear()
        with self.parents:
            parts.heading(t("breed.parents"), 3)
            if not chosen:
                parts.paragraph(t("breed.alone"), "gv-quiet")
            with parts.box("ul", "gv-chosen"):
                for number, board in enumerate(boards, 1):
                    self._parent(number, str(board["url"]))

    def _parent(self, number: int, url: str) -> None:
        says = t("breed.lead-parent") if number == 1 else t("breed.parent", number=number)
        with parts.box("li"):
            parts.image(url, says)
            out = parts.button(t("breed.out"), self.page.act(lambda: self.take_out(number - 1)), "quiet")
            out.props["aria-label"] = t("breed.out.says", number=number)

    async def show_rounds(self) -> None:
        """The rounds so far, each by its first parent."""
        named = " ".join(f"{one.name}" for one in self.rounds)
        if named != self.listed or not named:
            self.strip.clear()
            self.listed = named
            with self.strip:
                if not self.rounds:
                    parts.paragraph(t("breed.rounds.none"), "gv-quiet")
                    return
                parts.paragraph(t("breed.rounds.says"), "gv-quiet")
                board = await look_of(self.session, [one.parents[0] for one in self.rounds], STRIP, STRIP_PX)
                labels = [str(one.number) for one in self.rounds]
                self.past = self._tiles(label=t("breed.rounds"), columns=STRIP, most=0, keeps=False,
                                        board=board | {"labels": labels})  # fmt: skip
                self.past.hear("gv-choose", self.page.act(self.go_back))
                self.past.style(f"max-width: {min(STRIP, len(self.rounds)) * STRIP_WIDE_PX}px")
        assert self.now is not None
        names = [one.name for one in self.rounds]
        self.past.put(chosen=names.index(self.now.name) if self.now.name in names else -1)

    async def show_palette(self) -> None:
        """What is kept, to be added as a parent."""
        kept = self.kept
        board = await look_of(self.session, [event.after for event in kept], COLUMNS, PARENT_PX) if kept else None
        self.palette.clear()
        with self.palette:
            if board is None:
                parts.paragraph(t("breed.palette.none"), "gv-quiet")
                return
            parts.paragraph(t("breed.palette"), "gv-quiet")
            tiles = self._tiles(label=t("breed.palette"), columns=COLUMNS, most=0, keeps=False, board=board)
            tiles.hear("gv-choose", self.page.act(self.add_kept))

    async def pick(self, detail: dict[str, Any]) -> None:
        """Stand on a tile."""
        self.hand["chosen"] = detail["index"]
        await self.nursery.pick(detail["index"])

    def select(self, detail: dict[str, Any]) -> None:
        """Breed from the tiles that are selected, and from those that are chosen from elsewhere."""
        now = self.now
        assert now is not None
        self.hand["selected"] = detail["selected"]
        others = [one for one in self.nursery.chosen if one.sketch not in now.sketches]
        here = [Parent(now.sketches[place], place, 0) for place in detail["selected"]]
        try:
            self.nursery.choose([*others, *here])
        finally:
            self.page.later(self.show)

    async def keep(self, detail: dict[str, Any]) -> None:
        """Put a tile on the palette, or take it off."""
        now = self.now
        assert now is not None
        self.hand["kept"] = sorted(detail["all"])
        if await self.nursery.keep(detail["index"]):
            await self.taster.learn(keep=[now.sketches[detail["index"]]])

    async def breed(self) -> None:
        """The next round."""
        now, parents = self.now, self.nursery.next_parents()
        await self.nursery.breed()
        if now is None:
            return
        taken = [one.sketch for one in parents if one.sketch in now.sketches]
        kept = {event.after for event in self.kept}
        others = [one for one in now.sketches if one not in taken and one not in kept]
        await self.taster.learn(prefer=[(one, others) for one in taken])

    async def pass_over(self) -> None:
        """None of this round; the same parents once more."""
        now = self.now
        if now is None:
            return
        self.nursery.choose([Parent(one) for one in now.parents])
        await self.nursery.breed()
        kept = {event.after for event in self.kept}
        await self.taster.learn(skip=[one for one in now.sketches if one not in kept])

    async def go_back(self, detail: dict[str, Any]) -> None:
        """Stand on an earlier round."""
        await self.session.go(self.rounds[detail["index"]].node)

    def take_out(self, place: int) -> None:
        """One parent less."""
        self.nursery.choose([one for number, one in enumerate(self.nursery.chosen) if number != place])
        self.page.client.run_javascript(f"getHtmlElement({self.next.id}).focus()")

    def add_seed(self, text: str) -> None:
        """A seed as a parent."""
        if not text.strip():
            return
        if not text.strip().isdecimal() or int(text) >= SEEDS_END:
            raise GanvasError(f"{text.strip()!r}: is no seed; write a whole number from 0 to {SEEDS_END - 1:,}")
        self.nursery.add(Parent(Sketch(latent=Seed(seed=int(text)), psi=self.session.sketch.psi)))
        parts.put(self.seed, "")

    def add_kept(self, detail: dict[str, Any]) -> None:
        """Something of the palette as a parent."""
        event = self.kept[detail["index"]]
        self.nursery.add(Parent(bare(event.after), node=event.id))

    async def strengthen(self, strength: float) -> None:
        """Let children differ so much."""
        await self.nursery.adjust(strength=strength)

    def locking(self, group: str) -> Any:
        """The act that locks a group of layers, or lets it go."""

        async def lock(locked: bool) -> None:
            ways = self.nursery.ways
            groups = [one for one in get_args(Group) if (locked if one == group else one in ways.locked)]
            if len(groups) == len(get_args(Group)):
                self.nursery.tell()
                raise GanvasError(t("breed.locks.most"))
            await self.nursery.adjust(locked=groups)

        return lock

    async def key(self, event: Any) -> None:
        """The key of the next round."""
        modified = event.modifiers.ctrl or event.modifiers.alt or event.modifiers.meta
        if event.action.keydown and event.key.name == KEY and not modified:
            await self.page.act(self.breed)()


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

"""The room to explore: an endless board, the atlas, and the directions, beside one picture that follows."""

from collections.abc import Awaitable, Callable
from typing import Any

from ganvas.studio import easel, parts
from ganvas.studio.island import Island, island
from ganvas.studio.page import Page
from ganvas.studio.rooms.explore_atlas import AtlasView
from ganvas.studio.rooms.explore_board import BoardView
from ganvas.studio.rooms.explore_liked import Liked
from ganvas.studio.rooms.reins import TURN, Reins
from ganvas.studio.session import Change
from ganvas.studio.words import t

VIEWS = ("board", "atlas", "directions")


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.view = page.view.get("view", "") if page.view.get("view") in VIEWS else VIEWS[0]
        self.board: BoardView | None = None
        self.reins: Reins | None = None
        self.line_shown = ""

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("explore.title"), 1)
        parts.paragraph(t("explore.lead"), "gv-lead")
        with parts.box("div", "gv-explore-room"):
            with parts.box("div", "gv-panel gv-explore-side"):
                self.build_picture()
            with parts.box("section", "gv-views"):
                self.build_ways()
                self.holder = parts.box("div", "gv-view")
        await self.show()
        self.page.watch(("sketch", "model"), self.show)
        self.page.watch("model", self.open_again)
        await self.open(self.view)

    def build_picture(self) -> None:
        """The picture, and what can be done with it."""
        session, act = self.session, self.page.act
        with parts.box("figure", "gv-figure gv-wide"):
            self.live: Island = island("gv-live", **easel.live(session))
        with parts.box("div", "gv-row"):
            parts.button(t("explore.again"), act(session.surprise), "first", "r")
            parts.button(t("explore.more"), act(lambda: self.around("like")))
            parts.button(t("explore.less"), act(lambda: self.around("unlike")))
        self.psi = island("gv-slider", name="psi", label=t("explore.psi"), min=0, max=1.5, step=0.01, start=0.8,
                          value=session.sketch.psi, fixed=True)  # fmt: skip
        self.psi.props["data-path"] = "psi"
        self.psi.classes("gv-wide")
        self.psi.on("gv-input", js_handler=TURN % self.live.id)
        self.psi.hear("gv-change", act(easel.Resting(self.settled)))
        self.line = parts.field(t("explore.line"), session.line, act(session.open))
        self.save = parts.link(t("explore.save"), "", "gv-button quiet")
        Liked(self.page, self.chosen, self.named).build()

    def build_ways(self) -> None:
        """The ways to look: which of them is open is said by its state."""
        self.ways: dict[str, parts.Text] = {}
        with parts.box("div", "gv-ways", t("explore.ways")).props("role=group"):
            for view in VIEWS:
                self.ways[view] = parts.button(t(f"explore.{view}"), self.page.act(self.opening(view)), "way")

    def opening(self, view: str) -> Callable[[], Awaitable[None]]:
        """The act that opens a view."""

        async def open_it() -> None:
            await self.open(view)

        return open_it

    async def open(self, view: str) -> None:
        """Show one of the views."""
        self.view, self.board, self.reins = view, None, None
        for name, way in self.ways.items():
            way.props["aria-pressed"] = "true" if name == view else "false"
        self.page.look(view="" if view == VIEWS[0] else view)
        self.holder.clear()
        with self.holder:
            await {"board": self.open_board, "atlas": self.open_atlas, "directions": self.open_directions}[view]()

    async def open_again(self, _change: Change) -> None:
        """Another model: what is open is of that one now."""
        await self.open(self.view)

    async def open_board(self) -> None:
        """The endless board."""
        self.board = BoardView(self.page, self.opening("board"))
        await self.board.build()

    async def open_atlas(self) -> None:
        """The map."""
        await AtlasView(self.page).build()

    async def open_directions(self) -> None:
        """The sliders."""
        parts.paragraph(t("reins.lead"), "gv-quiet")
        self.reins = Reins(self.page, self.live, self.put_live)
        self.reins.build()

    async def around(self, kind: str) -> None:
        """A board of what is like the picture, or unlike it."""
        self.page.look(board=kind, about=self.session.line, first="")
        await self.open("board")

    async def named(self) -> None:
        """A direction has been made: look at it."""
        await self.open("directions")

    def chosen(self) -> list[Any]:
        """The sketches that are selected on the board; where none are, the picture."""
        selected = self.board.selected() if self.board else []
        return selected or [self.session.sketch]

    async def settled(self, detail: dict[str, Any]) -> None:
        """Keep the psi that was come to."""
        await self.session.do("psi", self.session.sketch.but(psi=detail["value"]))

    async def show(self, change: Change | None = None) -> None:
        """Stand where the session stands."""
        self.put_live()
        self.psi.put(value=self.session.sketch.psi)
        if self.session.line != self.line_shown:  # what is being written stays, unless there is something else to show
            self.line_shown = self.session.line
            parts.put(self.line, self.session.line)
        self.save.props["href"] = easel.saved(self.session)
        self.save.props["download"] = "ganvas.png"
        if self.board and change is not None and change.what == "sketch":
            await self.board.follow()

    def put_live(self) -> None:
        """The picture, as far as the sliders are on the page with all of them in the sketch."""
        values = easel.live(self.session)
        if self.reins is not None and self.reins.rows:
            self.reins.show()
            values["sketch"] = self.reins.template()
        self.live.put(**values)


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

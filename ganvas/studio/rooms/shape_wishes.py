"""Beside the picture: a wish, painted, and six proposals that follow it; taking one is a step of the artist's."""

import random
from typing import Any

from nicegui import ui

from ganvas.errors import GanvasError
from ganvas.sketch import SEEDS_END, Sketch
from ganvas.studio import easel, parts
from ganvas.studio.island import island
from ganvas.studio.rooms.shape_bench import Bench
from ganvas.studio.words import t

KINDS = ("keep", "colours", "lines")
SIX = 6
SECONDS = 40.0
TILE_PX = 128


class WishPanel:
    """The panel on one page."""

    def __init__(self, room: Bench, kind: str) -> None:
        self.room, self.page, self.session, self.kind = room, room.page, room.page.session, kind
        self.proposals: list[dict[str, Any]] = []
        self.at = -1

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t(f"shape.{self.kind}"), 2, "gv-first")
        parts.paragraph(t(f"shape.{self.kind}.lead"), "gv-quiet")
        with parts.box("div", "gv-row"):
            self.ask = parts.button(t("shape.propose"), self.page.act(self.propose), "first")
            self.stop = parts.button(t("shape.stop"), self.session.helper.stop, "quiet")
        self.stop.set_visibility(False)
        self.bar = ui.element("progress").props("max=1 value=0")
        self.bar.props["aria-label"] = t("shape.propose")
        self.bar.set_visibility(False)
        self.found = parts.box("div", "gv-wide gv-proposals")

    async def show(self) -> None:
        """Nothing here follows the sketch: what was proposed stays until something else is."""

    def progress(self, _words: str, share: float) -> None:
        """Say how far it is."""
        if share >= 0 and not self.bar.is_deleted:
            self.bar.props["value"] = round(share, 3)

    async def propose(self) -> None:
        """Look for six answers; the picture stays as it is."""
        if self.kind not in self.room.painted:
            raise GanvasError(t("shape.unpainted"))
        self.busy(True)
        try:
            self.proposals = await self.session.work(
                "propose", self.progress, model=self.session.card.file, kind=self.kind,
                picture=self.room.painted[self.kind], sketch=easel.plain(self.session.sketch),
                seed=random.SystemRandom().randrange(SEEDS_END), count=SIX, seconds=SECONDS,
            )  # fmt: skip
        finally:
            self.busy(False)
        if not self.found.is_deleted:
            self.show_proposals()

    def busy(self, busy: bool) -> None:
        """Whether they are being looked for."""
        if self.bar.is_deleted:
            return
        self.bar.set_visibility(busy)
        self.stop.set_visibility(busy)
        self.ask.set_visibility(not busy)

    def show_proposals(self) -> None:
        """The six, to be looked at one by one."""
        self.found.clear()
        sketches = [Sketch.model_validate(one["sketch"]) for one in self.proposals]
        with self.found:
            parts.heading(t("shape.proposals"), 3)
            labels = [f"{max(0.0, one['score']):.0%}" for one in self.proposals]
            tiles = island("gv-tiles", board=easel.board(self.session, sketches, 3, TILE_PX, labels), columns=3, most=0,
                           keeps=False, label=t("shape.proposals"))  # fmt: skip
            self.said = parts.paragraph(t("shape.look"), "gv-quiet")
            with parts.box("div", "gv-row"):
                parts.button(t("shape.take_it"), self.page.act(self.take), "first")
                parts.button(t("shape.leave"), self.page.act(self.leave), "quiet")
        tiles.hear("gv-choose", self.page.act(self.look))
        tiles.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.at = -1

    def look(self, detail: dict[str, int]) -> None:
        """See one of them large; nothing is taken."""
        self.at = detail["index"]
        self.said.set_text(self.proposals[self.at]["line"])
        self.room.preview(Sketch.model_validate(self.proposals[self.at]["sketch"]))

    async def take(self) -> None:
        """Take the one that is looked at."""
        if self.at < 0:
            raise GanvasError(t("shape.look"))
        one = self.proposals[self.at]
        await self.session.do("propose", Sketch.model_validate(one["sketch"]), reason=one["line"])

    def leave(self) -> None:
        """Take none of them."""
        self.found.clear()
        self.proposals, self.at = [], -1
        self.room.put_live(at_once=True)

"""The atlas of the room to explore: everything the model paints on one map, own works marked, empty land said."""

import asyncio
from pathlib import Path
from typing import Any

from nicegui import ui

from ganvas.model.atlas.index import Atlas
from ganvas.sketch import Seed, Sketch
from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.words import t

COUNTS = (300, 1000, 3000)
LOOK = "lite0:64"
NONE = ""
NAME_LETTERS = 32
LAND_PX = 2400  # how wide the whole map is when a land is gone to
MOST_LANDS = 4


class AtlasView:
    """The map on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        corpora = self.session.project.corpora()
        self.corpora = {str(path): path.name for path in corpora}
        self.corpus, self.count = next(reversed(self.corpora), NONE), COUNTS[0]

    @property
    def name(self) -> str:
        """Of the atlas of this model."""
        return self.session.card.digest[:NAME_LETTERS]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.session.project.path / "atlases" / self.name

    async def build(self) -> None:
        """The map, or the way to one."""
        self.holder = parts.box("div", "gv-atlas")
        self.show()

    def show(self) -> None:
        """What is there."""
        self.holder.clear()
        with self.holder:
            if (self.path / "index.js").is_file():
                self.show_map()
            self.show_draw()

    def show_draw(self) -> None:
        """Draw one, or draw it anew."""
        there = (self.path / "index.js").is_file()
        with parts.box("details" if there else "div", "gv-draw"):
            if there:
                parts.Text("summary", t("atlas.again"))
            parts.paragraph(t("atlas.lead"), "gv-quiet")
            with parts.box("div", "gv-row"):
                counts = {str(count): f"{count:,}" for count in COUNTS}
                parts.choice(t("atlas.count"), counts, str(self.count), self.set_count)
                if self.corpora:
                    named = self.corpora | {NONE: t("atlas.no_corpus")}
                    parts.choice(t("atlas.corpus"), named, self.corpus, lambda path: setattr(self, "corpus", path))
                parts.button(t("atlas.draw"), self.page.act(self.draw), "" if there else "first")
            self.bar = ui.element("progress").props("max=1 value=0")
            self.bar.props["aria-label"] = t("atlas.draw")
            self.bar.set_visibility(False)

    def set_count(self, count: str) -> None:
        """Paint so many."""
        self.count = int(count)

    async def draw(self) -> None:
        """Draw the map; that takes a while, and the rest of the studio goes on."""
        self.bar.set_visibility(True)
        try:
            found = await self.session.work(
                "atlas", self.progress, model=self.session.card.file, into=str(self.path), corpus=self.corpus,
                count=self.count, look=LOOK,
            )  # fmt: skip
        finally:
            if not self.bar.is_deleted:
                self.bar.set_visibility(False)
        self.page.say(t("atlas.drawn", **{name: f"{found[name]:,}" for name in ("samples", "works")}))
        if not self.holder.is_deleted:
            self.show()

    def progress(self, words: str, share: float) -> None:
        """Say how far it is."""
        if self.bar.is_deleted:
            return
        if share >= 0:
            self.bar.props["value"] = round(share, 3)
        self.page.say(words)

    def show_map(self) -> None:
        """The map itself, and a word on its lands."""
        version = (self.path / "index.js").stat().st_mtime_ns
        self.map = island("gv-map", src=f"/studio/atlases/{self.name}/", label=t("atlas.map"), film=True)
        self.map.props["data-version"] = version
        self.map.hear("gv-choose", self.page.act(self.choose))
        self.map.hear("gv-shown", self.say_lands)
        self.map.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.lands = parts.box("div", "gv-lands")

    async def choose(self, detail: dict[str, Any]) -> None:
        """What was clicked becomes the picture: a sample itself, or what the model paints where a work hangs."""
        found = await asyncio.to_thread(lambda: Atlas.open(self.path))
        seed = Sketch(latent=Seed(seed=detail["seed"]), psi=found.index.psi)
        await self.session.do("atlas", seed if detail["kind"] == "seed" else found.at(detail["x"], detail["y"]))

    def say_lands(self, detail: dict[str, Any]) -> None:
        """Say where works are that the model hardly paints, and where it paints what no work is like."""
        self.lands.clear()
        with self.lands:
            if not detail["works"]:
                parts.paragraph(t("atlas.no_works"), "gv-quiet")
                return
            for kind in ("only_works", "only_samples"):
                self.say_land(kind, detail[kind])

    def say_land(self, kind: str, lands: list[dict[str, float]]) -> None:
        """One kind of lands, and the way to the largest."""
        if not lands:
            return
        parts.paragraph(t(f"atlas.{kind}", share=f"{sum(land['share'] for land in lands):.0%}"))
        with parts.box("div", "gv-row"):
            for number, land in enumerate(lands[:MOST_LANDS], 1):
                said = t("atlas.go", number=number, share=f"{land['share']:.0%}")
                parts.button(said, self.going(land["x"], land["y"]), "quiet")

    def going(self, x: float, y: float) -> Any:
        """The act that goes to a land."""
        return lambda: self.map.run_method("go", x, y, LAND_PX)

"""The endless board of the room to explore: seeds in a row, or around one picture, or as far from it as there are."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ganvas.errors import GanvasError
from ganvas.sketch import SEEDS_END, Seed, Sketch
from ganvas.sketch.line import read_line, write_line
from ganvas.studio import easel, parts, shaping
from ganvas.studio.island import Island, island
from ganvas.studio.page import Page
from ganvas.studio.words import t

KINDS = ("seeds", "like", "alike", "unlike")
COUNT = 40  # tiles of one board
COLUMNS = 8
MOST_BOARDS = 10  # on the page; the first goes
MOST_SELECTED = 16
NEAR = 0.45  # how far a mutant is, 0 to 1


class BoardView:
    """The boards on one page, one below the other."""

    def __init__(self, page: Page, again: Callable[[], Awaitable[None]]) -> None:
        """Nothing is on the page yet.

        Args:
            page: where; its address says which board.
            again: opens the view anew, as the address says then.
        """
        self.page, self.session, self.again = page, page.session, again
        said = page.view
        self.kind = said.get("board", "") if said.get("board") in KINDS else KINDS[0]
        self.first = int(said["first"]) if said.get("first", "").isdecimal() else 0
        self.near = min(1.0, float(said["near"]) / 100) if said.get("near", "").isdecimal() else NEAR
        self.about = read_line(said["about"]) if said.get("about") else self.session.sketch
        self.boards: list[tuple[Island, list[Sketch]]] = []
        self.marked: dict[int, list[int]] = {}
        self.psi = self.session.sketch.psi
        self.number = 0  # boards so far

    async def build(self) -> None:
        """Fill the page."""
        with parts.box("div", "gv-row gv-middle"):
            kinds = {kind: t(f"board.{kind}") for kind in KINDS}
            parts.choice(t("board.kind"), kinds, self.kind, self.page.act(self.turn_to))
            if self.kind == "seeds":
                parts.field(t("board.first"), str(self.first), self.page.act(self.begin_at), inputmode="numeric")
            if self.kind == "like":
                parts.slider(
                    t("board.near"), self.near, 0.05, 1, 0.05, None, self.page.act(self.nearer), "{:.0%}".format
                )
        if self.kind != "seeds":
            parts.paragraph(t(f"board.{self.kind}.lead", line=write_line(self.about)), "gv-quiet gv-about")
        self.holder = parts.box("div", "gv-boards")
        await self.more()

    async def restart(self) -> None:
        """Begin anew below what is chosen."""
        self.psi, self.number, self.boards, self.marked = self.session.sketch.psi, 0, [], {}
        self.holder.clear()
        await self.more()

    async def turn_to(self, kind: str) -> None:
        """Another kind of board, about what is looked at now."""
        self.page.look(
            board="" if kind == KINDS[0] else kind, first="", about="" if kind == KINDS[0] else self.session.line
        )
        await self.restart()

    async def begin_at(self, text: str) -> None:
        """Begin at another seed."""
        if not (text.strip().isdecimal() and int(text) < SEEDS_END):
            raise GanvasError(f"{text!r}: is no seed; write a number from 0 to {SEEDS_END - 1:,}")
        self.first = int(text)
        self.page.look(first=text.strip())
        await self.restart()

    async def nearer(self, near: float) -> None:
        """Mutate less, or more."""
        self.near = near
        self.page.look(near=f"{round(100 * near)}")
        await self.restart()

    async def sketches(self, first: int) -> list[Sketch]:
        """The next tiles."""
        if self.kind == "seeds":
            return shaping.seeds_at(first, min(COUNT, SEEDS_END - first), self.psi)
        if self.kind == "like":
            return shaping.mutants(self.about, self.near, first, COUNT)
        data = await self.session.painters.ask(
            "seeds-by-distance", self.session.name, sketch=easel.plain(self.about), first=first, count=COUNT,
            far=self.kind == "unlike",
        )  # fmt: skip
        return [Sketch(latent=Seed(seed=seed), psi=self.psi) for seed in json.loads(data)]

    async def more(self, _detail: Any = None) -> None:
        """One board more below the last."""
        sketches = await self.sketches(self.first + COUNT * self.number)
        if not sketches or self.holder.is_deleted:
            return
        for tiles, _ in self.boards:
            tiles.put(more=False)
        if len(self.boards) >= MOST_BOARDS:
            self.boards.pop(0)[0].delete()
        with self.holder:
            said = t("board.label", number=self.number + 1)
            tiles = island("gv-tiles", board=easel.board(self.session, sketches, COLUMNS), columns=COLUMNS,
                           most=MOST_SELECTED, more=True, label=said)  # fmt: skip
        self.number += 1
        self.boards.append((tiles, sketches))
        tiles.hear("gv-choose", self.page.act(lambda detail: self.choose(sketches[detail["index"]])))
        tiles.hear("gv-select", lambda detail: self.marked.update({tiles.id: detail["selected"]}))
        tiles.hear("gv-keep", self.page.act(lambda detail: self.keep(sketches[detail["index"]])))
        tiles.hear("gv-more", self.page.act(self.more))
        tiles.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        await self.mark()

    async def choose(self, sketch: Sketch) -> None:
        """Look at a tile."""
        await self.session.do("mutate" if self.kind == "like" else "seed", sketch)

    async def keep(self, sketch: Sketch) -> None:
        """Put a tile on the palette, or take it off."""
        await self.choose(sketch)
        await self.session.keep()
        await self.mark()

    def selected(self) -> list[Sketch]:
        """The sketches of all tiles that are selected."""
        return [sketches[at] for tiles, sketches in self.boards for at in self.marked.get(tiles.id, [])]

    async def mark(self) -> None:
        """Say of each tile whether it is looked at, and whether it is on the palette."""
        palette = {event.after for event in await self.session.write(self.session.history.palette)}
        now = self.session.sketch
        for tiles, sketches in self.boards:
            kept = [at for at, sketch in enumerate(sketches) if sketch in palette]
            tiles.put(chosen=sketches.index(now) if now in sketches else -1, kept=kept)

    async def follow(self) -> None:
        """The sketch has changed: boards by psi are painted anew where that changed."""
        if self.kind in ("seeds", "alike", "unlike") and self.session.sketch.psi != self.psi:
            await self.restart()
        else:
            await self.mark()

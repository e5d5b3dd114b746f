"""The room of works: what the model may learn from, whose it is, and what a training will see of it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ganvas.errors import GanvasError
from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.rooms.works_rights import Rights
from ganvas.studio.words import t

SIZES_PX = (32, 64, 128)
FIRST_SIZE_PX = 64
PAGE = 120  # works on one board, as the task draws them
NAME = re.compile(r"[\w][\w .-]{0,63}")
LOOKS = "/studio/looks"


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        corpora = self.session.project.corpora()
        self.corpus = corpora[-1].name if corpora else ""
        self.size_px, self.start, self.author = FIRST_SIZE_PX, 0, ""
        self.new_name, self.path = "works", ""
        self.shown: dict[str, Any] = {}

    @property
    def folder(self) -> Path:
        """The corpus that is open, or the one that will be made."""
        return self.session.project.path / "corpora" / (self.corpus or self.new_name)

    @property
    def looks(self) -> str:
        """Where tasks lay what they draw."""
        return str(self.session.project.path / "looks")

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("works.title"), 1)
        parts.paragraph(t("works.lead"), "gv-lead")
        with parts.box("div", "gv-two"):
            self.which = parts.box("div", "gv-panel")
            with parts.box("div", "gv-panel"):
                self.build_sources()
        self.report = parts.box("section", "gv-report")
        self.look = parts.box("section", "gv-look")
        self.show_which()
        await self.refresh()

    def show_which(self) -> None:
        """Which corpus is open, or what the new one will be called, and whose works they are."""
        self.which.clear()
        with self.which:
            names = {path.name: path.name for path in self.session.project.corpora()} | {"": t("works.new")}
            parts.choice(t("works.corpus"), names, self.corpus, self.page.act(self.open))
            if not self.corpus:
                parts.field(t("works.name"), self.new_name, self.page.act(self.rename))
            parts.field(t("works.author"), self.author, self.sign)

    def build_sources(self) -> None:
        """Where works come from: dropped, or a folder of this machine."""
        drop = island("gv-drop", label=t("works.drop"), files=t("works.files"), folder=t("works.folder"),
                      sending=t("works.sending"))  # fmt: skip
        drop.hear("gv-dropped", self.page.act(self.dropped))
        drop.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        with parts.box("div", "gv-row"):
            parts.field(t("works.path"), "", self.name_path)
            parts.button(t("works.gather"), self.page.act(lambda: self.gather([self.path])))

    def sign(self, author: str) -> None:
        """Remember whose works they are."""
        self.author = author.strip()

    def name_path(self, path: str) -> None:
        """Remember where works are."""
        self.path = path.strip()

    def rename(self, name: str) -> None:
        """Call the new corpus so."""
        if not NAME.fullmatch(name.strip()):
            raise GanvasError(f"{name!r}: is no name for a corpus; use letters, digits, spaces, dots and dashes")
        self.new_name = name.strip()

    async def open(self, name: str) -> None:
        """Show another corpus."""
        self.corpus, self.start = name, 0
        self.show_which()
        await self.refresh()

    async def dropped(self, detail: dict[str, Any]) -> None:
        """Gather what was dropped; then the copies that were only passing go."""
        place = self.session.project.path / "drops" / str(detail["batch"])
        try:
            await self.gather([str(place)])
        finally:
            await self.session.write(lambda: shutil.rmtree(place, ignore_errors=True))

    async def gather(self, sources: list[str]) -> None:
        """Gather sources into the corpus that is open, and say what came of it."""
        if not all(sources):
            raise GanvasError("name a folder or an archive of works, or builtin:ink")
        self.page.say(t("works.gathering"))
        found = await self.session.work(
            "gather", self.progress, sources=sources, into=str(self.folder), author=self.author, mine=False
        )
        self.corpus = self.folder.name
        self.page.say(t("works.came", **{name: f"{found[name]:,}" for name in ("added", "left_out", "known")}))
        self.show_which()
        self.show_report(found)
        await self.refresh()

    def progress(self, words: str, _share: float) -> None:
        """Say how far a task is."""
        self.page.say(words)

    def show_report(self, found: dict[str, Any]) -> None:
        """What came in, what did not, and why: a line each."""
        self.report.clear()
        if not found["lines"]:
            return
        with self.report:
            parts.heading(t("works.report"))
            with parts.box("ul", "gv-lines"):
                for line in found["lines"]:
                    show_line(line)
            if found["more"]:
                parts.paragraph(t("works.more", count=f"{found['more']:,}"), "gv-quiet")

    async def refresh(self, _event: Any = None) -> None:
        """Look at the corpus anew."""
        if not self.corpus:
            self.look.clear()
            with self.look:
                parts.paragraph(t("works.none"), "gv-quiet")
            return
        self.shown = await self.session.work(
            "look", corpus=str(self.folder), into=self.looks, size_px=self.size_px, start=self.start
        )
        if self.look.is_deleted:
            return
        self.author = self.author or self.shown["author"]
        self.look.clear()
        with self.look:
            self.show_board()
            Rights(self.page, self).build(self.detail)
            self.show_alike()
            self.show_altered()

    def show_board(self) -> None:
        """The works as they are cut, and what is known of the one that is chosen."""
        shown, (_, height, width) = self.shown, self.shown["shape"]
        parts.heading(shown["name"])
        parts.paragraph(t("works.count", works=f"{shown['works']:,}", width=width, height=height), "gv-quiet")
        with parts.box("div", "gv-row gv-middle"):
            sizes = {str(size): str(size) for size in SIZES_PX}
            parts.choice(t("works.size"), sizes, str(self.size_px), self.page.act(self.resize))
            self.show_pages()
        with parts.box("div", "gv-split"):
            names = [one["name"].rpartition("/")[2] for one in shown["each"]]
            tiles = island("gv-tiles", board=board_of(shown["board"], names), most=0,
                           keeps=False, label=t("works.board"))  # fmt: skip
            self.detail = parts.box("aside", "gv-panel gv-detail", t("works.rights"))
        with self.detail:
            parts.paragraph(t("works.choose"), "gv-quiet")
        tiles.hear("gv-choose", self.page.act(lambda detail: Rights(self.page, self).choose(self.detail, detail)))

    def show_pages(self) -> None:
        """Where in a large corpus the board is, and the way on."""
        works, last = self.shown["works"], self.start + len(self.shown["each"])
        if works <= PAGE:
            return
        said = t("works.page", first=f"{self.start + 1:,}", last=f"{last:,}", works=f"{works:,}")
        parts.button(t("works.back"), self.page.act(lambda: self.turn(-PAGE)), "quiet")
        parts.Text("span", said, "gv-quiet")
        parts.button(t("works.on"), self.page.act(lambda: self.turn(PAGE)), "quiet")

    async def turn(self, by: int) -> None:
        """Show other works of the same corpus."""
        self.start = max(0, min(self.start + by, (self.shown["works"] - 1) // PAGE * PAGE))
        await self.refresh()

    async def resize(self, size_px: str) -> None:
        """Cut the works to another size."""
        self.size_px = int(size_px)
        await self.refresh()

    def show_alike(self) -> None:
        """Pairs that look the same, side by side."""
        if not self.shown["alike"]:
            return
        parts.heading(t("works.alike"))
        parts.paragraph(t("works.alike.lead"), "gv-quiet")
        with parts.box("ul", "gv-pairs"):
            for pair in self.shown["alike"]:
                with parts.box("li"):
                    parts.image(
                        f"{LOOKS}/{pair['board']['name']}", f"{pair['first']['name']}, {pair['second']['name']}"
                    )
                    self.show_ways_out(pair)

    def show_ways_out(self, pair: dict[str, Any]) -> None:
        """A button for each of a pair."""
        for one in (pair["first"], pair["second"]):
            parts.button(t("works.leave.name", name=one["name"]), self.page.act(self.leaving(one["sha256"])), "quiet")

    def leaving(self, sha256: str) -> Callable[[], Any]:
        """The act that takes one work out."""

        async def leave() -> None:
            found = await self.session.work("leave-out", corpus=str(self.folder), sha256=sha256, reason="in the studio")
            self.page.say(t("works.gone", name=found["name"]))
            await self.refresh()

        return leave

    def show_altered(self) -> None:
        """The sheet of what the discriminator will see, drawn when it is asked for."""
        parts.heading(t("works.altered"))
        parts.paragraph(t("works.altered.lead"), "gv-quiet")
        holder = parts.box("div", "gv-sheet")

        async def draw() -> None:
            found = await self.session.work("altered", corpus=str(self.folder), into=self.looks)
            holder.clear()
            with holder:
                parts.image(f"{LOOKS}/{found['sheet']}", t("works.altered.says"))

        with holder:
            parts.button(t("works.altered.draw"), self.page.act(draw))


def show_line(line: dict[str, str]) -> None:
    """One line of a report."""
    with parts.box("li"):
        parts.Text("span", t("works.left" if line["did"] == "left out" else "works.kept"), "gv-tag")
        parts.Text("span", line["text"])


def board_of(board: dict[str, Any], labels: list[str]) -> dict[str, Any]:
    """A board as gv-tiles takes it."""
    return {"url": f"{LOOKS}/{board['name']}", **{name: board[name] for name in ("columns", "count", "tile")}} | {
        "labels": labels
    }


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

"""Taking things along: forms of a work, pages, an edition, the model; each made as a task and then saved by a link."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from ganvas.gallery.wishes import Wish
from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.wall import Wall
from ganvas.studio.words import t

UNITS = ("bytes", "KB", "MB", "GB")


def size_of(count: int) -> str:
    """Bytes as a person reads them."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.3g} {UNITS[unit]}"


def exports_of(page: Page) -> str:
    """Where what is taken along lies until it is saved."""
    return str(page.session.project.path / "exports")


class Offer:
    """A button that makes a file, and the link that saves it."""

    def __init__(self, page: Page, words: str, make: Callable[[], Awaitable[dict[str, Any]]], ask: str = "") -> None:
        """Put it on the page.

        Args:
            page: where things are said.
            words: the key of what the button says.
            make: makes the file and tells of it.
            ask: the key of the question that comes first, where what is done cannot be undone.
        """
        self.page, self.words, self.make, self.question = page, words, make, ask
        self.holder = parts.box("div", "gv-offer")
        self.show()

    def show(self) -> None:
        """The button."""
        self.holder.clear()
        with self.holder:
            parts.button(t(self.words), self.page.act(self.ask if self.question else self.do))

    def ask(self) -> None:
        """Ask first."""
        self.holder.clear()
        with self.holder:
            parts.paragraph(t(self.question))
            with parts.box("div", "gv-row"):
                parts.button(t("take.yes"), self.page.act(self.do), "first").run_method("focus")
                parts.button(t("take.no"), self.page.act(self.show))

    async def do(self) -> None:
        """Make it, and offer it."""
        self.holder.clear()
        with self.holder:
            waiting = parts.paragraph(t("take.making"), "gv-quiet")
            waiting.props["role"] = "status"
        try:
            made = await self.make()
        except BaseException:
            self.show()
            raise
        self.show()
        with self.holder:
            said = t("take.ready", name=made["name"], size=size_of(made["size"]))
            link = parts.link(said, f"/studio/exports/{made['folder']}/{quote(made['name'])}", "gv-save")
            link.props["download"] = made["name"]
            link.run_method("focus")


class Take:
    """The part of the wall where all of it is taken along."""

    def __init__(self, page: Page, wall: Wall, wish: Callable[[], Wish]) -> None:
        self.page, self.session, self.wall, self.wish = page, page.session, wall, wish

    async def build(self) -> None:
        """Fill this part."""
        parts.heading(t("take.title"))
        if self.wall.is_begun:
            parts.paragraph(t("take.lead"), "gv-quiet")
            Offer(self.page, "take.pages", lambda: self.all_of("pages"))
            Offer(self.page, "take.edition", lambda: self.all_of("edition"))
        Offer(self.page, "take.hub", self.hub, "take.hub.ask")

    async def all_of(self, task: str) -> dict[str, Any]:
        """The works that are shown, as one file."""
        wish = self.wish().but(page=1, size=1)
        found: dict[str, Any] = await self.session.work(
            task, gallery=str(self.wall.folder), wish=wish.model_dump(mode="json"), title=self.session.project.name,
            into=exports_of(self.page),
        )  # fmt: skip
        return found

    async def hub(self) -> dict[str, Any]:
        """The model in use, as one file."""
        card, corpora = self.session.card, [str(one) for one in self.session.project.corpora()]
        found: dict[str, Any] = await self.session.work(
            "hub", model=card.file, corpus=card.corpus, corpora=corpora, author="", into=exports_of(self.page)
        )
        return found

"""The gallery: what hangs, what is kept and may be signed, and checking files; each view has an address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ganvas.errors import GanvasError
from ganvas.gallery.entries import Entry
from ganvas.gallery.wishes import Page as Found
from ganvas.gallery.wishes import Wish
from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.rooms.gallery_check import Check
from ganvas.studio.rooms.gallery_sign import Sign
from ganvas.studio.rooms.gallery_take import Take
from ganvas.studio.rooms.gallery_work import Work
from ganvas.studio.wall import wall_of
from ganvas.studio.words import t

PATH = "/gallery"
ON_PAGE = 60
VIEW = ("work", "like", "text", "tag", "color", "starred", "sign")  # what an address may say of the view


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session, self.wall = page, page.session, wall_of(page.session)
        self.shown = 1  # pages of works

    async def build(self) -> None:
        """Fill the page, and follow its address from then on."""
        self.holder = parts.box("div", "gv-hall")
        router = self.page.client.sub_pages_router
        router.on_path_changed(self.follow)
        view = dict(self.page.view) or query_of(router.current_path)
        await self.show({name: value for name, value in view.items() if name in VIEW})

    def follow(self, path: str) -> None:
        """Show what another address of this room names, after a link, back or forward."""
        if not self.holder.is_deleted and urlsplit(path).path == PATH:
            with self.holder:
                self.page.later(self.show, query_of(path))

    async def show(self, view: Mapping[str, str]) -> None:
        """Show one work, or the wall."""
        self.page.view, self.shown = dict(view), 1
        self.page.follow()
        self.holder.clear()
        with self.holder:
            if view.get("work", "").isdecimal():
                await Work(self.page, self.wall, int(view["work"])).build()
            else:
                await self.build_wall()

    async def build_wall(self) -> None:
        """The whole wall, and what is done at it."""
        parts.heading(t("gallery.title"), 1)
        parts.paragraph(t("gallery.lead"), "gv-lead")
        self.search = parts.box("search", "gv-row gv-search")
        self.works = parts.box("section", "gv-wall-part")
        await self.refresh()
        await Sign(self.page, self.wall).build()
        with parts.box("div", "gv-two gv-even"):
            with parts.box("section"):
                Check(self.page).build()
            with parts.box("section"):
                await Take(self.page, self.wall, self.wish).build()

    def wish(self) -> Wish:
        """What is asked for, as the address says it."""
        view = self.page.view
        color = view.get("color", "")
        return Wish(
            text=view.get("text", ""), tag=view.get("tag", ""), starred=bool(view.get("starred")),
            color="" if view.get("like") else color, size=ON_PAGE * self.shown,
        )  # fmt: skip

    async def find(self) -> tuple[Found, dict[str, int]]:
        """The works that are asked for, and all tags."""
        wish, like = self.wish(), self.page.view.get("like", "")
        if not self.wall.is_begun:
            return Found((), 0), {}
        tags = await self.wall.ask(lambda gallery: gallery.tags())
        if like.isdecimal():
            return await self.wall.ask(lambda one: one.like(one.file_of(one.entry(int(like))), wish)), tags
        return await self.wall.ask(lambda gallery: gallery.find(wish)), tags

    async def refresh(self) -> None:
        """The works anew."""
        try:
            found, tags = await self.find()
        except GanvasError as error:
            found, tags = Found((), 0), {}
            self.page.say(str(error), "alert")
        self.search.clear()
        self.works.clear()
        asked = {name for name in VIEW if self.page.view.get(name)}
        if not found.total and not asked - {"sign"}:
            with self.works:
                parts.paragraph(t("gallery.empty"), "gv-quiet")
            return
        with self.search:
            self.build_search(tags, bool(asked - {"sign"}))
        with self.works:
            await self.build_works(found)

    def build_search(self, tags: dict[str, int], asked: bool) -> None:
        """Words, tag, colour, star."""
        view = self.page.view
        parts.field(t("gallery.search"), view.get("text", ""), self.page.act(self.asking("text")), type="search")
        if tags:
            names = {"": t("gallery.tag.any")} | {tag: f"{tag} ({count:,})" for tag, count in tags.items()}
            parts.choice(t("gallery.tag"), names, view.get("tag", ""), self.page.act(self.asking("tag")))
        parts.field(
            t("gallery.color"), view.get("color") or "#888888", self.page.act(self.asking("color")), type="color"
        )
        parts.tick(
            t("gallery.starred"), bool(view.get("starred")),
            self.page.act(lambda on: self.ask(starred="1" if on else "")),
        )  # fmt: skip
        if asked:
            parts.link(t("gallery.all"), self.session.link(PATH), "gv-button")

    def asking(self, name: str) -> Any:
        """The act that asks for works by one thing."""

        async def ask(value: str) -> None:
            await self.ask(**{name: value.strip()})

        return ask

    async def ask(self, **wanted: str) -> None:
        """Ask for other works; likeness and colour do not go together."""
        if wanted.get("color"):
            wanted["like"] = ""
        self.page.look(**wanted)
        self.shown = 1
        await self.refresh()

    async def build_works(self, found: Found) -> None:
        """The works that were found, each a link to its page."""
        view = self.page.view
        if view.get("like", "").isdecimal():
            alike = await self.wall.ask(lambda gallery: gallery.entry(int(view["like"])))
            parts.paragraph(t("gallery.alike", title=title_of(alike)), "gv-quiet")
        if not found.entries:
            parts.paragraph(t("gallery.none"), "gv-quiet")
            return
        with parts.box("ul", "gv-wall"):
            for entry in found.entries:
                with parts.box("li"):
                    show_tile(self.page, entry)
        if found.total > len(found.entries):
            said = t("gallery.count", shown=f"{len(found.entries):,}", total=f"{found.total:,}")
            parts.paragraph(said, "gv-quiet")
            parts.button(t("gallery.more"), self.page.act(self.more))

    async def more(self) -> None:
        """Show another page of works below."""
        self.shown += 1
        await self.refresh()


def show_tile(page: Page, entry: Entry) -> None:
    """A work on the wall: its picture and its title, both one link."""
    tile = parts.link("", page.session.link(PATH, work=str(entry.id)), "gv-hung")
    with tile:
        parts.image(f"/api/v1/gallery/{entry.id}/thumbnail", "").props["loading"] = "lazy"
        with parts.box("span", "gv-hung-title"):
            parts.Text("span", title_of(entry))
            if entry.starred:
                parts.Text("span", "★").props["aria-label"] = t("work.starred")


def title_of(entry: Entry) -> str:
    """What a work is called."""
    return entry.title or t("gallery.untitled")


def query_of(path: str) -> dict[str, str]:
    """What an address says behind its question mark."""
    return dict(parse_qsl(urlsplit(path).query))


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

"""The frame around every room: the way to the others, the model, undo and redo, what is said, and the keys."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from ganvas.studio import island, parts
from ganvas.studio.keylist import show_key
from ganvas.studio.keys import WAIT_S, all_keys
from ganvas.studio.page import Page
from ganvas.studio.project import Taste, keep_taste, taste
from ganvas.studio.rooms import ROOMS, Room
from ganvas.studio.session import Change, Session
from ganvas.studio.words import LANGUAGES, t

CSS = "/studio/look.css"
THEMES = ("system", "light", "dark")


def build(
    session: Session, path: str, sketch: str = "", model: str = "", view: Mapping[str, str] | None = None
) -> Page:
    """The frame of one page, and in it the room, the sketch, the model and the view that its address names."""
    page = Page(session, path, view)
    page.rooms = tuple(room.name for room in ROOMS)
    head()
    frame = Frame(page)
    with parts.box("div", "gv-frame"):
        frame.rail()
        with parts.box("div", "gv-side"):
            frame.bar()
            main = parts.box("main", "gv-main")
            with main:
                ui.sub_pages({room.path: frame.shown(room) for room in ROOMS}, show_404=False).classes("gv-room")
            page.build_said()
    ui.skip_link(t("skip"), target=main)
    frame.overlay()
    frame.listen()
    page.later(frame.begin, sketch, model)
    return page


def head() -> None:
    """What stands in the head of the page: our styles, the islands' words, and the theme before anything is drawn."""
    theme = taste().theme
    ui.add_head_html(island.words())
    ui.add_head_html(f'<link rel="stylesheet" href="{CSS}">')
    ui.add_head_html(f"<script>document.documentElement.dataset.theme = '{theme}'</script>")


class Frame:
    """The parts of the frame of one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.links: dict[str, parts.Text] = {}
        self._first, self._at = "", 0.0
        self._acts: dict[str, Callable[[], Any]] = {
            "undo": self.session.undo,
            "redo": self.session.redo,
            "keep": self.keep,
            "surprise": self.session.surprise,
            "help": lambda: self.show_keys(True),
            "escape": lambda: self.show_keys(False),
        }

    def rail(self) -> None:
        """The way to the rooms."""
        with parts.box("nav", "gv-rail", t("rooms")):
            parts.Text("p", t("studio"), "gv-name")
            with parts.box("ul"):
                self.links = {room.path: self._way(room) for room in ROOMS}
        self.mark(self.page.path)

    def _way(self, room: Room) -> parts.Text:
        with parts.box("li"):
            way = parts.link("", room.path, "gv-way")
        with way:
            icon(room.icon)
            parts.Text("span", t(f"room.{room.name}"))
        return way

    def mark(self, path: str) -> None:
        """Mark the room that is open, and keep the links as the view is now."""
        self.page.path = path
        for place, way in self.links.items():
            way.props["href"] = self.session.link(place)
            way.props.pop("aria-current", None)
            if place == path:
                way.props["aria-current"] = "page"

    def bar(self) -> None:
        """Above the room: project, model, undo, redo, keep; language and theme."""
        with parts.box("header", "gv-bar"):
            parts.Text("p", self.session.project.name, "gv-project")
            self.models = parts.box("div", "gv-models")
            with parts.box("div", "gv-acts"):
                parts.button(t("undo"), self.page.act(self.session.undo), "quiet", "z")
                parts.button(t("redo"), self.page.act(self.session.redo), "quiet", "Shift+Z")
                parts.button(t("keep"), self.page.act(self.keep), "quiet", "s")
            with parts.box("div", "gv-tastes"):
                now = taste()
                parts.choice(t("language"), LANGUAGES, now.language, lambda value: self.prefer(language=value))
                themes = {name: t(f"theme.{name}") for name in THEMES}
                parts.choice(t("theme"), themes, now.theme, lambda value: self.prefer(theme=value))
                parts.button("?", lambda: self.show_keys(True), "quiet round", "?").props["aria-label"] = t("keys")

    def show_models(self, _change: Change | None = None) -> None:
        """The choice of the model that paints."""
        self.models.clear()
        with self.models:
            names = {name: name for name in self.session.models}
            parts.choice(t("model"), names, self.session.name, self.page.act(self.session.use))

    def shown(self, room: Room) -> Callable[[], Any]:
        """How a room is put on the page: its frame at once, its content when the model in use is known."""

        async def show() -> None:
            if room.path != self.page.path:
                self.page.view = {}
            self.mark(room.path)
            self.page.client.run_javascript(f"document.title = {t(f'room.{room.name}') + ' · ' + t('studio')!r}")
            holder = parts.box("div", f"gv-content gv-{room.name}")
            with holder:
                waiting = parts.paragraph(t("loading"), "gv-waiting")
            await self.page.act(self.session.ready)()
            if holder.is_deleted:
                return
            waiting.delete()
            with holder:
                built = room.build(self.page)
                if built is not None:
                    await built

        return show

    def overlay(self) -> None:
        """The list of keys, over the page."""
        self.keys = parts.box("dialog", "gv-keys", t("keys.title"))
        with self.keys:
            parts.heading(t("keys.title"), 2)
            parts.paragraph(t("keys.note"), "gv-quiet")
            with parts.box("dl", "gv-keylist"):
                for key in all_keys([room.name for room in ROOMS]):
                    show_key(key)
            parts.button(t("close"), lambda: self.show_keys(False))

    def show_keys(self, wanted: bool) -> None:
        """Open the list of keys, or close it."""
        call = "if (!e.open) e.showModal();" if wanted else "e.close();"
        self.page.client.run_javascript(f"{{ const e = getHtmlElement({self.keys.id}); {call} }}")

    def listen(self) -> None:
        """Hear keys and changes."""
        ui.keyboard(self.key, repeating=False, ignore=["input", "select", "textarea"])
        self.page.watch(("model", "models"), self.show_models)
        self.page.watch(("sketch", "model"), self.follow)
        self.page.watch("palette", self.kept)

    async def begin(self, sketch: str, model: str) -> None:
        """When the model is known: what the address names, the choice of models, and the links as the view is."""
        await self.session.ready()
        self.show_models()
        try:
            await self.session.open(sketch, model)
        finally:
            self.follow()

    def follow(self, _change: Change | None = None) -> None:
        """Keep the address of the page, and of every link on it, at what it shows."""
        self.mark(self.page.path)
        self.page.follow()

    def kept(self, change: Change) -> None:
        """Say that a node is kept, or is not any more."""
        if change.event is not None:  # else only a name on the palette changed
            self.page.say(t("kept" if change.event.verb == "keep" else "unkept"))

    async def keep(self) -> None:
        """Keep where the artist stands, or let it go."""
        await self.session.keep()

    async def key(self, event: Any) -> None:
        """One key: an act, the first of two, or the second."""
        letter, modifiers = event.key.name, event.modifiers
        if not event.action.keydown or modifiers.ctrl or modifiers.alt or modifiers.meta:
            return
        keys = {key.keys: key for key in all_keys([room.name for room in ROOMS])}
        waited = self._first if time.monotonic() - self._at < WAIT_S else ""
        self._first, self._at = "", time.monotonic()
        key = keys.get((waited, letter)) if waited else keys.get((letter,))
        if key is None:
            self._first = letter if any(len(one) == 2 and one[0] == letter for one in keys) else ""
        elif key.act.startswith("/"):
            self.page.go(key.act)
        else:
            await self.page.act(self._acts[key.act])()

    def prefer(self, **wanted: str) -> None:
        """See it otherwise from now on; the page is drawn anew."""
        keep_taste(Taste.model_validate(taste().model_dump() | wanted))
        ui.navigate.reload()


def icon(path: str) -> ui.element:
    """A drawing of thin lines, which says nothing to a screen reader."""
    drawing = ui.element("svg").classes("gv-icon")
    drawing.props.update({"viewBox": "0 0 24 24", "aria-hidden": "true", "focusable": "false"})
    with drawing:
        line = ui.element("path")
        line.props["d"] = path
    return drawing

"""At the wall: what is kept and not hung, the key, and signing."""

import asyncio
import re
from functools import partial
from typing import Any
from urllib.parse import urlencode

from ganvas.errors import GanvasError
from ganvas.files import make_folder, write_whole
from ganvas.gallery.events import Event
from ganvas.sketch.line import write_line
from ganvas.studio import parts
from ganvas.studio.acts import LONGEST_LINK
from ganvas.studio.page import Page
from ganvas.studio.session import Change, Session
from ganvas.studio.wall import Wall
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import WORDS, t

PATH = "/gallery"
THUMB_PX, SHOWN_PX = 128, 420
WANTED_PX = 512  # about how large a work is that nobody asked otherwise for
MOST_KEPT = 60  # shown at once, the newest first
TRAINING = ("notAllowed", "allowed")


class Sign:
    """The part of the wall where works are signed."""

    def __init__(self, page: Page, wall: Wall) -> None:
        self.page, self.session, self.wall = page, page.session, wall
        self.key: dict[str, Any] = {}
        self.keys: list[dict[str, Any]] = []
        self.said = {"title": "", "rights": "", "training": TRAINING[0]}
        self.wanted = {"marked": True, "compared": True}
        self.scale = 1
        self.chosen: dict[int, parts.Text] = {}
        self.words: dict[str, str] = {}

    async def build(self) -> None:
        """Fill this part."""
        self.kept_part = parts.box("section", "gv-kept")
        self.sign_part = parts.box("section", "gv-sign")
        self.page.watch("palette", self.refresh)
        await self.refresh()

    async def refresh(self, _change: Change | None = None) -> None:
        """What is kept and not hung; and the one that the address names, to be signed."""
        kept = await self.session.write(self.session.history.palette)
        hung: dict[int, int] = {}
        if self.wall.is_begun:
            name = self.session.project.name
            hung = await self.wall.ask(lambda gallery: gallery.steps(name))
        waiting = [event for event in reversed(kept) if event.id not in hung][:MOST_KEPT]
        named = [event for event in waiting if str(event.id) == self.page.view.get("sign")]
        models = {event.id: await self.session.known(event.model) for event in waiting}
        if self.kept_part.is_deleted:
            return
        self.kept_part.clear()
        self.chosen = {}
        with self.kept_part:
            parts.heading(t("gallery.kept"))
            parts.paragraph(t("gallery.kept.lead") if waiting else t("gallery.kept.none"), "gv-quiet")
            row = parts.box("ul", "gv-kept-row")
        for event in waiting:
            with row, parts.box("li"):
                self.show_kept(event, models[event.id])
        self.sign_part.clear()
        if named and models[named[0].id]:
            await self.open(named[0], models[named[0].id])

    def show_kept(self, event: Event, model: str) -> None:
        """One that is kept: choosing it opens the form."""
        if not model:
            parts.paragraph(t("gallery.kept.gone", number=event.id), "gv-quiet")
            return
        made = parts.button("", self.page.act(lambda: self.open(event, model)), "gv-kept-one")
        made.props["aria-label"] = t("gallery.sign.this", number=event.id)
        made.props["aria-pressed"] = "false"
        self.chosen[event.id] = made
        with made:
            picture(self.session, event, model, THUMB_PX, "")

    async def open(self, event: Event, model: str) -> None:
        """Show the form for one of them."""
        self.page.look(sign=str(event.id))
        for number, one in self.chosen.items():
            one.props["aria-pressed"] = "true" if number == event.id else "false"
        self.event, self.model = event, model
        side = max(self.session.card_of(model).shape[1:])
        self.scale = min(MOST_SCALE, max(1, round(WANTED_PX / side)))
        await self.look_at_keys()

    async def look_at_keys(self) -> None:
        """Ask which keys there are, and show the form as it is then."""
        self.keys = await self.session.work("keys")
        names = [key["name"] for key in self.keys]
        known = self.key.get("name")
        self.key = next((key for key in self.keys if key["name"] == known or (key["open"] and not known)),
                        self.keys[-1] if names else {})  # fmt: skip
        self.show()

    def show(self) -> None:
        """The picture, and beside it the key or the form."""
        if self.sign_part.is_deleted:
            return
        self.sign_part.clear()
        with self.sign_part:
            parts.heading(t("sign.title"))
            with parts.box("div", "gv-easel"):
                with parts.box("figure", "gv-figure"):
                    line = write_line(self.event.after)
                    picture(self.session, self.event, self.model, SHOWN_PX,
                            t("gallery.step", number=self.event.id, line=line[:200]))  # fmt: skip
                self.panel = parts.box("div", "gv-panel")
        with self.panel:
            if not self.key:
                self.build_first_key()
            elif not self.key["open"]:
                self.build_locked()
            else:
                self.build_form()

    def build_first_key(self) -> None:
        """A name and a passphrase, once."""
        parts.heading(t("sign.key.first"), 3)
        parts.paragraph(t("sign.key.lead"), "gv-quiet")
        self.words = {"holder": "", "words": "", "again": ""}
        self.secret("sign.holder", "holder", type="text", autocomplete="name")
        self.secret("sign.words", "words", autocomplete="new-password")
        self.secret("sign.again", "again", autocomplete="new-password")
        parts.button(t("sign.make"), self.page.act(self.make_key), "first")

    def build_locked(self) -> None:
        """The passphrase of a key that is there."""
        parts.heading(t("sign.locked", holder=self.key["holder"]), 3)
        self.build_which()
        self.words = {"words": ""}
        if not self.key["by_system"]:
            self.secret("sign.passphrase", "words", autocomplete="current-password")
        parts.button(t("sign.unlock"), self.page.act(self.unlock), "first")

    def build_which(self) -> None:
        """The choice of the key, where there are several."""
        if len(self.keys) > 1:
            names = {key["name"]: f"{key['holder']} ({key['name']})" for key in self.keys}
            parts.choice(t("sign.which"), names, self.key["name"], self.page.act(self.take_key))

    def secret(self, words: str, name: str, **props: str) -> None:
        """A field whose text is used once and shown nowhere."""
        made = parts.field(t(words), "", None, **{"type": "password", **props})
        made.on("input", lambda event: self.words.update({name: event.args}), js_handler="(e) => emit(e.target.value)")

    def build_form(self) -> None:
        """What is said of the work, and the button."""
        with parts.box("div", "gv-row gv-middle"):
            parts.Text("strong", t("sign.as", holder=self.key["holder"]))
            parts.button(t("sign.lock"), self.page.act(self.lock), "quiet")
        self.build_which()
        parts.paragraph(t("sign.unlocked"), "gv-quiet")
        self.text_field("sign.work", "title")
        self.text_field("sign.rights", "rights")
        parts.choice(t("sign.training"), {one: t(f"sign.{one}") for one in TRAINING}, self.said["training"],
                     lambda one: self.said.update(training=one))  # fmt: skip
        parts.choice(t("sign.scale"), self.sizes(), str(self.scale), lambda one: setattr(self, "scale", int(one)))
        for name in ("marked", "compared"):
            parts.tick(t(f"sign.{name}"), self.wanted[name], partial(self.wanted.__setitem__, name))
        self.asking = parts.box("div", "gv-ask")
        with self.asking:
            parts.button(t("sign.go"), self.page.act(self.ask), "first")

    def text_field(self, words: str, name: str) -> None:
        """A line of text that goes into the file."""
        made = parts.field(t(words), self.said[name], None)
        made.on("input", lambda event: self.said.update({name: event.args.strip()}),
                js_handler="(e) => emit(e.target.value)")  # fmt: skip

    def sizes(self) -> dict[str, str]:
        """Sizes in pixels, by how many times larger than painted."""
        _, height, width = self.session.card_of(self.model).shape
        each = {1, 2, 4, 8, MOST_SCALE, self.scale}
        return {
            str(one): t("sign.pixels", width=f"{width * one:,}", height=f"{height * one:,}") for one in sorted(each)
        }

    async def make_key(self) -> None:
        """Make the first key."""
        if self.words["words"] != self.words["again"]:
            raise GanvasError(t("sign.differ"))
        holder, words = self.words["holder"], self.words["words"]
        self.key = await self.session.work("make-key", holder=holder, words=words)
        self.words = {}
        self.page.say(t("sign.made"))
        await self.look_at_keys()

    async def unlock(self) -> None:
        """Unlock the key."""
        words, self.words = self.words.get("words", ""), {"words": ""}
        self.key = await self.session.work("unlock-key", name=self.key["name"], words=words)
        await self.look_at_keys()

    async def lock(self) -> None:
        """Lock every key."""
        await self.session.work("lock-keys")
        self.page.say(t("sign.lock.done"))
        await self.look_at_keys()

    async def take_key(self, name: str) -> None:
        """Use another key."""
        self.key = {"name": name}
        await self.look_at_keys()

    def ask(self) -> None:
        """Ask once more before something that cannot be taken back."""
        title = self.said["title"] or t("gallery.untitled")
        self.asking.clear()
        with self.asking:
            parts.paragraph(t("sign.ask", title=title, holder=self.key["holder"]))
            with parts.box("div", "gv-row"):
                yes = parts.button(t("sign.yes"), self.page.act(self.publish), "first")
                parts.button(t("sign.no"), self.page.act(self.look_at_keys))
        yes.run_method("focus")

    async def publish(self) -> None:
        """Paint, sign and hang; then show the work."""
        title = str(self.said["title"] or t("gallery.untitled"))
        self.asking.clear()
        with self.asking:
            self.doing = parts.Text("p", t("sign.doing"), "gv-quiet")
            self.doing.props["role"] = "status"
            parts.box("progress").props["aria-label"] = t("sign.title")
        try:
            work = await self.signed(title)
        except BaseException:
            await self.look_at_keys()
            raise
        self.page.say(t("sign.done", title=title))
        self.page.view = {}
        self.page.go(PATH, work=str(work))

    async def signed(self, title: str) -> int:
        """The number of the work that is hung then."""
        project, event = self.session.project, self.event
        data = await self.session.painters.paint(self.model, event.after.to_json(indent=None), ".png", self.scale)
        stem = re.sub(r"[^\w-]+", "-", title).strip("-")[:60] or "work"
        path = make_folder(project.path / "published") / f"{stem}-{event.id}.png"
        if path.exists():
            raise GanvasError(f"{path}: is there already; give the work another title")
        await asyncio.to_thread(write_whole, path, data)
        done = await self.session.work(
            "publish", self.progress, file=str(path), project=str(project.path), step=event.id,
            gallery=str(self.wall.folder), model=self.session.card_of(self.model).file,
            corpora=[str(one) for one in project.corpora()], key=self.key["name"],
            said={**self.said, **self.wanted, "title": title},
        )  # fmt: skip
        return int(done["work"])

    def progress(self, words: str, _share: float) -> None:
        """Say what is being done."""
        if not self.doing.is_deleted:
            self.doing.set_text(t(f"doing.{words}") if f"doing.{words}" in WORDS else words)


def picture(session: Session, event: Event, model: str, about_px: int, says: str) -> None:
    """A step as its model paints it, or its line where that is too long for an address."""
    line = write_line(event.after)
    if len(line) > LONGEST_LINK:
        parts.Text("span", line[:80], "gv-quiet")
        return
    scale = min(MOST_SCALE, max(1, round(about_px / max(session.card_of(model).shape[1:]))))
    query = urlencode({"line": line, "format": "jpeg", "scale": scale})
    parts.image(f"/api/v1/models/{model}/pictures?{query}", says)

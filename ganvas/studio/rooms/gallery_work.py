"""One work of the gallery: the picture, its label, where it came from, how new it is, and its other forms."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from ganvas.gallery.entries import Entry
from ganvas.gallery.events import Event
from ganvas.sketch.line import write_line
from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.rooms.gallery_sign import picture
from ganvas.studio.rooms.gallery_take import Offer, exports_of
from ganvas.studio.wall import Wall
from ganvas.studio.words import t

PATH = "/gallery"
PAPERS = ("A5", "A4", "A3", "A2", "letter")
PRINTS = ("tiff", "png", "pdf")
STEPS = 12  # of a lineage, the newest
STEP_PX = 96
LOOKS = "/studio/looks"


class Work:
    """The page of one work."""

    def __init__(self, page: Page, wall: Wall, number: int) -> None:
        self.page, self.session, self.wall, self.number = page, page.session, wall, number
        self.paper, self.kind = "A4", PRINTS[0]

    async def build(self) -> None:
        """Fill the page."""
        parts.link(f"← {t('work.back')}", self.session.link(PATH), "gv-button quiet gv-back")
        self.entry = await self.wall.ask(lambda gallery: gallery.entry(self.number))
        self.file = await self.wall.ask(lambda gallery: str(gallery.file_of(self.entry)))
        with parts.box("div", "gv-work"):
            with parts.box("figure", "gv-figure gv-hanging"):
                parts.image(f"/api/v1/gallery/{self.number}/file", self.title)
            with parts.box("div", "gv-panel gv-work-side"):
                self.head = parts.box("div", "gv-work-head")
                self.show_head()
                self.label = parts.box("section", "gv-label")
                self.build_take()
        with parts.box("div", "gv-two gv-even"):
            with parts.box("section"):
                parts.heading(t("work.original"))
                self.new = parts.box("div", "gv-new")
                with self.new:
                    parts.button(t("work.compare"), self.page.act(self.compare))
                self.build_said()
            with parts.box("section"):
                await self.build_lineage()
                self.build_facts()
        await self.build_label()

    @property
    def title(self) -> str:
        """What it is called."""
        return self.entry.title or t("gallery.untitled")

    def show_head(self) -> None:
        """Title and star."""
        self.head.clear()
        with self.head:
            parts.heading(self.title, 1)
            words = "work.unstar" if self.entry.starred else "work.star"
            star = parts.button("★" if self.entry.starred else "☆", self.page.act(self.star), "quiet round")
            star.props.update({"aria-label": t(words), "title": t(words)})

    async def star(self) -> None:
        """Give it a star, or take it away."""
        await self.change(starred=not self.entry.starred)
        self.show_head()

    async def change(self, **said: Any) -> None:
        """Say something else of it."""
        self.entry = await self.wall.ask(lambda gallery: gallery.change(self.number, **said))

    async def build_label(self) -> None:
        """The wall label, and the whole statement behind it, from the log of the project."""
        if not self.is_ours:
            with self.label:
                parts.paragraph(t("work.no_step"), "gv-quiet")
            return
        project = self.session.project
        told = await self.session.work(
            "authored", project=str(project.path), step=self.entry.event, title=self.title, file=self.file,
            corpus=self.entry.corpus, corpora=[str(one) for one in project.corpora()],
        )  # fmt: skip
        if self.label.is_deleted:
            return
        with self.label:
            parts.heading(t("work.label"), 2, "gv-small")
            with parts.box("div", "gv-card") as card:
                card.props["lang"] = "en"
                for line in told["label"]:
                    parts.paragraph(line)
            with parts.box("details"):
                parts.Text("summary", t("work.statement"))
                parts.Text("pre", "\n".join(told["lines"]), "gv-statement").props.update({"lang": "en", "tabindex": 0})

    @property
    def is_ours(self) -> bool:
        """Whether it comes from a step of the project that is open."""
        return bool(self.entry.event) and self.entry.project == self.session.project.name

    async def build_lineage(self) -> None:
        """The steps that led to it, the newest first, and works that were made from it."""
        parts.heading(t("work.lineage"))
        steps: Sequence[Event] = ()
        if self.is_ours:
            history, number = self.session.history, self.entry.event
            steps = await self.session.write(lambda: (history.event(number), *reversed(history.ancestors(number))))
        models = {step.model: await self.session.known(step.model) for step in steps[:STEPS]}
        with parts.box("ol", "gv-steps"):
            for step in steps[:STEPS]:
                with parts.box("li"):
                    self.show_step(step, models[step.model])
        if len(steps) > STEPS:
            parts.paragraph(t("work.first", count=f"{len(steps) - STEPS:,}"), "gv-quiet")
        if not steps:
            parts.paragraph(t("work.no_step"), "gv-quiet")
        family = [*await self.wall.ask(lambda gallery: [gallery.entry(one) for one in self.entry.parents])]
        family += await self.wall.ask(lambda gallery: list(gallery.children(self.number)))
        with parts.box("ul", "gv-kept-row"):
            for other in family:
                with parts.box("li"):
                    show_relative(self.page, other)

    def show_step(self, step: Event, model: str) -> None:
        """One step: what it showed, what was done and by whom, and the way to it."""
        words = "work.lineage.step" if step.actor == "human" else "work.lineage.model"
        if not model:
            parts.Text("span", t(words, verb=step.verb))
            return
        line = write_line(step.after)
        link = parts.link("", f"/explore?{_view(line, model)}", "gv-step")
        link.props["title"] = t("work.open")
        with link:
            picture(self.session, step, model, STEP_PX, "")
            parts.Text("span", f"{step.id}. {t(words, verb=step.verb)}")

    def build_facts(self) -> None:
        """What else is known."""
        entry = self.entry
        parts.heading(t("work.facts"))
        parts.facts([
            (t("work.when"), f"{entry.time:%Y-%m-%d %H:%M} UTC"),
            (t("work.size"), t("sign.pixels", width=f"{entry.width_px:,}", height=f"{entry.height_px:,}")),
            *([(t("work.model"), entry.model[:12])] if entry.model else []),
            *([(t("work.sketch"), write_line(entry.sketch)[:400])] if entry.sketch else []),
        ])  # fmt: skip
        with parts.box("div", "gv-row"):
            for color in entry.colors:
                swatch = parts.link("", self.session.link(PATH, color=color), "gv-swatch")
                swatch.style(f"background: {color}")
                swatch.props["aria-label"] = f"{t('gallery.color')}: {color}"
            parts.link(t("work.alike"), self.session.link(PATH, like=str(self.number)), "gv-button")

    def build_said(self) -> None:
        """Title, note and tags, which may change; what is signed stays as it was."""
        said = {"title": self.entry.title, "note": self.entry.note, "tags": ", ".join(self.entry.tags)}

        async def write() -> None:
            tags = sorted({tag.strip() for tag in said["tags"].split(",") if tag.strip()})
            await self.change(title=said["title"].strip(), note=said["note"], tags=tuple(tags))
            self.show_head()
            self.page.say(t("work.said"))

        parts.heading(t("work.about"))
        with parts.box("div", "gv-panel gv-work-new"):
            for name, words in (("title", "sign.work"), ("note", "work.note"), ("tags", "work.tags")):
                parts.field(t(words), said[name], partial(said.__setitem__, name))
            parts.button(t("work.said.write"), self.page.act(write))

    async def compare(self) -> None:
        """Lay it beside the work that it comes nearest to."""
        self.new.clear()
        with self.new:
            waiting = parts.paragraph(t("work.comparing"), "gv-quiet")
            waiting.props["role"] = "status"

        def said(words: str, _share: float) -> None:
            waiting.set_text(words)

        corpora = [str(one) for one in self.session.project.corpora()]
        looks = str(self.session.project.path / "looks")
        found = await self.session.work(
            "likeness", said,
            file=self.file, corpus=self.entry.corpus, corpora=corpora, into=looks,
        )  # fmt: skip
        if self.new.is_deleted:
            return
        self.new.clear()
        with self.new:
            if not found["verdict"]:
                parts.paragraph(t("work.unknown_corpus"), "gv-quiet")
                return
            parts.paragraph(t(f"work.{found['verdict']}"), "gv-verdict")
            parts.image(f"{LOOKS}/{found['pair']}", t("work.pair"), "gv-pair")
            parts.paragraph(found["words"], "gv-quiet").props["lang"] = "en"

    def build_take(self) -> None:
        """Forms of it to take along."""
        with parts.box("section", "gv-take"):
            parts.heading(t("work.take"), 2, "gv-small")
            file = parts.link(t("work.file"), f"/api/v1/gallery/{self.number}/file", "gv-button")
            file.props["download"] = self.entry.path.rpartition("/")[2]
            with parts.box("div", "gv-row"):
                papers = {one: one for one in PAPERS}
                parts.choice(t("work.paper"), papers, self.paper, lambda one: setattr(self, "paper", one))
                kinds = {one: one.upper() for one in PRINTS}
                parts.choice(t("work.kind"), kinds, self.kind, lambda one: setattr(self, "kind", one))
            Offer(self.page, "work.print", lambda: self.form("print"))
            Offer(self.page, "work.plot", lambda: self.form("plot"))
            Offer(self.page, "work.clear", self.clear, "work.clear.ask")

    async def form(self, form: str) -> dict[str, Any]:
        """It as a print or a drawing."""
        found: dict[str, Any] = await self.session.work(
            "print", file=self.file, form=form, paper=self.paper, kind=self.kind, into=exports_of(self.page)
        )
        return found

    async def clear(self) -> dict[str, Any]:
        """A copy of it that says nothing of itself."""
        found: dict[str, Any] = await self.session.work("clear", file=self.file, into=exports_of(self.page))
        return found


def show_relative(page: Page, entry: Entry) -> None:
    """A work that this one was made from, or that was made from it."""
    link = parts.link("", page.session.link(PATH, work=str(entry.id)), "gv-hung")
    with link:
        parts.image(f"/api/v1/gallery/{entry.id}/thumbnail", entry.title or t("gallery.untitled"))


def _view(line: str, model: str) -> str:
    """The part of an address that names a sketch and its model."""
    return urlencode({"sketch": line, "model": model})

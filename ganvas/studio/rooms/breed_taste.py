"""The taste beside the breeding board: what it learned, its compass, and three proposals at the side."""

import shutil

from nicegui import ui

from ganvas.errors import GanvasError
from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.session import Change
from ganvas.studio.taster import SIDE, Proposal, Taster
from ganvas.studio.words import t

BRING = """async (e) => {
  const file = e.target.files[0];
  if (!file) return;
  const batch = 'taste-' + Date.now().toString(36) + Math.random().toString(36).slice(2);
  const answer = await fetch(`/studio/drops/${batch}?name=taste.json`, {method: 'PUT', body: file});
  e.target.value = '';
  emit(answer.ok ? batch : '');
}"""


class TastePanel:
    """The taste on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.taster = self.session.shared(Taster)
        self.drawn = ("", "")

    def build(self) -> None:
        """Fill its part of the page."""
        with parts.box("section", "gv-taste"):
            parts.heading(t("taste.title"))
            self.head = parts.box("div")
            self.body = parts.box("div", "gv-compass")
            self.foot = parts.box("div", "gv-row gv-middle")
        self.page.watch(("taste", "model"), self.show)
        if self.taster.shown() is None:
            self.taster.look()
        self.show()

    def show(self, _change: Change | None = None) -> None:
        """Show it as it is now."""
        taster, found = self.taster, self.taster.shown()
        if found is None and not taster.busy and not taster.fault:
            taster.look()
        self.head.clear()
        with self.head:
            parts.tick(t("taste.on"), taster.on, self.page.act(taster.switch))
            parts.paragraph(self._said(found), "gv-quiet").props["role"] = "status"
        drawn = (found.plane["url"], found.side["url"]) if found is not None and taster.on else ("", "")
        if drawn != self.drawn or not drawn[0]:
            self.drawn = drawn
            self.body.clear()
            self.show_foot(found)
            if found is not None and taster.on:
                self.show_body(found)

    def _said(self, found: Proposal | None) -> str:
        """How it stands, in a sentence or two."""
        taster = self.taster
        if not taster.on:
            return t("taste.off")
        if taster.fault:
            return taster.fault
        if taster.busy or found is None:
            return f"{t('taste.lead')} {t('taste.looking')}"
        return f"{t('taste.lead')} " + (
            t("taste.knows", **{name: f"{count:,}" for name, count in found.counts.items()})
            if found.is_learned else t("taste.knows.nothing")
        )  # fmt: skip

    def show_body(self, found: Proposal) -> None:
        """The compass and what lies at its side."""
        notes = [t(f"taste.{note.replace(' ', '-')}") for note in found.notes]
        with self.body:
            with parts.box("div", "gv-plane"):
                parts.heading(t("taste.plane"), 3)
                says = t("taste.plane.says") if found.is_learned else t("taste.plane.first")
                parts.paragraph(says, "gv-quiet")
                plane = island("gv-tiles", label=t("taste.plane"), columns=SIDE, most=0, keeps=False, board=found.plane)
                plane.hear("gv-choose", self.page.act(lambda detail: self.take(detail["index"], t("taste.compass"))))
            with parts.box("div", "gv-aside"):
                parts.heading(t("taste.side"), 3)
                parts.paragraph(t("taste.side.says"), "gv-quiet")
                side = island("gv-tiles", label=t("taste.side"), columns=1, most=0, keeps=False,
                              board=found.side | {"labels": notes})  # fmt: skip
                side.hear("gv-choose", self.page.act(lambda detail: self.take_side(found, detail["index"])))

    def show_foot(self, found: Proposal | None) -> None:
        """What else can be done with a taste."""
        self.foot.clear()
        if not self.taster.on:
            return
        with self.foot:
            if found is not None:
                none = parts.button(t("taste.none"), self.page.act(self.taster.pass_over))
                none.props["aria-label"] = t("taste.none.says")
            if found is not None and found.is_learned:
                save = parts.link(t("taste.save"), f"/studio/tastes/{self.session.card.digest}.json", "gv-button")
                save.props["download"] = f"{self.session.name}.taste.json"
            with parts.box("label", "gv-button gv-bring"):
                parts.Text("span", t("taste.bring"))
                file = ui.element("input")
                file.props.update({"type": "file", "accept": ".json,application/json"})
                file.on("change", lambda event: self.page.act(self.bring)(event.args), js_handler=BRING)
            if found is not None and found.is_learned:
                parts.button(t("taste.reset"), self.ask, "quiet")

    async def take_side(self, found: Proposal, place: int) -> None:
        """Stand on one of the three."""
        await self.take(SIDE**2 + place, found.notes[place])

    async def take(self, place: int, why: str) -> None:
        """Stand on a proposal."""
        if await self.taster.take(place, why):
            self.page.say(t("taste.took"))

    async def bring(self, batch: str) -> None:
        """Use a taste that came as a file."""
        if not batch:
            raise GanvasError("the file could not be read; choose it again")
        place = self.session.project.path / "drops" / batch
        try:
            await self.taster.adopt(place / "taste.json")
        finally:
            await self.session.write(lambda: shutil.rmtree(place, ignore_errors=True))
        self.page.say(t("taste.brought"))

    def ask(self) -> None:
        """Ask whether to forget."""
        self.foot.clear()
        with self.foot:
            parts.paragraph(t("taste.reset.ask"))
            parts.button(t("taste.yes"), self.page.act(self.forget), "first")
            parts.button(t("taste.no"), lambda: self.show_foot(self.taster.shown()))

    async def forget(self) -> None:
        """Forget what was learned."""
        await self.taster.reset()
        self.page.say(t("taste.forgot"))

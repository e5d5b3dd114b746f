"""Beside the picture: an own picture, as near as the model comes to it, and what of it it cannot paint."""

import shutil
from typing import Any

from nicegui import ui

from ganvas.sketch import Sketch
from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.rooms.shape_bench import Bench
from ganvas.studio.words import t

SECONDS = 60.0
STEPS = 800
LOOKS = "/studio/looks"


class OwnPanel:
    """The panel on one page."""

    def __init__(self, room: Bench) -> None:
        self.room, self.page, self.session = room, room.page, room.page.session
        self.found: dict[str, Any] = {}

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("shape.own"), 2, "gv-first")
        parts.paragraph(t("shape.own.lead"), "gv-quiet")
        drop = island("gv-drop", label=t("shape.own.drop"), files=t("works.files"), folder=t("works.folder"),
                      sending=t("works.sending"))  # fmt: skip
        drop.classes("gv-wide")
        drop.hear("gv-dropped", self.page.act(self.dropped))
        drop.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.bar = ui.element("progress").props("max=1 value=0")
        self.bar.props["aria-label"] = t("shape.own")
        self.step = parts.paragraph("", "gv-quiet")
        self.stop = parts.button(t("shape.stop"), self.session.helper.stop, "quiet")
        self.busy(False)
        self.report = parts.box("div", "gv-wide gv-proposals")

    async def show(self) -> None:
        """Nothing here follows the sketch."""

    def busy(self, busy: bool) -> None:
        """Whether the picture is being looked for."""
        if self.bar.is_deleted:
            return
        self.bar.set_visibility(busy)
        self.stop.set_visibility(busy)
        self.step.set_text(t("shape.own.begins") if busy else "")

    def progress(self, words: str, share: float) -> None:
        """Say how far it is."""
        if self.bar.is_deleted:
            return
        self.step.set_text(t(f"own.{'guess' if 'guess' in words else 'search'}"))
        if share >= 0:
            self.bar.props["value"] = round(share, 3)

    async def dropped(self, detail: dict[str, Any]) -> None:
        """Look for the picture; then the copy that was only passing goes."""
        place = self.session.project.path / "drops" / str(detail["batch"])
        self.busy(True)
        try:
            self.found = await self.session.work(
                "project", self.progress, model=self.session.card.file, folder=str(place),
                into=str(self.session.project.path / "looks"), seconds=SECONDS, steps=STEPS,
            )  # fmt: skip
        finally:
            self.busy(False)
            await self.session.write(lambda: shutil.rmtree(place, ignore_errors=True))
        if not self.report.is_deleted:
            self.show_report()

    def show_report(self) -> None:
        """How near it came, and what is missing."""
        found = self.found
        self.report.clear()
        with self.report:
            parts.heading(t("shape.own.report", name=found["name"]), 3)
            parts.image(f"{LOOKS}/{found['report']}", t("shape.own.says"), "gv-report-picture")
            parts.paragraph(t("shape.own.legend"), "gv-quiet")
            parts.paragraph(found["sentence"])
            with parts.box("div", "gv-row"):
                parts.button(t("shape.take_it"), self.page.act(self.take), "first")
                parts.button(t("shape.look_at"), lambda: self.room.preview(Sketch.model_validate(found["sketch"])))
                parts.button(t("shape.leave"), self.page.act(self.leave), "quiet")

    async def take(self) -> None:
        """Work on from there."""
        await self.session.do("project", Sketch.model_validate(self.found["sketch"]), reason=self.found["name"])

    def leave(self) -> None:
        """Leave it."""
        self.report.clear()
        self.room.put_live(at_once=True)

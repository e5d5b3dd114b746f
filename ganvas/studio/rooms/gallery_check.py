"""At the wall: files are dropped and checked, and may be cleared."""

import shutil
from pathlib import Path
from typing import Any

from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.rooms.gallery_take import Offer, exports_of
from ganvas.studio.words import WORDS, t


class Check:
    """The part where files are checked."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.place: Path | None = None

    def build(self) -> None:
        """Fill this part."""
        parts.heading(t("check.title"))
        parts.paragraph(t("check.lead"), "gv-quiet")
        drop = island("gv-drop", label=t("check.drop"), files=t("works.files"), folder=t("works.folder"),
                      sending=t("works.sending"))  # fmt: skip
        drop.hear("gv-dropped", self.page.act(self.dropped))
        drop.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.found = parts.box("div", "gv-checked")
        self.found.props.update({"role": "region", "aria-label": t("check.title"), "aria-live": "polite"})
        self.page.client.on_delete(self.forget)

    async def dropped(self, detail: dict[str, Any]) -> None:
        """Check what was dropped; the copies go with the page, or when others are dropped."""
        self.forget()
        self.place = self.session.project.path / "drops" / str(detail["batch"])
        self.found.clear()
        with self.found:
            parts.paragraph(t("check.checking"), "gv-quiet")
        corpora = [str(path) for path in self.session.project.corpora()]
        try:
            reports = await self.session.work("check", folder=str(self.place), corpora=corpora)
        finally:
            self.found.clear()
        with self.found:
            for report in reports:
                self.show(report)

    def forget(self) -> None:
        """Take away what was dropped."""
        if self.place is not None:
            shutil.rmtree(self.place, ignore_errors=True)

    def show(self, report: dict[str, Any]) -> None:
        """One report, in plain words."""
        kind = report["verdict"].replace(" ", "-")
        with parts.box("article", f"gv-report gv-is-{kind}"):
            parts.heading(report["name"], 3)
            parts.paragraph(t(f"check.{report['verdict']}"), "gv-verdict")
            if report["signer"]:
                words = "check.signer" if report["known"] else "check.stranger"
                parts.paragraph(t(words, signer=report["signer"]))
            if report["work"]:
                by = t(f"check.by.{report['work']['by']}")
                parts.paragraph(t("check.known", by=by, title=report["work"]["title"]))
            show_chain(report["chain"])
            show_rest(report)
            if report["verdict"] != "unreadable":
                Offer(self.page, "check.clear", lambda: self.clear(report["path"]))

    async def clear(self, path: str) -> dict[str, Any]:
        """A copy that says nothing of itself."""
        done: dict[str, Any] = await self.session.work("clear", file=path, into=exports_of(self.page))
        words = t("check.cleared", bytes=f"{done['bytes']:,}")
        self.page.say(words + (" " + t("check.cleared.mark") if done["mark"] != "none" else ""))
        return done


def show_chain(chain: list[dict[str, Any]]) -> None:
    """What a file was made from, link by link."""
    if not chain:
        return
    parts.heading(t("check.chain"), 4)
    row = parts.box("ol", "gv-chain")
    for link in chain:
        with row, parts.box("li") as item:
            item.style(f"margin-left: {1.4 * min(link['depth'], 8)}em")
            parts.Text("span", link_words(link) + ("" if link["whole"] else " " + t("check.broken")))


def show_rest(report: dict[str, Any]) -> None:
    """What a person did, what is wished about it, what is wrong, and what else is known."""
    if report["statement"]:
        parts.paragraph(report["statement"])
    if f"check.train.{report['training']}" in WORDS:
        parts.paragraph(t(f"check.train.{report['training']}"), "gv-quiet")
    for name in report["withdrawn"]:
        parts.paragraph(t("check.withdrawn", name=name))
    if report["note"]:
        parts.paragraph(report["note"], "gv-quiet")
    if report["codes"]:
        with parts.box("details"):
            parts.Text("summary", t("check.details"))
            parts.Text("pre", "\n".join(report["codes"]), "gv-statement").props["tabindex"] = 0


def link_words(link: dict[str, Any]) -> str:
    """One link of the chain in words."""
    title = link["title"]
    source = f"check.{link['source']}"
    if link["kind"] == "artwork":
        return t("check.artwork", title=title) + (f", {t(source)}" if source in WORDS else "")
    if link["kind"] == "model":
        return t("check.model", seen=f"{link['seen']:,}")
    if link["kind"] == "corpus":
        plain = t("check.corpus.plain", title=title)
        return t("check.corpus", works=f"{link['works']:,}", title=title) if link["works"] else plain
    return t("check.other", title=title)

"""The rights of works, in the room of works: all of them in one question, or one by one."""

from typing import Any, Protocol

from ganvas.errors import GanvasError
from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.words import t

BASES = ("own", "public-domain", "licence", "commissioned", "consent", "tdm-exception", "blocked", "unstated")
BARE = ("own", "unstated")  # those that ask for nothing more


class Corpus(Protocol):
    """The room in which a corpus is open."""

    shown: dict[str, Any]
    author: str

    @property
    def folder(self) -> Any:
        """Of the corpus."""

    async def refresh(self, _event: Any = None) -> None:
        """Look at it anew."""

    def leaving(self, sha256: str) -> Any:
        """The act that takes one work out."""


class Rights:
    """The rights of the corpus that is open."""

    def __init__(self, page: Page, room: Corpus) -> None:
        self.page, self.session, self.room = page, page.session, room

    def build(self, _detail: Any) -> None:
        """How many works stand on what, and the one question."""
        counts = self.room.shown["counts"]
        parts.heading(t("works.rights"))
        parts.facts([(f"{count:,}", t(f"works.{kind}")) for kind, count in counts["by_basis"].items()])
        if counts["by_basis"].get("unstated"):
            self.asking = parts.box("div", "gv-row")
            with self.asking:
                parts.button(t("works.mine"), self.page.act(self.ask))

    def ask(self) -> None:
        """Ask whether all of it is the author's own."""
        author = self.room.author
        if not author:
            raise GanvasError("write first whose works they are, in the field above")
        self.asking.clear()
        with self.asking:
            parts.paragraph(t("works.mine.ask", author=author, corpus=self.room.shown["name"]))
            parts.button(t("works.yes"), self.page.act(self.all_mine), "first")
            parts.button(t("works.no"), self.page.act(self.room.refresh))

    async def all_mine(self) -> None:
        """Write that down."""
        found = await self.session.work("mine", corpus=str(self.room.folder), author=self.room.author)
        self.page.say(t("works.mine.done", **{name: f"{found[name]:,}" for name in ("changed", "others")}))
        await self.room.refresh()

    def choose(self, holder: Any, detail: dict[str, Any]) -> None:
        """Show what is known of one work, and let it be written down otherwise."""
        one = self.room.shown["each"][detail["index"]]
        said = {"basis": one["basis"], "detail": "", "holder": one["holder"]}
        holder.clear()
        with holder:
            width, height = (f"{int(one[side] or 0):,}" for side in ("width_px", "height_px"))
            parts.heading(t("works.one", name=one["name"], width=width, height=height), 3)
            parts.paragraph(one["words"], "gv-quiet")
            if one["evidence"]:
                parts.facts([(t("works.evidence"), line) for line in one["evidence"]])
            kinds = {kind: t(f"works.{kind}") for kind in BASES}
            parts.choice(t("works.basis"), kinds, one["basis"], lambda kind: said.update(basis=kind))
            parts.field(t("works.detail"), "", lambda text: said.update(detail=text))
            parts.field(t("works.holder"), one["holder"], lambda text: said.update(holder=text))
            with parts.box("div", "gv-row"):
                parts.button(t("works.write"), self.page.act(lambda: self.write(one["sha256"], said)), "first")
                parts.button(t("works.leave"), self.page.act(self.room.leaving(one["sha256"])))

    async def write(self, sha256: str, said: dict[str, str]) -> None:
        """Write down on what ground one work may be learned from."""
        detail = "" if said["basis"] in BARE else said["detail"]
        found = await self.session.work(
            "say", corpus=str(self.room.folder), sha256=sha256, basis=said["basis"], detail=detail,
            holder=said["holder"],
        )  # fmt: skip
        self.page.say(t("works.written", count=found["changed"]))
        await self.room.refresh()

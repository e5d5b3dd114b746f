"""The room to shape: one large picture under the brush, with layers, sliders, wishes, and own pictures."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from ganvas.sketch import Latent, Seed, Sketch
from ganvas.studio import easel, parts, shaping
from ganvas.studio.island import Island, island
from ganvas.studio.page import Page
from ganvas.studio.rooms.reins import TURN, Reins
from ganvas.studio.rooms.shape_layers import LayersPanel, easel_layers
from ganvas.studio.rooms.shape_own import OwnPanel
from ganvas.studio.rooms.shape_wishes import KINDS, WishPanel
from ganvas.studio.session import Change
from ganvas.studio.shaping import BASE
from ganvas.studio.words import t

MODES = ("layers", "keep", "colours", "lines", "own")
BRUSH = {"layers": "mask", "keep": "mask", "colours": "colour", "lines": "line", "own": "mask"}
PAINT_PX = 256  # the longer side of a mask
NOWHERE = {"kind": "box", "left": -1, "top": -1, "right": -0.99, "bottom": -0.99}
PAINTING = """(e) => { const fresh = e.detail.layer === e.target.dataset.fresh;
  if (/^[0-9]+$/.test(e.detail.layer))
    getHtmlElement(%d)?.turn?.(`latent.over.${e.detail.layer}.mask`, e.detail.mask, fresh); }"""
COMPARE = """(e) => getHtmlElement(%d)?.compare?.(e.currentTarget.getAttribute('aria-pressed') !== 'true')"""
COMPARED = """(e) => getHtmlElement(%d)?.setAttribute('aria-pressed', String(e.detail.before))"""


class Panel(Protocol):
    """What stands beside the picture in one mode."""

    async def build(self) -> None:
        """Fill the page."""

    async def show(self) -> None:
        """Stand where the session stands."""


class Room:
    """The room on one page.

    Attributes:
        mode: what the brush is for.
        active: the part of the sketch that is worked on; one more than there are regions is the layer to come.
        fresh: what the layer to come will paint.
        painted: what is painted for each wish, PNG in base64.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.mode = page.view.get("mode", "") if page.view.get("mode") in MODES else MODES[0]
        self.active = self.count  # the layer to come
        self.fresh: Latent = Seed(seed=7)
        self.painted: dict[str, str] = {}
        self.masks: dict[str, str] = {}
        self.before: Sketch = self.session.sketch
        self.panel: Panel | None = None
        self.reins: Reins | None = None
        self.veil = True

    @property
    def count(self) -> int:
        """Of regions."""
        return len(shaping.regions(self.session.sketch))

    def part(self) -> int:
        """The part that sliders push: the layer to come has none yet, so its base is meant."""
        return self.active if self.active < self.count else BASE

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("shape.title"), 1)
        parts.paragraph(t("shape.lead"), "gv-lead")
        with parts.box("div", "gv-ways", t("shape.modes")).props("role=group"):
            self.ways = {
                mode: parts.button(t(f"shape.{mode}"), self.page.act(self.opening(mode)), "way") for mode in MODES
            }
        with parts.box("div", "gv-shape-room"):
            with parts.box("div", "gv-easel-stage"):
                self.build_picture()
            self.holder = parts.box("div", "gv-panel gv-shape-panel")
        self.page.watch(("sketch", "model", "palette"), self.follow)
        await self.open(self.mode)

    def build_picture(self) -> None:
        """The picture under the brush, and the comparison."""
        self.paint = island("gv-paint", size=self.size(), label=t("shape.paint"), width=0.16)
        with self.paint:
            self.live: Island = island("gv-live", **easel.live(self.session))
        self.paint.on("gv-painting", js_handler=PAINTING % self.live.id)
        self.paint.hear("gv-stroke", self.page.act(self.stroke))
        self.paint.hear("gv-undo", self.page.act(self.stroke))
        self.paint.hear("gv-history", self.page.act(self.back))
        self.paint.hear("gv-layer", self.page.act(self.picked))
        with parts.box("div", "gv-row"):
            compare = parts.button(t("shape.compare"), lambda: None, "", "c")
            compare.props["aria-pressed"] = "false"
            compare.on("click", js_handler=COMPARE % self.live.id)
            self.live.on("gv-compare", js_handler=COMPARED % compare.id)
            parts.button(t("shape.from_here"), self.page.act(self.from_here), "quiet")
            self.save = parts.link(t("explore.save"), "", "gv-button quiet")
            parts.tick(t("shape.veil"), self.veil, self.lift)

    def lift(self, veil: bool) -> None:
        """Show the masks over the picture, or not."""
        self.veil = veil
        self.paint.style(replace="" if veil else "--gv-veil: 0; --gv-veil-active: 0; --gv-strokes: 0")

    def opening(self, mode: str) -> Callable[[], Awaitable[None]]:
        """The act that opens a mode."""

        async def open_it() -> None:
            await self.open(mode)

        return open_it

    async def open(self, mode: str) -> None:
        """Use the brush for something else."""
        if mode != self.mode:
            self.put_live(at_once=True)  # what was only looked at is over
        self.mode, self.reins = mode, None
        for name, way in self.ways.items():
            way.props["aria-pressed"] = "true" if name == mode else "false"
        self.page.look(mode="" if mode == MODES[0] else mode)
        self.holder.clear()
        with self.holder:
            self.panel = self.panel_of(mode)
            await self.panel.build()
        await self.show()

    def panel_of(self, mode: str) -> Panel:
        """What stands beside the picture."""
        if mode in KINDS:
            return WishPanel(self, mode)
        return OwnPanel(self) if mode == "own" else LayersPanel(self)

    async def follow(self, change: Change) -> None:
        """The session stands elsewhere."""
        if change.what == "model":
            self.masks.clear()
            self.paint.put(size=self.size())
            await self.open(self.mode)
        else:
            await self.show()

    def size(self) -> list[int]:
        """Of the masks, in pixels: across and down."""
        _, height, width = self.session.card.shape
        return [round(PAINT_PX * side / max(width, height)) for side in (width, height)]

    async def show(self) -> None:
        """Stand where the session stands."""
        self.active = min(self.active, self.count)
        layers = await easel_layers(self)
        fresh = str(self.count)
        active = self.mode if self.mode in KINDS else str(self.active) if self.active >= 0 else fresh
        self.paint.put(layers=layers, active=active, mode=BRUSH[self.mode],
                       history="page" if self.mode in ("layers", "own") else "own")  # fmt: skip
        self.paint.props["data-fresh"] = fresh
        self.put_live()
        self.save.props["href"] = easel.saved(self.session)
        self.save.props["download"] = "ganvas.png"
        if self.panel is not None:
            await self.panel.show()

    def put_live(self, at_once: bool = False) -> None:
        """The picture; ``at_once`` where something else may be shown at the moment."""
        values = easel.live(self.session) | {"before": easel.plain(self.before)}
        if self.reins is not None and self.reins.rows:
            self.reins.show()
            values["sketch"] = self.reins.template()
        values["draft"] = easel.plain(self.with_fresh(NOWHERE)) if self.mode == "layers" and self.count < 64 else {}
        self.live.put(**values)
        if at_once:
            self.live.update_live(sketch=values["sketch"])

    def with_fresh(self, mask: Any) -> Sketch:
        """The sketch with the layer to come."""
        return shaping.with_region(self.session.sketch, self.count, mask=mask, latent=self.fresh.model_dump())

    def preview(self, sketch: Sketch) -> None:
        """Show something else for now; nothing is taken."""
        self.live.update_live(sketch=easel.plain(sketch))

    def from_here(self) -> None:
        """Compare with the picture as it is now."""
        self.before = self.session.sketch
        self.live.put(before=easel.plain(self.before))
        self.page.say(t("shape.marked"))

    async def back(self, detail: dict[str, Any]) -> None:
        """Undo or redo, asked for at the brush."""
        await (self.session.redo() if detail["redo"] else self.session.undo())

    async def picked(self, detail: dict[str, Any]) -> None:
        """Another layer is painted on, chosen by a number at the brush."""
        if detail["active"].isdecimal():
            await self.activate(int(detail["active"]))

    async def activate(self, part: int) -> None:
        """Work on another part."""
        self.active = part
        await self.show()

    async def stroke(self, detail: dict[str, Any]) -> None:
        """Something was painted: in a layer a step, for a wish only remembered."""
        if not detail["layer"].isdecimal():
            self.painted[detail["layer"]] = detail.get("picture") or detail["mask"]
            return
        mask, part = detail["vector"] or await self.kept(detail["mask"]), int(detail["layer"])
        sketch, is_new = self.session.sketch, part >= self.count
        if mask is None:
            if not is_new:
                await self.session.do("clear", shaping.without_region(sketch, part))
            return
        if is_new:
            self.active = self.count
        values = {"mask": mask} | ({"latent": self.fresh.model_dump()} if is_new else {})
        await self.session.do("paint", shaping.with_region(sketch, min(part, self.count), **values))

    async def kept(self, png: str) -> dict[str, str] | None:
        """A mask that only its pixels say, kept beside the model; None where it is empty."""
        digest = (await self.session.painters.ask("keep-mask", self.session.name, png=png)).decode()
        return {"kind": "painted", "digest": digest} if digest else None

    def turning(self, slider: Island, path: str) -> None:
        """Let a slider turn the picture at once, while it moves."""
        slider.props["data-path"] = path
        slider.on("gv-input", js_handler=TURN % self.live.id)


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

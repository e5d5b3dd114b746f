"""The room in which artist and model take turns: zones on the picture, offers, and the log."""

import json
from typing import Any

from nicegui import ui

from ganvas.errors import GanvasError
from ganvas.model.turns.board import Forward, Told
from ganvas.sketch import Box, Mask
from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.session import Change
from ganvas.studio.table import OFFERS, Turn, Turns
from ganvas.studio.words import t

COLOURS = {"mine": "#2f7f86", "model": "#c2553f", "part": "#c79a2b"}
ZONES = ("mine", "model")  # layers
PICTURE_PX, MASK_PX = 512, 256
INTENTS, MODES = ("echo", "contrast", "continue"), ("silent", "asked", "every")
SHOWN = 30  # lines of the log
EMPTY = (  # one black pixel, as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
CLEAR, SEEN = 0.25, 0.7  # a likeness worth saying, a seam that shows
TOLD = 0.03  # a share of black to white that is seen
WHOLE = Box(left=0, top=0, right=1, bottom=1)


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.turns = self.session.shared(Turns)
        self.at = 0  # the offer that is looked at
        self.part: Mask | None = None
        self.painted: dict[str, Mask | None] = {"mine": None, "model": None}
        self.drawn: tuple[Any, ...] = ()
        self._strokes = dict.fromkeys(COLOURS, 0)

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("turns.title"), 1)
        parts.paragraph(t("turns.lead"), "gv-lead")
        with parts.box("div", "gv-easel gv-turning"):
            with parts.box("div", "gv-painting"):
                self.build_picture()
            with parts.box("div", "gv-panel"):
                self.build_panel()
        parts.heading(t("turns.log"))
        self.log = parts.box("div")
        ui.timer(1.0, self.tick)
        self.page.watch(("sketch", "model", "turns"), self.show)
        await self.show()

    def build_picture(self) -> None:
        """The picture, and the zones over it."""
        self.paint = island("gv-paint", mode="mask", label=t("turns.paint"), active="mine", layers=self._layers())
        with self.paint:
            self.live = island("gv-live", label=t("turns.paint"))
        self.paint.hear("gv-stroke", self.page.act(self.stroke))
        self.paint.hear("gv-undo", self.page.act(self.stroke))
        with parts.box("div", "gv-row"):
            parts.button(t("turns.rest"), self.page.act(lambda: self.turns.claim("model", WHOLE)))
            parts.button(t("turns.release"), self.page.act(self.release), "quiet")

    def build_panel(self) -> None:
        """What is asked of the model, and what it offers."""
        turns = self.turns
        intents = {name: t(f"turns.{name}") for name in INTENTS}
        parts.choice(t("turns.intent"), intents, turns.table.intent, self.page.act(turns.intend))
        modes = {name: t(f"turns.{name}") for name in MODES}
        parts.choice(t("turns.forward"), modes, turns.forward.mode, self.page.act(self.be))
        with parts.box("div") as self.waiting:
            parts.field(t("turns.wait"), f"{turns.forward.wait_s:g}", self.page.act(self.wait_so_long), type="number",
                        min=1, max=3600)  # fmt: skip
        self.asker = parts.button(t("turns.ask"), self.page.act(turns.ask), "first")
        with parts.box("div", "gv-row gv-countdown") as self.counting:
            self.left = parts.paragraph("")
            self.left.props["role"] = "timer"
            parts.button(t("turns.stop"), self.page.act(lambda: self.be("asked")))
        self.offers = parts.box("section", "gv-offers", t("turns.offers"))

    def _layers(self) -> list[dict[str, Any]]:
        """The zones; while something is offered they make way for it, and for the part of it to take."""
        offered = bool(self.turns.offers)
        looks = {name: {"id": name, "name": t(f"turns.{name}"), "colour": COLOURS[name]} for name in COLOURS}
        zones: list[dict[str, Any]] = [looks[name] | {"visible": not offered} for name in ZONES]
        return [*zones, looks["part"]] if offered else zones

    async def show(self, change: Change | None = None) -> None:
        """Show the table as it is now."""
        turns = self.turns
        if change is None or change.what != "turns":
            self.at = 0
        drawn = (tuple(offer.sketch for offer in turns.offers), turns.asking, turns.forward, turns.table.model is None)
        if drawn != self.drawn:
            if drawn[:1] != self.drawn[:1]:
                self.at, self.part = 0, None
                self.paint.put(layers=self._layers(), active="part" if turns.offers else "mine")
            self.drawn = drawn
            self.show_offers()
        self.show_picture()
        self.tick()
        self.show_log()
        await self.show_zones()

    def show_picture(self) -> None:
        """The picture, or what it would be with the offer that is looked at."""
        session, (_, height, width) = self.session, self.session.card.shape
        side = max(height, width)
        offers = self.turns.offers
        sketch = offers[self.at].sketch if offers else session.sketch
        across = max(1, round(MASK_PX / side))
        self.live.put(src=f"/api/v1/models/{session.name}/live", sketch=sketch.model_dump(mode="json"),
                      scale=max(1, round(PICTURE_PX / side)), label=t("picture", line=session.line))  # fmt: skip
        self.paint.put(size=[width * across, height * across])

    async def show_zones(self) -> None:
        """Let the zones on this page be those of the table, where another page or a button changed them."""
        table = self.turns.table
        wanted = {"mine": table.mine, "model": table.model}
        for layer in [layer for layer, mask in wanted.items() if mask != self.painted[layer]]:
            mask = self.painted[layer] = wanted[layer]
            png = EMPTY
            if mask is not None:
                _, height, width = self.session.card.shape
                scale = max(1, round(MASK_PX / max(height, width)))
                (png,) = await self.turns.drawn([mask], (width * scale, height * scale))
            if not self.paint.is_deleted:
                self.page.client.run_javascript(
                    f"customElements.whenDefined('gv-paint').then(() => getHtmlElement({self.paint.id})"
                    f"?.setMask({json.dumps(layer)}, {json.dumps(png)}))"
                )

    def show_offers(self) -> None:
        """What the model offers, why, and what to do with it."""
        turns, offers = self.turns, self.turns.offers
        self.waiting.set_visibility(turns.forward.mode == "every")
        self.asker.props.pop("disabled", None)
        if turns.forward.mode == "silent" or turns.asking:
            self.asker.props["disabled"] = True
        self.offers.clear()
        with self.offers:
            parts.heading(t("turns.offers"), 2)
            says = t("turns.asking") if turns.asking else t("turns.shown") if offers else t("turns.none")
            if turns.table.model is None:
                says = t("turns.zone.none")
            parts.paragraph(says, "gv-quiet").props["role"] = "status"
            if not offers:
                return
            tiles = island("gv-tiles", label=t("turns.offers"), columns=OFFERS, most=0, keeps=False, chosen=self.at,
                           board=turns.look)  # fmt: skip
            tiles.hear("gv-choose", self.look)
            self.why = parts.paragraph(why(offers[self.at].told))
            self.why.props["role"] = "status"
            with parts.box("div", "gv-row"):
                parts.button(t("turns.take"), self.page.act(self.take), "first")
                parts.button(t("turns.take-part"), self.page.act(self.take_part))
                parts.button(t("turns.answer"), self.page.act(self.answer)).props["title"] = t("turns.answer.says")
                parts.button(t("turns.refuse"), self.page.act(self.refuse))

    def show_log(self) -> None:
        """The turns so far, the newest first."""
        self.log.clear()
        with self.log:
            if not self.turns.log:
                parts.paragraph(t("turns.log.none"), "gv-quiet")
                return
            with parts.box("ol", "gv-lines gv-log"):
                for turn in reversed(self.turns.log[-SHOWN:]):
                    self._turn(turn)

    def _turn(self, turn: Turn) -> None:
        with parts.box("li", f"by-{turn.who}"):
            parts.Text("time", turn.at.astimezone().strftime("%H:%M"), "gv-tag").props["datetime"] = turn.at.isoformat()
            parts.Text("span", told(turn))
            if turn.node:
                go = parts.button(f"{turn.node}", self.page.act(lambda: self.session.go(turn.node)), "quiet")
                go.props["aria-label"] = t("turns.go", node=turn.node)

    def tick(self) -> None:
        """One second of the countdown."""
        left = self.turns.left_s()
        self.counting.set_visibility(left is not None)
        if left is not None:
            self.left.set_text(t("turns.left", seconds=left))
        if left == 0:
            self.page.later(self.turns.ask, False)

    async def stroke(self, detail: dict[str, Any]) -> None:
        """A zone was painted, or the part of an offer to take."""
        if detail.get("tool") == "mask":  # it came from here
            return
        layer = detail["layer"]
        self._strokes[layer] += 1
        stroke = self._strokes[layer]
        mask = await self.turns.mask_of(detail["vector"], detail["mask"])
        if stroke != self._strokes[layer]:
            return
        if layer == "part":
            self.part = mask
        else:
            self.painted[layer] = mask
            await self.turns.claim("human" if layer == "mine" else "model", mask)

    async def release(self) -> None:
        """Give all zones back."""
        await self.turns.claim("human", None)
        await self.turns.claim("model", None)

    async def be(self, mode: str) -> None:
        """Let the model be so forward."""
        await self.turns.be(Forward.model_validate(self.turns.forward.model_dump() | {"mode": mode}))

    async def wait_so_long(self, text: str) -> None:
        """Let the model wait so many seconds."""
        try:
            wait_s = float(text)
        except ValueError:
            wait_s = 0
        if not 1 <= wait_s <= 3600:
            raise GanvasError(f"{text!r} seconds: write a number from 1 to 3,600")
        await self.turns.be(self.turns.forward.but(wait_s=wait_s))

    def look(self, detail: dict[str, Any]) -> None:
        """Look at an offer, over the picture."""
        self.at = detail["index"]
        self.why.set_text(why(self.turns.offers[self.at].told))
        self.show_picture()

    async def take(self) -> None:
        """Take the offer that is looked at."""
        await self.turns.take(self.at)
        self.page.say(t("turns.took"))

    async def take_part(self) -> None:
        """Take what was brushed of it; where nothing was, say how."""
        if self.part is None:
            self.paint.put(active="part")
            self.page.say(t("turns.brush"))
            return
        await self.turns.take_part(self.at, self.part)
        self.page.say(t("turns.took"))

    async def answer(self) -> None:
        """Take it, and let the artist's zone answer."""
        await self.turns.answer(self.at)

    async def refuse(self) -> None:
        """Want none of it."""
        await self.turns.refuse()
        self.page.say(t("turns.refused"))


def told(turn: Turn) -> str:
    """A line of the log, in words."""
    if turn.did in {"claim", "release"}:
        return t(f"turns.did.{turn.did}.{turn.why}")
    if turn.did == "forward":
        mode, _, wait = turn.why.partition(" ")
        return t("turns.did.forward", why=t(f"turns.{mode}") + (f" ({wait})" if wait else ""))
    intent = t(f"turns.as.{turn.intent}") if turn.intent else ""
    return t(f"turns.did.{turn.did}", why=why(turn.told) if turn.told else turn.why, intent=intent)


def why(told: Told) -> str:
    """What an offer did, in one line, in the language that is spoken; as ``ganvas.model.turns.telling`` says it."""
    likeness = f"{told.likeness:.2f}"
    said = [t("why.own", likeness=likeness) if told.part else t("why.alone")]
    if told.likeness > CLEAR and told.part:
        part = t(f"why.{told.part.replace(' ', '-')}")
        said = [t("why.mirrors" if told.mirrored else "why.repeats", part=part, likeness=likeness)]
    if abs(told.tone) > TOLD:
        said.append(t("why.lighter" if told.tone > 0 else "why.darker", share=f"{abs(told.tone):.0%}"))
    if abs(told.ink) > TOLD:
        said.append(t("why.livelier" if told.ink > 0 else "why.calmer"))
    said.append(t("why.seamless") if told.seam < SEEN else t("why.seam", steps=f"{told.seam:.1f}"))
    return " · ".join(said)


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

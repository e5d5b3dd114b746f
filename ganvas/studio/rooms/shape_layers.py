"""Beside the picture: its layers, what each of them paints, where its latents come from, and its sliders."""

from collections.abc import Awaitable, Callable
from typing import Any

from ganvas.sketch import GROUPS, Latent, Sketch
from ganvas.sketch.line import write_line
from ganvas.studio import easel, parts, shaping
from ganvas.studio.island import Island, island
from ganvas.studio.rooms.reins import Reins
from ganvas.studio.rooms.shape_bench import Bench
from ganvas.studio.shaping import BASE
from ganvas.studio.words import t

COLOURS = ("#c2553f", "#2f7f86", "#c79a2b", "#6b5ca5", "#4b8b3b", "#a04f7b")
WISH_COLOUR = "#2f7f86"
SOURCES = ("seeds", "palette", "history")
ALL = "all"
COUNT, COLUMNS, TILE_PX = 18, 6, 64
LOOKED_BACK = 60
LONGEST = 60  # letters of a line that names a layer


async def easel_layers(room: Bench) -> list[dict[str, Any]]:
    """The layers as gv-paint takes them: a region each, one to come, and one for each wish."""
    layers: list[dict[str, Any]] = []
    shown = room.mode == "layers"
    for number, region in enumerate(shaping.regions(room.session.sketch)):
        made: dict[str, Any] = {
            "id": str(number),
            "name": t("shape.layer", number=number + 1),
            "colour": COLOURS[number % len(COLOURS)],
        }
        mask = region.mask.model_dump(mode="json")
        if mask["kind"] == "painted":
            made |= {"mask": None, "png": await _png(room, mask["digest"])}
        else:
            made |= {"mask": mask}
        layers.append(made | {"visible": shown})
    fresh = COLOURS[len(layers) % len(COLOURS)]
    layers.append({"id": str(len(layers)), "name": t("shape.fresh"), "colour": fresh, "mask": None, "visible": shown})
    wishes = ("keep", "colours", "lines")
    return layers + [
        {"id": kind, "name": t(f"shape.{kind}"), "colour": WISH_COLOUR, "visible": kind == room.mode} for kind in wishes
    ]


async def _png(room: Bench, digest: str) -> str:
    if digest not in room.masks:
        data = await room.session.painters.ask("show-mask", room.session.name, digest=digest)
        room.masks[digest] = data.decode()
    return room.masks[digest]


class LayersPanel:
    """The panel on one page."""

    def __init__(self, room: Bench) -> None:
        self.room, self.page, self.session = room, room.page, room.page.session
        self.source, self.take, self.first = SOURCES[0], ALL, 0
        self.choices: list[Sketch] = []

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("shape.layers"), 2, "gv-first")
        self.list = parts.box("ul", "gv-layers")
        self.settings = parts.box("div", "gv-settings gv-wide")
        self.shown_settings: tuple[int, int] | None = None
        self.sliders: dict[str, Island] = {}
        with parts.box("div", "gv-wide gv-sources"):
            with parts.box("div", "gv-row"):
                sources = {one: t(f"source.{one}") for one in SOURCES}
                parts.choice(t("shape.source"), sources, self.source, self.page.act(self.turn_to))
                takes = {ALL: t("shape.take_all")} | {group: t(f"layers.{group}") for group in GROUPS}
                parts.choice(t("shape.take"), takes, self.take, lambda take: setattr(self, "take", take))
            self.board = parts.box("div", "gv-wide")
        with parts.box("details", "gv-wide gv-push"):
            parts.Text("summary", t("shape.push"))
            self.room.reins = Reins(self.page, self.room.live, self.room.put_live, self.room.part)
            self.room.reins.build()
        await self.fill()

    async def show(self) -> None:
        """Stand where the session stands."""
        self.show_list()
        self.show_settings()
        if self.source != SOURCES[0]:
            await self.fill()

    def show_list(self) -> None:
        """The layers, the highest first; the base is the lowest."""
        room, over = self.room, shaping.regions(self.session.sketch)
        self.list.clear()
        with self.list:
            self.row(len(over), t("shape.fresh"), room.fresh)
            for number in reversed(range(len(over))):
                self.row(number, t("shape.layer", number=number + 1), over[number].latent)
            self.row(BASE, t("shape.base"), shaping.latent_of(self.session.sketch))

    def row(self, part: int, name: str, latent: Latent) -> None:
        """One layer, and what can be done with it."""
        with parts.box("li"):
            if part >= 0:
                parts.box("i").style(f"background: {COLOURS[part % len(COLOURS)]}")
            line = write_line(Sketch(latent=latent)).removesuffix(" psi=0.8")
            pick = parts.button(name, self.page.act(self.activating(part)), "quiet pick")
            pick.props["aria-pressed"] = "true" if part == self.room.active else "false"
            parts.Text("span", line if len(line) <= LONGEST else line[: LONGEST - 1] + "…", "gv-quiet gv-latent")
            if 0 <= part < self.room.count:
                self.acts(part, name)

    def acts(self, part: int, name: str) -> None:
        """Higher, lower, away."""
        act = self.page.act
        for mark, words, by in (("↑", "shape.higher", 1), ("↓", "shape.lower", -1)):
            if 0 <= part + by < self.room.count:
                way = parts.button(mark, act(self.moving(part, by)), "quiet small")
                way.props["aria-label"] = t(words, name=name)
        away = parts.button("✕", act(self.removing(part)), "quiet small")
        away.props["aria-label"] = t("shape.remove", name=name)

    def activating(self, part: int) -> Callable[[], Awaitable[None]]:
        """The act that works on a part."""
        return lambda: self.room.activate(part)

    def moving(self, part: int, by: int) -> Callable[[], Awaitable[None]]:
        """The act that lifts or lowers a layer."""

        async def move() -> None:
            self.room.active = part + by
            await self.session.do("move", shaping.moved_region(self.session.sketch, part, by))

        return move

    def removing(self, part: int) -> Callable[[], Awaitable[None]]:
        """The act that takes a layer away."""

        async def remove() -> None:
            self.room.active = BASE
            await self.session.do("remove", shaping.without_region(self.session.sketch, part))

        return remove

    def show_settings(self) -> None:
        """Of a layer its softness and its depth; of all psi."""
        part = self.room.active
        over = shaping.regions(self.session.sketch)
        if (part, len(over)) != self.shown_settings:
            self.shown_settings = (part, len(over))
            self.settings.clear()
            with self.settings:
                self.sliders = self.all_sliders(part, len(over))
                if "depth" in self.sliders:
                    parts.paragraph(t("shape.depth.lead"), "gv-quiet")
        for name, slider in self.sliders.items():
            slider.put(value=self.session.sketch.psi if name == "psi" else getattr(over[part], name))

    def all_sliders(self, part: int, count: int) -> dict[str, Island]:
        """Those of a part."""
        made = {"psi": self.slider("psi", 1.5, 0.8, "psi")}
        if 0 <= part < count:
            made["feather"] = self.slider("feather", 0.3, 0.02, f"latent.over.{part}.feather")
            made["depth"] = self.slider("depth", 1.0, 0.5, f"latent.over.{part}.depth")
        return made

    def slider(self, name: str, most: float, start: float, path: str) -> Island:
        """One slider that turns the picture while it moves."""
        made = island(
            "gv-slider", name=name, label=t(f"shape.{name}"), min=0, max=most, step=0.01, start=start, fixed=True
        )
        self.room.turning(made, path)
        made.hear("gv-change", self.page.act(easel.Resting(self.settled)))
        return made

    async def settled(self, detail: dict[str, Any]) -> None:
        """Keep where a slider came to rest."""
        sketch, name, value = self.session.sketch, detail["name"], detail["value"]
        if name == "psi":
            await self.session.do("psi", sketch.but(psi=value))
        elif self.room.active < self.room.count:
            await self.session.do(name, shaping.with_region(sketch, self.room.active, **{name: value}))

    async def turn_to(self, source: str) -> None:
        """Choose from somewhere else."""
        self.source, self.first = source, 0
        await self.fill()

    async def fill(self, _detail: Any = None) -> None:
        """The board that is chosen from."""
        fresh = await self.sketches()
        if fresh == self.choices or self.board.is_deleted:
            return
        self.choices = fresh
        self.board.clear()
        with self.board:
            if not fresh:
                parts.paragraph(t(f"source.{self.source}.none"), "gv-quiet")
                return
            shown = easel.board(self.session, fresh, COLUMNS, TILE_PX)
            tiles = island("gv-tiles", board=shown, columns=COLUMNS, most=0, keeps=False,
                           more=self.source == SOURCES[0], label=t("shape.choose"))  # fmt: skip
        tiles.hear("gv-choose", self.page.act(self.choose))
        tiles.hear("gv-more", self.page.act(self.more))
        tiles.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))

    async def sketches(self) -> list[Sketch]:
        """What can be chosen, each seen by itself."""
        history, psi = self.session.history, self.session.sketch.psi
        if self.source == "seeds":
            return shaping.seeds_at(self.first, COUNT, psi)
        if self.source == "palette":
            nodes = [event.after for event in reversed(await self.session.write(history.palette))]
        else:
            nodes = [event.after for event in reversed(await self.session.write(lambda: history.last(LOOKED_BACK)))]
        latents = dict.fromkeys(shaping.latent_of(one) for one in nodes)
        return [Sketch(latent=one, psi=psi) for one in list(latents)[:COUNT]]

    async def more(self, _detail: Any) -> None:
        """Other seeds."""
        self.first += COUNT
        await self.fill()

    async def choose(self, detail: dict[str, int]) -> None:
        """Let the part that is worked on be what was chosen, whole or in one group of layers."""
        chosen = shaping.latent_of(self.choices[detail["index"]])
        room, sketch = self.room, self.session.sketch
        if room.active >= room.count:
            room.fresh = self.taken(room.fresh, chosen)
            await room.show()
            self.page.say(t("shape.ready"))
            return
        latent = self.taken(shaping.latent_of(sketch, room.active), chosen)
        verb = "seed" if self.take == ALL else "mix"
        await self.session.do(verb, shaping.with_latent(sketch, latent, room.active))

    def taken(self, latent: Latent, chosen: Latent) -> Latent:
        """A latent after that choice."""
        return chosen if self.take == ALL else shaping.mixed(latent, chosen, self.take)

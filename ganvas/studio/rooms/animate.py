"""The room that makes films: a strip of key frames that plays at once, a sound, and the finished film."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ganvas.errors import GanvasError
from ganvas.gallery.events import Event
from ganvas.sketch import Latent, Seed, Sketch, Walk, parse_seeds
from ganvas.sketch.line import write_line
from ganvas.studio import animation as films_of
from ganvas.studio import films, parts
from ganvas.studio.animation import Animation, key_of
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.palette import Named, Names, names_in
from ganvas.studio.rooms.animate_live import Live
from ganvas.studio.rooms.animate_out import Out
from ganvas.studio.rooms.animate_sound import Sound
from ganvas.studio.rooms.history import numbers_in
from ganvas.studio.session import Change
from ganvas.studio.thumbs import Shown
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import t

THUMB_PX, TILE_PX = 96, 128
PREVIEW_FPS, MOST_FRAMES = 20, 1200  # a long film is played with fewer frames
SHOWN_PX = 512
EASES = ("linear", "ease-in", "ease-out", "ease-in-out", "hold")


def number(text: str) -> float:
    """A number that somebody wrote."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise GanvasError(t("animate.number", text=text)) from None


class Room:
    """The room on one page.

    Attributes:
        film: what is in the making.
        chosen: the key that is chosen on the strip.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.film, self.chosen = Animation(), 0
        self.kept: tuple[Event, ...] = ()
        self.names = Names()

    async def build(self) -> None:
        """Fill the page."""
        project, history = self.session.project, self.session.history
        self.film = await self.session.write(lambda: films_of.animation_in(project))
        self.film = self.film.following(self.session.sketch)
        self.kept, self.names = await self.session.write(lambda: (history.palette(), names_in(project)))
        parts.paragraph(t("animate.lead"), "gv-lead")
        with parts.box("div", "gv-animate-two"):
            with parts.box("section", "gv-animate-film", t("animate.strip")):
                self.build_player()
            with parts.box("div", "gv-panel"):
                self.timing = parts.box("section", "gv-panel")
                self.sound = Sound(self)
        self.build_adding()
        self.out = Out(self)
        self.strip.hear("gv-change", self.page.act(self.arranged))
        self.strip.hear("gv-loop", self.page.act(lambda detail: self.change(self.film.looped(detail["loop"]))))
        self.strip.hear("gv-choose", self.choose)
        for one in (self.player, self.strip):
            one.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.page.watch(("sketch", "model"), self.changed)
        await self.page.act(self.show)()

    def build_player(self) -> None:
        """The picture and the strip below it."""
        self.player = island("gv-player")
        with self.player:
            screen = parts.box("div", "gv-screen")
            self.strip = island("gv-strip", label=t("animate.strip"), frames=[])
        with screen:
            self.live = island("gv-live", label=t("animate.title"))
        self.empty = parts.paragraph("", "gv-quiet")

    def build_adding(self) -> None:
        """Where key frames come from."""
        act = self.page.act
        parts.heading(t("animate.add"))
        with parts.box("div", "gv-row"):
            parts.button(t("animate.add.here"), act(self.add_here))
            seeds = parts.field(t("animate.add.seeds"), "", act(lambda text: self.add_seeds(text)))
            steps = parts.field(t("animate.add.steps"), "", act(lambda text: self.add_steps(text)))
            parts.button(t("animate.clear"), act(lambda: self.change(Animation(loop=self.film.loop))), "quiet")
        self.fields = (seeds, steps)
        if self.kept:
            parts.heading(t("animate.add.palette"), 3)
            self.tiles = island("gv-tiles", label=t("animate.add.palette"), most=0, keeps=False)
            self.tiles.hear("gv-choose", act(self.add_tile))
            self.page.later(self.put_tiles)

    async def put_tiles(self) -> None:
        """The pictures of the palette."""
        while not await self.session.thumbs.paint(self.kept, TILE_PX):
            pass
        board, places = await self.session.thumbs.board(self.kept, TILE_PX)
        self.kept = tuple(node for node in self.kept if node.id in places)
        if board and not self.tiles.is_deleted:
            labels = [self.names.of.get(one.id, Named()).name or t("history.step", number=one.id) for one in self.kept]
            self.tiles.put(board=board | {"labels": labels})

    async def add_here(self) -> None:
        """Add the picture on which the artist stands."""
        await self.add(key_of(self.session.sketch))

    async def add_seeds(self, text: str) -> None:
        """Add seeds."""
        if text.strip():
            await self.add(*(Seed(seed=seed) for seed in parse_seeds(text.replace(" ", ""))))

    async def add_steps(self, text: str) -> None:
        """Add steps of the history."""
        numbers = numbers_in(text.replace(" ", ""))
        if numbers:
            sketches = await self.session.write(lambda: self.session.history.compare(numbers))
            await self.add(*map(key_of, sketches))

    async def add_tile(self, detail: dict[str, Any]) -> None:
        """Add something from the palette."""
        await self.add(key_of(self.kept[detail["index"]].after))

    async def add(self, *latents: Latent) -> None:
        """Add key frames at the end."""
        await self.change(self.film.added(*latents))
        for field in self.fields:
            parts.put(field, "")

    def choose(self, detail: dict[str, Any]) -> None:
        """A key is chosen on the strip."""
        self.chosen = detail["index"]
        self.show_timing()

    async def arranged(self, detail: dict[str, Any]) -> None:
        """A hand has moved, added or taken out key frames."""
        await self.change(self.film.arranged(detail["frames"]))

    async def change(self, film: Animation) -> None:
        """Go on with the film like that: kept, shown, and a step of the history where the way is another."""
        self.film = film
        await self.session.write(lambda: films_of.keep(self.session.project, film))
        if film.is_film:
            await self.session.do("walk", film.sketch)
        await self.show()

    async def changed(self, _change: Change) -> None:
        """Another step, such as one that was undone: its walk is the film now."""
        if isinstance(self.session.sketch.latent, Walk):
            self.film = self.film.following(self.session.sketch)
            await self.show()

    async def show(self) -> None:
        """Show everything as it is now."""
        if self.strip.is_deleted:
            return
        film = self.film
        self.chosen = min(self.chosen, max(0, len(film.keys) - 1))
        self.empty.set_text("" if film.is_film else t("animate.none"))
        self.show_timing()
        self.sound.show()
        scale = min(MOST_SCALE, max(1, round(SHOWN_PX / max(self.session.card.shape[1:]))))
        if film.keys:
            first = film.sketch if film.is_film else Sketch(latent=film.keys[0], psi=film.psi)
            self.live.put(src=f"/api/v1/models/{self.session.name}/live", scale=scale, line=write_line(first))
        await self.show_strip()
        await self.plan()

    async def show_strip(self) -> None:
        """The key frames and their pictures."""
        film, model = self.film, self.session.card.digest
        keys = [Shown(place, model, Sketch(latent=latent, psi=film.psi)) for place, latent in enumerate(film.keys)]
        while not await self.session.thumbs.paint(keys, THUMB_PX):
            pass
        board, places = await self.session.thumbs.board(keys, THUMB_PX)
        if self.film is not film or self.strip.is_deleted:
            return
        frames = [
            {"id": f"{place}", "time": film.times[place], "label": write_line(keys[place].after)[:60]}
            | ({"thumb": places[place]} if place in places else {})
            for place in range(len(keys))
        ]
        self.strip.put(frames=frames, loop=film.loop, duration=film.seconds or 0, chosen=self.chosen)
        if board:
            self.strip.put(board=board)

    async def plan(self) -> None:
        """Lay out the frames, so that the strip plays them."""
        film = self.film
        if not film.is_film:
            self.player.put(plan="", sound="")
            return
        fps = min(PREVIEW_FPS, max(1, int(MOST_FRAMES / film.seconds)))
        heard = ""
        if film.sound and film.drives:
            looks = str(self.session.project.folder("looks"))
            heard = await self.session.work(
                "hear", sound=str(self.sound.path), into=looks, fps=fps, seconds=film.seconds
            )
        found = await self.session.painters.ask(
            "plan", self.session.name, animation=film.model_dump(mode="json"), fps=fps, heard=heard
        )
        if self.film is film and not self.player.is_deleted:
            sound = f"{films.SOUNDS}/{film.sound}" if film.sound else ""
            self.player.put(plan=self.session.thumbs.lay(found), sound=sound)

    def show_timing(self) -> None:
        """How long it lasts, and when the chosen key comes."""
        film, act = self.film, self.page.act
        self.timing.clear()
        with self.timing:
            parts.heading(t("animate.time"), 2, "gv-first")
            with parts.box("div", "gv-row"):
                parts.field(t("animate.seconds"), f"{film.seconds:g}", act(self.last), inputmode="decimal")
                if 0 < self.chosen < len(film.keys):
                    second = f"{film.times[self.chosen]:g}"
                    parts.field(t("animate.second"), second, act(self.move_key), inputmode="decimal")
            eases = {name: t(f"animate.ease.{name}") for name in EASES}
            parts.choice(t("animate.ease"), eases, film.ease, act(self.with_value("ease")))
            parts.slider(t("animate.psi"), film.psi, 0, 1.5, 0.01, None, act(self.with_value("psi")), "{:.2f}".format)
            parts.tick(t("animate.even"), film.even, act(self.with_value("even")))

    def with_value(self, name: str) -> Callable[[Any], Any]:
        """The act that sets one value of the film."""
        return lambda value: self.change(self.film.but(**{name: value}))

    async def last(self, text: str) -> None:
        """Let it last as long as that."""
        await self.change(self.film.lasting(number(text)))

    async def move_key(self, text: str) -> None:
        """Let the chosen key come at another time."""
        await self.change(self.film.at(self.chosen, number(text)))

    async def reopen(self, path: Path) -> None:
        """Go on with what a film was made of."""
        found = await self.session.write(lambda: films_of.of_film(path))
        self.chosen = 0
        await self.change(found.but(sound=self.film.sound if found.drives else ""))
        self.page.say(t("animate.opened", name=path.name, keys=len(found.keys)))


async def build(page: Page) -> None:
    """Fill the page: with the film, or with the live instrument where the address says so."""
    live = page.view.get("view", "") == "live"
    parts.heading(t("animate.live" if live else "animate.title"), 1)
    with parts.box("nav", "gv-row gv-views", t("animate.views")):
        for name, view in (("animate.film", {}), ("animate.live", {"view": "live"})):
            way = parts.link(t(name), page.session.link("/animate", **view), "gv-button quiet")
            if bool(view) == live:
                way.props["aria-current"] = "page"
    await (Live(page) if live else Room(page)).build()

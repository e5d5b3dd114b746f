"""The live instrument: a picture that is played by hand, by OSC and by MIDI, and recorded."""

from pathlib import Path
from typing import Any

from ganvas.errors import GanvasError
from ganvas.gallery.events import Event
from ganvas.sketch import Seed, Sketch, Walk
from ganvas.sketch.line import write_line
from ganvas.studio import parts, takes
from ganvas.studio.going import Going
from ganvas.studio.island import island
from ganvas.studio.osc import EVERYWHERE, IN, OUT, PARAMETERS
from ganvas.studio.page import Page
from ganvas.studio.rooms.history_stage import show_film
from ganvas.studio.session import Change
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import t

SHOWN_PX = 768
MOST_KEYS = 12
STRENGTH = 0.5  # of the mutants that a picture alone drifts to
ENDS = (41, 88, 103, 7)  # seeds at the ends of the axes, until something else is chosen
WORDS = ("pad", "learn", "record", "stop", "move", "learnt", "none", "refused")


class Live:
    """The instrument on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.session
        self.kept: tuple[Event, ...] = ()
        self.axes = {"x": f"{ENDS[0]},{ENDS[1]}", "y": f"{ENDS[2]},{ENDS[3]}"}
        self.port, self.to, self.everywhere = IN, OUT, False
        self.scale = 8

    async def build(self) -> None:
        """Fill the page."""
        self.kept = await self.session.write(self.session.history.palette)
        parts.paragraph(t("live.lead"), "gv-lead")
        names = {name: t(f"live.{name}") for name in PARAMETERS}
        words = {word: t(f"live.word.{word}") for word in WORDS}
        self.instrument = island("gv-instrument", names=names, words=words)
        with self.instrument:
            self.live = island("gv-live", label=t("live.picture"))
        self.instrument.hear("gv-turn", self.page.act(self.turned))
        self.instrument.hear("gv-take", self.page.act(self.take))
        self.show()
        with parts.box("div", "gv-twin"):
            with parts.box("section"):
                self.build_ends()
            with parts.box("section"):
                self.build_osc()
        parts.heading(t("live.takes"))
        parts.paragraph(t("live.takes.lead"), "gv-quiet")
        self.going = Going(self.page)
        self.list = parts.box("ul", "gv-films")
        self.show_takes()
        self.page.watch(("sketch", "model"), self.show)
        self.page.watch("live", self.heard)

    def show(self, _change: Change | None = None) -> None:
        """The picture, what it drifts through, and the ends of the axes."""
        sketch, scale = self.session.sketch, SHOWN_PX / max(self.session.card.shape[1:])
        latent = sketch.latent
        here = list(latent.keys) if isinstance(latent, Walk) else [latent]
        keys = [*here, *(node.after.latent for node in self.kept if not isinstance(node.after.latent, Walk))]
        lines = list(dict.fromkeys(write_line(Sketch(latent=one)).rpartition(" psi=")[0] for one in keys))
        lines = [line for line in lines if not line.startswith("regions")][:MOST_KEYS] or ["mean"]
        if len(lines) == 1:  # nothing else to drift to: relatives of it
            lines += [f"mutate({lines[0]}, {STRENGTH}, seed={seed})" for seed in (1, 2)]
        self.live.put(src=f"/api/v1/models/{self.session.name}/live", scale=min(MOST_SCALE, max(1, round(scale))))
        axes = {name: [one.strip() for one in text.split(",") if one.strip()] for name, text in self.axes.items()}
        self.instrument.put(keys=lines, axes=axes)

    def build_ends(self) -> None:
        """Where the axes of the pad lead."""
        parts.heading(t("live.axes"))
        parts.paragraph(t("live.axes.lead"), "gv-quiet")
        for name in ("x", "y"):
            parts.field(
                t(f"live.axis.{name}"), self.axes[name], self.page.act(lambda text, name=name: self.lead(name, text))
            )

    def lead(self, name: str, text: str) -> None:
        """Let an axis lead elsewhere: two seeds, or a direction by its digest."""
        words = [one.strip() for one in text.split(",") if one.strip()]
        seeds = len(words) == 2 and all(one.isascii() and one.isdecimal() for one in words)
        direction = len(words) == 1 and len(words[0]) == 64 and set(words[0]) <= set("0123456789abcdef")
        if not seeds and not direction:
            raise GanvasError(t("live.axis.wrong", text=text))
        if seeds:
            [Seed(seed=int(one)) for one in words]
        self.axes[name] = ",".join(words)
        self.show()

    def build_osc(self) -> None:
        """OSC in and out."""
        act = self.page.act
        parts.heading("OSC")
        parts.paragraph(t("live.osc.lead", names=", ".join(f"/ganvas/{name}" for name in PARAMETERS)), "gv-quiet")
        with parts.box("div", "gv-row"):
            parts.field(t("live.osc.in"), f"{self.port}", act(lambda text: self.set_port("port", text)))
            parts.field(t("live.osc.out"), f"{self.to}", act(lambda text: self.set_port("to", text)))
        parts.tick(t("live.osc.everywhere"), False, lambda value: setattr(self, "everywhere", value))
        with parts.box("div", "gv-row"):
            parts.button(t("live.osc.open"), act(self.open_osc))
            parts.button(t("live.osc.close"), act(self.close_osc), "quiet")
        self.osc = parts.paragraph("", "gv-quiet")
        self.show_osc()

    def set_port(self, name: str, text: str) -> None:
        """Take another port."""
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise GanvasError(t("animate.number", text=text))
        setattr(self, name, int(text))

    async def open_osc(self) -> None:
        """Listen and send."""
        await self.session.osc.open(self.port, self.to, self.everywhere)
        self.show_osc()

    def close_osc(self) -> None:
        """Listen no longer."""
        self.session.osc.close()
        self.show_osc()

    def show_osc(self) -> None:
        """Whether somebody listens, and to whom."""
        port, where = self.session.osc.port, EVERYWHERE if self.everywhere else "127.0.0.1"
        self.osc.set_text(t("live.osc.on", where=where, port=port) if port else t("live.osc.off"))

    def turned(self, detail: dict[str, Any]) -> None:
        """A hand has turned something: others are told by OSC."""
        self.session.osc.send(str(detail["name"]), float(detail["value"]))

    def heard(self, change: Change) -> None:
        """Something came by OSC."""
        self.instrument.run_method("set", change.values)

    async def take(self, detail: dict[str, Any]) -> None:
        """Keep what was played."""
        model, steps = self.session.card.digest, detail["steps"]
        path = await self.session.write(lambda: takes.keep_take(self.session.project, model, steps))
        self.page.say(t("live.taken", name=path.stem))
        self.show_takes()

    def show_takes(self) -> None:
        """The recordings, the newest first."""
        self.list.clear()
        with self.list:
            for path in takes.takes(self.session.project)[:12]:
                self.show_take(path)

    def show_take(self, path: Path) -> None:
        """One recording, and its film."""
        with parts.box("li"):
            parts.heading(path.stem, 3)
            film = self.session.project.path / "films" / f"{path.stem}.mp4"
            if film.exists():
                show_film(film)
            else:
                parts.button(t("live.render", name=path.stem), self.page.act(lambda: self.render(path)))

    async def render(self, path: Path) -> None:
        """Paint a recording again, larger than it was played."""
        take = await self.session.write(lambda: takes.read_take(path))
        name = await self.session.known(take.model)
        if not name:
            raise GanvasError(t("history.absent", model=take.model[:12]))
        into = str(self.session.project.folder("films") / f"{path.stem}.mp4")
        found = await self.going.through(
            lambda tell: self.session.work(
                "take", tell, take=str(path), model=str(self.session.models[name]), into=into, fps=25
            )
        )
        self.page.say(t("animate.done", name=found["name"], frames=f"{found['frames']:,}", guard=found["guard"]))
        if not self.list.is_deleted:
            self.show_takes()

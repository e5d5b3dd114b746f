"""The training desk: how long, from what, and then how it goes."""

import asyncio
from pathlib import Path

from nicegui import ui

from ganvas import bases
from ganvas.errors import GanvasError
from ganvas.studio import curves, desk, parts
from ganvas.studio.desk import Watched, Wish
from ganvas.studio.page import Page
from ganvas.studio.words import t
from ganvas.training.units import count, number

TIMES = (5, 30, 120, 480)
LOOK_S = 2.0  # how often a training is looked at
SCRATCH = ""
FEW = 2_000  # works, below which the base is where one begins


class Room:
    """The room on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.session, self.project = page, page.session, page.session.project
        self.corpora = {path.name: path for path in self.project.corpora()}
        self.corpus = next(reversed(self.corpora), "")
        self.minutes, self.start, self.name = float(TIMES[1]), bases.BASE, self.free_name()
        self.starts: dict[str, str] = {}
        self.run = next(iter(desk.trainings(self.project)), None)
        self.seen = -1
        self.follows, self.place = True, 0
        self.now: Watched | None = None

    def free_name(self) -> str:
        """A name that no training has yet."""
        taken = {path.name for path in desk.trainings(self.project)}
        return next(name for number in range(1, 10_000) if (name := f"training-{number}") not in taken)

    async def build(self) -> None:
        """Fill the page."""
        parts.heading(t("training.title"), 1)
        parts.paragraph(t("training.lead"), "gv-lead")
        self.begin_part = parts.box("section", "gv-begin")
        self.show_begin()
        self.runs_part = parts.box("section", "gv-runs")
        await self.show_run()
        ui.timer(LOOK_S, self.page.act(self.look))

    def show_begin(self) -> None:
        """A new training: works, time, start, name."""
        self.begin_part.clear()
        with self.begin_part:
            parts.heading(t("training.new"))
            if not self.corpora:
                parts.paragraph(t("training.none"), "gv-quiet")
                parts.link(t("training.to_works"), "/works", "gv-button")
                return
            with parts.box("div", "gv-form"):
                names = {name: name for name in self.corpora}
                parts.choice(t("training.corpus"), names, self.corpus, lambda name: setattr(self, "corpus", name))
                times = {str(time): t(f"training.{time}") for time in TIMES}
                parts.choice(t("training.time"), times, f"{self.minutes:g}", self.choose_time)
                self.minutes_field = parts.field(
                    t("training.minutes"), f"{self.minutes:g}", self.page.act(self.set_minutes), inputmode="decimal"
                )
                parts.choice(
                    t("training.start"), self.all_starts(), self.start, lambda one: setattr(self, "start", one)
                )
                parts.field(t("training.name"), self.name, lambda name: setattr(self, "name", name.strip()))
            with parts.box("div", "gv-row"):
                parts.button(t("training.begin"), self.page.act(self.begin), "first")
                parts.button(t("training.advise"), self.page.act(self.advise))
            self.reasons = parts.box("ul", "gv-reasons")

    def all_starts(self) -> dict[str, str]:
        """What a training can begin from, in words."""
        own = {str(path): t("training.model", name=path.name) for path in self.project.runs() if self.paints(path)}
        return {bases.BASE: t("training.base"), SCRATCH: t("training.scratch")} | own | self.starts

    @staticmethod
    def paints(run: Path) -> bool:
        """Whether a training has left a snapshot."""
        return any((run / "snapshots").glob("[0-9]*/generator.safetensors"))

    def choose_time(self, minutes: str) -> None:
        """Take one of the times that are offered."""
        self.minutes = float(minutes)
        parts.put(self.minutes_field, minutes)

    def set_minutes(self, text: str) -> None:
        """Take another time."""
        try:
            self.minutes = float(text.replace(",", "."))
        except ValueError:
            raise GanvasError(f"{text!r}: is no number of minutes") from None

    async def advise(self) -> None:
        """Say what the dial would choose, and why."""
        self.reasons.clear()
        with self.reasons:
            parts.Text("li", t("training.measuring"), "gv-quiet")
        found = await self.session.work("advise", corpus=str(self.corpora[self.corpus]), minutes=self.minutes)
        self.reasons.clear()
        with self.reasons:
            for reason in found["reasons"]:
                parts.Text("li", reason)

    async def begin(self) -> None:
        """Begin it."""
        wish = Wish(self.corpora[self.corpus], self.minutes, self.start)
        self.run = await self.session.write(lambda: desk.begin(self.project, self.name, wish))
        self.page.say(t("training.begun", name=self.name))
        self.name, self.follows, self.seen = self.free_name(), True, -1
        self.show_begin()
        await self.show_run()

    async def show_run(self) -> None:
        """The training that is looked at, or nothing."""
        self.runs_part.clear()
        all_runs = desk.trainings(self.project)
        if self.run is None:
            return
        with self.runs_part:
            parts.heading(t("training.all"))
            names = {path.name: path.name for path in all_runs}
            parts.choice(t("training.which"), names, self.run.name, self.page.act(self.open))
            self.state = parts.box("div", "gv-state")
            self.film = parts.box("div", "gv-film")
            self.rest = parts.box("div", "gv-rest")
        self.seen = -1
        await self.look()

    async def open(self, name: str) -> None:
        """Look at another training."""
        self.run, self.follows = self.project.path / "runs" / name, True
        await self.show_run()

    async def look(self) -> None:
        """Look at the training anew; what has not changed stays as it is on the page."""
        if self.run is None or self.runs_part.is_deleted:
            return
        now = await asyncio.to_thread(desk.watched, self.run)
        before, self.now = self.now, now
        if self.runs_part.is_deleted or now.name != self.run.name:
            return
        if before is None or (before.name, before.phase, before.seen, before.said) != (
            now.name, now.phase, now.seen, now.said,
        ) or self.seen < 0:  # fmt: skip
            self.show_state(now)
        if len(now.sheets) != self.seen:
            self.seen = len(now.sheets)
            self.show_film(now)
            self.show_rest(now)
            await self.session.look_for_models()

    def show_state(self, now: Watched) -> None:
        """What it does, how far it is, and pause or go on."""
        self.state.clear()
        with self.state:
            with parts.box("div", "gv-row gv-middle"):
                parts.Text("strong", t(f"training.{now.phase}"))
                if now.length:
                    said = t("training.seen", seen=count(now.seen), length=count(now.length))
                    bar = ui.element("progress")
                    bar.props.update({"max": now.length, "value": now.seen, "aria-label": said})
                    parts.Text("span", said, "gv-quiet")
                if now.alive and now.length:
                    parts.button(t("training.pause"), self.page.act(self.pause))
                elif now.phase == "stopped":
                    parts.button(t("training.go_on"), self.page.act(self.go_on), "first")
                if now.snapshots:
                    parts.button(t("training.use"), self.page.act(self.use))
            parts.paragraph(now.verdict or now.said, "gv-verdict")

    def show_film(self, now: Watched) -> None:
        """The sheets, and a slider through them."""
        self.film.clear()
        with self.film:
            parts.heading(t("training.sheet"), 3)
            if not now.sheets:
                parts.paragraph(t("training.no_sheet"), "gv-quiet")
                return
            parts.paragraph(t("training.sheet.lead"), "gv-quiet")
            last = len(now.sheets) - 1
            self.place = last if self.follows else min(self.place, last)
            self.sheet = parts.image("", "", "gv-sheet-now")
            parts.slider(t("training.moment"), self.place, 0, last, 1, self.scrub, None, self.moment)
            parts.button(t("training.branch"), self.page.act(self.branch))
            self.scrub(self.place)

    def moment(self, place: float) -> str:
        """The moment of a sheet, in works."""
        assert self.now is not None
        return count(int(self.now.sheets[int(place)].stem))

    def scrub(self, place: float) -> None:
        """Show the sheet of another moment."""
        assert self.now is not None
        self.place, self.follows = int(place), int(place) == len(self.now.sheets) - 1
        sheet = self.now.sheets[self.place]
        self.sheet.props["src"] = f"/studio/runs/{self.now.name}/sheets/{sheet.name}"
        self.sheet.props["alt"] = t("training.sheet.says", seen=count(int(sheet.stem)))

    def branch(self) -> None:
        """Let the new training begin from the snapshot nearest to the moment that is shown."""
        assert self.now is not None
        if not self.now.snapshots:
            raise GanvasError("no snapshot is there yet to begin from; wait for the first")
        wanted = int(self.now.sheets[self.place].stem)
        chosen = min(self.now.snapshots, key=lambda path: abs(int(path.name) - wanted))
        seen = count(int(chosen.name))
        self.starts[str(chosen)] = t("training.from_moment", name=self.now.name, seen=seen)
        self.start = str(chosen)
        self.show_begin()
        self.page.say(t("training.branching", name=self.now.name, seen=seen))

    def show_rest(self, now: Watched) -> None:
        """Curves, copies, and what happened."""
        self.rest.clear()
        with self.rest:
            if len(now.lines) > 1:
                parts.heading(t("training.curves"), 3)
                curves.show(now.lines)
            self.show_nearest(now)
            events = [line for line in now.lines if line.get("event")]
            if events:
                parts.heading(t("training.events"), 3)
                parts.facts([(count(number(line, "seen") or 0), str(line["event"])) for line in events])

    def show_nearest(self, now: Watched) -> None:
        """Whether it copies: the share, and the pairs."""
        shares = [value for line in now.lines if (value := number(line, "copies")) is not None]
        if not now.pairs:
            return
        parts.heading(t("training.nearest"), 3)
        if shares:
            parts.paragraph(t("training.copies", share=f"{shares[-1]:.0%}"))
        parts.paragraph(t("training.nearest.lead"), "gv-quiet")
        parts.image(f"/studio/runs/{now.name}/nearest.png?{now.seen}", t("training.nearest.says"), "gv-sheet-now")

    async def pause(self) -> None:
        """Ask it to stop."""
        assert self.run is not None
        desk.pause(self.run)
        self.page.say(t("training.paused"))

    async def go_on(self) -> None:
        """Let it go on."""
        assert self.run is not None
        run = self.run
        await self.session.write(lambda: desk.go_on(run))
        self.page.say(t("training.went_on", name=run.name))
        await self.look()

    async def use(self) -> None:
        """Paint with it from now on."""
        assert self.run is not None
        await self.session.look_for_models()
        self.session.models[self.run.name] = self.run  # its newest snapshot, not the one that was pinned before
        await self.session.use(self.run.name)
        self.page.go("/explore")


async def build(page: Page) -> None:
    """Fill the page."""
    await Room(page).build()

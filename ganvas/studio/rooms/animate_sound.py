"""The sound of a film: where it comes from, and what it moves."""

import shutil
from pathlib import Path
from typing import Any

from ganvas.model.score import MOST_DRIVES, Drive
from ganvas.studio import films, parts
from ganvas.studio.island import island
from ganvas.studio.words import t

FEATURES = ("onset", "loudness", "low", "mid", "high")
SPANS = {"speed": (0.0, 6.0, 0.1), "psi": (-1.0, 1.0, 0.05), "strength": (0.0, 1.0, 0.02), "toward": (0.0, 1.0, 0.02)}
FIRST = Drive(feature="loudness", target="speed", amount=2.0)


class Sound:
    """The part of the room that is about sound."""

    def __init__(self, room: Any) -> None:
        self.room, self.page, self.session = room, room.page, room.session
        parts.heading(t("animate.sound"))
        drop = island("gv-drop", label=t("animate.sound.drop"), files=t("works.files"), folder=t("works.folder"),
                      sending=t("works.sending"))  # fmt: skip
        drop.hear("gv-dropped", self.page.act(self.dropped))
        drop.hear("gv-error", lambda detail: self.page.say(detail["detail"], "alert"))
        self.place = parts.box("div", "gv-panel")
        self._shown: Any = None

    @property
    def path(self) -> Path:
        """The file of the sound."""
        place: Path = self.session.project.folder("sounds")
        return place / str(self.room.film.sound)

    async def dropped(self, detail: dict[str, Any]) -> None:
        """Take in a sound; what else was dropped goes."""
        batch = self.session.project.path / "drops" / str(detail["batch"])
        into = str(self.session.project.folder("sounds"))
        try:
            found = await self.session.work("take-sound", batch=str(batch), into=into)
        finally:
            await self.session.write(lambda: shutil.rmtree(batch, ignore_errors=True))
        self.page.say(t("animate.sound.came", name=found["name"], seconds=f"{found['seconds']:.1f}"))
        film = self.room.film.but(sound=found["name"])
        longer = film.is_film and found["seconds"] >= 1
        await self.room.change(film.lasting(round(found["seconds"], 2)) if longer else film)

    def show(self) -> None:
        """Which sound, and what it moves."""
        film, act = self.room.film, self.page.act
        known = [path.name for path in films.sounds(self.session.project)]
        now = (film.sound, film.drives, known)
        if now == self._shown:
            return
        self._shown = now
        self.place.clear()
        with self.place:
            if not known:
                return
            names = {"": t("animate.sound.none")} | {name: name for name in known}
            chosen = film.sound if film.sound in known else ""
            parts.choice(t("animate.sound.which"), names, chosen, act(self.room.with_value("sound")))
            if not chosen:
                return
            parts.heading(t("animate.drive"), 3)
            for place, drive in enumerate(film.drives):
                self.show_drive(place, drive)
            if len(film.drives) < MOST_DRIVES:
                parts.button(t("animate.drive.add"), act(lambda: self.put((*film.drives, FIRST))))
            parts.paragraph(t("animate.sound.guard"), "gv-quiet")

    def show_drive(self, place: int, drive: Drive) -> None:
        """One thing that the sound moves."""
        act = self.page.act
        low, high, step = SPANS.get(drive.target, (-2.0, 2.0, 0.1))
        features = {name: t(f"animate.hear.{name}") for name in FEATURES}
        targets = {name: t(f"animate.move.{name}") for name in SPANS}
        with parts.box("fieldset", "gv-drive"):
            with parts.box("div", "gv-row"):
                parts.choice(t("animate.drive.feature"), features, drive.feature, act(self.setter(place, "feature")))
                parts.choice(t("animate.drive.target"), targets, drive.target, act(self.setter(place, "target")))
            parts.slider(
                t("animate.drive.amount"), drive.amount, low, high, step, None, act(self.setter(place, "amount"))
            )
            parts.button(t("animate.drive.remove"), act(lambda: self.put(self.without(place))), "quiet")

    def setter(self, place: int, name: str) -> Any:
        """The act that sets one value of a drive."""

        async def act(value: Any) -> None:
            drives = list(self.room.film.drives)
            changes = {name: value}
            if name == "target":  # an amount that fits it
                low, high, _ = SPANS[value]
                changes["amount"] = round((low + high) / 2 if low >= 0 else high / 2, 2)
            drives[place] = drives[place].but(**changes)
            await self.put(tuple(drives))

        return act

    def without(self, place: int) -> tuple[Drive, ...]:
        """All drives but one."""
        drives = self.room.film.drives
        return (*drives[:place], *drives[place + 1 :])

    async def put(self, drives: tuple[Drive, ...]) -> None:
        """Let the sound move that."""
        await self.room.change(self.room.film.but(drives=[drive.model_dump() for drive in drives]))

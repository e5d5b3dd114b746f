"""The finished films: making one, and those that are there."""

from pathlib import Path
from typing import Any

from ganvas.errors import GanvasError
from ganvas.studio import films, parts
from ganvas.studio.going import Going
from ganvas.studio.rooms.history_stage import show_film
from ganvas.studio.words import t

RATES = (12, 24, 25, 30, 50)
SCALES = (0, 1, 2, 4, 8, 16)


class Out:
    """The part of the room that is about films on the disk."""

    def __init__(self, room: Any) -> None:
        self.room, self.page, self.session = room, room.page, room.session
        self.name, self.form, self.fps, self.scale = "walk", ".mp4", 25, 0
        parts.heading(t("animate.render"))
        with parts.box("div", "gv-row"):
            parts.field(t("animate.name"), self.name, lambda name: setattr(self, "name", name.strip()))
            forms = {suffix: suffix[1:].upper() for suffix in films.SUFFIXES}
            parts.choice(t("animate.form"), forms, self.form, lambda form: setattr(self, "form", form))
            rates = {str(rate): str(rate) for rate in RATES}
            parts.choice(t("animate.fps"), rates, str(self.fps), lambda rate: setattr(self, "fps", int(rate)))
            scales = {str(one): t("animate.scale.times", times=one) if one else t("animate.scale.0") for one in SCALES}
            parts.choice(t("animate.scale"), scales, str(self.scale), lambda one: setattr(self, "scale", int(one)))
            parts.button(t("animate.do"), self.page.act(self.make), "first")
        self.going = Going(self.page)
        self.told = parts.paragraph("", "gv-verdict")
        parts.heading(t("animate.films"))
        self.list = parts.box("ul", "gv-films")
        self.show()

    async def make(self) -> None:
        """Make the film, in the helper."""
        film, project = self.room.film, self.session.project
        if not film.is_film:
            raise GanvasError(t("animate.none"))
        into = await self.session.write(lambda: films.new_name(project, self.name, self.form))
        sound = str(self.room.sound.path) if film.sound else ""
        model = str(self.session.models[self.session.name])
        found = await self.going.through(
            lambda tell: self.session.work(
                "film", tell, animation=film.model_dump(mode="json"), model=model, into=str(into), fps=self.fps,
                scale=self.scale, sound=sound,
            )
        )  # fmt: skip
        if self.list.is_deleted:
            return
        said = t("animate.done", name=found["name"], frames=f"{found['frames']:,}", guard=found["guard"])
        self.told.set_text(" ".join([said, t("animate.mute")]) if found["mute"] else said)
        self.show()

    def show(self) -> None:
        """The films that are there, the newest first."""
        self.list.clear()
        with self.list:
            found = films.films(self.session.project)
            if not found:
                parts.Text("li", t("animate.films.none"), "gv-quiet")
            for path in found[:12]:
                self.show_one(path)

    def show_one(self, path: Path) -> None:
        """One film."""
        with parts.box("li"):
            parts.heading(path.name, 3)
            show_film(path)
            name = t("animate.films.open", name=path.name)
            parts.button(name, self.page.act(lambda: self.room.reopen(path)), "quiet")

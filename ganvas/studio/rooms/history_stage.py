"""The pictures beside the tree: one step, several side by side, or what lies between two."""

from pathlib import Path
from typing import Any

from nicegui import ui

from ganvas.errors import GanvasError
from ganvas.gallery.events import Event
from ganvas.gallery.merge import blend
from ganvas.provenance import authorship as told
from ganvas.sketch.line import write_line
from ganvas.studio import films, parts
from ganvas.studio.going import Going
from ganvas.studio.island import Island, island
from ganvas.studio.palette import Named
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import WORDS, t

SHOWN_PX = 512  # about how large a picture is painted
LEAST, MOST = 0.01, 0.99  # of a merge: at its ends it is one of the two
LONGEST = 220  # letters of a sketch


class Stage:
    """The place beside the tree."""

    def __init__(self, room: Any) -> None:
        self.room, self.page, self.session = room, room.page, room.session
        self.place = parts.box("section", "gv-node", t("history.label"))
        self.form, self.each_s, self.captions = ".mp4", 1.0, True
        self._shown: Any = None

    def show(self) -> None:
        """Show what the room looks at, if that is something else than before."""
        room = self.room
        now = (room.looked_at, room.session.here, tuple(room.beside), tuple(room.pair), room.kept, room.names.to_json(),
               self.session.name)  # fmt: skip
        if now == self._shown:
            return
        self._shown = now
        self.place.clear()
        with self.place:
            if len(room.beside) > 1:
                self.show_beside()
            elif len(room.pair) == 2:
                self.show_merge()
            elif room.looked_at:
                self.show_one(room.node(room.looked_at))
            else:
                parts.paragraph(t("history.none"), "gv-quiet")
                parts.link(t("room.explore"), self.session.link("/explore"), "gv-button")

    def picture(self, node: Event) -> Island:
        """A step as its own model paints it, as soon as that is known."""
        live = island("gv-live", label=t("picture", line=write_line(node.after)))

        async def wake() -> None:
            name = await self.session.known(node.model)
            if not name:
                raise GanvasError(t("history.absent", model=node.model[:12]))
            scale = min(MOST_SCALE, max(1, round(SHOWN_PX / max(self.session.card_of(name).shape[1:]))))
            live.put(src=f"/api/v1/models/{name}/live", sketch=node.after.model_dump(mode="json"), scale=scale)

        self.page.later(wake)
        return live

    def show_one(self, node: Event) -> None:
        """One step, what is known of it, and what can be done with it."""
        with parts.box("div", "gv-look-two"):
            with parts.box("figure", "gv-figure"):
                self.picture(node)
            with parts.box("div", "gv-panel"):
                parts.heading(self.title(node), 2, "gv-first")
                self.acts(node)
                parts.facts(self.facts(node))
                self.naming(node)
        with parts.box("div", "gv-twin"):
            with parts.box("section", "gv-who"):
                self.show_who(node)
            with parts.box("section", "gv-making"):
                self.show_making(node)

    def title(self, node: Event) -> str:
        """The name of a step."""
        name = self.room.names.of.get(node.id, Named()).name if node.id in self.room.kept else ""
        return name or t("history.step", number=node.id)

    def acts(self, node: Event) -> None:
        """What can be done with a step."""
        room, act, here = self.room, self.page.act, self.session.here
        if node.id == here:
            parts.paragraph(t("history.here"), "gv-quiet")
        with parts.box("div", "gv-row"):
            if node.id != here:
                parts.button(t("history.go"), act(lambda: room.go(node.id)), "first")
            parts.button(t("history.branch"), act(lambda: room.branch(node.id)))
            parts.button(
                t("history.unkeep" if node.id in room.kept else "history.keep"), act(lambda: room.keep(node.id))
            )
            if node.id != here:
                parts.button(t("history.beside"), act(lambda: room.put_beside(node.id)))
                parts.button(t("history.merge"), act(lambda: room.begin_merge(here, node.id)))
                parts.button(t("history.resurrect"), act(lambda: room.resurrect(node.id)))

    def facts(self, node: Event) -> list[tuple[str, str]]:
        """What is known of a step."""
        numbers = " + ".join(map(str, node.parents))
        line, key = write_line(node.after), f"history.act.{node.verb}"
        rows = [
            (t("history.fact.verb"), t(key) if key in WORDS else node.verb),
            (t("history.fact.by"), t(f"history.by.{node.actor}")),
            (t("history.fact.from"), t("history.from.steps", numbers=numbers) if numbers else t("history.from.none")),
            (t("history.fact.when"), f"{node.time.astimezone():%Y-%m-%d %H:%M}"),
            (t("history.fact.model"), self.session.name_of(node.model) or node.model[:12]),
            (t("history.fact.sketch"), line if len(line) <= LONGEST else f"{line[:LONGEST]} …"),
        ]
        return rows + ([(t("history.fact.why"), node.reason)] if node.reason else [])

    def naming(self, node: Event) -> None:
        """What a kept step is called."""
        if node.id not in self.room.kept:
            return
        now = self.room.names.of.get(node.id, Named())
        for label, name, value in (("history.name", "name", now.name), ("history.tags", "tags", ", ".join(now.tags))):
            parts.field(
                t(label), value, self.page.act(lambda text, name=name: self.room.name(node.id, **{name: text})())
            )

    def show_beside(self) -> None:
        """Several steps side by side."""
        room, act = self.room, self.page.act
        with parts.box("div", "gv-row gv-middle gv-node-head"):
            parts.heading(t("history.compare.title"), 2, "gv-first")
            if len(room.beside) == 2:
                first, second = room.beside
                parts.button(t("history.merge.two"), act(lambda: room.begin_merge(first, second)))
            parts.button(t("history.close"), act(room.close), "quiet")
        parts.paragraph(t("history.compare.lead"), "gv-quiet")
        with parts.box("ul", f"gv-compared gv-compared-{len(room.beside)}"):
            for number in room.beside:
                self.show_beside_one(room.node(number))

    def show_beside_one(self, node: Event) -> None:
        """One of several."""
        room, act = self.room, self.page.act
        with parts.box("li"):
            self.picture(node)
            parts.heading(self.title(node), 3)
            if node.id == self.session.here:
                parts.Text("p", t("history.here"), "gv-quiet")
            acts = {"look": room.look_at, "go": room.go, "away": room.take_away}
            if node.id == self.session.here:
                del acts["go"]
            row = parts.box("div", "gv-row")
        with row:
            for word, doing in acts.items():
                made = parts.button(t(f"history.{word}"), act(lambda doing=doing: doing(node.id)), "quiet")
                made.props["aria-label"] = f"{t(f'history.{word}')}: {self.title(node)}"

    def show_merge(self) -> None:
        """What lies between two steps, with a slider."""
        room = self.room
        first, second = (room.node(number) for number in room.pair)
        with parts.box("div", "gv-row gv-middle gv-node-head"):
            parts.heading(t("history.merge.title", first=first.id, second=second.id), 2, "gv-first")
            parts.button(t("history.close"), self.page.act(room.close), "quiet")
        try:
            half = blend(first, second, 0.5)
        except GanvasError as error:
            parts.paragraph(str(error))
            return
        parts.paragraph(t("history.merge.lead"), "gv-quiet")
        now = {"weight": 0.5}
        with parts.box("ul", "gv-compared gv-compared-3"):
            self.show_end(first)
            with parts.box("li"):
                middle = self.picture(first.but(after=half))
            self.show_end(second)

        def moved(weight: float) -> None:
            now["weight"] = min(max(weight, LEAST), MOST)
            sketch = blend(first, second, now["weight"]).model_dump(mode="json")
            middle.update_live(sketch=sketch)

        with parts.box("div", "gv-merge"):
            parts.slider(
                t("history.merge.weight", second=second.id), 0.5, LEAST, MOST, 0.01, moved, moved, "{:.0%}".format
            )
            parts.button(t("history.merge.do"), self.page.act(lambda: room.merge(now["weight"])), "first")

    def show_end(self, node: Event) -> None:
        """One of the two that are merged."""
        with parts.box("li"):
            self.picture(node)
            parts.heading(self.title(node), 3)

    def show_who(self, node: Event) -> None:
        """Who made what, counted when it is asked for."""
        parts.heading(t("history.who"))
        parts.paragraph(t("history.who.lead", number=node.id), "gv-quiet")
        holder = parts.box("div")

        async def count() -> None:
            found = await self.session.work("who", project=str(self.session.project.path), step=node.id)
            holder.clear()
            with holder:
                show_authorship(told.Authorship.model_validate(found))

        with holder:
            parts.button(t("history.who.count"), self.page.act(count))

    def show_making(self, node: Event) -> None:
        """The steps that led to one as a film."""
        parts.heading(t("history.making"))
        parts.paragraph(t("history.making.lead", number=node.id), "gv-quiet")
        with parts.box("div", "gv-row"):
            forms = {suffix: suffix[1:].upper() for suffix in films.SUFFIXES}
            parts.choice(t("history.making.form"), forms, self.form, lambda form: setattr(self, "form", form))
            parts.field(t("history.making.each"), f"{self.each_s:g}", self.page.act(self.set_each), inputmode="decimal")
        parts.tick(t("history.making.captions"), self.captions, lambda value: setattr(self, "captions", value))
        parts.button(t("history.making.do"), self.page.act(lambda: self.film(node)))
        self.going = Going(self.page)
        self.film_place = parts.box("div", "gv-film")

    def set_each(self, text: str) -> None:
        """How long each step is shown."""
        try:
            self.each_s = float(text.replace(",", "."))
        except ValueError:
            raise GanvasError(t("history.making.number", text=text)) from None

    async def film(self, node: Event) -> None:
        """Film the making of a step, and show the film."""
        history = self.session.history
        steps = await self.session.write(lambda: (*history.ancestors(node.id), *history.nodes([node.id])))
        names = {model: await self.session.known(model) for model in dict.fromkeys(step.model for step in steps)}
        models = {model: str(self.session.models[name]) for model, name in names.items() if name}
        wanted = self.session.project
        into = await self.session.write(lambda: films.new_name(wanted, f"making-{node.id}", self.form))
        place, going = self.film_place, self.going
        found = await going.through(
            lambda tell: self.session.work(
                "making", tell, project=str(wanted.path), into=str(into), step=node.id, models=models,
                each_s=self.each_s, captions=self.captions,
            )
        )  # fmt: skip
        self.page.say(t("history.making.done", name=found["name"], steps=found["steps"]))
        if not place.is_deleted:
            place.clear()
            with place:
                show_film(into)


def show_film(path: Path) -> None:
    """A film, and the way to take it along."""
    address = f"{films.PLACE}/{path.name}"
    if path.suffix == ".gif":
        parts.image(address, path.name, "gv-video")
    else:
        video = ui.element("video").classes("gv-video")
        video.props.update(
            {"src": address, "controls": True, "loop": True, "preload": "metadata", "aria-label": path.name}
        )
    way = parts.link(t("history.download", name=path.name), address, "gv-button")
    way.props["download"] = path.name


def show_authorship(found: told.Authorship) -> None:
    """Who made what: a table of counts, a line, and the whole statement."""
    groups = [group for group in told.GROUPS if any(one.group == group for one in (*found.accepted, *found.set_aside))]
    with parts.box("table", "gv-table"):
        with parts.box("thead"), parts.box("tr"):
            for key in ("what", "human", "model", "aside"):
                parts.Text("th", t(f"history.who.{key}")).props["scope"] = "col"
        body = parts.box("tbody")
    with body:
        for group in groups:
            show_row(found, group)
    parts.paragraph(found.attribution, "gv-attribution")
    with parts.box("details"):
        parts.Text("summary", t("history.who.whole"))
        parts.Text("pre", "\n".join(told.lines(found)), "gv-statement").props["lang"] = "en"


def show_row(found: told.Authorship, group: told.Group) -> None:
    """One sort of step: how many a person took, how many the model, how many were set aside."""
    counts = [
        *(
            sum(one.count for one in found.accepted if (one.group, one.actor) == (group, actor))
            for actor in told.PERSON
        ),
        sum(one.count for one in found.set_aside if one.group == group),
    ]
    with parts.box("tr"):
        parts.Text("th", t(f"history.who.{group}")).props["scope"] = "row"
        for count in counts:
            parts.Text("td", f"{count:,}")

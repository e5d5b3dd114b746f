"""The reins: at most eight sliders that push a part of the sketch along directions of the model."""

from collections.abc import Callable
from typing import Any

from ganvas.sketch import Latent, Sketch
from ganvas.studio import easel, parts, shaping
from ganvas.studio.island import Island, island
from ganvas.studio.page import Page
from ganvas.studio.shaping import BASE, Rein
from ganvas.studio.words import WORDS, t

REACH = 3.0  # deviations to either side
FRAMES = (-3.0, -1.5, 0.0, 1.5, 3.0)
FRAME_PX = 64
TURN = "(e) => { const live = getHtmlElement(%d); live?.turn?.(e.target.dataset.path, e.detail.value); }"


class Reins:
    """The sliders of one page.

    Attributes:
        rows: the directions, as the task gives them.
    """

    def __init__(
        self, page: Page, live: Island, changed: Callable[[], None], part: Callable[[], int] = lambda: BASE
    ) -> None:
        """Nothing is on the page yet.

        Args:
            page: where.
            live: the picture that follows a slider while it moves.
            changed: is called when other directions are there, to lay the picture ready for them.
            part: which part of the sketch is pushed.
        """
        self.page, self.session, self.live, self.changed, self.part = page, page.session, live, changed, part
        self.rows: list[dict[str, Any]] = []
        self._sliders: dict[Rein, Island] = {}
        self._stripped: tuple[Latent, float, str] | None = None

    @property
    def reins(self) -> list[Rein]:
        """The directions."""
        return [Rein(row["digest"], row["layers"]) for row in self.rows]

    def build(self) -> None:
        """Fill the page with those that are known, as soon as they are."""
        self._holder = parts.box("div", "gv-reins")
        with self._holder:
            parts.paragraph(t("reins.waiting"), "gv-quiet")
            self.page.later(self.look, False)

    async def look(self, search: bool = True) -> None:
        """See which directions there are, and look for some where there are none."""
        self._stripped = None
        rows = await self.session.work(
            "directions", self._progress, model=self.session.card.file, into=str(self.session.project.path),
            psi=self.session.sketch.psi, search=search,
        )  # fmt: skip
        if self._holder.is_deleted:
            return
        self._holder.clear()
        self.rows, self._sliders = rows, {}
        with self._holder:
            if not self.rows:
                parts.paragraph(t("reins.none"), "gv-quiet")
                parts.button(t("reins.search"), self.page.act(self.look), "first")
            for number, row in enumerate(self.rows, 1):
                self._slider(number, row)
        self.changed()

    def _progress(self, words: str, _share: float) -> None:
        self.page.say(words)

    def _slider(self, number: int, row: dict[str, Any]) -> None:
        rein = Rein(row["digest"], row["layers"])
        layers = row["layers"]
        where = f" · {t(f'layers.{layers}')}" if f"layers.{layers}" in WORDS else ""
        label = row["name"].replace("_", " ") or t("reins.unnamed", number=number) + where
        made = island("gv-slider", name=rein.digest, label=label, min=-REACH, max=REACH, step=0.05)
        made.on("gv-input", js_handler=TURN % self.live.id)
        resting = easel.Resting(lambda detail: self._settled(rein, detail["value"]))
        made.hear("gv-change", self.page.act(resting))
        made.hear("gv-rename", self.page.act(lambda detail: self._rename(row, detail["label"])))
        self._sliders[rein] = made

    async def _settled(self, rein: Rein, amount: float) -> None:
        part = self.part()
        root, amounts = shaping.held(shaping.latent_of(self.session.sketch, part), self.reins)
        latent = shaping.pushed(root, self._in_order(amounts | {rein: amount}))
        await self.session.do("push", shaping.with_latent(self.session.sketch, latent, part))

    def _in_order(self, amounts: dict[Rein, float]) -> dict[Rein, float]:
        return {rein: amounts.get(rein, 0.0) for rein in self.reins}

    async def _rename(self, row: dict[str, Any], name: str) -> None:
        try:
            await self.session.work(
                "name-direction", model=self.session.card.file, into=str(self.session.project.path),
                digest=row["digest"], layers=row["layers"], old=row["name"], name=name,
            )  # fmt: skip
            self.page.say(t("reins.named", name=name))
        finally:
            await self.look(search=False)

    def show(self) -> None:
        """Stand where the sketch stands."""
        sketch, part = self.session.sketch, self.part()
        root, amounts = shaping.held(shaping.latent_of(sketch, part), self.reins)
        path = shaping.path_of(sketch, part)
        for number, rein in enumerate(self.reins):
            inward = ".latent" * (len(self.rows) - 1 - number)
            slider = self._sliders[rein]
            slider.put(value=amounts.get(rein, 0.0))
            slider.props["data-path"] = f"{path}{inward}.amount"
        now = (root, sketch.psi, self.session.name)
        if now != self._stripped and self._sliders:
            self._stripped = now
            self._strips(root)

    def _strips(self, root: Latent) -> None:
        """Let each slider show where it leads from here."""
        for rein, slider in self._sliders.items():
            frames = [shaping.pushed(root, {rein: amount}) for amount in FRAMES]
            sketches = [Sketch(latent=one, psi=self.session.sketch.psi) for one in frames]
            slider.put(strip=easel.board(self.session, sketches, len(FRAMES), FRAME_PX))

    def template(self) -> dict[str, Any]:
        """The sketch with every direction in it, by 0 too, so that a slider only has to turn a number."""
        sketch, part = self.session.sketch, self.part()
        if not self.rows:
            return easel.plain(sketch)
        root, amounts = shaping.held(shaping.latent_of(sketch, part), self.reins)
        latent = shaping.pushed(root, self._in_order(amounts), still=True)
        return easel.plain(shaping.with_latent(sketch, latent, part))

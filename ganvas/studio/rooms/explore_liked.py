"""What the artist likes and what not, and the direction from these to those."""

from collections.abc import Awaitable, Callable

from ganvas.errors import GanvasError
from ganvas.sketch import Sketch
from ganvas.studio import easel, parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.words import t

SIDES = ("liked", "others")
TILE_PX = 48


class Liked:
    """Two rows of small pictures, and what is made of them."""

    def __init__(self, page: Page, chosen: Callable[[], list[Sketch]], named: Callable[[], Awaitable[None]]) -> None:
        """Nothing is on the page yet.

        Args:
            page: where.
            chosen: gives the sketches that are meant.
            named: is called when a direction has been kept.
        """
        self.page, self.session, self.chosen, self.named = page, page.session, chosen, named
        self.sides: dict[str, list[Sketch]] = {side: [] for side in SIDES}
        self.name = ""

    def build(self) -> None:
        """Fill the page."""
        with parts.box("details", "gv-liked gv-wide"):
            parts.Text("summary", t("liked.title"))
            parts.paragraph(t("liked.lead"), "gv-quiet")
            with parts.box("div", "gv-row"):
                for side in SIDES:
                    parts.button(t(f"liked.{side}"), self.adding(side))
            self.holder = parts.box("div", "gv-sides")
            with parts.box("div", "gv-row"):
                parts.field(t("liked.name"), "", lambda name: setattr(self, "name", name))
                parts.button(t("liked.make"), self.page.act(self.make))
        self.show()

    def adding(self, side: str) -> Callable[[], None]:
        """The act that puts what is chosen to one side; what stands there already is taken away again."""

        def add() -> None:
            here, there = self.sides[side], self.sides[next(one for one in SIDES if one != side)]
            for sketch in self.chosen():
                if sketch in there:
                    there.remove(sketch)
                if sketch in here:
                    here.remove(sketch)
                else:
                    here.append(sketch)
            self.show()

        return add

    def show(self) -> None:
        """Both rows."""
        self.holder.clear()
        with self.holder:
            for side in SIDES:
                sketches = self.sides[side]
                said = t(f"liked.{side}.says", count=len(sketches))
                parts.paragraph(said, "gv-quiet")
                if not sketches:
                    continue
                shown = easel.board(self.session, sketches, 6, TILE_PX)
                tiles = island("gv-tiles", board=shown, columns=6, most=0, keeps=False, label=said)
                tiles.hear("gv-choose", self.page.act(self.opening(side)))

    def opening(self, side: str) -> Callable[[dict[str, int]], Awaitable[None]]:
        """The act that looks at one of a side."""

        async def open_it(detail: dict[str, int]) -> None:
            await self.session.do("seed", self.sides[side][detail["index"]])

        return open_it

    async def make(self) -> None:
        """Find the way from the others to what is liked, and keep it under its name."""
        if not all(self.sides.values()):
            raise GanvasError(t("liked.few"))
        if not self.name.strip():
            raise GanvasError(t("liked.nameless"))
        liked, others = ([easel.plain(one) for one in self.sides[side]] for side in SIDES)
        found = await self.session.work(
            "direction-from", model=self.session.card.file, liked=liked, others=others, name=self.name,
            psi=self.session.sketch.psi,
        )  # fmt: skip
        self.page.say(t("reins.named", name=found["name"]))
        await self.named()

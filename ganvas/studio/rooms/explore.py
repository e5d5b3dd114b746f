"""The room to explore: one picture, live, and its neighbours."""

from urllib.parse import urlencode

from ganvas.studio import parts
from ganvas.studio.island import island
from ganvas.studio.page import Page
from ganvas.studio.session import Change
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import t

SCALE_PX = 512  # about how large the picture is shown


def build(page: Page) -> None:
    """Fill the page."""
    session = page.session
    parts.heading(t("explore.title"), 1)
    parts.paragraph(t("explore.lead"), "gv-lead")
    with parts.box("div", "gv-easel"):
        with parts.box("figure", "gv-figure"):
            live = island("gv-live", label=t("picture", line=session.line))
        with parts.box("div", "gv-panel"):
            parts.button(t("explore.again"), page.act(session.surprise), "first", "r")

            def moved(psi: float) -> None:
                live.update_live(sketch=session.sketch.but(psi=psi).model_dump(mode="json"))

            async def settled(psi: float) -> None:
                await session.do("psi", session.sketch.but(psi=psi))

            psi = parts.slider(t("explore.psi"), session.sketch.psi, 0, 1.5, 0.01, moved, page.act(settled),
                               "{:.2f}".format)  # fmt: skip

            async def written(line: str) -> None:
                await session.open(line)

            line = parts.field(t("explore.line"), session.line, page.act(written))
            save = parts.link(t("explore.save"), "", "gv-button")

    shown = {"line": session.line}

    def show(_change: Change | None = None) -> None:
        scale = min(MOST_SCALE, max(1, round(SCALE_PX / max(session.card.shape[1:]))))
        live.put(src=f"/api/v1/models/{session.name}/live", line=session.line, scale=scale,
                 label=t("picture", line=session.line))  # fmt: skip
        psi.show(session.sketch.psi)
        if session.line != shown["line"]:  # what is being written stays, unless there is something else to show
            parts.put(line, session.line)
            shown["line"] = session.line
        query = urlencode({"line": session.line, "scale": scale})
        save.props["href"] = f"/api/v1/models/{session.name}/pictures?{query}"
        save.props["download"] = "ganvas.png"

    show()
    page.watch(("sketch", "model"), show)

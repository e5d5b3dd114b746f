"""The room of help: what the rooms are for, and what the keys do."""

from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.words import t

ROOMS = ("works", "training", "explore", "shape")


def build(page: Page) -> None:
    """Fill the page."""
    parts.heading(t("help.title"), 1)
    parts.paragraph(t("help.lead"), "gv-lead")
    parts.heading(t("help.rooms"))
    with parts.box("dl", "gv-facts"):
        for name in ROOMS:
            with parts.box("dt"):
                parts.link(t(f"room.{name}"), page.session.link(f"/{name}"))
            parts.Text("dd", t(f"help.{name}"))

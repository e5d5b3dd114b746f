"""The room of works."""

from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.words import t


def build(_page: Page) -> None:
    """Fill the page."""
    parts.heading(t("works.title"), 1)
    parts.paragraph(t("room.soon"), "gv-lead")

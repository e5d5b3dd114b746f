"""The room of help: a tour of five steps, what the rooms are for, what the keys do, and what this program is."""

import platform
from collections.abc import Sequence
from importlib.metadata import version

from ganvas import __version__
from ganvas.studio import parts
from ganvas.studio.keylist import show_key
from ganvas.studio.keys import all_keys
from ganvas.studio.page import Page
from ganvas.studio.words import WORDS, t

TOUR = (("works", "bring"), ("training", "train"), ("explore", "look"), ("explore", "keep"), ("gallery", "sign"))
PAGES = ("studio", "few-drawings", "sketches", "my-rights", "originality", "publish", "authorship", "share-a-model")
PARTS = ("torch", "nicegui", "fastapi", "pillow", "c2pa-python", "sqlalchemy")


def build(page: Page) -> None:
    """Fill the page."""
    parts.heading(t("help.title"), 1)
    parts.paragraph(t("help.lead"), "gv-lead")
    show_tour(page)
    with parts.box("div", "gv-two gv-even"):
        with parts.box("section"):
            show_rooms(page, page.rooms)
            show_pages()
        with parts.box("section"):
            show_keys(page.rooms)
            show_about()


def show_tour(page: Page) -> None:
    """Five steps from works to a signed work, each with the way to where it is done."""
    parts.heading(t("help.tour"))
    row = parts.box("ol", "gv-tour")
    for number, (room, step) in enumerate(TOUR, 1):
        with row, parts.box("li"):
            parts.Text("span", str(number), "gv-tour-number").props["aria-hidden"] = "true"
            parts.heading(t(f"help.tour.{step}"), 3)
            parts.paragraph(t(f"help.tour.{step}.how"))
            parts.link(t("help.tour.go", room=t(f"room.{room}")), page.session.link(f"/{room}"))


def show_rooms(page: Page, names: Sequence[str]) -> None:
    """What each room is for."""
    parts.heading(t("help.rooms"))
    with parts.box("dl", "gv-facts"):
        for name in [one for one in names if f"help.{one}" in WORDS]:
            with parts.box("dt"):
                parts.link(t(f"room.{name}"), page.session.link(f"/{name}"))
            parts.Text("dd", t(f"help.{name}"))


def show_keys(names: Sequence[str]) -> None:
    """The same list as behind the question mark."""
    parts.heading(t("help.keys"))
    parts.paragraph(t("keys.note"), "gv-quiet")
    with parts.box("dl", "gv-keylist gv-keys-here"):
        for key in all_keys(names):
            show_key(key)


def show_pages() -> None:
    """Which pages of the documentation say more; by name, since nothing here leads off this machine."""
    parts.heading(t("help.pages"))
    parts.paragraph(t("help.pages.where"), "gv-quiet")
    with parts.box("dl", "gv-facts"):
        for name in PAGES:
            with parts.box("dt"):
                parts.Text("code", f"how-to/{name}.md")
            parts.Text("dd", t(f"help.page.{name}"))


def show_about() -> None:
    """Version and licences."""
    parts.heading(t("help.about"))
    parts.facts([
        ("Ganvas", f"{__version__}, Apache-2.0"),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PARTS),
    ])  # fmt: skip
    parts.paragraph(t("help.about.licence"), "gv-quiet")
    parts.paragraph(t("help.about.base"), "gv-quiet")

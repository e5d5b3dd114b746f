"""The rooms of the studio, in their order; one file each, whose ``build`` fills the page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ganvas.studio.page import Page
from ganvas.studio.rooms import animate, breed, explore, gallery, help, history, shape, training, turns, works


@dataclass(frozen=True)
class Room:
    """One room.

    Attributes:
        name: also the key of its words: room.NAME.
        icon: its drawing, a path of an SVG on 24 × 24.
        build: fills the page with it; it may be a coroutine.
    """

    name: str
    icon: str
    build: Callable[[Page], Awaitable[None] | None]

    @property
    def path(self) -> str:
        """Its address."""
        return f"/{self.name}"


ROOMS: tuple[Room, ...] = (
    Room("works", "M4 5h16v14H4z M4 15l5-5 4 4 3-3 4 4 M15.5 8.5h.01", works.build),
    Room("training", "M4 19V5 M4 19h16 M7 15l4-5 3 3 5-7", training.build),
    Room("explore", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z M15.5 8.5l-2 5-5 2 2-5z", explore.build),
    Room("shape", "M4 20l1-5 9.5-9.5a2.1 2.1 0 0 1 3 0l1 1a2.1 2.1 0 0 1 0 3L9 19z M13 7l4 4", shape.build),
    Room("breed", "M4 4h6v6H4z M14 4h6v6h-6z M9 14h6v6H9z M7 10v2h10v-2 M12 12v2", breed.build),
    Room("turns", "M4 9a8 8 0 0 1 14-3l2 2 M20 4v4h-4 M20 15a8 8 0 0 1-14 3l-2-2 M4 20v-4h4", turns.build),
    Room("animate", "M4 5h16v14H4z M8 5v14 M16 5v14 M4 9.5h4 M4 14.5h4 M16 9.5h4 M16 14.5h4", animate.build),
    Room("history", "M6 4v16 M6 8c0 5 12 1 12 7v5 M6 4h.01 M18 20h.01", history.build),
    Room("gallery", "M3.5 5.5h17v13h-17z M7 9h4v6H7z M14 8.5h3.5v4H14z M14 15.5h3.5", gallery.build),
    Room("help", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7 M12 17h.01",
         help.build),
)  # fmt: skip
FIRST = "explore"


def room(name: str) -> Room:
    """The room of that name."""
    return next(one for one in ROOMS if one.name == name)

"""What the panels of the room to shape know of the room."""

from typing import Protocol

from ganvas.sketch import Latent, Sketch
from ganvas.studio.island import Island
from ganvas.studio.page import Page
from ganvas.studio.rooms.reins import Reins
from ganvas.studio.session import Session


class Bench(Protocol):
    """The room in which a picture is worked on.

    Attributes:
        mode: what the brush is for.
        active: the part of the sketch that is worked on; one more than there are regions is the layer to come.
        fresh: what the layer to come will paint.
        painted: what is painted for each wish, PNG in base64.
        masks: PNG in base64 of painted masks, by their digest.
        reins: the sliders that are on the page.
    """

    page: Page
    session: Session
    live: Island
    mode: str
    active: int
    fresh: Latent
    painted: dict[str, str]
    masks: dict[str, str]
    reins: Reins | None

    @property
    def count(self) -> int:
        """Of regions."""

    def part(self) -> int:
        """The part that sliders push."""

    def put_live(self, at_once: bool = False) -> None:
        """Show the session's picture."""

    def preview(self, sketch: Sketch) -> None:
        """Show something else for now."""

    def turning(self, slider: Island, path: str) -> None:
        """Let a slider turn the picture at once."""

    async def show(self) -> None:
        """Stand where the session stands."""

    async def activate(self, part: int) -> None:
        """Work on another part."""

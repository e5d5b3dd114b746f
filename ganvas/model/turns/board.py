"""The state of a shared piece, and what the artist may do with what the model offers.

Nothing here knows a medium: a zone is a mask over the last two axes of a sample, be they the
height and width of a picture or the pitches and beats of a phrase.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from ganvas.errors import SketchError
from ganvas.record import Record
from ganvas.sketch import Mask, Region, Regions, Sketch
from ganvas.sketch.nodes import MAX_REGIONS

Who = Literal["human", "model"]
Intent = Literal["echo", "contrast", "continue"]


class Zone(Record):
    """A part of the piece that one of the two has claimed."""

    mask: Mask
    owner: Who
    name: str = Field("", max_length=80)


class Forward(Record):
    """How forward the model may be: silent, when asked, or every so many seconds."""

    mode: Literal["silent", "asked", "every"] = "asked"
    wait_s: float = Field(20.0, ge=1, le=3600, description="of `every`: seconds without a move of the artist")

    def may(self, asked: bool, idle_s: float) -> bool:
        """Whether the model may offer something now.

        Args:
            asked: the artist has just asked.
            idle_s: seconds since anybody's last move.
        """
        return {"silent": False, "asked": asked, "every": asked or idle_s >= self.wait_s}[self.mode]


class Board(Record):
    """A piece on which two work: what it is now, whose zones are where, how forward the model may be."""

    version: Literal[1] = 1
    sketch: Sketch
    zones: tuple[Zone, ...] = Field((), max_length=64)
    forward: Forward = Forward()

    def owned(self, who: Who) -> tuple[Zone, ...]:
        """The zones of one of the two."""
        return tuple(zone for zone in self.zones if zone.owner == who)

    def claim(self, zone: Zone) -> "Board":
        """The board with one more zone."""
        return self.but(zones=(*self.zones, zone))


class Told(Record):
    """What a proposal is, in numbers.

    Attributes are shares: of the range from black to white, of the pixels, or a correlation in −1…1.
    """

    tone: float = Field(description="how much lighter the zone is than the artist's part; below 0 it is darker")
    ink: float = Field(description="how much more varied it is than the artist's part; below 0 it is calmer")
    likeness: float = Field(ge=-1, le=1, description="correlation with the part of the artist's that it is most like")
    part: str = Field(description="that part's name")
    mirrored: bool = Field(description="like that part's mirror image")
    seam: float = Field(ge=0, description="the step at the zone's edge against the steps elsewhere; 1 is no seam")
    outside: float = Field(ge=0, description="mean change outside the zone, in levels of 255")


class Proposal(Record):
    """What the model offers for one of its zones."""

    sketch: Sketch
    zone: int = Field(ge=0, description="which of the board's zones")
    intent: Intent
    told: Told
    why: str = Field(description="one line: what it did, in measurable terms")

    @model_validator(mode="after")
    def _is_a_region(self) -> Self:
        if not isinstance(self.sketch.latent, Regions):
            raise ValueError("a proposal paints a region; its sketch has none")
        return self

    @property
    def region(self) -> Region:
        """What was painted over the board."""
        assert isinstance(self.sketch.latent, Regions)
        return self.sketch.latent.over[-1]


def painted_over(sketch: Sketch, region: Region) -> Sketch:
    """The sketch with one more region; what no mask covers stays.

    Raises:
        SketchError: it has as many regions as a sketch takes.
    """
    latent = sketch.latent
    if not isinstance(latent, Regions):
        return sketch.but(latent=Regions(base=latent, over=(region,)))
    if len(latent.over) == MAX_REGIONS:
        raise SketchError(f"the piece has {MAX_REGIONS} regions, as many as a sketch takes; keep it, and begin another")
    return sketch.but(latent=latent.but(over=(*latent.over, region)))


def take(board: Board, proposal: Proposal) -> Board:
    """The board with the proposal on it.

    Raises:
        SketchError: the board has changed since, or the zone is not the model's any more.
    """
    if proposal.zone >= len(board.zones) or board.zones[proposal.zone].owner != "model":
        raise SketchError("the zone of this proposal is no longer the model's; ask it again")
    if painted_over(board.sketch, proposal.region) != proposal.sketch:
        raise SketchError("the piece has changed since this was proposed; ask the model again")
    return board.but(sketch=proposal.sketch)

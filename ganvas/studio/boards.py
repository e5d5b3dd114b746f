"""A board: many sketches of one model as one picture, so that a hundred tiles are one request and one decoding."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ganvas.errors import ShapeError
from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line

if TYPE_CHECKING:
    from ganvas.model.model import Model

MOST_TILES = 400


class BoardWish(BaseModel):
    """A board that is asked for; sketches as records first, then those that are lines of text."""

    model_config = ConfigDict(extra="forbid")

    sketches: tuple[Sketch, ...] = Field((), max_length=MOST_TILES, description="sketches as records")
    lines: tuple[str, ...] = Field((), max_length=MOST_TILES, description="sketches as text, such as 7 psi=0.7")
    columns: int = Field(10, ge=1, le=MOST_TILES, description="tiles in a row")
    tile_px: int = Field(64, ge=8, le=512, description="the side of a tile, in pixels")

    def read(self) -> list[Sketch]:
        """The sketches, in the order of the tiles.

        Raises:
            SketchError: a line is no sketch.
            ShapeError: there are none, or more than MOST_TILES.
        """
        count = len(self.sketches) + len(self.lines)
        if not 1 <= count <= MOST_TILES:
            raise ShapeError(f"a board takes 1 to {MOST_TILES} sketches; got {count}")
        return [*self.sketches, *map(read_line, self.lines)]


def board(model: "Model", sketches: Sequence[Sketch], columns: int, tile_px: int) -> bytes:
    """The bytes of a JPEG: each tile is what ``model.render`` paints of its sketch, row by row.

    Raises:
        SketchError: this model cannot paint one of them.
        ShapeError: it paints no pictures, or the board would be too large.
    """
    from ganvas.media.image.mosaic import mosaic

    if len(model.card.shape) != 3:
        raise ShapeError(f"a board shows pictures; this model makes {model.card.medium}")
    return mosaic([artwork.levels for artwork in model.render_many(sketches)], columns, tile_px)

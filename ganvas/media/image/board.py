"""Pictures in rows with a word under each, for a person to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import ShapeError
from ganvas.media.image.encode import enlarge, on_paper, to_picture, to_png
from ganvas.media.medium import Bytes8

PAPER, INK = "#faf8f4", "#26221c"
MARGIN_PX, GAP_PX, WORD_PX = 20, 6, 24
COMFORT_PX = 128  # a small picture is shown about this wide
SOFTWARE = {"Software": "Ganvas board"}


@dataclass(frozen=True, eq=False)
class Tile:
    """One picture, uint8 (channels, height, width), and the word under it."""

    word: str
    sample: Bytes8


def tiles(rows: Sequence[Sequence[Tile]]) -> bytes:
    """A PNG of tiles of one size, row by row, each row from the left.

    Raises:
        ShapeError: there is none.
    """
    if not any(rows):
        raise ShapeError("a board takes at least one picture")
    height, width = next(tile for row in rows for tile in row).sample.shape[1:]
    scale = max(1, round(COMFORT_PX / max(height, width)))
    cell = (width * scale + GAP_PX, height * scale + WORD_PX)
    columns = max(len(row) for row in rows)
    board = Image.new("RGB", (2 * MARGIN_PX + columns * cell[0] - GAP_PX, 2 * MARGIN_PX + len(rows) * cell[1]), PAPER)
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(15)
    for number, row in enumerate(rows):
        for column, tile in enumerate(row):
            left, top = MARGIN_PX + column * cell[0], MARGIN_PX + number * cell[1]
            board.paste(on_paper(enlarge(to_picture(tile.sample), scale)), (left, top))
            draw.text((left + 2, top + height * scale + WORD_PX / 2), tile.word, INK, font, anchor="lm")
    return to_png(board, SOFTWARE)

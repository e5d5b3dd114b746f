"""Many small pictures on a wall that is seen from far and near: square tiles, one pyramid."""

import io
from collections.abc import Mapping

import numpy as np
from PIL import Image

from ganvas.media.image.encode import on_paper, to_picture
from ganvas.media.medium import Bytes8

CELL = 72  # pixels of a place on a tile
ACROSS = 4  # places along the side of a tile
TILE = CELL * ACROSS
PICTURE = 64  # the longer side of a picture in its place
BOARD, FRAME = (233, 229, 221), (178, 58, 44)  # the board of contact sheets; what marks a work
FRAME_PX = 3
QUALITY = 88


def thumbnail(sample: Bytes8) -> Image.Image:
    """A sample as it hangs: its longer side PICTURE, or near it where whole pixels fit."""
    picture = on_paper(to_picture(sample)).convert("RGB")
    longer = max(picture.size)
    if longer > PICTURE:
        size = (max(1, round(picture.width * PICTURE / longer)), max(1, round(picture.height * PICTURE / longer)))
        return picture.resize(size, Image.Resampling.LANCZOS)
    times = PICTURE // longer
    return picture.resize((picture.width * times, picture.height * times), Image.Resampling.NEAREST)


def draw_tile(hung: Mapping[tuple[int, int], tuple[Bytes8, bool]]) -> bytes:
    """A tile as the bytes of a JPEG.

    Args:
        hung: by column and row on the tile, each 0…ACROSS − 1, a sample and whether it is framed as a work.
    """
    tile = Image.new("RGB", (TILE, TILE), BOARD)
    for (column, row), (sample, framed) in hung.items():
        picture = thumbnail(sample)
        left = column * CELL + (CELL - picture.width) // 2
        top = row * CELL + (CELL - picture.height) // 2
        if framed:
            size = (picture.width + 2 * FRAME_PX, picture.height + 2 * FRAME_PX)
            tile.paste(Image.new("RGB", size, FRAME), (left - FRAME_PX, top - FRAME_PX))
        tile.paste(picture, (left, top))
    file = io.BytesIO()
    tile.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def read_tile(data: bytes) -> Bytes8:
    """A tile's pixels, uint8 (3, TILE, TILE)."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.moveaxis(np.asarray(picture.convert("RGB")), -1, 0)
"""Pictures in rows with a word under each, for a person to choose from."""
from collections.abc import Sequence
from dataclasses import dataclass
from PIL import Image, ImageDraw, ImageFont
from ganvas.errors import ShapeError
from ganvas.media.image.encode import enlarge, on_paper, to_picture, to_png
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

"""Many small pictures edge to edge in one JPEG, for a board that a browser cuts into tiles by itself."""

import io
import math
from collections.abc import Sequence

from PIL import Image

from ganvas.errors import ShapeError
from ganvas.media.image.encode import on_paper, to_picture
from ganvas.media.medium import Bytes8

QUALITY = 88
PAPER = "#ffffff"
MOST_PX = 16_384  # of a side: browsers refuse larger textures


def mosaic(samples: Sequence[Bytes8], columns: int, tile_px: int) -> bytes:
    """The bytes of a JPEG of square tiles without gaps, row by row; a picture that is not square lies in the middle.

    Args:
        samples: uint8 (channels, height, width), each of any size.
        columns: tiles in a row.
        tile_px: the side of a tile; small pictures grow to it with their pixels sharp, larger ones are averaged.
    Raises:
        ShapeError: there are none, or the board would be too large for a browser.
    """
    rows = math.ceil(len(samples) / columns)
    if not samples or max(columns, rows) * tile_px > MOST_PX:
        raise ShapeError(
            f"a board of {len(samples)} tiles, {columns} in a row, {tile_px} px each: wanted at least one, "
            f"and at most {MOST_PX} px a side; ask for fewer or smaller tiles"
        )
    board = Image.new("RGB", (columns * tile_px, rows * tile_px), PAPER)
    for place, sample in enumerate(samples):
        row, column = divmod(place, columns)
        picture = _fitted(on_paper(to_picture(sample)).convert("RGB"), tile_px)
        left, top = (tile_px - picture.width) // 2, (tile_px - picture.height) // 2
        board.paste(picture, (column * tile_px + left, row * tile_px + top))
    file = io.BytesIO()
    board.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _fitted(picture: Image.Image, side_px: int) -> Image.Image:
    """A picture whose longer side is that long."""
    longer = max(picture.size)
    if longer == side_px:
        return picture
    size = (max(1, round(picture.width * side_px / longer)), max(1, round(picture.height * side_px / longer)))
    return picture.resize(size, Image.Resampling.NEAREST if longer < side_px else Image.Resampling.LANCZOS)

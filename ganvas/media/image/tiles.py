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

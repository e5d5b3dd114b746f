"""Pictures out of one, and back into one: thumbnails that are kept one by one and shown many at once."""

import io
from collections.abc import Sequence

from PIL import Image

QUALITY = 90
PAPER = "#e9e6e0"
Picture = Image.Image


def cut(data: bytes, count: int, side_px: int) -> list[Picture]:
    """The square tiles of a picture of one row."""
    with Image.open(io.BytesIO(data)) as row:
        row.load()
        return [row.crop((n * side_px, 0, (n + 1) * side_px, side_px)) for n in range(count)]


def joined(tiles: Sequence[Picture], columns: int) -> bytes:
    """One JPEG of tiles of one size, at least one, row by row."""
    width, height = tiles[0].size
    rows = -(-len(tiles) // columns)
    whole = Image.new("RGB", (min(columns, len(tiles)) * width, rows * height), PAPER)
    for place, tile in enumerate(tiles):
        whole.paste(tile, (place % columns * width, place // columns * height))
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()

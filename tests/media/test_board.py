import io

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import ShapeError
from ganvas.media.image.board import GAP_PX, MARGIN_PX, WORD_PX, Tile, tiles


def test_pictures_stand_in_their_places_in_rows_of_any_length():
    samples = np.random.default_rng(0).integers(0, 256, (3, 3, 128, 128), dtype=np.uint8)
    board = Image.open(io.BytesIO(tiles([[Tile("A", samples[0])], [Tile("1", samples[1]), Tile("2", samples[2])]])))
    for sample, (row, column) in zip(samples, [(0, 0), (1, 0), (1, 1)], strict=True):
        left, top = MARGIN_PX + column * (128 + GAP_PX), MARGIN_PX + row * (128 + WORD_PX)
        assert np.array_equal(np.asarray(board.crop((left, top, left + 128, top + 128))), np.moveaxis(sample, 0, -1))


def test_an_empty_board_is_refused():
    with pytest.raises(ShapeError, match="at least one picture"):
        tiles([[]])

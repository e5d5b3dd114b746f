import io

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import ShapeError
from ganvas.media.image.strips import GAP_PX, HEAD_PX, MARGIN_PX, WORDS_PX, Strip, strips


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pictures_stand_in_their_places(channels: int):
    samples = np.random.default_rng(0).integers(0, 256, (2, 2, channels, 96, 96), dtype=np.uint8)
    samples[:, :, 3:] = 255
    sheet = Image.open(io.BytesIO(strips([Strip("a" * 90, "note", row) for row in samples], ["-1", "+1"])))
    for row in range(2):
        for column in range(2):
            left, top = MARGIN_PX + WORDS_PX + column * (96 + GAP_PX), MARGIN_PX + HEAD_PX + row * (96 + GAP_PX)
            shown = np.asarray(sheet.crop((left, top, left + 96, top + 96)))
            wanted = np.moveaxis(samples[row, column][:3], 0, -1)
            assert np.array_equal(shown, np.broadcast_to(wanted, shown.shape))


def test_every_row_has_a_picture_for_every_head():
    sample = np.zeros((3, 1, 8, 8), np.uint8)
    with pytest.raises(ShapeError, match=r"rows of 2 pictures; got \[3\]"):
        strips([Strip("a", "", sample)], ["x", "y"])
    with pytest.raises(ShapeError, match=r"got \[\]"):
        strips([], ["x"])

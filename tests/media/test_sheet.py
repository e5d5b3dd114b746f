import io

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import ShapeError
from ganvas.media.image.encode import encode
from ganvas.media.image.sheet import best_columns, best_scale, contact_sheet, is_contact_sheet
from ganvas.media.image.terminal import half_blocks


def sheet(samples: np.ndarray, *args: int) -> np.ndarray:
    with Image.open(io.BytesIO(contact_sheet(samples, *args))) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (4, 2), (6, 3), (7, 4), (12, 4), (48, 8), (64, 8)])
def test_columns_are_pleasant(count: int, columns: int):
    assert best_columns(count, 1) == columns


@pytest.mark.parametrize("count", [1, 3, 13, 64, 65, 400])
@pytest.mark.parametrize("aspect", [0.5, 1, 3])
def test_few_places_stay_empty(count: int, aspect: float):
    columns = best_columns(count, aspect)
    assert -count % columns <= max(2, 0.1 * count)


@pytest.mark.parametrize(
    ("sheet_px", "side_px", "scale"), [(224, 28, 6), (512, 64, 3), (64, 64, 3), (28, 28, 6), (4096, 512, 1)]
)
def test_scales_are_comfortable(sheet_px: int, side_px: int, scale: int):
    assert best_scale(sheet_px, side_px) == scale


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pictures_stand_in_order_with_even_gaps(channels: int):
    samples = np.stack([np.full((channels, 10, 20), level, np.uint8) for level in (0, 50, 100, 150, 200)])
    if channels == 4:
        samples[:, 3] = 255
    found = sheet(samples, 3, 2)  # cells of 40 × 20, gaps of 4, margins of 8
    assert found.shape == (2 * 20 + 4 + 2 * 8, 3 * 40 + 2 * 4 + 2 * 8, 3)
    for place, level in enumerate((0, 50, 100, 150, 200)):
        row, column = divmod(place, 3)
        cell = found[8 + 24 * row : 28 + 24 * row, 8 + 44 * column : 48 + 44 * column]
        assert (cell == level).all()
    board = found[0, 0]
    for strip in (found[:8], found[-8:], found[:, :8], found[:, -8:], found[28:32], found[:, 48:52], found[32:, 96:]):
        assert (strip == board).all()
    assert board.min() > 215


def test_what_is_transparent_lies_on_white():
    assert (sheet(np.zeros((1, 4, 8, 8), np.uint8), 1, 1)[8:16, 8:16] == 255).all()


def test_it_knows_its_own_sheets():
    samples = np.zeros((2, 1, 8, 8), np.uint8)
    assert is_contact_sheet(contact_sheet(samples))
    assert not is_contact_sheet(encode(samples[0], {}))
    assert not is_contact_sheet(b"")


@pytest.mark.parametrize("shape", [(0, 1, 8, 8), (8, 8), (1, 8, 8), (3, 2, 8, 8)])
def test_other_shapes_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ShapeError):
        contact_sheet(np.zeros(shape, np.uint8))


def test_half_blocks_golden():  # two columns, two rows: red over blue, then white over black
    pixels = np.array([[[255, 0, 0], [255, 255, 255]], [[0, 0, 255], [0, 0, 0]]], np.uint8)
    text = half_blocks(encode(np.moveaxis(pixels, -1, 0), {}), 80)
    assert text == "\x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[38;2;255;255;255;48;2;0;0;0m▀\x1b[0m"


@pytest.mark.parametrize(("size", "lines"), [((300, 100), 7), ((10, 5), 2), ((1, 1), 1)])
def test_half_blocks_keep_the_width_and_the_aspect(size: tuple[int, int], lines: int):
    width, height = size
    text = half_blocks(encode(np.zeros((1, height, width), np.uint8), {}), 40)
    assert [line.count("▀") for line in text.split("\n")] == [min(width, 40)] * lines

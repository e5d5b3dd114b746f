import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from ganvas.media.image.forms.thin import thin

FOUR, EIGHT = ndimage.generate_binary_structure(2, 1), np.ones((3, 3), bool)


def pieces(mask: np.ndarray) -> int:
    return int(ndimage.label(mask, EIGHT)[1])


def holes(mask: np.ndarray) -> int:
    return int(ndimage.label(np.pad(~mask, 1, constant_values=True), FOUR)[1])


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.floats(0.2, 0.8))
@settings(max_examples=150)
def test_thinning_keeps_pieces_and_holes(seed: int, height: int, width: int, share: float):
    """The law of thinning, on blots of every kind."""
    noise = np.random.default_rng(seed).random((height, width))
    for mask in (noise < share, ndimage.gaussian_filter(noise, 1.5) < np.quantile(noise, 0.5)):
        lines = thin(mask)
        assert not (lines & ~mask).any()
        assert pieces(lines) == pieces(mask)
        assert holes(lines) == holes(mask)


def test_a_bar_becomes_its_middle():
    mask = np.zeros((11, 31), bool)
    mask[3:8, 3:28] = True
    rows, columns = np.nonzero(thin(mask))
    assert set(rows) == {5}
    assert 18 <= len(columns) <= 25


@pytest.mark.parametrize("mask", [np.zeros((5, 5), bool), np.ones((1, 1), bool), np.ones((2, 2), bool)])
def test_nothing_and_dots(mask: np.ndarray):
    assert thin(mask).any() == mask.any()


def test_what_is_thin_already_stays():
    line = np.eye(12, dtype=bool)
    assert np.array_equal(thin(line), line)

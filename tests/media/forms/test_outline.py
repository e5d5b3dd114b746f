import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from ganvas.media.image.forms.outline import outlines
from ganvas.media.image.forms.trace import length


def area(line: np.ndarray) -> float:
    """Signed, by the shoelace formula."""
    x, y = line.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def test_a_disc_has_its_circle():
    rows, columns = np.mgrid[:60, :60]
    field = 20 - np.hypot(rows - 30.0, columns - 28.0)
    (line,) = outlines(field, 0.0)
    assert np.array_equal(line[0], line[-1])
    assert np.hypot(*(line - (28, 30)).T) == pytest.approx(20, abs=0.05)
    assert length(line) == pytest.approx(2 * np.pi * 20, rel=0.01)


def test_a_ring_has_two_and_they_turn_against_each_other():
    rows, columns = np.mgrid[:60, :60]
    outer, inner = sorted(
        (area(each) for each in outlines(5 - np.abs(np.hypot(rows - 30, columns - 30) - 20), 0.0)), key=abs
    )[::-1]
    assert outer * inner < 0
    assert abs(outer) == pytest.approx(np.pi * 25**2, rel=0.02)


def test_ink_up_to_the_rim_is_closed_there():
    (line,) = outlines(np.ones((4, 6)), 0.5)
    assert line.min() == 0
    assert tuple(line.max(0)) == (5, 3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(1, 25))
@settings(max_examples=80)
def test_as_many_outlines_as_pieces_and_holes(seed: int, height: int, width: int):
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    lines = outlines(mask.astype(float), 0.5)
    assert all(np.array_equal(line[0], line[-1]) and np.isfinite(line).all() for line in lines)
    four = ndimage.generate_binary_structure(2, 1)
    pieces = ndimage.label(mask, four)[1]
    holes = ndimage.label(np.pad(~mask, 1, constant_values=True), np.ones((3, 3)))[1] - 1
    assert len(lines) == pieces + holes

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.media.image.forms.route import drawn, route, travel


def line(*points: tuple[float, float]) -> np.ndarray:
    ends = np.array(points, float)
    return np.stack([np.linspace(a, b, 4) for a, b in pairwise(ends)])


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_nothing_is_lost_and_the_way_is_not_longer(seed: int, count: int):
    ends = np.random.default_rng(seed).uniform(0, 100, (count, 2, 2))
    strokes = [line(*pair) for pair in ends.tolist()]
    ordered = route(strokes)
    assert drawn(ordered) == pytest.approx(drawn(strokes))
    assert len(ordered) == count
    if count > 20:
        assert travel(ordered) < 0.7 * travel(strokes)


def test_strokes_that_touch_are_one():
    ordered = route([line((10, 10), (20, 10)), line((30, 30), (20.01, 10.0))])
    assert len(ordered) == 1
    assert np.array_equal(ordered[0][0, 3], ordered[0][1, 0])
    assert np.allclose(ordered[0][-1, 3], (30, 30))


def test_a_stroke_is_drawn_from_its_nearer_end():
    (only,) = route([line((90, 90), (1, 1))])
    assert np.allclose(only[0, 0], (1, 1))
    assert travel([only]) == pytest.approx(np.sqrt(2))


def test_no_strokes():
    assert route([]) == []
    assert travel([]) == drawn([]) == 0

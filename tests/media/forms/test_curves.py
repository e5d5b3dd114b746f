import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.media.image.forms.curves import bezier, fit


def far(points: np.ndarray, curves: np.ndarray) -> float:
    """The largest distance of a point to the curves, each seen at 200 places."""
    places = np.concatenate([bezier(curve, np.linspace(0, 1, 200)) for curve in curves])
    return float(np.sqrt(((points[:, None] - places) ** 2).sum(2)).min(1).max())


@given(st.integers(0, 2**32 - 1), st.integers(2, 120), st.sampled_from([0.05, 0.3, 2.0]), st.booleans())
@settings(max_examples=120)
def test_no_point_is_further_than_allowed(seed: int, count: int, tolerance: float, closed: bool):
    steps = np.random.default_rng(seed).normal(0, 1, (count, 2))
    points = np.cumsum(steps, 0) / 3
    points = np.vstack([points, points[:1]]) if closed else points
    curves = fit(points, tolerance)
    assert np.isfinite(curves).all()
    assert np.array_equal(curves[1:, 0], curves[:-1, 3])
    assert far(points, curves) <= tolerance + 0.02
    if not closed:
        assert np.array_equal(curves[0, 0], points[0])
        assert np.array_equal(curves[-1, 3], points[-1])


def test_a_cubic_is_one_curve():
    truth = np.array([[0, 0], [10, 30], [40, 30], [50, 0]], float)
    curves = fit(bezier(truth, np.linspace(0, 1, 80)), 0.1)
    assert len(curves) == 1
    assert curves[0] == pytest.approx(truth, abs=0.7)


def test_a_circle_takes_few_curves_and_has_no_kink():
    turn = np.linspace(0, 2 * np.pi, 301)
    points = 20 * np.stack([np.cos(turn), np.sin(turn)], 1)
    points[-1] = points[0]
    curves = fit(points, 0.05)
    assert len(curves) <= 8
    assert np.array_equal(curves[0, 0], curves[-1, 3])
    for before, after in zip(curves, np.roll(curves, -1, 0), strict=True):
        one, two = before[3] - before[2], after[1] - after[0]
        assert one @ two / np.linalg.norm(one) / np.linalg.norm(two) > 0.999


def test_a_square_keeps_its_corners():
    side = np.linspace(0, 10, 41)
    zero, ten = np.zeros(41), np.full(41, 10)
    sides = [(side, zero), (ten, side), (side[::-1], ten), (zero, side[::-1])]
    points = np.concatenate([np.stack(each, 1)[:-1] for each in sides])
    points = np.vstack([points[7:], points[:8]])  # begins within a side
    curves = fit(points, 0.1)
    corners = {tuple(np.round(curve[0], 6)) for curve in curves}
    assert {(0, 0), (10, 0), (10, 10), (0, 10)} <= corners
    assert len(curves) == 4


def test_a_single_place_is_no_curve():
    assert len(fit(np.array([[1.0, 2.0]]), 0.1)) == 0
    assert len(fit(np.array([[1.0, 2.0], [1.0, 2.0]]), 0.1)) == 0

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas import seeds
from ganvas.model.walk import path

CURVES = ["slerp", "spline"]


def keys(*numbers: int, z_dim: int = 32) -> torch.Tensor:
    return seeds.latents(numbers, z_dim).double()


def points(way, shares) -> torch.Tensor:
    return torch.stack([way.at(float(share)) for share in shares])


def test_slerp_golden():  # a quarter circle of radius 2: a third of the way is 30°
    quarter = torch.tensor([[2.0, 0.0], [0.0, 2.0]], dtype=torch.float64)
    way = path(quarter, "slerp", closed=False)
    assert_close(way.at(1 / 3), torch.tensor([3**0.5, 1.0], dtype=torch.float64))
    assert_close(way.length[-1], torch.tensor(torch.pi, dtype=torch.float64))


def test_spline_golden():  # Catmull-Rom at t = ½ is (−p0 + 9p1 + 9p2 − p3)/16; four keys of a square: the 45° corner
    square = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]], dtype=torch.float64)
    way = path(square, "spline", closed=True)
    assert_close(way.at(1 / 8), torch.full((2,), 0.5**0.5, dtype=torch.float64))
    assert_close(way.at(3 / 8), torch.tensor([-(0.5**0.5), 0.5**0.5], dtype=torch.float64))


@pytest.mark.parametrize("curve", CURVES)
@given(numbers=st.lists(st.integers(0, 99), min_size=2, max_size=6))
def test_it_starts_at_the_first_key_and_ends_at_the_last(curve: str, numbers: list[int]):
    way = path(keys(*numbers), curve, closed=False)
    assert_close(way.at(0), keys(numbers[0])[0])
    assert_close(way.at(1), keys(numbers[-1])[0])


@pytest.mark.parametrize("curve", CURVES)
@given(numbers=st.lists(st.integers(0, 99), min_size=2, max_size=6))
def test_a_closed_way_ends_exactly_where_it_began(curve: str, numbers: list[int]):
    way = path(keys(*numbers), curve, closed=True)
    assert_close(way.at(1), way.at(0), rtol=0, atol=0)
    assert_close(way.at(1 - 1e-9), way.at(0), rtol=0, atol=1e-6)


@pytest.mark.parametrize("numbers", [(3, 7, 12), (1, 2), (4, 4, 9, 10), (5, 6, 7, 8, 9, 10, 11)])
def test_a_closed_spline_is_smooth_at_its_joint(numbers: tuple[int, ...]):
    way = path(keys(*numbers), "spline", closed=True)
    step = 1e-6
    leaving = (way.at(step) - way.at(0)) / step
    arriving = (way.at(0) - way.at(1 - step)) / step
    size = way.length[-1]  # the velocity of an even walk
    assert_close(leaving / size, arriving / size, rtol=0, atol=1e-3)


def test_the_joint_of_a_closed_slerp_has_a_corner():  # so the test above can tell
    way = path(keys(3, 7, 12), "slerp", closed=True)
    leaving, arriving = way.at(1e-6) - way.at(0), way.at(0) - way.at(1 - 1e-6)
    assert (leaving - arriving).norm() > 0.5 * leaving.norm()


@pytest.mark.parametrize(("curve", "corners"), [("slerp", 4), ("spline", 0)])
@pytest.mark.parametrize("closed", [False, True])
def test_the_pace_is_even(curve: str, corners: int, closed: bool):  # a step around a corner is a shorter chord
    way = path(keys(1, 2, 3, 4, 5), curve, closed)
    pace = points(way, torch.linspace(0, 1, 501)).diff(dim=0).norm(dim=1)
    uneven = (pace / pace.median() - 1).abs() > 0.03
    assert uneven.sum() <= corners


@pytest.mark.parametrize("curve", CURVES)
@given(
    numbers=st.lists(st.integers(0, 9), min_size=2, max_size=5),
    share=st.floats(0, 1),
    closed=st.booleans(),
)
def test_it_never_jumps_or_loses_its_length(curve: str, numbers: list[int], share: float, closed: bool):
    some = keys(*numbers)
    way = path(some, curve, closed)
    here, there = way.at(share), way.at(min(share + 1e-4, 1))
    assert (there - here).norm() <= 1e-3 * way.length[-1] + 1e-9
    lengths = some.norm(dim=1)
    assert lengths.min() * 0.8 <= here.norm() <= lengths.max() * 1.2


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("z_dim", [1, 2, 64])
def test_ways_through_the_mean_are_finite_and_whole(curve: str, z_dim: int):
    some = torch.cat([keys(1, z_dim=z_dim), torch.zeros(1, z_dim, dtype=torch.float64), -keys(1, 2, z_dim=z_dim)])
    for closed in (False, True):
        way = path(some, curve, closed)
        walked = points(way, torch.linspace(0, 1, 501))
        assert walked.isfinite().all()
        assert walked.diff(dim=0).norm(dim=1).max() < 0.03 * way.length[-1]
        assert walked.norm(dim=1).min() < 0.02 * some.norm(dim=1).max()


@pytest.mark.parametrize("curve", CURVES)
def test_a_way_that_stands_still(curve: str):
    for place in (keys(7, 7, 7), torch.zeros(2, 4, dtype=torch.float64)):
        way = path(place, curve, closed=True)
        assert_close(points(way, (0, 0.3, 1)), place[:1].expand(3, -1))

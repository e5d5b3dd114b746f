"""Where things are: worked out by hand, pixel by pixel."""

import math

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from ganvas.augment import geometry
from ganvas.augment.geometry import resample
from ganvas.augment.parts import augment
from ganvas.regularizers import r1


def picture(count: int, *shape: int, seed: int = 0) -> Tensor:
    return torch.rand(count, *shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def applied(*numbers: float, count: int = 1) -> Tensor:
    """Chance that applies a part, with these numbers for its setting."""
    return torch.tensor([[0.0, *numbers]]).repeat(count, 1)


def placed(x: Tensor, setting: Tensor) -> Tensor:
    """Every picture of x seen through the one setting (1, 3, 3)."""
    return resample(x[None], setting.expand(len(x), 3, 3))[0]


@pytest.mark.parametrize("turns", range(4))
def test_a_quarter_turn_is_rot90(turns: int):
    x = picture(2, 3, 8, 8)
    found = augment(x, applied((turns + 0.5) / 4, count=2), 1.0, ["quarter"])
    assert_close(found, torch.rot90(x, turns, (2, 3)), rtol=0, atol=0)


@pytest.mark.parametrize(("number", "turns"), [(0.2, 0), (0.4, 0), (0.6, 2), (0.9, 2)])
def test_a_picture_that_is_not_square_takes_half_turns(number: float, turns: int):
    x = picture(1, 1, 6, 9)
    assert_close(augment(x, applied(number), 1.0, ["quarter"]), torch.rot90(x, turns, (2, 3)), rtol=0, atol=0)


def test_a_mirror_is_exact_and_serves_half_of_the_numbers():
    x = picture(1, 3, 5, 8)
    assert_close(augment(x, applied(0.49), 1.0, ["flip"]), x.flip(3), rtol=0, atol=0)
    assert_close(augment(x, applied(0.51), 1.0, ["flip"]), x, rtol=0, atol=0)


def test_a_shift_equals_roll_inside_and_a_mirror_image_at_the_edge():
    x = picture(1, 3, 16, 24)  # an eighth is 2 down and 3 across
    found = augment(x, applied(1.0, 0.0), 1.0, ["shift"])  # 3 to the right, 2 up
    assert_close(found[..., :14, 3:], x.roll((-2, 3), (2, 3))[..., :14, 3:], rtol=0, atol=0)
    assert_close(found[..., :14, :3], x[..., 2:, 1:4].flip(3), rtol=0, atol=0)  # the edge's column is not repeated
    assert_close(found[..., 14:, 3:], x[..., 13:15, :-3].flip(2), rtol=0, atol=0)


def test_shifts_are_whole_pixels_of_at_most_an_eighth():
    numbers = torch.rand(500, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    moved = geometry.shift(numbers, (1, 44, 80))[:, :2, 2]  # an eighth is 5.5 and 10
    assert torch.equal(moved, moved.round())
    assert sorted(moved[:, 0].unique().tolist()) == list(range(-10, 11))
    assert moved[:, 1].abs().max() <= 6


def test_half_a_pixel_is_the_mean_of_two():
    x = picture(1, 1, 4, 6)
    setting = torch.eye(3, dtype=torch.float64)[None].clone()
    setting[0, 0, 2] = 0.5
    assert_close(placed(x, setting)[..., :-1], (x[..., 1:] + x[..., :-1]) / 2)


def test_twice_as_large_shows_the_middle():
    row = torch.arange(8.0).view(1, 1, 1, 8).expand(1, 1, 8, 8)  # value = column; the middle is 3.5
    found = placed(row, geometry.matrix(torch.tensor([0.5]), 0, 0, 0.5))
    assert_close(found[0, 0, 3], 3.5 + (torch.arange(8.0) - 3.5) / 2)


def test_scale_is_log_normal_and_cut_off_at_two_spreads():
    numbers = torch.tensor([[0.0], [0.5], [1.0]], dtype=torch.float64)
    closer = geometry.scale(numbers, (1, 8, 8))[:, 0, 0]
    assert_close(closer, torch.tensor([2**0.4, 1.0, 2**-0.4], dtype=torch.float64))  # spread 0.2 of log2
    even = (torch.arange(2001, dtype=torch.float64)[:, None] + 0.5) / 2001
    logs = geometry.scale(even, (1, 8, 8))[:, 0, 0].log2()
    assert_close(float(logs.std()), 0.2 * 0.8796, rtol=2e-3, atol=0)  # a normal cut at ±2σ has 0.8796 of its spread


def test_a_stretch_keeps_the_area():
    setting = geometry.stretch(torch.tensor([[0.1], [0.8]], dtype=torch.float64), (1, 8, 8))
    assert_close(torch.linalg.det(setting), torch.ones(2, dtype=torch.float64))
    assert (setting[:, 0, 0] != 1).all()


def test_turns_go_counterclockwise_and_a_tilt_stays_below_eight_degrees():
    x = picture(1, 3, 9, 9)
    right_angle = geometry.turned(torch.tensor([math.pi / 2], dtype=torch.float64))
    assert_close(placed(x, right_angle), torch.rot90(x, 1, (2, 3)), rtol=0, atol=1e-5)
    cosines = geometry.tilt(torch.tensor([[0.0], [0.5], [1.0]], dtype=torch.float64), (3, 9, 9))[:, 0, 0]
    least = math.cos(math.radians(8))
    assert_close(cosines, torch.tensor([least, 1.0, least], dtype=torch.float64))


def test_any_angle_on_a_picture_that_is_not_square_keeps_shapes():
    x = torch.ones(1, 1, 40, 20)
    x[..., 18:22, :] = -1  # a bar across the middle, 4 high
    found = augment(x, applied(0.75), 1.0, ["rotate"])[0, 0]  # a quarter turn, by angle: the bar stands
    assert_close(found[:, 8:12].mean(), torch.tensor(-1.0))
    assert_close(found[:, :7].mean(), torch.tensor(1.0))


def test_parts_are_joined_in_the_order_of_the_table():
    x = picture(1, 1, 16, 16)
    both = augment(x, torch.tensor([[0.0, 0.1, 0.0, 1.0, 0.5]]), 1.0, ["shift", "flip"])
    one_by_one = augment(augment(x, applied(0.1), 1.0, ["flip"]), applied(1.0, 0.5), 1.0, ["shift"])
    assert_close(both, one_by_one, rtol=0, atol=0)
    assert not torch.equal(both, augment(augment(x, applied(1.0, 0.5), 1.0, ["shift"]), applied(0.1), 1.0, ["flip"]))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_tiny_pictures_are_mirrored_as_often_as_it_takes(size: int):
    x = picture(1, 1, size, 5)
    setting = torch.eye(3, dtype=torch.float64)[None].clone()
    setting[0, 1, 2] = 2 * max(size - 1, 1) * 3  # six pictures down: whole periods of the mirror
    assert_close(placed(x, setting), x, rtol=0, atol=0)


def test_r1_through_a_mirror_is_r1():  # ‖Aᵀg‖ = ‖g‖ where A only moves pixels
    x, weights = picture(4, 3, 8, 8), picture(1, 3, 8, 8, seed=1)

    def logits(x: Tensor) -> Tensor:
        return (weights * x.square()).flatten(1).sum(1)

    through = r1(lambda x: logits(augment(x, applied(0.1, count=4), 1.0, ["flip"])), x)
    assert_close(through, r1(logits, x.flip(3)))


def test_r1_through_half_a_pixel_golden():
    # D(y) = y₁ at row 0, y₁ = (x₁ + x₂) / 2: the slope is (½, ½), so R1 = ½
    setting = torch.eye(3, dtype=torch.float64)[None].clone()
    setting[0, 0, 2] = 0.5
    penalty = r1(lambda x: placed(x, setting)[:, 0, 0, 1], picture(1, 1, 4, 6))
    assert_close(penalty, torch.tensor([0.5]))

"""Light and color: numbers worked out by hand."""

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from ganvas.augment import color
from ganvas.augment.color import about_grey
from ganvas.augment.parts import augment


def picture(count: int, *shape: int, seed: int = 0) -> Tensor:
    return torch.rand(count, *shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def applied(*numbers: float, count: int = 1) -> Tensor:
    return torch.tensor([[0.0, *numbers]]).repeat(count, 1)


@pytest.mark.parametrize("channels", [1, 3])
def test_brightness_mixes_white_or_black_in(channels: int):
    x = picture(1, channels, 4, 5)
    assert_close(augment(x, applied(1.0), 1.0, ["brightness"]), 0.8 * x + 0.2)  # a fifth of white, at most
    assert_close(augment(x, applied(0.0), 1.0, ["brightness"]), 0.8 * x - 0.2)
    assert_close(augment(x, applied(0.75), 1.0, ["brightness"]), 0.9 * x + 0.1)


@pytest.mark.parametrize("channels", [1, 3])
def test_contrast_moves_toward_the_mean_tone(channels: int):
    x = picture(2, channels, 4, 5)
    mean = x.mean((1, 2, 3), keepdim=True)
    assert_close(augment(x, applied(1.0, count=2), 1.0, ["contrast"]), 0.7 * x + 0.3 * mean)


def test_saturation_none_is_grey_and_twice_is_twice():
    x = picture(1, 3, 4, 5)
    grey = x.mean(1, keepdim=True)
    assert_close(augment(x, applied(0.0), 1.0, ["saturation"]), grey.expand_as(x))
    assert_close(augment(x, applied(1.0), 1.0, ["saturation"]), grey + 2 * (x - grey))


@pytest.mark.parametrize(("number", "order"), [(5 / 6, [2, 0, 1]), (1 / 6, [1, 2, 0])])
def test_a_third_of_the_hue_circle_permutes_the_channels(number: float, order: list[int]):
    x = picture(1, 3, 4, 5)  # +120° takes red to green, so the new red is the old blue
    assert_close(augment(x, applied(number), 1.0, ["hue"]), x[:, order], rtol=0, atol=1e-6)


def test_hue_keeps_greys_and_lengths():
    turn = about_grey(torch.tensor([0.3, 2.0], dtype=torch.float64))
    assert_close(turn @ torch.ones(3, dtype=torch.float64), torch.ones(2, 3, dtype=torch.float64))
    assert_close(turn @ turn.mT, torch.eye(3, dtype=torch.float64).expand(2, 3, 3))
    assert_close(torch.linalg.det(turn), torch.ones(2, dtype=torch.float64))


@pytest.mark.parametrize("part", ["hue", "saturation"])
def test_grey_pictures_have_no_hue(part: str):
    x = picture(2, 1, 4, 5)
    assert augment(x, applied(0.9, count=2), 1.0, [part]) is not None
    assert_close(augment(x, applied(0.9, count=2), 1.0, [part]), x, rtol=0, atol=0)


def test_parts_are_joined_in_the_order_of_the_table():
    x = picture(1, 3, 6, 6)
    names = ["contrast", "brightness", "saturation", "hue"]
    together = augment(x, torch.tensor([[0, 0.9, 0, 0.8, 0, 0.3, 0, 0.6]]), 1.0, names)
    one_by_one = x
    for name, number in zip(names, (0.9, 0.8, 0.3, 0.6), strict=True):
        one_by_one = augment(one_by_one, applied(number), 1.0, [name])
    assert_close(together, one_by_one)


def test_the_mean_tone_of_a_brighter_picture_is_brighter():
    x, one = picture(1, 3, 6, 6), torch.ones(1, 1, dtype=torch.float64)
    lighter, faded = color.brightness(one, (3, 6, 6)), color.contrast(one, (3, 6, 6))
    for first, then in ((lighter, faded), (faded, lighter)):
        joined = color.mix(x[None], color.TONE.join(first, then))
        assert_close(joined, color.mix(color.mix(x[None], first), then))


def test_settings_are_joined_first_to_last():
    x = picture(1, 3, 6, 6)
    swap = color.neutral((3, 6, 6))[[1, 0, 2, 3, 4]][None]  # red and green
    redder = color.neutral((3, 6, 6))[None] * torch.tensor([2.0, 1, 1, 1, 1])
    joined = color.mix(x[None], color.TONE.join(swap, redder))[0]
    assert_close(joined, torch.stack([2 * x[:, 1], x[:, 0], x[:, 2]], 1))


@pytest.mark.parametrize("part", ["contrast", "brightness", "saturation", "hue"])
def test_hidden_colors_do_not_tint_those_that_are_seen(part: str):
    x = picture(1, 4, 6, 6)
    x[:, 3, :3] = -1  # the upper half lets everything through
    other = x.clone()
    other[:, :3, :3] = picture(1, 3, 3, 6, seed=1)
    one, two = (augment(each, applied(0.9), 1.0, [part]) for each in (x, other))
    assert_close(one[:, :, 3:], two[:, :, 3:], rtol=0, atol=0)
    assert_close(one[:, 3], x[:, 3], rtol=0, atol=0)
    assert not torch.equal(one[:, :3, 3:], x[:, :3, 3:])


def test_an_alpha_channel_is_no_color():
    assert [color.colors((channels, 4, 4)) for channels in (1, 3, 4)] == [1, 3, 3]

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.model.project.look import Perceptual, colours, far_apart
from ganvas.model.project.wishes import KINDS

SIDE = 16


def noise(seed: int, count: int = 1, channels: int = 3) -> torch.Tensor:
    return torch.rand(count, channels, SIDE, SIDE, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def left() -> torch.Tensor:
    mask = torch.zeros(SIDE, SIDE)
    mask[:, : SIDE // 2] = 1
    return mask


def other_outside(target: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return torch.where(mask > 0, target, noise(9)[0])


def test_far_apart_golden():
    """A difference of 0.5 everywhere: every mean is 0.5, its price 0.5 − 0.05 / 2."""
    x = torch.zeros(2, 3, 8, 8)
    assert_close(far_apart(x + 0.5, x), torch.full((2,), 0.475))
    small = torch.full((1, 1, 8, 8), 0.01)  # below the bend: 0.01² / (2 · 0.05)
    assert_close(far_apart(small, 0 * small), torch.tensor([0.001]))


def test_far_apart_sees_large_differences_more_than_grain():
    shift = torch.full((1, 1, 8, 8), 0.4)
    grain = shift * (1 - 2 * ((torch.arange(8)[:, None] + torch.arange(8)) % 2))
    assert far_apart(shift, 0 * shift) > 3 * far_apart(grain, 0 * grain)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_perceptual_distance(channels: int):
    x, y = noise(1, channels=channels), noise(2, channels=channels)
    look = Perceptual(x[0], torch.ones(SIDE, SIDE))
    near = look(x + 0.05 * (y - x))
    assert_close(look(x), torch.zeros(1), rtol=0, atol=1e-4)
    assert 0 < near < look(y)
    assert_close(look(torch.cat([x, y])), torch.cat([look(x), look(y)]), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4)
@given(seed=st.integers(0, 1000))
def test_what_is_outside_the_mask_counts_for_nothing(kind: str, seed: int):
    """Neither in the target nor in the picture; inside, both do."""
    target, x = noise(seed)[0], noise(seed + 1)
    follow, same = (KINDS[kind].follow(one, left()) for one in (target, other_outside(target, left())))
    assert_close(follow.price(x), same.price(x), rtol=0, atol=0)
    outside = torch.where(left() > 0, x, noise(7))
    assert_close(follow.price(x), follow.price(outside), rtol=0, atol=0)
    assert follow.price(noise(seed + 2)) != follow.price(x)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_followed(kind: str):
    target, x = noise(1)[0], noise(2, count=2).requires_grad_(True)
    follow = KINDS[kind].follow(target, left())
    price = follow.price(x)
    assert price.shape == (2,)
    assert_close(follow.price(target[None]), torch.zeros(1), rtol=0, atol=1e-4)
    (slope,) = torch.autograd.grad(price.sum(), x)
    assert slope.isfinite().all()
    assert slope[..., :4].abs().sum() > 0
    assert follow.miss(x).shape[0] == 2


def test_lines_do_not_care_how_dark_they_are():
    drawing = torch.ones(3, SIDE, SIDE)
    drawing[:, 4, 3:13] = -1
    pale = torch.ones(1, 3, SIDE, SIDE)
    pale[:, :, 4, 3:13] = 0.5
    elsewhere = pale.flip(2)
    follow = KINDS["lines"].follow(drawing, torch.ones(SIDE, SIDE))
    assert float(follow.price(pale)) < 0.02
    assert float(follow.price(elsewhere)) > 0.5


def test_transparent_lies_on_white():
    clear = torch.full((1, 4, 2, 2), -1.0)
    assert_close(colours(clear), torch.ones(1, 3, 2, 2))
    with pytest.raises(ShapeError, match="needs pictures"):
        colours(torch.zeros(1, 2, 4, 4))

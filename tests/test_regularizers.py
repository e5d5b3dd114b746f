"""Penalties on linear discriminators, whose slope is known, in one, two and three dimensions."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.regularizers import r1, r2, slope, squared_norm, wgan_gp

SHAPES = [(6,), (2, 5), (3, 4, 4)]  # words, sounds or motions, pictures: the mathematics must not know
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def linear(weights: Tensor) -> Callable[[Tensor], Tensor]:
    """D(x) = ⟨weights, x⟩, whose slope is ``weights`` everywhere."""
    return lambda x: x.flatten(1) @ weights.flatten()


def curved(x: Tensor) -> Tensor:
    """A discriminator whose slope differs from place to place."""
    return x.flatten(1).pow(3).sum(1)


def penalties(discriminator: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return (
        r1(discriminator, x),
        r2(discriminator, x),
        wgan_gp(discriminator, x, x.flip(-1), torch.full((len(x),), 0.25)),
    )


@pytest.mark.parametrize("penalty", [r1, r2])
def test_golden(penalty: Callable[..., Tensor]):  # slopes (3, 4) everywhere: 9 + 16 = 25 for any x and any N
    assert_close(penalty(linear(torch.tensor([3.0, 4.0])), torch.randn(7, 2)), torch.full((7,), 25.0))


@every_shape
def test_r1_is_the_squared_length_of_the_slope_in_any_dimension(shape: tuple[int, ...]):
    weights = torch.randn(shape)
    wanted = weights.square().sum().expand(5)
    assert_close(r1(linear(weights), torch.randn(5, *shape)), wanted, rtol=1e-5, atol=1e-5)


@every_shape
@pytest.mark.parametrize("count", [2, 16, 64])
def test_a_critic_of_slope_one_pays_nothing(shape: tuple[int, ...], count: int):
    """A norm over a whole batch, or over one axis of a picture, would charge 0.17, 9 or 49 here."""
    weights = torch.randn(shape)
    weights /= weights.norm()
    real, fake = torch.randn(2, count, *shape)
    assert_close(wgan_gp(linear(weights), real, fake, torch.rand(count)), torch.zeros(count), rtol=0, atol=1e-5)


def test_wgan_gp_golden():  # slopes (3, 4): (5 − 1)² = 16
    real, fake = torch.randn(2, 6, 2)
    assert_close(wgan_gp(linear(torch.tensor([3.0, 4.0])), real, fake, torch.rand(6)), torch.full((6,), 16.0))


def test_wgan_gp_looks_where_the_share_says():
    """D(x) = x²: the slope is 2x, so from fake 0 to real 4, a share of ¼ is at 1 and costs (2 − 1)² = 1."""
    real, fake = torch.full((3, 1), 4.0), torch.zeros(3, 1)
    found = wgan_gp(lambda x: x.square().sum(1), real, fake, torch.tensor([0.0, 0.25, 1.0]))
    assert_close(found, torch.tensor([1.0, 1.0, 49.0]))  # 2·0 − 1, 2·1 − 1, 2·4 − 1, squared


def test_a_flat_critic_has_a_finite_gradient():
    """At slope zero the norm has no derivative; a bare square root would give NaN."""
    layer = nn.Linear(3, 1)
    nn.init.zeros_(layer.weight)
    wgan_gp(lambda x: layer(x).squeeze(1), torch.ones(2, 3), torch.zeros(2, 3), torch.rand(2)).sum().backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.isfinite().all()


@every_shape
@given(count=st.integers(1, 6))
def test_neighbors_do_not_matter(shape: tuple[int, ...], count: int):
    x = torch.randn(count, *shape)
    for alone, among in zip(penalties(curved, x[-1:]), penalties(curved, x), strict=True):
        assert_close(alone[0], among[-1], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("number", range(3))
def test_a_penalty_teaches_the_weights(number: int):
    layer = nn.Linear(4, 1)
    penalties(lambda x: torch.tanh(layer(x)).squeeze(1), torch.randn(5, 4))[number].sum().backward()
    assert layer.weight.grad is not None
    assert (layer.weight.grad != 0).any()


def test_the_samples_are_left_as_they_were():
    x = torch.randn(4, 2, requires_grad=True)
    r1(curved, x).sum().backward()
    assert x.grad is None


def test_several_judgements_are_penalized_as_their_sum():
    x = torch.randn(4, 2)
    several = r1(lambda x: torch.stack([curved(x), 2 * curved(x)], 1), x)
    torch.testing.assert_close(several, r1(lambda x: 3 * curved(x), x))


@pytest.mark.parametrize("wrong", [lambda x: x.sum(), lambda x: x[:, :, None], lambda x: x[:-1, 0]])
def test_logits_that_are_not_one_per_sample_are_refused(wrong: Callable[[Tensor], Tensor]):
    for penalty in (r1, r2):
        with pytest.raises(ShapeError, match="expected 3 logits, one per sample; got"):
            penalty(wrong, torch.randn(3, 2))
    with pytest.raises(ShapeError, match="expected 3 logits"):
        wgan_gp(wrong, torch.randn(3, 2), torch.randn(3, 2), torch.rand(3))


def test_penalties_are_taken_in_float32():
    x = torch.randn(3, 4, dtype=torch.bfloat16, requires_grad=True)
    found = slope(x.sum(1), x)
    assert found.dtype == torch.float32
    assert_close(squared_norm(found), torch.full((3,), 4.0))

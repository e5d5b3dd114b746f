import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas import seeds
from ganvas.model.latents import blend, latent
from ganvas.sketch import Blend, Mean, Seed, Share, Walk

numbers = st.integers(0, 2**32 - 1)


@given(numbers)
def test_a_seed_is_its_own_draw(seed: int):
    assert_close(latent(Seed(seed=seed), 8), seeds.latents([seed], 8)[0].double(), rtol=0, atol=0)


def test_the_mean_is_zero():
    assert_close(latent(Mean(), 8), torch.zeros(8, dtype=torch.float64))


def test_blend_golden():  # (3, 0) and (0, 4) by 1 : 1: direction (3, 4)/5, length (3 + 4)/2 = 3.5
    mixed = blend(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), torch.tensor([2.0, 2.0]))
    assert_close(mixed, torch.tensor([2.1, 2.8]))


def test_opposites_cancel():
    assert_close(blend(torch.tensor([[1.0], [-1.0]]), torch.tensor([1.0, 1.0])), torch.zeros(1))


@given(numbers, numbers, st.floats(0.01, 100))
def test_a_blend_keeps_the_usual_length(first: int, second: int, weight: float):
    a, b = latent(Seed(seed=first), 64), latent(Seed(seed=second), 64)
    mixed = latent(
        Blend(of=(Share(latent=Seed(seed=first), weight=weight), Share(latent=Seed(seed=second), weight=1))), 64
    )
    assert min(a.norm(), b.norm()) - 1e-9 <= mixed.norm() <= max(a.norm(), b.norm()) + 1e-9


@given(numbers, st.floats(0.01, 100))
def test_a_blend_with_itself_is_itself(seed: int, weight: float):
    share = Share(latent=Seed(seed=seed), weight=weight)
    assert_close(latent(Blend(of=(share, share)), 64), latent(Seed(seed=seed), 64))


def test_a_blend_with_the_mean_comes_closer_to_it():
    toward = Blend(of=(Share(latent=Seed(seed=1), weight=3), Share(latent=Mean(), weight=1)))
    assert_close(latent(toward, 64), 0.75 * latent(Seed(seed=1), 64))


@pytest.mark.parametrize("curve", ["slerp", "spline"])
def test_walks_and_blends_nest(curve: str):
    inner = Walk(keys=(Seed(seed=1), Seed(seed=2)), at=0.5, curve=curve)
    half = Blend(of=(Share(latent=inner, weight=1), Share(latent=inner, weight=2)))
    outer = Walk(keys=(half, Seed(seed=3)), at=0, curve=curve)
    assert_close(latent(outer, 64), latent(inner, 64))

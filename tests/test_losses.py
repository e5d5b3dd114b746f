"""Golden numbers of the games, worked out by hand, and the slope that must not fade."""

from math import exp, log

import pytest
import torch
from torch.testing import assert_close

from ganvas.losses import GAMES

REAL, FAKE = 0.5, -0.25  # two logits for which no part of any game is at rest

GOLDEN = {  # the discriminator's price, the generator's price
    "cross-entropy": (log(1 + exp(-0.5)) + log(1 + exp(-0.25)), log(1 + exp(0.25))),  # softplus(±x) = log(1 + e^±x)
    "minimax": (log(1 + exp(-0.5)) + log(1 + exp(-0.25)), -log(1 + exp(-0.25))),  # the game's second term, negated
    "least-squares": (0.15625, 0.78125),  # ((0.5 − 1)² + 0.25²) / 2 = 0.3125 / 2; (−0.25 − 1)² / 2 = 1.5625 / 2
    "hinge": (1.25, 0.25),  # (1 − 0.5) + (1 − 0.25); −(−0.25)
    "wasserstein": (-0.75, 0.25),  # −0.25 − 0.5; −(−0.25)
    "relativistic": (log(1 + exp(-0.75)), log(1 + exp(0.75))),  # the difference is 0.5 + 0.25
}
FADES = {"minimax"}  # by its nature, and it says so
SATURATED = ("cross-entropy", "relativistic")


@pytest.mark.parametrize("name", GAMES)
def test_golden(name: str):
    real, fake = torch.full((3,), REAL), torch.full((3,), FAKE)
    d_wanted, g_wanted = GOLDEN[name]
    assert_close(GAMES[name].discriminator(real, fake), torch.full((3,), d_wanted))
    assert_close(GAMES[name].generator(real, fake), torch.full((3,), g_wanted))


def test_cross_entropy_at_zero_is_two_bits_of_doubt():  # −log ½ − log ½ = 2 log 2
    zero = torch.zeros(1)
    assert_close(GAMES["cross-entropy"].discriminator(zero, zero), torch.tensor([2 * log(2)]))


def test_a_sure_hinge_rests():
    real, fake = torch.tensor([1.5, 1.0]), torch.tensor([-1.0, -7.0])
    assert_close(GAMES["hinge"].discriminator(real, fake), torch.zeros(2))


@pytest.mark.parametrize("name", SATURATED)
def test_a_losing_generator_is_pulled_with_full_strength(name: str):
    """Where D is sure that a work is generated, −log(σ(x) + eps) has no slope left; softplus has all of it."""
    fake = torch.tensor([-30.0, -100.0], requires_grad=True)
    (slope,) = torch.autograd.grad(GAMES[name].generator(torch.zeros(2), fake).sum(), fake)
    assert_close(slope, torch.full((2,), -1.0))


@pytest.mark.parametrize("name", SATURATED)
def test_a_mistaken_discriminator_is_pushed_with_full_strength(name: str):
    real, fake = torch.tensor([-30.0], requires_grad=True), torch.tensor([30.0], requires_grad=True)
    d_real, d_fake = torch.autograd.grad(GAMES[name].discriminator(real, fake).sum(), (real, fake))
    assert_close((d_real, d_fake), (torch.tensor([-1.0]), torch.tensor([1.0])))


@pytest.mark.parametrize("name", sorted(FADES))
def test_minimax_fades_where_the_discriminator_is_sure(name: str):
    fake = torch.tensor([-30.0], requires_grad=True)
    (slope,) = torch.autograd.grad(GAMES[name].generator(fake, fake).sum(), fake)
    assert -1e-12 < slope.item() < 0


def test_relativistic_sees_the_difference_alone():
    real, fake, shift = torch.randn(5), torch.randn(5), 3.0
    game = GAMES["relativistic"]
    assert_close(game.discriminator(real + shift, fake + shift), game.discriminator(real, fake))
    assert_close(game.generator(real, fake), game.discriminator(fake, real))

"""Layers that more than one pair uses, against the formulas they stand for."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from ganvas.errors import NetError
from ganvas.nets.layers import BatchNorm, Residual, bounded, kaiming, leaky, picture

values = st.lists(st.floats(-50, 50), min_size=1, max_size=20).map(torch.tensor)


@given(x=values)
def test_bounded_keeps_the_range_and_the_order(x: torch.Tensor):
    level = bounded(x)
    assert (level.abs() <= 1).all()
    assert_close(level, torch.clamp(1.05 * torch.tanh(x), -1, 1))
    assert_close(bounded(-x), -level)


def test_bounded_reaches_the_whitest_white():
    assert bounded(torch.tensor([1.9, -1.9])).tolist() == [1.0, -1.0]
    assert bounded(torch.tensor([1.8])).item() < 1


@given(x=values, inward=st.booleans())
def test_bounded_gradient(x: torch.Tensor, inward: bool):
    """1.05(1 − tanh²) everywhere, but never under a twentieth where a step would bring a value back."""
    x = x.requires_grad_(True)
    (found,) = torch.autograd.grad(bounded(x), x, torch.sign(x.detach()) * (1 if inward else -1))
    slope = 1.05 * (1 - torch.tanh(x.detach()).square())
    wanted = torch.sign(x.detach()) * (slope.clamp(min=0.05) if inward else -slope)
    assert_close(found, wanted)


def test_bounded_has_the_second_derivative_of_its_formula():
    """d/dx 1.05(1 − tanh²) = −2.1 tanh (1 − tanh²), where the slope is above its floor."""
    x = torch.tensor([-1.0, -0.3, 0.0, 0.4, 1.2], requires_grad=True)
    (slope,) = torch.autograd.grad(bounded(x).sum(), x, create_graph=True)
    (found,) = torch.autograd.grad(slope.sum(), x)
    level = torch.tanh(x.detach())
    assert_close(found, -2.1 * level * (1 - level.square()))


def test_bounded_calls_a_stray_value_back_and_sends_none_away():
    x = torch.tensor([20.0, -20.0], requires_grad=True)
    (back,) = torch.autograd.grad(bounded(x), x, torch.tensor([1.0, -1.0]))  # a step goes against the gradient
    (away,) = torch.autograd.grad(bounded(x), x, torch.tensor([-1.0, 1.0]))
    assert_close(back, torch.tensor([0.05, -0.05]))
    assert_close(away, torch.zeros(2))


SHAPES = [(8, 3), (8, 3, 5), (4, 3, 6, 2)]  # latents, sounds, pictures


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_batch_norm_is_the_formula(shape: tuple[int, ...]):
    """(x − mean) / √(variance + eps) · weight + bias, with the biased variance over all axes but the second."""
    x, norm = 3 * torch.randn(shape) + 1, BatchNorm(3)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    channels = x.transpose(0, 1).flatten(1)
    mean, variance = channels.mean(1, keepdim=True), channels.var(1, correction=0, keepdim=True)
    wanted = (channels - mean) / (variance + 1e-3).sqrt() * norm.weight[:, None] + norm.bias[:, None]
    assert_close(norm(x).transpose(0, 1).flatten(1), wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_batch_norm_follows_as_keras_with_momentum(shape: tuple[int, ...]):
    """new = 0.8 · old + 0.2 · batch, the variance biased; from mean 0 and variance 1."""
    x, norm = 3 * torch.randn(shape) + 1, BatchNorm(3, keep=0.8)
    norm(x)
    channels = x.transpose(0, 1).flatten(1)
    assert_close(norm.mean, 0.2 * channels.mean(1), rtol=1e-4, atol=1e-5)
    assert_close(norm.variance, 0.8 + 0.2 * channels.var(1, correction=0), rtol=1e-4, atol=1e-5)


def test_batch_norm_golden():  # 0 and 2: mean 1, biased variance 1 (unbiased: 2)
    norm = BatchNorm(1, keep=0.8, eps=0.0)
    assert_close(norm(torch.tensor([[0.0], [2.0]])), torch.tensor([[-1.0], [1.0]]))
    assert_close(norm.mean, torch.tensor([0.2]))  # 0.8 · 0 + 0.2 · 1
    assert_close(norm.variance, torch.tensor([1.0]))  # 0.8 · 1 + 0.2 · 1


def test_batch_norm_agrees_with_pytorch_but_for_the_biased_variance():
    ours, theirs = BatchNorm(5, keep=0.9, eps=1e-3), nn.BatchNorm2d(5, momentum=0.1, eps=1e-3)
    x = torch.randn(6, 5, 4, 4)
    assert_close(ours(x), theirs(x))
    assert_close(ours.mean, theirs.running_mean)
    samples = 6 * 4 * 4
    unbiased = 0.9 + (ours.variance - 0.9) * samples / (samples - 1)
    assert_close(unbiased, theirs.running_var, rtol=1e-4, atol=1e-5)


def test_batch_norm_at_rest_uses_what_it_has_learned_and_learns_no_more():
    norm = BatchNorm(3)
    norm(torch.randn(16, 3))
    before = {name: tensor.clone() for name, tensor in norm.state_dict().items()}
    norm.eval()
    x = torch.randn(4, 3)
    assert_close(norm(x), (x - norm.mean) / (norm.variance + 1e-3).sqrt())
    assert_close(norm(x)[:1], norm(x[:1]))
    assert_close(norm.state_dict(), before, rtol=0, atol=0)


def test_batch_norm_passes_the_gradient_of_its_formula():
    x, pull = torch.randn(6, 2, requires_grad=True), torch.randn(6, 2)
    formula = (x - x.mean(0)) / (x.var(0, correction=0) + 1e-3).sqrt()
    found, wanted = (torch.autograd.grad(out, x, pull)[0] for out in (BatchNorm(2)(x), formula))
    assert_close(found, wanted, rtol=1e-4, atol=1e-5)


def test_a_residual_block_is_silent_at_birth_and_awake():
    block, x = Residual(4, blocks=2), torch.randn(2, 4, 6, 6)
    assert_close(block(x), x)
    block(x).square().sum().backward()
    assert block.second.weight.grad is not None
    assert (block.second.weight.grad != 0).any()


def test_kaiming_keeps_the_variance_through_the_rectifier():
    """Var(Wx) = gain² · 2/(1 + 0.04)/n · n · E[leaky(x)²] = gain² for standard normal x."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer = nn.Linear(512, 512)
        kaiming(layer, gain=0.5)
        out = layer(leaky(torch.randn(256, 512)))
    assert_close(out.var(), torch.tensor(0.25), rtol=0.05, atol=0)
    assert not layer.bias.any()


def test_kaiming_without_a_rectifier_keeps_the_variance_itself():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer = nn.Linear(512, 512)
        kaiming(layer, slope=1.0)
        out = layer(torch.randn(256, 512))
    assert_close(out.var(), torch.tensor(1.0), rtol=0.05, atol=0)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((2, 16, 16), "pictures of 1, 3 or 4 channels; found shape (2, 16, 16)"),
        ((64,), "Use net 'mlp'"),
        ((1, 30, 16), "found 16×30. Train at --size 16x28."),
        ((1, 4, 4), "Train at --size 8x8."),
    ],
)
def test_a_shape_that_a_pair_cannot_serve_is_one_sentence(shape: tuple[int, ...], says: str):
    with pytest.raises(NetError) as caught:
        picture(shape, "dcgan", 4)
    assert str(caught.value).startswith("dcgan ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)

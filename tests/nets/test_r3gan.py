"""R3GAN against the figures of its paper."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from ganvas.errors import NetError
from ganvas.nets import NETS, Design, Styled
from ganvas.nets.layers import leaky
from ganvas.nets.r3gan import Bottleneck, Generator, Halve

PRESETS = {  # table 9 of the paper: millions of weights of both networks
    "StackedMNIST": ((3, 32, 32), 0, (20.73, 20.68)),
    "CIFAR-10": ((3, 32, 32), 10, (20.78, 21.28)),
    "FFHQ-64": ((3, 64, 64), 0, (22.43, 22.38)),
    "FFHQ-256": ((3, 256, 256), 0, (23.06, 23.01)),
}


def millions(net: nn.Module) -> float:
    return round(sum(weights.numel() for weights in net.parameters()) / 1e6, 2)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_published_presets_have_the_published_sizes(preset: str):
    shape, classes, wanted = PRESETS[preset]
    design = Design(shape, z_dim=64, width=768, depth=2, wide_stages=4, group_width=16, classes=classes)
    with torch.device("meta"):
        found = (millions(NETS["r3gan"].generator(design)), millions(NETS["r3gan"].discriminator(design)))
    assert found == wanted


def test_weights_of_one_block_by_hand():
    """Width 4, groups of 2: 4·8 + 8 biases, 8·2·9 + 8 biases, 8·4 = 40 + 152 + 32."""
    assert sum(weights.numel() for weights in Bottleneck(4, 2, 1).parameters()) == 224
    assert sum(weights.numel() for weights in Bottleneck(4, 0, 1).parameters()) == 40 + (8 * 8 * 9 + 8) + 32


def test_a_block_is_silent_at_birth_and_awake():
    block, x = Bottleneck(4, 2, blocks=2), torch.randn(2, 4, 6, 6)
    assert_close(block(x), x)
    block(x).square().sum().backward()
    assert block.narrow.weight.grad is not None
    assert (block.narrow.weight.grad != 0).any()


def test_fix_up_scales_three_layers_by_the_fourth_root():
    """16 blocks: √(2/1.04) · 16^(−1/4) / √fan_in = 0.693 / √fan_in, fan_in 64 and 8 · 9."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        block = Bottleneck(64, 8, blocks=16)
    assert_close(float(block.widen.weight.detach().std()), 0.6934 / 8, rtol=0.03, atol=0)
    assert_close(float(block.mix.weight.detach().std()), 0.6934 / 72**0.5, rtol=0.03, atol=0)
    assert not block.narrow.weight.any()


def test_groups_keep_to_themselves():
    block = Bottleneck(8, 4, 1)
    assert block.mix.groups == 4
    assert block.mix.weight.shape == (16, 4, 3, 3)


def test_halving_golden():
    """A single 1 at an even place goes to 3/8 of its own cell and 1/8 of the one before, along each axis."""
    x = torch.zeros(1, 1, 8, 6)
    x[0, 0, 4, 2] = 1
    wanted = torch.zeros(1, 1, 4, 3)
    wanted[0, 0, 1:3, 0:2] = torch.tensor([[1.0, 3.0], [3.0, 9.0]]) / 64
    assert_close(Halve()(x), wanted)


def test_halving_keeps_a_flat_picture_and_rounds_up():
    half = Halve()(torch.ones(1, 2, 7, 10))
    assert half.shape == (1, 2, 4, 5)
    assert_close(half[:, :, 1:3, 1:4], torch.ones(1, 2, 2, 3))


def test_halving_in_bfloat16_gives_bfloat16():
    with torch.autocast("cpu", torch.bfloat16):
        assert Halve()(torch.ones(1, 1, 4, 4, dtype=torch.bfloat16)).dtype == torch.bfloat16


def test_the_coarsest_grid_is_a_basis_times_a_linear_map():
    generator = Generator(Design((1, 28, 28), z_dim=3, width=8, patch=2))
    assert generator.grids == [(4, 4), (7, 7), (14, 14)]
    z = torch.randn(2, 3)
    seen: list[torch.Tensor] = []
    generator.stages[0].register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    generator(z)
    wanted = torch.einsum("chw,nc->nchw", generator.basis, z @ generator.start.weight.T)
    assert_close(seen[0], wanted)


def test_the_discriminator_ends_in_a_linear_map():  # no rectifier between the last block and the logit
    discriminator = NETS["r3gan"].discriminator(Design((1, 8, 8), z_dim=3, width=8, patch=2))
    x = torch.randn(2, 1, 8, 8)
    assert_close(discriminator(2 * x), 2 * discriminator(x))  # silent blocks: linear at birth
    assert not torch.allclose(leaky(-x), -leaky(x))


def test_groups_that_do_not_divide_are_one_sentence():
    with pytest.raises(NetError, match=r"cannot part 32 channels into groups of 12\. .*or 0 for one group\.") as caught:
        Generator(Design((1, 28, 28), z_dim=3, width=16, group_width=12))
    assert "\n" not in str(caught.value)


def test_only_the_labelled_generator_has_styles_and_they_are_z_and_the_label():
    plain = NETS["r3gan"].generator(Design((1, 16, 16), z_dim=3, width=8))
    told = NETS["r3gan"].generator(Design((1, 16, 16), z_dim=3, width=8, classes=2))
    assert not isinstance(plain, Styled)
    assert isinstance(told, Styled)
    z, labels = torch.randn(2, 3), torch.tensor([1, 0])
    assert_close(told.map(z, labels), torch.cat([z, told.labels.weight[labels]], 1)[:, None])
    assert (told.layers, told.w_dim, told.noise_size) == (1, 6, 0)

"""The pair with a space of styles, against the formulas it stands for."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from ganvas.nets import Design
from ganvas.nets.layers import leaky
from ganvas.nets.style import GAIN, MAPPING_RATE, Discriminator, Generator, Modulated, Slow, demodulation, normalized

SMALL = Design((1, 16, 16), z_dim=5, width=32, patch=2)


def awake(design: Design = SMALL, seed: int = 0) -> Generator:
    """A generator in which the noise is heard."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        generator = Generator(design)
        for key, weights in generator.named_parameters():
            if key.endswith(("strength", "bias")):
                weights.data += 0.3 * torch.randn(weights.shape)
    return generator


def grids_of(generator: Generator, w: torch.Tensor, noise: torch.Tensor | None = None) -> list[torch.Tensor]:
    """The features after every stage."""
    seen: list[torch.Tensor] = []
    hooks = [
        stage.register_forward_hook(lambda _module, _given, out: seen.append(out[0])) for stage in generator.stages
    ]
    generator.paint(w, noise)
    for hook in hooks:
        hook.remove()
    return seen


def test_weights_by_hand():
    """16 px, patch 2: grids 4 and 8, channels 32 and 16, w of 5.

    Mapping 2 · (5·5 + 5) = 60; start 32·4·4 = 512. A convolution of n channels has 9n² + n biases + 1 strength
    + 5n + n of its style: 9,441 and 2,417. To the picture: 5n + n + n·out + out: 225 for 1, 164 for 2·2 values.
    Joint 32·16. In all 60 + 512 + 2 · 9,441 + 2 · 2,417 + 225 + 164 + 512 = 25,189.
    """
    assert sum(weights.numel() for weights in Generator(SMALL).parameters()) == 25_189


def test_discriminator_weights_by_hand():
    """Start 9·4·16 + 16; blocks 2 · 9n² + n for 16 and 32; joint 16·32; basis 32·16; out 32."""
    wanted = 592 + (2 * 2304 + 16) + (2 * 9216 + 32) + 512 + 512 + 32
    assert sum(weights.numel() for weights in Discriminator(SMALL).parameters()) == wanted


def test_sizes_of_the_space():
    generator = Generator(Design((3, 64, 96), z_dim=7, width=64, depth=2, patch=2))
    assert generator.grids == [(4, 6), (8, 12), (16, 24), (32, 48)]
    assert (generator.z_dim, generator.w_dim, generator.layers) == (7, 7, 4 * 4)
    assert generator.noise_size == 4 * (24 + 96 + 384 + 1536)
    assert generator.noise.shape == (generator.noise_size,)
    assert "noise" in generator.state_dict()


def test_wide_stages_hold_their_width():
    generator = Generator(Design((3, 64, 64), z_dim=7, width=64, patch=2, wide_stages=3))
    assert [stage.convs[0].conv.weight.shape[0] for stage in generator.stages] == [64, 64, 64, 32]


def test_modulated_filters_have_norm_one():
    weight, style = torch.randn(6, 4, 3, 3), torch.randn(5, 4) + 1
    filters = weight[None] * style[:, None, :, None, None] * demodulation(weight, style)[:, :, None, None, None]
    assert_close(filters.flatten(2).norm(dim=2), torch.ones(5, 6))


def test_demodulation_golden():  # filters (3, 4) and (1, 0), style (1, 2): 1/√(9 + 64) and 1
    weight = torch.tensor([[3.0, 4.0], [1.0, 0.0]])[:, :, None, None]
    assert_close(demodulation(weight, torch.tensor([[1.0, 2.0]])), torch.tensor([[73**-0.5, 1.0]]))


def test_scaling_what_goes_in_and_comes_out_is_scaling_the_filters():
    layer, x, w = Modulated(4, 3), torch.randn(2, 4, 5, 6), torch.randn(2, 3)
    nn.init.normal_(layer.bias)
    nn.init.constant_(layer.strength, 0.7)
    noise = torch.randn(2, 1, 5, 6)
    style = layer.style(w)
    for n in range(2):
        filters = layer.conv.weight * style[n][:, None, None]
        filters = GAIN * filters / filters.flatten(1).norm(dim=1)[:, None, None, None]
        wanted = leaky(F.conv2d(x[n : n + 1], filters, padding=1) + layer.bias + 0.7 * noise[n])
        assert_close(layer(x, w, noise)[n : n + 1], wanted, rtol=1e-4, atol=1e-5)


def test_noise_is_silent_at_birth_and_awake():
    generator = Generator(SMALL)
    z, one, other = torch.randn(2, 5), torch.randn(2, generator.noise_size), torch.randn(2, generator.noise_size)
    assert_close(generator(z, noise=one), generator(z, noise=other), rtol=0, atol=0)
    generator(z, noise=one).square().sum().backward()
    for key, weights in generator.named_parameters():
        if key.endswith("strength"):
            assert weights == 0
            assert weights.grad != 0, key


def test_kept_noise_is_used_where_none_is_given():
    generator, z = awake(), torch.randn(2, 5)
    assert_close(generator(z), generator(z, noise=generator.noise.expand(2, -1)))
    assert not torch.equal(generator(z), generator(z, noise=torch.randn(2, generator.noise_size)))


def test_noise_can_be_split_with_its_batch():
    generator, z = awake(), torch.randn(4, 5)
    noise = torch.randn(4, generator.noise_size)
    halves = torch.cat([generator(z[:2], noise=noise[:2]), generator(z[2:], noise=noise[2:])])
    assert_close(generator(z, noise=noise), halves)


def test_a_noise_map_belongs_to_its_convolution():
    generator = awake()
    w, noise = generator.map(torch.randn(1, 5)), torch.randn(1, generator.noise_size)
    other = noise.clone()
    other[:, 2 * 16 :] += 1  # the two maps of the 4×4 stage come first
    before, after = grids_of(generator, w, noise), grids_of(generator, w, other)
    assert_close(before[0], after[0], rtol=0, atol=0)
    assert not torch.equal(before[1], after[1])


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_mixed_styles_change_their_own_scale_and_what_is_finer(stage: int):
    generator = awake(Design((3, 32, 32), z_dim=5, width=16, patch=2))
    one, other = generator.map(torch.randn(2, 5)).unbind(0)
    mixed = one.clone()
    mixed[2 * stage] = other[2 * stage]
    before, after = grids_of(generator, one[None]), grids_of(generator, mixed[None])
    for k in range(3):
        assert torch.equal(before[k], after[k]) == (k < stage)


def test_a_fine_style_leaves_the_subject():
    """Blurred to the coarsest grid, a picture changes more by a coarse style than by the finest."""
    generator = awake(Design((1, 32, 32), z_dim=5, width=16, patch=2))
    one, other = generator.map(torch.randn(2, 64, 5).flatten(0, 1)).chunk(2)

    def change(layers: slice) -> float:
        mixed = one.clone()
        mixed[:, layers] = other[:, layers]
        coarse = F.avg_pool2d(generator.paint(mixed) - generator.paint(one), 8)
        return float(coarse.abs().mean())

    with torch.no_grad():
        assert change(slice(0, 2)) > change(slice(4, 6))


def test_the_mapping_sees_directions_alone():
    z = torch.randn(3, 5)
    assert_close(normalized(z).square().mean(1), torch.ones(3))
    generator = Generator(SMALL)
    assert_close(generator.map(3 * z), generator.map(z), rtol=1e-4, atol=1e-5)
    assert_close(generator.map(z)[:, 0], generator.map(z)[:, -1], rtol=0, atol=0)


def test_the_mapping_keeps_the_variance():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer = Slow(512, 512)
        out = layer(torch.randn(256, 512)).detach()
    assert_close(float(out.square().mean()), 1.0, rtol=0.05, atol=0)


def test_the_mapping_learns_more_slowly():
    """One step of Adam moves a stored weight by the rate, and so the used one by the rate times MAPPING_RATE."""
    layer, x = Slow(4, 1), torch.ones(1, 4)
    nn.init.ones_(layer.dense.weight)
    before = layer(x)
    layer(x).sum().backward()
    torch.optim.Adam(layer.parameters(), lr=0.5, betas=(0.0, 0.99)).step()
    assert_close(before - layer(x), torch.tensor([[5 * 0.5 * MAPPING_RATE]]), rtol=1e-4, atol=1e-6)


def test_styles_and_the_picture_are_in_full_precision_under_autocast():
    generator, z = Generator(SMALL), torch.randn(2, 5)
    with torch.autocast("cpu", torch.bfloat16):
        assert generator(z).dtype == torch.float32
        inside = generator.map(z)
    assert_close(inside, generator.map(z), rtol=0, atol=0)


def test_a_young_picture_is_smooth_within_patches():
    generator = Generator(Design((1, 8, 8), z_dim=5, width=16, patch=2))  # one stage: patches and nothing else
    patches = F.pixel_unshuffle(generator(torch.randn(2, 5)), 2)
    assert_close(patches, patches[:, :1].expand_as(patches))

"""What every pair of networks keeps, at every shape that it serves."""

from collections.abc import Iterator

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from ganvas.errors import NetError
from ganvas.nets import NETS, Design

SHAPES = [(1, 28, 28), (3, 32, 32), (4, 16, 16), (3, 24, 40), (1, 64, 48), (3, 128, 128)]
ELSEWHERE = [(7,), (2, 9), (5, 3, 2)]  # no picture; only a dense pair takes any shape
WIDTHS = {"mlp": 16, "dcgan": 4, "patch": 16}
CASES = [(name, shape, 2) for name in NETS for shape in SHAPES] + [("mlp", shape, 1) for shape in ELSEWHERE]
every_case = pytest.mark.parametrize(("name", "shape", "patch"), CASES, ids=str)
every_net = pytest.mark.parametrize("name", NETS)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def design(name: str, shape: tuple[int, ...], patch: int = 2, normalize: bool = True) -> Design:
    return Design(shape, z_dim=8, width=WIDTHS[name], depth=1, patch=patch, normalize=normalize)


def build(name: str, plan: Design, seed: int = 0) -> tuple[nn.Module, nn.Module]:
    """A pair with small random weights everywhere: fix-up initialization starts at zero, which hides what follows."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        pair = NETS[name].generator(plan), NETS[name].discriminator(plan)
        for net in pair:
            for weights in net.parameters():
                weights.data += 0.05 * torch.randn(weights.shape)
    return pair


def draw(count: int, shape: tuple[int, ...], seed: int = 1) -> torch.Tensor:
    return torch.rand(count, *shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


@every_case
def test_shapes_range_and_type(name: str, shape: tuple[int, ...], patch: int):
    generator, discriminator = build(name, design(name, shape, patch))
    with torch.no_grad():
        fake = generator(torch.randn(3, 8))
        logits = discriminator(fake)
    assert fake.shape == (3, *shape)
    assert fake.abs().max() <= 1
    assert fake.std() > 0
    assert logits.shape == (3,)
    assert logits.unique().numel() == 3  # it tells works apart
    assert fake.dtype == logits.dtype == torch.float32


@every_case
def test_every_weight_gets_a_gradient(name: str, shape: tuple[int, ...], patch: int):
    generator, discriminator = build(name, design(name, shape, patch))
    weighed = discriminator(generator(torch.randn(4, 8))) * torch.tensor([1.0, -2.0, 3.0, 0.5])
    weighed.sum().backward()
    for net in (generator, discriminator):
        for key, weights in net.named_parameters():
            assert weights.grad is not None, key
            assert weights.grad.isfinite().all(), key
            assert (weights.grad != 0).any(), key


@every_net
@pytest.mark.parametrize("normalize", [True, False])
def test_no_discriminator_couples_samples(name: str, normalize: bool):
    _, discriminator = build(name, design(name, (3, 32, 32), normalize=normalize))
    works = draw(5, (3, 32, 32)).requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(works)[2], works)
    assert (slope[2] != 0).any()
    assert not slope[[0, 1, 3, 4]].any()
    assert_close(discriminator(works)[2:3], discriminator(works[2:3]))


@every_net
def test_the_table_says_whether_the_generator_couples_samples(name: str):
    generator, _ = build(name, design(name, (1, 32, 32)))
    z = torch.randn(5, 8, requires_grad=True)
    (slope,) = torch.autograd.grad(generator(z)[2].square().sum(), z)
    assert (slope[2] != 0).any()
    assert bool(slope[[0, 1, 3, 4]].any()) == NETS[name].couples


@every_net
def test_no_generator_couples_samples_when_it_paints(name: str):
    generator, _ = build(name, design(name, (1, 32, 32)))
    generator.eval()
    z = torch.randn(4, 8)
    assert_close(generator(z)[1:2], generator(z[1:2]))


@every_net
def test_without_normalization_no_generator_couples_samples(name: str):
    generator, _ = build(name, design(name, (1, 32, 32), normalize=False))
    z = torch.randn(4, 8)
    assert_close(generator(z)[1:2], generator(z[1:2]))


@every_net
def test_the_state_survives_strictly(name: str):
    plan = design(name, (3, 32, 32))
    for one, other in zip(build(name, plan, seed=0), build(name, plan, seed=1), strict=True):
        given = torch.randn(2, 8) if hasattr(one, "z_dim") else draw(2, (3, 32, 32))
        other.load_state_dict(one.state_dict(), strict=True)
        assert_close(other.eval()(given), one.eval()(given), rtol=0, atol=0)


@every_net
def test_one_seed_gives_one_pair_of_networks(name: str):
    plan = design(name, (1, 28, 28))
    for one, again, other in zip(build(name, plan, 3), build(name, plan, 3), build(name, plan, 4), strict=True):
        assert_close(dict(one.state_dict()), dict(again.state_dict()), rtol=0, atol=0)
        assert any(not torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("name", ["dcgan", "patch"])
@pytest.mark.parametrize("side", ["generator", "discriminator"])
@pytest.mark.parametrize("shape", [(1, 27, 28), (3, 30, 33), (1, 4, 4), (2, 32, 32), (100,), (1, 1, 32, 32)], ids=str)
def test_a_picture_pair_refuses_what_it_cannot_paint(name: str, side: str, shape: tuple[int, ...]):
    with pytest.raises(NetError) as caught:
        getattr(NETS[name], side)(design(name, shape))
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)

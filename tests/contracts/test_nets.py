"""What every pair of networks keeps, at every shape that it serves."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from ganvas.errors import NetError, ShapeError
from ganvas.nets import NETS, Design, Levelled, Styled

SHAPES = [(1, 28, 28), (3, 32, 32), (4, 16, 16), (3, 24, 40), (1, 64, 48), (3, 64, 96), (4, 32, 48), (3, 128, 128)]
LARGE = [(3, 256, 256)]
ELSEWHERE = [(7,), (2, 9), (5, 3, 2)]  # no picture; only a dense pair takes any shape
TIMES = [(1, 16), (26, 32), (162, 120), (200, 64), (3, 44), (7, 1024)]
WIDTHS = {"mlp": 16, "dcgan": 4, "patch": 16, "r3gan": 16, "style": 16, "line": 16, "single": 8}
ALONG_TIME = {"line"}
PICTURES = [name for name in NETS if name not in {"mlp", "single", *ALONG_TIME}]
LABELLED, UNLABELLED = ([name for name in NETS if NETS[name].labels is told] for told in (True, False))
CASES = [(name, shape, 2) for name in ("mlp", *PICTURES) for shape in SHAPES]
CASES += [("single", shape, 1) for shape in (*SHAPES[:6], *TIMES[:5])]
CASES += [("mlp", shape, 1) for shape in ELSEWHERE] + [(name, shape, 2) for name in ALONG_TIME for shape in TIMES]
CASES += [(name, shape, 2) for name in PICTURES for shape in LARGE]
every_case = pytest.mark.parametrize(("name", "shape", "patch"), CASES, ids=str)
every_net = pytest.mark.parametrize("name", NETS)
every_labelled_net = pytest.mark.parametrize("name", LABELLED)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def fit(name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape as the pair takes it: of a picture its channels and its width, for a pair along time."""
    return (shape[0], shape[2]) if name in ALONG_TIME and len(shape) == 3 else shape


def design(name: str, shape: tuple[int, ...], patch: int = 2, normalize: bool = True, classes: int = 0) -> Design:
    levels = {"depth": 2, "levels": 2, "together": 2} if name == "single" else {}
    made = Design(fit(name, shape), z_dim=8, width=WIDTHS[name], patch=patch, normalize=normalize, classes=classes)
    return replace(made, **levels)


def build(name: str, plan: Design, seed: int = 0) -> tuple[nn.Module, nn.Module]:
    """A pair with small random weights everywhere: fix-up initialization starts at zero, which hides what follows."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        pair = NETS[name].generator(plan), NETS[name].discriminator(plan)
        for net in pair:
            for weights in net.parameters():
                weights.data += 0.05 * torch.randn(weights.shape)
    if isinstance(pair[0], Levelled):
        real = draw(2, plan.shape)
        pair[0].enter(plan.levels - 1, real, torch.tensor([0, 1]))
    return pair


def draw(count: int, shape: tuple[int, ...], seed: int = 1) -> torch.Tensor:
    return torch.rand(count, *shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


@every_case
def test_shapes_range_and_type(name: str, shape: tuple[int, ...], patch: int):
    generator, discriminator = build(name, design(name, shape, patch))
    with torch.no_grad():
        fake = (generator.eval() if isinstance(generator, Levelled) else generator)(
            torch.randn(3, 8)
        )  # free in training
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
    works = draw(5, fit(name, (3, 32, 32))).requires_grad_(True)
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
        given = torch.randn(2, 8) if hasattr(one, "z_dim") else draw(2, fit(name, (3, 32, 32)))
        other.load_state_dict(one.state_dict(), strict=True)
        assert_close(other.eval()(given), one.eval()(given), rtol=0, atol=0)


@every_net
def test_one_seed_gives_one_pair_of_networks(name: str):
    plan = design(name, (1, 28, 28))
    for one, again, other in zip(build(name, plan, 3), build(name, plan, 3), build(name, plan, 4), strict=True):
        assert_close(dict(one.state_dict()), dict(again.state_dict()), rtol=0, atol=0)
        assert any(not torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("side", ["generator", "discriminator"])
@pytest.mark.parametrize("shape", [(1, 27, 28), (3, 30, 33), (1, 4, 4), (2, 32, 32), (100,), (1, 1, 32, 32)], ids=str)
def test_a_picture_pair_refuses_what_it_cannot_paint(name: str, side: str, shape: tuple[int, ...]):
    with pytest.raises(NetError) as caught:
        getattr(NETS[name], side)(design(name, shape))
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "classes"), [(name, 0) for name in NETS] + [(name, 3) for name in LABELLED])
def test_the_slope_of_the_logits_can_train_every_weight(name: str, classes: int):
    """R1 is a first derivative; training on it needs a second one, in every weight.

    Biases apart: networks of leaky rectifiers are linear but for kinks, so that a bias moves no slope.
    """
    _, discriminator = build(name, design(name, (3, 32, 32), normalize=False, classes=classes))
    works, labels = draw(4, fit(name, (3, 32, 32))).requires_grad_(True), torch.tensor([0, 1, 2, 2])
    logits = discriminator(works, labels) if classes else discriminator(works)
    (slope,) = torch.autograd.grad(logits.sum(), works, create_graph=True)
    slope.square().sum().backward()
    for key, weights in discriminator.named_parameters():
        if not key.endswith("bias"):
            assert weights.grad is not None, key
            assert (weights.grad != 0).any(), key


@every_net
def test_the_second_derivative_of_both_networks_is_that_of_finite_differences(name: str):
    shape = fit(name, (1, 16, 16) if name == "single" else (1, 8, 8))
    for net in build(name, design(name, shape, normalize=False)):
        net.double()
        generator = torch.Generator().manual_seed(2)
        given = torch.randn(2, 8, generator=generator) if hasattr(net, "z_dim") else 0.5 * draw(2, shape)
        given, pull = given.double().requires_grad_(True), torch.randn(given.shape, generator=generator).double()

        def along(x: torch.Tensor, net: nn.Module = net, pull: torch.Tensor = pull) -> torch.Tensor:
            (slope,) = torch.autograd.grad(net(x).square().sum(), x, create_graph=True)
            return (slope * pull).sum()

        (found,) = torch.autograd.grad(along(given), given)
        step = 1e-5 * torch.randn(given.shape, generator=generator).double()
        risen = along((given + step).detach().requires_grad_(True)) - along(
            (given - step).detach().requires_grad_(True)
        )
        assert_close((found * step).sum() * 2, risen, rtol=1e-3, atol=1e-12)


@every_net
def test_autocast_and_channels_last_change_little(name: str):
    for net in build(name, design(name, (3, 32, 32), normalize=False)):
        given = torch.randn(3, 8) if hasattr(net, "z_dim") else draw(3, fit(name, (3, 32, 32)))
        exact = net(given)
        net.to(memory_format=torch.channels_last)
        assert_close(net(given), exact, rtol=1e-3, atol=1e-4)
        with torch.autocast("cpu", torch.bfloat16):
            rough = net(given)
        assert_close(rough.float(), exact, rtol=0.05, atol=0.05 * float(exact.detach().abs().max()))


@every_labelled_net
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 24, 40)], ids=str)
def test_labels_change_what_is_painted_and_judged(name: str, shape: tuple[int, ...]):
    generator, discriminator = build(name, design(name, shape, classes=3))
    z, first, second = torch.randn(4, 8), torch.zeros(4, dtype=torch.int64), torch.full((4,), 2)
    with torch.no_grad():
        fake, other = generator(z, first), generator(z, second)
        assert fake.shape == (4, *fit(name, shape))
        assert not torch.equal(fake, other)
        assert discriminator(fake, first).shape == (4,)
        assert (discriminator(fake, first) != discriminator(fake, second)).all()
    assert_close(generator(z, torch.tensor([0, 2, 0, 2]))[1::2], other[1::2])


@every_labelled_net
def test_every_weight_gets_a_gradient_with_labels(name: str):
    generator, discriminator = build(name, design(name, (3, 32, 32), classes=3))
    labels = torch.tensor([0, 1, 2, 1])
    weighed = discriminator(generator(torch.randn(4, 8), labels), labels) * torch.tensor([1.0, -2.0, 3.0, 0.5])
    weighed.sum().backward()
    for net in (generator, discriminator):
        for key, weights in net.named_parameters():
            assert weights.grad is not None, key
            assert (weights.grad != 0).any(), key


@every_labelled_net
def test_labels_that_are_missing_surplus_or_odd_are_one_sentence(name: str):
    z, x, labels = torch.randn(2, 8), draw(2, fit(name, (1, 16, 16))), torch.tensor([0, 1])
    for classes, given, says in [
        (0, labels, "knows no classes"),
        (3, None, "found no labels"),
        (3, labels[:1], "found labels (1,)"),
        (3, labels.float(), "torch.float32"),
    ]:
        for net, sample in zip(build(name, design(name, (1, 16, 16), classes=classes)), (z, x), strict=True):
            with pytest.raises(ShapeError) as caught:
                net(sample, given)
            assert says in str(caught.value)
            assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", UNLABELLED)
@pytest.mark.parametrize("side", ["generator", "discriminator"])
def test_a_pair_that_cannot_be_told_labels_says_so(name: str, side: str):
    with pytest.raises(NetError, match=f"{name} cannot be told labels; found 3 classes"):
        getattr(NETS[name], side)(design(name, (1, 16, 16), classes=3))


@pytest.mark.parametrize("classes", [0, 3])
@every_labelled_net
def test_a_space_of_styles_is_halfway(name: str, classes: int):
    generator, _ = build(name, design(name, (3, 24, 40), classes=classes))
    if not isinstance(generator, Styled):
        assert (name, classes) == ("r3gan", 0)  # the only one without
        return
    z, labels = torch.randn(3, 8), torch.tensor([0, 1, 2]) if classes else None
    w = generator.map(z, labels)
    assert w.shape == (3, generator.layers, generator.w_dim)
    noise = torch.randn(3, generator.noise_size)
    assert_close(generator.paint(w, noise), generator(z, labels) if not noise.numel() else generator(z, labels, noise))
    assert_close(generator.paint(w)[1:2], generator.paint(w[1:2]))
    with pytest.raises(ShapeError, match="found noise"):
        generator.paint(w, torch.randn(3, generator.noise_size + 1))


@pytest.mark.parametrize("name", LABELLED)
@pytest.mark.parametrize("shape", [(1, 20, 36), (3, 44, 68), (1, 1024, 1024), (3, 16, 1024)], ids=str)
def test_every_size_is_seen_as_a_whole(name: str, shape: tuple[int, ...]):
    """The slope of one logit, and of one painted corner's latent, reaches everywhere, also where sides are odd."""
    patch = 4 if max(shape) == 1024 else 2
    generator, discriminator = build(name, design(name, shape, patch))
    works = draw(1, fit(name, shape)).requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(works).sum(), works)
    assert (slope != 0).all()
    z = torch.randn(2, 8)
    with torch.no_grad():
        one, other = generator(z)
    assert ((one != other) | (one.abs() == 1)).float().mean() > 0.9  # both may be as dark as can be


@every_net
def test_nothing_is_drawn_by_chance_while_painting_or_judging(name: str):
    generator, discriminator = build(name, design(name, (1, 28, 28)))
    z, chance = torch.randn(2, 8), torch.get_rng_state()
    assert_close(generator(z), generator(z), rtol=0, atol=0)
    discriminator(generator(z))
    assert torch.equal(torch.get_rng_state(), chance)

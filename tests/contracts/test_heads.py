"""What every head keeps, at the end of every pair: range, exact choices, a slope that passes, the same twice."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.heads import Head
from ganvas.nets import NETS, Design
from ganvas.nets.heads import DISCRETE, KINDS, ending, stirred, stirred_channels

EACH = tuple(Head(name=kind, kind=kind, channels=1 + 3 * (kind == "categorical")) for kind in KINDS)
PICTURE = (Head(name="ink", kind="categorical", channels=3), Head(name="light", kind="binary", channels=1))
SHAPES = {"line": (8, 16)}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_net = pytest.mark.parametrize("name", NETS)


def scores(*shape: int, seed: int = 0) -> torch.Tensor:
    return 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def plan(name: str, **changes: object) -> Design:
    shape = SHAPES.get(name, (4, 16, 16))
    heads = (*EACH[1:], Head(name="more", kind="linear", channels=1)) if name in SHAPES else PICTURE
    return Design(shape, z_dim=8, width=16, patch=1, heads=heads, **changes)  # type: ignore[arg-type]


def build(name: str, side: str, design: Design) -> torch.nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = getattr(NETS[name], side)(design)
        for weights in net.parameters():
            weights.data += 0.05 * torch.randn(weights.shape)
    return net


@every_kind
@pytest.mark.parametrize("shape", [(2, 4), (2, 4, 5), (2, 4, 3, 5)], ids=str)
def test_range_and_shape(kind: str, shape: tuple[int, ...]):
    x = scores(*shape)
    found = KINDS[kind](x, 0.7)
    assert found.shape == x.shape
    if kind != "linear":
        assert found.abs().max() <= 1
    if kind in DISCRETE:
        assert set(found.unique().tolist()) <= {-1.0, 1.0}
    if kind == "categorical":
        assert torch.equal((found > 0).sum(1), torch.ones_like(found[:, 0], dtype=torch.int64))
        assert torch.equal(found.argmax(1), x.argmax(1))
    if kind == "binary":
        assert torch.equal(found > 0, x > 0)


@every_kind
def test_the_slope_passes_everywhere(kind: str):
    x = scores(3, 4, 5).requires_grad_(True)
    (slope,) = torch.autograd.grad((KINDS[kind](x, 0.7) * scores(3, 4, 5, seed=1)).sum(), x)
    assert slope.isfinite().all()
    assert (slope != 0).all()


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0])
def test_choices_pass_the_slope_of_chances_and_its_slope(temperature: float):
    """Straight through: d/dx of 2 softmax(x/τ√(1 + var x)) − 1, and of 2σ(x/τ) − 1, to the second order."""
    x, weigh = scores(2, 3).double().requires_grad_(True), scores(2, 3, seed=1).double()
    for kind, soft in (
        ("categorical", lambda y: 2 * torch.softmax(y * (1 + x.var(1, correction=0, keepdim=True)).rsqrt(), 1) - 1),
        ("binary", lambda y: 2 * y.sigmoid() - 1),
    ):
        slopes = [
            torch.autograd.grad((f(x) * weigh).sum(), x, create_graph=True)[0]
            for f in (lambda y, kind=kind: KINDS[kind](y, temperature), lambda y, soft=soft: soft(y / temperature))
        ]
        assert_close(slopes[0], slopes[1])
        seconds = [torch.autograd.grad(slope.square().sum(), x, retain_graph=True)[0] for slope in slopes]
        assert_close(seconds[0], seconds[1])
        assert seconds[0].abs().max() > 0


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in (*DISCRETE, "tanh")]
)  # tanh has a slope of its own
def test_values_are_twice_differentiable(kind: str):
    x = scores(2, 3).double().requires_grad_(True)
    assert gradcheck(lambda y: KINDS[kind](y, 1.0), (x,))
    assert gradgradcheck(lambda y: KINDS[kind](y, 1.0).pow(3), (x,))


@every_net
def test_every_generator_ends_in_its_heads(name: str):
    design = plan(name)
    generator = build(name, "generator", design).eval()
    z = torch.randn(4, 8)
    with torch.no_grad():
        found = generator(z)
        assert torch.equal(found, generator(z))  # the same bytes
    assert found.shape == (4, *design.shape)
    start = 0
    for head in design.heads:
        part, start = found.narrow(1, start, head.channels), start + head.channels
        if head.kind in DISCRETE:
            assert set(part.unique().tolist()) <= {-1.0, 1.0}
        if head.kind == "categorical":
            assert ((part > 0).sum(1) == 1).all()


@every_net
def test_every_weight_learns_through_its_heads_and_slopes_are_penalized(name: str):
    """Discrete samples at the discriminator's input: the game moves the generator, R1 and R2 the discriminator."""
    design = plan(name)
    generator, discriminator = (build(name, side, design) for side in ("generator", "discriminator"))
    fake = generator(torch.randn(6, 8))
    (discriminator(fake) * torch.tensor([1.0, -2.0, 3.0, 0.5, 1.0, -1.0])).sum().backward()
    for key, weights in generator.named_parameters():
        assert weights.grad is not None, key
        assert weights.grad.isfinite().all(), key
        assert (weights.grad != 0).any(), key
    given = fake.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(given).sum(), given, create_graph=True)
    assert (slope != 0).float().mean() > 0.5  # also where a class is not taken
    discriminator.zero_grad()
    slope.square().sum().backward()
    assert any(weights.grad is not None and (weights.grad != 0).any() for weights in discriminator.parameters())


@every_net
def test_without_heads_a_generator_ends_as_its_pair_does(name: str):
    design = plan(name)
    usual = ending(Design(design.shape, z_dim=8, width=16), torch.tanh)
    x = scores(2, *design.shape)
    assert torch.equal(usual(x), torch.tanh(x))


def test_heads_that_do_not_cover_the_channels_are_refused():
    with pytest.raises(ShapeError, match="the heads cover 4 channels"):
        NETS["line"].generator(Design((5, 16), z_dim=8, width=16, heads=PICTURE))


def test_choices_with_noise_fall_as_their_chances_say():
    """Softmax of (0, 1, 2) is (.09, .245, .665), and σ(1) is .731: the Gumbel-max rule, and its logistic sister."""
    heads = (Head(name="a", kind="categorical", channels=3), Head(name="b", kind="binary", channels=1))
    x = torch.tensor([0.0, 1.0, 2.0, 1.0]).view(1, 4, 1).expand(1, 4, 40_000)
    noise = torch.randn(1, stirred_channels(heads), 40_000, generator=torch.Generator().manual_seed(0))
    found = Design((4, 40_000), z_dim=8, width=16, heads=heads)
    on = (ending(found)(stirred(x, heads, noise, 1.0)) > 0).float().mean(2)[0]
    assert_close(on, torch.tensor([0.090, 0.245, 0.665, 0.731]), rtol=0, atol=0.01)
    assert torch.equal(stirred(x, heads, noise, 0.0), x)

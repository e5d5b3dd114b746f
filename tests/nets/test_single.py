"""The pair of one work: levels that begin where the one before ends, anchors that give works back, any size."""

from collections.abc import Iterator

import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import NetError, ShapeError
from ganvas.heads import Head
from ganvas.nets import NETS, Design, Levelled, Looking, Styled
from ganvas.nets.single import Generator, anchor, resized, sizes
from ganvas.views import View

SHAPES = [(3, 32, 24), (1, 40, 40), (6, 48)]
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
BOTH = torch.tensor([0, 1])


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def design(shape: tuple[int, ...], **changes: object) -> Design:
    return Design(shape, **{"z_dim": 16, "width": 8, "depth": 3, "levels": 3} | changes)  # type: ignore[arg-type]


def generator(shape: tuple[int, ...], level: int = 2, **changes: object) -> Generator:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = NETS["single"].generator(design(shape, **changes))
    assert isinstance(net, Generator)
    net.enter(level, net.reduce(works(shape), level), BOTH)
    return net


def works(shape: tuple[int, ...]) -> torch.Tensor:
    return torch.rand(2, *shape, generator=torch.Generator().manual_seed(3)) * 2 - 1


def z(count: int) -> torch.Tensor:
    return torch.randn(count, 16, generator=torch.Generator().manual_seed(1))


@every_shape
@torch.no_grad()
def test_it_learns_small_and_paints_large(shape: tuple[int, ...]):
    net = generator(shape, level=1)
    assert isinstance(net, Styled)
    assert isinstance(net, Levelled)
    noise = torch.randn(2, net.noise_size)
    assert net.train()(z(2), noise).shape == (2, shape[0], *sizes(design(shape))[1])
    assert net.eval()(z(2)).shape == (2, *shape)
    assert net(z(2)).abs().max() <= 1
    assert torch.equal(net(z(2)), net(z(2)))


@every_shape
@torch.no_grad()
def test_any_size_can_be_painted(shape: tuple[int, ...]):
    net = generator(shape).eval()
    sides = tuple(side + 7 for side in shape[1:])
    assert net.paint(net.map(z(2)), sides=sides).shape == (2, shape[0], *sides)
    with pytest.raises(ShapeError, match="Leave the noise out"):
        net.paint(net.map(z(2)), torch.randn(2, net.noise_size), sides)


@every_shape
@torch.no_grad()
def test_the_middle_of_all_styles_is_the_first_work(shape: tuple[int, ...]):
    net = generator(shape).eval()
    still, anchored = net.paint(torch.zeros(1, 3, 16)), net._anchored(torch.tensor([0]))
    assert_close(still, anchored.clamp(-1, 1))
    near, free = (net.paint(psi * net.map(z(1))) for psi in (0.1, 1.0))
    assert (near - still).abs().mean() < (free - still).abs().mean()


@every_shape
@torch.no_grad()
def test_layers_are_levels(shape: tuple[int, ...]):
    """Fine noise alone leaves what is coarse; new coarse noise arranges it anew."""
    net = generator(shape).eval()
    one, other = net.map(z(2)).unbind(0)
    coarse, fine = one.clone(), one.clone()
    coarse[0], fine[2] = other[0], other[2]
    plain = net.paint(one[None])
    changes = [float((net.paint(w[None]) - plain).abs().mean()) for w in (coarse, fine)]
    assert changes[0] > changes[1] > 0


@every_shape
def test_what_is_held_does_not_learn(shape: tuple[int, ...]):
    for together in (1, 2, 3):
        net = generator(shape, together=together).train()
        (net(z(2), torch.randn(2, net.noise_size)).square().sum() + net.far(works(shape), BOTH).sum()).backward()
        learned = [any(p.grad is not None for p in level.parameters()) for level in net.levels]
        assert learned == [k >= 3 - together for k in range(3)]


@every_shape
@torch.no_grad()
def test_a_level_begins_as_the_one_before_and_knows_what_is_lacking(shape: tuple[int, ...]):
    net = generator(shape, level=1)
    before = net._anchored(BOTH)
    net.enter(2, works(shape), BOTH)
    for one, other in zip(net.levels[1].parameters(), net.levels[2].parameters(), strict=True):
        assert torch.equal(one, other)
    lacks = (works(shape) - resized(before, shape[1:])).square().mean().sqrt()
    assert_close(net.amps[2], 0.1 * lacks)
    state = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    net.enter(2, works(shape) * 0, BOTH)  # once is enough
    assert all(torch.equal(tensor, state[name]) for name, tensor in net.state_dict().items())


def test_an_anchor_learns_to_give_its_work_back():
    net = generator((3, 32, 24), level=0, levels=1).train()
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    real, far = works((3, 32, 24)), []
    for _ in range(40):
        loss = net.far(real, BOTH).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        far.append(loss.item())
    assert far[-1] < 0.8 * far[0]
    assert not torch.equal(anchor(0, (4, 4)), anchor(1, (4, 4)))


@torch.no_grad()
def test_choices_are_made_at_the_finest_level_alone():
    heads = (Head(name="a", kind="categorical", channels=4), Head(name="b", kind="linear", channels=2))
    net = generator((6, 48), level=1, heads=heads)
    noise = torch.randn(2, net.noise_size)
    assert len(net.train()(z(2), noise)[:, :4].unique()) > 2
    assert set(net.eval()(z(2))[:, :4].unique().tolist()) == {-1.0, 1.0}
    net.enter(2, works((6, 48)), BOTH)
    assert set(net.train()(z(2), noise)[:, :4].unique().tolist()) == {-1.0, 1.0}


@pytest.mark.parametrize(
    ("shape", "changes", "says"),
    [
        ((7,), {}, "single makes"),
        ((3, 32, 24), {"levels": 9}, "9 levels leave 3.2 of 32 cells at the coarsest; take 5 levels or fewer"),
        ((3, 32, 24), {"classes": 2}, "cannot be told labels"),
    ],
)
def test_what_it_cannot_be_is_refused(shape: tuple[int, ...], changes: dict[str, object], says: str):
    for side in ("generator", "discriminator"):
        with pytest.raises(NetError, match=says):
            getattr(NETS["single"], side)(design(shape, **changes))


def free(size: int, **changes: object) -> Design:
    """A design of free values that works in so many components."""
    return design((6, 48), heads=(Head(name="all", kind="linear", channels=6),), span=size, **changes)


def spanned(size: int) -> tuple[Generator, torch.nn.Module]:
    """A pair that works in so many components of its works."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        made = NETS["single"]
        net, critic = made.generator(free(size)), made.discriminator(free(size))
    assert isinstance(net, Generator)
    for one in (net, critic):
        assert isinstance(one, Looking)
        one.look_at(works((6, 48)))
    return net, critic


@torch.no_grad()
def test_a_pair_within_components_makes_nothing_beside_them():
    net, critic = spanned(2)
    assert net.span is not None
    made = net.eval()(z(2))
    assert made.shape == (2, 6, 48)
    assert_close(net.span.outside(net.span.inside(made)), made, atol=1e-4, rtol=0)
    beside = made + (works((6, 48)) - net.span.outside(net.span.inside(works((6, 48)))))
    assert_close(critic(beside), critic(made), atol=1e-4, rtol=1e-4)


def test_a_pair_within_components_enters_levels_and_learns():
    net, _ = spanned(4)
    net.enter(2, net.reduce(works((6, 48)), 2), BOTH)
    assert net.amps[2] > 0
    (net.train()(z(2), torch.randn(2, net.noise_size)).square().sum() + net.far(works((6, 48)), BOTH).sum()).backward()
    assert all(p.grad is not None for p in net.levels[2].parameters())


def test_there_are_no_more_components_than_channels():
    net, _ = spanned(100)
    assert net.span is not None
    assert net.span.size == 6


@torch.no_grad()
def test_the_critic_sees_views_beside_the_components_at_one_spread():
    views = (View(name="difference", size=1),)
    critic = NETS["single"].discriminator(free(2, views=views))
    assert isinstance(critic, Looking)
    critic.look_at(works((6, 48)))
    x = works((6, 48))
    assert critic(x).shape == (2,)
    before = critic(x)
    x[:, :, 20] += 1e-3 * torch.randn(2, 6)
    assert not torch.equal(critic(x), before)

"""The pair along time: what stays, what goes on, styles that pass over, and a search that gets through choices."""

from collections.abc import Iterator

import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import NetError, ShapeError
from ganvas.heads import Head
from ganvas.nets import NETS, Design
from ganvas.nets.line import Generator
from ganvas.nets.white import rows, white

HEADS = (Head(name="speaker", kind="categorical", channels=6), Head(name="aside", kind="binary", channels=2))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def design(**changes: object) -> Design:
    return Design(**{"shape": (8, 32), "z_dim": 16, "width": 32, "heads": HEADS} | changes)  # type: ignore[arg-type]


def grown(side: str = "generator", **changes: object) -> torch.nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = getattr(NETS["line"], side)(design(**changes))
        for weights in net.parameters():
            weights.data += 0.1 * torch.randn(weights.shape)
    return net.eval()


def generator(**changes: object) -> Generator:
    net = grown("generator", **changes)
    assert isinstance(net, Generator)
    return net


def z(count: int, seed: int = 1) -> torch.Tensor:
    return torch.randn(count, 16, generator=torch.Generator().manual_seed(seed))


def keep(sample: torch.Tensor, steps: int) -> torch.Tensor:
    where = torch.zeros_like(sample[:, :1])
    where[..., :steps] = 1
    return torch.cat([sample, where], 1)


@torch.no_grad()
def test_what_is_given_stays_and_the_rest_follows_it():
    net = generator(context=12)
    before, other = net(z(2, 5)), net(z(2, 6))
    found = net(z(2), kept=keep(before, 12))
    assert torch.equal(found[..., :12], before[..., :12])
    assert not torch.equal(found[..., 12:], net(z(2))[..., 12:])
    assert not torch.equal(found[..., 12:], net(z(2), kept=keep(other, 12))[..., 12:])
    hidden = torch.cat([before + keep(before, 12)[:, -1:].logical_not(), keep(before, 12)[:, -1:]], 1)
    assert torch.equal(net(z(2), kept=hidden), found)  # what does not stay is not seen


@torch.no_grad()
def test_anything_may_stay_anywhere():
    net = generator(context=4)
    before = net(z(2, 5))
    where = (torch.rand(2, 1, 32, generator=torch.Generator().manual_seed(0)) < 0.3).float()
    found = net(z(2), kept=torch.cat([before, where], 1))
    assert torch.equal(found * where, before * where)


def test_what_cannot_stay_is_refused():
    with pytest.raises(ShapeError, match="build it with context > 0"):
        generator()(z(1), kept=torch.zeros(1, 9, 32))
    with pytest.raises(ShapeError, match=r"found \(1, 8, 32\) to keep; wanted \(1, 9, 32\)"):
        generator(context=4)(z(1), kept=torch.zeros(1, 8, 32))
    with pytest.raises(NetError, match="a context of 32 steps leaves nothing"):
        generator(context=32)


@torch.no_grad()
def test_an_endless_piece_begins_as_a_shorter_one():
    net = generator(endless=True, heads=())
    w = net.map(z(2))
    short, long = net.paint(w, steps=256), net.paint(w, steps=512)
    assert long.shape == (2, 8, 512)
    assert torch.equal(short[..., :128], long[..., :128])  # only its end knows that it ends
    assert (long[..., 256:].std(2) > 0.01).all()
    assert not torch.equal(long[..., :32], long[..., 256:288])  # it does not repeat


@torch.no_grad()
def test_styles_that_follow_one_another_pass_over():
    net = generator(endless=True, heads=())
    w = net.map(z(3))
    assert_close(net.paint_long(w[:1]), net.paint(w)[0])
    long = net.paint_long(w)
    assert long.shape == (8, 96)
    steps = (long[:, 1:] - long[:, :-1]).abs().amax(0)
    assert steps[[31, 63]].max() < steps.max()  # a joint is no cut
    assert not torch.equal(net.paint_long(w.flip(0)), long)


def test_other_lengths_are_refused():
    with pytest.raises(ShapeError, match="cannot paint 64 steps; wanted 32; build it with endless=True"):
        generator().paint(torch.zeros(1, 8, 16), steps=64)
    with pytest.raises(ShapeError, match="cannot paint 30 steps; wanted a multiple of 8"):
        generator(endless=True).paint(torch.zeros(1, 8, 16), steps=30)


def test_the_noise_that_a_style_names_is_white_and_the_same():
    w = torch.randn(200, 16, generator=torch.Generator().manual_seed(0))
    noise = white(w, 300, "test")
    assert torch.equal(noise[:, :100], white(w, 100, "test"))
    assert_close(noise.mean(), torch.tensor(0.0), rtol=0, atol=0.05)
    assert_close(noise.square().mean(1), torch.ones(200), rtol=0, atol=0.35)
    assert_close(white(3 * w, 300, "test"), noise)
    assert (torch.corrcoef(torch.stack([white(w[:1], 5000, what)[0] for what in "ab"]))[0, 1]).abs() < 0.05
    near = white(w[:1] + 0.1 * w[1:2], 300, "test")
    assert torch.corrcoef(torch.cat([noise[:1], near]))[0, 1] > 0.9
    assert rows(0, 4, "test").shape == (0, 4)


@pytest.mark.parametrize("critic", ["whole", "patches", "both"])
def test_what_a_critic_judges(critic: str):
    """Patches do not care where in time something is, far from the ends; a judge of the whole does."""
    net, steps = grown("discriminator", critic=critic), 32 * (16 if critic == "patches" else 1)
    calm = torch.zeros(1, 8, steps)
    calm[..., steps // 4 : steps // 4 + 8] = torch.randn(8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        moved = abs(float(net(calm) - net(calm.roll(steps // 4, 2))))  # by whole cells of every stage
    assert (moved < 1e-5) == (critic == "patches")


def test_a_critic_of_patches_cannot_be_told_labels():
    with pytest.raises(NetError, match="a critic of patches cannot be told labels"):
        NETS["line"].discriminator(design(critic="patches", classes=2))


def test_a_latent_can_be_searched_through_choices():
    """Keep-this by search: half the steps of a sample, found again through its scores; the rest stays free."""
    net = generator()
    wanted = net(z(1, 9)).detach()
    target = wanted[:, :6].argmax(1)[:, :16]
    latent = z(1, 2).requires_grad_(True)
    optimizer = torch.optim.Adam([latent], lr=0.1)
    missed = []
    for _ in range(60):
        scores = net.scores(net.map(latent))
        loss = torch.nn.functional.cross_entropy(scores[:, :6, :16], target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            missed.append(float((net(latent)[:, :6].argmax(1)[:, :16] != target).float().mean()))
    assert missed[-1] <= missed[0] / 2
    through = (net(latent)[:, :6, :16] - wanted[:, :6, :16]).square().sum()  # or through the choices themselves
    (slope,) = torch.autograd.grad(through + net.scores(net.map(latent)).sum() * 0, latent)
    assert slope.isfinite().all()


@torch.no_grad()
def test_noise_stirs_the_choices_of_training_alone():
    net = generator(stir=1.0)
    noise = torch.randn(2, net.noise_size, generator=torch.Generator().manual_seed(0))
    w = net.map(z(2))
    one = net.paint(w, noise)
    noise[:, -8 * 32 :] = torch.randn(2, 8 * 32, generator=torch.Generator().manual_seed(1))
    assert not torch.equal(one, net.paint(w, noise))
    assert torch.equal(net.paint(w), net.paint(w))


def test_a_chained_head_is_told_what_those_before_it_chose():
    plain, net = generator(), generator(chained=True)
    scores, x = torch.zeros(1, 8, 32), torch.zeros(1, 16, 32)
    assert net.chain is not None
    assert plain.chain is None
    other = scores.clone()
    other[:, 3, 16] = 9.0  # another speaker at one step
    with torch.no_grad():
        one, two = net.chain(x, scores, None), net.chain(x, other, None)
    changed = (one != two).any(1)[0].nonzero().flatten().tolist()
    assert changed == [15, 16, 17]
    assert torch.equal(one[:, :6], scores[:, :6])  # nobody is before the first
    first, second = (one[:, 6:], two[:, 6:])
    assert not torch.equal(first, second)
    kept = keep(torch.full((1, 8, 32), -1.0), 20)
    kept[:, 5, :20] = 1.0  # what stays is what the next is told
    with torch.no_grad():
        assert torch.equal(net.chain(x, scores, kept)[:, 6:, :16], net.chain(x, other, kept)[:, 6:, :16])
    out = net(z(2))
    out.sum().backward()
    assert all(weights.grad is not None for weights in net.chain.parameters())


@pytest.mark.parametrize("changes", [{"heads": ()}, {"heads": HEADS, "stir": 1.0}])
def test_what_cannot_be_chained_is_refused(changes: dict[str, object]):
    with pytest.raises(NetError, match="chained takes two heads or more and no stir"):
        generator(chained=True, **changes)


def test_cells_judge_every_patch_by_itself():
    net = grown("discriminator", critic="cells", patch=4)
    assert net.cells is not None
    x = torch.randn(2, 8, 32, generator=torch.Generator().manual_seed(0))
    order = torch.tensor([3, 0, 7, 1, 2, 6, 5, 4])
    parts = torch.unflatten(x, 2, (8, 4))
    from ganvas.nets.strands import unshuffle

    with torch.no_grad():
        told, moved = (net.cells(unshuffle(some, 4)) for some in (x, parts[:, :, order].flatten(2)))
        assert_close(told, moved)  # whatever the order
        assert not torch.equal(net(x), net(parts[:, :, order].flatten(2)))
        both = grown("discriminator", critic="both", patch=4)
        assert sum(weights.numel() for weights in both.parameters()) < sum(w.numel() for w in net.parameters())

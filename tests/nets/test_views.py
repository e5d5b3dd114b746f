"""Views by hand, twice differentiable, and what does not fit is refused."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.testing import assert_close

from ganvas.errors import NetError, RecipeError
from ganvas.nets import NETS, Design
from ganvas.nets.views import VIEWS, know, look, seen, shown
from ganvas.views import Kind, View

FEW = {
    "fold": View(name="fold", size=3),
    "difference": View(name="difference"),
    "coarse": View(name="coarse", size=3),
    "groups": View(name="groups", size=2),
    "windows": View(name="windows", size=2),
    "echo": View(name="echo", size=2),
    "project": View(name="project", matrix=((1.0, 0, 0, 0), (0.5, 0.5, 0, -1))),
}
every_view = pytest.mark.parametrize("name", VIEWS)


def test_every_view_is_tested():
    assert FEW.keys() == VIEWS.keys()


@every_view
@pytest.mark.parametrize("shape", [(4, 6), (4, 3, 6)], ids=str)
def test_a_view_has_the_channels_it_says_on_the_same_grid(name: str, shape: tuple[int, ...]):
    x = torch.randn(2, *shape)
    found = look(x, [FEW[name]])
    assert found.shape == (2, *seen(Design(shape, z_dim=8, width=8, views=(FEW[name],))))
    assert torch.equal(found[:, :4], x)
    assert found.shape[1] == 4 + shown([FEW[name]], 4)


@every_view
def test_twice_differentiable(name: str):
    x = torch.randn(2, 4, 5, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda y: look(y, [FEW[name]]), (x,))
    assert gradgradcheck(lambda y: look(y, [FEW[name]]).pow(3), (x,))


@every_view
def test_neighbors_do_not_matter(name: str):
    x = torch.randn(3, 4, 6)
    assert torch.equal(look(x, [FEW[name]])[1:2], look(x[1:2], [FEW[name]]))


def test_by_hand():
    """Four channels, three steps: on, off, off; off, on, off; off, off, on; on, on, on."""
    x = torch.tensor([[[1.0, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, 1]]])

    def found(view: View) -> torch.Tensor:
        return look(x, [view])[0, 4:]

    assert_close(found(FEW["fold"]), torch.tensor([[2.0, 1, 1], [0, 1, 0], [0, 0, 1]]))  # 0 and 3, 1, 2
    assert_close(found(View(name="difference", first=1, channels=1)), torch.tensor([[0.0, 1, -1]]))
    assert_close(found(View(name="difference", first=0, channels=1, size=2)), torch.tensor([[0.0, 0, -1]]))
    assert_close(found(View(name="coarse", channels=1, size=3)), torch.tensor([[0, -1 / 3, -1]]))
    assert_close(found(FEW["groups"]), torch.tensor([[0.0, 0, -1], [0, 0, 1]]))
    assert_close(found(View(name="windows", channels=1, size=2)), torch.tensor([[1.0, -1, -1], [0, 1, -1]]))
    assert_close(found(FEW["echo"]), torch.tensor([[0.0, 1, 1], [0, 0, 1]]))  # the fourth is always on
    assert_close(found(View(name="echo", channels=3, size=2)), torch.zeros(2, 3))
    assert_close(found(FEW["project"]), torch.tensor([[1.0, -1, -1], [-1, -1, -2]]))


@pytest.mark.parametrize("name", NETS)
def test_every_discriminator_sees_them(name: str):
    shape = (3, 16) if name == "line" else (3, 16, 16)
    views = (View(name="difference"), View(name="coarse", channels=2, size=5))
    plain, seeing = (NETS[name].discriminator(Design(shape, z_dim=8, width=16, views=some)) for some in ((), views))
    assert "inner.out.weight" not in plain.state_dict()
    x = torch.randn(3, *shape)
    assert seeing(x).shape == (3,)
    assert sum(p.numel() for p in seeing.parameters()) > sum(p.numel() for p in plain.parameters())


def test_a_medium_hands_over_its_own():
    twice = Kind("everything once more", lambda _, count: count, lambda x, _: 2 * x)
    know({"test twice": twice})
    know({"test twice": twice})  # as often as it is loaded
    x = torch.randn(2, 3, 4)
    assert torch.equal(look(x, [View(name="test twice", first=1)])[:, 3:], 2 * x[:, 1:])
    for name in ("fold", "test twice"):
        with pytest.raises(RecipeError, match=f"called '{name}' already"):
            know({name: Kind("other", lambda _, count: count, lambda x, _: x)})


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (View(name="fold", first=4), "channels 4 to 3; a sample has 4"),
        (View(name="difference", first=2, channels=3), "channels 2 to 4"),
        (View(name="groups", size=3), "cannot part 4 channels into groups of 3"),
        (View(name="project", matrix=((1.0, 2.0),)), "rows of 4 numbers"),
    ],
)
def test_what_does_not_fit_is_refused(view: View, says: str):
    with pytest.raises(NetError) as caught:
        shown([view], 4)
    assert says in str(caught.value)


def test_an_unknown_view_is_refused():
    with pytest.raises(RecipeError, match="unknown view 'glance'"):
        shown([View(name="glance")], 4)

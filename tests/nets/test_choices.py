"""How a choice is made on the way forward, and what slope it leaves on the way back."""

import pytest
import torch

from ganvas.nets.heads import chosen, decided


def slope_of(scores: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """The slope by the scores of how much the first class is chosen."""
    scores = scores.clone().requires_grad_(True)
    (found,) = torch.autograd.grad(chosen(scores, temperature)[:, 0].sum(), scores)
    return found


@pytest.mark.parametrize("temperature", [0.25, 1.0])
def test_the_largest_is_one_and_the_others_minus_one(temperature: float):
    scores = torch.randn(4, 7, 5)
    picked = chosen(scores, temperature)
    assert torch.equal(picked.argmax(1), scores.argmax(1))
    assert set(picked.unique().tolist()) == {-1.0, 1.0}
    assert (picked.sum(1) == 2 - 7).all()


def test_a_choice_never_becomes_so_sure_that_no_slope_is_left():
    sure = 1e4 * torch.randn(8, 6, generator=torch.Generator().manual_seed(0))
    assert (slope_of(sure).abs().amax(1) * 1e4 > 1e-2).all()  # by what the scores are made of, not by their size
    plain = torch.softmax(sure, 1)
    assert float((plain * (1 - plain)).max()) == 0


def test_small_scores_have_the_slope_of_a_softmax():
    scores = torch.randn(2, 6) * 1e-3
    soft = torch.softmax(scores, 1)
    first = torch.zeros(6)
    first[0] = 1
    torch.testing.assert_close(slope_of(scores), 2 * soft[:, :1] * (first - soft), atol=1e-5, rtol=1e-3)


def test_what_all_scores_have_in_common_changes_nothing():
    scores = torch.randn(2, 6)
    torch.testing.assert_close(slope_of(scores + 100), slope_of(scores), atol=1e-5, rtol=1e-3)


def test_yes_or_no_is_exact():
    assert decided(torch.tensor([-0.1, 0.0, 0.1]), 1.0).tolist() == [-1.0, -1.0, 1.0]

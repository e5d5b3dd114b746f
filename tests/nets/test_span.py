"""The principal components of works, within which a pair may work."""

import pytest
import torch

from ganvas.nets.span import LEAST_SPREAD, Even, Span


def works(channels: int = 12, rank: int = 3, steps: int = 40) -> torch.Tensor:
    """Works (2, channels, steps) that vary in few directions, about a mean far from nothing, by very unlike spreads."""
    random = torch.Generator().manual_seed(0)
    along = torch.randn(2, rank, steps, generator=random)
    directions = torch.randn(channels, rank, generator=random) * torch.logspace(-1, 1, channels)[:, None]
    return torch.einsum("cr,nrt->nct", directions, along) + 5


def fitted(size: int) -> Span:
    span = Span(12, size)
    span.fit(works())
    return span


def test_works_of_few_directions_are_given_back_from_as_many_components() -> None:
    span, x = fitted(3), works()
    assert span.inside(x).shape == (2, 3, 40)
    torch.testing.assert_close(span.outside(span.inside(x)), x, rtol=1e-4, atol=1e-3)


def test_what_lies_beside_the_works_is_left_out() -> None:
    span, x = fitted(3), works()
    beside = x + torch.randn(x.shape, generator=torch.Generator().manual_seed(1))
    once = span.outside(span.inside(beside))
    assert (once - beside).abs().mean() > 0.3
    torch.testing.assert_close(span.outside(span.inside(once)), once, rtol=1e-4, atol=1e-3)


def test_coordinates_of_the_works_have_a_mean_of_nothing_and_a_spread_of_one_together() -> None:
    coordinates = fitted(3).inside(works())
    torch.testing.assert_close(coordinates.mean((0, 2)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(coordinates.square().mean(), torch.tensor(1.0), atol=1e-4, rtol=0)


def test_components_come_in_the_order_of_what_they_explain_and_are_the_same_every_time() -> None:
    spreads = fitted(3).inside(works()).var((0, 2))
    assert (spreads.diff() < 0).all()
    torch.testing.assert_close(fitted(3).axes, fitted(3).axes, rtol=0, atol=0)


def test_a_channel_that_hardly_moves_is_not_magnified() -> None:
    x = works()
    x[:, 0] = 1e-6 * torch.randn(2, 40, generator=torch.Generator().manual_seed(2))
    span = Span(12, 12)
    span.fit(x)
    rms = x.movedim(1, 0).flatten(1).std(1, correction=0).square().mean().sqrt()
    torch.testing.assert_close(span.spread[0], LEAST_SPREAD * rms)


def test_works_that_do_not_move_at_all_are_kept() -> None:
    span = Span(4, 2)
    span.fit(torch.full((1, 4, 8), 3.0))
    assert torch.isfinite(span.inside(torch.full((1, 4, 8), 3.0))).all()
    torch.testing.assert_close(span.outside(torch.zeros(1, 2, 8)), torch.full((1, 4, 8), 3.0))


@pytest.mark.parametrize("shape", [(2, 12, 40), (2, 12, 5, 8)])
def test_any_number_of_axes_after_the_channels(shape: tuple[int, ...]) -> None:
    x = works().reshape(shape)
    torch.testing.assert_close(fitted(3).inside(x), fitted(3).inside(works()).reshape(2, 3, *shape[2:]))


def test_low_precision_outside_of_it_does_not_reach_into_it() -> None:
    span, x = fitted(3), works()
    with torch.autocast("cpu", torch.bfloat16):
        there = span.outside(span.inside(x))
    assert there.dtype == torch.float32
    torch.testing.assert_close(there, span.outside(span.inside(x)), rtol=0, atol=0)


def test_values_beside_are_brought_to_one_spread_and_those_that_stand_still_are_kept() -> None:
    even, x = Even(3), works()[:, :3].clone()
    x[:, 1] = 7
    even.fit(x)
    shown = even(x)
    torch.testing.assert_close(shown[:, [0, 2]].std((0, 2), correction=0), torch.ones(2), atol=1e-4, rtol=0)
    torch.testing.assert_close(shown[:, 1], torch.zeros(2, 40))

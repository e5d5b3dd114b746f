"""AuthPct and C_T: copies are seen, fresh draws are not, and the statistics are those of their definitions."""

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import MetricError
from ganvas.metrics.copying import authentic_share, copying_score, k_means, mann_whitney_z, nearest


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None]


def cloud(seed: int, count: int = 300, dims: int = 6) -> torch.Tensor:
    return torch.randn(count, dims, generator=torch.Generator().manual_seed(seed))


def test_authentic_golden():
    # works 0, 1, 10: nearest others 1, 1 and 9 away. Fakes: 0.4 (0.4 from 0, 1 away: no), 2.5 (1.5 from 1: yes),
    # −1 (1 from 0, just as far: no), 20 (10 from 10, 9 away: yes)
    assert authentic_share(column(0, 1, 10), column(0.4, 2.5, -1, 20)) == 50


def test_copies_are_not_authentic_and_far_ones_are():
    works = cloud(0)
    assert authentic_share(works, works.flip(0)) == 0
    assert authentic_share(torch.cat([works, works]), works) == 0  # nor where a work is there twice
    assert authentic_share(works, works + 100) == 100
    assert 35 < authentic_share(works, cloud(1)) < 75


def test_z_golden():
    # 2 and 4 against 1, 3, 5: larger in 1 + 2 of 6 pairs, exactly half
    assert mann_whitney_z(torch.tensor([2.0, 4]), torch.tensor([1.0, 3, 5])) == 0
    # 4, 5 against 1, 2, 3: in all 6 of 6; (6 − 3) / √(2·3·6/12)
    assert_close(mann_whitney_z(torch.tensor([4.0, 5]), torch.tensor([1.0, 2, 3])), 3 / math.sqrt(3))
    assert mann_whitney_z(torch.zeros(4), torch.zeros(9)) == 0  # ties count half


def test_z_has_the_deviation_of_all_orders():  # every way to choose 2 of 5 ranks: mean 0, variance 1
    found = []
    for chosen in itertools.combinations(range(5), 2):
        rest = [rank for rank in range(5) if rank not in chosen]
        found.append(mann_whitney_z(torch.tensor(chosen), torch.tensor(rest)))
    assert_close(sum(found), 0.0)
    assert_close(sum(z * z for z in found) / len(found), 1.0)


def test_copies_are_far_below_zero_and_far_ones_far_above():
    works, held_out = cloud(0, 1000), cloud(1, 100)
    assert copying_score(works, held_out, works[:500] + 0.01 * cloud(2, 500)) < -6
    assert copying_score(works, held_out, 3 * cloud(2, 500)) > 6


def test_fresh_draws_are_near_zero():
    scores = [copying_score(cloud(seed, 500), cloud(seed + 100, 60), cloud(seed + 200, 200)) for seed in range(20)]
    assert abs(sum(scores) / 20) < 1
    assert max(map(abs, scores)) < 3.5


def test_more_dimensions_than_components_are_projected():
    # copies that differ from their works only in a direction of little spread, as noise on a picture does
    random = torch.Generator().manual_seed(0)
    spread = torch.cat([torch.ones(10), torch.full((90,), 0.05)])
    works, held_out = (torch.randn(count, 100, generator=random) * spread for count in (400, 60))
    assert copying_score(works, held_out, works[:200] + 0.05 * torch.randn(200, 100, generator=random)) < -5


def test_samples_that_look_like_no_cell_are_refused():
    works = torch.cat([cloud(0), cloud(1) + 100])
    with pytest.raises(MetricError, match="no region"):
        copying_score(works, cloud(2, 60) + 100, cloud(3, 30))


@given(seed=st.integers(0, 10**6), n=st.integers(1, 20), m=st.integers(1, 20))
def test_the_nearest_is_the_nearest(seed, n, m):
    points, works = cloud(seed, n, 2), cloud(seed + 1, m, 2)
    index, apart = nearest(points, works)
    all_apart = (points[:, None].double() - works[None].double()).norm(dim=2)
    assert_close(apart, all_apart.min(1).values)
    assert_close(all_apart[torch.arange(n), index], apart)


def test_a_copy_is_at_zero_exactly():
    works = 100 + cloud(0, 50, 40)
    index, apart = nearest(works, works)
    assert index.tolist() == list(range(50))
    assert apart.count_nonzero() == 0
    assert (nearest(works, works, others=True)[1] > 0).all()


def test_cells_are_found_again():
    places = torch.tensor([[0.0, 0], [50, 0], [0, 50]])
    centers = k_means(torch.cat([place + cloud(seed, 40, 2) for seed, place in enumerate(places)]).double(), 3)
    assert sorted(nearest(places, centers)[0].tolist()) == [0, 1, 2]
    assert nearest(places, centers)[1].max() < 1


def test_cells_of_equal_points_do_not_break():
    assert_close(k_means(torch.ones(5, 2).double(), 3), torch.ones(3, 2).double())

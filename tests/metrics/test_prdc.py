"""Precision, recall, density and coverage against a line drawn by hand and against a slow double loop."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

import ganvas.metrics.prdc
from ganvas.errors import MetricError
from ganvas.metrics.prdc import Prdc, compute_prdc, radii


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None]


REAL = column(0, 1, 3, 9, 30, 31)
FAKE = column(0.5, 4, -10)


def test_radii_golden():
    # of 0, 1, 3, 7 the second neighbors are 3, 3 or 0, 0, 1: 3, 2, 3 and 6 away
    assert_close(radii(column(0, 1, 3, 7).double(), 2).sqrt(), torch.tensor([3.0, 2, 3, 6], dtype=torch.float64))


@pytest.mark.parametrize("chunk", [1, 4, 1000])
def test_prdc_golden(monkeypatch, chunk):
    # k = 1. Reals' balls: 0 ± 1, 1 ± 1, 3 ± 2, 9 ± 6, 30 ± 1, 31 ± 1; fakes' balls: 0.5 ± 3.5, 4 ± 3.5, −10 ± 10.5.
    # 0.5 and 4 lie in two real balls each, −10 in none: precision 2/3, density (2 + 2 + 0) / (1·3).
    # 0, 1 and 3 lie in a fake's ball (3 < 4), 9, 30 and 31 do not: recall 3/6.
    # The balls of 0, 1, 3 and 9 hold a fake (4 > 9 − 6): coverage 4/6.
    monkeypatch.setattr(ganvas.metrics.prdc, "CHUNK", chunk)
    assert_close(tuple(compute_prdc(REAL, FAKE, 1)), (2 / 3, 3 / 6, 4 / 3, 4 / 6))


def slow(real: torch.Tensor, fake: torch.Tensor, k: int) -> Prdc:
    def reach(some: torch.Tensor) -> list[float]:
        return [sorted(float((a - b).norm()) for j, b in enumerate(some) if j != i)[k - 1] for i, a in enumerate(some)]

    real_reach, fake_reach = reach(real), reach(fake)
    apart = [[float((r - f).norm()) for f in fake] for r in real]
    inside = [[d < real_reach[i] for d in row] for i, row in enumerate(apart)]
    return Prdc(
        precision=sum(any(row[j] for row in inside) for j in range(len(fake))) / len(fake),
        recall=sum(any(d < fake_reach[j] for j, d in enumerate(row)) for row in apart) / len(real),
        density=sum(map(sum, inside)) / k / len(fake),
        coverage=sum(map(any, inside)) / len(real),
    )


@given(seed=st.integers(0, 10**6), n_real=st.integers(4, 12), n_fake=st.integers(4, 12), k=st.integers(1, 3))
def test_it_equals_the_definition(seed, n_real, n_fake, k):
    random = torch.Generator().manual_seed(seed)
    real = torch.randn(n_real, 2, generator=random).double()
    fake = 1.5 * torch.randn(n_fake, 2, generator=random).double()
    assert_close(tuple(compute_prdc(real, fake, k)), tuple(slow(real, fake, k)))


def test_equal_sets_are_perfect():  # every real's ball holds itself and its k − 1 nearest, on average k
    some = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    found = compute_prdc(some, some, 5)
    assert found[:2] + found[3:] == (1, 1, 1)
    assert_close(found.density, 1.0)


def test_copies_of_one_work_have_no_diversity():  # one fake, many times: all inside, and next to nothing covered
    some = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    found = compute_prdc(some, some[:1].expand(50, 4), 5)
    assert found.precision == 1
    assert found.recall == 0
    assert found.coverage < 0.3


@pytest.mark.parametrize(("n_real", "n_fake"), [(5, 9), (9, 5)])
def test_it_refuses_a_set_without_a_kth_neighbor(n_real, n_fake):
    with pytest.raises(MetricError, match=f"{n_real} real and {n_fake} fake"):
        compute_prdc(torch.randn(n_real, 2), torch.randn(n_fake, 2), 5)

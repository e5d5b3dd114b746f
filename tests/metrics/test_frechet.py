"""The Fréchet distance against numbers worked out by hand, and its laws."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import MetricError
from ganvas.metrics.frechet import between_gaussians, frechet_distance


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None]


def cloud(seed: int, count: int = 40, dims: int = 3) -> torch.Tensor:
    return torch.randn(count, dims, generator=torch.Generator().manual_seed(seed))


def test_two_sets_on_a_line():  # means 0 and 3, variances 1 and 4: 3² + 1 + 4 − 2·√(1·4) = 10
    assert_close(frechet_distance(column(-1, 0, 1), column(1, 3, 5)), 10.0)


def test_covariances_that_do_not_commute():
    # Σ₁Σ₂ = [[4, 1], [2, 2]] has trace 6 and determinant 6; of a 2×2 matrix Tr√M = √(Tr M + 2√det M)
    cov1, cov2 = torch.tensor([[2.0, 1.0], [1.0, 2.0]]), torch.tensor([[2.0, 0.0], [0.0, 1.0]])
    expected = 4 + 3 - 2 * math.sqrt(6 + 2 * math.sqrt(6))
    assert_close(between_gaussians(torch.zeros(2), cov1, torch.zeros(2), cov2), expected, rtol=1e-9, atol=0)
    assert_close(between_gaussians(torch.zeros(2), cov2, torch.zeros(2), cov1), expected, rtol=1e-9, atol=0)


def test_it_equals_the_form_with_a_matrix_root():
    # the paper's own form, with a root of the unsymmetric Σ₁Σ₂ by Denman and Beavers' iteration
    some, others = cloud(0, 60, 8).double(), 0.5 + 1.5 * cloud(1, 50, 8).double()
    product = torch.cov(some.T) @ torch.cov(others.T)
    root, inverse = product, torch.eye(8, dtype=torch.float64)
    for _ in range(40):
        root, inverse = (root + inverse.inverse()) / 2, (inverse + root.inverse()) / 2
    assert_close(root @ root, product, rtol=1e-8, atol=1e-8)
    expected = (some.mean(0) - others.mean(0)).square().sum() + some.var(0).sum() + others.var(0).sum()
    assert_close(frechet_distance(some, others), float(expected - 2 * root.trace()), rtol=1e-6, atol=0)


def test_a_flat_direction_costs_its_variance():  # Σ₁ = diag(4, 0), Σ₂ = diag(1, 9): (2 − 1)² + (0 − 3)² = 10
    flat, round_ = torch.diag(torch.tensor([4.0, 0.0])), torch.diag(torch.tensor([1.0, 9.0]))
    assert_close(between_gaussians(torch.zeros(2), flat, torch.zeros(2), round_), 10.0)


def test_equal_sets_are_at_zero():
    some = cloud(0)
    assert_close(frechet_distance(some, some.flip(0)), 0.0, rtol=0, atol=1e-9)


@given(seed=st.integers(0, 10**6), shift=st.lists(st.floats(-9, 9), min_size=3, max_size=3))
def test_a_shift_costs_its_square(seed, shift):
    some, moved = cloud(seed).double(), torch.tensor(shift, dtype=torch.float64)
    assert_close(frechet_distance(some, some + moved), float(moved @ moved), rtol=1e-6, atol=1e-6)


@given(seed=st.integers(0, 10**6))
def test_it_is_symmetric_and_blind_to_rotation(seed):
    real, fake = cloud(seed).double(), 2 * cloud(seed + 1).double()
    turn = torch.linalg.qr(cloud(seed + 2, 3).double()).Q
    distance = frechet_distance(real, fake)
    assert_close(frechet_distance(fake, real), distance, rtol=1e-6, atol=1e-9)
    assert_close(frechet_distance(real @ turn, fake @ turn), distance, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("n_real", "n_fake", "named"), [(3, 40, "3 real"), (40, 3, "3 fake")])
def test_it_refuses_no_more_samples_than_features(n_real, n_fake, named):
    with pytest.raises(MetricError, match=f"{named} samples for 3 features"):
        frechet_distance(cloud(0, n_real), cloud(1, n_fake))

"""Mode counts and their distance from uniform, by hand."""

import math

import torch
from torch.testing import assert_close

from benchmarks.modes import covered, kl_from_uniform, near_modes, stacked


def test_covered_counts_modes_with_a_sample():
    assert covered(torch.tensor([3, 0, 1, 0])) == 2
    assert covered(torch.tensor([3, 0, 1, 0]), least=2.5) == 1


def test_kl_golden():
    # shares ½, ¼, ¼, 0 of four: ½ ln 2 + ¼ ln 1 + ¼ ln 1 + 0 = ½ ln 2
    assert_close(kl_from_uniform(torch.tensor([4, 2, 2, 0])), math.log(2) / 2)


def test_kl_is_zero_for_uniform_counts_and_ln_k_for_one_mode():
    assert_close(kl_from_uniform(torch.full((1000,), 26)), 0.0, rtol=0, atol=1e-12)
    assert_close(kl_from_uniform(torch.eye(1000, dtype=torch.int64)[7] * 26_000), math.log(1000))


def test_kl_of_a_uniform_sampler_is_half_k_over_n():
    # N draws from K equally likely modes: N · 2 · KL is near χ² with K − 1 degrees, mean 999, deviation √1998 = 45
    drawn = torch.randint(1000, (26_000,), generator=torch.Generator().manual_seed(0))
    counts = torch.bincount(drawn, minlength=1000)
    assert_close(2 * 26_000 * kl_from_uniform(counts), 999.0, rtol=0, atol=4 * 45)


def test_three_digits_are_read_as_a_number():
    assert stacked(torch.tensor([[0, 0, 0], [1, 2, 3], [9, 9, 9]])).tolist() == [0, 123, 999]


def test_a_sample_counts_for_its_nearest_center_if_it_is_within_reach():
    centers = torch.tensor([[0.0, 0.0], [4.0, 0.0]])
    samples = torch.tensor([[0.0, 1.0], [0.6, 0.8], [3.5, 0.0], [2.5, 0.0]])  # 1, 1, ½ and 1½ from the nearest
    assert near_modes(samples, centers, 1.01).tolist() == [2, 1]
    assert near_modes(samples, centers, 0.9).tolist() == [0, 1]

"""The kernel distance against numbers worked out by hand and another way of writing it, and what its interval holds."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

import ganvas.metrics.kernel
from ganvas.metrics.kernel import kernel_distance, mmd


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None]


def cloud(seed: int, count: int, dims: int = 3) -> torch.Tensor:
    return torch.randn(count, dims, generator=torch.Generator().manual_seed(seed))


def test_three_points_against_three():
    # D = 1, k = (xy + 1)³. Reals 0, 1, 2: pairs (0,1) 1, (0,2) 1, (1,2) 27, mean 29/3.
    # Fakes 0, −1, 1: pairs (0,−1) 1, (0,1) 1, (−1,1) 0, mean 2/3.
    # Across: 0 with all 1, 1, 1; 1 with 0, −1, 1: 1, 0, 8; 2: 1, −1, 27; sum 39, mean 39/9.
    # 29/3 + 2/3 − 2·39/9 = 31/3 − 26/3 = 5/3, times 1000.
    found = kernel_distance(column(0, 1, 2), column(0, -1, 1))
    assert_close(found.value, 5000 / 3)


def direct(real: torch.Tensor, fake: torch.Tensor) -> float:
    """The definition, as two nested loops."""

    def kernel(x: torch.Tensor, y: torch.Tensor) -> float:
        return (float(x @ y) / len(x) + 1) ** 3

    def among(some: torch.Tensor) -> float:
        pairs = [kernel(x, y) for i, x in enumerate(some) for j, y in enumerate(some) if i != j]
        return sum(pairs) / len(pairs)

    across = [kernel(x, y) for x in real for y in fake]
    return among(real) + among(fake) - 2 * sum(across) / len(across)


@pytest.mark.parametrize("chunk", [1, 4, 1000])
@given(seed=st.integers(0, 10**6), count=st.integers(2, 9))
def test_it_equals_the_definition(chunk, seed, count):
    real, fake = cloud(seed, count).double(), 2 * cloud(seed + 1, count).double()
    before, ganvas.metrics.kernel.CHUNK = ganvas.metrics.kernel.CHUNK, chunk
    try:
        assert_close(kernel_distance(real, fake).value, 1000 * direct(real, fake))
    finally:
        ganvas.metrics.kernel.CHUNK = before


def test_weights_are_repeated_samples_whose_own_pairs_do_not_count():
    real, fake = cloud(0, 5).double(), cloud(1, 4).double()
    weights = torch.tensor([[1.0, 0, 1, 1, 0]], dtype=torch.float64)
    found = mmd(real, fake, weights, torch.ones(1, 4, dtype=torch.float64))
    assert_close(float(found), direct(real[[0, 2, 3]], fake))
    # one real drawn twice: the pairs (0, 2) and (2, 0) count twice, and no pair of 0 with itself
    twice = mmd(real, fake, torch.tensor([[2.0, 0, 1, 0, 0]]).double(), torch.ones(1, 4).double())
    kernel = lambda x, y: float((x @ y / 3 + 1) ** 3)  # noqa: E731
    among = kernel(real[0], real[2])
    across = sum(2 * kernel(real[0], y) + kernel(real[2], y) for y in fake) / 12
    fakes = sum(kernel(x, y) for i, x in enumerate(fake) for j, y in enumerate(fake) if i != j) / 12
    assert_close(float(twice), among + fakes - 2 * across)


def test_subsets_of_a_larger_set_come_close_to_the_whole(monkeypatch):
    real, fake = cloud(0, 300).double(), cloud(1, 400).double() + 0.3
    monkeypatch.setattr(ganvas.metrics.kernel, "SUBSET", 100)
    assert_close(kernel_distance(real, fake).value, 1000 * direct(real, fake), rtol=0.05, atol=0)


def test_it_is_the_same_every_time_and_leaves_global_chance_alone():
    before = torch.random.get_rng_state()
    first = kernel_distance(cloud(0, 30), cloud(1, 50))
    assert kernel_distance(cloud(0, 30), cloud(1, 50)) == first
    assert_close(torch.random.get_rng_state(), before, rtol=0, atol=0)
    assert kernel_distance(cloud(0, 30), cloud(1, 50), seed=1) != first


def test_more_samples_are_surer_and_the_value_has_no_bias():
    few, many = (kernel_distance(cloud(1, n), cloud(2, n) + 0.5) for n in (30, 1000))
    assert many.interval[1] - many.interval[0] < (few.interval[1] - few.interval[0]) / 2
    assert few.interval[0] < few.value < few.interval[1]
    values = [kernel_distance(cloud(seed, 20), cloud(seed + 1000, 20)).value for seed in range(60)]
    mean, spread = torch.tensor(values).mean(), torch.tensor(values).std()
    assert abs(mean) < 3 * spread / 60**0.5  # sets of one distribution: around zero, for few samples too
    assert min(values) < 0 < max(values)

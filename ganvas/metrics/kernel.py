"""The kernel distance: how far two sets of features are apart, without a bias that depends on their size."""

from collections.abc import Iterator

import torch
from torch import Tensor

from ganvas import seeds
from ganvas.metrics.estimate import Estimate

SUBSETS = 100
SUBSET = 1000  # samples of each kind in a subset, where there are as many
RESAMPLES = 200
SPAN = (0.025, 0.975)  # the share of resamples below each end of the interval
PER_MILLE = 1000.0
CHUNK = 1000


def kernel_distance(real: Tensor, fake: Tensor, seed: int = 0) -> Estimate:
    """KID · 10³: the unbiased squared MMD under the kernel (x·y/D + 1)³, on the mean of 100 subsets.

    Bińkowski et al. 2018 (arXiv:1801.01401). A subset holds 1,000 samples of each kind, or as many
    as the smaller set has. Two sets of one distribution come out around zero, also below it.

    The interval holds the middle 95 % of 200 bootstrap resamples of both sets: each draws as many
    samples as there are, with replacement, and a pair of one sample with itself is never counted.
    Subsets and resamples are drawn from ``seed`` alone.

    Args:
        real: (N, D), at least two.
        fake: (M, D), at least two.
        seed: where the chance of subsets and resamples starts.
    """
    some = min(len(real), len(fake), SUBSET)
    weights = []
    for name, points in (("real", real), ("fake", fake)):
        parts = (_subsets(len(points), some, seed, name), _resamples(len(points), seed, name))
        weights.append(torch.cat(parts))
    values = PER_MILLE * mmd(real, fake, *weights)
    low, high = torch.quantile(values[SUBSETS:], torch.tensor(SPAN, dtype=torch.float64)).tolist()
    return Estimate(float(values[:SUBSETS].mean()), (low, high))


def mmd(real: Tensor, fake: Tensor, real_weights: Tensor, fake_weights: Tensor) -> Tensor:
    """Unbiased squared MMD (R,), in float64, of R weightings of the two sets.

    Args:
        real: (N, D).
        fake: (M, D).
        real_weights: (R, N), how often each real counts.
        fake_weights: (R, M).
    """
    across = torch.zeros(len(real_weights), dtype=torch.float64)
    for rows, kernel in _kernel(real, fake):
        across += (real_weights[:, rows] @ kernel * fake_weights).sum(1)
    across /= real_weights.sum(1) * fake_weights.sum(1)
    return _within(real, real_weights) + _within(fake, fake_weights) - 2 * across


def _within(points: Tensor, weights: Tensor) -> Tensor:
    """Mean kernel (R,) over pairs of two different points."""
    total = torch.zeros(len(weights), dtype=torch.float64)
    for rows, kernel in _kernel(points, points):
        here = torch.arange(len(kernel))
        kernel[here, rows.start + here] = 0
        total += (weights[:, rows] @ kernel * weights).sum(1)
    return total / (weights.sum(1).square() - weights.square().sum(1))


def _kernel(left: Tensor, right: Tensor) -> Iterator[tuple[slice, Tensor]]:
    """(x·y/D + 1)³ of left (N, D) and right (M, D), some rows at a time, in float64."""
    columns = right.double().T
    for start in range(0, len(left), CHUNK):
        some = left[start : start + CHUNK].double()
        yield slice(start, start + len(some)), (some @ columns / left.shape[1] + 1) ** 3


def _subsets(count: int, some: int, seed: int, name: str) -> Tensor:
    """(SUBSETS, count) of 0 and 1, ``some`` ones in each row."""
    random = seeds.generator(seed, "kid subsets", name)
    weights = torch.zeros(SUBSETS, count, dtype=torch.float64)
    for row in weights:
        row[torch.randperm(count, generator=random)[:some]] = 1
    return weights


def _resamples(count: int, seed: int, name: str) -> Tensor:
    """(RESAMPLES, count): how often each sample comes in ``count`` draws with replacement."""
    random = seeds.generator(seed, "kid resamples", name)
    drawn = torch.randint(count, (RESAMPLES, count), generator=random)
    ones = torch.ones(drawn.shape, dtype=torch.float64)
    return torch.zeros(RESAMPLES, count, dtype=torch.float64).scatter_add_(1, drawn, ones)

"""Whether samples are too close to the works that a generator learned from: two figures, neither of them proof.

Stein et al. 2023 (arXiv:2306.04675) found that no such figure detects memorization reliably: look at
the nearest works too.
"""

import math

import torch
from torch import Tensor

from ganvas import seeds
from ganvas.errors import MetricError
from ganvas.metrics.prdc import chunks, share

DIMENSIONS = 64  # that the distances of C_T are taken in
CELLS = 5  # at most
HELD_OUT_A_CELL = 20  # on average; fewer held-out works make fewer cells
LEAST_FAKES = 20  # in a cell that counts
ROUNDS = 20  # of k-means


def authentic_share(train: Tensor, fake: Tensor) -> float:
    """AuthPct: per cent of the fakes that lie farther from their nearest work than that work from its nearest other.

    Alaa et al. 2022 (arXiv:2102.08921). Copies have 0; works of the same hand that were never seen have about 50.

    Args:
        train: (N, D), at least two.
        fake: (M, D).
    """
    works, apart = nearest(fake, train)
    _, among_works = nearest(train, train, others=True)
    return 100 * share(among_works[works] < apart)


def copying_score(train: Tensor, held_out: Tensor, fake: Tensor, seed: int = 0) -> float:
    """C_T: how much farther fakes lie from their nearest work than held-out works do, in standard deviations.

    Meehan et al. 2020 (arXiv:2004.05675). Far below zero is copying, far above is not having learned; within
    ±2 is chance. Distances are taken in the first 64 principal components of the works, cell by
    cell of a k-means of them, as Mann–Whitney z; cells count by their share of the held-out works.

    Args:
        train: (N, D).
        held_out: (L, D), works that the generator never saw.
        fake: (M, D).
        seed: where the chance of k-means starts.
    Raises:
        MetricError: no cell has enough of all three.
    """
    train, held_out, fake = _principal(train, held_out, fake)
    cells = max(1, min(CELLS, len(held_out) // HELD_OUT_A_CELL))
    centers = k_means(train, cells, seed)
    homes = [nearest(points, centers)[0] for points in (train, held_out, fake)]
    total = weight = 0.0
    for cell in range(cells):
        works, test, drawn = (points[home == cell] for points, home in zip((train, held_out, fake), homes, strict=True))
        if len(works) and len(test) and len(drawn) >= LEAST_FAKES:
            total += len(test) * mann_whitney_z(nearest(drawn, works)[1], nearest(test, works)[1])
            weight += len(test)
    if not weight:
        raise MetricError(
            f"ct: no region of the features holds works, held-out works and {LEAST_FAKES} generated samples at once, "
            "so the samples look like none of the works. Train longer, or draw more."
        )
    return total / weight


def mann_whitney_z(some: Tensor, others: Tensor) -> float:
    """How far the pairs with the larger value in ``some`` (M,) are from half of all, in standard deviations.

    A tie counts half; the deviation is that of two samples of one distribution without ties.
    """
    m, n = len(some), len(others)
    larger = (some[:, None] > others).sum() + 0.5 * (some[:, None] == others).sum()
    return float(larger - m * n / 2) / math.sqrt(m * n * (m + n + 1) / 12)


def nearest(points: Tensor, works: Tensor, others: bool = False) -> tuple[Tensor, Tensor]:
    """Index (N,) of the nearest work of each point, and the distance (N,) to it.

    Args:
        points: (N, D).
        works: (M, D).
        others: the two are one set, in which no point is its own neighbor.
    """
    points, works = points.double(), works.double()
    index = []
    for rows, squared in chunks(points, works):
        if others:
            here = torch.arange(len(squared))
            squared[here, rows.start + here] = torch.inf
        index.append(squared.argmin(1))
    found = torch.cat(index) if index else torch.empty(0, dtype=torch.int64)
    return found, (points - works[found]).norm(dim=1)  # anew, so that a copy is at zero and not at a rounding error


def k_means(points: Tensor, k: int, seed: int = 0) -> Tensor:
    """Centers (k, D) of k cells of points (N, D): k-means++ starts, then at most 20 rounds of Lloyd's algorithm."""
    random = seeds.generator(seed, "k-means")
    centers = points[torch.randint(len(points), (1,), generator=random)]
    while len(centers) < k:
        apart = nearest(points, centers)[1].square()
        chances = apart if apart.sum() > 0 else torch.ones_like(apart)
        centers = torch.cat([centers, points[torch.multinomial(chances, 1, generator=random)]])
    for _ in range(ROUNDS):
        home = nearest(points, centers)[0]
        moved = torch.stack(
            [points[home == cell].mean(0) if (home == cell).any() else centers[cell] for cell in range(k)]
        )
        if torch.equal(moved, centers):
            break
        centers = moved
    return centers


def _principal(train: Tensor, *others: Tensor) -> list[Tensor]:
    """The sets in the first components of the works, in float64; as they are where they have no more dimensions."""
    sets = [points.double() for points in (train, *others)]
    if sets[0].shape[1] <= DIMENSIONS:
        return sets
    mean = sets[0].mean(0)
    _, vectors = torch.linalg.eigh(torch.cov((sets[0] - mean).T))
    return [(points - mean) @ vectors[:, -DIMENSIONS:] for points in sets]

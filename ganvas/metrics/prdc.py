"""Precision, recall, density and coverage: fidelity and diversity told apart by nearest neighbors."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from ganvas.errors import MetricError

CHUNK = 1000


class Prdc(NamedTuple):
    """The four measures; the first two and the last are shares of the samples."""

    precision: float
    recall: float
    density: float
    coverage: float


def compute_prdc(real: Tensor, fake: Tensor, k: int) -> Prdc:
    """How the two sets lie in one another, each sample's ball reaching to its k-th neighbor of the same set.

    Precision: the fakes inside some real's ball. Recall: the reals inside some fake's ball
    (Kynkäänniemi et al. 2019, arXiv:1904.06991). Density: the reals' balls around a fake, over
    k. Coverage: the reals whose ball holds a fake (Naeem et al. 2020, arXiv:2002.09797, whose
    balls are open, as here).

    Args:
        real: features (N, D).
        fake: features (M, D).
        k: the neighbor that a ball reaches to, the sample itself not counted.
    Returns:
        The four measures.
    Raises:
        MetricError: a set has no k-th neighbor.
    """
    if min(len(real), len(fake)) <= k:
        raise MetricError(
            f"precision and recall: {len(real)} real and {len(fake)} fake samples; "
            f"wanted more than {k} of each, for a {k}-th neighbor. Draw more."
        )
    real, fake = real.double(), fake.double()
    real_radii, fake_radii = radii(real, k), radii(fake, k)
    balls_around_fake = torch.zeros(len(fake), dtype=torch.int64)
    recalled, covered = [], []
    for rows, distances in chunks(real, fake):
        in_real_ball = distances < real_radii[rows, None]
        balls_around_fake += in_real_ball.sum(0)
        covered.append(in_real_ball.any(1))
        recalled.append((distances < fake_radii).any(1))
    return Prdc(
        precision=share(balls_around_fake > 0),
        recall=share(torch.cat(recalled)),
        density=float(balls_around_fake.double().mean() / k),
        coverage=share(torch.cat(covered)),
    )


def radii(points: Tensor, k: int) -> Tensor:
    """Squared distance (N,) of each point to its k-th nearest other point."""
    found = []
    for rows, distances in chunks(points, points):
        here = torch.arange(len(distances))
        distances[here, rows.start + here] = torch.inf  # a point is no neighbor of itself
        found.append(distances.kthvalue(k, dim=1).values)
    return torch.cat(found)


def chunks(left: Tensor, right: Tensor) -> Iterator[tuple[slice, Tensor]]:
    """Squared distances (rows, M) from left (N, D) to right (M, D), some rows at a time, in float64."""
    norms = right.square().sum(1)
    for start in range(0, len(left), CHUNK):
        some = left[start : start + CHUNK]
        distances = torch.addmm(norms, some, right.T, alpha=-2).add_(some.square().sum(1, keepdim=True)).clamp_(min=0)
        yield slice(start, start + len(some)), distances


def share(mask: Tensor) -> float:
    """The share of a mask that is true."""
    return float(mask.double().mean())

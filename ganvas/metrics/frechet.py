"""The Fréchet distance between two sets of features, each taken for a Gaussian."""

import torch
from torch import Tensor

from ganvas.errors import MetricError


def frechet_distance(real: Tensor, fake: Tensor) -> float:
    """‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2√(Σ₁Σ₂)) of two sets of features.

    Heusel et al. 2017 (arXiv:1706.08500). It falls with the number of samples: figures of
    different N must not be compared.

    Args:
        real: (N, D).
        fake: (M, D).
    Returns:
        The distance, 0 or more, in squared units of the features.
    Raises:
        MetricError: a set has no more samples than dimensions, so that its covariance says nothing.
    """
    for name, some in (("real", real), ("fake", fake)):
        if len(some) <= some.shape[1]:
            raise MetricError(
                f"the Fréchet distance: {len(some)} {name} samples for {some.shape[1]} features; "
                "wanted more samples than features. Draw more, or choose an extractor with fewer features."
            )
    return between_gaussians(*moments(real), *moments(fake))


def moments(features: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (D,) and unbiased covariance (D, D), in float64."""
    features = features.double()
    return features.mean(0), torch.cov(features.T).reshape(features.shape[1], features.shape[1])


def between_gaussians(mean1: Tensor, cov1: Tensor, mean2: Tensor, cov2: Tensor) -> float:
    """The distance between two Gaussians, from their means (D,) and covariances (D, D).

    Tr√(Σ₁Σ₂) is the sum of the roots of the eigenvalues of Σ₁Σ₂, which are those of the
    symmetric √Σ₁ Σ₂ √Σ₁: no matrix root that could turn complex.
    """
    values, vectors = torch.linalg.eigh(cov1.double())
    root1 = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    product = root1 @ cov2.double() @ root1
    overlap = torch.linalg.eigvalsh((product + product.T) / 2).clamp(min=0).sqrt().sum()
    shift = (mean1.double() - mean2.double()).square().sum()
    # rounding may leave equal sets a hair below zero
    return max(float(shift + cov1.trace() + cov2.trace() - 2 * overlap), 0.0)

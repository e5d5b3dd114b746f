"""Mode counts, as PacGAN counts them (Lin et al. 2018, arXiv:1712.04086)."""

import torch
from torch import Tensor


def covered(counts: Tensor, least: float = 1) -> int:
    """How many of the modes got at least so many samples, of counts (K,)."""
    return int((counts >= least).sum())


def kl_from_uniform(counts: Tensor) -> float:
    """Σ qₖ ln(K · qₖ) of shares qₖ, in nats, of counts (K,): 0 where all are equally frequent, ln K for a single mode.

    N samples of K equally likely modes do not reach 0 but (K − 1) / 2N, about; figures of different N must not
    be compared.
    """
    shares = counts.double() / counts.sum()
    return float(torch.special.xlogy(shares, len(shares) * shares).sum())


def stacked(digits: Tensor) -> Tensor:
    """The mode (N,), 0 … 999, of pictures whose channels show the digits (N, 3): read as a number of three digits."""
    return digits @ torch.tensor([100, 10, 1])


def near_modes(samples: Tensor, centers: Tensor, reach: float) -> Tensor:
    """Counts (K,) of the samples (N, D) within ``reach`` of their nearest center, by that center (K, D)."""
    apart, nearest = torch.cdist(samples, centers).min(1)
    return torch.bincount(nearest[apart <= reach], minlength=len(centers))

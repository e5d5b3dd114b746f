"""From the words of a sketch to a latent: a pure function of the expression and z_dim.

Computed in float64 on the CPU, so that what is drawn does not depend on the device.
"""

from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from ganvas import seeds
from ganvas.model import walk
from ganvas.sketch import Blend, Latent, Mean, Seed

TINY = 1e-12


def latent(expression: Latent, z_dim: int) -> Tensor:
    """(z_dim,), float64: the latent that an expression stands for, psi not yet applied."""
    if isinstance(expression, Seed):
        return seeds.latents([expression.seed], z_dim)[0].double()
    if isinstance(expression, Mean):
        return torch.zeros(z_dim, dtype=torch.float64)
    if isinstance(expression, Blend):
        weights = torch.tensor([share.weight for share in expression.of], dtype=torch.float64)
        return blend(torch.stack([latent(share.latent, z_dim) for share in expression.of]), weights)
    return _path(expression.keys, expression.curve, expression.closed, z_dim).at(expression.at)


@lru_cache(maxsize=8)
def _path(keys: tuple[Latent, ...], curve: Literal["slerp", "spline"], closed: bool, z_dim: int) -> walk.Path:
    """The way that all frames of one film share."""
    return walk.path(torch.stack([latent(key, z_dim) for key in keys]), curve, closed)


def blend(latents: Tensor, weights: Tensor) -> Tensor:
    """The weighted sum of latents, brought to the weighted mean of their lengths.

    A plain weighted mean of normal latents is too short: it would drift to the
    average work, as if psi had been lowered.

    Args:
        latents: (N, z_dim).
        weights: (N,), above zero.
    Returns:
        (z_dim,); zero where the latents cancel each other.
    """
    weights = weights / weights.sum()
    mixed = weights @ latents
    length = weights @ latents.norm(dim=1)
    blended: Tensor = mixed * (length / mixed.norm().clamp_min(TINY))
    return blended

"""From the words of a sketch to a latent: a pure function of the expression and of the space it is drawn in.

Computed in float64 on the CPU, so that what is drawn does not depend on the device.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from ganvas import seeds
from ganvas.model import walk
from ganvas.nets import Styled
from ganvas.sketch import Blend, Latent, Mean, Seed

TINY = 1e-12
AVERAGED = 4096  # styles whose average is the average work


class Space:
    """Where latents lie around the average work.

    Blends and walks are made of a latent's way from the mean, so that they keep the distance from the
    average work that latents usually have.

    Attributes:
        mean: (size,), float64: the latent of the average work.
    """

    def __init__(self, draw: Callable[[int], Tensor], mean: Tensor) -> None:
        """``draw`` gives the latent (size,) of a seed."""
        self.mean = mean.double()
        self._draw = draw
        self._path = lru_cache(maxsize=8)(self._new_path)

    def at(self, expression: Latent, psi: float = 1.0) -> Tensor:
        """(size,), float64: the latent that an expression stands for; psi 0 is the mean, 1 leaves it untouched."""
        return self.mean + psi * self._way(expression)

    def _way(self, expression: Latent) -> Tensor:
        """(size,): from the mean to the latent of an expression."""
        if isinstance(expression, Seed):
            return self._draw(expression.seed).double() - self.mean
        if isinstance(expression, Mean):
            return torch.zeros_like(self.mean)
        if isinstance(expression, Blend):
            weights = torch.tensor([share.weight for share in expression.of], dtype=torch.float64)
            return blend(torch.stack([self._way(share.latent) for share in expression.of]), weights)
        return self._path(expression.keys, expression.curve, expression.closed).at(expression.at)

    def _new_path(self, keys: tuple[Latent, ...], curve: Literal["slerp", "spline"], closed: bool) -> walk.Path:
        """The way that all frames of one film share."""
        return walk.path(torch.stack([self._way(key) for key in keys]), curve, closed)


@lru_cache(maxsize=8)
def normal_space(z_dim: int) -> Space:
    """The space of z: standard normal, its mean zero."""
    return Space(lambda seed: seeds.latents([seed], z_dim)[0], torch.zeros(z_dim))


def style_space(generator: Styled, classes: int, device: torch.device) -> Space:
    """The space of w of a generator with styles; its mean is the average of a few thousand fixed ones.

    Where there are classes, seed n is of class n modulo their number, and the mean is over all of them. A seed is
    mapped by itself, so that no other can change its bits.

    Args:
        generator: at rest.
        classes: how many labels it is told.
        device: where it is.
    """

    def styles(z: Tensor, numbers: Tensor) -> Tensor:
        labels = (numbers % classes).to(device) if classes else None
        with torch.inference_mode():
            return generator.map(z.to(device), labels)[:, 0].cpu()

    z_dim = generator.z_dim
    many = torch.randn(AVERAGED, z_dim, generator=seeds.generator("styles whose average is the average work"))
    mean = styles(many, torch.arange(AVERAGED)).double().mean(0)
    return Space(lambda seed: styles(seeds.latents([seed], z_dim), torch.tensor([seed]))[0], mean)


def latent(expression: Latent, z_dim: int) -> Tensor:
    """(z_dim,), float64: the z that an expression stands for, psi not yet applied."""
    return normal_space(z_dim).at(expression)


def blend(latents: Tensor, weights: Tensor) -> Tensor:
    """The weighted sum of latents, brought to the weighted mean of their lengths.

    A plain weighted mean is too short: it would drift to the average work, as if psi had been lowered.

    Args:
        latents: (N, size), from the mean.
        weights: (N,), above zero.
    Returns:
        (size,); zero where the latents cancel each other.
    """
    weights = weights / weights.sum()
    mixed = weights @ latents
    length = weights @ latents.norm(dim=1)
    blended: Tensor = mixed * (length / mixed.norm().clamp_min(TINY))
    return blended

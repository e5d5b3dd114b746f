"""Latents in units of how much a model's own differ: where every direction is as likely as any other."""

import torch
from torch import Tensor

from ganvas.model.model import Model

LEAST = 1e-3  # of the widest axis; along narrower ones a latent is taken to lie at the mean


class Whitened:
    """The latents of a model, whitened: v = 0 is the mean, and each number of a usual v has the size 1.

    Attributes:
        layers: how many rows a latent has; 1 where it goes in at once.
        size: of a row.
    """

    def __init__(self, model: Model) -> None:
        space = model.space
        self.layers, self.size = space.layers, len(space.mean)
        variances, axes = torch.linalg.eigh(space.spread)
        inverse = torch.where(variances > LEAST * variances.max(), 1 / variances, 0.0)
        # clones, so that they may take part in a gradient
        self._mean, self._root = space.mean.clone(), space.spread.clone()
        self._inverse: Tensor = (axes * inverse @ axes.mT).clone()

    def latents(self, v: Tensor) -> Tensor:
        """(…, size), whitened, to latents (…, size), differentiable."""
        return torch.matmul(v, self._root.to(v)) + self._mean.to(v)

    def whiten(self, latents: Tensor) -> Tensor:
        """Latents (…, size) to whitened ones."""
        return (latents - self._mean.to(latents)) @ self._inverse.to(latents)


def beyond(v: Tensor) -> Tensor:
    """How much farther than usual latents lie from the mean: (N, layers, size) to (N,).

    The mean square of a usual row is 1, and costs nothing; so the model's own works can be found exactly.
    """
    return (v.square().mean(2) - 1).clamp_min(0).mean(1)


def apart(v: Tensor) -> Tensor:
    """How much the rows of one latent differ, as a mean square: (N, layers, size) to (N,); 0 for the model's own."""
    return (v - v.mean(1, keepdim=True)).square().mean((1, 2))

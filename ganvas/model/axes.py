"""Principal axes of a model's latents: few coordinates, of variance 1, in which distance means difference."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from ganvas.model.latents import Space

LEAST = 1e-6  # of the widest axis: along a narrower one latents do not vary


@dataclass(frozen=True, eq=False)
class Axes:
    """The widest axes of a space's latents.

    Attributes:
        mean: (size,), float64.
        vectors: (size, k), orthonormal columns, the widest first; the largest number of each is positive.
        scales: (k,), standard deviations along them.
    """

    mean: Tensor
    vectors: Tensor
    scales: Tensor

    @classmethod
    def of(cls, space: Space, most: int) -> Self:
        """At most so many axes of a space; all of them where its latents lie in a ball, which has no widest ones."""
        scales, vectors = torch.linalg.eigh(space.spread)  # the symmetric root: its eigenvalues are deviations
        scales, vectors = scales.flip(0), vectors.flip(1)
        alive = int((scales > LEAST * scales[0]).sum())
        count = alive if space.is_ball else min(most, alive)
        return cls(space.mean, upright(vectors[:, :count]), scales[:count])

    @property
    def count(self) -> int:
        """How many axes there are."""
        return len(self.scales)

    def coordinates(self, latents: Tensor) -> Tensor:
        """Latents (…, size) in standard deviations along each axis, (…, k)."""
        return (latents.double() - self.mean) @ self.vectors / self.scales

    def steps(self, coordinates: Tensor) -> Tensor:
        """Ways (…, size) in the space for ways (…, k) in coordinates."""
        return (coordinates * self.scales) @ self.vectors.mT


def upright(vectors: Tensor) -> Tensor:
    """Columns (size, k) with the sign that makes the largest number of each positive."""
    largest = vectors.gather(0, vectors.abs().argmax(0, keepdim=True))
    return vectors * torch.where(largest < 0, -1.0, 1.0)

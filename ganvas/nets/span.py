"""The few directions in which works vary, found before a pair learns, and kept in its state.

Of some hundred channels of a dance, or of any figure with many joints, nearly all is moved by twenty directions at
once: the principal components of its frames, each channel first brought to a spread of one. A pair that works within
them can make nothing that lies beside the works in the other hundred dimensions, and has no need to learn that.
"""

import torch
from torch import Tensor, nn

LEAST_SPREAD = 0.1  # of the mean spread: a channel that hardly moves is not magnified more than to this
LEAST = torch.finfo(torch.float32).eps


class Span(nn.Module):
    """Samples (N, channels, …) ↔ coordinates (N, size, …) along principal components, of unit spread all together.

    Until ``fit`` it keeps the first channels as they are.

    Attributes:
        size: how many components there are.
        middle: (channels,), the mean of the works.
        spread: (channels,), what each channel is divided by.
        axes: (size, channels), orthonormal rows.
        unit: (), what the coordinates are divided by.
    """

    middle: Tensor
    spread: Tensor
    axes: Tensor
    unit: Tensor

    def __init__(self, channels: int, size: int) -> None:
        super().__init__()
        self.size = size
        self.register_buffer("middle", torch.zeros(channels))
        self.register_buffer("spread", torch.ones(channels))
        self.register_buffer("axes", torch.eye(size, channels))
        self.register_buffer("unit", torch.ones(()))

    @torch.no_grad()
    def fit(self, works: Tensor) -> None:
        """Take on the components of works (N, channels, …)."""
        flat = works.movedim(1, 0).flatten(1).double().cpu()
        middle = flat.mean(1)
        spread = flat.std(1, correction=0)
        spread = spread.clamp_min(LEAST_SPREAD * spread.square().mean().sqrt()).clamp_min(LEAST)
        level = (flat - middle[:, None]) / spread[:, None]
        values, vectors = torch.linalg.eigh(level @ level.mT / level.shape[1])
        found = vectors.mT.flip(0)[: self.size]
        largest = found.gather(1, found.abs().argmax(1, keepdim=True))  # a component has no sign of its own
        unit = (values.flip(0)[: self.size].clamp_min(0).sum() / self.size).sqrt().clamp_min(LEAST)
        for own, new in ((self.middle, middle), (self.spread, spread), (self.axes, found * largest.sign())):
            own.copy_(new)
        self.unit.copy_(unit)

    def inside(self, x: Tensor) -> Tensor:
        """Samples (N, channels, …) as coordinates (N, size, …), in full precision."""
        with torch.autocast(x.device.type, enabled=False):
            level = (x.float().movedim(1, -1) - self.middle) / self.spread
            return (level @ self.axes.mT / self.unit).movedim(-1, 1)

    def outside(self, coordinates: Tensor) -> Tensor:
        """Coordinates (N, size, …) as samples (N, channels, …), in full precision."""
        with torch.autocast(coordinates.device.type, enabled=False):
            level = coordinates.float().movedim(1, -1) * self.unit @ self.axes
            return (level * self.spread + self.middle).movedim(-1, 1)


class Even(nn.Module):
    """Values (N, channels, …) brought to a mean of 0 and a spread of 1, as the works have them."""

    middle: Tensor
    spread: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("middle", torch.zeros(channels))
        self.register_buffer("spread", torch.ones(channels))

    @torch.no_grad()
    def fit(self, works: Tensor) -> None:
        """Take on mean and spread of (N, channels, …)."""
        flat = works.movedim(1, 0).flatten(1).double().cpu()
        self.middle.copy_(flat.mean(1))
        spread = flat.std(1, correction=0)
        self.spread.copy_(torch.where(spread > LEAST, spread, 1.0))

    def forward(self, x: Tensor) -> Tensor:
        """To the same shape."""
        return ((x.movedim(1, -1) - self.middle) / self.spread).movedim(-1, 1)

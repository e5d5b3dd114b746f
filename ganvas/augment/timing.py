"""When things happen: a stretch of what goes along time, seen at full length.

A setting is (first step, steps between one seen and the next), in parts of the length. Values are read between two
steps, linear, by ``gather``, which PyTorch differentiates twice. A stretch lies inside, so nothing is made up beyond
an edge; what is seen is a little slower. A clip of few hundred frames then is not few hundred points but a line.
"""

import torch
from torch import Tensor

from ganvas.augment.stage import Shape, Stage

LEAST = 0.85  # of the length that is seen, at least. Our own


def moment(chance: Tensor, shape: Shape) -> Tensor:  # noqa: ARG001
    """Stretches (N, 2), how long and where by numbers (N, 2)."""
    share = LEAST + (1 - LEAST) * chance[:, 0]
    return torch.stack([chance[:, 1] * (1 - share), share], 1)


def read(x: Tensor, settings: Tensor) -> Tensor:
    """Samples (groups, n, channels, steps) seen through settings (n, 2), the same for each group."""
    steps = x.shape[-1]
    if steps < 2:
        return x
    first, share = settings.to(x.device, torch.float64)[:, :, None].unbind(1)
    places = (first + share * torch.linspace(0, 1, steps, device=x.device, dtype=torch.float64)) * (steps - 1)
    before = places.floor().clamp(0, steps - 2)
    after = (places - before).to(x.dtype)[:, None]
    where = before.long()[:, None].expand(x.shape)
    return x.gather(3, where) * (1 - after) + x.gather(3, where + 1) * after


def within(first: Tensor, then: Tensor) -> Tensor:
    """A stretch of a stretch."""
    return torch.stack([first[:, 0] + then[:, 0] * first[:, 1], first[:, 1] * then[:, 1]], 1)


TIME = Stage(
    axes=2,
    neutral=lambda shape: torch.tensor([0.0, 1.0], dtype=torch.float64),  # noqa: ARG005
    join=within,
    carry_out=read,
)

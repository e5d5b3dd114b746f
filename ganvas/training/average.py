"""The slow copy of the generator that makes the art."""

import torch
from torch import nn


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, batch: int, half_life: float) -> None:
    """Move average toward model so that an old weight's share halves every half_life samples.

    Buffers are copied. A half-life of 0 copies the weights as well.
    """
    keep = 0.5 ** (batch / half_life) if half_life > 0 else 0.0
    slow: list[torch.Tensor] = list(average.parameters())
    fast: list[torch.Tensor] = list(model.parameters())
    if keep == 0.0:
        torch._foreach_copy_(slow, fast)
    else:
        torch._foreach_lerp_(slow, fast, 1 - keep)
    for old, new in zip(average.buffers(), model.buffers(), strict=True):
        old.copy_(new)

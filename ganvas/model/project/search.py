"""Going downhill in whitened latents with Adam; the best of all states is kept, and it can be left at any time."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

RATE = 0.1  # of Adam, in standard deviations of the model's latents
WARM = 10  # steps until it is reached
FALL = 0.4  # the share of the way on which it falls to 0

Price = Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class State:
    """Where a search is.

    Attributes:
        step: how many steps were taken.
        of: how many will be.
        loss: (N,), of the latents now.
        v: (N, layers, size), whitened, now.
        best: (N, layers, size), the allowed ones with the smallest loss in all so far.
        least: that loss.
    """

    step: int
    of: int
    loss: Tensor
    v: Tensor
    best: Tensor
    least: float


def search(
    price: Price,
    start: Tensor,
    steps: int,
    seconds: float | None = None,
    rate: float = RATE,
    allowed: Callable[[Tensor], bool] = lambda _: True,
) -> Iterator[State]:
    """Look for latents of a small price; every state is given out, from the start on.

    Args:
        price: whitened latents (N, layers, size) to (N,).
        start: (N, layers, size); allowed.
        steps: at most.
        seconds: at most, if given; the rate then falls with the time, and the result depends on the machine.
        rate: of Adam at its highest.
        allowed: whether latents may be the best.
    """
    v = start.detach().clone().requires_grad_(True)
    optimizer = torch.optim.Adam([v], rate, betas=(0.9, 0.99))
    best, least, begin = v.detach().clone(), math.inf, time.monotonic()
    for step in range(steps + 1):
        loss = price(v)
        total = float(loss.detach().sum())
        if total < least and allowed(v.detach()):
            best, least = v.detach().clone(), total
        yield State(step, steps, loss.detach(), v.detach().clone(), best, least)
        done = max(step / max(steps, 1), (time.monotonic() - begin) / (seconds or math.inf))
        if step == steps or done >= 1:
            return
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / WARM, (1 - done) / FALL)
        optimizer.zero_grad(set_to_none=True)
        loss.sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()

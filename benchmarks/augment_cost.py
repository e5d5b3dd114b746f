"""What does it cost to alter what the discriminator sees?

    python benchmarks/augment_cost.py [--size 64] [--rounds 30]

On one thread, for 16 RGB works with 16 fakes, altered in pairs by the parts that are allowed unless one asks: the
milliseconds of the pipeline forward, and forward, backward and backward again, and those of a step of ``quick``'s
networks at several p, measured in turns. Time is the processor's, so that other programs disturb less. Prints JSON.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

import torch
from torch import Tensor, nn

from ganvas.augment.parts import augment, numbers_needed
from ganvas.augment.policy import KIND_TO_ART
from ganvas.losses import GAMES
from ganvas.nets import NETS, Design
from ganvas.seeds import generator
from ganvas.training.step import Draw, Weights, step

WORKS, P = 16, (0.0, 0.1, 0.3, 0.6)


class Altering(nn.Module):
    """A discriminator that sees its samples altered, each pair alike, with a draw of its own every time."""

    def __init__(self, inner: nn.Module, p: float = 0.0) -> None:
        super().__init__()
        self.inner, self.p, self.calls = inner, p, 0

    def forward(self, x: Tensor) -> Tensor:
        """Logits (N,) of what is seen."""
        self.calls += 1
        return self.inner(seen(x, self.p, self.calls))


def seen(x: Tensor, p: float, number: int) -> Tensor:
    """Altered samples."""
    chance = torch.rand(WORKS, numbers_needed(KIND_TO_ART), generator=generator(0, "cost", number))
    return augment(x, chance, p, KIND_TO_ART)


def twice(alter: Callable[[Tensor], Tensor], x: Tensor) -> None:
    """Forward, backward and backward again, as a penalty does."""
    x = x.clone().requires_grad_(True)
    weights = torch.ones_like(x, requires_grad=True)
    (slope,) = torch.autograd.grad(alter(x), x, weights, create_graph=True)
    torch.autograd.backward(slope.square().sum(), inputs=[weights])


def milliseconds(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each, in turns; the first three rounds are not counted."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 3):
        for name, call in calls.items():
            start = time.process_time()
            call()
            times[name].append((time.process_time() - start) * 1e3)
    return {name: round(statistics.median(found[3:]), 2) for name, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=30)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    design = Design((3, wanted.size, wanted.size), 64, width=64, depth=1, patch=2, normalize=True)
    players = NETS["patch"].generator(design), Altering(NETS["patch"].discriminator(design))
    optimizers = [torch.optim.Adam(net.parameters(), 1e-4, betas=(0.0, 0.99)) for net in players]
    state = cast(Any, SimpleNamespace(generator=players[0], discriminator=players[1],
                                      g_optimizer=optimizers[0], d_optimizer=optimizers[1]))  # fmt: skip
    real = torch.rand(WORKS, *design.shape) * 2 - 1
    draw = Draw(real, torch.randn(WORKS, 64), torch.randn(WORKS, 64), torch.rand(WORKS))
    both = torch.cat([real, real])

    def a_step(p: float) -> None:
        players[1].p = p
        step(state, GAMES["relativistic"], draw, Weights(20.0, 20.0), True, 1, nullcontext)

    calls: dict[str, Callable[[], object]] = {
        f"pipeline forward, p {p:g}": lambda p=p: seen(both, p, 1) for p in P
    }  # fmt: skip
    calls |= {f"pipeline twice backward, p {p:g}": lambda p=p: twice(lambda x: seen(x, p, 1), both) for p in P[1:]}
    calls["discriminator forward"] = torch.no_grad()(lambda: players[1].inner(both))
    calls |= {f"step, p {p:g}": lambda p=p: a_step(p) for p in P}
    print(json.dumps({"size": wanted.size, "works": WORKS, "ms": milliseconds(calls, wanted.rounds)}, indent=2))


if __name__ == "__main__":
    main()

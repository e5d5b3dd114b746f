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
from dataclasses import replace
from itertools import count

import torch
from torch import Tensor

from ganvas.augment.parts import augment, numbers_needed
from ganvas.augment.policy import KIND_TO_ART, Augment
from ganvas.recipe import RECIPES
from ganvas.run import Plan
from ganvas.seeds import generator
from ganvas.training.draw import deal
from ganvas.training.probe import meaningless
from ganvas.training.rules import numbers, rules_at
from ganvas.training.state import new_state
from ganvas.training.step import step

WORKS, P = 16, (0.0, 0.1, 0.3, 0.6)


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
    shape = (3, wanted.size, wanted.size)
    real = torch.rand(WORKS, *shape) * 2 - 1
    both = torch.cat([real, real])
    calls: dict[str, Callable[[], object]] = {
        f"pipeline forward, p {p:g}": lambda p=p: seen(both, p, 1) for p in P
    }  # fmt: skip
    calls |= {f"pipeline twice backward, p {p:g}": lambda p=p: twice(lambda x: seen(x, p, 1), both) for p in P[1:]}
    calls |= {f"step, p {p:g}": a_step(shape, p) for p in P}
    print(json.dumps({"size": wanted.size, "works": WORKS, "ms": milliseconds(calls, wanted.rounds)}, indent=2))


def a_step(shape: tuple[int, ...], p: float) -> Callable[[], object]:
    """A whole step of the recipe quick, with a draw of its own every time."""
    altered = Augment(mode="cosine", p_start=p, p_end=p)
    recipe, plan = RECIPES["quick"].but(shape=shape, batch=WORKS, augment=altered), Plan()
    state = new_state(recipe, plan)
    draw, rules, number = meaningless(recipe, plan, state), rules_at(state, recipe, plan), count()

    def run() -> None:
        hand = deal(recipe, next(number), "cost", numbers(state, recipe))
        step(state, rules, replace(draw, hand=hand))

    return run


if __name__ == "__main__":
    main()

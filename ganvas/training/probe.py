"""A few seconds of measuring: how this machine computes this recipe fastest."""

import itertools
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import TypeVar

import torch

from ganvas import dist, seeds
from ganvas.errors import RecipeError, pick
from ganvas.nets import NETS
from ganvas.recipe import Recipe
from ganvas.regularizers import r1
from ganvas.run import Plan
from ganvas.training.draw import Draw, deal, givens
from ganvas.training.rules import numbers, rules_at
from ganvas.training.state import TrainState, new_state
from ganvas.training.step import behind, step

ROUNDS, PATIENCE_S = 5, 2.0  # of one comparison
T = TypeVar("T")
FASTER = 0.97  # a choice must be at least this much better to be made: a measurement has noise
BF16_ERROR = 0.03  # how far penalties in bfloat16 may be from those in float32, on average


def pick_device(wanted: str) -> str:
    """cpu, cuda or mps; auto takes cuda where there is one.

    Raises:
        RecipeError: the machine has no such device.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return "cuda" if there["cuda"] else "cpu"
    if not pick(there, "device", wanted):
        raise RecipeError(f"this machine has no {wanted}; choose one of: {', '.join(k for k, v in there.items() if v)}")
    return wanted


def probe(recipe: Recipe, device: str = "auto", parts: int = 1) -> Plan:
    """Measure precision, threads, memory format and parts one after the other, and keep what is faster.

    The first is measured on one thread: threads that wait for one another on a busy machine would
    drown what is measured. Each choice is measured in alternation with the best so far. Penalties in bfloat16 are first
    compared with those in float32; where they differ by more than 3 %, bfloat16 is not used. A batch is computed in
    ``parts`` at least, because no fewer fit into memory.
    """
    cores, share = max(1, cores_here() // dist.world()), recipe.batch // dist.world()
    best = Plan(device=pick_device(device), threads=1, parts=parts, machine=machine_name(), torch=torch.__version__)
    with dist.alone():
        best = choose(recipe.but(batch=share), best, cores)
    return best.but(rate=best.rate * dist.world())


def choose(recipe: Recipe, best: Plan, cores: int) -> Plan:
    """The fastest of the plans that are tried, with the reasons."""
    reasons = []
    for what, rival in rivals(recipe, best, cores):
        plan = best.but(**rival)
        if what == "bfloat16" and (error := penalty_error(recipe, plan)) > BF16_ERROR:
            reasons.append(f"float32: penalties in bfloat16 are off by {error:.1%}")
            continue
        old, new = duel(recipe, best, plan)
        chosen = new < FASTER * old
        reasons.append(f"{what}: {old / new:.2f} times as fast, {'taken' if chosen else 'left'}")
        best = plan if chosen else best
    return best.but(rate=rate_of(recipe, best), reasons=tuple(reasons))


def rate_of(recipe: Recipe, plan: Plan) -> float:
    """Works per second in the whole run, whose levels, where there are some, do not cost the same."""
    starts = recipe.level_starts
    shares = [(end - start) / recipe.length for start, end in itertools.pairwise((*starts, recipe.length))]
    costs = [median(rounds(timings(recipe, plan, start))) for start in starts]
    return recipe.batch / sum(share * cost for share, cost in zip(shares, costs, strict=True))


def rivals(recipe: Recipe, start: Plan, cores: int) -> Iterator[tuple[str, dict[str, object]]]:
    """What to try, in this order."""
    yield "bfloat16", {"bf16": True}
    if start.device == "cpu" and cores > 1:
        yield f"{cores} threads", {"threads": cores}
    if len(recipe.shape) == 3 and any(p.ndim == 4 for p in new_state(recipe, start).discriminator.parameters()):
        yield "channels last", {"channels_last": True}
    if not pick(NETS, "net", recipe.net).couples and recipe.batch % (2 * start.parts) == 0:
        yield f"{2 * start.parts} parts a batch", {"parts": 2 * start.parts}


def duel(recipe: Recipe, one: Plan, other: Plan) -> tuple[float, float]:
    """Seconds a step of both, measured in alternation; the median of each: a lucky step decides nothing."""
    times = rounds(zip(timings(recipe, one), timings(recipe, other), strict=True))
    return median(a for a, _ in times), median(b for _, b in times)


def rounds(measured: Iterator[T]) -> list[T]:
    """At most five measurements, and no more once they have taken two seconds."""
    end_s = time.perf_counter() + PATIENCE_S
    found = [next(measured)]
    while len(found) < ROUNDS and time.perf_counter() < end_s:
        found.append(next(measured))
    return found


def timings(recipe: Recipe, plan: Plan, seen: int | None = None) -> Iterator[float]:
    """Seconds of single steps on noise, each after one step of warming up; without end.

    They are steps of the moment ``seen``; left out, of the last level of the run, where there are levels.
    """
    state = new_state(recipe, plan)
    state.seen = recipe.level_starts[-1] if seen is None else seen
    draw, rules = meaningless(recipe, plan, state), rules_at(state, recipe, plan)
    while True:
        with threads(plan.threads):
            for _ in range(2):  # the first warms up, the second counts
                start = time.perf_counter()
                outcome = step(state, rules, draw)
                outcome.d_loss.sum().item()  # waits for the device
                seconds = time.perf_counter() - start
        yield seconds


def penalty_error(recipe: Recipe, plan: Plan) -> float:
    """How far R1 in this plan's precision is from R1 in float32: mean difference over mean."""
    state = new_state(recipe, plan)
    draw = meaningless(recipe, plan, state)
    exact, rough = (
        r1(behind(state.discriminator, draw, draw.hand, rules_at(state, recipe, plan.but(bf16=bf16))), draw.real)
        for bf16 in (False, plan.bf16)
    )
    return float((rough - exact).detach().abs().mean() / exact.detach().mean())


def meaningless(recipe: Recipe, plan: Plan, state: TrainState) -> Draw:
    """A batch of the right shape that means nothing."""
    random = seeds.generator(recipe.seed, "probe")
    real = torch.randn(recipe.batch, *recipe.shape, generator=random).clamp(-1, 1)
    hand = deal(recipe, 0, "probe", numbers(state, recipe))
    labels = torch.arange(recipe.batch) % recipe.classes if recipe.classes else None
    draw = Draw(real, torch.rand(recipe.batch, generator=random), hand, hand, labels, givens(recipe, 0))
    if recipe.levels > 1:
        draw = replace(draw, works=torch.zeros(recipe.batch, dtype=torch.int64))
    return draw.to(plan.device, torch.channels_last if plan.channels_last else torch.contiguous_format)


@contextmanager
def threads(count: int) -> Iterator[None]:
    """That many threads inside the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def cores_here() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine_name() -> str:
    """The processor's instruction set, as far as results depend on it."""
    return f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"


def same_machine(plan: Plan) -> bool:
    """Whether this machine computes the plan bit for bit as the one that made it."""
    return (plan.machine, plan.torch) == (machine_name(), torch.__version__)

"""Whether a step fits into memory, forecast before the first one is taken."""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from ganvas.errors import RecipeError, pick
from ganvas.nets import NETS
from ganvas.recipe import Recipe
from ganvas.run import Plan
from ganvas.training.probe import meaningless
from ganvas.training.rules import rules_at
from ganvas.training.state import new_state
from ganvas.training.step import step

TRIED = 2  # samples of the step that is measured
ROOM = 0.8  # of the free memory that a forecast may fill
COPIES = 6  # of the weights of both players: themselves, gradients, two moments of Adam, and what is in passing
SLACK = 1.7  # what is in passing beside what is kept: 1.5 to 1.7 in steps of style, quick and r3gan, measured once
MEMINFO = Path("/proc/meminfo")


def parts_that_fit(recipe: Recipe, device: str, free: int | None = None) -> int:
    """In how many parts a batch has to be computed, so that a step fits into memory: 1, 2, 4, …

    Args:
        recipe: what is to be trained.
        device: cpu, cuda or mps.
        free: bytes of memory that are free there; left out, they are asked for. Where nobody tells, 1.

    Raises:
        RecipeError: it does not fit in any number of parts.
    """
    free = free_bytes(device) if free is None else free
    if not free:
        return 1
    fixed, each = (SLACK * share for share in forecast(recipe))
    parts = 1
    while fixed + each * recipe.batch / parts > ROOM * free:
        parts *= 2
        if pick(NETS, "net", recipe.net).couples or parts > recipe.batch:
            wanted, there = (fixed + each * recipe.batch * 2 / parts) / 1e9, free / 1e9
            raise RecipeError(
                f"a step of {recipe.name} at {'×'.join(map(str, recipe.shape))} needs about {wanted:.1f} GB of memory, "
                f"{there:.1f} GB are free. Train at a smaller --size, or close other programs."
            )
    return parts


def forecast(recipe: Recipe) -> tuple[int, int]:
    """Bytes that a step takes: those of the weights and their kin, and those of each sample.

    The second is what the graph of a whole step keeps, counted on a step of two samples in float32.
    """
    plan = Plan()
    few = recipe.but(batch=TRIED)
    state = new_state(few, plan)
    state.seen = few.level_starts[-1]  # the largest, where there are levels
    weights = sum(p.nbytes for net in (state.generator, state.discriminator) for p in net.parameters())
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = max(kept.get(storage.data_ptr(), 0), storage.nbytes())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        step(state, replace(rules_at(state, few, plan), whole=True), meaningless(few, plan, state))
    own = {p.untyped_storage().data_ptr() for net in (state.generator, state.discriminator) for p in net.parameters()}
    return COPIES * weights, sum(size for place, size in kept.items() if place not in own) // TRIED


def free_bytes(device: str) -> int:
    """Memory that is free on a device; 0 where it does not tell."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    if device == "cpu" and MEMINFO.is_file():
        rows = dict(line.split(":", 1) for line in MEMINFO.read_text().splitlines())
        return int(rows.get("MemAvailable", "0 kB").split()[0]) * 1024
    return 0

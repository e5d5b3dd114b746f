"""How the recipe and the plan say that a step is to be taken at this moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import torch

from ganvas.errors import pick
from ganvas.losses import GAMES
from ganvas.recipe import Recipe
from ganvas.run import Plan
from ganvas.training.state import TrainState
from ganvas.training.step import Rules


def rules_at(state: TrainState, recipe: Recipe, plan: Plan) -> Rules:
    """The rules at the state's clock."""
    return Rules(
        game=pick(GAMES, "game", recipe.game),
        simultaneous=recipe.update == "simultaneous",
        parts=plan.parts,
        precision=precision_of(plan),
        r1=recipe.r1.at(state.seen, recipe.length),
        r2=recipe.r2.at(state.seen, recipe.length),
        wgan_gp=recipe.wgan_gp,
    )


def numbers(state: TrainState, recipe: Recipe) -> tuple[int, int]:
    """How many numbers of noise and of chance a sample takes."""
    return getattr(state.generator, "noise_size", 0), 0


def precision_of(plan: Plan) -> Callable[[], AbstractContextManager[object]]:
    """The context in which networks compute."""
    if not plan.bf16:
        return nullcontext
    return lambda: torch.autocast(plan.device, torch.bfloat16)

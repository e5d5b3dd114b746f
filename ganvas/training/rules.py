"""How the recipe and the plan say that a step is to be taken at this moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import torch

from ganvas import dist
from ganvas.augment.parts import augment, numbers_needed
from ganvas.augment.policy import adapt
from ganvas.errors import pick
from ganvas.losses import GAMES
from ganvas.nets import NETS
from ganvas.recipe import Recipe
from ganvas.run import Plan
from ganvas.training.state import TrainState
from ganvas.training.step import Augmentation, Outcome, Rules

ADAPT_EVERY = 4  # batches. Karras et al. 2020, arXiv:2006.06676


def rules_at(state: TrainState, recipe: Recipe, plan: Plan) -> Rules:
    """The rules at the state's clock."""
    return Rules(
        game=pick(GAMES, "game", recipe.game),
        simultaneous=recipe.update == "simultaneous",
        parts=plan.parts,
        whole=pick(NETS, "net", recipe.net).couples,
        precision=precision_of(plan),
        r1=recipe.r1.at(state.seen, recipe.length) * state.gentler,
        r2=recipe.r2.at(state.seen, recipe.length) * state.gentler,
        wgan_gp=recipe.wgan_gp,
        context=recipe.context,
        alone=recipe.alone,
        level=recipe.level_at(state.seen),
        anchor=recipe.anchor,
        augment=augmentation(recipe, chance_at(state, recipe)),
    )


def chance_at(state: TrainState, recipe: Recipe) -> float:
    """The chance of each part of the augmentation: on its course, or where the run has adapted it to."""
    return float(state.augment_p) if recipe.augment.mode == "adaptive" else recipe.augment.at(state.seen, recipe.length)


def adapt_chance(state: TrainState, recipe: Recipe, outcome: Outcome) -> None:
    """Let an adaptive augmentation follow how often the discriminator prefers the real of a pair, as just seen."""
    if recipe.augment.mode == "adaptive" and state.seen % (ADAPT_EVERY * recipe.batch) == 0:
        sign = dist.mean(outcome.margin.sign().mean().double().cpu())
        wanted = recipe.augment
        p = adapt(float(state.augment_p), float(sign), ADAPT_EVERY * recipe.batch, wanted.target, wanted.speed)
        state.augment_p.fill_(p)


def augmentation(recipe: Recipe, p: float) -> Augmentation | None:
    """What alters samples with that chance; nothing where it is none."""
    if p == 0:
        return None
    names = recipe.augment.parts
    return lambda x, chance: augment(x, chance, p, names)


def numbers(state: TrainState, recipe: Recipe) -> tuple[int, int]:
    """How many numbers of noise and of chance a sample takes."""
    return getattr(state.generator, "noise_size", 0), numbers_needed(recipe.augment.parts) if recipe.augment.on else 0


def precision_of(plan: Plan) -> Callable[[], AbstractContextManager[object]]:
    """The context in which networks compute."""
    if not plan.bf16:
        return nullcontext
    return lambda: torch.autocast(plan.device, torch.bfloat16)

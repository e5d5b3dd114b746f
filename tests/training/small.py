"""Recipes that train in a moment, and a run of a fixed plan."""

from pathlib import Path

from ganvas.augment.policy import Augment
from ganvas.corpus.corpus import Corpus
from ganvas.recipe import RECIPES, Recipe
from ganvas.run import Plan, Run, Source

SMALL = {  # recipes for pictures
    "quick": {"width": 16, "z_dim": 8},
    "style": {"width": 16, "z_dim": 8, "augment": Augment(mode="adaptive", p_start=0.5, speed=100)},
    "r3gan": {"width": 16, "z_dim": 8, "group_width": 4},
    "seed": {"width": 32, "z_dim": 8, "length": 64},
    "dcgan": {"width": 4, "z_dim": 8},
    "single": {"width": 8, "depth": 2, "z_dim": 8, "levels": 2, "batch": 8},
}


def small(name: str, **changes: object) -> Recipe:
    """One of our recipes at a size that a test can afford."""
    base = {"shape": (1, 16, 16), "batch": 8, "length": 64, "ticks": 4, "warm_up": 16}
    return RECIPES[name].but(**base | SMALL[name] | changes)


def planned(path: Path, corpus: Corpus, recipe: Recipe, plan: Plan | None = None) -> Run:
    """A run that has not begun, with a plan of ours instead of a measured one."""
    data = corpus.prepare(recipe.shape)
    source = Source(
        name=corpus.name, path=str(corpus.path), digest=corpus.digest, prepared=data.digest, works=len(corpus)
    )
    return Run.create(path, recipe, source, plan or Plan(threads=1))

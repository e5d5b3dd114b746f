"""Which games find every mode? 25 Gaussians on a grid and 8 on a ring, in two dimensions.

    python benchmarks/toys.py

Dense networks without normalization, one thread, and for every game the same batch, learning rate and number
of samples; the penalties are those of its row. The sets are those of PacGAN's section 4.1 (Lin et al. 2018,
arXiv:1712.04086), shrunk so that a tanh can reach them; as there, 2,500 samples count, one is of high quality within
three standard deviations of its nearest center, and a mode is covered that has one of those. Real samples are
measured in the same way: the floor. Writes results/toys.json and .png, after some minutes.
"""

import argparse
import math
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from common import INK, OTHERS, OURS, QUIET, RESULTS, write_figure, write_json
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from modes import covered, kl_from_uniform, near_modes
from torch import Tensor

from ganvas import seeds
from ganvas.recipe import Cosine, Recipe, always
from ganvas.run import Plan
from ganvas.training.average import follow
from ganvas.training.draw import Draw, deal
from ganvas.training.rules import rules_at
from ganvas.training.state import TrainState, new_state
from ganvas.training.step import step
from ganvas.training.trainer import set_rates

COUNT = 2500
SIGMAS = 3
REAL = "real"


@dataclass(frozen=True)
class Toy:
    """Equally frequent Gaussians with centers (K, 2) and one standard deviation."""

    title: str
    centers: Tensor
    sigma: float

    def draw(self, count: int, random: torch.Generator) -> Tensor:
        """(count, 2) of it."""
        home = torch.randint(len(self.centers), (count,), generator=random)
        return self.centers[home] + self.sigma * torch.randn(count, 2, generator=random)


def grid() -> Toy:
    """PacGAN's 2D-grid, centers −4, −2, 0, 2, 4 and deviation 0.05, divided by 5."""
    side = torch.linspace(-0.8, 0.8, 5)
    return Toy("25 Gaussians", torch.cartesian_prod(side, side), 0.02)


def ring() -> Toy:
    """PacGAN's 2D-ring, radius 1 and deviation 0.01, times 0.8."""
    angle = torch.arange(8) * (2 * math.pi / 8)
    return Toy("ring of 8", 0.8 * torch.stack([angle.cos(), angle.sin()], 1), 0.02)


TOYS = {"grid": grid(), "ring": ring()}

BASE = Recipe(
    name="toys",
    shape=(2,),
    net="mlp",
    width=256,
    normalize=False,
    z_dim=2,
    game="relativistic",
    batch=256,
    lr=Cosine(start=1e-3, end=1e-4),
    beta1=0.0,
    beta2=always(0.99),
    half_life=20_000,
)
BOTH = {"r1": Cosine(start=1, end=0.01), "r2": Cosine(start=1, end=0.01)}


@dataclass(frozen=True)
class Contestant:
    """A game with its penalties."""

    title: str
    changes: Mapping[str, object] = field(default_factory=dict)


GAMES = {
    "relativistic-r1-r2": Contestant("relativistic\nR1 + R2", BOTH),
    "relativistic-r1": Contestant("relativistic\nR1", {"r1": BOTH["r1"]}),
    "relativistic": Contestant("relativistic\nno penalty"),
    "cross-entropy-r1-r2": Contestant("cross-entropy\nR1 + R2", {"game": "cross-entropy", **BOTH}),
    "cross-entropy": Contestant("cross-entropy\nno penalty", {"game": "cross-entropy"}),
    "hinge": Contestant("hinge\nno penalty", {"game": "hinge"}),
    "least-squares": Contestant("least squares\nno penalty", {"game": "least-squares"}),
    "wasserstein-gp": Contestant("Wasserstein\nWGAN-GP", {"game": "wasserstein", "wgan_gp": 10.0}),
}


def train(toy: Toy, recipe: Recipe) -> TrainState:
    """One training, by the steps that a run takes."""
    plan = Plan()
    state = new_state(recipe, plan)
    while state.seen < recipe.length:
        set_rates(state, recipe)
        step(state, rules_at(state, recipe, plan), fetch(toy, recipe, state.seen))
        state.seen += recipe.batch
        follow(state.average, state.generator, recipe.batch, min(recipe.half_life, 0.05 * state.seen))
    return state


def fetch(toy: Toy, recipe: Recipe, seen: int) -> Draw:
    """A batch that is new every time."""
    hand, answer = (deal(recipe, seen, what, (0, 0)) for what in ("latents", "answer"))
    real = toy.draw(recipe.batch, seeds.generator(recipe.seed, "toy", seen))
    return Draw(real, torch.rand(recipe.batch, generator=seeds.generator(recipe.seed, "points", seen)), hand, answer)


def score(toy: Toy, samples: Tensor) -> dict[str, float]:
    """Modes covered, the per cent of samples of high quality, and how unevenly those lie, of samples (N, 2)."""
    counts = near_modes(samples, toy.centers, SIGMAS * toy.sigma)
    kl = kl_from_uniform(counts) if counts.sum() else math.nan
    return {"modes": covered(counts), "high_quality": 100 * float(counts.sum()) / len(samples), "kl": kl}


def samples_of(toy: Toy, name: str, recipe: Recipe) -> Tensor:
    """(COUNT, 2) of a trained contestant, or of the toy itself."""
    if name == REAL:
        return toy.draw(COUNT, seeds.generator(recipe.seed, REAL))
    average = train(toy, recipe.but(**GAMES[name].changes)).average
    with torch.inference_mode():
        return average(torch.randn(COUNT, recipe.z_dim, generator=seeds.generator(recipe.seed, "samples")))

"""Which games find every mode? 25 Gaussians on a grid and 8 on a ring, in two dimensions.

    python benchmarks/toys.py

Dense networks without normalization, one thread, and for every game the same batch, learning rate and number
of samples; the penalties are those of its row. The sets are those of PacGAN's section 4.1 (Lin et al. 2018,
arXiv:1712.04086), shrunk so that a tanh can reach them, with Gaussians about twice as wide. As there, 2,500 samples
count, and one is of high quality within three standard deviations of its nearest center. There a mode is covered that
has one of those; but a shapeless cloud has one in every mode (after 20 steps of training: 25 of 25, with 6 % of high
quality), so here it takes a fifth of the mode's fair share. Real samples are measured in the same way: the floor.
Writes results/toys.json and .png. A step takes about 2 ms of one thread, so that all take some fifteen minutes of it;
``--processes`` shares them out.
"""

import argparse
import math
import statistics
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

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
FAIR = 0.2  # of its fair share, for a mode to be covered
REAL = "real"

Score = dict[str, float | None]


@dataclass(frozen=True)
class Toy:
    """Equally frequent Gaussians with centers (K, 2) and one standard deviation."""

    title: str
    centers: Tensor
    sigma: float
    steps: int

    def draw(self, count: int, random: torch.Generator) -> Tensor:
        """(count, 2) of it."""
        home = torch.randint(len(self.centers), (count,), generator=random)
        return self.centers[home] + self.sigma * torch.randn(count, 2, generator=random)


def grid() -> Toy:
    """PacGAN's 2D-grid, centers −4, −2, 0, 2, 4, divided by 5; its deviation of 0.05 would be 0.01."""
    side = torch.linspace(-0.8, 0.8, 5)
    return Toy("25 Gaussians", torch.cartesian_prod(side, side), 0.02, 12_000)


def ring() -> Toy:
    """PacGAN's 2D-ring, radius 1, times 0.8; its deviation of 0.01 would be 0.008."""
    angle = torch.arange(8) * (2 * math.pi / 8)
    return Toy("ring of 8", 0.8 * torch.stack([angle.cos(), angle.sin()], 1), 0.02, 3000)


TOYS = {"grid": grid(), "ring": ring()}

BASE = Recipe(
    name="toys",
    shape=(2,),
    net="mlp",
    width=128,
    normalize=False,
    z_dim=2,
    game="relativistic",
    batch=128,
    lr=Cosine(start=2e-3, end=1e-4),
    beta1=0.0,
    beta2=always(0.99),
    half_life=20_000,
)
GAMMA = Cosine(start=2e-3, end=2e-4)
BOTH = {"r1": GAMMA, "r2": GAMMA}


@dataclass(frozen=True)
class Contestant:
    """A game with its penalties."""

    title: str
    changes: Mapping[str, object] = field(default_factory=dict)


GAMES = {
    "relativistic-r1-r2": Contestant("relativistic\nR1 + R2", BOTH),
    "relativistic-r1": Contestant("relativistic\nR1", {"r1": GAMMA}),
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


def score(toy: Toy, samples: Tensor) -> Score:
    """Modes covered, the per cent of samples (N, 2) of high quality, and KL of those from uniform if there are any."""
    counts = near_modes(samples, toy.centers, SIGMAS * toy.sigma)
    kl = kl_from_uniform(counts) if counts.sum() else None
    return {
        "modes": covered(counts, FAIR * len(samples) / len(toy.centers)),
        "high_quality": 100 * float(counts.sum()) / len(samples),
        "kl": kl,
    }


def samples_of(toy: Toy, name: str, recipe: Recipe) -> Tensor:
    """(COUNT, 2) of a trained contestant, or of the toy itself."""
    if name == REAL:
        return toy.draw(COUNT, seeds.generator(recipe.seed, REAL))
    average = train(toy, recipe.but(length=toy.steps * recipe.batch, **GAMES[name].changes)).average
    with torch.inference_mode():
        return average(torch.randn(COUNT, recipe.z_dim, generator=seeds.generator(recipe.seed, "samples")))


@dataclass(frozen=True, eq=False)
class Result:
    """One contestant on one toy.

    Attributes:
        scores: of every training.
        samples: (COUNT, 2), of the first.
    """

    scores: list[Score]
    samples: Tensor

    def median(self, key: str) -> float:
        """The median of one number over the trainings."""
        return statistics.median(score[key] for score in self.scores)

    def spread(self, key: str, places: int) -> str:
        """The least and the most of it, in words; one number where they are the same."""
        least, most = (f"{one(score[key] for score in self.scores):.{places}f}" for one in (min, max))
        return least if least == most else f"{least}–{most}"


def examine(toy_name: str, name: str, seed: int) -> tuple[Score, Tensor]:
    """Train once, in one thread, and score it."""
    torch.set_num_threads(1)
    start_s = time.process_time()
    samples = samples_of(TOYS[toy_name], name, BASE.but(seed=seed))
    return score(TOYS[toy_name], samples) | {"processor_s": round(time.process_time() - start_s, 1)}, samples


def race(sets: Sequence[str], names: Sequence[str], trainings: int, processes: int) -> dict[str, dict[str, Result]]:
    """The results by toy and contestant; real samples are the last."""
    found: dict[str, dict[str, Result]] = {toy: {} for toy in sets}
    rows = [(toy, name) for toy in sets for name in (*names, REAL)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting = {row: [pool.submit(examine, *row, seed) for seed in range(trainings)] for row in rows}
        for (toy, name), futures in waiting.items():
            scores, samples = zip(*(future.result() for future in futures), strict=True)
            result = found[toy][name] = Result(list(scores), samples[0])
            print(f"{TOYS[toy].title}, {name}: {in_words(TOYS[toy], result)}", flush=True)
    return found


def in_words(toy: Toy, result: Result) -> str:
    """What a contestant reached, from its worst training to its best."""
    return f"{result.spread('modes', 0)} of {len(toy.centers)} modes, {result.spread('high_quality', 0)} % within 3σ"


def picture(found: Mapping[str, Mapping[str, Result]]) -> Figure:
    """A scatter of samples for every toy and contestant."""
    columns = len(next(iter(found.values())))
    figure = Figure(figsize=(1.75 * columns, 2.35 * len(found)), layout="constrained")
    grid = figure.subplots(len(found), columns, squeeze=False)
    for row, (toy_name, results) in zip(grid, found.items(), strict=True):
        for axes, (name, result) in zip(row, results.items(), strict=True):
            scatter(axes, TOYS[toy_name], result, OTHERS if name == REAL else OURS)
    for axes, name in zip(grid[0], next(iter(found.values())), strict=True):
        axes.set_title(GAMES[name].title if name in GAMES else "real\nsamples", color=INK, fontsize=9)
    return figure


def scatter(axes: Axes, toy: Toy, result: Result, color: str) -> None:
    """The samples of the first training, the centers beneath them, and the numbers of all trainings below."""
    axes.plot(*toy.centers.T, "o", color=OTHERS, alpha=0.35, markersize=7, markeredgewidth=0)
    axes.plot(*result.samples.T, ".", color=color, markersize=1, markeredgewidth=0.3)
    axes.set(xlim=(-1, 1), ylim=(-1, 1), xticks=[], yticks=[], aspect="equal")
    modes, share = result.spread("modes", 0), result.spread("high_quality", 0)
    axes.set_xlabel(f"{modes} of {len(toy.centers)} modes\n{share} % within 3σ", color=QUIET, fontsize=8)
    axes.spines[:].set_color(OTHERS)
    axes.set_facecolor("none")


def facts_of(found: Mapping[str, Mapping[str, Result]]) -> dict[str, object]:
    """The medians and all scores, by toy and contestant."""
    return {
        toy: {
            name: {key: result.median(key) for key in ("modes", "high_quality")} | {"trainings": result.scores}
            for name, result in results.items()
        }
        for toy, results in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=list(TOYS), default=list(TOYS))
    parser.add_argument("--games", nargs="+", choices=list(GAMES), default=list(GAMES))
    parser.add_argument("--trainings", type=int, default=3, help="of every game on every set, from different seeds")
    parser.add_argument("--processes", type=int, default=1, help="at a time, of one thread each")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = race(options.sets, options.games, options.trainings, options.processes)
    sets = {
        name: {"modes": len(TOYS[name].centers), "sigma": TOYS[name].sigma, "steps": TOYS[name].steps} for name in found
    }
    own = {"game", "r1", "r2", "wgan_gp"}
    games = {name: BASE.but(**GAMES[name].changes).model_dump(include=own) for name in options.games}
    protocol = {"samples": COUNT, "sigmas": SIGMAS, "fair_share": FAIR, "sets": sets, "games": games}
    protocol["recipe"] = BASE.model_dump(exclude=own | {"length"})
    write_json(options.into / "toys.json", {"protocol": protocol, "results": facts_of(found)})
    write_figure(options.into / "toys.png", picture(found))


if __name__ == "__main__":
    main()

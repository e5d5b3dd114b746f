"""How many rounds does an artist need to reach the best hundredth of a model, by taste, by breeding, by chance?

    python benchmarks/taste.py [--artists 50] [--rounds 8]

Artists are simulated: each has a hidden utility over W of the model in ``ganvas/bases``, and chooses the one of a
board that it likes best, with noise. Three kinds: *linear*, a random slope; *nearness*, how near a latent is to one
that it has in mind; *bent*, a small random network. Every method shows the same number of latents a round, and the
artist holds on to the best that it believes to have seen. No picture is painted. Writes results/taste.json and .png.
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

from ganvas import seeds
from ganvas.model.breed import Breeding, breed
from ganvas.model.model import Model
from ganvas.model.taste import Taste, propose
from ganvas.sketch import SEEDS_END, Latent, Seed

BASE = Path(__file__).resolve().parents[1] / "ganvas" / "bases" / "pictures-64"
SHOWN = 28  # a round: the plane of 25 and three at the side
POOL = 10_000  # latents whose best hundredth is to be reached
NOISE = 0.3  # of a look, in deviations of the utility over latents
UTILITIES = ("linear", "nearness", "bent")

Utility = Callable[[np.ndarray], np.ndarray]


def hidden(kind: str, artist: int, latents: np.ndarray) -> Utility:
    """A utility over latents (n, layers, size), scaled so that it varies by 1 over those of the pool (n, 1, size).

    Every layer counts alike: a latent of several parents is worth what its layers are.
    """
    random = np.random.default_rng(seeds.derive(kind, artist))
    mean, size = latents.mean((0, 1)), latents.shape[2]
    if kind == "linear":
        slope = random.standard_normal(size)
        raw: Utility = lambda w: ((w - mean) @ slope).mean(1)  # noqa: E731
    elif kind == "nearness":
        wish = latents[random.integers(len(latents))]
        raw = lambda w: -np.sqrt(((w - wish) ** 2).sum(2).mean(1))  # noqa: E731
    else:
        spread = np.linalg.norm(latents - mean, axis=2).mean()
        first, second = random.standard_normal((size, 32)) * 2 / spread, random.standard_normal(32)
        shift = random.standard_normal(32)
        raw = lambda w: (np.tanh((w - mean) @ first + shift) @ second).mean(1)  # noqa: E731
    values = raw(latents)
    middle, scale = values.mean(), values.std()
    return lambda w: (raw(w) - middle) / scale


@dataclass
class Artist:
    """Someone with a utility, who looks at boards."""

    model: Model
    utility: Utility
    random: np.random.Generator
    held: Latent | None = None
    worth: float = -np.inf
    reached: list[float] = field(default_factory=list)

    def true(self, latents: Sequence[Latent]) -> np.ndarray:
        """The utilities of some latents."""
        return self.utility(torch.stack([self.model.latent(one) for one in latents]).double().numpy())

    def look(self, latents: Sequence[Latent]) -> list[Latent]:
        """The latents of a board from the most to the least liked, as seen through noise; the best one is held."""
        true = self.true(latents)
        seen = true + NOISE * self.random.standard_normal(len(true))
        order = np.argsort(-seen)
        first = int(order[0])
        held = self.worth + NOISE * self.random.standard_normal()  # the one in the hand is looked at again
        if self.held is None or seen[first] > held:
            self.held, self.worth = latents[first], float(true[first])
        self.reached.append(self.worth)
        return [latents[int(place)] for place in order]


def number(*parts: int | str) -> int:
    return seeds.derive(*parts) % SEEDS_END


def first_board(artist: Artist, run: int) -> Sequence[Latent]:
    """Strangers, the same for every method."""
    return propose(artist.model, Taste.of(artist.model), number(run, "taste", 0)).latents


def by_chance(artist: Artist, run: int, rounds: int) -> None:
    artist.look(first_board(artist, run))
    for turn in range(1, rounds):
        artist.look([Seed(seed=number(run, "chance", turn, place)) for place in range(SHOWN)])


def by_breeding(artist: Artist, run: int, rounds: int) -> None:
    order = artist.look(first_board(artist, run))
    parents = order[:2]
    for turn in range(1, rounds):
        litter = breed(artist.model, parents, number(run, "litter", turn), Breeding(children=SHOWN - 2, strangers=2))
        order = artist.look(litter.latents)
        parents = [one for one in (artist.held, *order) if one is not None]
        parents = list(dict.fromkeys(parents))[:2]


def by_taste(artist: Artist, run: int, rounds: int) -> None:
    taste = Taste.of(artist.model)
    for turn in range(rounds):
        board = propose(artist.model, taste, number(run, "taste", turn)).latents
        first, second, *others = artist.look(list(dict.fromkeys(board)))
        taste = taste.prefer(artist.model, first, [second, *others]).prefer(artist.model, second, others)
        if artist.held not in (None, first):
            taste = taste.prefer(artist.model, artist.held, [first])


METHODS = {"taste": by_taste, "breeding": by_breeding, "chance": by_chance}


def rounds_to(reached: Sequence[float], bar: float) -> int | None:
    """The first round after which the best one in the hand is above the bar."""
    return next((turn for turn, worth in enumerate(reached, 1) if worth >= bar), None)


def summary(runs: np.ndarray, bars: np.ndarray) -> dict[str, object]:
    """Of utilities (artists, rounds) and the bar of each artist; who never gets there counts as one round more."""
    found = [rounds_to(run, bar) for run, bar in zip(runs, bars, strict=True)]
    counts = np.array([runs.shape[1] + 1 if one is None else one for one in found])
    return {
        "median_rounds": float(np.median(counts)),
        "mean_rounds": float(counts.mean()),
        "reached": int(sum(one is not None for one in found)),
        "rounds": [int(one) for one in counts],
        "utility_by_round": [round(float(one), 3) for one in runs.mean(0)],
    }


def race(kind: str, first: int, artists: int, rounds: int) -> dict[str, dict[str, object]]:
    """All methods, for the artists of one kind."""
    torch.set_num_threads(1)
    model = Model.load(BASE)
    pool = torch.stack([model.latent(Seed(seed=number("pool", n)))[:1] for n in range(POOL)]).double().numpy()
    people = range(first, first + artists)
    utilities = [hidden(kind, artist, pool) for artist in people]
    bars = np.array([np.quantile(utility(pool), 0.99) for utility in utilities])
    told: dict[str, dict[str, object]] = {"bar": {"mean_utility": float(bars.mean())}}
    for name, method in METHODS.items():
        runs, clock = [], time.process_time()
        for run, utility in zip(people, utilities, strict=True):
            artist = Artist(model, utility, np.random.default_rng(seeds.derive(kind, "noise", run)))
            method(artist, run, rounds)
            runs.append(artist.reached)
        seconds = (time.process_time() - clock) / artists / rounds
        told[name] = summary(np.array(runs), bars) | {"processor_seconds_a_round": round(seconds, 3)}
        print(kind, name, {key: value for key, value in told[name].items() if key != "rounds"}, flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--artists", type=int, default=50)
    parser.add_argument("--first", type=int, default=1000, help="number of the first; ours was tuned on some below 50")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--into", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    with ProcessPoolExecutor(len(UTILITIES), multiprocessing.get_context("spawn")) as helpers:
        count = len(UTILITIES)
        told = helpers.map(race, UTILITIES, [chosen.first] * count, [chosen.artists] * count, [chosen.rounds] * count)
        result = dict(zip(UTILITIES, told, strict=True))
    about = {
        "first": chosen.first,
        "artists": chosen.artists,
        "rounds": chosen.rounds,
        "shown": SHOWN,
        "noise": NOISE,
        "pool": POOL,
    }
    write_json(chosen.into / "taste.json", about | {"kinds": result})
    write_figure(chosen.into / "taste.png", draw(result))


def draw(result: dict[str, dict[str, dict[str, object]]]) -> Figure:
    """Utility in the hand by round, one panel for each kind of artist, and the bar."""
    figure = Figure(figsize=(11, 3.9), facecolor=PAPER, layout="constrained")
    colors = {"taste": OURS, "breeding": "#c46a3a", "chance": OTHERS}
    for place, (kind, methods) in enumerate(result.items(), 1):
        axes = figure.add_subplot(1, len(result), place, facecolor=PAPER)
        axes.axhline(methods["bar"]["mean_utility"], color=QUIET, linewidth=1, linestyle=":")
        for name, color in colors.items():
            told = methods[name]
            curve = told["utility_by_round"]
            label = f"{name}: {told['mean_rounds']:.1f} rounds"
            axes.plot(range(1, len(curve) + 1), curve, color=color, linewidth=2, marker="o", markersize=3, label=label)
        axes.set_title(f"{kind} artists", color=INK, fontsize=11)
        axes.set_xlabel("round", color=QUIET)
        axes.set_ylabel("utility of the one in the hand" if place == 1 else "", color=QUIET)
        axes.legend(frameon=False, fontsize=9, title="to the best 1 % (dotted)", title_fontsize=9, loc="lower right")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=QUIET)
    return figure


if __name__ == "__main__":
    main()

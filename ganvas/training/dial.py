"""From works, time and this machine to a recipe, with its reasons: a dial instead of ninety flags."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ganvas.corpus.corpus import Corpus
from ganvas.recipe import QUICK, STYLE, Recipe
from ganvas.run import Plan
from ganvas.training.probe import probe, rounds, timings
from ganvas.training.units import count, duration
from ganvas.training.watch import Say, silent

BRIEF_MINUTES = 10  # up to so many, the quick pair
SMALL_PX = 32  # works no larger than this are for the quick pair too
SIDES_PX = (32, 48, 64, 96, 128, 192, 256)
ENOUGH = 150_000  # works to see before subjects are more than strokes; the largest size that reaches it is taken
START_PX = 64  # where the machine is measured first
EXPECTED = (  # works seen at 64 px, and what that looked like: docs/experiments.md
    (0, "washes and strokes without a subject"),
    (40_000, "strokes and shapes that hint at subjects"),
    (150_000, "subjects that one can name where works are alike, colors and outlines where they differ"),
    (400_000, "the same, drawn more surely; the distance to held-out works in the report says when to stop"),
)

CHANNELS = {1: "grey", 3: "in colour", 4: "in colour, letting through"}
PAIRS = {
    "quick": "Pair: quick, the one that shows something within minutes.",
    "style": "Pair: style, whose pictures can be steered layer by layer afterwards.",
}
Rate = Callable[[Recipe], float]


@dataclass(frozen=True)
class Advice:
    """A recipe for some works, some time and this machine.

    Attributes:
        recipe: what to train.
        reasons: why, a sentence each.
    """

    recipe: Recipe
    reasons: tuple[str, ...]


def advise(
    corpus: Corpus, minutes: float, size_px: int = 0, device: str = "auto", say: Say = silent, rate: Rate | None = None
) -> Advice:
    """The recipe that makes the most of the works in that time on this machine.

    Short runs and small works take ``quick``. Otherwise the pair is ``style``, at the largest size at which
    the run still sees ENOUGH works; what a size costs is measured here, for a few seconds, if there is a choice.

    Args:
        corpus: the works.
        minutes: how long the run may take, above 0.
        size_px: the longer side, if it is decided already.
        device: auto, cpu, cuda or mps.
        say: is told what is being measured.
        rate: works per second of a recipe, instead of measuring it.
    """
    own_px = max(corpus.natural_shape(SIDES_PX[-1])[1:])
    base = QUICK if minutes <= BRIEF_MINUTES or own_px <= SMALL_PX else STYLE
    base = base.but(augment=base.augment.for_works(len(corpus)))
    sizes = [side for side in SIDES_PX if side <= own_px] if base.name == STYLE.name else [min(base.size_px, own_px)]
    sizes = [size_px] if size_px else sizes
    rates: dict[int, float] = {}
    if len(sizes) > 1:
        if rate is None:
            say("Measuring this machine for a few seconds ...")
            rate = measured(Recipe.for_corpus(corpus, base, min(START_PX, max(sizes))), device)
        rates = dict(affordable(corpus, base, sizes, minutes, rate))
    recipe = Recipe.for_corpus(corpus, base, best_size(rates, minutes) if rates else sizes[0], minutes)
    return Advice(recipe, tuple(reasons(corpus, recipe, rates)))


def measured(recipe: Recipe, device: str) -> Rate:
    """The rate of any recipe on this machine, computed in the way that is fastest for this one."""
    plan: Plan = probe(recipe, device)
    return lambda other: other.batch / median(rounds(timings(other, plan)))


def affordable(
    corpus: Corpus, base: Recipe, sizes: Sequence[int], minutes: float, rate: Rate
) -> Iterator[tuple[int, float]]:
    """Sizes and their rates, smallest first, up to the first at which a run would see too few works."""
    for size in sizes:
        found = rate(Recipe.for_corpus(corpus, base, size))
        yield size, found
        if seen_in(found, minutes) < ENOUGH:
            return


def best_size(rates: Mapping[int, float], minutes: float) -> int:
    """The largest size at which a run sees enough works, or the smallest of all."""
    return max((size for size, found in rates.items() if seen_in(found, minutes) >= ENOUGH), default=min(rates))


def seen_in(rate: float, minutes: float) -> float:
    """Works that a run of that rate sees in that time."""
    return rate * minutes * 60


def reasons(corpus: Corpus, recipe: Recipe, rates: Mapping[int, float]) -> Iterator[str]:
    """Why this recipe, a sentence each: the works, the pair, the size, the settings, and what to expect."""
    works, apart, size = len(corpus), len(corpus.split().held_out), recipe.size_px
    kept = f", {apart:,} of them held out to measure by" if apart else ", too few to hold any out"
    yield f"{works:,} works, {CHANNELS[recipe.shape[0]]}{kept}: samples of {recipe.shape[2]}×{recipe.shape[1]} px."
    yield PAIRS[recipe.name]
    gamma = f"gamma {recipe.r1.start:.3g} → {recipe.r1.end:.3g}, in proportion to the size"
    yield f"Batch {recipe.batch}, learning rate {recipe.lr.start:g} → {recipe.lr.end:g}, {gamma}; {altered(recipe)}."
    if not rates:
        yield f"Size: {size} px, as asked for or as this recipe has it; nothing was measured for that."
        return
    minutes, seen = recipe.minutes, seen_in(rates[size], recipe.minutes)
    larger = [f"; at {side} px they would be {count(seen_in(found, minutes))}, too few"
              for side, found in rates.items() if side > size]  # fmt: skip
    each = f"{count(seen)} works in {duration(minutes * 60)}, each of them {count(seen / works)} times"
    yield f"Size: {count(rates[size])} works/s at {size} px on this machine, so {each}{''.join(larger)}."
    look = [words for least, words in EXPECTED if seen * min(1.0, (START_PX / size) ** 2) >= least][-1]
    twice = best_size(rates, 2 * minutes)
    more = f"and allow {twice} px" if twice > size else "at the same size"
    yield f"Expect: {look}. Twice the time would show {count(2 * seen)} works, {more}; a GPU has not been measured yet."


def altered(recipe: Recipe) -> str:
    """What the augmentation does, in words."""
    if not recipe.augment.on:
        return "no augmentation"
    return f"augmentation up to {recipe.augment.p_end:.2g} ({', '.join(recipe.augment.parts)})"

"""Alarms: numbers that are not finite, a game that diverges, samples that are all alike; and the way back.

Whether a training is in trouble is a pure function of the signs of its last ticks, ``trouble``. The ``Guard`` of a
run asks it at every tick, before anything is written, and goes back to the last checkpoint before the trouble with a
gentler setting: half the learning rate and twice gamma, once more each time. The chance of a run is a function of the
seed and the clock, so the same latents and works come again; what they meet is not the same, for the rates differ.
After three rollbacks it gives up. Signs and rollbacks are part of the state: a run that is stopped and goes on
decides as the unbroken one would.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d

from ganvas import dist
from ganvas.corpus.dataset import Dataset
from ganvas.errors import RunFailed
from ganvas.files import remove_folder
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.training.checkpoint import at_ticks, read_newest
from ganvas.training.moment import painted
from ganvas.training.state import Signs, TrainState, begun
from ganvas.training.watch import Say

MOST = 3  # rollbacks of a run
COMPARED = 64  # samples and works whose distances are taken
COARSE = 8  # cells a side at which they are compared
POOLS: dict[int, Callable[[Tensor, int], Tensor]] = {
    3: adaptive_avg_pool1d,
    4: adaptive_avg_pool2d,
    5: adaptive_avg_pool3d,
}

# Read from short runs of five recipes, and of broken ones: docs/experiments.md, "When a training is in trouble".
USUAL = 4  # ticks before, at least, that a tick is compared with
FAR = 20.0  # a margin that leaves a sigmoid no slope; 13.8 at most where all was well, 544 where it was not
RUNAWAY = 4.0  # times the usual margin, at the same time
STEEPER = 3.0  # R2 over R1; 1.2 at most where all was well
BURST = 50.0  # times the usual norm of a gradient, and above STEEP: 8 times where all was well, but for one tick
STEEP = 100.0
ALIKE = 0.05  # spread of the samples over that of the works; .25 at least where all was well
WARM_STEPS = 200  # and WARM_SHARE of the run: before, an average of few steps may well be blank
WARM_SHARE = 0.1


class Trouble(NamedTuple):
    """What is wrong, as a clause, and for how many ticks it has been."""

    says: str
    ticks: int


def trouble(now: Signs, past: Sequence[Signs], warm: bool) -> Trouble | None:
    """What is wrong with a training, if anything.

    Numbers that are not finite are trouble at once. Everything else must be seen at two ticks in a row, since a
    single batch has noise; the trouble then began before the first of the two.

    Args:
        now: the signs of this tick.
        past: those of the ticks before, the newest last.
        warm: whether samples can be expected to differ by now.
    """
    if not all(map(math.isfinite, now)):
        return Trouble("the numbers are no longer finite", 1 + bool(past and diverging(past[-1], past[-1], past[:-1])))
    if not past:
        return None
    before, last = past[:-1], past[-1]
    if says := diverging(now, last, before):
        return Trouble(says, 2)
    alike = [signs.spread < ALIKE for signs in (now, *reversed(past))]
    if warm and all(alike[:2]):
        share = f"{now.spread:.2g} of those between works"
        return Trouble(f"the samples are nearly alike, their distances {share}", [*alike, False].index(False))
    return None


def diverging(now: Signs, last: Signs, before: Sequence[Signs]) -> str:
    """How two ticks stand out against those before, the signature of a game that diverges; empty if they do not."""
    if len(before) < USUAL:
        return ""
    usual, low = Signs(*map(median, zip(*before, strict=True))), Signs(*map(min, zip(now, last, strict=True)))
    margin = abs(usual.margin)
    if low.margin > max(FAR, RUNAWAY * margin) and now.margin >= last.margin:
        return f"the discriminator runs away, its margin {now.margin:.3g} after {margin:.3g}"
    if low.slopes > STEEPER * max(1.0, usual.slopes):
        return f"the slope at the fakes explodes, R2 being {now.slopes:.3g} times R1"
    if low.d_gradient > max(STEEP, BURST * usual.d_gradient):
        return f"the discriminator's gradient explodes, its norm {now.d_gradient:.3g} after {usual.d_gradient:.3g}"
    if low.g_gradient > max(STEEP, BURST * usual.g_gradient):
        return f"the generator's gradient explodes, its norm {now.g_gradient:.3g} after {usual.g_gradient:.3g}"
    return ""


def spread(x: Tensor) -> float:
    """Mean distance between samples (N, *shape), each seen in at most 8 cells a side, a cell being its mean."""
    if len(x) < 2:
        return 0.0
    x = x.detach().float().cpu()
    coarse = POOLS[x.ndim](x, COARSE) if x.ndim in POOLS and min(x.shape[2:]) > COARSE else x
    return float(torch.pdist(coarse.flatten(1)).mean())


def as_first(values: Sequence[float], device: torch.device) -> list[float]:
    """The numbers as the first process has them, in every process: all decide the same."""
    if dist.world() == 1:
        return list(values)
    mine = torch.tensor(values if dist.rank() == 0 else [0.0] * len(values), dtype=torch.float64, device=device)
    dist.sum_in_place([mine])
    found: list[float] = mine.tolist()
    return found


@dataclass(frozen=True)
class Guard:
    """Watches a run.

    Attributes:
        run: the run.
        data: its works.
        works: their spread; 0 if they are all alike, and then samples may be so too.
        say: is told a sentence when the run is rolled back.
    """

    run: Run
    data: Dataset
    works: float
    say: Say

    @classmethod
    def of(cls, run: Run, data: Dataset, say: Say) -> "Guard":
        """The guard of a run on these works."""
        some = data.batch(torch.linspace(0, len(data) - 1, min(COMPARED, len(data))).long())
        return cls(run, data, spread(some), say)

    def check(self, state: TrainState, line: dict[str, object], whole: bool) -> Trouble | None:
        """What is wrong at this moment, if anything; the state remembers the signs of a tick without trouble.

        Args:
            state: at the moment.
            line: of the log.
            whole: whether this is a tick; at a stop between two, only numbers that are not finite count.
        """
        recipe, signs = self.run.recipe, self.read(state, line)
        if not whole:
            return None if all(map(math.isfinite, signs)) else trouble(signs, state.past, warm=False)
        steps = state.seen / recipe.batch
        found = trouble(signs, state.past, warm=steps >= max(WARM_STEPS, WARM_SHARE * recipe.length / recipe.batch))
        if not found:
            state.remember(signs)
        return found

    @torch.no_grad()
    def read(self, state: TrainState, line: dict[str, object]) -> Signs:
        """The signs of this moment as the first process sees them; a weight or loss that is not finite shows in all."""
        told = {key: float(value) for key, value in line.items() if isinstance(value, int | float)}
        nets = (state.generator, state.discriminator, state.average)
        broken = sum((total(net) for net in nets), told["d_loss"] + told["g_loss"]) * 0.0  # 0, or not a number
        samples = 1.0
        if dist.rank() == 0 and self.works:
            samples = spread(painted(state.average, self.run.recipe, COMPARED, str(state.tally.device))) / self.works
        slopes = told["r2"] / told["r1"] if told.get("r1") else 0.0
        signs = Signs(told["margin"], slopes, told["d_gradient"], told["g_gradient"], samples)
        return Signs(*as_first([value + broken for value in signs], state.tally.device))

    def roll_back(self, state: TrainState, found: Trouble) -> None:
        """Put the state back to where it was before the trouble, with a gentler setting.

        Checkpoints, snapshots and sheets of what came after are let go of, so that none of them is taken for good;
        the checkpoint gone back to stays as it is until the next is written.

        Raises:
            RunFailed: the run was rolled back three times already.
        """
        seen, rollbacks, recipe = state.seen, int(state.rollbacks), self.run.recipe
        began = (seen - 1) // recipe.tick * recipe.tick - (found.ticks - 1) * recipe.tick
        if dist.rank() == 0:
            forget_after(self.run, began)
        dist.barrier()
        if rollbacks == MOST:
            raise RunFailed(self.gives_up(seen, found, state))
        if self.run.checkpoints():
            for sentence in read_newest(self.run, state)[1]:
                self.say(sentence)
        else:
            state.restore(begun(recipe, self.run.plan, self.data).tensors(), 0)
        state.rollbacks.fill_(rollbacks + 1)
        told = (
            f"At {seen:,} works seen {found.says}: back to {state.seen:,}, with {gentler_words(recipe, state)} "
            f"(rollback {rollbacks + 1} of {MOST})."
        )
        if dist.rank() == 0:
            note(self.run, state.seen, rollbacks + 1, told)
            self.say(told)

    def gives_up(self, seen: int, found: Trouble, state: TrainState) -> str:
        """What was seen, what was tried, and what to do."""
        left = self.run.checkpoints()
        kept = f"The last good checkpoint, {left[-1]}, is untouched." if left else "No good checkpoint is left."
        return (
            f"{self.run.path}: at {seen:,} works seen {found.says}, after {MOST} rollbacks that ended with "
            f"{gentler_words(self.run.recipe, state)}. {kept} Start a new run with a lower learning rate "
            f"(the recipe's is {self.run.recipe.lr.start:g}), a higher gamma, or more works."
        )


def gentler_words(recipe: Recipe, state: TrainState) -> str:
    """The rates that a gentler run starts from."""
    rates = f"1/{state.gentler:g} of the recipe's learning rate"
    return f"{rates} and {state.gentler:g} times its gamma" if recipe.r1.start or recipe.r2.start else rates


def total(net: nn.Module) -> float:
    """The sum of all weights: not finite if any of them is not."""
    return float(torch.stack([weight.detach().float().sum() for weight in net.parameters()]).sum())


def forget_after(run: Run, seen: int) -> None:
    """Let go of checkpoints, snapshots and sheets after that moment, and of checkpoints between two ticks.

    A run that started from another has nothing else to begin with: it keeps its oldest checkpoint, whatever its age.
    """
    whole = at_ticks(run)
    good = [folder for folder in whole if int(folder.name) <= seen] or (whole[:1] if run.source.start else [])
    newest = int(good[-1].name) if good else 0
    for folder in reversed(run.checkpoints()):
        if folder not in good:
            remove_folder(folder)
    for folder in run.snapshots():
        if int(folder.name) > newest:
            remove_folder(folder)
    for sheet in run.sheets():
        if int(sheet.stem) > newest:
            sheet.unlink()


def note(run: Run, seen: int, rollbacks: int, told: str) -> None:
    """Keep a sentence in the log, beside what it says of that moment and what was noted since."""
    lines = [line for line in run.lines() if isinstance(line.get("seen"), int)]
    before = [str(line["event"]) for line in lines if line["seen"] >= seen and line.get("event")]  # type: ignore[operator]
    here = next((line for line in lines if line["seen"] == seen), {})
    events = " ".join([*(event for event in before if told not in event), told])
    run.log({**here, "seen": seen, "rollbacks": rollbacks, "event": events})

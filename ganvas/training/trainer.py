"""Training: prepare, measure, loop; stop at any moment and go on as if nothing had happened."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import torch

from ganvas import dist
from ganvas.corpus import wishes
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.dataset import Dataset
from ganvas.corpus.wishes import Progress
from ganvas.recipe import Recipe
from ganvas.run import Plan, Run, check_free, is_run
from ganvas.training.alarms import Guard
from ganvas.training.average import follow
from ganvas.training.begin import check_same, prepare, start_run
from ganvas.training.checkpoint import read_newest
from ganvas.training.draw import fetch
from ganvas.training.hooks import usual_hooks
from ganvas.training.memory import keep_freed_pages, long_lived
from ganvas.training.moment import Hook, Moment
from ganvas.training.probe import same_machine, threads
from ganvas.training.rules import adapt_chance, chance_at, numbers, rules_at
from ganvas.training.state import TrainState, begun
from ganvas.training.step import Rules, step
from ganvas.training.watch import Clock, Glance, Say, Stop, Tally, silent, stop_signals


def train(
    corpus: Corpus,
    recipe: Recipe,
    into: Path | str,
    *,
    device: str = "auto",
    start: Path | str = "",
    say: Say = silent,
    glance: Glance = silent,
    preparing: Progress = wishes.silent,
    hooks: Sequence[Hook] | None = None,
) -> Run:
    """Train a pair of networks on a corpus; where the run is there already, go on with it, bit for bit.

    Args:
        corpus: the works.
        recipe: how; its shape must be one that the pair can paint.
        into: the run directory.
        device: auto, cpu, cuda or mps.
        start: a run or a snapshot to start from, whatever fits of it; empty starts from nothing.
        say: is told a sentence at every turn of events.
        glance: is told the numbers of the moment a few times a second.
        preparing: is told what is being prepared, how much is done, and of how much.
        hooks: what to do at a tick, instead of the usual.

    Returns:
        the run, finished; or stopped, if a signal asked for it: ``stopped(run)`` tells.

    Raises:
        RecipeError: the recipe contradicts itself, its corpus or this machine.
        ModelError: what to start from is missing or damaged, or nothing of it fits.
        RunError: the run was started otherwise than is asked now, is being trained already, or cannot be read.
        RunFailed: the disk is full, or the training went wrong once more after three rollbacks.
    """
    dist.start()
    keep_freed_pages()
    path = Path(into)
    if not is_run(path):
        check_free(path)
    data, held_out = prepare(corpus, recipe, say, preparing)
    if dist.rank() == 0:
        if is_run(path):
            check_same(Run.open(path), recipe, data, start)
        else:
            start_run(path, corpus, data, recipe, device, start, say, held_out)
    dist.barrier()
    run = Run.open(path)
    with run.held() if dist.rank() == 0 else nullcontext(), threads(run.plan.threads), stop_signals() as stop:
        state, elapsed_s = resumed(run, data, say)
        with long_lived():
            guard = Guard.of(run, data, say)
            loop(run, state, data, elapsed_s, usual_hooks() if hooks is None else hooks, glance, stop, guard)
    return run


def resumed(run: Run, data: Dataset, say: Say) -> tuple[TrainState, float]:
    """The state of a run as its newest whole checkpoint has it, or as it begins; and its seconds of training."""
    state = begun(run.recipe, run.plan, data)
    elapsed_s, damaged = read_newest(run, state)
    for sentence in damaged:
        say(sentence)
    if state.seen:
        say(f"Going on at {state.seen:,} of {run.recipe.length:,} works seen.")
        if not same_machine(run.plan):
            say(f"This run began on {run.plan.machine}, torch {run.plan.torch}: here the last bits may differ.")
    return state, elapsed_s


def loop(
    run: Run,
    state: TrainState,
    data: Dataset,
    elapsed_s: float,
    hooks: Sequence[Hook],
    glance: Glance,
    stop: Stop,
    guard: Guard,
) -> None:
    """Fetch, step, average, call the hooks or roll back: until the run's length is seen or somebody asks to stop."""
    recipe, plan = run.recipe, run.plan
    clock, tally, sizes = Clock(elapsed_s, state.seen), Tally(state.tally), numbers(state, recipe)
    state.generator.train()
    while state.seen < recipe.length:
        set_rates(state, recipe)
        rules = rules_at(state, recipe, plan)
        outcome = step(state, rules, fetch(state.seen, data, recipe, plan, sizes))
        if outcome.parts > plan.parts:
            plan = in_more_parts(run, plan, outcome.parts, guard.say)
        state.seen += recipe.batch
        adapt_chance(state, recipe, outcome)
        tally.add(outcome)
        stopping = dist.agree(stop.asked)
        tick = state.seen % recipe.tick == 0 or state.seen >= recipe.length
        due = stopping or tick
        if recipe.half_life or due:
            half_life = min(recipe.half_life, recipe.half_life_share * state.seen)
            follow(state.average, state.generator, recipe.batch, half_life)
        if due or clock.glances():
            line = describe(state, run, rules, tally, clock)
            glance(line)
        if tick:
            tally.clear()
        if due and (found := guard.check(state, line, tick)):
            guard.roll_back(state, found)
            clock = clock.again(state.seen)
        elif due:
            at_tick(hooks, Moment(run, state, line, stopping or state.seen >= recipe.length), guard.say)
        if stopping:
            return


def in_more_parts(run: Run, plan: Plan, parts: int, say: Say) -> Plan:
    """Remember that memory suffices only for smaller parts of a batch; the mathematics stays the same."""
    plan = plan.but(parts=parts)
    if dist.rank() == 0:
        say(f"Memory did not suffice: from here on a batch is computed in {parts} parts, which changes no gradient.")
        run.replan(plan)
    return plan


def at_tick(hooks: Sequence[Hook], moment: Moment, say: Say) -> None:
    """Call the hooks in the process that writes, and say what they have to say; the others wait."""
    if dist.rank() == 0:
        for hook in hooks:
            hook(moment)
        for sentence in moment.said:
            say(sentence)
    dist.barrier()


def set_rates(state: TrainState, recipe: Recipe) -> None:
    """Learning rate and Adam's betas at this moment."""
    lr = recipe.rate_at(state.seen) / state.gentler
    betas = (recipe.beta1, recipe.beta2.at(state.seen, recipe.length))
    for optimizer in (state.g_optimizer, state.d_optimizer):
        optimizer.param_groups[0].update(lr=lr, betas=betas)


def describe(state: TrainState, run: Run, rules: Rules, tally: Tally, clock: Clock) -> dict[str, object]:
    """The numbers of the moment: the line of the log."""
    line: dict[str, object] = {"seen": state.seen, **clock.read(state.seen), **tally.means()}
    for name, net in (("d_gradient", state.discriminator), ("g_gradient", state.generator)):
        gradients = [p.grad for p in net.parameters() if p.grad is not None]
        line[name] = float(torch.stack(torch._foreach_norm(gradients)).float().norm())
    if state.rollbacks:
        line["rollbacks"] = int(state.rollbacks)
    if rules.slopes:
        line["gamma"] = rules.r1
    else:
        del line["r1"], line["r2"]
    if run.recipe.augment.on:
        line["augment_p"] = chance_at(state, run.recipe)
    return line | {"lr": state.g_optimizer.param_groups[0]["lr"]}


def stopped(run: Run) -> bool:
    """Whether the run has more to see."""
    whole = run.checkpoints()
    return not whole or int(whole[-1].name) < run.recipe.length

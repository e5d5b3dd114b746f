"""One step of the game. The mathematics sees (N, *shape) and a batch is averaged in exactly one line.

Two ways to take turns. *Alternating*: the discriminator moves, then the generator answers the new
discriminator on fresh latents. *Simultaneous*: both move from the same point, and one backward
pass through the discriminator serves both. That is exact, not an approximation: sample i's share
of the generator's gradient is

    ∂L_G/∂xᵢ = (∂L_G/∂D(xᵢ)) · ∇ₓD(xᵢ),

a number times the slope that R2 needs anyway, or, without a penalty, a multiple of what the
discriminator's own backward pass leaves at its input. Of the 19 forward-sized passes of an
alternating step with R1 + R2, 15 remain; of 12 without a penalty, 9.

Where works are augmented, D stands for the discriminator behind the augmentation: slopes are taken
at the picture before it, as in Huang et al. 2024 (arXiv:2501.05441).
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
from torch import Tensor, nn

from ganvas import dist
from ganvas.losses import Game
from ganvas.nets import Levelled
from ganvas.regularizers import slope, squared_norm, wgan_gp
from ganvas.training.draw import Draw, Hand
from ganvas.training.state import TrainState

Precision = Callable[[], AbstractContextManager[object]]
Augmentation = Callable[[Tensor, Tensor], Tensor]
T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """How a step is taken at this moment.

    Attributes:
        game: the loss of both players.
        simultaneous: whether both move from the same point.
        parts: pieces in which a batch is computed, at least.
        whole: whether a batch cannot be parted, because the pair mixes its samples.
        precision: the context in which networks compute.
        r1: γ of R1, halved when used.
        r2: γ of R2, halved when used.
        wgan_gp: λ of WGAN-GP.
        context: leading steps of a work that the fake beside it may be given.
        alone: share of the fakes that are given none.
        level: that the run has come to, of a generator that has levels.
        anchor: weight of the distance between a work and what such a generator gives of the work's own noise.
        augment: (N or 2N, *shape) and a hand's chance (N, numbers) to what the discriminator sees; None for the same.
    """

    game: Game
    simultaneous: bool = False
    parts: int = 1
    whole: bool = False
    precision: Precision = nullcontext
    r1: float = 0.0
    r2: float = 0.0
    wgan_gp: float = 0.0
    context: int = 0
    alone: float = 0.0
    level: int = 0
    anchor: float = 0.0
    augment: Augmentation | None = None

    @property
    def slopes(self) -> bool:
        """Whether the slope at real and fake samples is needed."""
        return self.r1 > 0 or self.r2 > 0


@dataclass(frozen=True)
class Outcome:
    """What a step tells, one value per sample, (N,) each, on the device: reading it is the caller's choice.

    ``parts`` is the number of pieces that it took, more than the rules say where memory did not suffice.
    """

    d_loss: Tensor
    g_loss: Tensor
    margin: Tensor
    r1: Tensor
    r2: Tensor
    parts: int = 1


@dataclass(frozen=True)
class Verdict:
    """Logits of real and fake, and their slopes, (n, *shape), where a penalty asks for them."""

    real: Tensor
    fake: Tensor
    penalty: Tensor
    r1: Tensor
    r2: Tensor
    fake_slope: Tensor | None
    both: Tensor


def step(state: TrainState, rules: Rules, draw: Draw) -> Outcome:
    """Update both players once; the batch may be computed in parts, and be shared by several processes."""
    draw = at_level(state.generator, rules.level, draw)
    return (simultaneous_turn if rules.simultaneous else alternating_turn)(state, rules, draw)


def at_level(generator: nn.Module, level: int, draw: Draw) -> Draw:
    """The works as they are at the level that the run has come to, which the generator enters."""
    if draw.works is None or not isinstance(generator, Levelled):
        return draw
    real = generator.reduce(draw.real, level)
    generator.enter(level, real, draw.works)
    return replace(draw, real=real)


def pulled_back(state: TrainState, some: Draw, rules: Rules) -> Tensor | None:
    """(n,): the price of being far from the works, where the recipe has an anchor."""
    if not rules.anchor or not isinstance(state.generator, Levelled) or some.works is None:
        return None
    with rules.precision():
        return rules.anchor * state.generator.far(some.real, some.works).float()


def simultaneous_turn(state: TrainState, rules: Rules, draw: Draw) -> Outcome:
    """Both players move from the same point; see the top of this file."""
    count = len(draw.real) * dist.world()

    def both_backward(some: Draw) -> Outcome:
        fake = paint(state.generator, some, some.hand, rules)
        verdict = judge(state.discriminator, some, fake.detach(), rules, fake_slope=True)
        losses = in_all(rules.game.discriminator(verdict.real, verdict.fake)) + verdict.penalty
        g_losses, push, pull = pulls(rules.game, verdict)
        if pull.ndim == 2:
            pulled = pulled_apart(verdict, pull)
            torch.autograd.backward(mean_over_batch(losses, count), inputs=weights_of(state.d_optimizer))
        elif verdict.fake_slope is not None:
            pulled = shaped(pull, fake) * verdict.fake_slope.detach()
            torch.autograd.backward(mean_over_batch(losses, count), inputs=weights_of(state.d_optimizer))
        else:
            pulled = shaped(pull, fake) * one_backward(losses, verdict, push, weights_of(state.d_optimizer), count)
        torch.autograd.backward(fake, (pulled / count).to(fake.dtype))
        if (price := pulled_back(state, some, rules)) is not None:
            torch.autograd.backward(mean_over_batch(price, count))
            g_losses = g_losses + price.detach()
        return outcome(losses, g_losses, verdict)

    outcomes = accumulate(both_backward, draw, rules, state.d_optimizer, state.g_optimizer)
    move(state.d_optimizer)
    move(state.g_optimizer)
    return gather(outcomes)


def alternating_turn(state: TrainState, rules: Rules, draw: Draw) -> Outcome:
    """The discriminator moves, the generator held still; then the generator, the discriminator held still."""
    count = len(draw.real) * dist.world()

    def d_backward(some: Draw) -> Outcome:
        with torch.no_grad():
            fake = paint(state.generator, some, some.hand, rules)
        verdict = judge(state.discriminator, some, fake, rules)
        losses = in_all(rules.game.discriminator(verdict.real, verdict.fake)) + verdict.penalty
        if rules.wgan_gp:
            critic = behind(state.discriminator, some, some.hand, rules)
            losses = losses + rules.wgan_gp * wgan_gp(critic, some.real, fake.float(), some.share)
        torch.autograd.backward(mean_over_batch(losses, count))
        return outcome(losses, losses, verdict)

    outcomes = accumulate(d_backward, draw, rules, state.d_optimizer, state.g_optimizer)
    move(state.d_optimizer)
    g_losses = generator_turn(state, rules, draw)
    return replace(gather(outcomes), g_loss=torch.cat(g_losses), parts=max(len(outcomes), len(g_losses)))


def generator_turn(state: TrainState, rules: Rules, draw: Draw) -> list[Tensor]:
    """Update the generator once; returns its losses (n,) of each part."""
    count = len(draw.real) * dist.world()

    def g_backward(some: Draw) -> Tensor:
        logits = behind(state.discriminator, some, some.answer, rules)
        with torch.no_grad():
            real = logits(some.real) if rules.game.pairs else torch.zeros((), device=some.real.device)
        fake = paint(state.generator, some, some.answer, rules)
        losses = in_all(rules.game.generator(real, logits(fake.float())))
        if (price := pulled_back(state, some, rules)) is not None:
            losses = losses + price
        torch.autograd.backward(mean_over_batch(losses, count))
        return losses.detach()

    state.discriminator.requires_grad_(False)
    found = accumulate(g_backward, draw, rules, state.g_optimizer)
    state.discriminator.requires_grad_(True)
    move(state.g_optimizer)
    return found


def accumulate(backward: Callable[[Draw], T], draw: Draw, rules: Rules, *optimizers: torch.optim.Optimizer) -> list[T]:
    """The gradient of a whole batch, part by part; where memory does not suffice, of parts half as large.

    The gradient is the same for any number of parts. A pair that mixes the samples of a batch has one.

    Args:
        backward: adds the gradient of some samples, as their share of the whole batch.
        draw: the batch.
        rules: how many parts to begin with.
        optimizers: whose gradients are made anew.

    Returns:
        what ``backward`` gives for each part.
    """
    parts = rules.parts
    while True:
        clear(*optimizers)
        try:
            return [backward(some) for some in draw.split(parts)]
        except RuntimeError as error:  # of which torch.OutOfMemoryError is one; a processor's allocator has no name
            if not is_out_of_memory(error) or rules.whole or 2 * parts > len(draw.real):
                raise
        parts *= 2


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether an error says that memory did not suffice."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def judge(discriminator: nn.Module, some: Draw, fake: Tensor, rules: Rules, fake_slope: bool = False) -> Verdict:
    """Real and fake judged in one pass (no discriminator couples samples), with the penalties R1 and R2."""
    both = torch.cat([some.real, fake.float()])
    both.requires_grad_(rules.slopes or fake_slope)
    logits = behind(discriminator, some, some.hand, rules)(both)
    of_real, of_fake = logits.chunk(2)
    none = torch.zeros(len(fake), device=fake.device)
    if not rules.slopes:
        return Verdict(of_real, of_fake, none, none, none, None, both)
    slopes = slope(logits, both)
    r1, r2 = squared_norm(slopes).chunk(2)
    penalty = (rules.r1 * r1 + rules.r2 * r2) / 2
    return Verdict(of_real, of_fake, penalty, r1, r2, slopes.chunk(2)[1], both)


def paint(generator: nn.Module, some: Draw, hand: Hand, rules: Rules) -> Tensor:
    """The generator's samples (n, *shape) of a hand, each of the class of the work beside it."""
    with rules.precision():
        fake: Tensor = generator(hand.z, **given(labels=some.labels, noise=hand.noise, kept=kept_of(some, rules)))
    return fake


def kept_of(some: Draw, rules: Rules) -> Tensor | None:
    """(n, channels + 1, …): the works, and where each of the fakes beside them stays as its work is: its context."""
    if not rules.context or some.given is None:
        return None
    where = torch.zeros_like(some.real[:, :1])
    where[..., : rules.context] = shaped((some.given >= rules.alone).to(where.dtype), where)
    return torch.cat([some.real, where], 1)


def behind(discriminator: nn.Module, some: Draw, hand: Hand, rules: Rules) -> Callable[[Tensor], Tensor]:
    """The discriminator behind the augmentation, its logits in float32.

    It takes n samples, or n real ones and n fakes after them: a pair shares its label and its chance.
    """

    def logits(x: Tensor) -> Tensor:
        if rules.augment and hand.chance is not None:
            x = rules.augment(x, hand.chance)
        labels = some.labels if some.labels is None else some.labels.repeat(len(x) // len(some.real))
        with rules.precision():
            out: Tensor = discriminator(x, **given(labels=labels))
        return out.float()

    return logits


def given(**values: Tensor | None) -> Mapping[str, Tensor]:
    """Those that there are: a network is only given what it takes."""
    return {name: value for name, value in values.items() if value is not None}


def pulls(game: Game, verdict: Verdict) -> tuple[Tensor, Tensor, Tensor]:
    """The generator's losses (n,), and the derivative of either player's loss by the logits of the fakes.

    Returns:
        the generator's losses, the discriminator's derivative, the generator's derivative, both as the logits are.
    """
    real = verdict.real.detach()
    of_d, of_g = (verdict.fake.detach().requires_grad_(True) for _ in range(2))
    g_losses = game.generator(real, of_g)
    totals = [game.discriminator(real, of_d).sum(), g_losses.sum()]
    push, pull = torch.autograd.grad(totals, [of_d, of_g])
    return in_all(g_losses).detach(), push, pull


def pulled_apart(verdict: Verdict, pull: Tensor) -> Tensor:
    """(n, *shape): the generator's loss by the fakes, where there are several judgements, each with its own pull."""
    (slopes,) = torch.autograd.grad((verdict.fake * pull).sum(), verdict.both, retain_graph=True)
    return slopes.chunk(2)[1]


def in_all(losses: Tensor) -> Tensor:
    """(n,): losses (n,), or (n, judgements) summed, a game each."""
    return losses if losses.ndim == 1 else losses.sum(1)


def one_backward(losses: Tensor, verdict: Verdict, push: Tensor, weights: list[nn.Parameter], count: int) -> Tensor:
    """The discriminator's gradient, and from the same pass the slope of its logits at the fakes, (n, *shape).

    The pass leaves push · ∇ₓD(x) at the input, where push is ∂L_D/∂D(x); it is divided out, unless one
    of them is too small for that (a hinge at rest): then the slope is asked for by itself.
    """
    if push.abs().min() <= 1e-6:
        (slopes,) = torch.autograd.grad(verdict.fake.sum(), verdict.both, retain_graph=True)
        torch.autograd.backward(mean_over_batch(losses, count), inputs=weights)
        return slopes.chunk(2)[1]
    torch.autograd.backward(mean_over_batch(losses, count), inputs=[*weights, verdict.both])
    pushed = verdict.both.grad
    assert pushed is not None
    return pushed.chunk(2)[1] * count / shaped(push, pushed)


def mean_over_batch(losses: Tensor, count: int) -> Tensor:
    """The one place where a batch is averaged: over all its samples, in whatever part or process they are."""
    return losses.sum() / count


def shaped(values: Tensor, like: Tensor) -> Tensor:
    """Values (n,) as (n, 1, …, 1), to multiply samples."""
    return values.view(-1, *[1] * (like.ndim - 1))


def weights_of(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    """The weights that an optimizer moves; a walk through the network's modules would cost a tenth of a small step."""
    weights: list[nn.Parameter] = optimizer.param_groups[0]["params"]
    return weights


def clear(*optimizers: torch.optim.Optimizer) -> None:
    """No gradient of an earlier step is left."""
    for optimizer in optimizers:
        for weight in weights_of(optimizer):
            weight.grad = None


def move(optimizer: torch.optim.Optimizer) -> None:
    """Sum the gradients of all processes, and step."""
    dist.sum_in_place(weight.grad for weight in weights_of(optimizer) if weight.grad is not None)
    optimizer.step()


def outcome(losses: Tensor, g_losses: Tensor, verdict: Verdict) -> Outcome:
    """What there is to tell of one part."""
    margin = (verdict.real - verdict.fake).detach()
    margin = margin if margin.ndim == 1 else margin.mean(1)
    return Outcome(losses.detach(), g_losses.detach(), margin, verdict.r1.detach(), verdict.r2.detach())


def gather(outcomes: list[Outcome]) -> Outcome:
    """The outcomes of the parts as one."""
    names = ("d_loss", "g_loss", "margin", "r1", "r2")
    whole = {name: torch.cat([getattr(part, name) for part in outcomes]) for name in names}
    return Outcome(**whole, parts=len(outcomes))

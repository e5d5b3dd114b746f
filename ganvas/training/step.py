"""One step of the game. The mathematics sees (N, *shape) and a batch is averaged in exactly one line.

Two ways to take turns. *Alternating*: the discriminator moves, then the generator answers the new
discriminator on fresh latents. *Simultaneous*: both move from the same point, and one backward
pass through the discriminator serves both. That is exact, not an approximation: sample i's share
of the generator's gradient is

    ∂L_G/∂xᵢ = (∂L_G/∂D(xᵢ)) · ∇ₓD(xᵢ),

a number times the slope that R2 needs anyway, or, without a penalty, a multiple of what the
discriminator's own backward pass leaves at its input. Of the 19 forward-sized passes of an
alternating step with R1 + R2, 15 remain; of 12 without a penalty, 9.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganvas import dist
from ganvas.losses import Game
from ganvas.regularizers import slope, squared_norm, wgan_gp
from ganvas.training.state import TrainState

Precision = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Draw:
    """What one step is made from.

    Attributes:
        real: (N, *shape).
        z: (N, z_dim), for the discriminator's fakes, and for both players in a simultaneous step.
        z_answer: (N, z_dim), for the generator's own step when the players alternate.
        share: (N,) in 0…1, the points of WGAN-GP.
    """

    real: Tensor
    z: Tensor
    z_answer: Tensor
    share: Tensor

    def split(self, parts: int) -> Iterable["Draw"]:
        """The same samples in that many pieces."""
        fields = (self.real, self.z, self.z_answer, self.share)
        return (Draw(*some) for some in zip(*(field.chunk(parts) for field in fields), strict=True))


@dataclass(frozen=True)
class Weights:
    """The weights of the penalties at this moment: γ of R1 and of R2 (halved when used), λ of WGAN-GP."""

    r1: float = 0.0
    r2: float = 0.0
    wgan_gp: float = 0.0

    @property
    def slopes(self) -> bool:
        """Whether the slope at real and fake samples is needed."""
        return self.r1 > 0 or self.r2 > 0


@dataclass(frozen=True)
class Outcome:
    """What a step tells, one value per sample, (N,) each, on the device: reading it is the caller's choice."""

    d_loss: Tensor
    g_loss: Tensor
    margin: Tensor
    r1: Tensor
    r2: Tensor


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


def step(
    state: TrainState, game: Game, draw: Draw, weights: Weights, simultaneous: bool, parts: int, precision: Precision
) -> Outcome:
    """Update both players once; the batch may be computed in parts, and be shared by several processes."""
    turn = simultaneous_turn if simultaneous else alternating_turn
    return turn(state, game, draw, weights, parts, precision)


def simultaneous_turn(
    state: TrainState, game: Game, draw: Draw, weights: Weights, parts: int, precision: Precision
) -> Outcome:
    """Both players move from the same point; see the top of this file."""
    count = len(draw.real) * dist.world()
    clear(state)
    outcomes = []
    for some in draw.split(parts):
        with precision():
            fake = state.generator(some.z)
        verdict = judge(state.discriminator, some.real, fake.detach(), weights, precision, fake_slope=True)
        losses = game.discriminator(verdict.real, verdict.fake) + verdict.penalty
        g_losses, push, pull = pulls(game, verdict)
        if verdict.fake_slope is not None:
            slopes = verdict.fake_slope.detach()
            torch.autograd.backward(mean_over_batch(losses, count), inputs=weights_of(state.d_optimizer))
        else:
            slopes = one_backward(losses, verdict, push, weights_of(state.d_optimizer), count)
        torch.autograd.backward(fake, (shaped(pull, slopes) * slopes / count).to(fake.dtype))
        outcomes.append(outcome(losses, g_losses, verdict))
    move(state.d_optimizer)
    move(state.g_optimizer)
    return gather(outcomes)


def alternating_turn(
    state: TrainState, game: Game, draw: Draw, weights: Weights, parts: int, precision: Precision
) -> Outcome:
    """The discriminator moves, the generator held still; then the generator, the discriminator held still."""
    count = len(draw.real) * dist.world()
    clear(state)
    outcomes = []
    for some in draw.split(parts):
        with torch.no_grad(), precision():
            fake = state.generator(some.z)
        verdict = judge(state.discriminator, some.real, fake, weights, precision)
        penalty = verdict.penalty
        if weights.wgan_gp:
            penalty = penalty + weights.wgan_gp * wgan_gp(
                within(state.discriminator, precision), some.real, fake, some.share
            )
        losses = game.discriminator(verdict.real, verdict.fake) + penalty
        torch.autograd.backward(mean_over_batch(losses, count))
        outcomes.append(outcome(losses, losses, verdict))
    move(state.d_optimizer)
    g_losses = generator_turn(state, game, draw, parts, precision)
    found = gather(outcomes)
    return Outcome(found.d_loss, g_losses, found.margin, found.r1, found.r2)


def generator_turn(state: TrainState, game: Game, draw: Draw, parts: int, precision: Precision) -> Tensor:
    """Update the generator once; returns its losses (N,)."""
    count = len(draw.real) * dist.world()
    logits = within(state.discriminator, precision)
    found = []
    state.discriminator.requires_grad_(False)
    for some in draw.split(parts):
        with torch.no_grad():
            real = logits(some.real) if game.pairs else torch.zeros(len(some.real), device=some.real.device)
        with precision():
            fake = state.generator(some.z_answer)
        losses = game.generator(real, logits(fake.float()))
        torch.autograd.backward(mean_over_batch(losses, count))
        found.append(losses.detach())
    state.discriminator.requires_grad_(True)
    move(state.g_optimizer)
    return torch.cat(found)


def judge(
    discriminator: nn.Module,
    real: Tensor,
    fake: Tensor,
    weights: Weights,
    precision: Precision,
    fake_slope: bool = False,
) -> Verdict:
    """Real and fake judged in one pass (no discriminator couples samples), with the penalties R1 and R2."""
    both = torch.cat([real, fake.float()])
    both.requires_grad_(weights.slopes or fake_slope)
    logits = within(discriminator, precision)(both)
    of_real, of_fake = logits.chunk(2)
    none = torch.zeros(len(real), device=real.device)
    if not weights.slopes:
        return Verdict(of_real, of_fake, none, none, none, None, both)
    slopes = slope(logits, both)
    r1, r2 = squared_norm(slopes).chunk(2)
    penalty = (weights.r1 * r1 + weights.r2 * r2) / 2
    return Verdict(of_real, of_fake, penalty, r1, r2, slopes.chunk(2)[1], both)


def pulls(game: Game, verdict: Verdict) -> tuple[Tensor, Tensor, Tensor]:
    """The generator's losses, and the derivative of either player's loss by the logits of the fakes, (n,) each.

    Returns:
        the generator's losses, the discriminator's derivative, the generator's derivative.
    """
    real = verdict.real.detach()
    of_d, of_g = (verdict.fake.detach().requires_grad_(True) for _ in range(2))
    g_losses = game.generator(real, of_g)
    totals = [game.discriminator(real, of_d).sum(), g_losses.sum()]
    push, pull = torch.autograd.grad(totals, [of_d, of_g])
    return g_losses.detach(), push, pull


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


def within(net: nn.Module, precision: Precision) -> Callable[[Tensor], Tensor]:
    """The network computing in that precision, its logits in float32."""

    def logits(x: Tensor) -> Tensor:
        with precision():
            out: Tensor = net(x)
        return out.float()

    return logits


def shaped(values: Tensor, like: Tensor) -> Tensor:
    """Values (n,) as (n, 1, …, 1), to multiply samples."""
    return values.view(-1, *[1] * (like.ndim - 1))


def weights_of(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    """The weights that an optimizer moves; a walk through the network's modules would cost a tenth of a small step."""
    weights: list[nn.Parameter] = optimizer.param_groups[0]["params"]
    return weights


def clear(state: TrainState) -> None:
    """No gradient of an earlier step is left."""
    for optimizer in (state.g_optimizer, state.d_optimizer):
        for weight in weights_of(optimizer):
            weight.grad = None


def move(optimizer: torch.optim.Optimizer) -> None:
    """Sum the gradients of all processes, and step."""
    dist.sum_in_place(weight.grad for weight in weights_of(optimizer) if weight.grad is not None)
    optimizer.step()


def outcome(losses: Tensor, g_losses: Tensor, verdict: Verdict) -> Outcome:
    """What there is to tell of one part."""
    margin = (verdict.real - verdict.fake).detach()
    return Outcome(losses.detach(), g_losses.detach(), margin, verdict.r1.detach(), verdict.r2.detach())


def gather(outcomes: list[Outcome]) -> Outcome:
    """The outcomes of the parts as one."""
    names = ("d_loss", "g_loss", "margin", "r1", "r2")
    return Outcome(*(torch.cat([getattr(part, name) for part in outcomes]) for name in names))

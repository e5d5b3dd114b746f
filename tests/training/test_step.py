"""The laws of a step: whole batch or parts, one backward or two, nobody's gradient leaks."""

import copy
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from ganvas.losses import GAMES
from ganvas.run import Plan
from ganvas.training.draw import Draw
from ganvas.training.probe import meaningless
from ganvas.training.rules import precision_of, rules_at
from ganvas.training.state import TrainState, new_state
from ganvas.training.step import Rules, alternating_turn, behind, judge, paint, simultaneous_turn, step
from tests.training.small import SMALL, small

PENALTIES = {"none": {}, "r1 and r2": {"r1": 3.0, "r2": 5.0}}


def begun(name: str, **changes: object) -> tuple[TrainState, Draw]:
    """A state whose every layer speaks (fix-up leaves the blocks silent at birth), and a batch."""
    recipe = small(name, **changes)
    state = new_state(recipe, Plan())
    random = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for net in (state.generator, state.discriminator):
            for weight in net.parameters():
                weight += 0.05 * torch.randn(weight.shape, generator=random)
    return state, meaningless(recipe, Plan(), state)


def gradients(state: TrainState) -> dict[str, torch.Tensor]:
    nets = {"generator": state.generator, "discriminator": state.discriminator}
    return {f"{n}/{k}": p.grad.clone() for n, net in nets.items() for k, p in net.named_parameters()}


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("game", GAMES)
def test_one_backward_serves_both_players(game: str, penalty: str):
    """The simultaneous turn's gradients are those of two separate passes, for every game."""
    state, draw = begun("quick")
    rules = Rules(GAMES[game], **PENALTIES[penalty])
    reference = copy.deepcopy(state)
    fake = reference.generator(draw.hand.z)
    verdict = judge(reference.discriminator, draw, fake.detach(), rules)
    d_loss = (GAMES[game].discriminator(verdict.real, verdict.fake) + verdict.penalty).mean()
    d_wanted = torch.autograd.grad(d_loss, list(reference.discriminator.parameters()))
    real, judged = reference.discriminator(draw.real), reference.discriminator(fake)
    g_wanted = torch.autograd.grad(GAMES[game].generator(real, judged).mean(), list(reference.generator.parameters()))
    simultaneous_turn(state, rules, draw)
    for net, wanted in ((state.discriminator, d_wanted), (state.generator, g_wanted)):
        for parameter, gradient in zip(net.parameters(), wanted, strict=True):
            assert parameter.grad is not None
            assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("turn", [simultaneous_turn, alternating_turn])
def test_judgements_apart_are_a_game_each(turn):
    """Both players' gradients are those of the sum of the losses of all judgements, penalized as one."""
    state, draw = begun("quick", net="line", shape=(6, 24), critic="cells", apart=True)
    rules = Rules(GAMES["relativistic"], r1=3.0, r2=5.0)
    reference = copy.deepcopy(state)
    game, hand = rules.game, draw.hand
    fake = reference.generator(hand.z, noise=hand.noise)
    real, judged = reference.discriminator(draw.real), reference.discriminator(fake)
    assert judged.shape[1] > 2
    wanted = torch.autograd.grad(game.generator(real, judged).sum(1).mean(), list(reference.generator.parameters()))
    turn(state, rules, draw)
    if turn is simultaneous_turn:  # the other one answers a discriminator that has moved on
        for parameter, gradient in zip(state.generator.parameters(), wanted, strict=True):
            assert parameter.grad is not None
            assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-6)
    verdict = judge(
        reference.discriminator, draw, reference.generator(draw.hand.z, noise=draw.hand.noise).detach(), rules
    )
    assert verdict.real.shape == judged.shape
    losses = game.discriminator(verdict.real, verdict.fake).sum(1) + verdict.penalty
    for parameter, gradient in zip(
        state.discriminator.parameters(),
        torch.autograd.grad(losses.mean(), list(reference.discriminator.parameters())),
        strict=True,
    ):
        assert parameter.grad is not None
        assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("classes", [0, 3])
def test_one_backward_goes_through_the_augmentation(classes: int):
    """A generator that is told labels and noise learns from what the discriminator saw of its fakes."""
    state, draw = begun("style", classes=classes)
    rules = replace(rules_at(state, small("style", classes=classes), Plan()), r1=3.0, r2=3.0)
    assert rules.augment is not None
    reference = copy.deepcopy(state)
    fake = paint(reference.generator, draw, draw.hand, rules)
    logits = behind(reference.discriminator, draw, draw.hand, rules)
    loss = rules.game.generator(logits(draw.real), logits(fake)).mean()
    wanted = torch.autograd.grad(loss, list(reference.generator.parameters()), allow_unused=True)
    plain = behind(reference.discriminator, draw, draw.hand, replace(rules, augment=None))
    assert (plain(draw.real) != logits(draw.real)).any()
    simultaneous_turn(state, rules, draw)
    for parameter, gradient in zip(state.generator.parameters(), wanted, strict=True):
        assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-6)


def test_a_hinge_at_rest_still_pulls_the_generator():
    """Where D's loss is flat at a fake, the shared pass has nothing to divide: the slope is asked for by itself."""
    state, draw = begun("quick")
    with torch.no_grad():
        state.discriminator.out.weight *= 1e3  # margins beyond 1, where the hinge rests
    simultaneous_turn(state, Rules(GAMES["hinge"]), draw)
    assert all(torch.isfinite(p.grad).all() for p in state.generator.parameters())
    assert sum(float(p.grad.abs().sum()) for p in state.generator.parameters()) > 0


@pytest.mark.parametrize("turn", [simultaneous_turn, alternating_turn])
@pytest.mark.parametrize("parts", [2, 4])
@pytest.mark.parametrize("whole", [("quick", {}), ("style", {"classes": 3}), ("r3gan", {"classes": 3})], ids=str)
def test_a_batch_equals_its_parts(turn, parts: int, whole: tuple[str, dict[str, object]]):
    """Also where samples have labels, noise and an augmentation of their own."""
    name, changes = whole
    penalties = {"r1": 3.0, "r2": 5.0, "wgan_gp": 0.0 if turn is simultaneous_turn else 10.0}
    found = []
    for count in (1, parts):
        state, draw = begun(name, **changes)
        augment = rules_at(state, small(name, **changes), Plan()).augment
        turn(state, Rules(GAMES["relativistic"], parts=count, augment=augment, **penalties), draw)
        found.append(gradients(state))
    for key in found[0]:
        assert_close(found[1][key], found[0][key], rtol=1e-4, atol=1e-6, msg=lambda text, key=key: f"{key}: {text}")


class Small(nn.Module):
    """A discriminator on a machine whose memory takes so many samples at once and no more."""

    def __init__(self, inner: nn.Module, most: int) -> None:
        super().__init__()
        self.inner, self.most = inner, most

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if len(x) > self.most:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
        return self.inner(x)


@pytest.mark.parametrize("turn", [simultaneous_turn, alternating_turn])
def test_a_batch_too_large_for_memory_is_computed_in_parts(turn):
    """The same gradient as if memory had sufficed, and the number of parts is told."""
    rules, found = Rules(GAMES["relativistic"], r1=3.0, r2=5.0), []
    for most in (16, 4):  # real and fake of 8 samples are 16
        state, draw = begun("quick")
        inner, state.discriminator = state.discriminator, Small(state.discriminator, most)
        outcome = turn(state, rules, draw)
        assert outcome.parts == 16 // most
        assert outcome.d_loss.shape == outcome.g_loss.shape == (8,)
        state.discriminator = inner
        found.append(gradients(state))
    for key in found[0]:
        assert_close(found[1][key], found[0][key], rtol=1e-4, atol=1e-6)


def test_what_cannot_be_parted_is_not_tried_again():
    state, draw = begun("quick")
    state.discriminator = Small(state.discriminator, 4)
    with pytest.raises(RuntimeError, match="can't allocate memory"):
        simultaneous_turn(state, Rules(GAMES["relativistic"], whole=True), draw)


def test_nobody_else_learns():
    """In the generator's turn the discriminator gets no gradient, in the discriminator's the generator none."""
    state, draw = begun("quick")
    seen = {}

    def watch(optimizer, name, other):
        step = optimizer.step

        def wrapped(*args, **kwargs):
            seen[name] = [None if p.grad is None else p.grad.clone() for p in other.parameters()]
            return step(*args, **kwargs)

        optimizer.step = wrapped

    watch(state.d_optimizer, "d", state.generator)
    watch(state.g_optimizer, "g", state.discriminator)
    before = [p.detach().clone() for p in state.discriminator.parameters()]
    alternating_turn(state, Rules(GAMES["relativistic"]), draw)
    assert all(gradient is None for gradient in seen["d"])
    assert any((a != b).any() for a, b in zip(before, state.discriminator.parameters(), strict=True))
    d_own = [p.grad for p in state.discriminator.parameters()]
    for left, now in zip(seen["g"], d_own, strict=True):
        assert_close(left, now, rtol=0, atol=0)  # what D's own turn left, nothing added by G's
    assert all(p.requires_grad for p in state.discriminator.parameters())


@pytest.mark.parametrize("name", SMALL)
def test_every_recipe_builds_and_steps(name: str):
    state, draw = begun(name)
    recipe = small(name)
    if recipe.levels > 1:
        draw = replace(draw, works=torch.zeros(len(draw.real), dtype=torch.int64))
    outcome = step(state, rules_at(state, recipe, Plan()), draw)
    assert outcome.d_loss.shape == outcome.g_loss.shape == (recipe.batch,)
    learns = state.generator if recipe.levels == 1 else state.generator.get_submodule("levels.0")  # the first at first
    assert all(p.grad is not None for net in (learns, state.discriminator) for p in net.parameters())


def test_bfloat16_penalties_stay_close():
    """The penalty in bfloat16 is the one in float32 to 3 %, and is itself float32."""
    state, draw = begun("quick", width=64)
    fake = state.generator(draw.hand.z).detach()
    rules = Rules(GAMES["relativistic"], r1=1.0, r2=1.0)
    exact = judge(state.discriminator, draw, fake, rules)
    rough = judge(state.discriminator, draw, fake, replace(rules, precision=precision_of(Plan(bf16=True))))
    assert rough.penalty.dtype == torch.float32
    error = (rough.penalty - exact.penalty).abs().mean() / exact.penalty.mean()
    assert error.item() < 0.03

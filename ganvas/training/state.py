"""Everything that a resumed run needs, in one dataclass, and its two forms on disk.

The randomness of a run is a pure function of (seed, seen): latents, the order of the works and
the points of WGAN-GP are drawn from generators started at ``seeds.derive(seed, what, seen)``.
So the clock is the whole random state.
"""

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ganvas import seeds
from ganvas.corpus.dataset import Dataset
from ganvas.errors import RunError, pick
from ganvas.media import medium
from ganvas.nets import NETS, Design, Looking
from ganvas.nets.views import know
from ganvas.recipe import Recipe
from ganvas.run import Plan

ADAM_KEYS = ("exp_avg", "exp_avg_sq", "step")
REMEMBERED = 8  # ticks whose signs a state holds
MOST_LOOKED_AT = 64  # works that networks look at before they learn
TALLIED = ("d_loss", "g_loss", "margin", "sign", "r1", "r2")


class Signs(NamedTuple):
    """What is watched at a tick, so that trouble is seen.

    Attributes:
        margin: mean of D(real) − D(fake) since the tick before.
        slopes: R2 over R1, both means since the tick before; 0 for a recipe that takes no slopes.
        d_gradient: norm of the discriminator's gradient in the last step.
        g_gradient: norm of the generator's.
        spread: mean distance of the average's samples from one another, as a share of that of the works.
    """

    margin: float
    slopes: float
    d_gradient: float
    g_gradient: float
    spread: float


def _zeros(*shape: int) -> Tensor:
    return torch.zeros(shape, dtype=torch.float64)


@dataclass
class TrainState:
    """The whole state of a training.

    Attributes:
        generator: learns.
        discriminator: learns.
        average: slow copy of the generator: the one that makes art.
        g_optimizer: Adam of the generator.
        d_optimizer: Adam of the discriminator.
        augment_p: (), float64: the chance of each part of an adaptive augmentation.
        seen: real samples shown so far: the clock.
        tally: (7,), float32: sums since the last tick of what TALLIED names, and over how many samples.
        signs: (8, 5), float64: the ``Signs`` of the last ticks, the newest last; a row of zeros is none.
        rollbacks: (), float64: how often the run was rolled back; each makes its rates gentler.
    """

    generator: nn.Module
    discriminator: nn.Module
    average: nn.Module
    g_optimizer: torch.optim.Adam
    d_optimizer: torch.optim.Adam
    augment_p: Tensor
    seen: int = 0
    tally: Tensor = field(default_factory=lambda: torch.zeros(len(TALLIED) + 1))
    signs: Tensor = field(default_factory=lambda: _zeros(REMEMBERED, len(Signs._fields)))
    rollbacks: Tensor = field(default_factory=_zeros)

    @property
    def gentler(self) -> float:
        """By how much the learning rate is divided and gamma multiplied: 1 until something went wrong."""
        return math.ldexp(1.0, int(self.rollbacks))

    @property
    def past(self) -> list[Signs]:
        """The signs of the last ticks, the newest last."""
        return [Signs(*row) for row in self.signs.tolist() if any(row)]

    def remember(self, signs: Signs) -> None:
        """Add the signs of a tick; the oldest are forgotten."""
        self.signs.copy_(torch.cat([self.signs[1:], torch.tensor([signs], dtype=torch.float64)]))

    def tensors(self) -> dict[str, Tensor]:
        """Every tensor of the state by a name such as ``generator/out.weight`` or ``d_optimizer/out.bias/step``."""
        found = {f"{name}/{key}": tensor for name, net in self._nets() for key, tensor in net.state_dict().items()}
        found |= {"augment_p": self.augment_p, "tally": self.tally, "signs": self.signs, "rollbacks": self.rollbacks}
        for name, optimizer, net in self._optimizers():
            for key, parameter in net.named_parameters():
                for part in ADAM_KEYS:
                    found[f"{name}/{key}/{part}"] = optimizer.state[parameter][part]
        return found

    @torch.no_grad()
    def restore(self, tensors: Mapping[str, Tensor], seen: int) -> None:
        """Take over a saved state, strictly: in place, so that memory formats stay as they are.

        Raises:
            RunError: a tensor is missing, unknown or of another shape.
        """
        own = self.tensors()
        if own.keys() != tensors.keys():
            odd = sorted(own.keys() ^ tensors.keys())
            raise RunError(f"the checkpoint does not fit this recipe: {len(odd)} tensors differ, such as {odd[0]!r}.")
        for key, tensor in own.items():
            if tensor.shape != tensors[key].shape:
                raise RunError(
                    f"the checkpoint's {key!r} is {tuple(tensors[key].shape)}, wanted {tuple(tensor.shape)}."
                )
            tensor.copy_(tensors[key])
        self.seen = seen

    def _nets(self) -> Iterator[tuple[str, nn.Module]]:
        yield "generator", self.generator
        yield "discriminator", self.discriminator
        yield "average", self.average

    def _optimizers(self) -> Iterator[tuple[str, torch.optim.Adam, nn.Module]]:
        yield "g_optimizer", self.g_optimizer, self.generator
        yield "d_optimizer", self.d_optimizer, self.discriminator


def new_state(recipe: Recipe, plan: Plan) -> TrainState:
    """The state before the first step: weights drawn from the recipe's seed, empty moments.

    Raises:
        NetError: the pair cannot be built for the recipe's shape.
    """
    pair = pick(NETS, "net", recipe.net)
    know(medium(recipe.medium, recipe.common).views)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds.derive(recipe.seed, "weights"))
        generator, discriminator = pair.generator(Design.of(recipe)), pair.discriminator(Design.of(recipe))
    layout = torch.channels_last if plan.channels_last else torch.contiguous_format
    for net in (generator, discriminator):
        net.to(plan.device, memory_format=layout)  # type: ignore[call-overload]
    average = copy.deepcopy(generator).requires_grad_(False)
    augment_p = torch.tensor(recipe.augment.p_start, dtype=torch.float64)
    optimizers = adam(generator, recipe), adam(discriminator, recipe)
    tally = torch.zeros(len(TALLIED) + 1, device=plan.device)
    return TrainState(generator, discriminator, average, *optimizers, augment_p, tally=tally)


@torch.no_grad()
def begun(recipe: Recipe, plan: Plan, data: Dataset) -> TrainState:
    """The state before the first step, its networks having looked at the works, those that do.

    Raises:
        NetError: as ``new_state``.
    """
    state = new_state(recipe, plan)
    nets = [net for net in (state.generator, state.average, state.discriminator) if isinstance(net, Looking)]
    if nets:
        rows = torch.linspace(0, len(data) - 1, min(len(data), MOST_LOOKED_AT)).round().long()
        works = data.batch(rows).to(plan.device)
        for net in nets:
            net.look_at(works)
    return state


def adam(net: nn.Module, recipe: Recipe) -> torch.optim.Adam:
    """Adam over all weights, one fused pass, its moments there from the start: a state is always whole."""
    optimizer = torch.optim.Adam(
        net.parameters(), lr=recipe.lr.start, betas=(recipe.beta1, recipe.beta2.start), eps=recipe.eps, fused=True
    )
    for parameter in net.parameters():
        optimizer.state[parameter] = {
            "step": torch.zeros((), dtype=torch.float32, device=parameter.device),
            "exp_avg": torch.zeros_like(parameter, memory_format=torch.preserve_format),
            "exp_avg_sq": torch.zeros_like(parameter, memory_format=torch.preserve_format),
        }
    return optimizer

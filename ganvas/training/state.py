"""Everything that a resumed run needs, in one dataclass, and its two forms on disk.

The randomness of a run is a pure function of (seed, seen): latents, the order of the works and
the points of WGAN-GP are drawn from generators started at ``seeds.derive(seed, what, seen)``.
So the clock is the whole random state.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganvas import seeds
from ganvas.errors import RunError, pick
from ganvas.nets import NETS, Design
from ganvas.recipe import Recipe
from ganvas.run import Plan

ADAM_KEYS = ("exp_avg", "exp_avg_sq", "step")


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
    """

    generator: nn.Module
    discriminator: nn.Module
    average: nn.Module
    g_optimizer: torch.optim.Adam
    d_optimizer: torch.optim.Adam
    augment_p: Tensor
    seen: int = 0

    def tensors(self) -> dict[str, Tensor]:
        """Every tensor of the state by a name such as ``generator/out.weight`` or ``d_optimizer/out.bias/step``."""
        found = {f"{name}/{key}": tensor for name, net in self._nets() for key, tensor in net.state_dict().items()}
        found["augment_p"] = self.augment_p
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
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds.derive(recipe.seed, "weights"))
        generator, discriminator = pair.generator(Design.of(recipe)), pair.discriminator(Design.of(recipe))
    layout = torch.channels_last if plan.channels_last else torch.contiguous_format
    for net in (generator, discriminator):
        net.to(plan.device, memory_format=layout)  # type: ignore[call-overload]
    average = copy.deepcopy(generator).requires_grad_(False)
    augment_p = torch.tensor(recipe.augment.p_start, dtype=torch.float64)
    return TrainState(
        generator, discriminator, average, adam(generator, recipe), adam(discriminator, recipe), augment_p
    )


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

"""From the words of a sketch to a latent: a pure function of the expression and of the space it is drawn in.

Computed in float64 on the CPU, so that what is drawn does not depend on the device. A latent is
(layers, size): a style for every layer, or one row where there are no layers; a single row stands
for the same in every layer until a node tells layers apart.
"""

import math
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Literal

import torch
from torch import Tensor

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.model import walk as ways
from ganvas.nets import Styled
from ganvas.sketch import (
    ALL,
    GROUPS,
    Blend,
    Cross,
    Latent,
    Mean,
    Mix,
    Mutate,
    Push,
    Seed,
    Vector,
    Walk,
    layer_slice,
)

TINY = 1e-12
AVERAGED = 4096  # styles whose average is the average work

Values = Callable[[str], Tensor]


def no_values(name: str) -> Tensor:
    """What a space without vectors says."""
    raise SketchError(f"the sketch needs the values {name[:12]}, which are not beside this model")


class Space:
    """Where latents lie around the average work.

    Blends and walks are made of a latent's way from the mean, so that they keep the distance from the
    average work that latents usually have.

    Attributes:
        mean: (size,), float64: the latent of the average work.
        layers: how many layers have a style of their own; 1 where there are no styles.
    """

    def __init__(
        self,
        draw: Callable[[int], Tensor],
        mean: Tensor,
        layers: int = 1,
        many: Callable[[], Tensor] | None = None,
        values: Values = no_values,
    ) -> None:
        """Lay out a space.

        Args:
            draw: gives the latent (size,) of a seed.
            mean: (size,).
            layers: as in the attribute.
            many: gives latents (N, size) whose covariance is the space's; None where it is the identity.
            values: gives what a sketch names by its digest.
        """
        self.mean, self.layers, self.values = mean.double(), layers, values
        self._draw, self._many = draw, many
        self._path = lru_cache(maxsize=8)(self._new_path)

    def at(self, expression: Latent, psi: float = 1.0, psi_layers: str = ALL) -> Tensor:
        """(layers, size), float64: the latent that an expression stands for; psi 0 is the mean, 1 leaves it untouched.

        Raises:
            SketchError: the space has no such layers, or the values that the expression needs.
        """
        way = self._way(expression)
        if psi_layers == ALL:
            return (self.mean + psi * way).expand(self.layers, -1)
        way = self._told_apart(way, psi_layers)
        way[layer_slice(psi_layers, self.layers)] *= psi
        return self.mean + way

    @cached_property
    def spread(self) -> Tensor:
        """(size, size), float64: the symmetric root of the covariance of latents; unique, whatever finds it."""
        if self._many is None:
            return torch.eye(len(self.mean), dtype=torch.float64)
        centered = self._many().double() - self.mean
        variances, axes = torch.linalg.eigh(centered.mT @ centered / len(centered))
        root: Tensor = axes * variances.clamp_min(0).sqrt() @ axes.mT
        return root

    @property
    def is_ball(self) -> bool:
        """Whether latents are as wide along any axis as along another, as z is."""
        return self._many is None

    def _way(self, expression: Latent) -> Tensor:
        """(1 or layers, size): from the mean to the latent of an expression."""
        if type(expression) not in WAYS:
            raise SketchError("regions are a picture, not one latent; name one of the latents that they are made of")
        return WAYS[type(expression)](self, expression)

    def _told_apart(self, way: Tensor, layers: str) -> Tensor:
        """The way as a row of its own for each layer, because some of them will differ."""
        if self.layers == 1 and layers != ALL:
            raise SketchError(
                f"layers {layers!r}: this model has no layers of style, its latent goes in at once;"
                " leave the layers out, blend instead, or train a 'style' model"
            )
        return way.expand(self.layers, -1).clone()

    def _seed(self, node: Seed) -> Tensor:
        return (self._draw(node.seed).double() - self.mean)[None]

    def _mean(self, _node: Mean) -> Tensor:
        return torch.zeros_like(self.mean)[None]

    def _vector(self, node: Vector) -> Tensor:
        return self._fitting(node.digest, "a latent") - self.mean

    def _fitting(self, name: str, what: str) -> Tensor:
        """(1 or layers, size), float64: kept values, if they are of this space."""
        values = self.values(name).double()
        values = values[None] if values.dim() == 1 else values
        if values.dim() != 2 or values.shape[1] != len(self.mean) or len(values) not in {1, self.layers}:
            raise SketchError(
                f"values {name[:12]}: {tuple(values.shape)} is not {what} of this model, which is"
                f" ({self.layers}, {len(self.mean)}); they were found in another model"
            )
        return values

    def _blend(self, node: Blend) -> Tensor:
        weights = torch.tensor([share.weight for share in node.of], dtype=torch.float64)
        return blend(_alike([self._way(share.latent) for share in node.of]), weights)

    def _mix(self, node: Mix) -> Tensor:
        mixed = self._told_apart(self._way(node.fine), node.layers)
        part = layer_slice(node.layers, self.layers)
        mixed[part] = self._way(node.coarse).expand(self.layers, -1)[part]
        return mixed

    def _push(self, node: Push) -> Tensor:
        step = node.amount * self._fitting(node.direction, "a direction")
        way = self._way(node.latent)
        if node.layers == ALL:
            return way + step
        pushed, part = self._told_apart(way, node.layers), layer_slice(node.layers, self.layers)
        pushed[part] += step.expand(self.layers, -1)[part]
        return pushed

    def _mutate(self, node: Mutate) -> Tensor:
        chance = seeds.generator(node.seed, "mutate")
        fresh = self.spread @ torch.randn(len(self.mean), generator=chance, dtype=torch.float64)
        way = self._way(node.latent)
        mutant: Tensor = math.sqrt(1 - node.strength**2) * way + node.strength * fresh
        if node.layers == ALL:
            return mutant
        mutated, part = self._told_apart(way, node.layers), layer_slice(node.layers, self.layers)
        mutated[part] = mutant.expand(self.layers, -1)[part]
        return mutated

    def _cross(self, node: Cross) -> Tensor:
        parents = _alike([self._way(parent) for parent in node.parents])
        chance = seeds.generator(node.seed, "cross")
        if self.layers == 1:
            if node.locked:
                self._told_apart(parents[0], node.locked[0])
            owners = torch.randint(len(parents), (parents.shape[2],), generator=chance)
            return parents[owners, 0, torch.arange(parents.shape[2])][None]
        child = parents[0].expand(self.layers, -1).clone()
        for group in GROUPS:
            chosen = int(torch.randint(len(parents), (), generator=chance))  # drawn for locked groups, too
            if group not in node.locked:
                part = layer_slice(group, self.layers)
                child[part] = parents[chosen].expand(self.layers, -1)[part]
        return child

    def _walk(self, node: Walk) -> Tensor:
        at = self._path(node.keys, node.curve, node.closed).at(node.at)
        return at.view(-1, len(self.mean))

    def marks(self, walk: Walk) -> Tensor:
        """(stretches + 1,), float64: the shares of a walk's length at which its keys lie; 1 closes a closed one."""
        return self._path(walk.keys, walk.curve, walk.closed).marks

    def _new_path(self, keys: tuple[Latent, ...], curve: Literal["slerp", "spline"], closed: bool) -> ways.Path:
        """The way that all frames of one film share."""
        return ways.path(_alike([self._way(key) for key in keys]), curve, closed)


WAYS: dict[type, Callable[[Space, Any], Tensor]] = {
    Seed: Space._seed,
    Mean: Space._mean,
    Vector: Space._vector,
    Blend: Space._blend,
    Mix: Space._mix,
    Push: Space._push,
    Mutate: Space._mutate,
    Cross: Space._cross,
    Walk: Space._walk,
}


def _alike(ways: list[Tensor]) -> Tensor:
    """(N, rows, size): single rows are repeated where others have a row for each layer."""
    rows = max(len(way) for way in ways)
    return torch.stack([way.expand(rows, -1) for way in ways])


@lru_cache(maxsize=8)
def normal_space(z_dim: int) -> Space:
    """The space of z: standard normal, its mean zero."""
    return z_space(z_dim)


def z_space(z_dim: int, values: Values = no_values) -> Space:
    """The space of z, with values that sketches may name."""
    return Space(lambda seed: seeds.latents([seed], z_dim)[0], torch.zeros(z_dim), values=values)


def style_space(generator: Styled, classes: int, device: torch.device, values: Values = no_values) -> Space:
    """The space of w of a generator with styles; its mean is the average of a few thousand fixed ones.

    Where there are classes, seed n is of class n modulo their number, and the mean is over all of them. A seed is
    mapped by itself, so that no other can change its bits.

    Args:
        generator: at rest.
        classes: how many labels it is told.
        device: where it is.
        values: gives what a sketch names by its digest.
    """

    def styles(z: Tensor, numbers: Tensor) -> Tensor:
        labels = (numbers % classes).to(device) if classes else None
        with torch.inference_mode():
            return generator.map(z.to(device), labels)[:, 0].cpu()

    def many() -> Tensor:
        z = torch.randn(AVERAGED, z_dim, generator=seeds.generator("styles whose average is the average work"))
        return styles(z, torch.arange(AVERAGED))

    z_dim = generator.z_dim
    return Space(
        lambda seed: styles(seeds.latents([seed], z_dim), torch.tensor([seed]))[0],
        many().double().mean(0),
        generator.layers,
        many,
        values,
    )


def latent(expression: Latent, z_dim: int) -> Tensor:
    """(z_dim,), float64: the z that an expression stands for, psi not yet applied."""
    return normal_space(z_dim).at(expression)[0]


def blend(latents: Tensor, weights: Tensor) -> Tensor:
    """The weighted sum of latents, brought to the weighted mean of their lengths, for each layer.

    A plain weighted mean is too short: it would drift to the average work, as if psi had been lowered.

    Args:
        latents: (N, …, size), from the mean.
        weights: (N,), above zero.
    Returns:
        (…, size); zero where the latents cancel each other.
    """
    weights = weights / weights.sum()
    mixed = torch.tensordot(weights, latents, 1)
    length = torch.tensordot(weights, latents.norm(dim=-1), 1)
    blended: Tensor = mixed * (length / mixed.norm(dim=-1).clamp_min(TINY))[..., None]
    return blended

"""Directions before anybody has looked: in closed form from the weights, and the axes along which W is widest."""

from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor

from ganvas.errors import SketchError
from ganvas.model.axes import Axes, upright
from ganvas.model.latents import Space
from ganvas.model.model import Model
from ganvas.sketch import layer_slice

SAME = 0.9  # of the cosine: directions that lie nearer to each other are one


def unit(space: Space, way: Tensor) -> Tensor:
    """The way (size,) made as long as one standard deviation of the space's latents along it.

    Raises:
        SketchError: it has no length, or latents do not vary along it.
    """
    along = way.double() / way.norm().clamp_min(1e-300)
    deviation = (space.spread @ along).norm()
    if not (deviation.isfinite() and deviation > 0):
        raise SketchError("a direction of no length: the model's latents do not differ along it")
    found: Tensor = along * deviation
    return found


def sefa(model: Model, layers: str, most: int) -> list[Tensor]:
    """Semantics factorized (arXiv:2007.06600): the ways (size,) that the weights of some layers stretch most.

    The right singular vectors of the matrices through which the latent enters those layers, stacked.
    """
    matrix = torch.cat(model.entries()[layer_slice(layers, model.layers)])
    _, ways = torch.linalg.eigh(matrix.mT @ matrix)
    return list(upright(ways.flip(1)[:, :most]).unbind(1))


def components(model: Model, _layers: str, most: int) -> list[Tensor]:
    """Principal components of W (GANSpace, arXiv:2004.02546), the same for all layers.

    None for a model without W: z is drawn from a ball, whose widest axes are any.
    """
    axes = Axes.of(model.space, most)
    return [] if model.space.is_ball else list(axes.vectors.unbind(1))


Source = Literal["sefa", "components", "examples"]
SOURCES: dict[Source, Callable[[Model, str, int], Sequence[Tensor]]] = {"sefa": sefa, "components": components}


def distinct(ways: Sequence[Tensor], same: float = SAME) -> list[int]:
    """Which of the ways (D,) to keep, so that no two of them are alike or opposite; earlier ones win."""
    kept: list[int] = []
    lengths = [float(way.norm()) for way in ways]
    for number, way in enumerate(ways):
        cosines = [abs(float(way @ ways[other])) / max(lengths[number] * lengths[other], 1e-300) for other in kept]
        if all(cosine < same for cosine in cosines):
            kept.append(number)
    return kept

"""A direction from a few that the artist likes and a few others."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ganvas.errors import SketchError
from ganvas.model.axes import Axes
from ganvas.model.directions.candidates import unit
from ganvas.model.directions.search import Found, known_layers, measure
from ganvas.model.model import Model
from ganvas.sketch import ALL, Latent

LEAST_SHARE = 0.25  # of the squared difference that is taken for more than chance, however few the examples are


def from_examples(
    model: Model, liked: Sequence[Latent], others: Sequence[Latent], layers: str = ALL, psi: float = 0.8
) -> Found:
    """The way from some latents to others, where it is more than chance.

    The difference of their means in whitened principal coordinates, each coordinate shrunk to its posterior
    mean: chance alone gives a variance of 1/liked + 1/others, and the prior variance of a true difference
    is taken in proportion to the variance of W, since wide axes are those that pictures show.

    Args:
        model: whose latents they are.
        liked: at least one.
        others: at least one.
        layers: where the direction is found and applied.
        psi: with which its effect is measured.
    Raises:
        SketchError: one of the sides is empty, they do not differ, or the model has no such layers.
    """
    if not liked or not others:
        raise SketchError("a direction from examples needs at least one that is liked and one that is not")
    part = known_layers(model, layers)
    axes = Axes.of(model.space, len(model.space.mean))
    means = [_mean(model, axes, some, part) for some in (liked, others)]
    chance = 1 / len(liked) + 1 / len(others)
    difference = shrunk(means[0] - means[1], axes.scales.square(), chance)
    if not difference.any():
        raise SketchError("the liked and the others are the same latents; name some that differ")
    values = unit(model.space, axes.steps(difference))
    found = Found(values, layers, "examples", 0.0)
    return Found(values, layers, "examples", measure(model, found, psi)[0].effect)  # forth is toward the liked


def shrunk(difference: Tensor, variances: Tensor, chance: float) -> Tensor:
    """The posterior mean (k,) of a difference (k,) seen through noise of variance ``chance``.

    Args:
        difference: in whitened coordinates.
        variances: (k,) of the axes; the prior variance is in proportion to them.
        chance: variance of the noise, the same in every coordinate.
    """
    total = difference.square().mean()
    signal = torch.maximum(total - chance, LEAST_SHARE * total)
    prior = signal * variances / variances.mean()
    return difference * prior / (prior + chance)


def _mean(model: Model, axes: Axes, latents: Sequence[Latent], part: slice) -> Tensor:
    """(k,): the mean whitened coordinates of some latents in some layers."""
    return torch.stack([axes.coordinates(model.latent(one)[part]).mean(0) for one in latents]).mean(0)

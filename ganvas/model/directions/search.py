"""Looking for directions: candidates, measured by how much they change pictures, those that look alike merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ganvas.errors import SketchError
from ganvas.model.directions.candidates import SOURCES, Source, distinct, unit
from ganvas.model.looks import small
from ganvas.model.model import Model
from ganvas.sketch import ALL, GROUPS, Push, Seed, Sketch, layer_slice

SEEDS = range(6)  # pictures that every candidate is tried on
TRIED = 6  # candidates of a source and a range of layers
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Found:
    """A direction that nobody has named yet.

    Attributes:
        values: (size,), float64: one standard deviation of the model's latents along it.
        layers: where it is applied.
        source: how it was found.
        effect: the mean difference that one standard deviation makes, a share of black to white.
    """

    values: Tensor
    layers: str
    source: Source
    effect: float


def ranges(model: Model) -> tuple[str, ...]:
    """The ranges of layers that this model can be looked through by: all, and each third that has a layer."""
    if model.layers == 1:
        return (ALL,)
    thirds = [group for group in GROUPS if len(range(model.layers)[layer_slice(group, model.layers)])]
    return (ALL, *thirds)


def find_directions(
    model: Model,
    layers: Sequence[str] = (),
    most: int = 4,
    psi: float = 0.8,
    progress: Progress = lambda *_: None,
) -> list[Found]:
    """What this model can be steered along.

    Every candidate of every source is tried on a few seeds, one standard deviation to either side. Those that
    change the same are merged into the strongest; of what is left, the strongest of each range of layers stay.
    A direction's sign is such that it makes pictures lighter.

    Args:
        model: where to look.
        layers: ranges of layers; empty for all layers and each third.
        most: how many to return for each range, the strongest first.
        psi: with which the pictures are painted.
        progress: called with what is done, how many, of how many.
    Raises:
        SketchError: the model has no such layers.
    """
    tries = [one for some in layers or ranges(model) for one in _candidates(model, some, max(TRIED, most))]
    measured = []
    for number, found in enumerate(tries, 1):
        measured.append(measure(model, found, psi))
        progress("trying directions", number, len(tries))
    order = sorted(range(len(tries)), key=lambda number: -measured[number][0].effect)
    chosen = [order[place] for place in distinct([measured[number][1] for number in order])]
    best = [measured[number][0] for number in chosen]
    return [one for some in layers or ranges(model) for one in [found for found in best if found.layers == some][:most]]


def _candidates(model: Model, layers: str, most: int) -> list[Found]:
    known_layers(model, layers)
    ways = [(source, way) for source, find in SOURCES.items() for way in find(model, layers, most)]
    kept = distinct([way for _, way in ways])
    return [Found(unit(model.space, ways[number][1]), layers, ways[number][0], 0.0) for number in kept]


def known_layers(model: Model, layers: str) -> slice:
    """The layers of a range, of this model.

    Raises:
        SketchError: it has no such layers, or none at all.
    """
    if model.layers == 1 and layers != ALL:
        raise SketchError(f"layers {layers!r}: this model has no layers of style; leave the layers out")
    return layer_slice(layers, model.layers)


def measure(model: Model, found: Found, psi: float) -> tuple[Found, Tensor]:
    """The direction with its effect and, if it made pictures darker, turned around; and what it changes, (D,)."""
    name = model.vectors.add(found.values)
    changes = []
    for seed in SEEDS:
        ends = [Push(latent=Seed(seed=seed), direction=name, amount=side, layers=found.layers) for side in (-1, 1)]
        below, above = (small(model.render(Sketch(latent=end, psi=psi)).levels) for end in ends)
        changes.append(above - below)
    change = torch.stack(changes)
    sign = -1.0 if change.mean() < 0 else 1.0
    effect = float(change.square().mean(1).sqrt().mean()) / 2
    return Found(sign * found.values, found.layers, found.source, effect), sign * change.flatten()

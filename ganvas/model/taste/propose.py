"""From a taste to pictures worth a look: a plane of 5 × 5 through the best one, and three at the side.

The plane is that of Sequential Gallery (Koyama et al. 2020, SIGGRAPH): one choice on it says more than a slider's
or a pair's. Nothing here changes a taste or a picture; a proposal is a handful of sketches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ganvas import seeds
from ganvas.model.axes import Axes
from ganvas.model.model import Model
from ganvas.model.taste.belief import Belief
from ganvas.model.taste.finder import Finder, Floats
from ganvas.model.taste.record import Taste, check_model
from ganvas.sketch import SEEDS_END, Latent, Push, Seed

AXES = 64  # few of them would leave out half of what pictures differ in; narrow ones weigh little in the belief
SIDE = 5  # of the plane
ALONG = (-0.5, 0.0, 0.5, 1.0, 1.5)  # of the way to the most promising point; the best so far is at 0
ACROSS = (-1.0, -0.5, 0.0, 0.5, 1.0)
AT_SIDE = 3
NOTES = ("surest", "most promising", "most daring")


@dataclass(frozen=True)
class Proposal:
    """What to look at next.

    Attributes:
        plane: SIDE × SIDE latents, row by row; the best so far is in the middle row, second from the left, and the
            most promising one two to the right of it. Strangers, before the first choice.
        side: AT_SIDE latents.
        notes: a word on each of those at the side.
    """

    plane: tuple[Latent, ...]
    side: tuple[Latent, ...]
    notes: tuple[str, ...]

    @property
    def latents(self) -> tuple[Latent, ...]:
        """All of them."""
        return (*self.plane, *self.side)


def propose(model: Model, taste: Taste, seed: int) -> Proposal:
    """The next pictures for a taste: the same for the same taste and seed.

    The ways from the best one are known to the model afterwards.

    Args:
        model: whose latents they are.
        taste: of this model.
        seed: of the round.
    Raises:
        SketchError: the taste is for another model, or its values are not here.
    """
    check_model(taste, model)
    if taste.is_empty:
        return _strangers(seed)
    axes = Axes.of(model.space, AXES)
    points = np.stack([axes.coordinates(model.latent(one)).mean(0).numpy() for one in taste.seen])
    belief = Belief.of(points, axes.scales.numpy(), taste.kept, taste.skipped, taste.pairs)
    finder = Finder(belief, len({*taste.kept, *(better for better, _ in taste.pairs)}), seed)
    base = _Base(model, axes, taste.seen[finder.best], points[finder.best])
    plane = _plane(base, finder)
    return Proposal(plane, tuple(base.moved(point - base.point) for point in finder.three()), NOTES)


def _strangers(seed: int) -> Proposal:
    """What is shown to a taste of which nothing is known."""
    all_of_them = [Seed(seed=seeds.derive(seed, "taste", n) % SEEDS_END) for n in range(SIDE**2 + AT_SIDE)]
    return Proposal(tuple(all_of_them[: SIDE**2]), tuple(all_of_them[SIDE**2 :]), ("stranger",) * AT_SIDE)


@dataclass(frozen=True, eq=False)
class _Base:
    """The best latent so far, and where it lies (k,)."""

    model: Model
    axes: Axes
    latent: Latent
    point: Floats

    def name(self, way: Floats) -> str:
        """The digest of a way (k,)."""
        return self.model.vectors.add(self.axes.steps(torch.from_numpy(way)))

    def moved(self, *moves: Floats, amounts: Sequence[float] = (1.0,)) -> Latent:
        """The latent moved along ways (k,)."""
        latent = self.latent
        for way, amount in zip(moves, amounts, strict=True):
            if amount:
                latent = Push(latent=latent, direction=self.name(way), amount=amount)
        return latent


def _plane(base: _Base, finder: Finder) -> tuple[Latent, ...]:
    """The plane through the best point that leads to the most promising one, and across it to the next.

    Where it would leave the land of likely latents, it bends back to the border.
    """
    along = finder.promising() - base.point
    across = finder.promising_across(along) - base.point
    across = across - along * (float(across @ along) / max(float(along @ along), 1e-12))
    across = across * (float(np.linalg.norm(along)) / max(float(np.linalg.norm(across)), 1e-12))
    found = []
    for b in ACROSS:
        for a in ALONG:
            point = base.point + a * along + b * across
            (likely,) = finder.within(point[None])
            inside = np.allclose(likely, point) or not (a or b)
            found.append(base.moved(along, across, amounts=(a, b)) if inside else base.moved(likely - base.point))
    return tuple(found)

"""A ruler for walks, that makes equal frames look equally far, and where a walk is at each.

A *share* of the way runs from 0 at the first key to 1 at the end. What a walk counts in is the
length of its way among the latents; a ruler, where one was measured, counts in how far the
pictures look apart instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ganvas.model.model import Model
from ganvas.model.timing import Floats, Timing
from ganvas.model.visual import look
from ganvas.sketch import ALL, Latent, Mix, Sketch, Walk

PIECES = 12  # each stretch of the way is looked at so many times a round, at least
ROUNDS = 2  # the second looks closer where the first saw much happen
SHARE = 0.125  # of the frames, painted for one round
IDLE = 0.05  # of the ruler is the walk's own length: where nothing changes to the eye, it still goes on


@dataclass(frozen=True, eq=False)
class Ruler:
    """How far a way looks: shares of the walk's length, and the visual shares at them, both from 0 to 1, rising."""

    at: Floats
    seen: Floats

    def to_walk(self, seen: Floats) -> Floats:
        """The walk's own position at visual shares."""
        return np.interp(seen, self.seen, self.at)

    def to_seen(self, at: Floats) -> Floats:
        """The visual share at positions of the walk."""
        return np.interp(at, self.at, self.seen)


@dataclass(frozen=True)
class Evenness:
    """How even the steps of a film look: 0 and 1 are perfect.

    Attributes:
        variation: standard deviation of the steps over their mean.
        largest: the largest step over the mean.
    """

    variation: float
    largest: float


def evenness(steps: Sequence[float] | Floats) -> Evenness:
    """Of steps, measured by how far apart the frames look; a film in which nothing changes is even."""
    sizes = np.asarray(steps, np.float64)
    mean = sizes.mean() if len(sizes) else 0.0
    if mean <= 0:
        return Evenness(0.0, 1.0)
    return Evenness(float(sizes.std() / mean), float(sizes.max() / mean))


def moments(walk: Walk, frames: int) -> Floats:
    """(frames,) from 0 on; a closed walk does not show its first key twice, an open one ends at 1."""
    return np.arange(frames) / (frames if walk.closed else max(frames - 1, 1))


def measure(model: Model, sketch: Sketch, walk: Walk, frames: int, layers: str = ALL) -> Ruler:
    """Look along a way before it is filmed, and lay a ruler by how fast the pictures change.

    Each round paints about an eighth of the frames, the first at even positions of the walk, the
    second at positions that look even by what the first saw.

    Args:
        model: who paints.
        sketch: how; its latent is not looked at.
        walk: the way.
        frames: how many the film will have.
        layers: that it walks in, as in ``only``.
    """
    stretches = len(walk.keys) if walk.closed else len(walk.keys) - 1
    count = max(PIECES * stretches, round(SHARE * frames)) + 1
    ruler = Ruler(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    at = model.marks(walk)
    for _ in range(ROUNDS):
        at = np.union1d(at, np.union1d(ruler.to_walk(np.linspace(0, 1, count)), [0.0, 1.0]))
        steps = np.asarray(_steps(model, sketch, [only(step, layers) for step in walk_at(walk, at)]))
        ruler = _ruler(at, steps)
    return ruler


def _steps(model: Model, sketch: Sketch, latents: Sequence[Latent]) -> list[float]:
    """How far apart neighbors among the pictures of these latents look."""
    painted = model.render_many(sketch.model_copy(update={"latent": latent}) for latent in latents)
    points = (look(artwork.levels) for artwork in painted)
    return [float((then - first).norm()) for first, then in pairwise(points)]


def _ruler(at: Floats, steps: Floats) -> Ruler:
    total = steps.sum()
    seen = (1 - IDLE) * steps / total + IDLE * np.diff(at) if total > 0 else np.diff(at)
    whole = np.concatenate([[0.0], np.cumsum(seen)])
    return Ruler(at, whole / whole[-1])


def walk_at(walk: Walk, at: Floats) -> list[Walk]:
    """The walk at these positions, 0…1."""
    return [walk.model_copy(update={"at": min(max(float(one), 0.0), 1.0)}) for one in at]


def timed(model: Model, walk: Walk, timing: Timing, moments: Floats, ruler: Ruler | None = None) -> list[Walk]:
    """The walk at moments of its film.

    Args:
        model: whose latents tell where the keys lie on the way.
        walk: the way; its own position is not looked at.
        timing: when it reaches its keys.
        moments: (frames,) 0…1, as ``moments`` gives them or as a sound hurries them.
        ruler: as ``measure`` laid it; without one, the pace is even among the latents.
    Raises:
        SketchError: the timing is of another walk.
    """
    timing.check(walk)
    marks = model.marks(walk)
    if ruler is None:
        return walk_at(walk, timing.shares(moments, marks))
    return walk_at(walk, ruler.to_walk(timing.shares(moments, ruler.to_seen(marks))))


def only(step: Walk, layers: str) -> Latent:
    """A moment of a walk in some layers alone, the others held as the first key has them.

    ``fine`` changes colour and grain and keeps the subject, ``coarse`` the other way round.
    """
    return step if layers == ALL else Mix(coarse=step, fine=step.keys[0], layers=layers)

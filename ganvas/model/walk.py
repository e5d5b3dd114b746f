"""Ways through latents: great arcs or a smooth spline, walked at an even pace.

A position ``u`` counts keys (2.25 is a quarter of the way from the third key to
the fourth); ``at`` in 0…1 counts the share of the way's length. Directions and
lengths of the latents move apart from each other, so that halfway between two
latents of usual length the latent has usual length, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor

TINY = 1e-12
FAINT = 0.25  # a direction shorter than this is hardly one: opposite keys are joined through the mean, not by a jump
NODES = 32  # a stretch of the way between two keys is measured in so many pieces
EARLIER = 1e-9  # of a stretch: just before a key, where a slerp may end one pace and begin another
SLOWEST = 0.25  # of the mean pace: where the way itself turns back, the walker slows down instead of jerking


class Curve(Protocol):
    """A way through keys, by position."""

    stretches: int

    def point(self, u: Tensor) -> Tensor:
        """(n,) positions in 0…stretches to (n, z_dim)."""

    def pace(self, u: Tensor) -> Tensor:
        """(n,) positions to (n,): the way's length a unit of u."""


@dataclass(frozen=True, eq=False)
class Keys:
    """Key latents taken apart.

    Attributes:
        directions: (N, z_dim), of length 1; 0 for the mean.
        lengths: (N,).
        closed: whether the last key is followed by the first.
    """

    directions: Tensor
    lengths: Tensor
    closed: bool

    @property
    def stretches(self) -> int:
        """How many stretches lie between the keys."""
        return len(self.lengths) if self.closed else len(self.lengths) - 1

    def place(self, u: Tensor) -> tuple[Tensor, Tensor]:
        """The stretch (n,) of each position and how far along it is, 0…1."""
        stretch = u.floor().clamp(0, self.stretches - 1)
        return stretch.long(), u - stretch


class Slerp:
    """Great arcs from key to key (Shoemake 1985); the length moves evenly."""

    def __init__(self, keys: Keys) -> None:
        self.keys, self.stretches = keys, keys.stretches
        self.first = torch.arange(self.stretches)
        self.second = (self.first + 1) % len(keys.lengths)
        a, b = keys.directions[self.first], keys.directions[self.second]
        self.angles = 2 * torch.atan2((a - b).norm(dim=1), (a + b).norm(dim=1))
        # no arc is given between opposite directions, or from the mean, which has none: a straight line then
        whole = (keys.lengths[self.first] > TINY) & (keys.lengths[self.second] > TINY)
        self.straight = (self.angles.sin() < 1e-6) | ~whole

    def point(self, u: Tensor) -> Tensor:
        """(n,) positions to (n, z_dim)."""
        stretch, t = self.keys.place(u)
        t = t[:, None]
        first, second = self.first[stretch], self.second[stretch]
        a, b = self.keys.directions[first], self.keys.directions[second]
        length_a, length_b = self.keys.lengths[first, None], self.keys.lengths[second, None]
        angle = self.angles[stretch, None]
        arc = (((1 - t) * angle).sin() * a + (t * angle).sin() * b) / angle.sin().clamp_min(TINY)
        line = (1 - t) * length_a * a + t * length_b * b
        return torch.where(self.straight[stretch, None], line, ((1 - t) * length_a + t * length_b) * arc)

    def pace(self, u: Tensor) -> Tensor:
        """(n,) positions to (n,): angle times length across the way, the growth of the length along it."""
        stretch, t = self.keys.place(u)
        length_a, length_b = self.keys.lengths[self.first[stretch]], self.keys.lengths[self.second[stretch]]
        arcs = torch.hypot(self.angles[stretch] * ((1 - t) * length_a + t * length_b), length_b - length_a)
        keys = self.keys.lengths[:, None] * self.keys.directions
        lines = (keys[self.second] - keys[self.first]).norm(dim=1)
        return torch.where(self.straight[stretch], lines[stretch], arcs)


class Spline:
    """A Catmull-Rom spline through the keys' directions and, apart from it, through their lengths."""

    def __init__(self, keys: Keys) -> None:
        self.keys, self.stretches = keys, keys.stretches
        both = torch.cat([keys.directions, keys.lengths[:, None]], dim=1)
        if keys.closed:
            before, after = both[-1:], both[:2]
        else:  # an open way leans straight out of its ends
            before, after = 2 * both[:1] - both[1:2], 2 * both[-1:] - both[-2:-1]
        self.control = torch.cat([before, both, after])  # row i + 1 is key i

    def _spline(self, u: Tensor) -> tuple[Tensor, Tensor]:
        """The spline and its slope at (n,) positions: (n, z_dim + 1) each, the last column the length."""
        stretch, t = self.keys.place(u)
        t = t[:, None]
        p0, p1, p2, p3 = (self.control[stretch + i] for i in range(4))
        c1, c2, c3 = p2 - p0, 2 * p0 - 5 * p1 + 4 * p2 - p3, 3 * (p1 - p2) + p3 - p0
        return p1 + t / 2 * (c1 + t * (c2 + t * c3)), (c1 + t * (2 * c2 + 3 * t * c3)) / 2

    def point(self, u: Tensor) -> Tensor:
        """(n,) positions to (n, z_dim)."""
        value, _ = self._spline(u)
        direction, length = value[:, :-1], value[:, -1:].clamp_min(0)
        point: Tensor = length * direction / direction.norm(dim=1, keepdim=True).clamp_min(FAINT)
        return point

    def pace(self, u: Tensor) -> Tensor:
        """(n,) positions to (n,): the length of the slope of ``point``."""
        value, slope = self._spline(u)
        direction, length = value[:, :-1], value[:, -1:].clamp_min(0)
        turn, growth = slope[:, :-1], slope[:, -1:]
        size = direction.norm(dim=1, keepdim=True)
        stretching = torch.where(size > FAINT, (direction * turn).sum(dim=1, keepdim=True) / size, 0.0)
        size = size.clamp_min(FAINT)
        velocity = (growth * direction + length * turn - length * direction * stretching / size) / size
        pace: Tensor = velocity.norm(dim=1)
        return pace


CURVES: dict[str, Callable[[Keys], Curve]] = {"slerp": Slerp, "spline": Spline}


class Path:
    """A curve walked at an even pace.

    The length is summed over the paces at NODES points a stretch; between two of them the position
    follows a cubic whose slopes are 1/pace, so that the walker's velocity has no steps.
    """

    def __init__(self, curve: Curve, closed: bool) -> None:
        self.curve, self.closed = curve, closed
        self.u = torch.linspace(0, curve.stretches, NODES * curve.stretches + 1, dtype=torch.float64)
        paces = torch.stack([curve.pace(self.u[:-1]), curve.pace(self.u[1:] - EARLIER)])
        mean = paces.mean()
        paces = paces.clamp_min(SLOWEST * mean) if mean > TINY else torch.ones_like(paces)
        pieces = paces.mean(dim=0) * self.u.diff()
        self.length = torch.cat([torch.zeros(1, dtype=torch.float64), pieces.cumsum(0)])
        steepest = 3 * self.u.diff() / pieces  # so that the cubic never runs backwards (Fritsch and Carlson 1980)
        self.starts, self.ends = torch.minimum(paces.reciprocal(), steepest)

    @property
    def marks(self) -> Tensor:
        """(stretches + 1,): the shares of the way at which the keys lie, from 0 to 1."""
        return self.length[::NODES] / self.length[-1]

    def at(self, share: float) -> Tensor:
        """(z_dim,): the latent after this share of the way, 0…1; a closed way ends exactly where it began."""
        return self.curve.point(self._position(share % 1 if self.closed else share))[0]

    def _position(self, share: float) -> Tensor:
        """(1,): the position u after this share of the way, by cubic Hermite interpolation between nodes."""
        length = share * self.length[-1:]
        node = (torch.searchsorted(self.length, length, right=True) - 1).clamp(0, len(self.u) - 2)
        width = self.length[node + 1] - self.length[node]
        t = (length - self.length[node]) / width
        rise = self.u[node + 1] - self.u[node]
        start, end = self.starts[node] * width - rise, self.ends[node] * width - rise
        position: Tensor = self.u[node] + rise * t + t * (1 - t) * (start * (1 - t) - end * t)
        return position


class Together:
    """Curves of several layers, walked with one step: each layer keeps its own direction and length."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        self.curves, self.stretches = curves, curves[0].stretches

    def point(self, u: Tensor) -> Tensor:
        """(n,) positions to (n, layers · z_dim)."""
        return torch.cat([curve.point(u) for curve in self.curves], dim=1)

    def pace(self, u: Tensor) -> Tensor:
        """(n,) positions to (n,): of all layers as one space."""
        pace: Tensor = torch.stack([curve.pace(u) for curve in self.curves]).norm(dim=0)
        return pace


def path(keys: Tensor, curve: Literal["slerp", "spline"], closed: bool) -> Path:
    """The way through keys (N, z_dim), or (N, layers, z_dim) whose layers move apart from each other, float64."""
    rows = [keys] if keys.dim() == 2 else list(keys.unbind(1))
    curves = [CURVES[curve](_taken_apart(row, closed)) for row in rows]
    return Path(curves[0] if len(curves) == 1 else Together(curves), closed)


def _taken_apart(keys: Tensor, closed: bool) -> Keys:
    lengths = keys.norm(dim=1)
    return Keys(keys / lengths[:, None].clamp_min(TINY), lengths, closed)

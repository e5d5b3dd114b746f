"""Looks for points of which a belief expects much: near the best one, nearer the more is known."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ganvas import seeds
from ganvas.model.taste.belief import Belief, improvement

Floats = NDArray[np.float64]
Goal = Callable[[Floats, Floats], Floats]

FAR = 1.5  # beyond the usual distance from the mean, √k, that a proposal may lie: no likely latent is farther out
WIDEST, NARROWEST, NARROWING = 0.7, 0.3, 0.85  # how far from the best to look, in the distance of two strangers
CANDIDATES = 400
ROUNDS = 3  # of looking closer around the best candidates
TOP = 8
DIFFERENT = 0.2  # in the distance of two strangers, that the three at the side keep from each other


class Finder:
    """A search by many candidates, the same for the same seed.

    Attributes:
        best: row of the belief's points of which most is expected.
        middle: that point, (k,).
        reach: how far from it the plane goes.
    """

    def __init__(self, belief: Belief, choices: int, seed: int) -> None:
        self.belief, self.k = belief, belief.points.shape[1]
        self.random = np.random.default_rng(seeds.derive(seed, "taste"))
        means = belief.at(belief.points)[0]
        self.best = int(means.argmax())
        self.middle, self.height = belief.points[self.best], float(means[self.best])
        self.reach = max(NARROWEST, WIDEST * NARROWING**choices) * float(np.sqrt(2 * self.k))

    def promising(self) -> Floats:
        """The point within reach of the largest expected improvement."""
        return self._climb(self._improvement, self._reachable)

    def promising_across(self, along: Floats) -> Floats:
        """The same, but in a direction from the middle that is square to a way (k,)."""
        unit = along / max(float(np.linalg.norm(along)), 1e-12)

        def across(points: Floats) -> Floats:
            ways = points - self.middle
            return self._reachable(self.middle + ways - (ways @ unit)[:, None] * unit)

        return self._climb(self._improvement, across)

    def three(self) -> list[Floats]:
        """One that is surely liked, one that promises the most, one of which little is known; none near another."""
        goals: list[tuple[Goal, Callable[[Floats], Floats]]] = [
            (lambda mean, _: mean, self._reachable),
            (self._improvement, self._reachable),
            (lambda mean, spread: mean + 2 * spread, lambda points: points),
        ]
        chosen: list[Floats] = []
        for goal, move in goals:
            chosen.append(self._climb(goal, move, chosen))
        return chosen

    def within(self, points: Floats) -> Floats:
        """The points (n, k), those too far from the mean brought nearer."""
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        return np.asarray(points * np.minimum(1, (np.sqrt(self.k) + FAR) / np.maximum(lengths, 1e-12)))

    def _improvement(self, mean: Floats, spread: Floats) -> Floats:
        return improvement(mean, spread, self.height)

    def _reachable(self, points: Floats) -> Floats:
        """The points, those out of reach brought nearer to the middle."""
        ways = points - self.middle
        lengths = np.linalg.norm(ways, axis=1, keepdims=True)
        return np.asarray(self.middle + ways * np.minimum(1, self.reach / np.maximum(lengths, 1e-12)))

    def _climb(self, goal: Goal, move: Callable[[Floats], Floats], avoid: Sequence[Floats] = ()) -> Floats:
        """The best of many points for a goal, looked for among strangers and around the middle, then closer."""
        width = self.reach / np.sqrt(self.k)
        starts = np.concatenate(
            [self.random.standard_normal((CANDIDATES, self.k)), self._around(self.middle[None], width)]
        )
        for _ in range(ROUNDS):
            points = self.within(move(starts))
            worth = goal(*self.belief.at(points))
            for other in avoid:
                near = np.sqrt(((points - other) ** 2).mean(1) / 2) < DIFFERENT
                worth = np.where(near, -np.inf, worth)
            top = points[np.argsort(-worth)[:TOP]]
            width /= 2
            starts = np.concatenate([top, self._around(top, width)])
        return np.asarray(top[0])

    def _around(self, points: Floats, width: float) -> Floats:
        """CANDIDATES points, each near one of some."""
        each = self.random.integers(len(points), size=CANDIDATES)
        return np.asarray(points[each] + width * self.random.standard_normal((CANDIDATES, self.k)))

"""What choices say about pictures that nobody has seen: a Gaussian process with probit choices.

Chu and Ghahramani 2005 (Preference learning with Gaussian processes): a utility f, drawn from a Gaussian process,
is seen through choices, P(a rather than b) = Φ((f(a) − f(b)) / √2σ), P(keep a) = Φ(f(a) / σ). The posterior is
taken as the Gaussian around its mode (Laplace's approximation); which kernel, is chosen by the evidence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Floats = NDArray[np.float64]

NOISE = 0.3  # of one look at a picture, where utilities vary by about 1
CLOSE = 1e-6  # Newton's steps end below this
STEPS = 50


@dataclass(frozen=True)
class Kernel:
    """What is believed of a utility before the first choice.

    Attributes:
        straight: variance of what rises evenly, at the usual distance from the mean.
        bold: variance of what rises with the distance from the mean: of how much an artist likes the unusual.
        smooth: variance of what bends, by a squared exponential.
        length: of the squared exponential, in units of the usual distance from the mean, √k.
    """

    straight: float
    bold: float
    smooth: float
    length: float

    def __call__(self, a: Floats, b: Floats) -> Floats:
        """Covariance (n, m) of the utilities at weighted points (n, k) and (m, k)."""
        products = a @ b.T
        squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * products
        bent = self.smooth * np.exp(-squares.clip(0) / (2 * a.shape[1] * self.length**2))
        found: Floats = bent + self.straight * products / a.shape[1] + self.bold * np.outer(_far(a), _far(b)) + SAME
        return found

    def variance(self, a: Floats) -> Floats:
        """(n,): of the utilities at weighted points (n, k)."""
        found: Floats = self.smooth + self.straight * (a**2).mean(1) + self.bold * _far(a) ** 2 + SAME
        return found


def _far(points: Floats) -> Floats:
    """(n,): how far weighted points (n, k) lie from the mean; of mean 0 and about variance 1 for usual ones."""
    k = points.shape[1]
    return np.asarray(((points**2).mean(1) - 1) * math.sqrt(k / 2))


SAME = 0.1  # variance that all utilities share: keeps may be many or few
KERNELS = (
    Kernel(straight=0.9, bold=0.3, smooth=0.1, length=1.0),
    Kernel(straight=0.7, bold=0.3, smooth=0.7, length=1.0),
    Kernel(straight=0.5, bold=0.3, smooth=0.7, length=0.5),
)


@dataclass(frozen=True, eq=False)
class Belief:
    """The posterior over utilities.

    Attributes:
        points: (n, k), what was chosen among, in whitened coordinates.
        weights: (k,), of mean square 1: how much each coordinate counts.
        kernel: with which.
        slope: (n,): K⁻¹ f at the mode.
        shape: (n, n): H (I + K H)⁻¹, by which the choices narrow the prior.
        evidence: log probability of the choices, approximately.
    """

    points: Floats
    weights: Floats
    kernel: Kernel
    slope: Floats
    shape: Floats
    evidence: float

    @classmethod
    def of(
        cls,
        points: Floats,
        scales: Floats,
        kept: Sequence[int],
        skipped: Sequence[int],
        pairs: Sequence[tuple[int, int]],
        kernels: Sequence[Kernel] = KERNELS,
    ) -> Self:
        """The belief of the kernel that explains the choices best.

        Args:
            points: (n, k) in whitened coordinates.
            scales: (k,), how wide latents lie along each axis: pictures, and so utilities, follow wide ones more.
            kept: rows of points.
            skipped: rows of points.
            pairs: rows: preferred, and what it was preferred to.
            kernels: to choose from.
        """
        choices = _matrix(len(points), kept, skipped, pairs)
        return max(
            (cls._by(points, scales / np.sqrt((scales**2).mean()), choices, kernel) for kernel in kernels),
            key=lambda belief: belief.evidence,
        )

    @classmethod
    def _by(cls, points: Floats, weights: Floats, choices: Floats, kernel: Kernel) -> Self:
        """Newton's method to the one mode: the posterior of probit choices is log-concave."""
        weighted = points * weights
        covariance, eye = kernel(weighted, weighted), np.eye(len(points))
        f, slope = np.zeros(len(points)), np.zeros(len(points))
        height = _height(choices, f, slope)
        for _ in range(STEPS):
            pull, narrow = _derivatives(choices, f)
            curve = choices.T @ (narrow[:, None] * choices)
            target = curve @ f + choices.T @ pull
            aim = np.linalg.solve(eye + curve @ covariance, target)  # K⁻¹ of where Newton goes
            part = 1.0
            while part > 1e-4:
                new = slope + part * (aim - slope)
                if (higher := _height(choices, covariance @ new, new)) >= height:
                    break
                part /= 2
            moved = float(np.abs(covariance @ (new - slope)).max(initial=0))
            slope, f, height = new, covariance @ new, max(higher, height)
            if moved < CLOSE:
                break
        _, narrow = _derivatives(choices, f)
        curve = choices.T @ (narrow[:, None] * choices)
        inside = eye + curve @ covariance
        evidence = height - 0.5 * float(np.linalg.slogdet(inside)[1])
        shape: Floats = np.asarray(np.linalg.solve(inside, curve), np.float64)
        return cls(points, weights, kernel, slope, shape, evidence)

    def at(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation (m,) of the utility at points (m, k)."""
        weighted = points * self.weights
        cross = self.kernel(weighted, self.points * self.weights)
        variance = self.kernel.variance(weighted) - ((cross @ self.shape) * cross).sum(1)
        return cross @ self.slope, np.sqrt(variance.clip(1e-12))


def improvement(mean: Floats, deviation: Floats, best: float) -> Floats:
    """Expected improvement (n,) on ``best`` of normal utilities."""
    z = (mean - best) / deviation
    density = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
    found: Floats = (mean - best) * np.exp(log_ndtr(z)) + deviation * density
    return found


def _matrix(count: int, kept: Sequence[int], skipped: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Floats:
    """(choices, n): what has to be above zero, in deviations of the noise, for each choice to be made."""
    rows = np.zeros((len(kept) + len(skipped) + len(pairs), count))
    for row, place in enumerate(kept):
        rows[row, place] = 1 / NOISE
    for row, place in enumerate(skipped, len(kept)):
        rows[row, place] = -1 / NOISE
    for row, (better, worse) in enumerate(pairs, len(kept) + len(skipped)):
        rows[row, better], rows[row, worse] = 1 / (math.sqrt(2) * NOISE), -1 / (math.sqrt(2) * NOISE)
    return rows


def _height(choices: Floats, f: Floats, slope: Floats) -> float:
    """Log posterior of utilities f = K · slope, but for a constant."""
    return float(log_ndtr(choices @ f).sum() - 0.5 * f @ slope)


def _derivatives(choices: Floats, f: Floats) -> tuple[Floats, Floats]:
    """Of log Φ(z) at each choice: the first, and the second turned positive."""
    z = choices @ f
    pull = np.exp(-0.5 * z**2 - log_ndtr(z)) / math.sqrt(2 * math.pi)
    return pull, pull * (pull + z)

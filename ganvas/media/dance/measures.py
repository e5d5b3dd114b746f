"""What a dance is measured by, in numbers that a null model can be held against.

Coverage and the two diversities are GANimator's (Li et al. 2022, arXiv:2205.02625): costs of windows of
frames, each frame the vector of its rotations. Every one of them can be played by a bad
generator, so the rows of ``nulls`` belong beside them.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.dance.features import Sample, contacts_of, positions
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.skeleton import Floats

WINDOW_S, LOCAL_S = 1.0, 0.5  # GANimator's 30 and 15 frames, which it counts at 30 a second
SHARE = 0.5  # of what the mean pose costs: below it, a window is covered


def frames_of(sample: Sample, figure: Figure) -> Floats:
    """(time, 6 · joints): the rotations of a sample, which is what is compared; not its way, not its contacts."""
    return sample[: 6 * len(figure.joints)].T.astype(np.float64)


def costs(first: Floats, second: Floats) -> Floats:
    """(time, time) distances of the frames of two dances."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    found: Floats = np.sqrt(np.maximum(squares, 0))
    # what a sum of large squares leaves of a difference of nothing
    found[found < 1e-6] = 0
    return found


def window_costs(cost: Floats, length: int) -> Floats:
    """(windows, windows) mean cost of each window of ``length`` frames against each, from costs (time, time).

    Raises:
        MetricError: one of the two is shorter than a window.
    """
    if min(cost.shape) < length:
        raise MetricError(f"a window has {length} frames, and the dance only {min(cost.shape)}; take a longer one")
    sums = _diagonal_sums(cost)
    found: Floats = (sums[length:, length:] - sums[:-length, :-length]) / length
    return found


def coverage(real: Floats, fake: Floats, length: int, threshold: float | None = None) -> float:
    """The share of the real windows that some window of the fake is near to.

    Args:
        real: (time, C), from ``frames_of``.
        fake: (time, C).
        length: of a window, in frames.
        threshold: mean cost below which a window is near; left out, ``near(real, length)``.
    Raises:
        MetricError: one of the two is shorter than a window.
    """
    threshold = near(real, length) if threshold is None else threshold
    return float((nearest(real, fake, length) < threshold).mean())


def nearest(ours: Floats, theirs: Floats, length: int) -> Floats:
    """(windows,) what each of our windows costs against the nearest of theirs.

    Raises:
        MetricError: one of the two is shorter than a window.
    """
    found: Floats = window_costs(costs(ours, theirs), length).min(1)
    return found


def near(real: Floats, length: int) -> float:
    """Half of what the mean pose, held still, costs against this dance: the threshold that a frozen figure fails."""
    mean = np.repeat(real.mean(0)[None], len(real), 0)
    return SHARE * float(window_costs(costs(real, mean), length).min(1).mean())


def local_diversity(real: Floats, fake: Floats, length: int) -> float:
    """The mean cost of the fake's windows against their nearest real windows: 0 is a copy.

    Raises:
        MetricError: one of the two is shorter than a window.
    """
    return float(nearest(fake, real, length).mean())


def global_diversity(real: Floats, fake: Floats, length: int) -> float:
    """The least mean cost of the fake as a row of stretches of the real, each of at least ``length`` frames.

    By dynamic programming. A stretch of twice that length or more can be split at no cost, so that only shorter
    ones are tried.

    Raises:
        MetricError: one of the two is shorter than a window.
    """
    return row_cost([real], fake, length)


def row_cost(reals: Sequence[Floats], fake: Floats, length: int) -> float:
    """``global_diversity`` against several real dances; a stretch is of one of them.

    Raises:
        MetricError: one of them is shorter than a window.
    """
    frames, cheapest = len(fake), dict[int, Floats]()
    for real in reals:
        cost = costs(fake, real)
        window_costs(cost, length)
        sums = _diagonal_sums(cost)
        for n in range(length, min(2 * length - 1, len(real), frames) + 1):
            found = (sums[n:, n:] - sums[:-n, :-n]).min(1)
            cheapest[n] = np.minimum(found, cheapest[n]) if n in cheapest else found
    best = np.full(frames + 1, np.inf)
    best[0] = 0
    for stop in range(length, frames + 1):
        best[stop] = min(best[stop - n] + cheapest[n][stop - n] for n in cheapest if n <= stop)
    if not np.isfinite(best[-1]):
        raise MetricError(f"{frames} frames cannot be cut into stretches of {length} to {max(cheapest)} frames")
    return float(best[-1] / frames)


def acceleration_ratio(real: Floats, fake: Floats) -> float:
    """Mean size of the second differences, fake by real: 1 moves alike, 0 is frozen, far above 1 trembles.

    Raises:
        MetricError: the real dance has fewer than three frames, or does not move.
    """
    jerky = [jerk(frames) for frames in (real, fake)]
    if not jerky[0] > 0 or not np.isfinite(jerky).all():
        raise MetricError("an acceleration takes three frames, and a real dance that moves")
    return float(jerky[1] / jerky[0])


def jerk(frames: Floats) -> float:
    """Mean size of the second differences; not a number for less than three frames."""
    return float(np.abs(np.diff(frames, 2, axis=0)).mean()) if len(frames) > 2 else math.nan


def foot_skate(sample: Sample, figure: Figure) -> float:
    """Mean speed of feet while their contact is above one half, in body heights a second; 0 if none ever stands."""
    feet = positions(sample, figure)[:, figure.feet]
    speed = np.linalg.norm(np.diff(feet, axis=0), axis=-1) * figure.fps
    stands = contacts_of(sample, figure)[1:] > 0.5
    return float(speed[stands].mean()) if stands.any() else 0.0


def reconstruction_l1(real: Sample, fake: Sample) -> float:
    """Mean absolute difference of two samples of one shape.

    Raises:
        MetricError: their shapes differ.
    """
    if real.shape != fake.shape:
        raise MetricError(f"a reconstruction has the shape of its original {real.shape}; got {fake.shape}")
    return float(np.abs(real.astype(np.float64) - fake).mean())


def measure(real: Sample, fake: Sample, figure: Figure) -> dict[str, float]:
    """Every measure of this file of one sample against the real one: a row of the table.

    Raises:
        MetricError: one of the two is shorter than a second.
    """
    window, local = round(WINDOW_S * figure.fps), round(LOCAL_S * figure.fps)
    ours, theirs = frames_of(real, figure), frames_of(fake, figure)
    return {
        "coverage": coverage(ours, theirs, window),
        "global diversity": global_diversity(ours, theirs, window),
        "local diversity": local_diversity(ours, theirs, local),
        "acceleration ratio": acceleration_ratio(ours, theirs),
        "foot skate": foot_skate(fake, figure),
    }


def _diagonal_sums(cost: Floats) -> Floats:
    """(time + 1, time + 1): the sum of the costs down each diagonal, up to and without each place."""
    sums = np.zeros((cost.shape[0] + 1, cost.shape[1] + 1))
    for row in range(len(cost)):
        sums[row + 1, 1:] = sums[row, :-1] + cost[row]
    return sums


def shuffled(sample: Sample, patch: int, seed: int) -> Sample:
    """The sample cut into patches of so many frames, put together in another order."""
    frames = sample.shape[1]
    pieces = [sample[:, start : start + patch] for start in range(0, frames, patch)]
    order = np.random.default_rng(seed).permutation(len(pieces))
    return np.concatenate([pieces[place] for place in order], 1)


def _noisy(sample: Sample, seed: int) -> Sample:
    return np.asarray(sample + 0.05 * np.random.default_rng(seed).standard_normal(sample.shape), np.float32)


def _frozen(sample: Sample, _seed: int) -> Sample:
    return np.repeat(sample.mean(1, keepdims=True), sample.shape[1], 1)


def _frames_apart(sample: Sample, seed: int) -> Sample:
    """Frames of a normal distribution for each channel, each on its own."""
    noise = np.random.default_rng(seed).standard_normal(sample.shape).astype(np.float32)
    return np.asarray(sample.mean(1, keepdims=True) + sample.std(1, keepdims=True) * noise, np.float32)


def _frames_in_disorder(sample: Sample, seed: int) -> Sample:
    return sample[:, np.random.default_rng(seed).permutation(sample.shape[1])]


NULLS: Mapping[str, Callable[[Sample, int], Sample]] = {
    "the dance itself": lambda sample, _seed: sample,
    "cut into 60 frames": lambda sample, seed: shuffled(sample, 60, seed),
    "cut into 10 frames": lambda sample, seed: shuffled(sample, 10, seed),
    "with noise of 0.05": _noisy,
    "backwards": lambda sample, _seed: np.ascontiguousarray(sample[:, ::-1]),
    "its mean pose, held": _frozen,
    "frames in disorder": _frames_in_disorder,
    "frames at random": _frames_apart,
}

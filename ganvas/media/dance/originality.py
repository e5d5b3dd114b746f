"""How much of a dance is copied from the clips it was learnt from: also mirrored, also faster or slower.

Poses are compared as places of joints, so that a number is a distance that the eye would see: a share of
the body's height. What counts as a copy is calibrated on the clips alone, by how near they come to themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.dance.features import Sample, turned_and_placed
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.measures import costs, window_costs
from ganvas.media.dance.rotations import turn, yaw_of
from ganvas.media.dance.skeleton import Flags, Floats
from ganvas.media.dance.stage import SIDES, WORDS, side_of, stage_of

PACES = (0.8, 0.9, 1.0, 1.11, 1.25)
WINDOW_S = 1.0
STRICT = 0.75  # of the distance at which the clips come back to themselves: a step danced anew is no copy
BOUNDS = (0.012, 0.03)  # body heights, 2 and 5 cm of a person: nearer is the same to the eye, farther is not
NO_RETURN = 0.02  # where clips are too short to come back
SOFT_S = 0.07
GAP_S = 2.0  # from one moment of a clip to another that counts as a coming back


@dataclass(frozen=True)
class Copied:
    """What was found.

    Attributes:
        threshold: mean distance of the joints, in body heights, below which a frame is a copy.
        share: of the dance's frames that stand in a copied window.
        longest_s: the longest stretch copied frame after frame from one place of one clip.
        clip: which clip that stretch is from, by number; −1 if there is none.
        start_s: where in the dance it begins.
        source_s: where in the clip it begins.
        is_mirrored: whether left and right were changed.
        pace: how much faster the dance runs through it than the clip.
        nearest: mean distance of the dance's windows to their nearest in the clips, in body heights.
    """

    threshold: float
    share: float
    longest_s: float
    clip: int
    start_s: float
    source_s: float
    is_mirrored: bool
    pace: float
    nearest: float


def copied(sample: Sample, clips: Sequence[Sample], figure: Figure, threshold: float | None = None) -> Copied:
    """Compare a dance with every moment of the clips, mirrored ones and five paces included.

    Args:
        sample: (channels, time), the dance.
        clips: what it may be from, in the same features.
        figure: who dances all of them.
        threshold: in body heights; left out, ``calibrated(clips, figure)``.
    Raises:
        MetricError: the dance or all clips are shorter than a second.
    """
    window = round(WINDOW_S * figure.fps)
    threshold = calibrated(clips, figure) if threshold is None else threshold
    dance = body_poses(sample, figure)
    if len(dance) < window:
        raise MetricError(f"originality takes dances of {WINDOW_S:g} s or more; this has {len(dance)} frames")
    nearest, is_copy = np.full(len(dance) - window + 1, np.inf), np.zeros(len(dance), bool)
    best = Copied(threshold, 0.0, 0.0, -1, 0.0, 0.0, False, 1.0, 0.0)
    for number, mirrored, pace, poses in _variants(clips, figure):
        if len(poses) < window:
            continue
        apart = distances(dance, poses)
        best_costs = window_costs(apart, window).min(1)
        nearest = np.minimum(nearest, best_costs)
        for place in np.flatnonzero(best_costs < threshold):
            is_copy[place : place + window] = True
        length, start, source = _longest(apart < threshold)
        if length / figure.fps > best.longest_s:
            at = source / figure.fps * pace
            best = Copied(threshold, 0, length / figure.fps, number, start / figure.fps, at, mirrored, pace, 0)
    if not np.isfinite(nearest).all():
        raise MetricError(f"originality takes clips of {WINDOW_S:g} s or more")
    return Copied(**{**vars(best), "share": float(is_copy.mean()), "nearest": float(nearest.mean())})


def calibrated(clips: Sequence[Sample], figure: Figure) -> float:
    """STRICT of the distance at which the clips' windows come back, GAP_S or more away or in another clip.

    Of all windows the nearer quarter counts, and the result stays within BOUNDS.
    """
    window, gap = round(WINDOW_S * figure.fps), round(GAP_S * figure.fps)
    poses = [body_poses(clip, figure) for clip in clips]
    found: list[float] = []
    for number, ours in enumerate(poses):
        for other, theirs in enumerate(poses):
            if min(len(ours), len(theirs)) < window:
                continue
            apart = window_costs(distances(ours, theirs), window)
            if number == other:
                rows, columns = np.indices(apart.shape)
                apart = np.where(np.abs(rows - columns) < gap, np.inf, apart)
            found.extend(cost for cost in apart.min(1).tolist() if np.isfinite(cost))
    if not found:
        return NO_RETURN
    return float(np.clip(STRICT * np.percentile(found, 25), *BOUNDS))


def body_poses(sample: Sample, figure: Figure) -> Floats:
    """(time, joints and tips, 3): a sample's poses without their place and without the way they face.

    Made soft over SOFT_S, so that a tremble does not hide a copy.
    """
    stage = stage_of(sample, figure)
    yaw = np.unwrap(yaw_of(turned_and_placed(sample, figure)[0][:, 0]))
    body = stage.places - stage.places[:, :1]
    poses = np.einsum("tij,tkj->tki", turn(1, -yaw), body)
    reach = max(1, round(3 * SOFT_S * figure.fps))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (SOFT_S * figure.fps)) ** 2)
    padded = np.pad(poses, ((reach, reach), (0, 0), (0, 0)), mode="edge")
    rows = [part * padded[place : place + len(poses)] for place, part in enumerate(bell / bell.sum())]
    return np.asarray(np.sum(rows, 0))


def mirrored_poses(poses: Floats, figure: Figure) -> Floats:
    """Poses as a mirror shows them: left for right."""
    names = stage_names(figure)
    partner = [_partner(name, names) for name in names]
    return np.asarray(poses[:, partner] * [-1.0, 1.0, 1.0])


def stage_names(figure: Figure) -> tuple[str, ...]:
    """The names of the points of ``body_poses``."""
    return stage_of(np.zeros((figure.channels, 1), np.float32), figure).names


def distances(first: Floats, second: Floats) -> Floats:
    """(time, time) distance of two rows of poses (time, joints, 3), the root of the joints' mean square."""
    apart = costs(first.reshape(len(first), -1), second.reshape(len(second), -1))
    return np.asarray(apart / np.sqrt(first.shape[1]))


def _variants(clips: Sequence[Sample], figure: Figure) -> Iterator[tuple[int, bool, float, Floats]]:
    """Number of the clip, whether mirrored, pace, and poses."""
    for number, clip in enumerate(clips):
        poses = body_poses(clip, figure)
        for pace in PACES:
            times = np.arange(0, len(poses) - 1 + 1e-9, pace)
            before = np.minimum(times.astype(int), len(poses) - 2) if len(poses) > 1 else np.zeros(1, int)
            share = (times - before)[:, None, None]
            moved = poses[before] + share * (poses[np.minimum(before + 1, len(poses) - 1)] - poses[before])
            yield number, False, pace, moved
            yield number, True, pace, mirrored_poses(moved, figure)


def _longest(near: Flags) -> tuple[int, int, int]:
    """Length, and both beginnings, of the longest diagonal of True."""
    best, run = (0, 0, 0), np.zeros(near.shape[1] + 1, int)
    for row in range(len(near)):
        run[1:] = np.where(near[row], run[:-1] + 1, 0)
        column = int(run.argmax())
        if run[column] > best[0]:
            length = int(run[column])
            best = (length, row - length + 1, column - length)
    return best


def _partner(name: str, names: Sequence[str]) -> int:
    """The point on the other side, or the point itself."""
    side = side_of(name)
    if side:
        for other, found in enumerate(names):
            if side_of(found) == -side and _without_side(found) == _without_side(name):
                return other
    return list(names).index(name)


def _without_side(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORDS.findall(name) if word.lower() not in SIDES)

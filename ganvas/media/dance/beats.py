"""The beats of a dance, how well they meet those of a music, and a time-warp that brings them together."""

from collections.abc import Sequence

import numpy as np

from ganvas.errors import MetricError, ShapeError
from ganvas.media.dance.features import Sample, to_features, to_motion
from ganvas.media.dance.figure import Figure, placed
from ganvas.media.dance.motion import Motion, at_times
from ganvas.media.dance.rotations import between, from_six, to_six
from ganvas.media.dance.skeleton import Floats

SOFT_S = 0.07  # a speed is made so soft before its lowest points are looked for
APART_S = 0.2  # two beats of a dance are at least so far apart
DEPTH = 0.08  # a beat is slower than the fastest moments beside it by at least this share of the mean speed
SIGMA_S = 3 / 60  # of BeatAlign: three frames at sixty a second
MOST = 0.15  # a stretch is made at most so much shorter or longer
GRID_S = 0.01
STIFF = 0.02  # what the largest change of pace costs, against one beat met exactly


def speeds(motion: Motion, figure: Figure) -> Floats:
    """(frames,) mean speed of the joints in body heights a second, made soft."""
    places = placed(motion, figure)
    if len(places) < 3:
        raise MetricError("beats take at least three frames")
    speed = np.linalg.norm(np.gradient(places, motion.frame_s, axis=0), axis=-1).mean(1)
    reach = max(1, round(4 * SOFT_S / motion.frame_s))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) * motion.frame_s / SOFT_S) ** 2)
    return np.convolve(np.pad(speed, reach, mode="edge"), bell / bell.sum(), "valid")


def motion_beats(motion: Motion, figure: Figure) -> Floats:
    """Times in seconds at which the body comes to rest or turns: the lowest points of its speed.

    Raises:
        MetricError: the motion has fewer than three frames.
        ShapeError: it has another skeleton than the figure.
    """
    from scipy.signal import find_peaks

    speed = speeds(motion, figure)
    apart = max(1, round(APART_S / motion.frame_s))
    found, _ = find_peaks(-speed, distance=apart, prominence=DEPTH * float(speed.mean()))
    return np.asarray(found * motion.frame_s, np.float64)


def beat_align(dance_s: Floats, music_s: Floats, sigma_s: float = SIGMA_S) -> float:
    """Mean over the beats of the dance of exp(−Δ² / 2σ²), Δ to the nearest beat of the music: 1 is on the beat.

    As in AI Choreographer (Li et al. 2021, arXiv:2101.08779).

    Raises:
        MetricError: one of the two has no beat.
    """
    dance_s, music_s = np.asarray(dance_s, np.float64), np.asarray(music_s, np.float64)
    if not len(dance_s) or not len(music_s):
        raise MetricError(f"{len(dance_s)} beats of the dance and {len(music_s)} of the music cannot be compared")
    return float(_scores(dance_s, music_s, sigma_s).mean())


def fitted(dance_s: Floats, music_s: Floats, end_s: float, most: float = MOST) -> tuple[Floats, Floats]:
    """Knots of the time-warp that brings the beats of a dance nearest to those of a music.

    Between two knots time runs evenly, at most ``most`` faster or slower. By dynamic programming over new times
    of the beats, GRID_S apart: the sum of what ``beat_align`` gives for each, less a little for each change of pace.

    Args:
        dance_s: beats of the dance, rising.
        music_s: beats of the music.
        end_s: length of the dance.
        most: 0.15 is 15 %.
    Returns:
        (knots,) old times and (knots,) new times, both from 0.
    Raises:
        MetricError: one of the two has no beat.
    """
    beat_align(dance_s, music_s)
    old = np.concatenate([[0.0], np.asarray(dance_s, np.float64)])
    old = old[(old == 0) | ((old > GRID_S) & (old < end_s - GRID_S))]
    size = int(np.ceil(end_s * (1 + most) / GRID_S)) + 2
    gains = _scores(np.arange(size, dtype=np.float64) * GRID_S, np.asarray(music_s, np.float64), SIGMA_S)
    best, steps = np.full(size, -np.inf), []
    best[0] = 0.0
    for length in np.diff(old):
        low, high = int(np.ceil(length * (1 - most) / GRID_S - 1e-9)), int(length * (1 + most) / GRID_S + 1e-9)
        spans = np.arange(max(1, low), max(1, low, high) + 1)
        cost = STIFF * ((spans * GRID_S / length - 1) / most) ** 2
        choices = np.full((len(spans), size), -np.inf)
        for row, span in enumerate(spans):
            choices[row, span:] = best[:-span] - cost[row]
        steps.append(spans[choices.argmax(0)])
        best = choices.max(0) + gains
    places = [int(best.argmax())]
    for step in reversed(steps):
        places.append(places[-1] - int(step[places[-1]]))
    new = np.array(places[::-1]) * GRID_S
    return np.append(old, end_s), np.append(new, new[-1] + end_s - old[-1])


def warp(motion: Motion, figure: Figure, music_s: Sequence[float] | Floats, most: float = MOST) -> Motion:
    """The motion with its beats brought to those of a music, at its own frame rate.

    Args:
        motion: of the figure's skeleton.
        figure: who dances.
        music_s: times of the music's beats, in seconds.
        most: how much a stretch may be made shorter or longer; 0.15 is 15 %.
    Raises:
        MetricError: the dance or the music has no beat.
    """
    end = (len(motion.values) - 1) * motion.frame_s
    old, new = fitted(motion_beats(motion, figure), np.asarray(music_s, np.float64), end, most)
    times = np.arange(int(new[-1] / motion.frame_s + 1e-6) + 1) * motion.frame_s
    return at_times(motion, np.interp(times, new, old), motion.frame_s)


def key_poses(motion: Motion, figure: Figure, count: int) -> list[int]:
    """Up to ``count`` frames that tell the dance, in order: poses on its beats, each as unlike the others as can be.

    Raises:
        MetricError: the motion has fewer than three frames.
    """
    frames = sorted({0, len(motion.values) - 1, *np.round(motion_beats(motion, figure) / motion.frame_s).astype(int)})
    poses = placed(motion, figure)[frames]
    poses = (poses - poses[:, :1]).reshape(len(frames), -1)
    chosen = [int(np.linalg.norm(poses - poses.mean(0), axis=1).argmax())]
    while len(chosen) < min(count, len(frames)):
        away = np.linalg.norm(poses[:, None] - poses[chosen], axis=2).min(1)
        chosen.append(int(away.argmax()))
    return sorted(int(frames[place]) for place in chosen)


def joined(first: Sample, second: Sample, figure: Figure, fade_s: float = 0.5) -> Sample:
    """Two samples danced one after the other: the end of the first becomes the beginning of the second.

    Over ``fade_s`` rotations go the shortest way from one to the other and all else goes straight; the second
    dances on from where, and facing where, the first stopped.

    Raises:
        ShapeError: one of the two is shorter than the fade, or not of this figure.
    """
    frames = round(fade_s * figure.fps)
    if min(first.shape[1], second.shape[1]) < frames or {len(first), len(second)} != {figure.channels}:
        raise ShapeError(
            f"both samples are ({figure.channels}, {frames} frames or more); got {first.shape} and {second.shape}"
        )
    if not frames:
        return np.concatenate([first, second], 1)
    share = np.clip((np.arange(frames) + 0.5) / frames, 0, 1)
    ease = (share**2 * (3 - 2 * share)).astype(np.float32)
    tail, head = first[:, -frames:], second[:, :frames]
    mixed = tail + ease * (head - tail)
    count = len(figure.joints)
    sixes = [part[: 6 * count].T.reshape(-1, 6).astype(np.float64) for part in (tail, head)]
    turned = between(from_six(sixes[0]), from_six(sixes[1]), np.repeat(ease.astype(np.float64), count))
    mixed[: 6 * count] = to_six(turned).reshape(frames, -1).T
    return np.concatenate([first[:, :-frames], mixed.astype(np.float32), second[:, frames:]], 1)


def danced_to(sample: Sample, figure: Figure, music_s: Sequence[float] | Floats, most: float = MOST) -> Sample:
    """``warp`` of a sample; its contacts are found anew. Errors as there."""
    return to_features(warp(to_motion(sample, figure), figure, music_s, most), figure)


def _scores(times: Floats, music_s: Floats, sigma_s: float) -> Floats:
    away = np.abs(times[:, None] - music_s).min(1)
    return np.asarray(np.exp(-(away**2) / (2 * sigma_s**2)))

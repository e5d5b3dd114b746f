"""What a score tells the other arts: when notes begin, where the beats are, how dense and how loud it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.media.music.keys import all_notes
from ganvas.media.music.score import LENGTH, ONSET, PITCH, Score

Floats = NDArray[np.float64]
PULSE_S = 0.12  # how long the ear keeps an onset


@dataclass(frozen=True, eq=False)
class Curves:
    """A score at the frames of a film or a dance, each (frames,), 0…1.

    Attributes:
        onset: how many notes begin in the frame, against the most.
        density: notes sounding, against the most.
        height: of the highest note sounding within the range of the piece; 0 in silence.
        tension: the mean of onset, as the ear keeps it, density and height.
    """

    onset: Floats
    density: Floats
    height: Floats
    tension: Floats


def onsets_s(score: Score) -> Floats:
    """The moments, in seconds, at which at least one note begins, rising."""
    return score.seconds_at(np.unique(all_notes(score)[:, ONSET]))


def beats_s(score: Score) -> Floats:
    """The moments, in seconds, of the quarters of every bar, rising; the first of a bar is a beat as well."""
    ticks = [tick for bar in score.bars for tick in range(bar.start, bar.start + bar.length, score.ticks)]
    return score.seconds_at(np.array(ticks, np.int64))


def downbeats_s(score: Score) -> Floats:
    """The moments, in seconds, at which bars begin."""
    return score.seconds_at(np.array([bar.start for bar in score.bars], np.int64))


def curves(score: Score, fps: int, seconds: float | None = None) -> Curves:
    """The score at the frames of a film.

    Args:
        score: what is heard.
        fps: frames a second.
        seconds: of the film; left out, as long as the score. What follows the score is silent.
    """
    length = float(score.seconds_at([score.end])[0]) if seconds is None else seconds
    frames = max(1, round(length * fps))
    notes = all_notes(score)
    begin = np.floor(score.seconds_at(notes[:, ONSET]) * fps + 1e-6).astype(np.int64)
    end = np.ceil(score.seconds_at(notes[:, ONSET] + notes[:, LENGTH]) * fps - 1e-6).astype(np.int64)
    onset, density, top = np.zeros(frames), np.zeros(frames), np.full(frames, -1.0)
    np.add.at(onset, begin[begin < frames], 1)
    for first, last, pitch in zip(begin.tolist(), end.tolist(), notes[:, PITCH].tolist(), strict=True):
        density[first:last] += 1
        top[first:last] = np.maximum(top[first:last], pitch)
    low, high = (int(notes[:, PITCH].min()), int(notes[:, PITCH].max())) if len(notes) else (0, 1)
    height = np.where(top < 0, 0, (top - low + 1) / (high - low + 1))
    onset, density = _of_most(onset), _of_most(density)
    kept = np.exp(-np.arange(max(1, round(4 * PULSE_S * fps))) / (PULSE_S * fps))
    pulse = _of_most(np.convolve(onset, kept)[:frames])
    return Curves(onset, density, height, (pulse + density + height) / 3)


def _of_most(values: Floats) -> Floats:
    most = float(values.max(initial=0))
    return values / most if most else values

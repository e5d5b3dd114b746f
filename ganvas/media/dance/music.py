"""A dance to a music: the beats of a sound file, and a sample whose own beats are brought to them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.dance.beats import beat_align, danced_to, motion_beats
from ganvas.media.dance.features import Sample, to_motion
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.skeleton import Floats

RATE = 22_050  # as librosa listens
LEAST_BEATS = 2


@dataclass(frozen=True, eq=False)
class Fitted:
    """A dance that was fitted to a music.

    Attributes:
        sample: (channels, time), the dance with its time stretched here and there.
        before: how well the beats of the dance met those of the music, 0…1, as ``beat_align`` counts.
        after: the same of the fitted dance.
    """

    sample: Sample
    before: float
    after: float


def beats_of(path: Path) -> tuple[Floats, float]:
    """Times of the beats of a sound file in seconds, and how long it is.

    By dynamic programming over onsets, Ellis 2007, as librosa does it. It looks for an even pulse: free time has none.

    Raises:
        WorkError: it is no sound that can be read.
        MetricError: no pulse is heard.
    """
    from ganvas.media.sound.decode import read_mono

    sound = read_mono(path, RATE)
    import librosa

    _, times = librosa.beat.beat_track(y=sound, sr=RATE, units="time")
    if len(times) < LEAST_BEATS:
        raise MetricError(f"{path}: no even beat is heard in it; take music with a pulse.")
    return np.asarray(times, np.float64), len(sound) / RATE


def fit(sample: Sample, figure: Figure, music_s: Floats) -> Fitted:
    """A dance with its beats brought to those of a music, stretches at most 15 % faster or slower.

    Raises:
        MetricError: the dance has no beat: it never comes to rest or turns.
        ShapeError: the sample is not of this figure.
    """
    fitted = danced_to(sample, figure, music_s)
    before, after = (beat_align(motion_beats(to_motion(one, figure), figure), music_s) for one in (sample, fitted))
    return Fitted(fitted, before, after)

"""The key of a stretch of music, by how much its twelve pitch classes weigh.

Krumhansl and Schmuckler's rule (C. L. Krumhansl, Cognitive Foundations of Musical Pitch, 1990, chapter 4): the key
whose profile correlates best with the lengths of the pitch classes. The profiles are how often each class sounds in
common-practice harmony, Budge's counts of 1943 as H. Bellman gives them (CMMR 2005). They were chosen among
four profiles by the same chorales and quartets that ``benchmarks/music_rows.py`` compares keys on, so its figures
are those of a choice, not of a test.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.media.music.score import LENGTH, ONSET, PITCH, Notes, Score

MAJOR = (16.80, 0.86, 12.95, 1.41, 13.49, 11.93, 1.25, 20.28, 1.80, 8.04, 0.62, 10.57)
MINOR = (18.16, 0.69, 12.99, 13.34, 1.07, 11.15, 1.38, 21.07, 7.49, 1.53, 0.92, 10.21)
NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
A = 9


@dataclass(frozen=True)
class Key:
    """A tonic, 0 = C, major or minor."""

    tonic: int
    minor: bool

    @property
    def name(self) -> str:
        """``E flat`` is Eb; minor keys are small: ``c`` is C minor."""
        return NAMES[self.tonic].lower() if self.minor else NAMES[self.tonic]

    @property
    def to_c(self) -> int:
        """Semitones, −5…6, that bring it to C major or A minor."""
        return ((A if self.minor else 0) - self.tonic + 5) % 12 - 5


def weights(pitches: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """How long each pitch class sounds in all, (12,)."""
    return np.bincount(pitches % 12, lengths, 12).astype(np.float64)


def key_of(classes: NDArray[np.float64]) -> Key:
    """The key that the weights (12,) of pitch classes fit best; C major where nothing sounds."""
    if np.ptp(classes) == 0:
        return Key(0, False)
    profiles = np.stack([np.roll(profile, tonic) for profile in (MAJOR, MINOR) for tonic in range(12)])
    centred = profiles - profiles.mean(1, keepdims=True)
    fits = centred @ (classes - classes.mean()) / np.linalg.norm(centred, axis=1)
    best = int(fits.argmax())
    return Key(best % 12, best >= 12)


def stretches(score: Score) -> list[tuple[int, Key]]:
    """(tick, key) from there on: one for each stretch under one key signature, so for each movement."""
    pitched = [part.notes for part in score.parts if not part.drums] or [np.empty((0, 4), np.int64)]
    notes = np.concatenate(pitched)
    starts = [0]
    for (tick, fifths), (_, before) in zip(score.keys[1:], score.keys, strict=False):
        if fifths != before:
            starts.append(tick)
    found = []
    for start, end in zip(starts, [*starts[1:], score.end + 1], strict=True):
        inside = notes[(notes[:, ONSET] >= start) & (notes[:, ONSET] < end)]
        found.append((start, key_of(weights(inside[:, PITCH], inside[:, LENGTH]))))
    return found


def all_notes(score: Score) -> Notes:
    """The notes of all parts that have pitches, sorted by onset, then pitch."""
    from ganvas.media.music.score import sorted_notes

    return sorted_notes(np.concatenate([part.notes for part in score.parts if not part.drums]))

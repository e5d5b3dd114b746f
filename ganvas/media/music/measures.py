"""What a musician would measure: voices, chords and bars of samples in voices, each sum beside what it is a share of.

The published measures (MuseGAN, arXiv:1709.06298) are all fooled by some null model: noise has the smallest tonal
distance, shuffled bars the right pitch classes. So they are shown in rows: held-out works, shuffled bars, shuffled
voices, a Markov chain, noise; a model is as good as its row is near to the held-out one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.music.grid import STEPS, Grid, Tokens, heights, to_tokens

Floats = NDArray[np.float64]
Sums = Mapping[str, tuple[Floats, Floats]]  # per sample: how much, and out of how much
LEAST_QUANTUM = 2  # steps: an eighth
STEP, LEAP = 2, 7  # semitones: at most a step, more than a leap
SCALE = (0, 2, 4, 5, 7, 9, 11)
TRIADS = ((0, 4, 7), (0, 3, 7), (0, 3, 6), (0, 4, 8))
SEVENTHS = ((0, 4, 7, 10), (0, 4, 7, 11), (0, 3, 7, 10), (0, 3, 6, 10), (0, 3, 6, 9))
RADII = (1.0, 1.0, 0.5)  # of the circles of fifths, minor thirds and major thirds
TURNS = (7 / 6, 3 / 2, 2 / 3)  # half turns of each for a semitone


@dataclass(frozen=True, eq=False)
class Voices:
    """Samples in voices, ready to be measured.

    Attributes:
        pitch: (N, voices, steps), −1 in a rest.
        begins: (N, voices, steps), where notes begin.
        bar_steps: steps of a bar.
    """

    pitch: NDArray[np.int64]
    begins: NDArray[np.bool_]
    bar_steps: int

    def __len__(self) -> int:
        return len(self.pitch)


def voices_of(samples: NDArray[np.uint8], grid: Grid) -> Voices:
    """Samples (N, channels, steps) in voices.

    Raises:
        MetricError: there is none.
        ShapeError: they are a roll.
    """
    return from_tokens(to_tokens(samples, grid), grid)


def from_tokens(tokens: Tokens, grid: Grid) -> Voices:
    """Classes (N, voices, steps) in voices; errors as in ``voices_of``."""
    if not len(tokens):
        raise MetricError("music is measured on at least one sample; got none")
    return Voices(heights(tokens, grid.layout), tokens < grid.layout.pitches, grid.bar_steps)


def sums(voices: Voices) -> dict[str, tuple[Floats, Floats]]:
    """Every measure of each sample as (how much, out of how much), each (N,)."""
    found: dict[str, tuple[Floats, Floats]] = {}
    count = voices.pitch.shape[1]
    for voice in range(count):
        found[f"pitch classes {voice + 1}"] = _pitch_classes(voices, voice)
    notes = voices.begins.sum((1, 2)).astype(np.float64)
    sounding = (voices.pitch >= 0).sum((1, 2)).astype(np.float64)
    found["notes of an eighth or more"] = (_long(voices), notes)
    found["sixteenths a note"] = (sounding, notes)
    for high, low in combinations(range(count), 2):
        found[f"tonal distance {high + 1}{low + 1}"] = _tonal_distance(voices, high, low)
    found["in one major scale"] = _in_scale(voices)
    if count > 1:
        found["voices crossed"] = _crossed(voices)
        found["parallels"] = _parallels(voices)
    found["steps of the top voice"], found["leaps of the top voice"] = _moves(voices)
    found["beats of thirds"] = _tertian(voices)
    found["empty bars"] = _empty(voices)
    return found


def measures(voices: Voices) -> dict[str, float]:
    """Every measure over all samples; NaN where nothing can be counted."""
    found = sums(voices)
    return {
        name: float(some.sum() / whole.sum()) if whole.any() else float("nan") for name, (some, whole) in found.items()
    }


def features(voices: Voices) -> Floats:
    """Every measure of each sample, (N, measures); 0 where nothing can be counted."""
    columns = [
        np.divide(some, whole, out=np.zeros_like(some), where=whole > 0) for some, whole in sums(voices).values()
    ]
    return np.stack(columns, 1)


def _by_bar(voices: Voices) -> NDArray[np.int64]:
    """Pitches (N, voices, bars, steps of a bar)."""
    shape = voices.pitch.shape
    return voices.pitch.reshape(*shape[:2], -1, voices.bar_steps)


def _classes(pitch: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the twelve pitch classes sound along the last axis: (…, steps) to (…, 12)."""
    found: NDArray[np.bool_] = np.stack([((pitch % 12 == k) & (pitch >= 0)).any(-1) for k in range(12)], -1)
    return found


def _chroma(pitch: NDArray[np.int64]) -> Floats:
    """How many steps each pitch class sounds: (…, steps) to (…, 12)."""
    return np.stack([((pitch % 12 == k) & (pitch >= 0)).sum(-1) for k in range(12)], -1).astype(np.float64)


def _pitch_classes(voices: Voices, voice: int) -> tuple[Floats, Floats]:
    """Different pitch classes a bar, bars in which the voice is silent left out."""
    used = _classes(_by_bar(voices)[:, voice]).sum(-1)
    return used.sum(1).astype(np.float64), (used > 0).sum(1).astype(np.float64)


def _long(voices: Voices) -> Floats:
    """How many notes last at least an eighth."""
    after = np.pad(voices.begins | (voices.pitch < 0), ((0, 0), (0, 0), (0, 1)), constant_values=True)
    long: Floats = (voices.begins & ~after[..., 1:]).sum((1, 2)).astype(np.float64)
    return long


def _tonal_distance(voices: Voices, high: int, low: int) -> tuple[Floats, Floats]:
    """Distance of two voices in Harte's tonal space (2006), beat by beat, where both sound."""
    beats = voices.pitch.reshape(*voices.pitch.shape[:2], -1, STEPS)
    chroma = _chroma(beats[:, [high, low]])
    total = chroma.sum(-1, keepdims=True)
    both = (total[..., 0] > 0).all(1)
    share = np.divide(chroma, total, out=np.zeros_like(chroma), where=total > 0)
    angles = np.pi * np.outer(np.arange(12), TURNS)
    space = np.concatenate([np.sin(angles) * RADII, np.cos(angles) * RADII], 1)
    apart = np.linalg.norm((share[:, 0] - share[:, 1]) @ space, axis=-1)
    return (apart * both).sum(1), both.sum(1).astype(np.float64)


def _in_scale(voices: Voices) -> tuple[Floats, Floats]:
    """Notes of the major scale that fits the sample best."""
    classes = np.stack([((voices.pitch % 12 == k) & voices.begins).sum((1, 2)) for k in range(12)], -1).astype(
        np.float64
    )
    scales = np.zeros((12, 12))
    for tonic in range(12):
        scales[tonic, [(tonic + degree) % 12 for degree in SCALE]] = 1
    return (classes @ scales.T).max(1), classes.sum(1)


def _crossed(voices: Voices) -> tuple[Floats, Floats]:
    """Steps at which a voice lies above its upper neighbour, out of those at which all sound."""
    above, below = voices.pitch[:, :-1], voices.pitch[:, 1:]
    both = (above >= 0) & (below >= 0)
    crossed = (both & (below > above)).any(1)
    return crossed.sum(1).astype(np.float64), both.any(1).sum(1).astype(np.float64)


def _parallels(voices: Voices) -> tuple[Floats, Floats]:
    """From beat to beat: moves of two voices from one fifth, octave or unison in the same direction to the next.

    Out of all moves of two voices at once.
    """
    some, whole = np.zeros(len(voices)), np.zeros(len(voices))
    beats = voices.pitch[..., ::STEPS]
    for high, low in combinations(range(beats.shape[1]), 2):
        pair = beats[:, [high, low]]
        sounding = np.minimum(pair[..., 1:], pair[..., :-1]).min(1) >= 0
        moves = np.diff(pair) * sounding[:, None]
        apart = (pair[:, 0] - pair[:, 1]) % 12
        perfect = (apart[:, 1:] == apart[:, :-1]) & np.isin(apart[:, 1:], (0, 7))
        some += (perfect & (moves[:, 0] * moves[:, 1] > 0)).sum(1)
        whole += (moves != 0).all(1).sum(1)
    return some, whole


def _moves(voices: Voices) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Of the moves of the top voice to another pitch or the same one: at most a step, and more than a fifth."""
    steps, leaps, whole = np.zeros(len(voices)), np.zeros(len(voices)), np.zeros(len(voices))
    for number in range(len(voices)):
        line = voices.pitch[number, 0][voices.begins[number, 0]]
        sizes = np.abs(np.diff(line))
        steps[number], leaps[number], whole[number] = (sizes <= STEP).sum(), (sizes > LEAP).sum(), len(sizes)
    return (steps, whole), (leaps, whole)


def _tertian(voices: Voices) -> tuple[Floats, Floats]:
    """Beats at which what sounds is a chord of thirds or a part of one, of those with two pitch classes at least."""
    sets = _classes(np.moveaxis(voices.pitch[..., ::STEPS], 1, -1))
    numbers = (sets * (1 << np.arange(12))).sum(-1)
    good = tertian_sets()[numbers]
    enough = sets.sum(-1) >= 2
    return (good & enough).sum(1).astype(np.float64), enough.sum(1).astype(np.float64)


def tertian_sets() -> NDArray[np.bool_]:
    """For each set of pitch classes, as a number of twelve bits, whether a triad or a seventh chord holds it all."""
    good = np.zeros(1 << 12, np.bool_)
    for chord in (*TRIADS, *SEVENTHS):
        for root in range(12):
            bits = [1 << (root + tone) % 12 for tone in chord]
            parts = chain.from_iterable(combinations(bits, size) for size in range(1, len(bits) + 1))
            good[[sum(part) for part in parts]] = True
    return good


def _empty(voices: Voices) -> tuple[Floats, Floats]:
    """Bars of a voice in which nothing sounds (MuseGAN's own code counts the others)."""
    silent = np.asarray(_by_bar(voices) < 0).all(-1)
    bars = float(silent.shape[1] * silent.shape[2])
    return silent.sum((1, 2)).astype(np.float64), np.full(len(voices), bars)


def unique_share(voices: Voices) -> float:
    """Different samples out of all."""
    rows = np.concatenate([voices.pitch, voices.begins], 1).reshape(len(voices), -1)
    return len(np.unique(rows, axis=0)) / len(voices)

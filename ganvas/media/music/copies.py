"""How near a sample of music is to the works it was learned from, in any key; and whether it can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.music.measures import Floats, Voices, features

SHIFTS = range(-6, 7)  # semitones: every key once, by its nearer side
COPY = (
    0.8  # agreement: no held-out quartet or drawn phrase reaches it, 1 of 20 of Bach's chorales, which share tunes, do
)
LEAST_TO_TELL = 25  # samples of a kind
FOLDS = 5
SILENT = -100


@dataclass(frozen=True, eq=False)
class Nearest:
    """For each sample the window of the works that it agrees with most.

    Attributes:
        agreement: (N,) share of the places, voice by voice and step by step, with the same pitch; 1 is a copy. Places
            where both are silent do not count.
        index: (N,) which window.
        shift: (N,) semitones from the window up to the sample.
    """

    agreement: Floats
    index: NDArray[np.int64]
    shift: NDArray[np.int64]

    @property
    def copies(self) -> NDArray[np.bool_]:
        """Which are called copies, (N,)."""
        return self.agreement >= COPY


def nearest(samples: Voices, works: Voices) -> Nearest:
    """Look for each sample in the works, in every key.

    Raises:
        MetricError: the two are of different shapes.
    """
    if samples.pitch.shape[1:] != works.pitch.shape[1:]:
        raise MetricError(
            f"samples {samples.pitch.shape[1:]} and works {works.pitch.shape[1:]} are of different shapes"
        )
    known = _flat(works)
    heard = known > SILENT
    found = np.array([_look(sample, known, heard) for sample in _flat(samples)])
    return Nearest(found[:, 0], found[:, 1].astype(np.int64), found[:, 2].astype(np.int64))


def _flat(voices: Voices) -> NDArray[np.int8]:
    return np.where(voices.pitch < 0, SILENT, voices.pitch).reshape(len(voices), -1).astype(np.int8)


def _look(sample: NDArray[np.int8], known: NDArray[np.int8], heard: NDArray[np.bool_]) -> tuple[float, int, int]:
    """Agreement, window and shift of the best."""
    sounds = sample > SILENT
    either = (heard | sounds).sum(1)
    best = (-1.0, 0, 0)
    for shift in SHIFTS:
        moved = np.where(sounds, sample - shift, SILENT + 50).astype(np.int8)  # a rest agrees with nothing
        same = (known == moved).sum(1) / np.maximum(either, 1)
        place = int(same.argmax())
        if same[place] > best[0]:
            best = (float(same[place]), place, shift)
    return best


def told_apart(real: Voices, fake: Voices, works: Sequence[int] = (), seed: int = 0) -> float:
    """How often a judge tells real from made: 0.5 is by chance, 1 always.

    Two-sample test by a classifier (Lopez-Paz and Oquab 2017, arXiv:1610.06545): gradient-boosted trees on the measures
    of ``ganvas.media.music.measures``, five folds, the mean of the accuracies of both kinds.

    Args:
        real: (N, …).
        fake: (M, …).
        works: which work each real sample, and then each made one, is from; windows of one work are never on both
            sides. Left out, each is a work of its own.
        seed: of the folds.
    Raises:
        MetricError: there are fewer than 25 of a kind, or scikit-learn is not installed.
    """
    if min(len(real), len(fake)) < LEAST_TO_TELL:
        raise MetricError(f"telling apart takes {LEAST_TO_TELL} samples of each kind; got {len(real)} and {len(fake)}")
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.model_selection import StratifiedGroupKFold
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise MetricError("telling apart needs scikit-learn; install it with: pip install scikit-learn") from None
    table = np.concatenate([features(real), features(fake)])
    kinds = np.repeat([0, 1], [len(real), len(fake)])
    groups = np.array(works) if len(works) else np.arange(len(table))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    right = np.zeros(len(table), np.bool_)
    with threadpool_limits(1):  # threads that wait for one another on a busy machine take a hundred times as long
        for train, test in folds.split(table, kinds, groups):
            judge = HistGradientBoostingClassifier(max_iter=60, class_weight="balanced", random_state=seed)
            right[test] = judge.fit(table[train], kinds[train]).predict(table[test]) == kinds[test]
    return float((right[kinds == 0].mean() + right[kinds == 1].mean()) / 2)

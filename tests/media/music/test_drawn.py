from functools import cache
from itertools import combinations

import numpy as np
import pytest

from ganvas.media.music.drawn import RANGES, draw, parallel
from ganvas.media.music.grid import grid, to_tokens
from ganvas.media.music.keys import key_of, weights
from ganvas.media.music.measures import measures, voices_of
from ganvas.media.music.score import LENGTH, PITCH, TICKS, Score
from ganvas.media.music.windows import windows

SEEDS = range(12)


@cache
def drawn(seed: int) -> Score:
    return draw(seed)


def lines(score: Score) -> np.ndarray:
    """(4, eighths) pitches."""
    out = np.zeros((4, score.end * 2 // TICKS), np.int64)
    for voice, part in enumerate(score.parts):
        for pitch, onset, length, _ in part.notes.tolist():
            out[voice, onset * 2 // TICKS : (onset + length) * 2 // TICKS] = pitch
    return out


def test_the_same_for_the_same_seed_and_another_for_another():
    again = draw(3)
    assert all(np.array_equal(a.notes, b.notes) for a, b in zip(drawn(3).parts, again.parts, strict=True))
    assert len({drawn(seed).parts[0].notes.tobytes() for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_voice_leading(seed: int):
    here = lines(drawn(seed))
    assert (here > 0).all()
    assert (np.diff(here, axis=0) < 0).all()  # nothing crosses
    for high, low in combinations(range(4), 2):
        found = parallel(here[high, :-1], here[low, :-1], here[high, 1:], here[low, 1:])
        assert not found.any(), (high, low)
    for voice, (low, high) in enumerate(RANGES):
        moved = here[voice]
        assert high - low >= np.ptp(moved)
        assert np.abs(np.diff(moved)).max() <= 12
    assert np.abs(np.diff(here[0])).max() <= 7


def test_the_table_of_measures():
    """What rules give: no parallels, nothing crossed, chords of thirds, except where notes pass."""
    found = np.concatenate([windows(drawn(seed), grid(), normalise=False).samples for seed in SEEDS])
    row = measures(voices_of(found, grid()))
    assert row["parallels"] == row["voices crossed"] == row["empty bars"] == 0
    assert row["beats of thirds"] == 1
    assert row["in one major scale"] > 0.93
    assert to_tokens(found, grid()).max() < 50


def test_keys_are_found():
    right = 0
    for seed in SEEDS:
        notes = np.concatenate([part.notes for part in drawn(seed).parts])
        key = key_of(weights(notes[:, PITCH], notes[:, LENGTH]))
        right += int(drawn(seed).parts[3].notes[-1, PITCH]) % 12 == key.tonic  # it ends on its tonic
    assert right >= len(SEEDS) - 2

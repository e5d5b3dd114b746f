import numpy as np
import pytest

from ganvas.errors import MetricError
from ganvas.media.music.copies import nearest, told_apart
from ganvas.media.music.grid import Tokens, grid
from ganvas.media.music.measures import from_tokens, measures, tertian_sets, unique_share
from ganvas.media.music.nulls import NULLS

G = grid("choir", 2, 2)
HOLD, REST = G.layout.hold, G.layout.rest


def tokens(*voices: dict[int, int], count: int = 1) -> Tokens:
    """Classes (count, 2, 32): at each step given the pitch that begins, or REST; all else is held."""
    out = np.full((2, G.steps), HOLD, np.int16)
    for voice, events in enumerate(voices):
        out[voice, 0] = REST
        for step, what in events.items():
            out[voice, step] = what if what == REST else what - G.layout.low
    return np.repeat(out[None], count, 0)


def row(*voices: dict[int, int]) -> dict[str, float]:
    return measures(from_tokens(tokens(*voices), G))


def test_counts_by_hand():
    found = row({0: 60, 4: 64, 5: 72, 8: REST, 16: 62}, {0: 48, 16: REST})
    assert found["pitch classes 1"] == (2 + 1 + 1) / 3  # C and E; the second bar is silent; D held over two bars
    assert found["notes of an eighth or more"] == 4 / 5
    assert found["sixteenths a note"] == (4 + 1 + 3 + 16 + 16) / 5
    assert found["empty bars"] == 3 / 8
    assert found["steps of the top voice"] == 0
    assert found["leaps of the top voice"] == 2 / 3


def test_scale_crossing_and_thirds():
    found = row({0: 60, 8: 61, 16: 72}, {0: 64, 8: 68, 16: 67})
    assert found["in one major scale"] == 5 / 6  # C sharp and A flat are never in a scale with the others
    assert found["voices crossed"] == 1 / 2
    assert found["beats of thirds"] == 1


def test_parallels_are_in_one_direction():
    assert row({0: 67, 4: 69}, {0: 60, 4: 62})["parallels"] == 1
    assert row({0: 67, 4: 69}, {0: 60, 4: 50})["parallels"] == 0  # fifth to fifth, but apart
    assert row({0: 67, 4: 69}, {0: 60, 4: 65})["parallels"] == 0
    assert np.isnan(row({0: 67, 4: 69}, {0: 60})["parallels"])  # nobody moved along


def test_tonal_distance_of_a_unison_is_zero_and_a_tritone_is_far():
    assert row({0: 60}, {0: 48})["tonal distance 12"] == 0
    assert row({0: 66}, {0: 60})["tonal distance 12"] == pytest.approx(
        8**0.5
    )  # opposite on the circles of fifths and minor thirds
    assert row({0: 67}, {0: 60})["tonal distance 12"] < row({0: 66}, {0: 60})["tonal distance 12"]


def test_noise_has_the_smallest_tonal_distance_as_published_measures_do():
    rng = np.random.default_rng(0)
    found = measures(from_tokens(rng.integers(0, 48, (40, 2, 32)).astype(np.int16), G))
    assert found["tonal distance 12"] == pytest.approx(1.01, abs=0.05)
    assert found["notes of an eighth or more"] == 0


def test_chords_of_thirds():
    good = tertian_sets()
    assert good[0b10010001]
    assert good[0b1001]
    assert good[0b10010010001]
    assert not good[0b111]
    assert good[2]


def song(rng: np.random.Generator, count: int) -> Tokens:
    """Voices a third apart that walk."""
    walk = np.cumsum(rng.integers(-2, 3, (count, 1, 8)), 2) + 60
    out = np.full((count, 2, G.steps), HOLD, np.int16)
    out[:, :, ::4] = np.concatenate([walk, walk - 4], 1).clip(37, 80) - G.layout.low
    return out


def test_a_copy_is_found_in_any_key():
    rng = np.random.default_rng(1)
    works = song(rng, 30)
    moved = works[[4, 9]].copy()
    moved[moved < 48] += 3
    found = nearest(from_tokens(moved, G), from_tokens(works, G))
    assert found.agreement.tolist() == [1, 1]
    assert found.index.tolist() == [4, 9]
    assert found.shift.tolist() == [3, 3]
    assert found.copies.all()
    fresh = nearest(from_tokens(song(rng, 5), G), from_tokens(works, G))
    assert fresh.agreement.max() < 1


def test_silence_agrees_with_nothing():
    rests = np.full((1, 2, 32), REST, np.int16)
    assert nearest(from_tokens(rests, G), from_tokens(rests, G)).agreement.tolist() == [0]


def test_unlike_shapes_are_refused():
    other = grid("choir", 2, 3)
    long = np.full((1, 2, other.steps), REST, np.int16)
    with pytest.raises(MetricError, match="different shapes"):
        nearest(from_tokens(long, other), from_tokens(tokens({0: 60}), G))


def test_told_apart():
    rng = np.random.default_rng(2)
    real, more = (from_tokens(song(rng, 60), G) for _ in range(2))
    noise = from_tokens(NULLS["uniform noise"](song(rng, 60), G, rng), G)
    assert told_apart(real, noise) > 0.95
    assert told_apart(real, more) < 0.68
    with pytest.raises(MetricError, match="25"):
        told_apart(real, from_tokens(song(rng, 10), G))


def test_what_nulls_keep():
    rng = np.random.default_rng(3)
    real = song(rng, 50)
    base = measures(from_tokens(real, G))
    rows = {name: measures(from_tokens(null(real, G, rng), G)) for name, null in NULLS.items()}
    assert rows["bars shuffled"]["beats of thirds"] == base["beats of thirds"]
    assert rows["voices shuffled"]["steps of the top voice"] == base["steps of the top voice"]
    assert rows["voices shuffled"]["tonal distance 12"] > base["tonal distance 12"]
    assert rows["order-1 Markov"]["steps of the top voice"] > 0.9 > rows["uniform noise"]["steps of the top voice"]
    assert rows["order-1 Markov"]["notes of an eighth or more"] > 0.9


def test_bars_shuffled_begin_held_notes_again():
    held = tokens({0: 60}, {0: 48})
    out = NULLS["bars shuffled"](held, G, np.random.default_rng(0))
    assert (from_tokens(out, G).pitch == from_tokens(held, G).pitch).all()


def test_unique():
    assert unique_share(from_tokens(tokens({0: 60}, {0: 48}, count=4), G)) == 0.25


def test_none_is_refused():
    with pytest.raises(MetricError, match="at least one"):
        from_tokens(np.empty((0, 2, 32), np.int16), G)

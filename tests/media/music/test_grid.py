import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.errors import ShapeError, WorkError
from ganvas.media.music.grid import (
    LAYOUTS,
    MOST_TRACKS,
    Grid,
    grid,
    grid_of,
    heights,
    score_of,
    settled,
    to_sample,
    to_tokens,
)
from ganvas.media.music.score import TICKS, Bar, Part, Score, sorted_notes
from ganvas.media.music.windows import samples, skyline, windows

Q = TICKS
S = TICKS // 4


def piece(*lines: list[tuple[int, int, int]], bars: int = 4, quarters: int = 4, keys: tuple = ()) -> Score:
    """A score from rows (pitch, onset, length) in ticks."""
    parts = [Part(f"P{n}", 0, sorted_notes([(*row, 1) for row in rows])) for n, rows in enumerate(lines)]
    return Score(parts, [Bar(n * quarters * Q, quarters * Q, quarters * Q) for n in range(bars)], keys=keys)


def test_a_shape_says_its_grid():
    seen = {}
    for name in [*LAYOUTS, "roll"]:
        for tracks in range(1, MOST_TRACKS + 1):
            for quarters in range(2, 7):
                found = grid(name, tracks, quarters)
                assert grid_of(found.shape) == found
                assert seen.setdefault(found.shape, found) == found
                assert sum(head.channels for head in found.heads) == found.shape[0]


@pytest.mark.parametrize("shape", [(200, 63), (200, 16), (201, 64), (350, 64), (3, 64, 64), (64,)])
def test_other_shapes_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ShapeError, match="channels, steps"):
        grid_of(shape)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(list(LAYOUTS)), st.integers(1, 6), st.integers(2, 6))
def test_grid_to_score_to_grid(seed: int, name: str, tracks: int, quarters: int):
    rng = np.random.default_rng(seed)
    g = grid(name, tracks, quarters)
    shares = rng.dirichlet([1, 4, 1])
    kinds = rng.choice(3, (tracks, g.steps), p=shares)
    drawn = rng.integers(0, g.layout.pitches, kinds.shape)
    tokens = np.select([kinds == 0, kinds == 1], [drawn, np.full_like(drawn, g.layout.hold)], g.layout.rest)
    tokens[0, 0] = 0  # at least one note
    tokens = settled(tokens.astype(np.int16), g.layout)
    sample = to_sample(tokens, g)
    assert sample.shape == g.shape
    assert set(np.unique(sample)) == {0, 255}
    assert np.array_equal(to_tokens(sample, g), tokens)
    again = windows(score_of(sample, g), g, normalise=False)
    assert np.array_equal(again.samples, sample[None])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_roll_to_score_to_roll(seed: int):
    rng = np.random.default_rng(seed)
    g = grid("roll")
    sounding = rng.random((84, g.steps)) < 0.3
    sounding[0, 0] = True
    before = np.pad(sounding, ((0, 0), (1, 0)))[:, :-1]
    begins = sounding & (~before | (rng.random(sounding.shape) < 0.2))
    sample = np.concatenate([sounding, begins]).astype(np.uint8) * 255
    again = windows(score_of(sample, g), g, normalise=False)
    assert np.array_equal(again.samples, sample[None])


def test_what_a_network_gives_is_read_by_the_highest_channel():
    g = grid("choir", 1, 2)
    soft = np.full(g.shape, -1.0, np.float32)
    soft[5] = -0.2
    assert (to_tokens(soft, g) == 5).all()
    held = np.full(g.shape, -1.0, np.float32)
    held[g.layout.hold] = 0.1
    assert (to_tokens(held, g) == g.layout.rest).all()  # nothing to hold


def test_heights_hold():
    layout = LAYOUTS["choir"]
    tokens = np.array([[0, layout.hold, layout.rest, 5, layout.hold]], np.int16)
    assert heights(tokens, layout).tolist() == [[36, 36, -1, 41, 41]]


def test_a_note_tied_into_a_window_begins_with_it():
    score = piece([(60, 0, 5 * 4 * Q)], bars=5)
    found = windows(score, grid("choir", 1), normalise=False)
    assert len(found.samples) == 2
    assert to_tokens(found.samples[1], grid("choir", 1))[0, 0] == 24


def test_keys_are_moved_to_c_and_the_way_back_is_kept():
    scale = [62, 64, 66, 67, 69, 71, 73, 74, 69, 66, 62]  # D major
    score = piece([(pitch, n * Q, Q) for n, pitch in enumerate(scale)])
    found = windows(score, grid("choir", 1))
    assert found.moved == [-2]
    back = score_of(found.samples[0], grid("choir", 1), -found.moved[0])
    assert back.parts[0].notes[:, 0].tolist() == scale
    assert back.keys == [(0, 2)]


def test_notes_between_the_sixteenths_leave_a_window_out():
    triplets = piece([(60, n * Q // 3, Q // 3) for n in range(48)])
    with pytest.raises(WorkError, match="sixteenths"):
        windows(triplets, grid("choir", 1))


def test_bars_of_another_meter_and_short_bars_end_a_run():
    score = piece([(60, 0, 9 * 4 * Q)], bars=9)
    bars = list(score.bars)
    bars[4] = Bar(bars[4].start, 3 * Q, 4 * Q)
    found = windows(Score(score.parts, bars), grid("choir", 1))
    assert found.bars == [0, 5]


def test_beyond_the_range_by_octaves():
    found = windows(piece([(110, 0, 16 * Q)]), grid("choir", 1), normalise=False)
    assert to_tokens(found.samples[0], grid("choir", 1))[0, 0] + 36 == 74
    assert found.notes == ["1 notes beyond the range moved by octaves"]


def test_two_staves_are_four_voices_and_too_few_are_refused():
    rows = [(72, 0, 16 * Q, 1), (67, 0, 16 * Q, 2)], [(55, 0, 16 * Q, 5), (48, 0, 16 * Q, 6)]
    parts = [Part("", 0, sorted_notes(row)) for row in rows]
    score = Score(parts, piece([(60, 0, Q)]).bars)
    tokens = to_tokens(windows(score, grid(), normalise=False).samples[0], grid())
    assert len(samples(score, grid().shape)) == 1
    assert (tokens[:, 0] + 36).tolist() == [72, 67, 55, 48]
    with pytest.raises(WorkError, match="5 are wanted"):
        windows(score, grid("choir", 5))


def test_more_parts_than_tracks_are_those_with_most_notes():
    lines = [[(60 + n, k * Q, Q) for k in range(n + 1)] for n in range(3)]
    found = windows(piece(*lines), grid("choir", 2), normalise=False)
    assert (to_tokens(found.samples[0], grid("choir", 2))[:, 0] + 36).tolist() == [61, 62]


def test_skyline():
    assert skyline([(60, 0, 4), (67, 0, 4), (64, 4, 4)], low=False) == [(67, 0, 4), (64, 4, 4)]
    assert skyline([(60, 0, 4), (67, 0, 4)], low=True) == [(60, 0, 4)]
    assert skyline([(72, 0, 8), (60, 2, 2)], low=False) == [(72, 0, 8)]  # under a long one
    assert skyline([(72, 0, 5), (60, 4, 4)], low=False) == [(72, 0, 4), (60, 4, 4)]  # legato


def test_a_long_work_gives_windows_from_all_of_it():
    score = piece([(60, n * 4 * Q, 4 * Q) for n in range(60)], bars=60)
    found = windows(score, grid("choir", 1), most=10)
    assert len(found.samples) == 10
    assert found.bars[0] == 0
    assert found.bars[-1] == 56


def test_a_roll_has_no_voices():
    g = grid("roll")
    with pytest.raises(ShapeError, match="no voices"):
        to_tokens(np.zeros(g.shape, np.uint8), g)
    assert isinstance(g, Grid)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import MetricError, ShapeError
from ganvas.media.dance.beats import beat_align, danced_to, fitted, joined, key_poses, motion_beats, warp
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import positions
from ganvas.media.dance.figure import figure_of
from ganvas.media.dance.motion import Motion
from tests.media.dance.dances import drawn


@pytest.mark.parametrize("seed", range(4))
def test_known_beats_are_found(seed: int):
    known = dance(seed, 10.0)
    figure, _ = figure_of(known.motion, 30)
    found = motion_beats(known.motion, figure)
    inner = known.beats_s[1:-1]
    assert (np.abs(found[:, None] - inner).min(0) < 0.1).all()
    assert len(found) < 1.3 * len(known.beats_s)


def test_align_golden():  # one on the beat, one 50 ms beside it: (1 + exp(−½)) / 2
    assert_close(beat_align(np.array([1.0, 2.05]), np.array([1.0, 2.0, 3.0])), (1 + np.exp(-0.5)) / 2)
    for dance_s, music_s in (([], [1.0]), ([1.0], [])):
        with pytest.raises(MetricError, match="cannot be compared"):
            beat_align(np.array(dance_s), np.array(music_s))


@settings(deadline=None, max_examples=25)
@given(steps=st.lists(st.floats(0.25, 1.2), min_size=1, max_size=8), bpm=st.floats(60, 180), late=st.floats(0, 0.5))
def test_a_fit_keeps_its_limits(steps: list[float], bpm: float, late: float):
    beats, music = np.cumsum(steps), np.arange(late, 20, 60 / bpm)
    end = float(beats[-1]) + 0.4
    old, new = fitted(beats, music, end)
    assert old[0] == new[0] == 0
    assert old[-1] == end
    pace = np.diff(new) / np.diff(old)
    step = 0.01 / np.diff(old)  # new times lie on a grid
    assert (pace >= 0.85 - step).all()
    assert (pace <= 1.15 + step).all()
    assert beat_align(new[1:-1], music) >= beat_align(beats, music) - 0.05


def test_a_fit_that_can_be_exact_is():
    beats = np.array([0.55, 1.05, 1.6, 2.1])
    old, new = fitted(beats, np.arange(0, 5, 0.5), 2.5)
    np.testing.assert_allclose(new[1:-1], [0.5, 1.0, 1.5, 2.0], atol=0.011)
    np.testing.assert_array_equal(old, [0, *beats, 2.5])


def test_a_warp_meets_the_music():
    known = dance(1, 10.0)
    figure, _ = figure_of(known.motion, 30)
    beat_s = float(np.diff(known.beats_s)[0])
    music = np.arange(0.1, 14, beat_s * 1.08)  # slower by 8 %, and late
    before = beat_align(motion_beats(known.motion, figure), music)
    warped = warp(known.motion, figure, music)
    assert beat_align(motion_beats(warped, figure), music) > before + 0.3
    assert 0.85 <= warped.seconds / known.motion.seconds <= 1.15
    assert warped.frame_s == known.motion.frame_s
    np.testing.assert_allclose(warped.values[0], known.motion.values[0])


def test_a_sample_is_danced_to_a_music():
    figure, sample = drawn(1, 6.0)
    found = danced_to(sample, figure, np.arange(0, 9, 0.6))
    assert found.shape[0] == figure.channels
    assert 0.84 < found.shape[1] / sample.shape[1] < 1.16


def test_a_still_figure_has_no_beats():
    figure, _ = drawn()
    still = Motion(figure.skeleton, np.repeat([figure.rest], 60, 0), 1 / 30)
    assert len(motion_beats(still, figure)) == 0
    with pytest.raises(MetricError, match="0 beats"):
        warp(still, figure, [1.0, 2.0])
    with pytest.raises(MetricError, match="three frames"):
        motion_beats(figure.still(), figure)


def test_key_poses_differ():
    known = dance(2, 8.0)
    figure, _ = figure_of(known.motion, 30)
    frames = key_poses(known.motion, figure, 5)
    assert len(frames) == 5
    assert frames == sorted(set(frames))
    assert len(key_poses(known.motion, figure, 1000)) < 40


def test_two_dances_are_joined_without_a_leap():
    figure, first = drawn(1, 3.0)
    _, second = drawn(2, 3.0)
    found = joined(first, second, figure, 0.5)
    assert found.shape == (figure.channels, 90 + 90 - 15)
    np.testing.assert_array_equal(found[:, :75], first[:, :75])
    np.testing.assert_array_equal(found[:, 90:], second[:, 15:])
    leaps = [np.linalg.norm(np.diff(positions(part, figure), axis=0), axis=-1).max() for part in (found, first, second)]
    assert leaps[0] < 1.5 * max(leaps[1:])
    assert joined(first, second, figure, 0).shape[1] == 180
    with pytest.raises(ShapeError, match="both samples"):
        joined(first[:, :3], second, figure)

"""The edit distance of many stretches at once is that of each; a scene is found from whichever turn on."""

import numpy as np
import pytest

from ganvas.errors import MetricError
from ganvas.media.drama import scene
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.measures import edit_distance
from ganvas.media.drama.near import NOTHING, _codes, distances, nearest
from ganvas.media.medium import Decoded

PLAYS = [Decoded(builtin_play(seed), {}) for seed in range(4)]


def windows(seed: int, turns: int, stride: int = 8) -> list[scene.Turns]:
    return [found for one in builtin_play(seed).scenes for found in scene.windows(one, turns, stride)]


def test_many_at_once_are_as_one_by_one():
    one, others = windows(9, 16)[0], [*windows(0, 16)[:5], *windows(1, 12)[:5]]
    rows = np.array([_codes(other) + [NOTHING] * (16 - len(other)) for other in others])
    assert distances(_codes(one), rows).tolist() == [edit_distance(one, other) for other in others]


def test_a_copy_is_found_from_any_turn_on():
    taken = windows(2, 32, 1)[5]
    (found,) = nearest(scene.to_sample(taken)[None], PLAYS)
    assert (found.work, found.likeness, found.verdict) == (2, 1.0, "copy")


def test_another_play_is_no_copy():
    samples = np.stack([scene.to_sample(turns) for turns in windows(50, 32)[:6] if len(turns) == 32])
    assert {one.verdict for one in nearest(samples, PLAYS)} == {"distinct"}


def test_too_short_a_scene_is_refused():
    with pytest.raises(MetricError, match="16 turns or more"):
        nearest(scene.to_sample(windows(2, 8)[0], 8)[None], PLAYS)

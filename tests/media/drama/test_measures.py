from dataclasses import replace

import numpy as np
import pytest

from ganvas.errors import MetricError
from ganvas.media.drama import alike, measures, nulls, plot, scene
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.mood import mood_of, valence
from ganvas.media.drama.plot import Column
from ganvas.media.drama.scene import Turn
from ganvas.media.drama.tension import mean_tension, tension_of, tension_of_turns


def scene_of(speakers, lengths=None):
    return tuple(Turn(one, length) for one, length in zip(speakers, lengths or [1] * len(speakers), strict=True))


def plot_of(*rows):
    grid = [[bool(int(mark)) for mark in row.ljust(len(rows[0]), "0")] for row in rows]
    grid += [[False] * len(rows[0])] * (16 - len(grid))
    return tuple(Column(tuple(row[place] for row in grid), 1) for place in range(len(rows[0])))


WORKS = [turns for seed in range(40) for one in builtin_play(seed).scenes for turns in scene.windows(one)]
PLOTS = [window for seed in range(30) for window in plot.windows(builtin_play(seed))]


def test_scenes_golden():  # 0 1 0 1 2: two later are the same twice in three pairs; never two in a row
    found = measures.measure_scenes([scene_of([0, 1, 0, 1, 2])])
    assert found["aba"] == pytest.approx(2 / 3)
    assert found["self_repeat"] == 0
    assert found["speakers"] == 3
    assert found["entropy_bits"] == pytest.approx(2 * 0.4 * np.log2(2.5) + 0.2 * np.log2(5))
    assert measures.measure_scenes([scene_of([0, 0, 0])])["self_repeat"] == 1


def test_lengths_that_swing_correlate_with_the_turn_after_next():
    swing = scene_of([0, 1] * 8, [0, 5] * 8)
    assert measures.length_correlation([swing], 1) == pytest.approx(-1)
    assert measures.length_correlation([swing], 2) == pytest.approx(1)
    assert measures.length_correlation([scene_of([0, 1, 0])], 1) == 0  # all as long: no correlation to speak of


def test_plots_golden():  # rows 110 and 011: 4 of 48 cells; of three on before the last scene one pair... 1→1, 1→0, 1→1
    found = measures.measure_plots([plot_of("110", "011")])
    assert found["density"] == pytest.approx(4 / 48)
    assert found["persistence"] == pytest.approx(2 / 3)
    assert found["empty_scenes"] == 0
    assert found["absent_characters"] == pytest.approx(14 / 16)
    assert measures.measure_plots([plot_of("101")])["empty_scenes"] == pytest.approx(1 / 3)


def test_copies_of_a_plot_are_not_unique():
    assert measures.measure_plots([plot_of("110"), plot_of("110"), plot_of("111")])["unique"] == pytest.approx(2 / 3)


def test_scenes_without_anybody_are_left_out_and_an_act_begins_with_the_next():
    columns = plot_of("1001", "0001")
    opened = (columns[0], replace(columns[1], act=True), columns[2], columns[3])
    kept = plot.peopled(opened)
    assert [column.on_stage[:2] for column in kept] == [(True, False), (True, True)]
    assert [column.act for column in kept] == [False, True]
    assert plot.peopled(plot_of("00")) == ()


def test_edit_distance():
    one, other = scene_of([0, 1, 0, 1]), scene_of([0, 1, 2, 0, 1])
    assert measures.edit_distance(one, one) == 0
    assert measures.edit_distance(one, other) == measures.edit_distance(other, one) == 1
    assert measures.edit_distance(one, ()) == 4


def test_a_renamed_scene_is_a_copy():
    renamed = scene.normal(
        [Turn({0: 7, 1: 3, 2: 9}.get(turn.speaker, turn.speaker + 20), turn.length) for turn in WORKS[5]]
    )
    assert alike.nearest_scene(renamed, WORKS[:20]) == (5, 1)


def test_likeness_is_what_the_edit_distance_says():
    for one in WORKS[20:24]:
        place, likeness = alike.nearest_scene(one, WORKS[:20])
        expected = [1 - measures.edit_distance(one, work) / max(len(one), len(work)) for work in WORKS[:20]]
        assert likeness == pytest.approx(max(expected))
        assert expected[place] == max(expected)


def test_the_nearest_plot_is_told_by_its_cells():
    works = [plot_of("110"), plot_of("1101")]
    assert alike.nearest_plot(plot_of("110"), works) == (0, 1)
    place, likeness = alike.nearest_plot(plot_of("1111"), works)
    assert (place, likeness) == (1, pytest.approx(1 - 1 / (16 * 4)))
    with pytest.raises(MetricError, match="at least one work"):
        alike.nearest_plot((), works)


def test_shuffled_turns_are_told_apart_and_works_are_not():
    rng = np.random.default_rng(0)
    half, other = WORKS[::3], WORKS[1::3]
    features = measures.scene_features(half, 32)
    assert measures.told_apart(features, measures.scene_features(nulls.shuffled(other, rng), 32)) > 0.9
    assert measures.told_apart(features, measures.scene_features(other, 32)) < 0.65


def test_shuffling_keeps_who_and_how_much():
    rng = np.random.default_rng(1)
    for one, other in zip(WORKS[:20], nulls.shuffled(WORKS[:20], rng), strict=True):
        assert sorted(turn.length for turn in one) == sorted(turn.length for turn in other)
        assert scene.cast_size(one) == scene.cast_size(other)


def test_markov_scenes_know_who_follows_and_not_the_dialogue():
    drawn = nulls.MarkovScenes(WORKS).draw(200, np.random.default_rng(2))
    works, null = measures.measure_scenes(WORKS), measures.measure_scenes(drawn)
    assert null["self_repeat"] < 0.05
    assert null["aba"] < works["aba"] - 0.1
    assert drawn == nulls.MarkovScenes(WORKS).draw(200, np.random.default_rng(2))


def test_null_plots_keep_what_they_say():
    rng = np.random.default_rng(3)
    works = measures.measure_plots(PLOTS)
    for null in (nulls.coin_plots, nulls.shuffled_plots, nulls.shuffled_rows):
        found = measures.measure_plots(null(PLOTS, rng))
        assert found["density"] == pytest.approx(works["density"], abs=0.03)
        assert found["scenes"] == works["scenes"]
    assert measures.plot_features(PLOTS, 24).shape == (len(PLOTS), 20 * 24)


@pytest.mark.parametrize(
    "call",
    [
        lambda: measures.measure_scenes([]),
        lambda: measures.measure_plots([]),
        lambda: measures.told_apart(np.zeros((19, 3)), np.zeros((99, 3))),
        lambda: alike.nearest_scene((), WORKS),
        lambda: alike.nearest_scene(WORKS[0], []),
    ],
)
def test_too_little_to_measure(call):
    with pytest.raises(MetricError, match="take"):
        call()


def test_mood():
    assert mood_of(["Sweet love and joy, sweet friend!"]) == "bright"
    assert mood_of(["Blood, death and the grave."]) == "dark"
    assert mood_of(["Pass the table."]) == "even"
    assert mood_of(["Tod und Verrat, Blut und Rache"], "de") == "dark"
    assert valence(["die"]) < 0 == valence(["die"], "de")  # a German article is no English verb
    assert mood_of(["sang et mort"], "fr") == "even"


def test_quick_turns_of_many_are_tense_and_one_long_speech_is_calm():
    quick, slow = scene_of([0, 1, 2, 3, 4, 5, 6, 7] * 2, [0] * 16), scene_of([0, 1] * 8, [5] * 16)
    assert mean_tension(quick) > 0.9
    assert mean_tension(slow) < 0.1
    curve = tension_of_turns(quick + scene_of([0], [5]), points=50)
    assert curve.tension.shape == (50,)
    assert curve.tension[0] > curve.tension[-1]


def test_the_parts_of_tension():  # six words in every turn of two speakers
    curve = tension_of_turns(scene_of([0, 1] * 10, [1] * 20), points=10)
    assert np.allclose(curve.turn_rate, 100 / 6)
    assert np.allclose(curve.speech_length, 6)
    assert (curve.cast == 2).all()
    assert (tension_of_turns(()).tension == 0).all()
    assert tension_of(builtin_play(1)).tension.dtype == np.float32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.errors import ShapeError
from ganvas.heads import check_heads
from ganvas.media.drama import plot, scene
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.plot import Column
from ganvas.media.drama.read import read_play
from ganvas.media.drama.scene import Turn
from tests.media.drama.plays import BOSAK

TURNS = st.lists(st.builds(Turn, st.integers(0, 20), st.integers(0, 5), st.booleans(), st.integers(0, 3)), max_size=32)
COLUMNS = st.lists(
    st.builds(
        Column,
        st.lists(st.booleans(), min_size=16, max_size=16).map(tuple),
        st.integers(0, 5),
        st.integers(0, 2),
        st.booleans(),
        st.booleans(),
    ),
    max_size=24,
)


@given(TURNS)
def test_a_scene_survives_its_sample(turns):
    there = scene.normal(turns)
    assert scene.from_sample(scene.to_sample(there)) == there
    assert scene.normal(there) == there


@given(COLUMNS)
def test_a_plot_survives_its_sample(columns):
    there = plot.normal(columns)
    assert plot.from_sample(plot.to_sample(there)) == there
    assert plot.normal(there) == there


@given(st.integers(0, 2**32 - 1))
def test_any_bytes_are_a_structure(seed):  # what a network makes is never refused, and its normal form is its own
    rng = np.random.default_rng(seed)
    turns = scene.from_sample(rng.integers(0, 256, (24, 32), dtype=np.uint8))
    assert scene.from_sample(scene.to_sample(turns)) == turns
    columns = plot.from_sample(rng.integers(0, 256, (28, 24), dtype=np.uint8))
    assert plot.from_sample(plot.to_sample(columns)) == columns


def test_each_categorical_head_has_one_class():
    for heads, sample in (
        (scene.SCENE_HEADS, scene.to_sample(scene.windows(builtin_play(3).scenes[0])[0])),
        (plot.PLOT_HEADS, plot.to_sample(plot.windows(builtin_play(3))[0])),
    ):
        check_heads(heads, len(sample))
        start = 0
        for head in heads:
            rows = sample[start : start + head.channels]
            assert set(np.unique(rows)) <= {0, 255}
            if head.kind == "categorical":
                assert ((rows == 255).sum(0) == 1).all(), head.name
            start += head.channels


def test_turns_of_a_scene():  # BOSAK, act 1 scene 1: Anna, Ben aside, Guard after a direction, both, all
    assert scene.turns_of(read_play(BOSAK, "x.xml")[0].scenes[0].beats) == [
        Turn(0, 0, True),
        Turn(1, 1, False, 1),
        Turn(2, 0, True),
        Turn(3, 0),
        Turn(4, 0),
    ]


def test_windows_of_a_long_scene():
    beats = max(builtin_play(1).scenes, key=lambda one: len(one.speeches))
    assert len(beats.speeches) > 32
    found = scene.windows(beats, turns=16, stride=8)
    assert len(found) == (len(beats.speeches) - 16) // 8 + 1
    assert all(len(window) == 16 and window[0].speaker == 0 and not window[0].direction for window in found)
    assert scene.windows(beats, least=1000) == []


def test_lengths():
    assert [scene.length_of(words) for words in (0, 3, 4, 8, 9, 19, 20, 44, 45, 99, 100, 9999)] == [
        0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]  # fmt: skip
    assert [scene.length_of(words) for words in scene.SLOTS] == list(range(6))


def test_the_plot_of_a_play():
    found = plot.plot_of(read_play(BOSAK, "x.xml")[0])
    assert [sum(column.on_stage) for column in found] == [3, 0, 1]  # the chorus is a group
    assert [column.act for column in found] == [False, True, False]
    assert plot.matrix(found)[:3].tolist() == [[True, False, True], [True, False, False], [True, False, False]]


def test_a_long_play_has_windows_to_its_end():
    play = builtin_play(2, acts=5, scenes=6)
    found = plot.windows(play, scenes=24, stride=4)
    assert [len(window) for window in found] == [24, 24, 24]  # from scenes 0, 4 and 6
    assert plot.windows(play, least=31) == []


def test_thinning_leaves_no_scene_empty_and_depends_on_the_seed_alone():
    columns = plot.windows(builtin_play(4))[0]
    relatives = [plot.thinned(columns, np.random.default_rng(seed)) for seed in range(40)]
    assert relatives[7] == plot.thinned(columns, np.random.default_rng(7))
    assert len(set(relatives)) > 20
    assert all(any(column.on_stage) for one in relatives for column in one)
    alone = plot.normal([Column(tuple(row == place for row in range(16)), 1) for place in range(8)])
    thin = [plot.thinned(alone, np.random.default_rng(seed), rows=8) for seed in range(40)]
    assert all(any(column.on_stage) for one in thin for column in one)
    assert {len(columns) - len(one) for one in relatives} == {0, 1, 2}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: scene.to_sample([Turn(0, 0)] * 33), "33 turns does not fit into 32"),
        (lambda: scene.to_sample([Turn(12, 0)]), "a speaker of 12"),
        (lambda: scene.from_sample(np.zeros((3, 32), np.uint8)), r"a scene is \(24, turns\)"),
        (lambda: plot.to_sample([Column((True,) * 16, 0)] * 25), "25 scenes does not fit"),
        (lambda: plot.to_sample([Column((True,), 0)]), "tells of 16 characters"),
        (lambda: plot.from_sample(np.zeros((3, 24), np.uint8)), r"a plot is \(28, scenes\)"),
    ],
)
def test_what_does_not_fit(call, sentence):
    with pytest.raises(ShapeError, match=sentence):
        call()

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganvas.errors import FormError, RecipeError, ShapeError
from ganvas.media.drama import plot, scene, skeleton
from ganvas.media.drama.builtin import builtin_files, builtin_play
from ganvas.media.drama.play import Direction, Play, Scene, Speech
from ganvas.media.drama.read import read_play
from ganvas.media.drama.write.charts import CHARTS
from ganvas.media.drama.write.fdx import to_fdx
from ganvas.media.drama.write.fountain import read_text, to_fountain
from ganvas.media.drama.write.pdf import to_pdf
from ganvas.media.drama.write.tiles import contact_sheet, picture_of, preview
from tests.media.drama.test_shapes import COLUMNS, TURNS

WRITERS = {"fountain": to_fountain, "fdx": to_fdx}


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=40, deadline=None)
@given(turns=TURNS.filter(bool), seed=st.integers(0, 999))
def test_a_scene_to_be_written_says_the_structure_it_was_made_from(form, turns, seed):
    turns = scene.normal(turns)
    play, _ = read_play(WRITERS[form](skeleton.play_of_scene(turns, seed)), f"x.{form}")
    assert scene.normal(scene.turns_of(play.scenes[0].beats)) == turns
    assert len(play.scenes) == 1


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=40, deadline=None)
@given(columns=COLUMNS.filter(bool), seed=st.integers(0, 999))
def test_a_plot_to_be_written_says_the_structure_it_was_made_from(form, columns, seed):
    columns = plot.normal(columns)
    play, _ = read_play(WRITERS[form](skeleton.play_of_plot(columns, seed)), f"x.{form}")
    assert tuple(plot.plot_of(play)) == columns


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("seed", range(3))
def test_a_play_survives(form, seed):
    there = builtin_play(seed)
    back, _ = read_play(WRITERS[form](there), f"x.{form}")
    assert back.title == there.title
    assert back.cast == there.cast
    for one, other in zip(there.scenes, back.scenes, strict=True):
        assert (one.title, one.act, one.place) == (other.title, other.act, other.place)
        assert [beat for beat in one.beats if isinstance(beat, Speech)] == other.speeches
        assert [beat.text for beat in one.directions] == [beat.text for beat in other.directions]


ODD = (
    "!ho",
    "@home",
    "#1",
    "> so <",
    "~la",
    "= x",
    ".dot",
    "(soft)",
    "INT. what",
    "a /* b */ c",
    "see [[it]]",
    "ALL CAPS",
)


@pytest.mark.parametrize("line", ODD)
def test_no_line_is_taken_for_something_else(line):
    there = Scene("I", 0, "", (Speech(("Ann",), ("one", line, "two")), Speech(("Ben",), (line,))))
    back, _ = read_play(to_fountain(Play("T", ("",), (there,), ("Ann", "Ben"))), "x.fountain")
    assert [speech.lines for speech in back.scenes[0].speeches] == [("one", line, "two"), (line,)]


def test_the_text_that_a_file_carries():
    text = {"Sketch": '{"seed": 7}\n*/ ü', "Model": "abc"}
    data = to_fountain(builtin_play(1), text)
    assert read_text(data) == text
    assert read_play(data, "x.fountain")[0] == read_play(to_fountain(builtin_play(1)), "x.fountain")[0]
    assert read_text(b"A\nb\n") == {}
    assert read_text(b"/* Ganvas {broken} */") == {}


def test_entrances_and_exits_stand_where_the_directions_are():
    turns = scene.normal([scene.Turn(0, 1), scene.Turn(1, 2), scene.Turn(2, 0, True), scene.Turn(0, 1, True, 1)])
    beats = skeleton.beats_of(turns, ["Ada", "Ben", "Cy"], cues=["the river"])
    assert beats == (
        Direction("Enter Ada and Ben.", "enter", ("Ada", "Ben")),
        Speech(("Ada",), ("the river",), "plain", 6),
        Speech(("Ben",), (), "plain", 13),
        Direction("Enter Cy.", "enter", ("Cy",)),
        Speech(("Cy",), (), "plain", 3),
        Direction("Exeunt Ben and Cy.", "exit", ("Ben", "Cy")),
        Speech(("Ada",), (), "aside", 6),
        Direction("Exeunt.", "exit"),
    )


def test_a_plot_filled_with_scenes_keeps_who_is_on_stage():
    columns = plot.windows(builtin_play(5))[0]
    scenes = [turns for one in builtin_play(6).scenes for turns in scene.windows(one)]
    play = skeleton.play_of_both(columns, scenes, 1)
    assert len(play.scenes) == len(columns)
    for column, one in zip(columns, play.scenes, strict=True):
        assert 0 < len({speech.speaker for speech in one.speeches}) <= sum(column.on_stage)
    assert play == skeleton.play_of_both(columns, scenes, 1)


def test_the_pdf_is_whole_and_the_same_twice():
    play = skeleton.play_of_plot(plot.windows(builtin_play(5))[0], 3)
    data = to_pdf(play)
    assert data.startswith(b"%PDF")
    assert data.rstrip().endswith(b"%%EOF")
    assert data == to_pdf(play)
    assert data != to_pdf(play, "letter")


def test_what_a_pdf_cannot_hold():
    odd = Play("Чайка", ("",), (Scene("I", 0, "", (Speech(("A",), ("b",)),)),), ("A",))
    with pytest.raises(FormError, match="lack Ч"):
        to_pdf(odd)
    with pytest.raises(FormError, match="unknown paper 'a9'"):
        to_pdf(odd, "a9")


@pytest.mark.parametrize("chart", CHARTS)
def test_charts(chart):
    from defusedxml.ElementTree import fromstring

    play = builtin_play(2)
    svg = CHARTS[chart](play, "svg").decode()
    assert fromstring(svg).tag.endswith("svg")
    names = play.cast if chart != "tension" else ("Act I",)
    assert all(f">{name}<" in svg or f">{name.upper()}<" in svg for name in names)
    with Image.open(io.BytesIO(CHARTS[chart](play, "png", {"a": "b"}))) as picture:
        assert picture.text == {"a": "b"}
        assert len(picture.getcolors(1 << 20)) > 20
    with pytest.raises(RecipeError, match="unknown form of a chart 'gif'"):
        CHARTS[chart](play, "gif")


def test_titles_cannot_leave_a_chart():
    svg = CHARTS["plot map"](Play("<script>x</script>", ("",), (), ()), "svg")
    assert b"<script" not in svg


def test_tiles_show_their_structure():
    turns = scene.windows(builtin_play(3).scenes[0])[0]
    blank, drawn = (picture_of(scene.to_sample(one)) for one in ((), turns))
    assert blank.size == drawn.size
    assert blank.tobytes() != drawn.tobytes()
    samples = np.stack([plot.to_sample(plot.windows(builtin_play(seed))[0]) for seed in range(5)])
    with (
        Image.open(io.BytesIO(contact_sheet(samples, columns=3))) as sheet,
        Image.open(io.BytesIO(preview(samples[0], {}, 1))) as one,
    ):
        assert 3 * one.width < sheet.width < 4 * one.width
    with pytest.raises(ShapeError, match=r"a structure is \(24, turns\) or \(28, scenes\)"):
        picture_of(np.zeros((3, 8, 8), np.uint8))
    with pytest.raises(ShapeError, match="a contact sheet takes structures"):
        contact_sheet(np.zeros((3, 8), np.uint8))


def test_the_builtin_plays_are_files_that_differ():
    files = builtin_files(4)
    assert len(set(files.values())) == 4
    assert files == builtin_files(4)
    assert all(read_play(data, name)[1] == "Fountain" for name, data in files.items())

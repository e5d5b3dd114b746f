from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.corpus.ink import paint
from ganvas.errors import FormError, RecipeError
from ganvas.media.image.forms import plot as room
from ganvas.media.image.forms.inks import inks_of, paper_of
from ganvas.media.image.forms.paper import Page, page_for
from ganvas.media.image.forms.plot import Drawing, Style, plot
from tests.media.forms.drawings import read

PLAIN = Style()
TEXT = {"ganvas": '{"title": "<ink & \\"paper\\">"}'}


def drawn(picture: np.ndarray, page: Page, pens: str = "1", style: Style = PLAIN, grid_px: int = 160) -> Drawing:
    paper = paper_of(picture)
    with patch.object(room, "GRID_PX", grid_px):
        return plot(picture, page, inks_of(picture, paper, pens), paper, style, TEXT)


def ink(subject: str, seed: int = 1012, size: int = 64) -> np.ndarray:
    return np.moveaxis(paint(subject, seed, size, colour=True).astype(np.float32) / 255, -1, 0)


@given(
    seed=st.integers(0, 2**32 - 1),
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    pens=st.sampled_from(["1", "3", "black,#aa2211"]),
    lines=st.sampled_from(["centre", "outline", "both"]),
    hatch=st.sampled_from([0.0, 2.0]),
    margin=st.sampled_from([0.0, 10.0]),
)
@settings(max_examples=25)
def test_any_picture_is_a_valid_drawing_or_one_sentence(seed, height, width, pens, lines, hatch, margin):
    picture = np.random.default_rng(seed).random((3, height, width), np.float32)
    page = page_for("A5", margin, width, height)
    try:
        drawing = drawn(picture, page, pens, Style(lines, hatch), grid_px=96)
    except FormError as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert "nothing to draw" in said
        return
    found = read(drawing.svg)
    box = page.box(width, height)
    assert found.size == (page.width_mm, page.height_mm)
    assert found.metadata == TEXT
    assert 1 <= len(found.layers) <= 3
    places = np.array(found.places)
    assert np.isfinite(places).all()
    assert (places >= 0).all()
    assert (places <= (page.width_mm, page.height_mm)).all()
    ends = np.concatenate([stroke[:, [0, 3]].reshape(-1, 2) for layer in drawing.layers for stroke in layer.strokes])
    low = np.array([box.left_mm, box.top_mm])
    assert (ends >= low - 1e-6).all()
    assert (ends <= low + np.array([box.width_mm, box.height_mm]) + 1e-6).all()


def test_one_layer_a_pen_with_its_number_and_color():
    found = read(drawn(ink("bird"), Page(148, 210, 10), "black, #aa2211").svg)
    assert found.layers == [("1 black", "#000000"), ("2 #aa2211", "#aa2211")]
    assert found.metadata == TEXT


def test_an_enso_is_one_long_line():
    drawing = drawn(ink("enso", 1063, 128), Page(148, 210, 10), style=Style("centre"), grid_px=384)
    longest = max(room.drawn([stroke]) for layer in drawing.layers for stroke in layer.strokes)
    assert longest > 0.75 * drawing.drawn_mm
    assert longest > 200  # a ring across most of 128 mm


def square(levels: float = 0.0) -> np.ndarray:
    picture = np.ones((3, 32, 32), np.float32)
    picture[:, 8:24, 8:24] = levels
    return picture


def test_an_area_is_its_outline_to_the_millimetre():  # 16 of 32 pixels on 64 mm: a square of 32 mm, 16 mm from the rim
    drawing = drawn(square(), Page(64, 64, 0), style=Style("outline"), grid_px=768)
    (layer,) = drawing.layers
    (stroke,) = layer.strokes
    assert np.array_equal(stroke[0, 0], stroke[-1, 3])
    corners = stroke[:, 0]
    assert corners.min(0) == pytest.approx((16, 16), abs=0.3)
    assert corners.max(0) == pytest.approx((48, 48), abs=0.3)
    assert corners.min(0) + corners.max(0) == pytest.approx((64, 64), abs=0.03)  # not half a pixel aside
    assert drawing.drawn_mm == pytest.approx(4 * 32, rel=0.08)  # its corners are a little round


def test_darker_tones_are_hatched_more():
    style = Style("outline", hatch_mm=2.0)
    lengths = [drawn(square(level), Page(64, 64, 0), "black", style).drawn_mm for level in (0.7, 0.35, 0.0)]
    assert lengths[0] < 0.75 * lengths[1] < 0.75 * 0.75 * lengths[2]


def test_hatching_lines_are_straight_and_evenly_apart():
    drawing = drawn(square(0.7), Page(64, 64, 0), "black", Style("outline", hatch_mm=2.0))
    lines = [stroke for layer in drawing.layers for stroke in layer.strokes if len(stroke) == 1]
    aside = sorted(float(stroke[0, 0] @ np.array([-1, 1]) / np.sqrt(2)) for stroke in lines)
    assert len(lines) > 8
    assert np.diff(aside) == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("shape", [(3, 1, 1), (3, 8, 8)])
def test_a_blank_picture_says_so(shape: tuple[int, ...]):
    for pens in ("1", "black"):
        with pytest.raises(FormError, match="nothing to draw"):
            drawn(np.full(shape, 0.9, np.float32), Page(148, 210, 10), pens)


def test_hatching_finer_than_the_pen_is_refused():
    with pytest.raises(FormError, match=r"0\.2 mm fills all"):
        drawn(square(), Page(64, 64, 0), style=Style(hatch_mm=0.2))


def test_unknown_lines_list_the_known():
    with pytest.raises(RecipeError, match="choose one of: both, centre, outline"):
        drawn(square(), Page(64, 64, 0), style=Style("dots"))


def test_the_same_drawing_is_the_same_bytes():
    page = Page(148, 210, 10)
    assert drawn(ink("bamboo"), page, "2").svg == drawn(ink("bamboo"), page, "2").svg


def test_the_order_saves_way():
    style = Style("both", hatch_mm=1.5)
    drawing = drawn(ink("bird"), Page(148, 210, 10), "2", style)
    shuffled = 0.0
    for layer in drawing.layers:
        order = np.random.default_rng(0).permutation(len(layer.strokes))
        shuffled += room.travel([layer.strokes[k] for k in order])
    assert drawing.travel_mm < 0.3 * shuffled

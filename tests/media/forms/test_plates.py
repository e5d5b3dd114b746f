import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.errors import FormError
from ganvas.media.image.forms.inks import Ink
from ganvas.media.image.forms.paper import Page
from ganvas.media.image.forms.plates import amounts, overprint, separate

PAPER = np.array([1.0, 0.97, 0.9], np.float32)
RED, BLUE = (
    Ink(name, np.array(color, np.float32)) for name, color in (("red", (0.85, 0.2, 0.2)), ("blue", (0.2, 0.3, 0.8)))
)
PAGE = Page(60, 60, 15)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=30)
def test_what_was_laid_is_found_again(seed: int, height: int, width: int):
    laid = np.random.default_rng(seed).random((2, height, width), np.float32) / 2  # no black, so that nothing is cut
    found = amounts(overprint(laid, [RED, BLUE], PAPER), [RED, BLUE], PAPER)
    assert found == pytest.approx(laid, abs=0.01)


def test_no_ink_on_paper_and_full_ink_where_it_is_full():
    picture = np.stack([PAPER, RED.color, BLUE.color], 1)[:, None]
    found = amounts(picture, [RED, BLUE], PAPER)
    wanted = np.array([[0, 1, 0], [0, 0, 1]])
    assert found[:, 0] == pytest.approx(wanted, abs=0.01)


def test_plates_of_one_size_with_marks_at_one_place():
    picture = np.tile(PAPER[:, None, None], (1, 12, 12)).copy()
    picture[:, 2:6, 2:6], picture[:, 6:10, 6:10] = RED.color[:, None, None], BLUE.color[:, None, None]
    plates = separate(picture, PAGE, 100, [RED, BLUE], PAPER)
    red, blue = (np.asarray(sheet) for sheet in plates.sheets)
    assert red.shape == blue.shape == plates.proof.size == (236, 236)
    margin, middle = 59, 118  # 15 and 30 mm at 100 dpi
    for plate in (red, blue):  # a cross in the middle of each margin: 7.5 mm from the rim is pixel 30
        for row, column in ((30, middle), (206, middle), (middle, 30), (middle, 206)):
            assert plate[row, column] == 0
    words = red[:margin, : middle - 15] != blue[:margin, : middle - 15]
    assert words.any()  # the name of the ink differs
    below = slice(margin, None)
    assert np.array_equal(red[-margin:], blue[-margin:])
    assert red[below, below][:118, :118].min() == 0
    assert red[88, 88] < 20 < 235 < blue[88, 88]
    assert blue[147, 147] < 20 < 235 < red[147, 147]
    assert plates.covered == pytest.approx([16 / 144, 16 / 144], abs=0.01)


def test_the_proof_looks_like_the_picture():
    picture = np.tile(PAPER[:, None, None], (1, 12, 12)).copy()
    picture[:, 2:8, 2:8], picture[:, 6:10, 6:10] = RED.color[:, None, None], BLUE.color[:, None, None]
    proof = np.asarray(separate(picture, PAGE, 100, [RED, BLUE], PAPER).proof) / 255
    assert proof[5, 5] == pytest.approx(PAPER, abs=0.01)
    assert proof[98, 98] == pytest.approx(RED.color, abs=0.03)
    assert proof[147, 147] == pytest.approx(BLUE.color, abs=0.03)


def test_marks_need_a_margin():
    with pytest.raises(FormError, match="--margin 10 or more"):
        separate(np.zeros((3, 4, 4), np.float32), Page(60, 60, 9), 100, [RED], PAPER)


def test_an_ink_of_the_papers_color_has_no_plate():
    white = Ink("white", np.ones(3, np.float32))
    with pytest.raises(FormError, match=r"white .* takes no light from this paper"):
        separate(np.zeros((3, 4, 4), np.float32), PAGE, 100, [white], PAPER)

import numpy as np
import pytest

from ganvas.errors import FormError
from ganvas.media.image.forms.inks import found_inks, ink_at, inks_of, lab, paper_of

PAPER = np.array([1.0, 0.98, 0.92], np.float32)
RED, BLACK = np.array([0.75, 0.15, 0.15], np.float32), np.array([0.05, 0.05, 0.06], np.float32)


def picture() -> np.ndarray:
    """Paper with much black, thin black, and a little red."""
    pixels = np.tile(PAPER[:, None, None], (1, 20, 20)).copy()
    pixels[:, 4:10, 3:17] = BLACK[:, None, None]
    pixels[:, 11:13, 3:17] = ((BLACK + PAPER) / 2)[:, None, None]
    pixels[:, 15:17, 3:5] = RED[:, None, None]
    return pixels


def test_lab_of_known_colors():  # CIE 15 with D65: white is (100, 0, 0), sRGB red is (53.24, 80.09, 67.20)
    assert np.allclose(lab(np.ones((3, 1), np.float32))[:, 0], (100, 0, 0), atol=0.05)
    assert np.allclose(lab(np.array([[1.0], [0], [0]], np.float32))[:, 0], (53.24, 80.09, 67.20), atol=0.05)


def test_a_little_red_is_an_ink_before_thin_black_is():
    pixels = picture()
    assert np.allclose(paper_of(pixels), PAPER)
    black, red = found_inks(pixels, PAPER, 2)
    assert (black.name, red.name) == ("black", "red")
    assert np.allclose(black.color, BLACK, atol=0.02)
    assert np.allclose(red.color, RED, atol=0.02)


def test_few_pixels_of_every_color_are_found():
    pixels = picture()
    blue, green = np.array([0.1, 0.2, 0.8], np.float32), np.array([0.1, 0.6, 0.2], np.float32)
    pixels[:, 15:17, 8:10], pixels[:, 15:17, 12:14] = blue[:, None, None], green[:, None, None]
    assert {ink.name for ink in found_inks(pixels, PAPER, 4)} == {"black", "red", "blue", "green"}


def test_no_more_inks_than_there_are():
    pixels = np.tile(PAPER[:, None, None], (1, 9, 9)).copy()
    pixels[:, 3:6, 3:6] = BLACK[:, None, None]
    assert len(found_inks(pixels, PAPER, 5)) == 1


def test_pixels_belong_to_the_ink_on_whose_way_they_lie():
    pixels = picture()
    owner, strength = ink_at(pixels, PAPER, inks_of(pixels, PAPER, "black, #bf2626"))
    assert owner[16, 4] == 1
    thin = np.stack([0.15 * ink + 0.85 * PAPER for ink in (BLACK, RED)], 1)[:, None]
    assert ink_at(thin, PAPER, inks_of(pixels, PAPER, "black, #bf2626"))[0].tolist() == [[0, 1]]
    assert (owner[4:13, 3:17][[0, 7]] == 0).all()
    assert strength[0, 0] == pytest.approx(0, abs=1e-3)
    assert 0 < strength[12, 5] < strength[5, 5]


def test_pens_are_taken_as_named():
    inks = inks_of(picture(), PAPER, "black,#aa2211, rgb(0,0,255)")
    assert [ink.name for ink in inks] == ["black", "#aa2211", "rgb(0,0,255)"]
    assert [ink.hex for ink in inks] == ["#000000", "#aa2211", "#0000ff"]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [("0", "take 1 to 12"), ("13", "take 1 to 12"), ("", "take 1 to 12"), ("inkk", "'inkk' is no colour")],
)
def test_a_wrong_word_is_one_sentence(wanted: str, says: str):
    with pytest.raises(FormError, match=says):
        inks_of(picture(), PAPER, wanted)


def test_blank_paper_has_no_ink():
    with pytest.raises(FormError, match="nothing to draw"):
        found_inks(np.tile(PAPER[:, None, None], (1, 5, 5)), PAPER, 1)

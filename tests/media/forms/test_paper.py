import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.errors import FormError
from ganvas.media.image.forms.paper import MOST_PX, PAPERS, Page, page_for


def test_every_paper_has_its_size_and_turns_with_the_picture():
    assert page_for("a4", 10, 64, 64) == Page(210, 297, 10)
    assert page_for("A4", 10, 65, 64) == Page(297, 210, 10)
    for name, (width, height) in PAPERS.items():
        assert page_for(name, 0, 1, 2) == Page(width, height, 0)
        assert width < height


def test_an_own_size_is_taken_as_it_stands():
    assert page_for("300x200", 5, 1, 2) == Page(300, 200, 5)
    assert page_for("105.5×148mm", 5, 2, 1) == Page(105.5, 148, 5)


@given(st.sampled_from(sorted(PAPERS)), st.floats(0, 45), st.integers(1, 999), st.integers(1, 999))
def test_the_picture_fills_the_margins_in_its_aspect(paper: str, margin: float, width: int, height: int):
    page = page_for(paper, margin, width, height)
    box = page.box(width, height)
    assert box.width_mm / box.height_mm == pytest.approx(width / height)
    assert box.left_mm == pytest.approx(page.width_mm - box.left_mm - box.width_mm)
    assert box.top_mm == pytest.approx(page.height_mm - box.top_mm - box.height_mm)
    assert min(box.left_mm, box.top_mm) == pytest.approx(margin)


def test_pixels_of_a_page():  # 210 / 25.4 · 300 = 2480.3 and 297 / 25.4 · 300 = 3507.9
    assert Page(210, 297, 0).size_px(300) == (2480, 3508)


def test_too_many_pixels_names_them_and_a_way_out():
    with pytest.raises(FormError, match=r"9,933 × 14,043 = 139,489,119 pixels; the limit is .* Take --dpi 254"):
        Page(841, 1189, 0).size_px(300)
    width, height = Page(841, 1189, 0).size_px(254)
    assert width * height <= MOST_PX


@pytest.mark.parametrize(
    ("paper", "margin", "says"),
    [
        ("A9", 10, "unknown paper 'A9'; choose one of: A0, A1"),
        ("5x5", 1, "each 10 to 5000"),
        ("A4", 105, "less than 105"),
        ("A4", -1, "leaves nothing"),
        ("A4", float("nan"), "leaves nothing"),
    ],
)
def test_a_wrong_paper_is_one_sentence(paper: str, margin: float, says: str):
    with pytest.raises(FormError, match=says):
        page_for(paper, margin, 1, 1)

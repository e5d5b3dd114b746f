import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from torch.testing import assert_close

from ganvas.augment.policy import KIND_TO_ART, MOST, Augment, adapt, strength
from ganvas.errors import RecipeError


@pytest.mark.parametrize(
    ("works", "p"),
    [(1, 0.6), (500, 0.6), (1000, 0.45), (2000, 0.3), (5000, 0.3), (10_000, 0.3), (22_361, 0.15), (50_000, 0.0),
     (10**6, 0.0)],
)  # fmt: skip
def test_strength_by_number_of_works(works: int, p: float):  # 1000 is half-way from 500 to 2000 in octaves: 0.45
    assert_close(strength(works), p, rtol=0, atol=1e-4)


@given(works=st.integers(1, 200_000))
def test_more_works_never_ask_for_more(works: int):
    assert 0 <= strength(works + 1) <= strength(works) <= 0.6
    assert strength(works) - strength(works + 1) < 2e-3  # and no step is felt


def test_the_fixed_course_is_a_cosine_from_start_to_end():
    course = Augment(mode="cosine", p_start=0.1, p_end=0.5, over=0.5)
    assert [course.at(seen, 1000) for seen in (0, 250, 500, 900)] == pytest.approx([0.1, 0.3, 0.5, 0.5])
    assert course.at(125, 1000) == pytest.approx(0.5 - 0.4 * (1 + 2**-0.5) / 2)


def test_off_is_nothing_and_adaptive_starts_where_it_is_told():
    assert Augment().at(900, 1000) == 0
    assert not Augment(p_start=0.3).on
    assert Augment(p_start=0.3).at(0, 1000) == 0
    assert Augment(mode="adaptive", p_start=0.3).at(900, 1000) == 0.3


@pytest.mark.parametrize(("works", "mode", "p_end"), [(100, "cosine", 0.6), (5000, "cosine", 0.3), (60_000, "off", 0)])
def test_fitted_to_the_works(works: int, mode: str, p_end: float):
    fitted = Augment(mode="cosine").for_works(works)
    assert (fitted.mode, fitted.p_end) == (mode, p_end)
    assert Augment().for_works(works) == Augment()  # off stays off
    assert Augment(mode="adaptive").for_works(works) == Augment(mode="adaptive")


def test_what_a_picture_is_about_is_left_alone_unless_asked():
    assert not {"flip", "quarter", "rotate", "hue", "saturation"} & set(Augment().parts)
    assert Augment(parts=("flip",)).parts == ("flip",)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"parts": ("shift", "blur")}, r"unknown augmentation 'blur'; choose one of: brightness, .*tilt"),
        ({"parts": ("shift", "shift")}, "each augmentation is named once; got shift, shift"),
        ({"mode": "cosine", "parts": ()}, "without parts alters nothing; name some, or use mode='off'"),
    ],
)
def test_a_bad_choice_is_one_sentence(fields: dict[str, object], says: str):
    with pytest.raises(RecipeError, match=says) as caught:
        Augment.model_validate(fields)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fields", [{"p_end": 1.1}, {"mode": "always"}, {"parts": "shift"}, {"strength": 0.6}])
def test_a_record_is_closed(fields: dict[str, object]):
    with pytest.raises(ValidationError):
        Augment.model_validate(fields)


def test_json_goes_both_ways():
    one = Augment(mode="adaptive", parts=("flip", "cutout"), p_start=0.2)
    assert Augment.model_validate_json(one.to_json()) == one
    assert one.fingerprint != Augment().fingerprint


def test_p_follows_the_signs():  # 64 of 500,000 samples: a step of 0.000128
    assert adapt(0.2, 0.7, 64) == pytest.approx(0.200128)
    assert adapt(0.2, 0.5, 64) == pytest.approx(0.199872)
    assert adapt(0.2, 0.6, 64) == 0.2
    assert adapt(0.2, 0.7, 64, target=0.8) < 0.2
    assert adapt(0.2, 0.7, 64, speed=100_000) == pytest.approx(0.20064)
    assert adapt(0.0, 0.1, 64) == 0
    assert adapt(MOST, 0.9, 64) == MOST
    assert adapt(MOST, 0.9, 64, most=1.0) > MOST


@given(p=st.floats(0, 0.8), sign=st.floats(-1, 1), batch=st.integers(1, 10_000))
def test_p_stays_a_chance(p: float, sign: float, batch: int):
    assert 0 <= adapt(p, sign, batch) <= MOST


def test_a_record_of_the_defaults_needs_no_torch():
    code = "import sys; from ganvas.augment.policy import Augment; Augment(mode='cosine').for_works(9); "
    subprocess.run([sys.executable, "-c", code + "sys.exit('torch' in sys.modules)"], check=True, timeout=120)
    assert set(KIND_TO_ART) == set(Augment().parts)

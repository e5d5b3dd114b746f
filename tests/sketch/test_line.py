import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.errors import SketchError
from ganvas.sketch import Blend, Cross, Mean, Mix, Mutate, Push, Seed, Share, Sketch, Vector, Walk
from ganvas.sketch.line import read_line, write_line
from tests.sketch.trees import NAMES, sketches


@given(sketches)
def test_a_line_goes_both_ways(sketch: Sketch):
    assert read_line(write_line(sketch)) == sketch


def seed(number: int) -> Seed:
    return Seed(seed=number)


@pytest.mark.parametrize(
    ("text", "latent"),
    [
        ("7", seed(7)),
        (" mean ", Mean()),
        ("latent", Vector(digest=NAMES["latent"])),
        (f"vector({NAMES['latent']})", Vector(digest=NAMES["latent"])),
        (
            "mix(3, blend(7, 9, 0.25), coarse)",
            Mix(
                coarse=seed(3),
                fine=Blend(of=(Share(latent=seed(7), weight=0.75), Share(latent=seed(9), weight=0.25))),
                layers="coarse",
            ),
        ),
        ("blend(1: 2, mean)", Blend(of=(Share(latent=seed(1), weight=2), Share(latent=Mean(), weight=1)))),
        ("push(7,direction,-1.5,0-3)", Push(latent=seed(7), direction=NAMES["direction"], amount=-1.5, layers="0-3")),
        ("mutate(7, .3, seed=5)", Mutate(latent=seed(7), strength=0.3, seed=5)),
        ("cross(1, 2, seed=9, lock=fine)", Cross(parents=(seed(1), seed(2)), seed=9, locked=("fine",))),
        ("walk(1,2,at=.5,closed,slerp)", Walk(keys=(seed(1), seed(2)), at=0.5, closed=True, curve="slerp")),
    ],
)
def test_what_a_line_means(text: str, latent: object):
    assert read_line(text, NAMES).latent == latent


def test_psi_and_its_layers():
    assert read_line("7 psi=0.5:coarse") == Sketch(latent=seed(7), psi=0.5, psi_layers="coarse")
    assert read_line("7").psi == 0.8


def test_sides():
    assert read_line("7 sides=600 psi=0.5") == Sketch(latent=seed(7), psi=0.5, sides=(600,))
    assert read_line("7 sides=96:64").sides == (96, 64)
    assert "sides" not in Sketch(latent=seed(7)).to_json()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("7 sides=0", "sides.0: Input should be greater than or equal to 1"),
        ("7 sides=6:coarse", "sides.1"),
        ("7 sides=6 sides=7", "found 'sides'"),
        ("", "at character 1 found the end"),
        ("mix(", "at character 5 found the end"),
        ("mix(1 2)", "mix takes 3 parts, found 1"),
        ("foo(1)", "found foo"),
        ("7.5", "wanted a seed"),
        ("7 8", "wanted a seed"),
        ("push(7, smile, 1)", "'smile' is no kept name"),
        ("mutate(7, 2, seed=1)", "strength"),
        ("mutate(7, 0.5)", "found nothing, wanted a number"),
        ("mutate(7, 0.5, mood=1)", "knows no mood="),
        ("walk(1)", "walk takes 2"),
        ("regions(1, 2)", "wanted on(mask, latent)"),
        ("regions(1, on(box(0.5, 0, 0.2, 1), 2))", "left must be less than right"),
        ("blend(regions(1, on(box(0, 0, 1, 1), 2)), 3, 0.5)", "regions"),
        ("mean psi=3", "psi"),
        ("mean psi=", "wanted a number"),
        ("mean mood=1", "wanted the end, psi= or sides="),
        ("1)", "at character 2"),
        ("\x00", "at character 1"),
        ("(" * 100, "at character 1"),
        ("mix(" * 100, "nested more than"),
        ("1" * 300_000, "300,000 characters"),
    ],
)
def test_a_false_line_is_one_sentence(text: str, says: str):
    with pytest.raises(SketchError) as caught:
        read_line(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="mixblend(),:=0123 .-psi", max_size=40))
def test_no_text_breaks_the_reader(text: str):
    sketch = None
    with contextlib.suppress(SketchError):
        sketch = read_line(text)
    if sketch is not None:
        assert read_line(write_line(sketch)) == sketch

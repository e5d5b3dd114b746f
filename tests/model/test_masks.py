import math

import pytest
import torch
from hypothesis import given
from torch.testing import assert_close

from ganvas.errors import SketchError
from ganvas.model.masks import draw_region
from ganvas.sketch import Box, Mean, Oval, Painted, Point, Region, Stroke, Strokes
from tests.sketch.trees import KEPT, NAMES, masks

KEPT_BY_DIGEST = {NAMES[name]: values for name, values in KEPT.items()}


def draw(mask, height: int = 20, width: int = 30, feather: float = 0.0, inside: bool = False) -> torch.Tensor:
    region = Region(mask=mask, latent=Mean(), feather=feather, inside=inside)
    return draw_region(region, height, width, KEPT_BY_DIGEST.__getitem__)


def test_a_box_covers_its_area_exactly():  # 0.25…0.5 of 30 columns is 7.5, of 20 rows 0.1…0.35 is 5: 37.5 pixels
    drawn = draw(Box(left=0.25, top=0.1, right=0.5, bottom=0.35))
    assert_close(float(drawn.sum()), 37.5, rtol=1e-6, atol=0)
    assert drawn[3, 10] == 1
    assert drawn[3, 7] == 0.5


def test_an_oval_has_the_area_of_one():  # π/4 of its frame of 300 × 200 pixels
    drawn = draw(Oval(left=0.25, top=0.25, right=0.75, bottom=0.75), 400, 600)
    assert_close(float(drawn.sum()), math.pi / 4 * 300 * 200, rtol=2e-3, atol=0)


def test_a_dab_is_a_disc():  # of diameter 0.5 of the shorter side, 200 px
    drawn = draw(Stroke(points=(Point(x=0.5, y=0.5),), width=0.5), 400, 600)
    assert_close(float(drawn.sum()), math.pi * 100**2, rtol=2e-3, atol=0)


def test_a_stroke_is_a_capsule():  # 200 px long, 40 px wide, with two half discs
    points = (Point(x=0.25, y=0.5), Point(x=0.75, y=0.5))
    drawn = draw(Stroke(points=points, width=0.1), 400, 400)
    assert_close(float(drawn.sum()), 200 * 40 + math.pi * 20**2, rtol=3e-3, atol=0)


def test_pressure_makes_it_thinner():
    def area(pressure: float) -> float:
        points = (Point(x=0.2, y=0.5, pressure=pressure), Point(x=0.8, y=0.5, pressure=pressure))
        return float(draw(Stroke(points=points, width=0.2), 200, 200).sum())

    assert area(0) == 0
    assert 0.4 < area(0.5) / area(1) < 0.55


def test_several_strokes_are_their_union():
    one = Stroke(points=(Point(x=0.2, y=0.2),), width=0.3)
    other = Stroke(points=(Point(x=0.8, y=0.8),), width=0.3)
    assert_close(draw(Strokes(of=(one, other))), torch.maximum(draw(one), draw(other)))


@given(masks)
def test_every_mask_is_a_share_of_each_pixel(mask):
    for feather in (0.0, 0.1):
        drawn = draw(mask, feather=feather)
        assert drawn.shape == (20, 30)
        assert drawn.dtype == torch.float32
        assert bool(((drawn >= 0) & (drawn <= 1)).all())


def test_a_feather_keeps_the_amount_and_softens_the_edge():
    hard = draw(Box(left=0.4, top=0.4, right=0.6, bottom=0.6), 100, 100)
    soft = draw(Box(left=0.4, top=0.4, right=0.6, bottom=0.6), 100, 100, feather=0.03)
    assert_close(soft.sum(), hard.sum(), rtol=1e-4, atol=0)
    assert hard.diff(dim=1).abs().max() == 1
    assert soft.diff(dim=1).abs().max() < 0.2


def test_softness_within_a_mask_leaves_all_around_it():
    box = Box(left=0.4, top=0.4, right=0.6, bottom=0.6)
    hard, soft = draw(box, 100, 100), draw(box, 100, 100, feather=0.03, inside=True)
    assert bool((soft[hard == 0] == 0).all())
    assert soft[50, 50] > 0.99
    assert soft.diff(dim=1).abs().max() < 0.3


def test_a_painted_mask_is_resized():
    assert_close(draw(Painted(digest=NAMES["mask"]), 4, 4), KEPT["mask"])
    assert_close(draw(Painted(digest=NAMES["mask"]), 2, 2), torch.eye(2) / 2)


def test_values_that_are_no_mask():
    with pytest.raises(SketchError, match=r"no mask; wanted \(height, width\)"):
        draw(Painted(digest=NAMES["latent"]))

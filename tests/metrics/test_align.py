"""Pictures laid over each other: maps are found, what is like is like, and flat paper is like nothing."""

import math

import pytest
import torch
from torch.testing import assert_close

from ganvas.metrics.align import (
    BENT,
    CUT_OUT,
    IN_PLACE,
    Pairs,
    _correlation,
    align,
    freedom,
    likeness,
    maps_of,
    sensible,
)
from ganvas.metrics.views import PARTS, blur, planes
from tests.metrics.copied import blots, collage, shrunk


def pair(sample: torch.Tensor, work: torch.Tensor, part: int = 0, box: tuple[float, float, float] = (1, 0, 0)) -> Pairs:
    return Pairs(sample[None], work[None], torch.tensor([part]), maps_of(torch.tensor([box], dtype=torch.float32)))


def turned_by(degrees: float, scale: float = 1.0) -> torch.Tensor:
    cos, sin = scale * math.cos(math.radians(degrees)), scale * math.sin(math.radians(degrees))
    return torch.tensor([[[cos, -sin, 0], [sin, cos, 0]]])


def test_a_cut_is_found_from_a_box_beside_it():
    (work,) = blots(1)
    sample, whole = planes(shrunk(work, 8, 10, 48)[None])[0], planes(work[None])[0]
    some = pair(sample, whole, box=(0.8, 0.1, 0.1))
    found = align(some)
    exact = maps_of(torch.tensor([[48 / 64, 8 / 64, 10 / 64]]))
    assert_close(found, exact, rtol=0, atol=0.02)
    assert likeness(some, found)[0, 0] > 0.95 > likeness(some, some.map)[0, 0]


def test_a_work_is_like_itself_its_negative_and_itself_in_other_light():
    (work,) = planes(blots(1))
    for sample in (work, 1 - work, 0.6 * work + 0.1):
        forms, detail = likeness(pair(sample, work), pair(sample, work).map)[0]  # not 1: the works are faint
        assert forms > 0.95
        assert detail > 0.85


def test_flat_paper_is_like_nothing():
    paper, (work,) = torch.full((64, 64), 0.9), planes(blots(1))
    for sample, other in ((paper, work), (work, paper), (paper, paper)):
        some = pair(sample, other)
        found = align(some)
        assert found.isfinite().all()
        assert likeness(some, found).max() < 0.05


def test_the_contrast_floor_golden():
    # Two equal stripes of ±a: energy a² each, so the correlation is a²/(a² + c²) with the floor c = 0.01:
    # 1/2 where a = 0.01, 100/101 where a = 0.1, and about 1/26 where a = 0.002. Without a floor all are 1.
    stripes = torch.tensor([1.0, -1.0]).repeat(1, 4, 2)
    weight = torch.full((1, 16), 1 / 16)
    for contrast, wanted in ((0.01, 1 / 2), (0.1, 100 / 101), (0.002, 1 / 26)):
        faint = contrast * stripes
        assert_close(_correlation(faint, faint, weight), torch.tensor([wanted]), rtol=1e-4, atol=0)
        assert_close(_correlation(faint, -faint, weight), torch.tensor([wanted]), rtol=1e-4, atol=0)


def test_a_half_is_compared_alone():
    one, other = blots(2)
    mixed, work = planes(collage(one, other)[None])[0], planes(one[None])[0]
    some = [pair(mixed, work, part) for part in range(len(PARTS))]
    found = {name: float(likeness(each, each.map)[0, 0]) for name, each in zip(PARTS, some, strict=True)}
    assert found["left half"] > 0.95
    assert max(found, key=found.__getitem__) == "left half"
    assert found["right half"] < 0.5


@pytest.mark.parametrize(
    ("a_map", "kind"),
    [
        (turned_by(0), IN_PLACE),
        (turned_by(2), IN_PLACE),
        (turned_by(0, 0.8), CUT_OUT),
        (turned_by(5), BENT),
        (turned_by(12, 0.8), BENT),
    ],
)
def test_how_free_a_map_is(a_map: torch.Tensor, kind: int):
    assert freedom(a_map).tolist() == [kind]


@pytest.mark.parametrize(("scale", "will_do"), [(1.0, True), (0.6, True), (0.4, False), (1.3, False)])
def test_maps_that_shrink_too_far_will_not_do(scale: float, will_do: bool):
    assert sensible(turned_by(3, scale)).tolist() == [will_do]


def test_pairs_do_not_change_one_another():
    works = planes(blots(4))
    start = maps_of(torch.tensor([[0.9, 0.05, 0.05]] * 4))
    some = Pairs(blur(works, 1.0).roll(1, 2), works, torch.tensor([0, 1, 2, 3]), start)
    together = align(some)
    for row in range(4):
        alone = Pairs(some.sample[[row]], works[[row]], some.part[[row]], start[[row]])
        assert_close(align(alone)[0], together[row], rtol=0, atol=1e-3)

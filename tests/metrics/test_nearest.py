"""The nearest works: each kind of copy is found and named as what it is, whatever the order of the works."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.metrics.nearest import KINDS, Nearest
from ganvas.metrics.views import PARTS, TURNS, planes
from tests.metrics.copied import blots, collage, shrunk

NEW = blots(1, start=900)[0]


@pytest.fixture(scope="module")
def works() -> np.ndarray:
    return blots(30)


@pytest.fixture(scope="module")
def index(works: np.ndarray) -> Nearest:
    return Nearest.of([works[:17], works[17:]])


COPIES = {  # how it is made, the kind and the turn that it is found in, and how like it is at least
    "itself": (lambda x: x, "in place", 0, 0.97),
    "dark": (lambda x: (x * 0.5).astype(np.uint8), "in place", 0, 0.9),
    "negative": (lambda x: 255 - x, "in place", 0, 0.97),
    "mirrored": (lambda x: x[:, :, ::-1], "in place", 1, 0.97),
    "turned": (lambda x: np.rot90(x, 1, (1, 2)), "in place", 5, 0.97),
    "cut out": (lambda x: shrunk(x, 9, 2, 50), "cut out", 0, 0.95),
    "cut out and mirrored": (lambda x: shrunk(x, 3, 6, 54)[:, :, ::-1], "cut out", 1, 0.95),
    "half": (lambda x: collage(x, NEW), "half", 0, 0.95),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_found_and_named(name: str, works: np.ndarray, index: Nearest):
    make, kind, turn, least = COPIES[name]
    for row in (0, 11, 29):
        found = index.search(planes(make(works[row])[None])[0])
        best, way = found.best()
        at = KINDS.index(kind)
        assert best[at] > least
        assert int(found.work[way[at]]) == row
        assert TURNS[int(found.turn[way[at]])] == TURNS[turn]
        assert (PARTS[int(found.part[way[at]])] == "left half") == (kind == "half")


def test_a_new_work_is_like_none(index: Nearest):
    best, _ = index.search(planes(NEW[None])[0]).best()
    assert best.max() < 0.9
    assert best[0] < 0.7


def test_works_that_are_left_out_are_not_found(works: np.ndarray, index: Nearest):
    found = index.search(planes(works[[4]])[0], but=index.same(4))
    assert 4 not in found.work
    assert found.best()[0][0] < 0.7


def test_the_same_picture_twice_is_one(works: np.ndarray):
    noisy = np.clip(works[:1].astype(int) + np.random.default_rng(0).integers(-1, 2, works[:1].shape), 0, 255)
    index = Nearest.of([works[:3], noisy.astype(np.uint8)])
    assert index.same(0).tolist() == [True, False, False, True]
    best, _ = index.search(index.plane(0), but=torch.ones(4, dtype=torch.bool)).best()
    assert best.tolist() == [0.0] * len(KINDS)


def test_the_order_of_the_works_does_not_matter(works: np.ndarray, index: Nearest):
    order = np.random.default_rng(0).permutation(30)
    other = Nearest.of([works[order]])
    sample = planes(shrunk(works[5], 4, 4, 52)[None])[0]
    one, two = index.search(sample).best(), other.search(sample).best()
    assert_close(one[0], two[0], rtol=0, atol=1e-3)
    assert int(order[other.search(sample).work[two[1][1]]]) == 5


def test_one_work_and_flat_works_can_be_searched():
    paper = np.full((2, 1, 64, 64), 250, np.uint8)
    for some in (paper[:1], paper):
        best, _ = Nearest.of([some]).search(planes(paper[:1] - 9)[0]).best()
        assert best.max() < 0.05


def test_no_works_are_refused():
    with pytest.raises(ShapeError, match="there are none"):
        Nearest.of([])

"""How near is too near: learned from works, but not from twins that lie apart, and not from too few."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.metrics import thresholds
from ganvas.metrics.nearest import KINDS, Nearest
from ganvas.metrics.thresholds import LEAST, USUAL, Thresholds, jointly, tell_twins
from ganvas.metrics.views import planes
from tests.metrics.copied import blots


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "CALIBRATED", 12)
    monkeypatch.setattr(thresholds, "COPIED", 3)


def test_too_few_works_teach_nothing():
    learned = Thresholds.of(Nearest.of([blots(thresholds.LEAST_WORKS - 1)]))
    assert learned.works == 0
    assert_close(learned.copy, torch.tensor(USUAL))
    assert (learned.close < learned.copy).all()


def test_few_works_teach_no_lower_threshold_than_the_usual_one():
    learned = Thresholds.of(Nearest.of([blots(24)]))
    assert learned.works == 12
    assert (learned.copy >= torch.tensor(USUAL)).all()


def test_a_copy_is_still_a_copy_where_all_works_are_the_same_one():
    index = Nearest.of([np.repeat(blots(1), 24, 0)])
    learned = Thresholds.of(index)
    best, _ = index.search(index.plane(0)).best()
    assert (best > learned.copy).any()
    new, _ = index.search(planes(blots(1, start=50))[0]).best()
    assert not (new > learned.copy).any()


def test_at_most_the_share_of_the_works_exceed_any_threshold():
    apart = torch.rand(300, len(KINDS), generator=torch.Generator().manual_seed(0))
    for share in (0.01, 0.05, 0.2):
        bars = jointly(apart, share)
        assert (apart > bars).any(1).double().mean() <= share
        assert (apart > bars - 0.05).any(1).double().mean() > share  # and they are no higher than that takes


def test_few_twins_that_lie_apart_are_left_out_of_all_kinds():
    apart = torch.full((100, len(KINDS)), 0.4)
    apart[:5, 0] = 0.97
    share, others = tell_twins(apart, torch.full((len(KINDS),), 0.9))
    assert_close(share[:2], torch.tensor([0.05, 0.0], dtype=torch.float64))
    assert others.shape == (95, len(KINDS))


@pytest.mark.parametrize(("twins", "in_valley"), [(30, 0), (5, 10)])
def test_many_twins_or_ones_that_do_not_lie_apart_stay(twins: int, in_valley: int):
    apart = torch.full((100, len(KINDS)), 0.4)
    apart[:twins, 0] = 0.97
    apart[twins : twins + in_valley, 0] = 0.85
    assert len(tell_twins(apart, torch.full((len(KINDS),), 0.9))[1]) == 100


def test_a_kind_with_many_twins_is_blind():
    twins = torch.tensor([0.5] + [0.0] * (len(KINDS) - 1))
    assert Thresholds(torch.tensor(USUAL), torch.tensor(LEAST), twins, 50).blind == [True] + [False] * (len(KINDS) - 1)


def test_margin_golden():  # (0.95 − 0.85) / (1 − 0.85) = ⅔ in the first kind
    learned = Thresholds(torch.tensor(USUAL), torch.tensor(LEAST), torch.zeros(len(KINDS)), 0)
    assert_close(learned.margin(torch.full((len(KINDS),), 0.95))[0], torch.tensor(2 / 3))


def test_the_same_works_teach_the_same():
    index = Nearest.of([blots(24)])
    one, two = Thresholds.of(index), Thresholds.of(index)
    assert_close(one.copy, two.copy, rtol=0, atol=0)
    assert_close(one.close, two.close, rtol=0, atol=0)

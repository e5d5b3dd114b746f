"""The nearest work: copies are found and named as what they are, new works and flat paper are not copies."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.corpus import ink
from ganvas.errors import MetricError, ShapeError
from ganvas.metrics import memorization
from ganvas.metrics.memorization import WAYS, Bank

PX = 64


@pytest.fixture(scope="module")
def works() -> np.ndarray:
    return np.stack([ink.draw(seed, PX)[None] for seed in range(150)])


@pytest.fixture(scope="module")
def bank(works) -> Bank:
    return Bank.of(works)


def grainy(pictures: np.ndarray) -> np.ndarray:
    grain = np.random.default_rng(0).normal(0, 8, pictures.shape)
    return (pictures * 0.9 + 10 + grain).round().clip(0, 255).astype(np.uint8)


def cropped(pictures: np.ndarray) -> np.ndarray:
    """The right lower part of each, at its full size again."""
    part = torch.from_numpy(pictures[:, :, 8:, 8:]).float()
    whole = torch.nn.functional.interpolate(part, (PX, PX), mode="bilinear", align_corners=False)
    return whole.round().to(torch.uint8).numpy()


COPIES = {
    "as it is": lambda works: works,
    "mirrored": lambda works: works[..., ::-1],
    "cropped": cropped,
    "mirrored and cropped": lambda works: cropped(works)[..., ::-1],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_is_found_and_named_even_with_grain(way, works, bank):
    found = bank.nearest(grainy(COPIES[way](works[:60])))
    assert (found.index == np.arange(60)).all()
    assert found.copied.mean() > 0.95
    assert np.mean([WAYS[one] == way for one in found.way]) > 0.9


def test_new_works_of_the_same_hand_are_no_copies(bank):
    new = np.stack([ink.draw(seed, PX)[None] for seed in range(1000, 1100)])
    found = bank.nearest(new)
    assert found.copied.mean() <= 0.06
    assert bank.tells
    assert bank.twins == 0


def test_a_work_itself_is_at_zero(works, bank):
    assert_close(bank.nearest(works[:9]).distance, np.zeros(9, np.float32), rtol=0, atol=0.01)


def test_flat_paper_is_not_alike(works):
    paper = np.full((30, 1, PX, PX), 250, np.uint8)
    bank = Bank.of(np.concatenate([works, paper]))
    found = bank.nearest(paper[:3] - 7)
    assert (found.distance > 0.5).all()
    assert not found.copied.any()


def test_distance_is_one_less_the_correlation(monkeypatch):
    monkeypatch.setattr(memorization, "CROPS", ())
    random = np.random.default_rng(0)
    works, samples = random.integers(0, 256, (30, 3, 12, 12)), random.integers(0, 256, (5, 3, 12, 12))
    found = Bank.of(works.astype(np.uint8)).nearest(samples.astype(np.uint8))
    views = np.stack([works, works[..., ::-1]], 1).reshape(60, -1)  # at 12 × 12 nothing is resized
    wanted = 1 - np.corrcoef(samples.reshape(5, -1), views)[:5, 5:]
    assert_close(found.distance, wanted.min(1).astype(np.float32), rtol=0, atol=1e-3)
    assert (found.index == wanted.argmin(1) // 2).all()
    assert (found.way == wanted.argmin(1) % 2).all()


def test_works_that_all_look_alike_are_said_to_be(works):
    random = np.random.default_rng(0)
    same = np.stack([grainy(works[:1])[0] + random.integers(0, 3, works[0].shape) for _ in range(60)]).astype(np.uint8)
    bank = Bank.of(same)
    assert not bank.tells
    assert bank.twins > 0.9


def test_a_few_twins_do_not_hide_other_copies(works):
    bank = Bank.of(np.concatenate([works, grainy(works[:10])]))
    assert bank.tells
    assert 0.1 <= bank.twins <= 0.15
    assert bank.nearest(grainy(works[20:60])).copied.mean() > 0.95


@pytest.mark.parametrize("block", [1, 7])
def test_the_blocks_change_nothing(block, works, bank, monkeypatch):
    whole = bank.nearest(works[::-1][:20])
    monkeypatch.setattr(memorization, "BLOCK", block)
    found = Bank.of(works).nearest(works[::-1][:20])
    assert (found.index == whole.index).all()
    assert (found.way == whole.way).all()


def test_color_and_transparent_pictures(works):
    color = np.repeat(works[:40], 3, 1)
    color[:, 0] = 255 - color[:, 0]
    bank = Bank.of(np.concatenate([color, np.full((40, 1, PX, PX), 255, np.uint8)], 1))
    hidden = np.concatenate([color, np.zeros((40, 1, PX, PX), np.uint8)], 1)
    assert (bank.nearest(hidden).distance > 0.5).all()  # nothing but white is seen of it


def test_the_same_works_are_calibrated_alike_and_global_chance_is_left_alone(works, bank):
    before = torch.random.get_rng_state()
    again = Bank.of(works)
    assert (again.threshold, again.twins) == (bank.threshold, bank.twins)
    assert_close(torch.random.get_rng_state(), before, rtol=0, atol=0)


def test_what_cannot_be_compared_is_refused(works, bank):
    with pytest.raises(MetricError, match="19 works: wanted at least 20"):
        Bank.of(works[:19])
    with pytest.raises(ShapeError, match="among pictures"):
        Bank.of(np.zeros((30, 16), np.uint8))
    with pytest.raises(ShapeError, match=r"the works' shape \(1, 64, 64\)"):
        bank.nearest(np.zeros((2, 3, 64, 64), np.uint8))

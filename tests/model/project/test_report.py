import pytest
import torch
from torch.testing import assert_close

from ganvas.model.project.report import PLACES, deviations, missing, places


def test_a_flat_residual_is_coarse_and_a_board_of_checks_is_fine():
    flat = torch.full((3, 64, 64), 0.3)
    checks = flat * (1 - 2 * ((torch.arange(64)[:, None] + torch.arange(64)) % 2))
    blocks = flat * (1 - 2 * ((torch.arange(64)[:, None] // 4 + torch.arange(64) // 4) % 2))
    for residual, wanted in ((flat, "coarse"), (blocks, "middle"), (checks, "fine")):
        assert missing(residual)[wanted] == pytest.approx(1)


@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 28, 28), (3, 48, 60)])
def test_the_shares_of_what_is_missing_add_up_to_one(shape: tuple[int, int, int]):
    residual = torch.rand(shape, generator=torch.Generator().manual_seed(1)) - 0.5
    shares = missing(residual)
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0
    assert sum(places(residual.square().mean(0)).values()) == pytest.approx(1)


def test_nothing_missing_is_missing_nowhere():
    assert set(missing(torch.zeros(3, 16, 16)).values()) == {0.0}
    assert set(places(torch.zeros(16, 16)).values()) == {0.0}


def test_a_place_has_its_name():
    price = torch.zeros(30, 30)
    price[2, 25] = 1
    found = places(price)
    assert found["upper right"] == pytest.approx(1)
    assert tuple(found) == PLACES


def test_deviations_are_root_mean_squares():
    v = torch.ones(1, 6, 8)
    v[:, :2] = 3
    found = deviations(v)
    assert_close(found["all"], ((9 * 2 + 4) / 6) ** 0.5)
    assert (found["coarse"], found["middle"], found["fine"]) == (3, 1, 1)
    assert deviations(torch.ones(1, 1, 8)) == {"all": 1}

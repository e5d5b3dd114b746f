import math

import pytest
import torch
from torch.testing import assert_close

from ganvas.model.project.search import search

HOME = torch.tensor([[[1.0, -2.0]]])


def bowl(v: torch.Tensor) -> torch.Tensor:
    return (v - HOME.to(v)).square().sum((1, 2))


def test_it_finds_the_bottom_of_a_bowl():
    *_, last = search(bowl, torch.zeros(1, 1, 2), 200)
    assert_close(last.best, HOME, rtol=0, atol=0.01)
    assert (last.step, last.of) == (200, 200)


def test_every_state_is_given_out_and_the_best_never_rises():
    states = list(search(bowl, torch.zeros(1, 1, 2), 30, rate=1.5))  # so fast that it overshoots
    assert [state.step for state in states] == list(range(31))
    assert [state.least for state in states] == sorted((state.least for state in states), reverse=True)
    assert any(float(state.loss) > state.least for state in states)
    assert_close(bowl(states[-1].best), torch.tensor([states[-1].least]))


def test_a_state_that_was_given_out_stays():
    states = list(search(bowl, torch.zeros(1, 1, 2), 5))
    assert_close(states[0].v, torch.zeros(1, 1, 2), rtol=0, atol=0)
    assert len({tuple(state.v.flatten().tolist()) for state in states}) == 6


def test_it_can_be_left_after_any_step():
    going = search(bowl, torch.zeros(1, 1, 2), 1000)
    state = [next(going) for _ in range(4)][-1]
    going.close()
    assert state.least < float(bowl(torch.zeros(1, 1, 2)))


def test_time_that_is_over_ends_it():
    assert len(list(search(bowl, torch.zeros(1, 1, 2), 1000, seconds=1e-9))) < 3


def test_only_what_is_allowed_can_be_the_best():
    *_, last = search(bowl, torch.zeros(1, 1, 2), 200, allowed=lambda v: float(v[0, 0, 0]) <= 0.5)
    assert float(last.best[0, 0, 0]) <= 0.5
    assert float(last.v[0, 0, 0]) > 0.5


@pytest.mark.parametrize("steps", [0, 1])
def test_no_steps_give_the_start(steps: int):
    states = list(search(bowl, torch.zeros(1, 1, 2), steps))
    assert len(states) == steps + 1
    assert not math.isinf(states[0].least)

"""What the sums over processes are when there is one process; tests/training/test_shared.py has two."""

import pytest
import torch
from torch.testing import assert_close

from ganvas import dist


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)


def test_one_process_needs_no_set_up():
    dist.start()
    assert (dist.world(), dist.rank()) == (1, 0)
    assert not torch.distributed.is_initialized()
    dist.barrier()
    dist.stop()


def test_a_world_of_one_is_not_joined(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORLD_SIZE", "1")
    dist.start()
    assert not torch.distributed.is_initialized()


def test_the_mean_over_one_is_the_value_and_its_gradient_passes():
    x = torch.randn(3, requires_grad=True)
    assert_close(dist.mean(x), x, rtol=0, atol=0)
    (slope,) = torch.autograd.grad((dist.mean(x) * 2).sum(), x)
    assert_close(slope, torch.full((3,), 2.0))


def test_the_sum_over_one_changes_nothing():
    tensors = [torch.randn(2, 3), torch.randn(())]
    before = [x.clone() for x in tensors]
    dist.sum_in_place(iter(tensors))
    dist.sum_in_place([])
    assert_close(tensors, before, rtol=0, atol=0)


@pytest.mark.parametrize("flag", [True, False])
def test_one_process_agrees_with_itself(flag: bool):
    assert dist.agree(flag) is flag


def test_a_process_that_counts_alone_asks_no_other(monkeypatch: pytest.MonkeyPatch):
    """As it is inside two processes: within the block nothing is sent, and afterwards both count again."""
    monkeypatch.setattr(dist.torch_dist, "is_initialized", lambda: True)
    monkeypatch.setattr(dist.torch_dist, "get_world_size", lambda: 2)
    monkeypatch.setattr(dist.torch_dist, "get_rank", lambda: 1)
    assert (dist.world(), dist.rank()) == (2, 1)
    with dist.alone():
        assert (dist.world(), dist.rank()) == (1, 0)
        assert_close(dist.mean(torch.ones(2)), torch.ones(2))
    assert dist.world() == 2

"""Several processes as one: who we are, and sums over all. One process needs no set-up."""

import atexit
import contextlib
import os
from collections.abc import Iterable, Iterator

import torch
import torch.distributed as torch_dist
from torch import Tensor


def start() -> None:
    """Join the other processes when ``torchrun`` started us; a single process does nothing."""
    if "WORLD_SIZE" in os.environ and int(os.environ["WORLD_SIZE"]) > 1 and not torch_dist.is_initialized():
        torch_dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
        atexit.register(stop)  # its threads must not outlive the interpreter: that would abort a finished process


def stop() -> None:
    """Leave the other processes."""
    if torch_dist.is_available() and torch_dist.is_initialized():
        torch_dist.destroy_process_group()


_alone = False


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Inside the block this process counts as the only one."""
    global _alone
    before, _alone = _alone, True
    try:
        yield
    finally:
        _alone = before


def world() -> int:
    """Number of processes."""
    if _alone:
        return 1
    return torch_dist.get_world_size() if torch_dist.is_available() and torch_dist.is_initialized() else 1


def rank() -> int:
    """Our number among the processes; 0 writes the files."""
    return torch_dist.get_rank() if world() > 1 else 0


def mean(x: Tensor) -> Tensor:
    """The mean of x over all processes; its gradient flows back to all of them."""
    if world() == 1:
        return x
    summed: Tensor = _AllSum.apply(x)  # type: ignore[no-untyped-call]
    return summed / world()


@torch.no_grad()
def sum_in_place(tensors: Iterable[Tensor]) -> None:
    """Replace each tensor by its sum over all processes, in one message."""
    if world() == 1 or not (tensors := list(tensors)):
        return
    flat = torch.cat([x.reshape(-1) for x in tensors])
    torch_dist.all_reduce(flat)
    for x, part in zip(tensors, torch.split(flat, [x.numel() for x in tensors]), strict=True):
        x.copy_(part.view_as(x))


def agree(flag: bool) -> bool:
    """True everywhere if it is true anywhere: one process that must stop stops all."""
    if world() == 1:
        return flag
    value = torch.tensor([float(flag)])
    torch_dist.all_reduce(value, op=torch_dist.ReduceOp.MAX)
    return bool(value.item())


def barrier() -> None:
    """Wait for all processes."""
    if world() > 1:
        torch_dist.barrier()


class _AllSum(torch.autograd.Function):
    """Sum over processes, forward and backward: each process' x adds to every process' result."""

    @staticmethod
    def forward(ctx: object, x: Tensor) -> Tensor:
        total = x.contiguous().clone()
        torch_dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: object, *gradients: Tensor) -> Tensor:
        total = gradients[0].contiguous().clone()
        torch_dist.all_reduce(total)
        return total

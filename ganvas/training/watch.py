"""What the loop keeps an eye on: its means, its clock, and whether somebody asked to stop."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import torch
from torch import Tensor

from ganvas.training.state import TALLIED
from ganvas.training.step import Outcome

Say = Callable[[str], None]
Glance = Callable[[dict[str, object]], None]
GLANCE_S = 0.25  # how often a watcher is told


def silent(_: object) -> None:
    """Tell nobody."""


class Tally:
    """Means over all samples since the last tick; a single batch would say little.

    Args:
        sums: of a state, (7,): what is counted is saved with it, so that a run that is stopped
            between two ticks tells and judges the next as if it had not been.
    """

    def __init__(self, sums: Tensor) -> None:
        self._sums = sums

    def add(self, outcome: Outcome) -> None:
        """Count one step; nothing waits for the device."""
        sign = (outcome.margin > 0).float()
        rows = [outcome.d_loss, outcome.g_loss, outcome.margin, sign, outcome.r1, outcome.r2, torch.ones_like(sign)]
        self._sums += torch.stack(rows).sum(1)

    def means(self) -> dict[str, float]:
        """By name."""
        return dict(zip(TALLIED, (self._sums[:-1] / self._sums[-1]).tolist(), strict=True))

    def clear(self) -> None:
        """Count from nothing."""
        self._sums.zero_()


class Clock:
    """Seconds of training over all sessions of a run, and works per second of this one."""

    def __init__(self, elapsed_s: float, seen: int) -> None:
        self._before_s, self._start_s, self._start_seen = elapsed_s, time.perf_counter(), seen
        self._glanced_s = 0.0

    def read(self, seen: int) -> dict[str, float]:
        """Elapsed seconds of the run, and the rate."""
        here_s = time.perf_counter() - self._start_s
        return {"elapsed_s": self._before_s + here_s, "rate": (seen - self._start_seen) / max(here_s, 1e-9)}

    def again(self, seen: int) -> "Clock":
        """The clock of a run that is back at an earlier moment: the seconds go on, the rate begins anew."""
        return Clock(self.read(seen)["elapsed_s"], seen)

    def glances(self) -> bool:
        """Whether it is time for a watcher to be told again."""
        now = time.perf_counter()
        if now - self._glanced_s < GLANCE_S:
            return False
        self._glanced_s = now
        return True


class Stop:
    """Whether somebody asked to stop."""

    asked = False


@contextmanager
def stop_signals() -> Iterator[Stop]:
    """Inside the block, Ctrl-C and a polite kill ask to stop after this step; a second Ctrl-C stops at once."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, _: FrameType | None) -> None:
        if stop.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""What contestants of ``peers.py`` share: when to paint, the clock that stands still meanwhile, and what to print.

A contestant paints ``--count`` pictures whenever the works that it has seen pass a rung of the ladder 1,000, 2,000,
4,000, … (``--first-rung`` and its doubles), and when its seconds of training are over. Its last line is JSON: ``seen``,
``seconds``, ``works_per_s`` and ``marks``, each with ``seen``, ``seconds`` and the ``file`` of the pictures, uint8
(N, C, H, W) as .npy.
This file needs NumPy alone, for contestants that live in an environment of their own.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np

FIRST_RUNG = 1000


class Marks:
    """The moments at which a contestant paints.

    Args:
        into: the folder for the pictures.
        seconds: of training.
        count: pictures at every mark.
        first_rung: works seen at the first.
    """

    def __init__(self, into: Path, seconds: float, count: int, first_rung: int = FIRST_RUNG) -> None:
        self._into, self._seconds, self._count = into, seconds, count
        self._rung, self._start_s, self._resting_s = first_rung, 0.0, 0.0
        self._found: list[dict[str, object]] = []
        into.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def add_options(parser: argparse.ArgumentParser) -> None:
        """The options that every contestant has."""
        parser.add_argument("--into", type=Path, required=True)
        parser.add_argument("--seconds", type=float, default=30)
        parser.add_argument("--count", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--first-rung", type=int, default=FIRST_RUNG)

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """The marks that the options ask for."""
        return cls(options.into, options.seconds, options.count, options.first_rung)

    def begin(self) -> None:
        """The first step follows."""
        self._start_s = time.perf_counter()

    def go_on(self, seen: int, paint: Callable[[int], np.ndarray], last: bool = False) -> bool:
        """After every step: paint if it is time to, or if this was the last; whether seconds are left."""
        now = time.perf_counter()
        seconds = now - self._start_s - self._resting_s
        over = seconds >= self._seconds
        if over or last or seen >= self._rung:
            self.mark(seen, seconds, paint)
            while self._rung <= seen:
                self._rung *= 2
            self._resting_s += time.perf_counter() - now
        return not over

    def mark(self, seen: int, seconds: float, paint: Callable[[int], np.ndarray]) -> None:
        """Paint now."""
        path = self._into / f"{seen:09d}.npy"
        np.save(path, paint(self._count))
        self._found.append({"seen": seen, "seconds": round(seconds, 3), "file": str(path)})

    def tell(self, **facts: object) -> None:
        """Print the line."""
        last = self._found[-1]
        rate = round(last["seen"] / last["seconds"], 1)  # type: ignore[operator]
        line = {"seen": last["seen"], "seconds": last["seconds"], "works_per_s": rate, **facts, "marks": self._found}
        print(json.dumps(line), flush=True)

"""One calm line on how a training goes: rewritten in place on a terminal, now and then a plain line elsewhere."""

import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TextIO

from ganvas.training.units import count, duration

TERMINAL_S = 0.1  # between two rewritings: no faster than an eye reads
PLAIN_S = 10.0  # between two plain lines
DOT = " · "


def parts(line: Mapping[str, object], length: int) -> list[str]:
    """What a line of the log says, the most important first; a part whose numbers are absent is left out."""
    value = {key: float(number) for key, number in line.items() if isinstance(number, int | float)}
    said = []
    if "seen" in value:
        seen = value["seen"]
        said += [f"{count(seen)} of {count(length)}", f"{_percent(seen, length)}%"]
    if "rate" in value:
        said.append(f"{count(value['rate'])}/s")
    said += _time(value, length)
    if {"d_loss", "g_loss"} <= value.keys():
        said.append(f"D {value['d_loss']:.2f} G {value['g_loss']:.2f}")
    if "margin" in value:
        said.append(f"margin {value['margin']:.2f}")
    if {"d_gradient", "g_gradient"} <= value.keys():
        said.append(f"|∇| {value['d_gradient']:.2g} {value['g_gradient']:.2g}")
    return said


def _percent(seen: float, length: int) -> int:
    return math.floor(100 * min(seen / length, 1.0))  # 100 only when all is seen


def _time(value: Mapping[str, float], length: int) -> list[str]:
    left = length - value.get("seen", math.nan)
    if left <= 0:
        return [f"done in {duration(value['elapsed_s'])}"] if "elapsed_s" in value else []
    rate = value.get("rate", 0.0)
    return [f"{duration(left / rate)} left"] if rate > 0 and math.isfinite(left) else []


def fitting(said: list[str], columns: int) -> str:
    """The parts that fit into the columns, dropped from the right; the first is cut if it must be."""
    while len(said) > 1 and len(DOT.join(said)) > columns:
        said = said[:-1]
    return DOT.join(said)[: max(columns, 0)]


class Progress:
    """How a training goes, for a person who watches or a file that is read later.

    Args:
        length: works to show in the whole run.
        stream: where to write; the standard error stream of the moment when none is given.
        clock: seconds, as a monotonic clock counts them.
    """

    def __init__(self, length: int, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._length = length
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._in_place = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._dim = self._in_place and not os.environ.get("NO_COLOR") and os.name != "nt"
        self._said: list[str] = []  # the latest numbers
        self._pending = False  # whether they are yet to be written
        self._drawn = 0  # columns that the line on the terminal takes
        self._next_s = -math.inf

    def show(self, line: Mapping[str, object]) -> None:
        """Show the numbers of one line of the log; called too often, it waits for the next call or ``close``."""
        self._said = parts(line, self._length)
        self._pending = bool(self._said)
        if self._pending and self._clock() >= self._next_s:
            self._write()

    def say(self, sentence: str) -> None:
        """Print one full line; the progress line goes on below it."""
        sentence = "".join(letter if letter.isprintable() else " " for letter in sentence)
        redraw = self._drawn > 0
        self._put(self._erased() + sentence + "\n")
        if redraw:
            self._write()

    def close(self) -> None:
        """Write what was held back and end the line; a second call does nothing."""
        if self._pending:
            self._write()
        if self._drawn:
            self._put("\n")
            self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self) -> None:
        self._pending = False
        self._next_s = self._clock() + (TERMINAL_S if self._in_place else PLAIN_S)
        if not self._in_place:
            self._put(DOT.join(self._said) + "\n")
            return
        room = self._columns() - 1  # the last column would wrap
        text = fitting(self._said, room)
        rest = " " * (min(self._drawn, room) - len(text))  # overwritten rather than erased first: nothing flickers
        self._drawn = len(text)
        self._put("\r" + (text.replace(DOT, f"\x1b[2m{DOT}\x1b[22m") if self._dim else text) + rest)

    def _erased(self) -> str:
        erased = "\r" + " " * self._drawn + "\r" if self._drawn else ""
        self._drawn = 0
        return erased

    def _columns(self) -> int:
        try:
            columns = os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
        return columns or shutil.get_terminal_size().columns

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

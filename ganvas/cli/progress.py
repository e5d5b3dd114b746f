"""One calm line that tells how far something is: rewritten on a terminal, a plain line now and then elsewhere."""

import sys
import time

from ganvas.cli.common import on_terminal

REDRAW_S = 0.1
PLAIN_S = 5.0


class ProgressLine:
    """Called with what is done, how much of it, and of how much (0: not known); writes to stderr."""

    def __init__(self) -> None:
        self._live = on_terminal()
        self._what = ""
        self._started = self._told = time.monotonic()
        self._open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say so, if it is time to say something again."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._started = what, now
            self._told = 0.0 if self._live else now
        if now - self._told < (REDRAW_S if self._live else PLAIN_S):
            return
        self._told = now
        text = _text(what, done, total, done / max(now - self._started, 1e-3))
        print(f"\r\x1b[K{text}" if self._live else text, end="" if self._live else "\n", file=sys.stderr, flush=True)
        self._open = self._live

    def close(self) -> None:
        """Clear the line."""
        if self._open:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._open = False


def _text(what: str, done: int, total: int, rate: float) -> str:
    if not total:
        return f"{what}: {done:,} ({rate:,.0f} a second)"
    left_s = (total - done) / max(rate, 1e-9)
    return f"{what}: {done:,} of {total:,} ({done / total:.0%}, {rate:,.0f} a second, {_time(left_s)} left)"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

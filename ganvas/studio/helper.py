"""Work that takes long, in one process beside the server: one task at a time, the latest of its name wins.

A task is a name in ``ganvas.studio.tasks`` and values that JSON carries. What waits under a name is replaced by what
is asked for later under the same name, so that a hand that moves faster than the machine makes no queue. A helper that
dies is replaced; whoever waited is told in a sentence.
"""

import asyncio
import contextlib
import json
import multiprocessing
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from ganvas.errors import GanvasError
from ganvas.studio.answers import settle
from ganvas.studio.progress import Progress, unwatched

DONE, REFUSED, BROKEN, PROGRESS = "done", "refused", "broken", "progress"
NOT_ASKED = "a later wish took the place of this one"


class Replaced(GanvasError):
    """A task that was not begun, because a later one of its name was asked for; nothing needs to be said."""


class HelperLost(GanvasError):
    """The helper died over a task, or was stopped."""

    exit_code = 1


@dataclass
class _Wish:
    name: str
    values: Mapping[str, object]
    progress: Progress
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]" = field(init=False)

    def __post_init__(self) -> None:
        self.answer = self.loop.create_future()

    def settle(self, value: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the server's loop has ended
            self.loop.call_soon_threadsafe(settle, self.answer, value)


class Helper:
    """The process beside the server; it is started by the first task."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Wish] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._process: Any = None
        self._pipe: Connection | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    async def do(self, task: str, progress: Progress = unwatched, **values: object) -> Any:
        """The answer to a task.

        Args:
            task: a name in ``ganvas.studio.tasks.TASKS``.
            progress: is told a sentence and a share, in the server's loop.
            values: what the task takes; JSON carries them.
        Raises:
            GanvasError: the task refused, in its own sentence.
            Replaced: a later one of that name came before this one was begun.
            HelperLost: the helper died or was stopped.
        """
        wish = _Wish(task, values, progress, asyncio.get_running_loop())
        with self._changed:
            if (older := self._waiting.pop(task, None)) is not None:
                older.settle(Replaced(NOT_ASKED))
            self._waiting[task] = wish
            self._changed.notify()
        return await wish.answer

    def stop(self) -> None:
        """End the task that runs now; what it has not finished is lost, and said."""
        process = self._process
        if process is not None:
            process.terminate()

    def close(self) -> None:
        """Let the helper go."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.stop()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        """Hand the process one task after another, and its answers to those who wait."""
        while (wish := self._next()) is not None:
            try:
                wish.settle(self._done(wish))
            except (EOFError, OSError):
                self._pipe = None
                wish.settle(HelperLost(f"the work on {wish.name!r} ended before it was done; ask for it again"))
        if self._pipe is not None:
            self._pipe.close()

    def _next(self) -> _Wish | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return None if self._closed else self._waiting.pop(next(iter(self._waiting)))

    def _done(self, wish: _Wish) -> Any:
        """What comes back for a task; progress is passed on meanwhile."""
        pipe = self._opened()
        pipe.send_bytes(json.dumps([wish.name, wish.values]).encode())
        while True:
            kind, value = json.loads(pipe.recv_bytes())
            if kind == DONE:
                return value
            if kind == REFUSED:
                return GanvasError(value)
            if kind == BROKEN:
                return HelperLost(value)
            with contextlib.suppress(RuntimeError):
                wish.loop.call_soon_threadsafe(wish.progress, *value)

    def _opened(self) -> Connection:
        """The pipe to a process that lives."""
        if self._pipe is None or not self._process.is_alive():
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=work, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe


def work(pipe: Connection) -> None:
    """The life of the helper: one task after another."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it

    def say(kind: str, value: object) -> None:
        pipe.send_bytes(json.dumps([kind, value]).encode())

    with contextlib.suppress(EOFError, OSError):
        while True:
            name, values = json.loads(pipe.recv_bytes())
            say(*_answered(name, values, lambda words, share: say(PROGRESS, [words, share])))


def _answered(name: str, values: Mapping[str, Any], progress: Progress) -> tuple[str, Any]:
    """The kind of an answer, and what it says."""
    from ganvas.studio.tasks import run

    try:
        return DONE, run(name, values, progress)
    except GanvasError as error:
        return REFUSED, str(error)
    except Exception as error:  # our own mistake: said where it happened, and the next task goes on
        return BROKEN, f"{type(error).__name__}: {error}"

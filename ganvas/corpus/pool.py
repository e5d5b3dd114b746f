"""Helpers in processes of their own: they decode what is hostile, and one that breaks down costs one work.

A helper is ``python -m ganvas.corpus.worker``: one JSON line of tasks in, one JSON line of
answers out. Nothing is pickled, no module of the caller is run again, and a helper holds
one work at a time, so memory stays flat.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from typing import Any, TypeVar

from ganvas.errors import RunFailed

Task = dict[str, Any]
Answer = dict[str, Any]
T = TypeVar("T")
CHUNK = 32  # tasks that a helper is handed at once
AHEAD = 3  # chunks in flight for every helper
CRASHED = "crashed"
READY = b"ready\n"
WORKER = "ganvas.corpus.worker"  # the module that a helper runs
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # there is a helper a core already


class Helper:
    """One process; started when it is first needed, and again after it broke down."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def answers(self, common: Task, tasks: list[Task]) -> list[Answer]:
        """One answer a task, in order; a task over which the process ends gets reason ``crashed``.

        Tasks that came with it are asked again, in halves: doing one twice is doing it once.
        """
        done = self._ask(common, tasks)
        if done or not tasks:
            return done
        if len(tasks) == 1:
            return [{"reason": CRASHED, "error": f"{tasks[0]['name']}: the decoder broke down over this file."}]
        middle = len(tasks) // 2
        return self.answers(common, tasks[:middle]) + self.answers(common, tasks[middle:])

    def _ask(self, common: Task, tasks: list[Task]) -> list[Answer]:
        """One answer a task, or none at all where the process ended over one of them."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps([common, tasks]).encode() + b"\n")
            process.stdin.flush()
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            self.close()
            return []
        answers: list[Answer] = json.loads(line)
        for task, answer in zip(tasks, answers, strict=True):
            if "traceback" in answer:
                raise RuntimeError(f"a mistake in a helper, at {common | task}:\n{answer['traceback']}")
            if "failed" in answer:
                raise RunFailed(answer["failed"])
        return answers

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-P", "-m", WORKER]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        assert process.stdout is not None
        if process.stdout.readline() != READY:
            process.kill()
            process.communicate()
            raise RuntimeError(f"{' '.join(command)} did not start; what it wrote stands above")
        self._process = process
        return process

    def close(self) -> None:
        """End the process; the next task starts another."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    tasks: Iterable[tuple[T, Task]], common: Callable[[], Task], helpers: int = 0
) -> Iterator[tuple[T, Answer]]:
    """What each task is about with its answer, in the order of the tasks, read no further ahead than needed.

    Args:
        tasks: JSON objects for ``ganvas.corpus.worker``, each with what it is about; each has a ``name``.
        common: what tasks that are handed over now have in common, ``do`` before all.
        helpers: processes; 0 takes one a core.
    """
    count = helpers or cores()
    idle: SimpleQueue[Helper] = SimpleQueue()
    team = [Helper() for _ in range(count)]
    for helper in team:
        idle.put(helper)

    def run(chunk: list[tuple[T, Task]], shared: Task) -> list[Answer]:
        helper = idle.get()
        try:
            return helper.answers(shared, [task for _, task in chunk])
        finally:
            idle.put(helper)

    source = iter(tasks)
    flying: deque[tuple[list[tuple[T, Task]], Future[list[Answer]]]] = deque()
    threads = ThreadPoolExecutor(count)
    try:
        while True:
            while len(flying) < AHEAD * count and (chunk := list(islice(source, CHUNK))):
                flying.append((chunk, threads.submit(run, chunk, common())))
            if not flying:
                return
            chunk, future = flying.popleft()
            yield from ((about, answer) for (about, _), answer in zip(chunk, future.result(), strict=True))
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        for helper in team:
            helper.close()

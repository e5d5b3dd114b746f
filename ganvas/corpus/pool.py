"""Helpers in processes of their own: they decode what is hostile, and one that breaks down costs one work.

A helper is ``python -m ganvas.corpus.worker``: one JSON line a task in, one JSON line an
answer out. Nothing is pickled, no module of the caller is run again, and a helper holds
one work at a time, so memory stays flat.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from typing import Any

from ganvas.errors import RunFailed

Task = dict[str, Any]
Answer = dict[str, Any]
CHUNK = 32  # tasks that a helper is handed at once
AHEAD = 3  # chunks in flight for every helper
CRASHED = "crashed"
READY = b"ready\n"


class Helper:
    """One process; started when it is first needed, and again after it broke down."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def answers(self, tasks: list[Task]) -> list[Answer]:
        """One answer a task, in order; a task over which the process ended gets reason ``crashed``."""
        done: list[Answer] = []
        while len(done) < len(tasks):
            done += self._as_far_as_it_goes(tasks[len(done) :])
        return done

    def _as_far_as_it_goes(self, tasks: list[Task]) -> list[Answer]:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(b"".join(json.dumps(task).encode() + b"\n" for task in tasks))
            process.stdin.flush()
        done: list[Answer] = []
        for task in tasks:
            line = process.stdout.readline()
            if not line.endswith(b"\n"):
                self.close()
                return [*done, {"reason": CRASHED, "error": f"{task['name']}: the decoder broke down over this file."}]
            answer = json.loads(line)
            if "traceback" in answer:
                raise RuntimeError(f"a mistake in a helper, at {task}:\n{answer['traceback']}")
            if "failed" in answer:
                raise RunFailed(answer["failed"])
            done.append(answer)
        return done

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-P", "-m", "ganvas.corpus.worker"]
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


def in_order(tasks: Iterable[Task], helpers: int = 0) -> Iterator[tuple[Task, Answer]]:
    """Each task with its answer, in the order of the tasks, which are read no further ahead than needed.

    Args:
        tasks: JSON objects for ``ganvas.corpus.worker``; each has a ``name``.
        helpers: processes; 0 takes one a core.
    """
    count = helpers or cores()
    idle: SimpleQueue[Helper] = SimpleQueue()
    team = [Helper() for _ in range(count)]
    for helper in team:
        idle.put(helper)

    def run(chunk: list[Task]) -> list[Answer]:
        helper = idle.get()
        try:
            return helper.answers(chunk)
        finally:
            idle.put(helper)

    source = iter(tasks)
    flying: deque[tuple[list[Task], Future[list[Answer]]]] = deque()
    threads = ThreadPoolExecutor(count)
    try:
        while True:
            while len(flying) < AHEAD * count and (chunk := list(islice(source, CHUNK))):
                flying.append((chunk, threads.submit(run, chunk)))
            if not flying:
                return
            chunk, future = flying.popleft()
            yield from zip(chunk, future.result(), strict=True)
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        for helper in team:
            helper.close()

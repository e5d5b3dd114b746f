"""Thousands of samples painted and looked at by several processes, into arrays on the disk."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Lock

from ganvas.corpus.pool import ONE_THREAD, cores
from ganvas.errors import RunFailed
from ganvas.model.atlas.worker import Task, work

Progress = Callable[[str, int, int], None]


def paint_rows(task: Task, helpers: int, progress: Progress) -> None:
    """Fill all rows of a task.

    Args:
        task: its number and of are not looked at.
        helpers: processes; 0 takes one a core, 1 works in this process.
        progress: called with what is done, how many, of how many.
    Raises:
        RunFailed: a helper ended over its work.
    """
    count = helpers or cores()
    done, lock = [0] * count, Lock()

    def tell(number: int, rows: int) -> None:
        with lock:
            done[number] = rows
            progress("painting", sum(done), task.rows)

    if count == 1:
        for rows in work(task):
            tell(0, rows)
        return
    with ThreadPoolExecutor(count) as threads:
        tasks = [replace(task, number=number, of=count) for number in range(count)]
        for future in [threads.submit(_run, one, tell) for one in tasks]:
            future.result()


def _run(task: Task, tell: Callable[[int, int], None]) -> None:
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", "ganvas.model.atlas.worker"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(task.to_json() + "\n")
            process.stdin.close()
            for line in process.stdout:
                tell(task.number, int(line))
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise RunFailed(
            "a painting process ended over its work; what it wrote stands above. Paint fewer, or with --jobs 1"
        )

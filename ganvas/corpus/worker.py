"""A helper process: reads works, looks at them or makes samples; a line of tasks in, a line of answers out.

Tasks and answers are plain dictionaries, the shapes of which stand at ``look``, ``fit_rows`` and ``sample_works``.
This module is what a helper imports, so it must not bring in PyTorch.
"""

import contextlib
import functools
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from ganvas.corpus.pool import READY
from ganvas.corpus.rights.inside import inside
from ganvas.errors import GanvasError, WorkError
from ganvas.files import digest, plain_disk_errors
from ganvas.media import medium
from ganvas.media.image.decode import LIMITS
from ganvas.media.medium import Decoded, Medium, Shape

Task = dict[str, Any]
Answer = dict[str, Any]


def look(common: Task, tasks: list[Task]) -> list[Answer]:
    """Read works, see that they are whole and what they hold, keep copies, and fit them if it is known how.

    Args:
        common: medium; keep: the folder for copies; limits: those of the medium; fit: as ``fit_rows`` has it, or {}.
        tasks: name; path of the file; copy: whether to keep one; row: its place among the fitted.

    Returns:
        sha256, facts, turned (signatures of the work altered), notes, path (of a copy, inside ``keep``), fitted,
        said (of its rights: where, what, words).
    """
    art = medium(common["medium"])
    marks: list[tuple[Answer, Any]] = []
    with _rows(common["fit"]) as file:
        answers = [answer(functools.partial(_look, art, common, marks, file), task) for task in tasks]
    for (found, _), views in zip(marks, art.signatures([mark for _, mark in marks]), strict=True):
        if views:
            found["facts"][art.signature], *found["turned"] = views
    return answers


def _look(art: Medium, common: Task, marks: list[tuple[Answer, Any]], file: IO[bytes] | None, task: Task) -> Answer:
    """All but the signatures, which are made of the marks of many works at once."""
    with _plain_access(task["name"]), open(task["path"], "rb", buffering=0) as source:
        if (size := os.fstat(source.fileno()).st_size) > LIMITS.largest_bytes:
            raise WorkError(f"{task['name']}: {size:,} bytes, the limit is {LIMITS.largest_bytes:,}.", "too-large")
        data = source.readall()
    seen = art.examine(data, task["name"], common["limits"])
    name = digest(data)
    place = f"{name[:2]}/{name}{seen.suffix}"
    if task["copy"]:
        _keep(data, os.path.join(common["keep"], name[:2]), os.path.join(common["keep"], place))
    found: Answer = {
        "facts": dict(seen.facts),
        "sha256": name,
        "notes": list(seen.decoded.notes),
        "path": place,
        "turned": [],
        "said": inside(data),
        "fitted": file is not None,
    }
    if seen.mark is not None:
        marks.append((found, seen.mark))
    if file:
        shape = tuple(common["fit"]["shape"])
        decoded = seen.decoded if seen.whole else art.read(data, task["name"], seen.facts, shape)
        _write_row(art, file, common["fit"], task["row"], decoded)
    return found


def _keep(data: bytes, folder: str, path: str) -> None:
    """Write the bytes, whole or not at all; where they are already, do nothing."""
    if os.path.exists(path):
        return
    beside = f"{path}.{os.getpid()}.partial"
    with plain_disk_errors(Path(path)):
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
        with open(beside, "wb", buffering=0) as file:  # the gathering syncs them all at its end, before they count
            _write_all(file, data)
        os.replace(beside, path)


def _write_all(file: IO[bytes], data: bytes) -> None:
    """All of it: a file without a buffer may take less at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def fit_rows(common: Task, tasks: list[Task]) -> list[Answer]:
    """Make each work, which is one sample, a row of the prepared array.

    Args:
        common: medium; fit: shape, options, into: the file of the array.
        tasks: name; the bytes' home (see ``content``); row.
    """
    art, wanted = medium(common["medium"]), common["fit"]
    with _rows(wanted) as file:
        assert file is not None

        def one(task: Task) -> Answer:
            _write_row(art, file, wanted, task["row"], content(art, task, tuple(wanted["shape"])))
            return {}

        return [answer(one, task) for task in tasks]


def sample_works(common: Task, tasks: list[Task]) -> list[Answer]:
    """Make the samples of each work, as many as it gives, and write them to a file of its own.

    Args:
        common: medium; common: what the works share; fit: shape, options, into: the folder of the files.
        tasks: name; the bytes' home (see ``content``); row, by which the file is called.

    Returns:
        count: of the work's samples; 0 where it gives none.
    """
    art, wanted = medium(common["medium"], common["common"]), common["fit"]
    shape = tuple(wanted["shape"])

    def one(task: Task) -> Answer:
        decoded = content(art, task, shape)
        try:
            samples = art.samples(decoded, shape, wanted["options"])
        except WorkError:
            samples = np.empty((0, *shape), art.dtype)
        assert samples.shape[1:] == shape, f"{art.name} made {samples.shape} of {task['name']}, wanted (K, *{shape})"
        assert samples.dtype == art.dtype, f"{art.name} made {samples.dtype}, its samples are {art.dtype}"
        path = Path(wanted["into"]) / str(task["row"])
        with plain_disk_errors(path):
            path.write_bytes(samples.tobytes())
        return {"count": len(samples)}

    return [answer(one, task) for task in tasks]


@contextlib.contextmanager
def _rows(wanted: Task) -> Iterator[IO[bytes] | None]:
    """The file that fitted works are written to, if any are."""
    if not wanted:
        yield None
        return
    with open(wanted["into"], "r+b", buffering=0) as file:
        yield file


def _write_row(art: Medium, file: IO[bytes], wanted: Task, row: int, decoded: Decoded) -> None:
    (sample,) = art.samples(decoded, tuple(wanted["shape"]), wanted["options"])
    with plain_disk_errors(Path(wanted["into"])):
        file.seek(row * sample.nbytes)
        _write_all(file, sample.tobytes())


def content(art: Medium, task: Task, shape: Shape) -> Decoded:
    """The work of a task, as much of it as samples of that shape need: a file, a row of an array, or drawn for it.

    Args:
        art: its medium.
        task: name, kind; for a file path, sha256, facts; for a row path, index, sides; for a drawing seed, colour.
        shape: of a sample.

    Raises:
        WorkError: the file is gone, changed or no longer readable.
    """
    if task["kind"] == "drawn":
        from ganvas.corpus import ink

        return art.from_array(ink.draw(task["seed"], max(shape[1:]), task["colour"]))
    if task["kind"] == "packed":
        size = math.prod(task["sides"])
        with open(task["path"], "rb") as file:
            file.seek(task["index"] * size)
            return art.from_array(np.frombuffer(file.read(size), np.uint8).reshape(task["sides"]))
    with _plain_access(task["name"]):
        data = Path(task["path"]).read_bytes()
    if digest(data) != task["sha256"]:
        raise WorkError(f"{task['name']}: the file changed since it was gathered ({task['path']}).", "unreadable")
    return art.read(data, task["name"], task["facts"], shape)


@contextlib.contextmanager
def _plain_access(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkError(f"{name}: cannot be read ({error.strerror}).", "no-access") from None


TASKS = {"look": look, "fit": fit_rows, "sample": sample_works}


def answer(do: Callable[[Task], Answer], task: Task) -> Answer:
    """What doing the task gives; a work that cannot be used gives error and reason.

    What stops the whole gathering (a full disk) gives failed, our own mistake a traceback.
    """
    try:
        return do(task)
    except WorkError as error:
        return {"error": str(error), "reason": error.reason}
    except GanvasError as error:
        return {"failed": str(error)}
    except Exception:
        return {"traceback": traceback.format_exc()}


def answers(common: Task, tasks: list[Task]) -> list[Answer]:
    """One answer a task; a mistake that is none of one task's is answered by all."""
    try:
        return TASKS[common["do"]](common, tasks)
    except Exception:
        return [{"traceback": traceback.format_exc()}] * len(tasks)


def main() -> None:
    """Answer until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides when to stop
    out = sys.stdout.buffer
    out.write(READY)
    out.flush()
    for line in sys.stdin.buffer:
        out.write(json.dumps(answers(*json.loads(line))).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    main()

"""A helper process: reads works, looks at them or fits them; a line of tasks in, a line of answers out.

Tasks and answers are plain dictionaries, the shapes of which stand at ``look`` and ``fit_rows``.
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
from PIL import Image, ImageChops

from ganvas.corpus.pdq import QUALITY, SIDE_PX, pdq
from ganvas.corpus.pool import READY
from ganvas.corpus.rights.inside import inside
from ganvas.errors import GanvasError, WorkError
from ganvas.files import digest, plain_disk_errors
from ganvas.media.image.decode import Limits, decode
from ganvas.media.image.fit import fit
from ganvas.media.medium import Bytes8, Decoded

ENOUGH_PX = (256, 256)  # to look at a JPEG: its hash, its colours
HASHED_PX = SIDE_PX  # every work is hashed from this square, so that one work at two sizes hashes alike
HASH_FROM_PX = 64  # on the shorter side; below it a perceptual hash sees mere blocks
GREY_SPREAD = 6  # largest difference of channels (0…255) in a picture that counts as grey: JPEG's own noise
Task = dict[str, Any]
Answer = dict[str, Any]


def look(common: Task, tasks: list[Task]) -> list[Answer]:
    """Read works, see that they are whole and what they show, keep copies, and fit them if it is known how.

    Args:
        common: keep: the folder for copies; smallest_px; largest_px; fit: as ``fit_rows`` has it, or {}.
        tasks: name; path of the file; copy: whether to keep one; row: its place among the fitted.

    Returns:
        sha256, width_px, height_px, mode, color, pdq, pdq_turned, notes, path (of a copy, inside ``keep``), fitted,
        said (of its rights: where, what, words).
    """
    squares: list[tuple[Answer, Bytes8]] = []
    with _rows(common["fit"]) as file:
        answers = [answer(functools.partial(_look, common, squares, file), task) for task in tasks]
    if squares:
        hashes, quality = pdq(np.stack([levels for _, levels in squares]))
        for (found, _), views, enough in zip(squares, hashes, quality >= QUALITY, strict=True):
            if enough:
                found["pdq"], *found["pdq_turned"] = (view.tobytes().hex() for view in views)
    return answers


def _look(common: Task, squares: list[tuple[Answer, Bytes8]], file: IO[bytes] | None, task: Task) -> Answer:
    """All but the hashes, which are made of the squares of many works at once."""
    limits = Limits(largest_px=common["largest_px"])
    with _plain_access(task["name"]), open(task["path"], "rb", buffering=0) as source:
        if (size := os.fstat(source.fileno()).st_size) > limits.largest_bytes:
            raise WorkError(f"{task['name']}: {size:,} bytes, the limit is {limits.largest_bytes:,}.", "too-large")
        data = source.readall()
    decoded = decode(data, task["name"], limits, ENOUGH_PX)
    facts = decoded.facts
    shorter = min(int(facts["width_px"]), int(facts["height_px"]))
    if shorter < common["smallest_px"]:
        raise WorkError(
            f"{task['name']}: the shorter side is {shorter} px, wanted at least {common['smallest_px']}. "
            "Give a larger copy, or allow it with --min-px.",
            "too-small",
        )
    name = digest(data)
    place = f"{name[:2]}/{name}.{str(facts['format']).lower()}"
    if task["copy"]:
        _keep(data, os.path.join(common["keep"], name[:2]), os.path.join(common["keep"], place))
    seen, square = describe(decoded.content)
    found: Answer = {
        **facts,
        **seen,
        "sha256": name,
        "notes": list(decoded.notes),
        "path": place,
        "pdq": "",
        "pdq_turned": [],
    }
    found["said"] = inside(data)
    if shorter >= HASH_FROM_PX:
        squares.append((found, square))
    if file:
        _write_row(file, common["fit"], task["row"], _enough(decoded, data, task["name"], limits, common["fit"]))
    found["fitted"] = file is not None
    return found


def _enough(decoded: Decoded, data: bytes, name: str, limits: Limits, wanted: Task) -> Decoded:
    """The picture as preparing decodes it: a JPEG at a size of its own, any other in full either way."""
    if decoded.facts["format"] != "JPEG":
        return decoded
    return decode(data, name, limits, enough_px(wanted["shape"]))


def describe(picture: Image.Image) -> tuple[dict[str, str], Bytes8]:
    """What a picture truly shows (mode) and its mean on white (color); and the square to hash, (64, 64, 3)."""
    small = picture.resize((HASHED_PX, HASHED_PX), Image.Resampling.BOX)
    if small.mode == "RGBA":
        ground = Image.new("RGBA", small.size, "white")
        ground.alpha_composite(small)
        small = ground
    small = small if small.mode == "RGB" else small.convert("RGB")
    red, green, blue = small.reduce(HASHED_PX).tobytes()
    mode = "RGBA" if picture.mode == "RGBA" else "L" if _is_grey(small) else "RGB"
    return {"mode": mode, "color": f"#{red:02x}{green:02x}{blue:02x}"}, np.asarray(small)


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    spreads = ((red, green), (green, blue))
    return all(ImageChops.difference(*pair).getextrema()[1] <= GREY_SPREAD for pair in spreads)  # type: ignore[operator]


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
    """Fit works to the shape and write each as one row of the prepared array.

    Args:
        common: fit: shape, how, background, into: the file of the array.
        tasks: name; the bytes' home (see ``pixels``); row.
    """
    wanted = common["fit"]
    with _rows(wanted) as file:
        assert file is not None

        def one(task: Task) -> Answer:
            _write_row(file, wanted, task["row"], pixels(task, wanted["shape"][1:]))
            return {}

        return [answer(one, task) for task in tasks]


@contextlib.contextmanager
def _rows(wanted: Task) -> Iterator[IO[bytes] | None]:
    """The file that fitted works are written to, if any are."""
    if not wanted:
        yield None
        return
    with open(wanted["into"], "r+b", buffering=0) as file:
        yield file


def _write_row(file: IO[bytes], wanted: Task, row: int, decoded: Decoded) -> None:
    levels = fit(decoded, tuple(wanted["shape"]), wanted["how"], wanted["background"])
    with plain_disk_errors(Path(wanted["into"])):
        file.seek(row * levels.size)
        _write_all(file, levels.tobytes())


def enough_px(shape: tuple[int, ...]) -> tuple[int, int]:
    """(width, height) at which a picture is decoded for a sample of (C, H, W): twice that is all Lanczos can use."""
    return 2 * shape[2], 2 * shape[1]


def pixels(task: Task, sides: tuple[int, ...]) -> Decoded:
    """The picture of a task, for a sample of these sides: a whole file, a row of an array, or drawn for it.

    Args:
        task: name, kind; for a file path, sha256, largest_px; for a row path, index, sides; for a drawing seed, colour.
        sides: (H, W) of the sample; a JPEG is decoded no larger than that takes.

    Raises:
        WorkError: the file is gone, changed or no longer readable.
    """
    if task["kind"] == "drawn":
        from ganvas.corpus import ink

        return _decoded(ink.draw(task["seed"], max(sides), task["colour"]))
    if task["kind"] == "packed":
        size = math.prod(task["sides"])
        with open(task["path"], "rb") as file:
            file.seek(task["index"] * size)
            return _decoded(np.frombuffer(file.read(size), np.uint8).reshape(task["sides"]))
    with _plain_access(task["name"]):
        data = Path(task["path"]).read_bytes()
    if digest(data) != task["sha256"]:
        raise WorkError(f"{task['name']}: the file changed since it was gathered ({task['path']}).", "unreadable")
    return decode(data, task["name"], Limits(largest_px=task["largest_px"]), enough_px((0, *sides)))


def _decoded(levels: Bytes8) -> Decoded:
    return Decoded(Image.fromarray(levels), {"width_px": levels.shape[1], "height_px": levels.shape[0]})


@contextlib.contextmanager
def _plain_access(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkError(f"{name}: cannot be read ({error.strerror}).", "no-access") from None


TASKS = {"look": look, "fit": fit_rows}


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

"""A helper process: reads one work a task, looks at it or fits it, and answers in one JSON line.

Tasks and answers are plain dictionaries, the shapes of which stand at ``look`` and ``fit_row``.
This module is what a helper imports, so it must not bring in PyTorch.
"""

import contextlib
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pdqhash
from PIL import Image, ImageChops

from ganvas.corpus.pool import READY
from ganvas.errors import GanvasError, WorkError
from ganvas.files import digest, plain_disk_errors
from ganvas.media.image.decode import Limits, decode
from ganvas.media.image.fit import fit
from ganvas.media.medium import Bytes8, Decoded

ENOUGH_PX = (256, 256)  # to look at a JPEG: its hash, its colours
HASHED_PX = 64  # every work is hashed from this square, so that one work at two sizes hashes alike
HASH_FROM_PX = 64  # on the shorter side; below it a perceptual hash sees mere blocks
HASH_QUALITY = 50  # of 100; below it PDQ itself says that the picture has too little in it
GREY_SPREAD = 6  # largest difference of channels (0…255) in a picture that counts as grey: JPEG's own noise


def look(task: dict[str, Any]) -> dict[str, Any]:
    """Read one work, see that it is whole and what it shows, and keep a copy.

    Args:
        task: name; path of the file; keep: the folder for copies, or "" to copy nothing; smallest_px; largest_px.

    Returns:
        sha256, width_px, height_px, mode, color, pdq, pdq_turned, notes, path (of a copy, inside ``keep``).
    """
    path = Path(task["path"])
    limits = Limits(largest_px=task["largest_px"])
    with _plain_access(task["name"]):
        if (size := path.stat().st_size) > limits.largest_bytes:
            raise WorkError(f"{task['name']}: {size:,} bytes, the limit is {limits.largest_bytes:,}.", "too-large")
        data = path.read_bytes()
    decoded = decode(data, task["name"], limits, ENOUGH_PX)
    facts = decoded.facts
    shorter = min(int(facts["width_px"]), int(facts["height_px"]))
    if shorter < task["smallest_px"]:
        raise WorkError(
            f"{task['name']}: the shorter side is {shorter} px, wanted at least {task['smallest_px']}. "
            "Give a larger copy, or allow it with --min-px.",
            "too-small",
        )
    name = digest(data)
    place = f"{name[:2]}/{name}.{str(facts['format']).lower()}"
    if task["keep"]:
        _keep(data, Path(task["keep"]) / place)
    seen = describe(decoded.content, shorter)
    return {**facts, **seen, "sha256": name, "notes": list(decoded.notes), "path": place}


def describe(picture: Image.Image, shorter_px: int) -> dict[str, Any]:
    """What a picture truly shows (mode), its mean on white (color), and its hashes as it is and turned."""
    small = picture.resize((HASHED_PX, HASHED_PX), Image.Resampling.BOX)
    if small.mode == "RGBA":
        ground = Image.new("RGBA", small.size, "white")
        ground.alpha_composite(small)
        small = ground
    small = small.convert("RGB")
    red, green, blue = small.resize((1, 1), Image.Resampling.BOX).tobytes()
    mode = "RGBA" if picture.mode == "RGBA" else "L" if _is_grey(small) else "RGB"
    hashes = _hashes(np.asarray(small)) if shorter_px >= HASH_FROM_PX else [""]
    return {"mode": mode, "color": f"#{red:02x}{green:02x}{blue:02x}", "pdq": hashes[0], "pdq_turned": hashes[1:]}


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    spreads = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return all(spread.getextrema()[1] <= GREY_SPREAD for spread in spreads)  # type: ignore[operator]


def _hashes(levels: Bytes8) -> list[str]:
    """PDQ of the picture and of its seven turns and flips; at 64 × 64 these are exact, at other sizes they are not."""
    hashes, quality = pdqhash.compute_dihedral(levels)
    if quality < HASH_QUALITY:
        return [""]
    return [np.packbits(bits.astype(np.uint8)).tobytes().hex() for bits in hashes]


def _keep(data: bytes, path: Path) -> None:
    """Write the bytes, whole or not at all; where they are already, do nothing."""
    if path.exists():
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with plain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)  # the gathering syncs them all at its end, before it counts them as kept
        beside.replace(path)


def fit_row(task: dict[str, Any]) -> dict[str, Any]:
    """Fit one work to the shape and write it as one row of the prepared array.

    Args:
        task: name; the bytes' home (see ``pixels``); row, shape, how, background, into: the file of the array.
    """
    shape = tuple(task["shape"])
    levels = fit(pixels(task, shape[1:]), shape, task["how"], task["background"])
    with plain_disk_errors(Path(task["into"])), open(task["into"], "r+b", buffering=0) as file:
        file.seek(task["row"] * levels.size)
        file.write(levels.tobytes())
    return {}


def pixels(task: dict[str, Any], sides: tuple[int, ...]) -> Decoded:
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
    enough = (2 * sides[1], 2 * sides[0])  # twice the size leaves Lanczos all it can use
    return decode(data, task["name"], Limits(largest_px=task["largest_px"]), enough)


def _decoded(levels: Bytes8) -> Decoded:
    return Decoded(Image.fromarray(levels), {"width_px": levels.shape[1], "height_px": levels.shape[0]})


@contextlib.contextmanager
def _plain_access(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkError(f"{name}: cannot be read ({error.strerror}).", "no-access") from None


TASKS = {"look": look, "fit": fit_row}


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """What the task gives; a work that cannot be used gives error and reason.

    What stops the whole gathering (a full disk) gives failed, our own mistake a traceback.
    """
    try:
        return TASKS[task["do"]](task)
    except WorkError as error:
        return {"error": str(error), "reason": error.reason}
    except GanvasError as error:
        return {"failed": str(error)}
    except Exception:
        return {"traceback": traceback.format_exc()}


def main() -> None:
    """Answer until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides when to stop
    out = sys.stdout.buffer
    out.write(READY)
    out.flush()
    for line in sys.stdin.buffer:
        out.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    main()

"""BVH files, read and written without loss: the hierarchy as it was, and every number as the same float."""

import json
import math
import re
from collections.abc import Iterator, Mapping

import numpy as np

from ganvas.errors import WorkError
from ganvas.media.dance.motion import Motion
from ganvas.media.dance.skeleton import MAX_TEXT, Floats, Skeleton, number, parse

MAX_BYTES = 256 << 20
MAX_FRAMES = 1_000_000  # more than two hours at 120 frames a second
FPS = (1.0, 1000.0)
NOTE = " # ganvas "
MAX_NOTE = 1 << 20
BLOCK_BYTES = 1 << 20  # numbers are read so much text at a time, so that one long line does not fill the memory
HEAD = re.compile(rb"MOTION[ \t]*\r?\n?\s*Frames:[ \t]*(\S{1,40})\s+Frame[ \t]+Time:[ \t]*(\S{1,40})", re.IGNORECASE)
SPACE = re.compile(rb"\s")


def read_bvh(data: bytes, name: str) -> Motion:
    """Read one motion.

    Args:
        data: the bytes of the file; hostile until read.
        name: of the work, for the sentence of an error.
    Raises:
        WorkError: one sentence that says what is wrong with it.
    """
    if len(data) > MAX_BYTES:
        raise WorkError(f"{name}: {len(data):,} bytes; a BVH file has at most {MAX_BYTES:,}.", "too large")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise WorkError(f"{name}: is written in UTF-16; save it as plain text (UTF-8).")
    body = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:9].upper() != b"HIERARCHY":
        raise WorkError(f"{name}: is not a BVH file, which begins with HIERARCHY.")
    head = HEAD.search(body)
    if head is None:
        raise WorkError(f"{name}: has no MOTION with its Frames and its Frame Time; export the file again.")
    if head.start() > MAX_TEXT:
        raise WorkError(f"{name}: its hierarchy has {head.start():,} bytes; a figure has at most {MAX_TEXT:,}.")
    hierarchy = "\n".join(_text(body[: head.start()]).rstrip().splitlines())
    parse(hierarchy, name)  # so that an error names the work
    skeleton = Skeleton(hierarchy=hierarchy)
    frame_s = _frame_time(head[2], name)
    note = body.find(b"#", head.end())  # words behind the numbers, as write_bvh leaves them
    numbers = memoryview(body)[head.end() : note if note >= 0 else len(body)]
    frames = _frames(head[1], skeleton.tree.width, len(numbers), name)
    return Motion(skeleton, _values(numbers, frames, skeleton.tree.width, name), frame_s)


def write_bvh(motion: Motion, text: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a BVH file; ``read_bvh`` gives the same hierarchy and the same floats.

    Args:
        motion: what to write.
        text: keyword to text, kept behind the last number of the last frame. The format has no place for words;
            there Blender, three.js and pybvh pass over them, while they stumble over a line of their own.
    """
    lines = [motion.skeleton.hierarchy, "MOTION", f"Frames: {len(motion.values)}"]
    lines.append(f"Frame Time: {number(motion.frame_s)}")
    lines += [" ".join(map(number, row)) for row in motion.values.tolist()]
    note = NOTE + json.dumps(dict(sorted(text.items()))) if text else ""
    return ("\n".join(lines) + note + "\n").encode()


def read_text(data: bytes) -> dict[str, str]:
    """The text that ``write_bvh`` put into the file; empty where there is none, or the bytes are no such file."""
    place = data.rfind(NOTE.encode(), max(0, len(data) - MAX_NOTE))
    if place < 0 or not data[:16].removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(b"HIERARCHY"):
        return {}
    try:
        found = json.loads(data[place + len(NOTE) :])
    except (ValueError, RecursionError):
        return {}
    is_text = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_text else {}


def _text(data: bytes) -> str:
    """UTF-8, or what older programs wrote."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _frame_time(word: bytes, name: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = math.nan
    if not 1 / FPS[1] <= seconds <= 1 / FPS[0]:
        raise WorkError(f"{name}: a Frame Time of {_shown(word)} s; 0.001 to 1 is a motion.")
    return seconds


def _frames(word: bytes, width: int, left: int, name: str) -> int:
    """The number of frames, if the rest of the file can hold them."""
    if not word.isdigit() or len(word) > 15 or int(word) < 1:
        raise WorkError(f"{name}: {_shown(word)} Frames; a motion has at least one.")
    frames = int(word)
    if width == 0:
        raise WorkError(f"{name}: no joint has a channel, so nothing can move.")
    if frames > MAX_FRAMES:
        raise WorkError(f"{name}: promises {frames:,} frames; at most {MAX_FRAMES:,} are read.", "too large")
    if 2 * frames * width > left + 1:
        raise WorkError(
            f"{name}: promises {frames:,} frames of {width} numbers, but is cut off; export the file again."
        )
    return frames


def _values(numbers: memoryview, frames: int, width: int, name: str) -> Floats:
    wanted, found = frames * width, 0
    values = np.empty(wanted, np.float64)
    for block in _blocks(numbers):
        words = block.split()
        if found + len(words) > wanted:
            raise WorkError(f"{name}: holds more than the {frames:,} frames of {width} numbers that it promises.")
        try:
            if b"_" in block:
                raise ValueError
            values[found : found + len(words)] = list(map(float, words))
        except ValueError:
            strange = next(word for word in words if not _is_number(word))
            raise WorkError(f"{name}: {_shown(strange)} stands among its numbers.") from None
        found += len(words)
    if found < wanted:
        raise WorkError(f"{name}: promises {frames:,} frames of {width} numbers, but holds {found:,} numbers.")
    if not np.isfinite(values).all() or np.abs(values).max() > 1e9:
        frame = int(np.argmax(~(np.abs(values) <= 1e9))) // width + 1
        raise WorkError(f"{name}: frame {frame:,} holds a number that is no angle and no place.")
    return values.reshape(frames, width)


def _blocks(text: memoryview) -> Iterator[bytes]:
    """The text, cut at white space into pieces of about BLOCK_BYTES."""
    start = 0
    while start < len(text):
        cut = SPACE.search(text, min(start + BLOCK_BYTES, len(text)))
        stop = cut.start() if cut else len(text)
        yield bytes(text[start:stop])
        start = stop


def _is_number(word: bytes) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return b"_" not in word


def _shown(word: bytes) -> str:
    return repr(word[:20].decode("ascii", "replace"))

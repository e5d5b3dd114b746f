"""Arrays of works of one size: IDX pairs as MNIST's, plain or gzip, and .npy files, read in blocks.

IDX (LeCun's format): two zero bytes, a byte for the type (8 is uint8), a byte for the number of
sides, each side as four bytes big end first, then the levels. Images end in ``idx3-ubyte`` and
their labels in ``labels-idx1-ubyte``.
"""

import gzip
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from ganvas.corpus.report import Line
from ganvas.errors import CorpusError
from ganvas.media.medium import Bytes8

UINT8 = 8
MOST_SIDES = 4
LARGEST_SIDE = 4096
BLOCK_BYTES = 8 << 20
CHANNELS = (1, 3, 4)


@dataclass(frozen=True)
class Array:
    """An array of works that all have the same size.

    Attributes:
        path: the file of the levels.
        labels_path: the file of the labels, or the levels' own path where there is none.
        name: of the file, inside its source.
        source: the source's own name.
        label_names: words for the labels 0, 1, …; their numbers without them.
    """

    path: Path
    labels_path: Path
    name: str
    source: str
    label_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrays:
    """The arrays among some files, the lines about those that are none, and the names of all these files."""

    found: list[Array | Line]
    names: frozenset[str]


def is_array(name: str) -> bool:
    """Whether the name is that of an array or of its labels."""
    bare = name.lower().removesuffix(".gz")
    return bare.endswith((".npy", "idx1-ubyte", "idx3-ubyte", ".idx"))


def arrays_in(folder: Path, names: Sequence[str], source: str) -> Arrays:
    """Pair the files of levels with those of labels."""
    found: list[Array | Line] = []
    for name in names:
        path = folder / name
        if "labels-idx1" in path.name:
            continue
        labels = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
        found.append(Array(path, labels if labels.is_file() else path, name, source))
    return Arrays(found, frozenset(names))


@dataclass(frozen=True)
class Opened:
    """An array ready to be read: ``sides`` of one work, (H, W) or (H, W, C), and how many there are."""

    count: int
    sides: tuple[int, ...]
    blocks: Iterator[Bytes8]


def read_array(array: Array) -> Opened:
    """Read the head now and the works in blocks (n, *sides) as they are asked for.

    Raises:
        CorpusError: not a uint8 array of pictures, or (while it is read) fewer or more bytes than its head says.
    """
    file = _open(array.path)
    try:
        shape = _npy_head(file, array) if ".npy" in array.path.name.lower() else _idx_head(file, array)
    except (OSError, EOFError, zlib.error, struct.error, ValueError) as error:
        file.close()
        raise CorpusError(f"{array.name}: its head cannot be read ({error}). Copy it again.") from None
    except CorpusError:
        file.close()
        raise
    return Opened(shape[0], shape[1:], _blocks(file, array, shape))


def read_labels(array: Array, count: int) -> list[str]:
    """One label a work; empty ones where the array has no labels.

    Raises:
        CorpusError: another number of labels than of works, or not a file of labels.
    """
    if array.labels_path == array.path:
        return [""] * count
    with _open(array.labels_path) as file:
        try:
            shape = _sides(file, array)
            levels = np.frombuffer(file.read(count + 1), np.uint8)
        except (OSError, EOFError, zlib.error, struct.error) as error:
            raise CorpusError(f"{array.labels_path.name}: cannot be read ({error}). Copy it again.") from None
    if shape != (count,) or len(levels) != count:
        raise CorpusError(f"{array.labels_path.name}: {shape[0]:,} labels for {count:,} works of {array.name}.")
    words = array.label_names or tuple(str(number) for number in range(256))
    return [words[level] for level in levels]


def _open(path: Path) -> IO[bytes]:
    packed = path.name.lower().endswith(".gz")
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _sides(file: IO[bytes], array: Array) -> tuple[int, ...]:
    zeros, kind, count = struct.unpack(">HBB", file.read(4))
    if zeros or kind != UINT8 or not 1 <= count <= MOST_SIDES:
        raise CorpusError(f"{array.name}: not an IDX file of uint8; it begins with {zeros:04x} {kind:02x} {count:02x}.")
    return struct.unpack(f">{count}I", file.read(4 * count))


def _idx_head(file: IO[bytes], array: Array) -> tuple[int, ...]:
    return _checked(_sides(file, array), array)


def _npy_head(file: IO[bytes], array: Array) -> tuple[int, ...]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(file)
    if dtype != np.uint8 or fortran:
        raise CorpusError(f"{array.name}: holds {dtype}{' by columns' if fortran else ''}, wanted uint8 by rows.")
    if len(shape) == 2 and (side := math.isqrt(shape[1])) ** 2 == shape[1]:
        shape = (shape[0], side, side)  # rows laid out flat, as Quick, Draw! gives its squares
    return _checked(shape, array)


def _checked(shape: tuple[int, ...], array: Array) -> tuple[int, ...]:
    good = len(shape) == 3 or (len(shape) == 4 and shape[3] in CHANNELS)
    if not good or not all(1 <= side <= LARGEST_SIDE for side in shape[1:3]):
        raise CorpusError(f"{array.name}: an array of {shape}; wanted (N, height, width), or with 1, 3 or 4 behind it.")
    return shape[:3] if shape[3:] == (1,) else shape


def _blocks(file: IO[bytes], array: Array, shape: tuple[int, ...]) -> Iterator[Bytes8]:
    each = math.prod(shape[1:])
    rows = max(1, BLOCK_BYTES // each)
    left = shape[0]
    with file:
        while left:
            data = _read(file, min(rows, left) * each, array)
            if len(data) < min(rows, left) * each:
                missing = left - len(data) // each
                raise CorpusError(
                    f"{array.name}: cut short; {missing:,} of {shape[0]:,} works are missing. Copy it again."
                )
            left -= min(rows, left)
            yield np.frombuffer(data, np.uint8).reshape(-1, *shape[1:])
        if _read(file, 1, array):
            raise CorpusError(f"{array.name}: more bytes than its head says ({shape}).")


def _read(file: IO[bytes], count: int, array: Array) -> bytes:
    try:
        return file.read(count)
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{array.name}: damaged ({error}). Copy it again from where it came.") from None

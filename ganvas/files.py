"""Files that are whole or absent, and the digests that name their contents."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ganvas.errors import GanvasError, RunFailed

CHUNK_BYTES = 1 << 20


def digest(data: bytes) -> str:
    """SHA-256 of the bytes, as 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's contents, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: object) -> bytes:
    """JSON bytes that depend on the value alone: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def write_whole(path: Path, data: bytes) -> None:
    """Leave either the old file or the new one, never half of one.

    Raises:
        RunFailed: the disk is full or the folder cannot be written.
    """
    beside = path.with_name(path.name + ".partial")
    with plain_disk_errors(path):
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add one line and force it to the disk; a line cut short by a crash is dropped by ``read_lines``."""
    with plain_disk_errors(path), path.open("ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> list[dict[str, object]]:
    """The JSON objects of a log, one a line, without a last line that was cut short."""
    if not path.exists():
        return []
    lines = []
    for line in path.read_bytes().split(b"\n")[:-1]:
        with contextlib.suppress(json.JSONDecodeError):
            lines.append(json.loads(line))
    return lines


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Fill a folder beside ``path`` and rename it when the block ends well: a folder that exists is whole."""
    beside = path.with_name(path.name + ".partial")
    with plain_disk_errors(path):
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        try:
            yield beside
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        for part in [*beside.rglob("*"), beside]:
            (sync_folder if part.is_dir() else sync_file)(part)
        if path.exists():
            old = path.with_name(path.name + ".old.partial")
            shutil.rmtree(old, ignore_errors=True)
            path.replace(old)
        beside.replace(path)
        sync_folder(path.parent)


def lock(file: IO[str]) -> bool:
    """Take an open file for this process alone, until it is closed; False where another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove_folder(path: Path) -> None:
    """Let a folder go at once by its name, then its files: it is never there by half."""
    gone = path.with_name(path.name + ".gone.partial")
    shutil.rmtree(gone, ignore_errors=True)
    path.replace(gone)
    shutil.rmtree(gone, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a kill has left half made or half removed in a folder that only one process writes."""
    for rest in folder.glob("*.partial"):
        if rest.is_dir():
            shutil.rmtree(rest, ignore_errors=True)
        else:
            rest.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Force a file's contents to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Force a folder's names to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> Path:
    """The folder, made with its parents if it is not there.

    Raises:
        GanvasError: a file stands there, or the place cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise GanvasError(f"{path}: a file of that name is in the way. Choose another folder.") from None
    except OSError as error:
        raise GanvasError(f"{path}: cannot make this folder ({error.strerror}). Choose another place.") from None
    return path


def sync_all(path: Path) -> None:
    """Force everything written so far to the disk: one call for ten thousand files below ``path``."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for file in path.rglob("*"):
        if file.is_file():
            sync_file(file)


@contextlib.contextmanager
def plain_disk_errors(path: Path) -> Iterator[None]:
    """Turn a full disk or a missing permission into one sentence; nothing already finished is touched."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RunFailed(
                f"{path}: the disk is full. Nothing finished was lost; free some space and go on."
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise RunFailed(f"{path}: no permission to write here. Give it, or choose another folder.") from None
        raise

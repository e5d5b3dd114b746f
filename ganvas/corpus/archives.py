"""Zip and tar archives as sources, unpacked one entry at a time, each under a name of our own.

Nothing is ever written where an entry's name says. An entry is unpacked for reading only, with a
limit on its bytes while they come, and goes when it has been read.
"""

import contextlib
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from ganvas.corpus.found import File, climbs, has_plain_name, is_archive, is_clutter, is_work, labeller, no_label
from ganvas.corpus.report import Line
from ganvas.corpus.rights.shelf import WELL_KNOWN, Shelf, is_read_for_rights, shelf_of_bytes, speaks_of_rights, told
from ganvas.corpus.rights.table import LARGEST_BYTES
from ganvas.files import plain_disk_errors
from ganvas.media.image.decode import LIMITS
from ganvas.media.medium import Medium

CHUNK_BYTES = 1 << 20
MOST_RIGHTS_BYTES = 64 << 20  # of all files of one archive that speak of rights
TOO_LARGE = bytes(LARGEST_BYTES + 1)
MOST_ENTRIES = 2_000_000
LARGEST_RATIO = 1000  # of unpacked to packed bytes; deflate reaches 1032 only on bytes that are all alike
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def from_archive(path: Path, by_folder: bool, into: Path, art: Medium) -> Iterator[File | Line | Shelf]:
    """The works of an archive in the order of their names (zip) or of the file (tar).

    Args:
        path: a .zip or a .tar, the latter plain or packed with gzip, bzip2 or xz.
        by_folder: take labels from the names of the folders.
        into: a folder for the entries while they are being read.
        art: the medium of the works.
    """
    entries = _zip_entries if path.name.lower().endswith(".zip") else _tar_entries
    try:
        rights = _rights_files(path)
        yield shelf_of_bytes(rights)
        yield from told(rights, path.name)
        label: Callable[[str], str] = no_label
        if by_folder:
            label = labeller((name for name in names_in(path) if is_work(name, art)), path.name.split(".")[0])
        for number, found in enumerate(entries(path, into, art)):
            if number == MOST_ENTRIES:
                yield _line("archive", path, "", f"has more than {MOST_ENTRIES:,} entries; the rest was not read")
                return
            if isinstance(found, Line) and found.reason == art.other and is_read_for_rights(found.name):
                continue
            yield File(found.path, found.name, path.name, label(found.name), True) if isinstance(found, File) else found
    except BROKEN as error:
        yield _line("source", path, "", f"breaks off here ({error}); what came before it was gathered. Copy it again")


def names_in(path: Path) -> list[str]:
    """The names of the entries of an archive that are files, as they stand in it; not those that systems left behind.

    Raises:
        any of BROKEN: it cannot be read.
    """
    if path.name.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    else:
        with tarfile.open(path) as tar:
            names = [member.name for member in tar if member.isfile()]
    return [name for name in names if not is_clutter(name)]


def _rights_files(path: Path) -> dict[str, bytes]:
    """The files of an archive that speak of rights; one that is too large, or that comes too late, is as too large."""
    files: dict[str, bytes] = {}
    left = MOST_RIGHTS_BYTES
    with contextlib.suppress(*BROKEN):  # what is locked or damaged is told when the works are read
        for name, open_it in (_zip_files if path.name.lower().endswith(".zip") else _tar_files)(path):
            if not speaks_of_rights(name) or climbs(name) or (is_clutter(name) and not name.endswith(WELL_KNOWN)):
                continue
            files[name] = _beginning(open_it) if left > 0 else TOO_LARGE
            left -= len(files[name])
    return files


def _beginning(open_it: Callable[[], IO[bytes] | None]) -> bytes:
    """As much of an entry as any file about rights may have, and a byte; a locked or damaged one is as too large."""
    try:
        stream = open_it()
        assert stream is not None  # only a link or a folder has none
        with stream:
            return stream.read(LARGEST_BYTES + 1)
    except (*BROKEN, RuntimeError):
        return TOO_LARGE


def _zip_files(path: Path) -> Iterator[tuple[str, Callable[[], IO[bytes] | None]]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, partial(archive.open, info)


def _tar_files(path: Path) -> Iterator[tuple[str, Callable[[], IO[bytes] | None]]]:
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile():
                yield member.name, partial(tar.extractfile, member)
            tar.members = []  # type: ignore[attr-defined]  # as below


def _zip_entries(path: Path, into: Path, art: Medium) -> Iterator[File | Line]:
    with zipfile.ZipFile(path) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.is_dir() or (is_clutter(info.filename) and not climbs(info.filename)):
                continue
            link = (info.external_attr >> 28) == 0xA
            if info.flag_bits & 1:
                yield _line("encrypted", path, info.filename, "is locked with a password; unpack it first")
            elif info.file_size > LARGEST_RATIO * max(info.compress_size, 1) or info.file_size > LIMITS.largest_bytes:
                sizes = f"{info.compress_size:,} to {info.file_size:,} bytes"
                yield _line("bomb", path, info.filename, f"unpacks from {sizes}: a decompression bomb")
            else:
                yield _entry(path, info.filename, link, partial(archive.open, info), into, art)


def _tar_entries(path: Path, into: Path, art: Medium) -> Iterator[File | Line]:
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isdir() or (is_clutter(member.name) and not climbs(member.name)):
                continue
            yield _entry(path, member.name, not member.isfile(), partial(tar.extractfile, member), into, art)
            tar.members = []  # type: ignore[attr-defined]  # tarfile keeps every member it has passed; memory stays flat without them


def _entry(
    path: Path, name: str, link: bool, open_it: Callable[[], IO[bytes] | None], into: Path, art: Medium
) -> File | Line:
    """One entry, unpacked under a name of our own, or the line that says why not."""
    if not has_plain_name(name):
        plain = name.encode(errors="replace").decode()
        return _line("name", path, plain, "has a name that is not UTF-8; rename it")
    if climbs(name):
        return _line("escapes", path, name, "would climb out of its folder; nothing of it was written")
    if link:
        return _line("link-out", path, name, "is a link or a device, not a file")
    if is_archive(name):
        return _line("archive", path, name, "is an archive inside an archive; unpack it first")
    if not is_work(name, art):
        return _line(art.other, path, name, f"is none of {art.formats}")
    place = into / f"{_number():08d}"
    try:
        stream = open_it()
        assert stream is not None  # only a link or a folder has none
        with stream, plain_disk_errors(place), place.open("wb") as file:
            return File(place, name, path.name) if _copy(stream, file) else _too_large(path, name, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        place.unlink(missing_ok=True)
        return _line("truncated", path, name, f"is damaged inside the archive ({error})")


_counter = iter(range(1 << 62))


def _number() -> int:
    return next(_counter)


def _copy(stream: IO[bytes], file: IO[bytes]) -> bool:
    """Whether all of it came within the limit."""
    left = LIMITS.largest_bytes
    while chunk := stream.read(CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            return False
        file.write(chunk)
    return True


def _too_large(path: Path, name: str, place: Path) -> Line:
    with contextlib.suppress(OSError):
        place.unlink()
    return _line("too-large", path, name, f"unpacks to more than the limit of {LIMITS.largest_bytes:,} bytes")


def _line(reason: str, path: Path, name: str, text: str) -> Line:
    shown = f"{path.name}/{name}" if name else path.name
    return Line(did="left out", reason=reason, source=path.name, name=name, text=f"{shown} {text}.")

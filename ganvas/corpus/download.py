"""Public files fetched because they were asked for by name: mirrors in turn, resumed, checked by digest, cached."""

import contextlib
import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from ganvas.errors import DownloadError
from ganvas.files import make_folder, plain_disk_errors

CHUNK_BYTES = 1 << 18
WAIT_S = 30.0
PARTIAL_CONTENT = 206

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class PublicFile:
    """A file with a known digest, ``md5:…`` or ``sha256:…``; digests find damage and changes."""

    name: str
    digest: str


def cache_folder(name: str) -> Path:
    """Where the files of a public set stay: below GANVAS_CACHE, or the system's cache folder."""
    home = os.environ.get("GANVAS_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ganvas"
    return Path(home) / "sets" / name


def find(file: PublicFile, folder: Path) -> Path:
    """The file in a folder where it already is.

    Raises:
        DownloadError: it is not there, or it is another file of that name.
    """
    path = folder / file.name
    if not path.is_file():
        raise DownloadError(f"{folder}: no {file.name} here. Put it there, or leave --from out to fetch it.")
    if not _is(path, file):
        raise DownloadError(f"{path}: not the known file; its digest is not {file.digest}. Get it anew.")
    return path


def fetch(file: PublicFile, mirrors: Sequence[str], folder: Path, progress: Progress) -> Path:
    """The file in ``folder``, fetched if it is not there whole; a part of it that is there is gone on from.

    Args:
        file: what to fetch.
        mirrors: addresses that end in /, tried in order.
        folder: the cache.
        progress: called with what is fetched, the bytes that are here, and all of them (0: not known).

    Raises:
        DownloadError: no mirror gave the known file; says what each did.
    """
    path = make_folder(folder) / file.name
    if path.is_file() and _is(path, file):
        return path
    troubles = []
    for mirror in mirrors:
        partial = path.with_name(path.name + ".partial")
        try:
            with plain_disk_errors(path):
                _continue(mirror + file.name, partial, progress)
        except (OSError, http.client.HTTPException) as error:
            troubles.append(f"{mirror}: {_why(error)}")
            continue
        if _is(partial, file):
            partial.replace(path)
            return path
        partial.unlink()
        troubles.append(f"{mirror}: gave another file, its digest is not {file.digest}")
    raise DownloadError(
        f"{file.name} could not be fetched. {'; '.join(troubles)}. "
        "Try again later, or get the file by other means and name its folder with --from."
    )


def _continue(url: str, partial: Path, progress: Progress) -> None:
    """Append what is missing; a server that knows no ranges sends all of it, and the part is begun anew."""
    here = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={here}-"} if here else {})
    with _open(request, here) as answer:
        if answer is None:
            return
        if answer.status != PARTIAL_CONTENT:
            here = 0
        missing = int(answer.headers.get("Content-Length") or 0)
        total = here + missing if missing else 0
        with partial.open("ab" if here else "wb") as file:
            while chunk := answer.read(CHUNK_BYTES):
                file.write(chunk)
                here += len(chunk)
                progress(f"fetching {partial.name.removesuffix('.partial')}", here, total)
        if total and here < total:
            raise http.client.IncompleteRead(b"", total - here)


@contextlib.contextmanager
def _open(request: urllib.request.Request, here: int) -> Iterator[http.client.HTTPResponse | None]:
    try:
        answer = urllib.request.urlopen(request, timeout=WAIT_S)
    except urllib.error.HTTPError as error:
        error.close()
        if here and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:  # all of it is here already
            yield None
            return
        raise
    with answer:
        yield answer


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}"
    if isinstance(error, http.client.IncompleteRead):
        return "the connection broke off"
    return str(getattr(error, "reason", error)) or type(error).__name__


def _is(path: Path, file: PublicFile) -> bool:
    kind, _, wanted = file.digest.partition(":")
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, kind).hexdigest() == wanted

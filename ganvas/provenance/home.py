"""Folders and files that only this person may read."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from ganvas.errors import KeyRefused
from ganvas.files import make_folder

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(path: Path) -> Path:
    """The folder, made if it is not there, closed to everybody else."""
    make_folder(path)
    if os.name != "nt":
        path.chmod(0o700)
    return path


def fill_private(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that nobody else can read, not even for a moment."""
    for name, data in files.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


def check_private(path: Path) -> None:
    """Refuse a secret that other people of this machine can read.

    Raises:
        KeyRefused: they can.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "nt" and mode & OPEN_TO_OTHERS:
        raise KeyRefused(
            f"{path}: other people of this machine can read this key (mode {mode:04o})."
            f" Close it with: chmod 600 {path}. If it was open for long, make a new one."
        )

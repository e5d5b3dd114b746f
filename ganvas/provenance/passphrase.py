"""The words that unlock a key: from a file, the environment, the system's keyring, or the person at the terminal."""

import getpass
import os
import secrets
import sys
from pathlib import Path

from ganvas.errors import KeyRefused

VARIABLE = "GANVAS_PASSPHRASE"
SERVICE = "ganvas"
SHORTEST = 8


def given(file: Path | None) -> str:
    """The passphrase of a file's first line, or of ``GANVAS_PASSPHRASE``; empty where neither is given.

    Raises:
        KeyRefused: the file cannot be read, or is empty.
    """
    if file is None:
        return os.environ.get(VARIABLE, "")
    try:
        words = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"{file}: this passphrase file cannot be read ({error}). Name another.") from None
    if not words:
        raise KeyRefused(f"{file}: this passphrase file is empty. Write the passphrase in its first line.")
    return words


def ask(name: str, twice: bool = False) -> str:
    """The passphrase that the person at the terminal types.

    Raises:
        KeyRefused: nobody sits at a terminal, or the two times differ.
    """
    if not sys.stdin.isatty():
        raise KeyRefused(
            f"key {name!r}: needs its passphrase, and there is no terminal to ask at. Set {VARIABLE}, or name"
            " a file with --passphrase-file."
        )
    words = getpass.getpass(f"Passphrase of key {name}: ")
    if twice and getpass.getpass("Once more: ") != words:
        raise KeyRefused(f"key {name!r}: the two passphrases differ; nothing was made. Try again.")
    return words


def check_strong(words: str, name: str) -> str:
    """The passphrase, if it is long enough.

    Raises:
        KeyRefused: it is not.
    """
    if len(words) < SHORTEST:
        raise KeyRefused(f"key {name!r}: a passphrase has at least {SHORTEST} characters; this one has {len(words)}.")
    return words


def leave_with_system(name: str) -> str:
    """A new passphrase that nobody has to know, kept by the system's keyring.

    Raises:
        KeyRefused: this system has no keyring.
    """
    import keyring
    from keyring.errors import KeyringError

    words = secrets.token_urlsafe(32)
    try:
        keyring.set_password(SERVICE, name, words)
        kept = keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise KeyRefused(f"key {name!r}: this system has no keyring that works ({error}). Use a passphrase.") from None
    if kept != words:
        raise KeyRefused(f"key {name!r}: the system's keyring did not keep its passphrase. Use a passphrase.")
    return words


def from_system(name: str) -> str:
    """The passphrase that the system's keyring keeps for this key.

    Raises:
        KeyRefused: it keeps none, or cannot be asked.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        words = keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise KeyRefused(f"key {name!r}: the system's keyring cannot be asked ({error}). Unlock it first.") from None
    if not words:
        raise KeyRefused(f"key {name!r}: the system's keyring no longer has its passphrase. Make a new key.")
    return words

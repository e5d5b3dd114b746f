"""The keys of this machine: made here or brought along, locked, listed, lent out for signing; and whom to trust.

keys/NAME/   chain.pem (public)  key.pem  root-key.pem (both encrypted)  keyring (a mark: the system unlocks it)
trusted/     certificates of other people, one file each, named after their SHA-256
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from ganvas.errors import KeyRefused
from ganvas.files import sweep, whole_folder, write_whole
from ganvas.home import home
from ganvas.provenance import certificate, passphrase
from ganvas.provenance.home import check_private, fill_private, private_folder
from ganvas.record import Record

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
CHAIN, PRIVATE, ROOT_PRIVATE, BY_SYSTEM = "chain.pem", "key.pem", "root-key.pem", "keyring"


class Key(Record):
    """A key as it may be shown to anybody."""

    name: str
    holder: str
    created: datetime.datetime
    expires: datetime.datetime
    sha256: str = Field(description="of the certificate that signs")
    root_sha256: str = Field(description="of the last certificate of its chain, the one that others trust")


@dataclass(frozen=True)
class Credential:
    """A key that is unlocked: what signs, and the certificates that go with the signature."""

    key: Key
    chain: bytes
    algorithm: str
    sign: Callable[[bytes], bytes]


def now() -> datetime.datetime:
    """This moment, in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def make(name: str, holder: str, words: str, by_system: bool = False) -> Key:
    """A new root and a leaf that signs for 20 years.

    Args:
        name: what the key is called on this machine.
        holder: the name that everybody will see.
        words: the passphrase; left to the system's keyring, it is not asked for.
        by_system: let the system's keyring choose and keep the passphrase.
    Raises:
        KeyRefused: the name is taken or cannot be one, or the passphrase is too short.
    """
    folder = _free_place(name)
    _check_holder(holder)
    words = passphrase.leave_with_system(name) if by_system else passphrase.check_strong(words, name)
    moment = now()
    root = certificate.make_root(holder, moment)
    leaf = certificate.make_leaf(holder, root, moment)
    files = {
        CHAIN: certificate.to_pem(leaf.certificate, root.certificate),
        PRIVATE: _locked(leaf.private, words),
        ROOT_PRIVATE: _locked(root.private, words),
    }
    _keep(folder, files | ({BY_SYSTEM: b""} if by_system else {}))
    return show(name)


def bring(name: str, chain_file: Path, private_file: Path, words: str) -> Key:
    """Take over a certificate from elsewhere with its private key, which is locked anew.

    Args:
        name: what the key is called on this machine.
        chain_file: PEM, the signing certificate first, then those that vouch for it.
        private_file: PEM, not locked or locked with the same passphrase.
        words: the passphrase.
    Raises:
        KeyRefused: the two do not belong together, or no viewer would accept them.
    """
    folder = _free_place(name)
    passphrase.check_strong(words, name)
    pem = _read(chain_file)
    chain = certificate.read_chain(pem, str(chain_file))
    certificate.check_leaf(chain, now(), str(chain_file))
    private = _brought(_read(private_file), words, str(private_file))
    certificate.algorithm(private, str(private_file))
    if private.public_key() != chain[0].public_key():
        raise KeyRefused(f"{private_file}: is not the key of the first certificate of {chain_file}.")
    _keep(folder, {CHAIN: certificate.to_pem(*chain), PRIVATE: _locked(private, words)})
    return show(name)


def listing() -> list[Key]:
    """The keys of this machine by name."""
    folder = home() / "keys"
    names = sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name)) if folder.is_dir() else []
    return [show(name) for name in names if (folder / name / CHAIN).is_file()]


def show(name: str) -> Key:
    """What anybody may know of a key.

    Raises:
        KeyRefused: there is none of that name, or it cannot be read.
    """
    chain = certificate.read_chain(export(name), f"key {name!r}")
    return Key(
        name=name,
        holder=certificate.holder_of(chain[0]),
        created=chain[0].not_valid_before_utc,
        expires=chain[0].not_valid_after_utc,
        sha256=certificate.fingerprint(chain[0]),
        root_sha256=certificate.fingerprint(chain[-1]),
    )


def export(name: str) -> bytes:
    """The public certificates of a key as PEM: what others trust to know its holder.

    Raises:
        KeyRefused: there is none of that name.
    """
    path = _place(name) / CHAIN
    if not path.is_file():
        here = ", ".join(sorted(other.name for other in (home() / "keys").glob("*/"))) or "none yet"
        raise KeyRefused(f"no key {name!r} on this machine ({here}); make one with: ganvas keys new {name}")
    return path.read_bytes()


def choose(name: str = "") -> str:
    """The key of that name, or the only one there is.

    Raises:
        KeyRefused: there is none, or more than one to choose from.
    """
    if name:
        return show(name).name
    names = [key.name for key in listing()]
    if len(names) != 1:
        found = f"there are {', '.join(names)}; name one with --key" if names else "make one with: ganvas keys new NAME"
        raise KeyRefused(f"which key signs? {found}")
    return names[0]


def unlock(name: str, words_file: Path | None = None) -> Credential:
    """Make a key ready to sign.

    Raises:
        KeyRefused: it is not there, others can read it, it has ended, or the passphrase is wrong.
    """
    show(name)
    if (_place(name) / BY_SYSTEM).exists():
        return unlock_with(name, passphrase.from_system(name))
    return unlock_with(name, passphrase.given(words_file) or passphrase.ask(name))


def unlock_with(name: str, words: str) -> Credential:
    """Make a key ready to sign with a passphrase that is known; errors as in ``unlock``."""
    key, folder = show(name), _place(name)
    chain = certificate.read_chain(export(name), f"key {name!r}")
    certificate.check_leaf(chain, now(), f"key {name!r}")
    check_private(folder / PRIVATE)
    private = _unlocked((folder / PRIVATE).read_bytes(), words, f"key {name!r}")
    kind = certificate.algorithm(private, f"key {name!r}")
    return Credential(key, export(name), kind, lambda data: certificate.signature(private, kind, data))


def by_system(name: str) -> bool:
    """Whether the system's keyring unlocks a key, so that no passphrase is asked for."""
    return (_place(name) / BY_SYSTEM).exists()


def trust(file: Path) -> list[str]:
    """Know the holders of the certificates in a PEM file from now on; gives their names.

    Raises:
        KeyRefused: it holds no certificate.
    """
    chain = certificate.read_chain(_read(file), str(file))
    folder = private_folder(home() / "trusted")
    for one in chain:
        write_whole(folder / f"{certificate.fingerprint(one)}.pem", certificate.to_pem(one))
    return list(dict.fromkeys(certificate.holder_of(one) for one in chain))


def anchors() -> bytes:
    """The certificates that this machine trusts: the last of each own chain, and those of other people.

    Raises:
        KeyRefused: one of them is damaged.
    """
    known = [certificate.read_chain(export(key.name), key.name)[-1] for key in listing()]
    for path in sorted((home() / "trusted").glob("*.pem")):
        known += certificate.read_chain(_read(path), str(path))
    return certificate.to_pem(*known)


def _free_place(name: str) -> Path:
    folder = _place(name)
    private_folder(home())
    private_folder(folder.parent)
    sweep(folder.parent)
    if folder.exists():
        raise KeyRefused(
            f"key {name!r}: there is one of that name already, and a key is never replaced. Choose another."
        )
    return folder


def _place(name: str) -> Path:
    if not NAME.fullmatch(name) or name.partition(".")[0] in RESERVED or name.endswith((".", ".partial")):
        raise KeyRefused(f"{name[:80]!r} cannot be a key's name; use small letters a-z, digits, and . _ - between them")
    return home() / "keys" / name


def _check_holder(holder: str) -> None:
    if not holder.strip() or len(holder) > certificate.MAX_NAME or not holder.isprintable():
        raise KeyRefused(
            f"{holder[:80]!r} cannot be a holder's name; wanted 1 to {certificate.MAX_NAME} letters that can be printed"
        )


def _keep(folder: Path, files: dict[str, bytes]) -> None:
    with whole_folder(folder) as beside:
        private_folder(beside)
        fill_private(beside, files)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyRefused(f"{path}: cannot be read ({error.strerror}). Name another file.") from None


def _locked(private: Any, words: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    lock = BestAvailableEncryption(words.encode())
    return bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))


def _brought(pem: bytes, words: str, name: str) -> Any:
    return _unlocked(pem, words if b"ENCRYPTED" in pem else "", name)


def _unlocked(pem: bytes, words: str, name: str) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem, words.encode() if words else None)
    except TypeError:
        state = "is not locked; leave its passphrase out" if words else "is locked; give its passphrase"
        raise KeyRefused(f"{name}: the private key {state}.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyRefused(f"{name}: wrong passphrase, or the private key is damaged.") from None

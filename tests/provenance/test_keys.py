"""Keys: locked on the disk, refused when they are not fit to sign, never replaced."""

import datetime
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.errors import KeyRefused
from ganvas.provenance import certificate, keys, passphrase
from tests.conftest import WORDS

NOW = datetime.datetime.now(datetime.UTC)


def call(*words: str | Path, **options: Any) -> Any:
    return CliRunner().invoke(app, ["keys", *map(str, words)], **options)


def test_a_new_key_is_locked_and_closed_to_others(own_home: Path):
    keys.make("ada", "Ada Lovelace", WORDS)
    folder = own_home / "keys/ada"
    assert {path.name for path in folder.iterdir()} == {"chain.pem", "key.pem", "root-key.pem"}
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert b"ENCRYPTED" in (folder / "key.pem").read_bytes()
    assert b"ENCRYPTED" in (folder / "root-key.pem").read_bytes()


def test_the_profile_is_the_one_that_is_accepted(own_home: Path):
    key = keys.make("ada", "Ada Lovelace", WORDS)
    leaf, root = certificate.read_chain(keys.export("ada"), "ada")
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose.dotted_string for purpose in purposes] == ["1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.62558.2.1"]
    assert (key.expires - NOW).days > 19 * 365
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    leaf.verify_directly_issued_by(root)
    assert key.holder == "Ada Lovelace"


def test_it_signs_what_its_certificate_proves(credential: keys.Credential):
    leaf = certificate.read_chain(credential.chain, "ada")[0]
    leaf.public_key().verify(credential.sign(b"data"), b"data", ec.ECDSA(SHA256()))


def test_a_key_is_never_replaced(own_home: Path):
    before = keys.make("ada", "Ada", WORDS)
    with pytest.raises(KeyRefused, match="never replaced"):
        keys.make("ada", "Eve", WORDS)
    assert keys.show("ada") == before


@pytest.mark.parametrize("name", ["", "../ada", "Ada", "a/b", "con", "nul.txt", "a\0b", "é", "x" * 70, ".ada", "a."])
def test_names_that_no_file_should_have(name: str):
    with pytest.raises(KeyRefused, match="cannot be a key's name"):
        keys.make(name, "Ada", WORDS)


@pytest.mark.parametrize("holder", ["", "  ", "x" * 65, "Ada\u202e", "Ada\0", "Ada\x1b[31m"])
def test_holders_that_nobody_should_see(holder: str):
    with pytest.raises(KeyRefused, match="cannot be a holder's name"):
        keys.make("ada", holder, WORDS)


def test_a_short_passphrase_is_refused(own_home: Path):
    with pytest.raises(KeyRefused, match="at least 8 characters"):
        keys.make("ada", "Ada", "short")
    assert keys.listing() == []


def test_a_wrong_passphrase_is_one_sentence(own_home: Path, monkeypatch: pytest.MonkeyPatch):
    keys.make("ada", "Ada", WORDS)
    monkeypatch.setenv("GANVAS_PASSPHRASE", "another passphrase")
    with pytest.raises(KeyRefused, match="wrong passphrase"):
        keys.unlock("ada")


def test_without_a_terminal_nothing_is_asked(own_home: Path, monkeypatch: pytest.MonkeyPatch):
    keys.make("ada", "Ada", WORDS)
    monkeypatch.delenv("GANVAS_PASSPHRASE")
    with pytest.raises(KeyRefused, match="no terminal to ask at"):
        keys.unlock("ada")


def test_a_passphrase_file(own_home: Path, tmp_path: Path):
    keys.make("ada", "Ada", WORDS)
    (tmp_path / "words").write_text(f"{WORDS}\nmore\n")
    assert keys.unlock("ada", tmp_path / "words").key.name == "ada"
    (tmp_path / "words").write_text("\n")
    with pytest.raises(KeyRefused, match="is empty"):
        keys.unlock("ada", tmp_path / "words")
    with pytest.raises(KeyRefused, match="cannot be read"):
        keys.unlock("ada", tmp_path / "absent")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_a_key_that_others_can_read_is_refused(own_home: Path):
    keys.make("ada", "Ada", WORDS)
    (own_home / "keys/ada/key.pem").chmod(0o644)
    with pytest.raises(KeyRefused, match=r"mode 0644.*chmod 600"):
        keys.unlock("ada")


def test_a_damaged_key_is_one_sentence(own_home: Path):
    keys.make("ada", "Ada", WORDS)
    path = own_home / "keys/ada/key.pem"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(KeyRefused, match="damaged"):
        keys.unlock("ada")


def test_the_systems_keyring_unlocks(own_home: Path, monkeypatch: pytest.MonkeyPatch):
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.set_password", lambda place, name, words: kept.update({(place, name): words}))
    monkeypatch.setattr("keyring.get_password", lambda place, name: kept.get((place, name)))
    monkeypatch.delenv("GANVAS_PASSPHRASE")
    keys.make("ada", "Ada", "", by_system=True)
    assert len(kept["ganvas", "ada"]) > 30
    assert keys.unlock("ada").algorithm == "es256"
    kept.clear()
    with pytest.raises(KeyRefused, match="no longer has its passphrase"):
        keys.unlock("ada")


def test_a_system_without_a_keyring_says_so(own_home: Path, monkeypatch: pytest.MonkeyPatch):
    from keyring.errors import NoKeyringError

    def none(*_: str) -> None:
        raise NoKeyringError("no backend")

    monkeypatch.setattr("keyring.set_password", none)
    with pytest.raises(KeyRefused, match="no keyring that works"):
        passphrase.leave_with_system("ada")


def own_certificate(private: Any, **changes: Any) -> Any:
    """A self-signed leaf with one thing changed."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Own")])
    hour = datetime.timedelta(hours=1)
    start, end = changes.get("start", NOW - hour), changes.get("end", NOW + hour)
    builder = x509.CertificateBuilder(name, name, private.public_key(), 7, start, end)
    parts = {
        "basic": x509.BasicConstraints(ca=False, path_length=None),
        "usage": certificate._usage(digital_signature=True),
        "purposes": x509.ExtendedKeyUsage([x509.ObjectIdentifier(certificate.EMAIL_PROTECTION)]),
        "authority": x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key()),
    } | {key: value for key, value in changes.items() if key not in {"start", "end"}}
    for part in parts.values():
        if part is not None:
            builder = builder.add_extension(part, critical=False)
    return builder.sign(private, None if isinstance(private, ed25519.Ed25519PrivateKey) else SHA256())


def brought(folder: Path, private: Any, leaf: Any) -> keys.Key:
    (folder / "own.pem").write_bytes(certificate.to_pem(leaf))
    clear = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "own.key").write_bytes(clear)
    return keys.bring("own", folder / "own.pem", folder / "own.key", WORDS)


@pytest.mark.parametrize(
    ("kind", "private"),
    [
        ("es256", ec.generate_private_key(ec.SECP256R1())),
        ("es384", ec.generate_private_key(ec.SECP384R1())),
        ("ed25519", ed25519.Ed25519PrivateKey.generate()),
        ("ps256", rsa.generate_private_key(65537, 2048)),
    ],
)
def test_a_certificate_from_elsewhere(tmp_path: Path, kind: str, private: Any):
    brought(tmp_path, private, own_certificate(private))
    credential = keys.unlock("own")
    assert credential.algorithm == kind
    assert credential.key.holder == "Own"
    assert credential.sign(b"data")


UNFIT = {
    "expired": ({"start": NOW - datetime.timedelta(days=9), "end": NOW - datetime.timedelta(days=1)}, "is valid from"),
    "not yet": ({"start": NOW + datetime.timedelta(days=1), "end": NOW + datetime.timedelta(days=9)}, "is valid from"),
    "an authority": ({"basic": x509.BasicConstraints(ca=True, path_length=0)}, "is an authority"),
    "no use": ({"usage": None}, "digital signatures"),
    "another use": ({"usage": certificate._usage(key_encipherment=True)}, "digital signatures"),
    "no purpose": ({"purposes": None}, "e-mail protection"),
    "another purpose": (
        {"purposes": x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.1")])}, "e-mail protection",
    ),
    "no authority named": ({"authority": None}, "which authority"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNFIT)
def test_a_certificate_that_is_not_fit(tmp_path: Path, case: str):
    changes, says = UNFIT[case]
    private = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(KeyRefused, match=says):
        brought(tmp_path, private, own_certificate(private, **changes))
    assert keys.listing() == []


def test_a_key_of_another_curve_or_certificate(tmp_path: Path):
    strange = ec.generate_private_key(ec.SECP256K1())
    with pytest.raises(KeyRefused, match="does not sign credentials"):
        brought(tmp_path, strange, own_certificate(strange))
    one, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    with pytest.raises(KeyRefused, match="is not the key of"):
        brought(tmp_path, one, own_certificate(other))


def test_the_verb(own_home: Path, tmp_path: Path):
    told = call("new", "ada", "--holder", "Ada Lovelace", "--json")
    assert json.loads(told.stdout)["holder"] == "Ada Lovelace"
    assert json.loads(call("list", "--json").stdout)[0]["name"] == "ada"
    assert "until 20" in call("list").stdout
    assert call("export", "ada", "--into", tmp_path / "ada.pem").exit_code == 0
    assert b"PRIVATE" not in (tmp_path / "ada.pem").read_bytes()
    assert call("export", "ada").stdout.encode().strip() == (tmp_path / "ada.pem").read_bytes().strip()
    assert json.loads(call("trust", tmp_path / "ada.pem", "--json").stdout)["trusted"][0] == "Ada Lovelace"


def test_a_damaged_trusted_certificate_is_named(own_home: Path, tmp_path: Path):
    keys.make("ada", "Ada", WORDS)
    (tmp_path / "ada.pem").write_bytes(keys.export("ada"))
    keys.trust(tmp_path / "ada.pem")
    assert keys.anchors().count(b"BEGIN CERTIFICATE") == 3
    path = min((own_home / "trusted").iterdir())
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(KeyRefused, match=path.name):
        keys.anchors()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new"], "name a key"),
        (["trust"], "name a PEM file"),
        (["show", "bob"], "no key 'bob' on this machine"),
        (["bring", "own"], "name both"),
        (["trust", "/nowhere.pem"], "cannot be read"),
    ],
)
def test_a_wrong_call_is_one_sentence(own_home: Path, words: list[str], says: str):
    told = call(*words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert told.stderr.count("\n") == 1

"""A key of this test's own, far from the person's; nothing here asks a terminal or the system's keyring."""

from pathlib import Path

import pytest

from ganvas.provenance import keys
from ganvas.provenance.keys import Credential

WORDS = "a long enough passphrase"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GANVAS_HOME", str(place))
    monkeypatch.setenv("GANVAS_PASSPHRASE", WORDS)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return place


@pytest.fixture
def credential(own_home: Path) -> Credential:
    keys.make("ada", "Ada Lovelace", WORDS)
    return keys.unlock("ada")

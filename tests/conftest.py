"""A small model to paint with: a real pair of networks with random weights, in a real run's folders."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings

from ganvas import snapshot
from ganvas.model.model import Model
from ganvas.nets import NETS, Design
from ganvas.provenance import keys
from ganvas.provenance.keys import Credential
from ganvas.snapshot import Card

settings.register_profile("ganvas", deadline=None, max_examples=40)
settings.load_profile("ganvas")

WORDS = "a long enough passphrase"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """No test may open a connection to another machine; processes that a test starts are not watched."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _at_home_only(getattr(socket.socket, name)))
        yield


def _at_home_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]).partition("%")[0]
            at_home = host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)
            assert at_home, f"a test opened a connection to {address[0]}"
        return connect(self, address)

    return guarded


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@pytest.fixture
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for keys and the list of works, far from the person's; no terminal and no keyring is asked."""
    place = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GANVAS_HOME", str(place))
    monkeypatch.setenv("GANVAS_PASSPHRASE", WORDS)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return place


@pytest.fixture
def credential(own_home: Path) -> Credential:
    """Ada's key, unlocked."""
    keys.make("ada", "Ada Lovelace", WORDS)
    return keys.unlock("ada")


def small_card(**changes: object) -> Card:
    plan = {"medium": "image", "shape": (1, 16, 16), "net": "patch", "width": 32, "patch": 2, "z_dim": 8}
    source = {
        "recipe": "quick",
        "recipe_digest": "r" * 64,
        "corpus_digest": "c" * 64,
        "corpus_name": "ink",
        "seen": 640,
    }
    return Card.model_validate({**plan, **source, **changes})


def save_snapshot(folder: Path, seed: int = 0, **changes: object) -> Path:
    card = small_card(**changes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        design = Design.of(card)
        generator = NETS[card.net].generator(design)
        for weights in generator.parameters():  # fix-up initialization leaves the blocks silent
            weights.data += 0.06 * torch.randn(weights.shape)
    folder.mkdir(parents=True, exist_ok=True)
    snapshot.save(folder / snapshot.FILE, generator.state_dict(), card)
    return folder / snapshot.FILE


@pytest.fixture(scope="session")
def write_snapshot() -> Callable[..., Path]:
    """``write_snapshot(folder, seed=0, **card_changes)`` writes a snapshot there and gives its file."""
    return save_snapshot


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with two snapshots of different weights."""
    run = tmp_path_factory.mktemp("runs") / "small"
    for number, seen in enumerate((320, 640)):
        save_snapshot(run / snapshot.FOLDER / snapshot.folder_name(seen), number, seen=seen)
    return run


@pytest.fixture(scope="session")
def model(run_folder: Path) -> Model:
    return Model.load(run_folder)

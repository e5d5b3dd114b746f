import hashlib
import json
import struct
from pathlib import Path

import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas import snapshot
from ganvas.errors import ModelError
from ganvas.files import canonical_json, digest_file
from ganvas.heads import Head
from ganvas.recipe import QUICK
from ganvas.snapshot import Card
from ganvas.views import View

STATE = {"b": torch.arange(6.0).reshape(2, 3), "a": torch.tensor(3), "half": torch.ones(2, dtype=torch.bfloat16)}
CARD = Card.of(QUICK, "c" * 64, "ink", 123_456)


def test_a_card_repeats_its_recipe():
    assert (CARD.net, CARD.shape, CARD.z_dim, CARD.recipe) == (QUICK.net, QUICK.shape, QUICK.z_dim, "quick")
    assert CARD.recipe_digest == QUICK.fingerprint
    assert CARD.version == 1


def test_what_is_saved_is_loaded(tmp_path: Path):
    file = tmp_path / "generator.safetensors"
    digest = snapshot.save(file, STATE, CARD)
    card, state, found = snapshot.load(file)
    assert digest == found == digest_file(file)
    assert card.but(checksum="") == CARD
    assert state.keys() == STATE.keys()
    for name in STATE:
        assert_close(state[name], STATE[name], rtol=0, atol=0)
    with safetensors.safe_open(file, "pt") as stored:
        assert list(stored.metadata()) == ["ganvas"]


def test_equal_contents_give_equal_bytes(tmp_path: Path):
    first = snapshot.save(tmp_path / "a", STATE, CARD)
    assert snapshot.save(tmp_path / "b", dict(reversed(STATE.items())), CARD) == first
    assert snapshot.save(tmp_path / "c", {**STATE, "a": torch.tensor(4)}, CARD) != first
    assert snapshot.save(tmp_path / "d", STATE, CARD.but(seen=1)) != first


def refused(file: Path, data: bytes) -> str:
    file.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        snapshot.load(file)
    sentence = str(caught.value)
    assert sentence.startswith(str(file))
    assert "\n" not in sentence
    return sentence


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("snapshot") / "whole"
    snapshot.save(file, STATE, CARD)
    return file.read_bytes()


@given(share=st.floats(0, 1, exclude_max=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cut_file_is_refused(data: bytes, tmp_path: Path, share: float):
    refused(tmp_path / "cut", data[: int(share * len(data))])


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_is_refused_or_changes_nothing(data: bytes, tmp_path: Path, share: float, bit: int):
    place = int(share * len(data))
    flipped = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
    file = tmp_path / "flipped"
    file.write_bytes(flipped)
    try:
        card, state, _ = snapshot.load(file)
    except ModelError:
        return
    assert card.but(checksum="") == CARD  # a flip that the JSON's meaning does not notice
    for name in STATE:
        assert_close(state[name], STATE[name], rtol=0, atol=0)


def test_every_flipped_weight_is_noticed(data: bytes, tmp_path: Path):
    start = 8 + struct.unpack("<Q", data[:8])[0]
    for place in range(start, len(data)):
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert "checksum" in refused(tmp_path / "flipped", flipped)


def with_metadata(metadata: dict[str, str]) -> bytes:
    return safetensors.torch.save(STATE, metadata)


def test_foreign_files_are_refused(tmp_path: Path):
    file = tmp_path / "foreign"
    assert "not a snapshot" in refused(file, b"")
    assert "not a snapshot" in refused(file, b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    assert "no card" in refused(file, with_metadata({"format": "pt"}))
    assert "no card" in refused(file, safetensors.torch.save(STATE))
    assert "card" in refused(file, with_metadata({"ganvas": "{}"}))
    deep = b"[" * 100_000
    assert "no card" in refused(file, struct.pack("<Q", len(deep)) + deep)


def test_another_version_is_named(tmp_path: Path):
    text = json.dumps({**CARD.model_dump(mode="json"), "version": 2})
    assert "(version: " in refused(tmp_path / "later", with_metadata({"ganvas": text}))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ModelError, match=r"absent: cannot read this snapshot"):
        snapshot.load(tmp_path / "absent")


def test_find_goes_from_newest_to_oldest(run_folder: Path):
    files = snapshot.find(run_folder)
    assert [file.parent.name for file in files] == ["000000640", "000000320"]
    assert snapshot.find(run_folder / "snapshots") == files
    assert snapshot.find(files[1].parent) == [files[1]]
    assert snapshot.find(files[1]) == [files[1]]


def test_find_skips_a_folder_that_is_not_whole(tmp_path: Path, write_snapshot):
    whole = write_snapshot(tmp_path / "snapshots" / "000000010")
    (tmp_path / "snapshots" / "000000020.partial").mkdir()
    (tmp_path / "snapshots" / "000000030").mkdir()
    assert snapshot.find(tmp_path) == [whole]


@pytest.mark.parametrize("name", ["absent", "."])
def test_find_says_when_there_is_none(tmp_path: Path, name: str):
    with pytest.raises(ModelError, match=r"no such run or snapshot|no snapshot in it"):
        snapshot.find(tmp_path / name)


def test_a_card_from_before_it_had_classes_is_whole(tmp_path: Path):
    """An older file, made by hand: its card has none of the later fields, and its checksum none either."""
    old = {name: value for name, value in CARD.model_dump(mode="json").items() if name not in snapshot.LATER}
    hasher = hashlib.sha256(canonical_json({name: value for name, value in old.items() if name != "checksum"}))
    hasher.update(canonical_json(["a", "torch.float32", [2]]))
    hasher.update(torch.ones(2).numpy().tobytes())
    data = safetensors.torch.save({"a": torch.ones(2)}, {"ganvas": json.dumps({**old, "checksum": hasher.hexdigest()})})
    (tmp_path / "old").write_bytes(data)
    card, state, _ = snapshot.load(tmp_path / "old")
    assert (card.classes, card.group_width, card.wide_stages) == (0, 0, 1)
    assert_close(state, {"a": torch.ones(2)})


SAID = {
    "start": "7",
    "common": "7",
    "endless": True,
    "chained": True,
    "apart": True,
    "critic": "both",
    "ratio": 0.5,
    "views": (View(name="difference"),),
    "heads": (Head(name="light", kind="tanh", channels=1),),
}


@pytest.mark.parametrize("name", snapshot.LATER)
def test_a_later_field_counts_where_it_says_something(name: str):
    assert snapshot.checksum(CARD.but(**{name: SAID.get(name, 7)}), STATE) != snapshot.checksum(CARD, STATE)

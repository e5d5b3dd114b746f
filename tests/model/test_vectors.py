from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganvas.bases import base
from ganvas.errors import SketchError
from ganvas.model.model import Model
from ganvas.model.vectors import FOLDER, MOST_NUMBERS, Vectors, digest_of

shapes = st.lists(st.integers(0, 4), max_size=3)


@given(shapes, st.integers(0, 99))
def test_values_come_back_from_a_text(shape: list[int], seed: int):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    here, there = Vectors(), Vectors()
    name = here.add(values)
    there.unpack(here.pack((name,)))
    assert torch.equal(there.get(name), values)
    assert there.get(name).shape == values.shape


def test_the_digest_tells_shapes_apart():
    assert digest_of(torch.zeros(2, 3)) != digest_of(torch.zeros(3, 2))
    assert digest_of(torch.zeros(2, dtype=torch.float64)) == digest_of(torch.zeros(2))


def test_kept_values_are_there_tomorrow(tmp_path: Path):
    name = Vectors(tmp_path / FOLDER).add(torch.arange(6.0).view(2, 3), keep=True)
    assert torch.equal(Vectors(tmp_path / FOLDER).get(name), torch.arange(6.0).view(2, 3))


def test_all_snapshots_of_a_run_share_a_folder(run_folder: Path):
    models = [Model.load(path) for path in sorted((run_folder / "snapshots").iterdir())]
    assert {model.vectors.folder for model in models} == {run_folder / FOLDER}


@pytest.mark.parametrize("damage", [b"", b"no", b"\xff" * 100])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, damage: bytes):
    name = Vectors(tmp_path).add(torch.ones(3), keep=True)
    (tmp_path / f"{name}.safetensors").write_bytes(damage)
    with pytest.raises(SketchError, match="damaged") as caught:
        Vectors(tmp_path).get(name)
    assert "\n" not in str(caught.value)


def test_a_file_of_other_values_is_refused(tmp_path: Path):
    store = Vectors(tmp_path)
    one, other = store.add(torch.ones(3), keep=True), store.add(torch.zeros(3), keep=True)
    (tmp_path / f"{one}.safetensors").write_bytes((tmp_path / f"{other}.safetensors").read_bytes())
    with pytest.raises(SketchError, match="not those of its name"):
        Vectors(tmp_path).get(one)


def test_what_is_not_here_says_where_to_look():
    with pytest.raises(SketchError, match="not beside this model"):
        Vectors().get("f" * 64)


@pytest.mark.parametrize("values", [torch.tensor([float("nan")]), torch.zeros(1).expand(MOST_NUMBERS + 1)])
def test_values_that_cannot_be_used(values: torch.Tensor):
    with pytest.raises(SketchError, match="finite numbers"):
        Vectors().add(values)


@pytest.mark.parametrize(
    "text", ["", "3:", "3:!!!", "-1:eJw=", "99999999x9999999:eJw=", "2:eJxjYGBgAAAABAAB", "x:eJw="]
)
def test_a_damaged_text_is_one_sentence(text: str):
    with pytest.raises(SketchError, match="damaged"):
        Vectors().unpack({"f" * 64: text})


def test_a_bomb_is_not_inflated():
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(bytes(200_000_000))).decode()
    with pytest.raises(SketchError, match="damaged"):
        Vectors().unpack({"f" * 64: f"3:{bomb}"})


def test_what_is_found_in_a_base_lies_with_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    model = Model.load(base())
    model.vectors.add(torch.ones(3), keep=True)
    assert model.vectors.folder == tmp_path / "bases" / base().name / FOLDER
    assert not (base() / FOLDER).exists()

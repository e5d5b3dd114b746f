"""Models of a hub, by a stand-in on this machine: pinned to a commit, safetensors only, and errors are sentences."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ganvas import hub as ours
from ganvas import snapshot
from ganvas.cli import app
from ganvas.errors import DownloadError, ModelError
from ganvas.files import digest
from ganvas.model.model import Model
from ganvas.publishing.hub import export, push_to_hub
from ganvas.sketch import Seed, Sketch
from tests.hub import TOKEN, Stand, hub


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with hub() as stand:
        monkeypatch.setenv("HF_ENDPOINT", stand.address)
        yield stand


@pytest.fixture
def files(run_folder: Path, tmp_path: Path) -> dict[str, bytes]:
    folder = export(run_folder, tmp_path / "model")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_needs_no_hub(run_folder: Path, model: Model, tmp_path: Path, stand: Stand):
    folder = export(run_folder, tmp_path / "model")
    assert Model.from_pretrained(folder).digest == model.digest
    assert Model.from_pretrained(str(run_folder)).digest == model.digest
    with pytest.raises(ModelError, match="no such run or snapshot"):
        Model.from_pretrained(tmp_path / "absent")
    assert stand.asked == []


def test_a_model_of_the_hub_is_held_to_one_commit(files: dict[str, bytes], model: Model, stand: Stand):
    old = stand.put("ada/herons", files | {"evil.bin": b"\x80pickle", "run.py": b"import os"})
    found = ours.fetch("ada/herons")
    assert found.commit == old
    assert sorted(path.name for path in found.folder.iterdir()) == ["README.md", "config.json", snapshot.FILE]
    stand.put("ada/herons", files | {snapshot.FILE: b"something else"})
    stand.asked.clear()
    pinned = Model.from_pretrained("ada/herons", old)
    assert pinned.digest == model.digest
    assert stand.asked == []  # that commit is here
    sketch = Sketch(latent=Seed(seed=3))
    assert pinned.render(sketch).digest == model.render(sketch).digest
    with pytest.raises(ModelError, match="not a snapshot"):
        Model.from_pretrained("ada/herons")  # what main is now


@pytest.mark.parametrize(
    ("name", "revision", "says"),
    [
        ("ada/absent", "main", "has no such model, or you may not see it"),
        ("ada/herons", "v9", "ada/herons: has no revision v9"),
        ("ada/herons", "0" * 40, "has no revision 0000"),
        ("ada/words", "main", f"holds no {snapshot.FILE}, so it is no model of Ganvas"),
        ("ada/a--b", "main", "is not a name that a hub allows"),
    ],
)
def test_what_is_not_there(files: dict[str, bytes], stand: Stand, name: str, revision: str, says: str):
    stand.put("ada/herons", files)
    stand.put("ada/words", {"model.bin": b"\x80pickle"})
    with pytest.raises(DownloadError, match=says):
        Model.from_pretrained(name, revision)


def test_a_hub_that_does_not_answer(files: dict[str, bytes], stand: Stand, monkeypatch: pytest.MonkeyPatch):
    commit = stand.put("ada/herons", files)
    kept = Model.from_pretrained("ada/herons").digest
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=r"http://127.0.0.1:9 cannot be reached"):
        Model.from_pretrained("ada/herons")
    assert Model.from_pretrained("ada/herons", commit).digest == kept  # a commit that is in the cache
    with pytest.raises(DownloadError, match=r"cannot be reached \(ConnectError\)"):
        Model.from_pretrained("ada/other", commit)


def test_pushed_and_loaded_again(run_folder: Path, model: Model, stand: Stand, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(DownloadError, match="you may not; log in"):
        push_to_hub(run_folder, "ada/herons")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    commit = push_to_hub(run_folder, "ada/herons", licence="cc-by-4.0", author="Ada")
    sent = stand.models["ada/herons"][commit]
    assert sorted(sent) == ["README.md", "config.json", snapshot.FILE]
    assert digest(sent[snapshot.FILE]) == model.digest
    assert b'license: "cc-by-4.0"' in sent["README.md"]
    assert "ada/herons" in stand.private
    assert Model.from_pretrained("ada/herons", commit).digest == model.digest


def test_the_verb(run_folder: Path, stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    words = ["export", str(run_folder), "--hub", str(tmp_path / "out"), "--push", "ada/herons"]
    assert CliRunner().invoke(app, [*words, "--dry-run"]).exit_code == 0
    assert not stand.asked
    told = CliRunner().invoke(app, [*words, "--public"])
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[1] == f"ada/herons: commit {stand.commit_of('ada/herons', 'main')}"
    assert "ada/herons" not in stand.private
    assert "--push goes with --hub" in CliRunner().invoke(app, ["export", "a.png", "--push", "ada/herons"]).stderr
    bad = CliRunner().invoke(app, ["export", str(run_folder), "--hub", str(tmp_path / "new"), "--push", "herons"])
    assert "written OWNER/NAME" in bad.stderr

import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.cli.progress import ProgressLine


@pytest.fixture
def works(tmp_path):
    folder = tmp_path / "works"
    (folder / "a").mkdir(parents=True)
    for number in range(3):
        levels = np.random.default_rng(number).integers(0, 256, (40, 30, 3), np.uint8)
        Image.fromarray(levels).save(folder / f"a/{number}.png")
    (folder / "bad.png").write_bytes(b"")
    return folder


def call(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_gather_and_check(works, tmp_path):
    gathered = call("gather", works, "--into", tmp_path / "corpus", "--author", "Ada")
    assert gathered.exit_code == 0
    assert "3 works by Ada" in gathered.stdout
    assert "1 left out, zero bytes:" in gathered.stdout
    checked = call("check", tmp_path / "corpus", "--json")
    assert checked.exit_code == 0
    found = json.loads(checked.stdout)
    assert (found["works"], found["left_out"], found["by_reason"], found["damaged"]) == (3, 1, {"empty": 1}, [])
    assert found["report"][0]["name"] == "bad.png"
    for picture in ("sheet", "graph"):
        with Image.open(found[picture]) as image:
            assert image.width == 1200
            assert np.asarray(image).std() > 5


def test_json_is_one_object(works, tmp_path):
    found = json.loads(call("gather", works, "--into", tmp_path / "corpus", "--labels", "folders", "--json").stdout)
    assert found["path"] == str(tmp_path / "corpus")
    assert found["works"] == 3
    assert found["label_names"] == ["a"]
    assert len(found["digest"]) == 64


def test_dry_run_writes_nothing(works, tmp_path):
    result = call("gather", works, "--into", tmp_path / "corpus", "--dry-run", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["works"], found["left_out"]) == (0, 3, 1)
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("name", ["bad.png", "nowhere"])
def test_nothing_usable_is_exit_two_and_one_sentence(name, works, tmp_path):
    result = call("gather", works / name, "--into", tmp_path / "corpus")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("ganvas: ")
    assert result.stderr.count("\n") == 1


def test_check_finds_damage(works, tmp_path):
    call("gather", works, "--into", tmp_path / "corpus")
    victim = next((tmp_path / "corpus/originals").rglob("*.png"))
    victim.write_bytes(b"other")
    result = call("check", tmp_path / "corpus", "--json")
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["damaged"]) == 1
    assert not (tmp_path / "corpus/sheet.png").exists()
    victim.unlink()
    assert "its file is gone" in call("check", tmp_path / "corpus").stdout


def test_check_of_no_corpus(tmp_path):
    result = call("check", tmp_path)
    assert result.exit_code == 2
    assert "no corpus; make one with ganvas gather" in result.stderr


def test_options_from_a_file(works, tmp_path):
    (tmp_path / "options.toml").write_text('author = "Ada"\nmin-px = 31\n')
    options = ("gather", works, "--into", tmp_path / "c", "--config", tmp_path / "options.toml")
    refused = call(*options)
    assert refused.exit_code == 2
    assert "the shorter side is 30 px, wanted at least 31" in refused.stderr
    assert json.loads(call(*options, "--min-px", 30, "--json").stdout)["author"] == "Ada"  # a flag beats the file


def test_progress_is_plain_where_nobody_watches(capsys, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("ganvas.cli.progress.time.monotonic", lambda: now[0])
    line = ProgressLine()
    for done in range(1, 31):
        now[0] += 1.0
        line("gathering", done, 60)
    line.close()
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 5
    assert told[0].startswith("gathering: 6 of 60 (10%, ")
    assert "\r" not in "".join(told)

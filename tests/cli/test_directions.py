import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.artwork import Artwork
from ganvas.cli import app
from tests.model.styled import styled


def call(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("ganvas: ")]
    return line


@pytest.fixture
def run(tmp_path: Path) -> Path:
    styled(tmp_path / "run")
    return tmp_path / "run"


def test_found_named_kept_and_used_in_a_line(run: Path, tmp_path: Path):
    words = ["directions", run, "--layers", "coarse", "--count", "2"]
    told = call(*words, "--into", tmp_path / "sheet.png", "--json")
    assert told.exit_code == 0, told.output
    first = json.loads(told.stdout)
    assert [one["name"] for one in first["directions"]] == ["1", "2"]
    assert not (run / "directions.json").exists()
    assert (tmp_path / "sheet.png").exists()

    told = call(*words, "--name", "2=smile", "--json")
    named = json.loads(told.stdout)["directions"]
    assert [one["name"] for one in named] == ["1", "smile"]
    assert named[1]["effect"] == first["directions"][1]["effect"]
    told = call("sample", run, "--sketch", "push(3, smile, 1.5, coarse)", "--into", tmp_path / "out", "--json")
    assert told.exit_code == 0, told.output
    sketch = Artwork.read_sketch(next((tmp_path / "out").glob("sketch-*.png")))
    assert sketch.latent.direction == named[1]["digest"]


def test_from_examples_then_shared(run: Path, tmp_path: Path):
    told = call("directions", run, "--liked", "3,7", "--others", "1-2", "--as", "calm", "--layers", "coarse")
    assert told.exit_code == 0, told.output
    assert "calm" in told.stdout
    assert call("directions", run, "--export", tmp_path / "file.json").exit_code == 0
    styled(tmp_path / "other", seed=1)
    told = call("directions", tmp_path / "other", "--import", tmp_path / "file.json", "--json")
    assert [one["name"] for one in json.loads(told.stdout)["directions"]] == ["calm"]
    told = call("directions", tmp_path / "other", "--kept", "--into", tmp_path / "kept.png", "--json")
    assert json.loads(told.stdout)["sheet"] == str(tmp_path / "kept.png")
    styled(tmp_path / "wide", z_dim=16)
    assert "directions of a model of" in sentence(
        call("directions", tmp_path / "wide", "--import", tmp_path / "file.json")
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--liked", "3"], "wants all of --liked"),
        (["--liked", "3", "--others", "3", "--as", "x"], "are the same latents"),
        (["--kept", "--name", "1=x"], "one at a time"),
        (["--layers", "top"], "write all, coarse"),
        (["--layers", "90"], "numbered 0 to"),
        (["--psi", "3"], "psi 3"),
        (["--into", "sheet.jpg"], "a sheet is a PNG file"),
        (["--import", "absent.json"], "cannot be read"),
        (["--export", "x.json"], "no direction of this model has a name yet"),
        (["--layers", "coarse", "--count", "1", "--name", "2=x"], "a number from 1 to 1"),
        (["--layers", "coarse", "--count", "1", "--name", "1=two words"], "no name for a direction"),
    ],
)
def test_a_wrong_call_is_one_sentence(run: Path, words: list[str], says: str):
    assert says in sentence(call("directions", run, *words))
    assert not (run / "directions.json").exists()


def test_nothing_named_is_said(run: Path):
    assert call("directions", run, "--kept").stdout == "no direction of this model has a name yet\n"

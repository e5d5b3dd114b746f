import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.cli import app
from tests.model.styled import styled


def call(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["taste", *map(str, args)])


@pytest.fixture
def run(tmp_path: Path) -> Path:
    styled(tmp_path / "run")
    return tmp_path / "run"


def test_rounds_that_learn(run: Path, tmp_path: Path):
    words = [run, "--learn", tmp_path / "taste.json", "--into", tmp_path / "out", "--json"]
    told = call(*words)
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["seen"] == 0
    first = (tmp_path / "out" / "taste.png").read_bytes()
    told = call(*words, "--pick", "7,3", "--skip", "1")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["seen"] == 28
    assert (tmp_path / "out" / "taste.png").read_bytes() != first
    kept = json.loads((tmp_path / "taste.json").read_text())
    assert len(kept["pairs"]) == 27 + 26
    assert len(kept["skipped"]) == 1
    before = (tmp_path / "taste.json").read_bytes()
    call(*words)  # looking changes nothing
    assert (tmp_path / "taste.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--pick", "7"], "no taste yet, so there was no board to pick from"),
        (["--psi", "7"], "psi 7"),
        (["--pick", "x"], "is no seed"),
    ],
)
def test_a_wrong_call_is_one_sentence(run: Path, tmp_path: Path, words: list[str], says: str):
    told = call(run, "--learn", tmp_path / "taste.json", "--into", tmp_path / "out", *words)
    assert told.exit_code == 2, told.output
    (line,) = [line for line in told.stderr.splitlines() if line.startswith("ganvas: ")]
    assert says in line
    assert not (tmp_path / "taste.json").exists()


def test_a_number_that_was_not_shown_is_refused(run: Path, tmp_path: Path):
    call(run, "--learn", tmp_path / "taste.json", "--into", tmp_path / "out")
    before = (tmp_path / "taste.json").read_bytes()
    told = call(run, "--learn", tmp_path / "taste.json", "--into", tmp_path / "out", "--pick", "29")
    assert told.exit_code == 2
    assert "wanted different numbers from 1 to 28" in told.stderr
    assert (tmp_path / "taste.json").read_bytes() == before

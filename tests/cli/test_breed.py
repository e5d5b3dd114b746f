import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.cli import app
from tests.model.styled import styled


def call(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["breed", *map(str, args)])


def sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("ganvas: ")]
    return line


@pytest.fixture
def run(tmp_path: Path) -> Path:
    styled(tmp_path / "run")
    return tmp_path / "run"


def test_two_rounds(run: Path, tmp_path: Path):
    out = tmp_path / "out"
    told = call(run, "--parents", "3,7", "--strength", "0.5", "--lock", "coarse", "--into", out, "--json")
    assert told.exit_code == 0, told.output
    first = json.loads(told.stdout)
    assert first["round"] == 1
    assert first["board"] == str(out / "board-001.json")
    told = call(run, "--from", first["board"], "--pick", "2,5", "--lock", "none", "--into", out, "--json")
    assert told.exit_code == 0, told.output
    assert {path.name for path in out.iterdir()} == {
        f"board-00{number}.{suffix}" for number in (1, 2) for suffix in ("json", "jsonl", "png")
    }
    boards = [json.loads((out / f"board-00{number}.json").read_text())["litter"]["breeding"] for number in (1, 2)]
    assert [one["strength"] for one in boards] == [0.5, 0.5]
    assert [one["locked"] for one in boards] == [["coarse"], []]


def test_a_dry_run_writes_nothing(run: Path, tmp_path: Path):
    told = call(run, "--parents", "3", "--into", tmp_path / "out", "--dry-run")
    assert told.stdout == f"round 1 would be painted into {tmp_path / 'out'}\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "begin with --parents"),
        (["--parents", "1", "--from", "x.json", "--pick", "1"], "begin with --parents"),
        (["--from", "x.json"], "begin with --parents"),
        (["--from", "absent.json", "--pick", "1"], "cannot be read"),
        (["--parents", "1-4"], "1 to 3 parents"),
        (["--parents", "1", "--strength", "2"], "wanted --strength from 0.05 to 1"),
        (["--parents", "1", "--lock", "top"], "at most two of coarse, middle, fine"),
        (["--parents", "1", "--psi", "3"], "psi 3"),
    ],
)
def test_a_wrong_call_is_one_sentence(run: Path, tmp_path: Path, words: list[str], says: str):
    assert says in sentence(call(run, *words, "--into", tmp_path / "out"))
    assert not (tmp_path / "out").exists()

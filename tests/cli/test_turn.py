import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.artwork import Artwork
from ganvas.bases import base
from ganvas.cli import app
from ganvas.sketch.line import read_line


def turn(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["turn", *map(str, args)])


def test_proposals_with_their_reasons(tmp_path: Path):
    result = turn(
        base(), "--sketch", "9", "--zone", "box(0.5, 0, 1, 1)", "--proposals", "2", "--into", tmp_path, "--json"
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["proposals"]
    assert {path.name for path in tmp_path.iterdir()} == {"before.png", "proposal-1.png", "proposal-2.png", "sheet.png"}
    for one in found:
        assert one["why"]
        assert Artwork.read_sketch(one["path"]) == read_line(one["sketch"])


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--sketch", "9", "--zone", "7"], "wanted a mask"),
        (["--sketch", "mix(", "--zone", "box(0, 0, 1, 1)"], "found the end"),
        (["--sketch", "9", "--zone", "box(1, 0, 0, 1)"], "left must be less than right"),
        (["--sketch", "9", "--zone", "box(0, 0, 1, 1)", "--mine", "box(0, 0, 1, 1)"], "give it more room"),
    ],
)
def test_a_wrong_call_is_one_sentence(tmp_path: Path, args: list[str], says: str):
    result = turn(base(), *args, "--into", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_model_without_regions_says_so(run_folder: Path, tmp_path: Path):
    result = turn(run_folder, "--sketch", "9", "--zone", "box(0.5, 0, 1, 1)", "--into", tmp_path)
    assert "train a 'style' model" in result.stderr

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from ganvas.cli import app
from ganvas.files import digest_file
from ganvas.media.image.sheet import is_contact_sheet


def mix(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["mix", *map(str, args)])


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("styled"), net="style")


def test_a_table_of_mixes(styled: Path, tmp_path: Path):
    path = tmp_path / "new" / "table.png"
    result = mix(styled, "--rows", "1,2", "--columns", "3-5", "--layers", "fine", "--into", path, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["rows"], found["columns"], found["layers"]) == ([1, 2], [3, 4, 5], "fine")
    assert found["digest"] == digest_file(path)
    assert is_contact_sheet(path.read_bytes())
    wide, high = Image.open(io.BytesIO(path.read_bytes())).size
    assert wide / high == pytest.approx(4 / 3, abs=0.05)


def test_mixing_everything_shows_the_rows_alone(styled: Path, tmp_path: Path):
    """A row that gives all layers is the same picture in every column."""
    mix(styled, "--rows", "1", "--columns", "3,4", "--layers", "all", "--into", tmp_path / "table.png")
    table = np.asarray(Image.open(tmp_path / "table.png").convert("L"))
    row = table[table.shape[0] // 2 :]
    third = row.shape[1] // 3
    cells = [row[:, third * k : third * (k + 1)] for k in range(3)]
    inked = [int((cell < 128).sum()) for cell in cells]
    assert inked[1] == pytest.approx(inked[2], rel=0.05)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--layers", "deep"], "write all, coarse"),
        (["--layers", "0-99"], "this model's are numbered 0 to"),
        (["--rows", "a"], "is no seed"),
        (["--rows", "0-99", "--columns", "0-99"], "wanted at most 2,500"),
        (["--psi", "3"], "psi 3"),
    ],
)
def test_a_wrong_call_is_one_sentence(styled: Path, tmp_path: Path, args: list[str], says: str):
    result = mix(styled, *args, "--into", tmp_path / "table.png")
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_model_without_layers_says_so(run_folder: Path, tmp_path: Path):
    assert "no layers of style" in mix(run_folder, "--into", tmp_path / "table.png").stderr


def test_no_file_is_lost(styled: Path, tmp_path: Path):
    (tmp_path / "table.png").write_bytes(b"mine")
    assert "is there already" in mix(styled, "--into", tmp_path / "table.png").stderr
    assert (tmp_path / "table.png").read_bytes() == b"mine"
    assert "a table is a PNG" in mix(styled, "--into", tmp_path / "table.jpg").stderr
    assert json.loads(mix(styled, "--into", tmp_path / "other.png", "--dry-run", "--json").stdout)["dry_run"]
    assert not (tmp_path / "other.png").exists()

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from ganvas.cli import app


def atlas(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["atlas", *map(str, args)])


def test_a_map_is_drawn_and_told(run_folder: Path, tmp_path: Path):
    call = (run_folder, "--count", "20", "--extractor", "pixels", "--jobs", "1", "--into", tmp_path / "map")
    result = atlas(*call, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["samples"], found["works"], found["method"]) == (20, 0, "pca")
    assert Path(found["page"]).is_file()
    again = atlas(*call)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    assert "20 samples, by pca (fewer than" in atlas(*call, "--overwrite").stdout


def test_a_dry_run_writes_nothing(run_folder: Path, tmp_path: Path):
    assert "would be laid out" in atlas(run_folder, "--into", tmp_path / "map", "--dry-run").stdout
    assert not list(tmp_path.iterdir())

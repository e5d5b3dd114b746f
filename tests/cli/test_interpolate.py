import json
from pathlib import Path

import av
import pytest
from typer.testing import CliRunner, Result

from ganvas import files
from ganvas.cli import app


def interpolate(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["interpolate", *map(str, args)])


def sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("ganvas: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("suffix", ["mp4", "webm", "gif"])
def test_a_film_of_the_asked_length(run_folder: Path, tmp_path: Path, suffix: str):
    film = tmp_path / f"film.{suffix}"
    result = interpolate(
        run_folder, "--seeds", "3,7,3", "--loop", "--seconds", "0.4", "--into", film, "--json", "--scale", "2"
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["frames"], found["seeds"], found["digest"]) == (10, [3, 7, 3], files.digest_file(film))
    with av.open(film) as container:
        shown = list(container.decode(video=0))
    assert len(shown) == 10
    assert (shown[0].width, shown[0].height) == (32, 32)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--seeds", "3"], "a walk goes through 2 to"),
        (["--seeds", "3,x"], "is no seed"),
        (["--seconds", "0"], "a film lasts"),
        (["--seconds", "nan"], "a film lasts"),
        (["--psi", "-1"], "psi -1"),
    ],
)
def test_a_wrong_call_is_one_sentence(run_folder: Path, tmp_path: Path, args: list[str], says: str):
    assert says in sentence(interpolate(run_folder, "--into", tmp_path / "film.gif", *args))
    assert not list(tmp_path.iterdir())


def test_another_suffix_is_refused_before_the_work(run_folder: Path, tmp_path: Path):
    assert "ends in .mp4, .webm, .gif" in sentence(interpolate(run_folder, "--into", tmp_path / "film.avi"))


def test_a_persons_film_is_kept(run_folder: Path, tmp_path: Path):
    (tmp_path / "film.gif").write_bytes(b"mine")
    assert "--overwrite" in sentence(interpolate(run_folder, "--into", tmp_path / "film.gif"))
    assert (tmp_path / "film.gif").read_bytes() == b"mine"


def test_a_dry_run_writes_nothing(run_folder: Path, tmp_path: Path):
    result = interpolate(run_folder, "--into", tmp_path / "film.mp4", "--dry-run")
    assert result.stdout.startswith("150 frames would be painted")
    assert not list(tmp_path.iterdir())

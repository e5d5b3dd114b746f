import json
from pathlib import Path

import av
import pytest
from typer.testing import CliRunner, Result

from ganvas import files
from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.sketch import Seed, Sketch
from tests.media.sounds import clicks, write_wav


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


def test_keys_as_sketches_at_times(run_folder: Path, tmp_path: Path):
    keys = tmp_path / "keys.jsonl"
    keys.write_text("".join(Sketch(latent=Seed(seed=s), psi=0.5).to_json(indent=None) + "\n" for s in (4, 5)))
    result = interpolate(
        run_folder, "--sketches", keys, "--times", "0,0.4", "--ease", "ease-in", "--into", tmp_path / "out", "--json"
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["frames"], found["seeds"]) == (10, [4, 5])
    first, last = (Artwork.read_sketch(tmp_path / "out" / f"frame-000{n}.png") for n in (0, 9))
    assert (first.psi, first.latent.at, last.latent.at) == (0.5, 0.0, 1.0)


def test_an_even_pace_is_told(run_folder: Path, tmp_path: Path):
    result = interpolate(run_folder, "--seeds", "1,2", "--even", "--seconds", "1", "--into", tmp_path / "a.gif")
    assert "steps vary by" in result.stdout


def test_a_sound_drives_a_film(run_folder: Path, tmp_path: Path):
    tune = write_wav(tmp_path / "tune.wav", clicks([0.1, 0.3], 0.5))
    call = (run_folder, "--seeds", "1,2", "--sound", tune, "--drive", "onset:strength=0.4", "--drive", "low:speed=2")
    result = interpolate(*call, "--into", tmp_path / "a.webm", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["frames"] == 12
    assert found["flashes"]["after"] <= 3
    with av.open(tmp_path / "a.webm") as container:
        assert len(container.streams.audio) == 1
    told = interpolate(*call, "--into", tmp_path / "a.gif").stdout
    assert "flashes: at most" in told
    assert "have no sound" in told


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--drive", "onset:psi=1"], "add --sound"),
        (["--sound", "none.wav"], "No such file"),
        (["--only", "thick"], "layers 'thick'"),
        (["--times", "0,1"], "2 times for 6 keys"),
        (["--ease", "bounce"], "choose one of"),
        (["--sketches", "keys.jsonl", "--seeds", "1,2"], "leave out --seeds"),
    ],
)
def test_a_wrong_option_is_one_sentence(run_folder: Path, tmp_path: Path, args: list[str], says: str):
    assert says in sentence(interpolate(run_folder, "--into", tmp_path / "film.gif", *args))
    assert not list(tmp_path.iterdir())

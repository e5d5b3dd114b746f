import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas import files, snapshot
from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.model.model import Model
from ganvas.sketch import Blend, Seed, Share, Sketch


def sample(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["sample", *map(str, args)])


def sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("ganvas: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_one_picture_a_seed_and_a_sheet(run_folder: Path, model: Model, tmp_path: Path):
    result = sample(run_folder, "--seeds", "0-2,99,1", "--psi", "1", "--into", tmp_path, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["model"] == model.digest
    assert [picture["seed"] for picture in found["pictures"]] == [0, 1, 2, 99]
    for picture in found["pictures"]:
        assert files.digest_file(Path(picture["path"])) == picture["digest"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "seed-0000.png", "seed-0001.png", "seed-0002.png", "seed-0099.png", "sheet.png",
    }  # fmt: skip


def test_the_words_for_a_person(run_folder: Path, tmp_path: Path):
    result = sample(run_folder, "--seeds", "7", "--into", tmp_path)
    assert result.stdout.startswith("1 picture in ")


@pytest.mark.parametrize("scale", ["1", "3"])
def test_like_paints_the_same_bytes(run_folder: Path, tmp_path: Path, scale: str):
    older = snapshot.find(run_folder)[1]  # found by its digest, though the run went on
    sample(older, "--seeds", "5", "--psi", "1.2", "--into", tmp_path / "a", "--scale", scale)
    result = sample(run_folder, "--like", tmp_path / "a/seed-0005.png", "--into", tmp_path / "b", "--scale", scale)
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["seed-0005.png"]
    assert (tmp_path / "b/seed-0005.png").read_bytes() == (tmp_path / "a/seed-0005.png").read_bytes()


def test_like_refuses_another_model_and_names_both(run_folder: Path, model: Model, tmp_path: Path):
    older = snapshot.find(run_folder)[1]
    sample(run_folder, "--seeds", "5", "--into", tmp_path / "a")
    said = sentence(sample(older, "--like", tmp_path / "a/seed-0005.png", "--into", tmp_path / "b"))
    assert model.digest[:12] in said
    assert files.digest_file(older)[:12] in said
    assert not (tmp_path / "b").exists()


def test_like_refuses_what_carries_no_sketch(run_folder: Path, tmp_path: Path):
    (tmp_path / "own.png").write_bytes(b"mine")
    assert "carries no sketch" in sentence(sample(run_folder, "--like", tmp_path / "own.png", "--into", tmp_path))
    assert "cannot be read" in sentence(sample(run_folder, "--like", tmp_path / "absent.png", "--into", tmp_path))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--seeds", "3-1"], "runs backwards"),
        (["--seeds", "a"], "is no seed"),
        (["--psi", "2.5"], "psi 2.5"),
        (["--psi", "nan"], "psi nan"),
        (["--device", "abacus"], "choose one of: auto, cpu"),
        (["--like", "a.png", "--psi", "1"], "leave out --seeds, --sketch and --psi"),
    ],
)
def test_a_wrong_call_is_one_sentence(run_folder: Path, tmp_path: Path, args: list[str], says: str):
    assert says in sentence(sample(run_folder, *args, "--into", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_it_needs_a_place_and_a_model(run_folder: Path, tmp_path: Path):
    assert "add --into DIR" in sentence(sample(run_folder))
    assert "no such run or snapshot" in sentence(sample(tmp_path / "absent", "--into", tmp_path))
    assert "no snapshot in it" in sentence(sample(tmp_path, "--into", tmp_path))


def test_a_persons_file_is_kept(run_folder: Path, tmp_path: Path):
    (tmp_path / "seed-0001.png").write_bytes(b"mine")
    assert "--overwrite" in sentence(sample(run_folder, "--seeds", "0,1", "--into", tmp_path))
    assert (tmp_path / "seed-0001.png").read_bytes() == b"mine"
    assert sample(run_folder, "--seeds", "0,1", "--into", tmp_path, "--overwrite").exit_code == 0


def test_a_dry_run_writes_nothing(run_folder: Path, tmp_path: Path):
    result = sample(run_folder, "--seeds", "0-3", "--into", tmp_path / "out", "--dry-run", "--json")
    assert len(json.loads(result.stdout)["paths"]) == 4
    assert not (tmp_path / "out").exists()


def test_show_in_the_terminal(run_folder: Path):
    result = sample(run_folder, "--seeds", "0-30", "--show", "terminal")
    assert result.exit_code == 0
    assert "\x1b[38;2;" in result.stdout
    assert "the first 16 of 31" in result.stdout  # 100 columns hold four pictures a row


def test_json_stays_clean_beside_a_picture(run_folder: Path):
    result = sample(run_folder, "--seeds", "0", "--show", "terminal", "--json")
    assert json.loads(result.stdout)["seen"] == 640
    assert "\x1b[38;2;" in result.stderr


def test_a_window_needs_a_screen(run_folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert "--show terminal" in sentence(sample(run_folder, "--seeds", "0", "--show", "window"))


def test_options_may_come_from_a_file(run_folder: Path, tmp_path: Path):
    (tmp_path / "options.toml").write_text('seeds = "4"\npsi = 0.5\n')
    sample(run_folder, "--config", tmp_path / "options.toml", "--into", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"seed-0004.png", "sheet.png"}


def test_sketches_by_line_and_by_file(run_folder: Path, model: Model, tmp_path: Path):
    half = Sketch(latent=Blend(of=(Share(latent=Seed(seed=1), weight=0.5), Share(latent=Seed(seed=2), weight=0.5))))
    (tmp_path / "one.json").write_text(half.to_json())
    (tmp_path / "many.jsonl").write_text("".join(half.but(psi=psi).to_json(indent=None) + "\n" for psi in (0.1, 0.2)))
    said = [
        "--sketch",
        "blend(1, 2, 0.5) psi=0.3",
        "--sketch",
        tmp_path / "one.json",
        "--sketch",
        tmp_path / "many.jsonl",
    ]
    result = sample(run_folder, *said, "--into", tmp_path / "out", "--json")
    assert result.exit_code == 0, result.output
    paths = [Path(picture["path"]) for picture in json.loads(result.stdout)["pictures"]]
    wanted = [half.but(psi=psi) for psi in (0.3, half.psi, 0.1, 0.2)]
    assert [Artwork.read_sketch(path) for path in paths] == wanted
    assert [path.read_bytes() for path in paths] == [model.render(sketch).encode() for sketch in wanted]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mix(1, 2", "at character 9 found the end"),
        ("absent.json", "cannot be read"),
        ("false.json", "not a sketch"),
        ("empty.jsonl", "holds no sketch"),
        ("half.jsonl", "line 2"),
    ],
)
def test_a_false_sketch_is_one_sentence(run_folder: Path, tmp_path: Path, text: str, says: str):
    (tmp_path / "false.json").write_text("{}")
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "half.jsonl").write_text('{"latent":{"kind":"mean"}}\n{"latent":')
    given = tmp_path / text if "." in text else text
    assert says in sentence(sample(run_folder, "--sketch", given, "--into", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_seeds_and_sketches_are_two_questions(run_folder: Path, tmp_path: Path):
    assert "leave out --seeds" in sentence(sample(run_folder, "--sketch", "1", "--seeds", "1", "--into", tmp_path))

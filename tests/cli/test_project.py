"""`ganvas project` and `ganvas propose`: what they write, what they say, and what they refuse."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.model.model import Model
from ganvas.model.project import encoder
from ganvas.sketch import Sketch


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(autouse=True)
def short_lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(encoder, "STEPS", 3)
    monkeypatch.setattr(encoder, "DRAWN", 16)
    before = torch.get_num_threads()
    yield
    assert torch.get_num_threads() == before  # one thread is for the search alone


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_snapshot(folder / "snapshots" / "000000640", net="style", shape=(3, 16, 16), width=16)
    return folder


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of another size and aspect, painted on nothing."""
    picture = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 40, 30), (200, 60, 40, 255))
    path = tmp_path_factory.mktemp("drawing") / "mine.png"
    picture.save(path)
    return path


def test_project_leaves_picture_sketch_and_report(run: Path, drawing: Path, tmp_path: Path):
    told = call("project", run, drawing, "--into", tmp_path, "--steps", 3, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {
        "mine-projected.png", "mine-projected.json", "mine-report.png",
    }  # fmt: skip
    assert 0 < found["distance"] < 4
    assert set(found["missing"]) == {"coarse", "middle", "fine"}
    sketch = Sketch.read(Path(found["sketch"]).read_text())
    assert Artwork.read_sketch(found["picture"]) == sketch
    again = Model.load(run).render(sketch)  # its vector is beside the run
    assert again.encode() == Path(found["picture"]).read_bytes()
    with Image.open(found["report"]) as report:
        assert report.width > 3 * 16


def test_project_says_how_near_it_is_in_one_sentence(run: Path, drawing: Path, tmp_path: Path):
    told = call("project", run, drawing, "--into", tmp_path, "--steps", 1)
    (line,) = told.stdout.splitlines()
    assert line.startswith(f"{tmp_path / 'mine-projected.png'}: The model ")
    assert "standard deviations" in line


def test_a_picture_that_carries_its_vector_is_painted_again_elsewhere(
    run: Path, drawing: Path, tmp_path: Path, write_snapshot
):
    call("project", run, drawing, "--into", tmp_path / "a", "--steps", 1)
    copy = write_snapshot(tmp_path / "copy", net="style", shape=(3, 16, 16), width=16)
    told = call("sample", copy, "--like", tmp_path / "a/mine-projected.png", "--into", tmp_path / "b")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "b/mine-projected.png").read_bytes() == (tmp_path / "a/mine-projected.png").read_bytes()


def test_a_mask_counts(run: Path, drawing: Path, tmp_path: Path):
    mask = Image.new("L", (16, 16), 0)
    mask.paste(255, (0, 0, 8, 16))
    mask.save(tmp_path / "mask.png")
    whole = call("project", run, drawing, "--into", tmp_path / "a", "--steps", 2, "--json")
    part = call(
        "project", run, drawing, "--into", tmp_path / "b", "--steps", 2, "--json", "--keep", tmp_path / "mask.png"
    )
    assert json.loads(whole.stdout)["distance"] != json.loads(part.stdout)["distance"]


@pytest.mark.parametrize("follow", ["colours", "lines", "keep"])
def test_propose_paints_several_answers_and_a_sheet(run: Path, drawing: Path, tmp_path: Path, follow: str):
    told = call("propose", run, drawing, "--as", follow, "--into", tmp_path, "--proposals", 3, "--steps", 2, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {"mine-1.png", "mine-2.png", "mine-3.png", "sheet.png"}
    scores = [one["score"] for one in found["proposals"]]
    assert scores == sorted(scores, reverse=True)
    assert len({Artwork.read_sketch(one["path"]).latent.digest for one in found["proposals"]}) == 3


def test_another_seed_gives_other_answers(run: Path, drawing: Path, tmp_path: Path):
    def latents(name: str, seed: int) -> list[str]:
        options = ("--into", tmp_path / name, "--proposals", 2, "--steps", 1, "--seed", seed)
        assert call("propose", run, drawing, *options).exit_code == 0
        return [Artwork.read_sketch(tmp_path / name / f"mine-{n}.png").latent.digest for n in (1, 2)]

    assert latents("a", 1) == latents("b", 1) != latents("c", 2)


@pytest.mark.parametrize("verb", ["project", "propose"])
def test_a_dry_run_writes_nothing(run: Path, drawing: Path, tmp_path: Path, verb: str):
    told = call(verb, run, drawing, "--into", tmp_path / "out", "--dry-run", "--json")
    assert json.loads(told.stdout)["dry_run"] is True
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("verb", "name"), [("project", "mine-report.png"), ("propose", "mine-2.png")])
def test_a_persons_file_is_kept(run: Path, drawing: Path, tmp_path: Path, verb: str, name: str):
    (tmp_path / name).write_bytes(b"mine")
    told = call(verb, run, drawing, "--into", tmp_path, "--steps", 1)
    assert told.exit_code == 2
    assert "--overwrite" in told.stderr
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"mine"]
    assert call(verb, run, drawing, "--into", tmp_path, "--steps", 1, "--overwrite").exit_code == 0
    assert (tmp_path / name).read_bytes() != b"mine"


@pytest.mark.parametrize("verb", ["project", "propose"])
def test_bad_input_is_one_sentence(run: Path, drawing: Path, tmp_path: Path, verb: str):
    (tmp_path / "text.png").write_bytes(b"no picture")
    Image.new("L", (16, 16), 0).save(tmp_path / "black.png")
    Image.new("RGBA", (16, 16), (0, 0, 0, 0)).save(tmp_path / "empty.png")
    mask = "--keep" if verb == "project" else "--mask"
    for words, says in (
        ((run, tmp_path / "absent.png"), "absent.png: cannot be read"),
        ((run, tmp_path / "text.png"), "text.png: not a picture"),
        ((run, tmp_path / "empty.png"), "empty.png: nothing of the picture counts"),
        ((run, drawing, mask, tmp_path / "black.png"), "black.png: nothing of the picture counts"),
        ((run, drawing, mask, tmp_path / "text.png"), "text.png: not a picture"),
        ((tmp_path / "no run", drawing), "no such run or snapshot"),
        ((run, drawing, "--device", "abacus"), "choose one of: auto, cpu"),
    ):
        told = call(verb, *words, "--into", tmp_path / "out")
        assert told.exit_code == 2, told.output
        assert told.stderr.startswith("ganvas: ")
        assert told.stderr.count("\n") == 1
        assert says in told.stderr
        assert not (tmp_path / "out").exists()

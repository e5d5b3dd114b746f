import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas import snapshot
from ganvas.cli import app
from ganvas.media.image.sheet import is_contact_sheet
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch


def call(project: Path, *words: str | Path | int) -> Result:
    return CliRunner().invoke(app, ["history", str(project), *map(str, words)])


def answer(project: Path, *words: str | Path | int) -> dict[str, object]:
    result = call(project, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def pictures(model: Model, tmp_path: Path) -> list[Path]:
    sketches = [Sketch(latent=Seed(seed=number)) for number in range(3)]
    return [model.render(sketch).save(tmp_path / f"{number}.png") for number, sketch in enumerate(sketches)]


def test_a_session_from_the_command_line(run_folder: Path, pictures: list[Path], tmp_path: Path):
    project = tmp_path / "project"
    assert answer(project, "--add", pictures[0], "--reason", "calm")["id"] == 1
    assert answer(project, "--add", pictures[1])["parents"] == [1]
    assert answer(project, "--add", pictures[2], "--after", 0)["parents"] == []
    assert answer(project, "--go", 2)["id"] == 2
    assert answer(project, "--merge", "2,3", "--weight", 0.25)["parents"] == [2, 3]
    assert answer(project, "--keep", 4)["verb"] == "keep"
    assert answer(project, "--keep", 1)["verb"] == "keep"
    assert answer(project, "--unkeep", 4)["verb"] == "unkeep"
    assert answer(project, "--undo")["id"] == 2
    assert answer(project, "--redo")["id"] == 4
    assert answer(project, "--resurrect", 1)["parents"] == [4, 1]
    shown = call(project).stdout.splitlines()
    assert shown[0] == "1 add  0 psi=0.8  “calm”  ★"
    assert shown[-2] == "8 resurrect, also from 1  0 psi=0.8  ← here"
    whole = answer(project, "--last", 2)
    assert [node["id"] for node in whole["nodes"]] == [4, 8]
    assert (whole["here"], whole["palette"]) == (8, [1])


def test_a_node_paints_again_byte_for_byte(run_folder: Path, model: Model, tmp_path: Path):
    older = Model.load(snapshot.find(run_folder)[1])  # the run went on; the node's own snapshot paints
    picture = older.render(Sketch(latent=Seed(seed=5), psi=1.2)).save(tmp_path / "old.png")
    assert older.digest != model.digest
    project = tmp_path / "project"
    answer(project, "--add", picture)
    answer(project, "--paint", 1, "--model", run_folder, "--into", tmp_path / "again.png")
    assert (tmp_path / "again.png").read_bytes() == picture.read_bytes()


def test_comparing_paints_one_sheet(run_folder: Path, pictures: list[Path], tmp_path: Path):
    for picture in pictures:
        answer(tmp_path / "project", "--add", picture)
    found = answer(
        tmp_path / "project", "--compare", "1,3", "--model", run_folder, "--into", tmp_path / "out" / "sheet.png"
    )
    assert found["events"] == [1, 3]
    assert is_contact_sheet((tmp_path / "out" / "sheet.png").read_bytes())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--undo", "--keep", "1"], "--undo and --keep: one at a time"),
        (["--paint", "1"], "painting takes --model RUN"),
        (["--merge", "1"], "blends two nodes"),
        (["--compare", "1;2", "--model", "m", "--into", "f"], "no list of nodes"),
        (["--go", "7"], "has no event 7"),
        (["--paint", "1", "--model", "{run}", "--into", "{taken}"], "is there already"),
        (["--add", "{taken}"], "carries no sketch"),
    ],
)
def test_a_wrong_call_is_one_sentence(
    words: list[str], says: str, run_folder: Path, pictures: list[Path], tmp_path: Path
):
    project, taken = tmp_path / "project", tmp_path / "own.png"
    taken.write_bytes(b"mine")
    answer(project, "--add", pictures[0])
    places = {"{run}": run_folder, "{taken}": taken}
    result = call(project, *(places.get(word, word) for word in words))
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("ganvas: ")
    assert result.stderr.count("\n") == 1
    assert says in result.stderr
    assert taken.read_bytes() == b"mine"


def test_looking_makes_nothing(tmp_path: Path):
    result = call(tmp_path / "none")
    assert result.exit_code == 2
    assert "no history here" in result.stderr
    assert not (tmp_path / "none").exists()

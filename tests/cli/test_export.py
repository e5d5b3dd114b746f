import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from ganvas import bases, files
from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.media.image.encode import read_text
from ganvas.media.image.forms import plot as plot_room
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch
from tests.media.forms.drawings import read


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plot_room, "GRID_PX", 96)


def export(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, args)])


def sentence(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("ganvas: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A black bar and a red dot on white, painted by nobody."""
    levels = np.full((32, 24, 3), 255, np.uint8)
    levels[4:28, 6:10], levels[20:26, 15:21] = 10, (180, 30, 30)
    Image.fromarray(levels).save(tmp_path / "own.png")
    return tmp_path / "own.png"


@pytest.fixture
def painted(model: Model, tmp_path: Path) -> Path:
    return model.render(Sketch(latent=Seed(seed=3), psi=1)).save(tmp_path / "seed-0003.png")


def test_all_forms_at_once(drawing: Path, tmp_path: Path):
    into = tmp_path / "out"
    result = export(
        drawing, "--print", "A6", "--plot", "A5", "--separate", "100x140", "--pens", "2", "--dpi", "50",
        "--into", into, "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["files"]
    assert [Path(file["path"]).name for file in found] == [
        "own-print.tif", "own-plot.svg", "own-plate-1.png", "own-plate-2.png", "own-proof.png",
    ]  # fmt: skip
    for file in found:
        assert files.digest_file(Path(file["path"])) == file["digest"]
    assert found[0]["width_px"] == 207  # 105 mm at 50 dpi
    assert {pen["name"] for pen in found[1]["pens"]} == {"black", "red"}
    assert {file["ink"] for file in found[2:4]} == {"black", "red"}
    assert read((into / "own-plot.svg").read_bytes()).size == (148, 210)


def test_the_words_for_a_person(drawing: Path, tmp_path: Path):
    result = export(drawing, "--plot", "A5", "--pens", "black", "--into", tmp_path / "out")
    assert result.stdout.startswith(f"{tmp_path / 'out' / 'own-plot.svg'}: 148 × 210 mm; black #000000: ")
    assert " m drawn, " in result.stdout


@pytest.mark.parametrize("kind", ["tiff", "png", "pdf"])
def test_the_origin_goes_on(kind: str, painted: Path, tmp_path: Path):
    assert export(painted, "--print", "A6", "--as", kind, "--dpi", "30", "--into", tmp_path).exit_code == 0
    data = next(tmp_path.glob("seed-0003-print.*")).read_bytes()
    digest = Artwork.read_origin(painted).model
    wanted = digest.encode("utf-16-be").hex().upper() if kind == "pdf" else digest
    assert wanted.encode() in data
    if kind == "png":
        assert Artwork.read_origin(data) == Artwork.read_origin(painted)
        assert json.loads(read_text(data)["ganvas-export"]) == {
            "form": "print", "paper": "A6", "source": files.digest_file(painted),
        }  # fmt: skip


def test_the_origin_is_in_a_drawing(painted: Path, tmp_path: Path):
    result = export(painted, "--plot", "A6", "--into", tmp_path)
    if result.exit_code == 0:
        told = read((tmp_path / "seed-0003-plot.svg").read_bytes()).metadata
        assert told["ganvas"] == read_text(painted.read_bytes())["ganvas"]
    else:
        assert "nothing to draw" in sentence(result)


def test_a_persons_file_is_kept(drawing: Path, tmp_path: Path):
    (tmp_path / "own-plate-7.png").write_bytes(b"mine")
    args = (drawing, "--separate", "A6", "--dpi", "30", "--into", tmp_path)
    said = sentence(export(*args))
    assert "own-plate-7.png: is there already" in said
    assert "--overwrite" in said
    assert {path.name for path in tmp_path.iterdir()} == {"own.png", "own-plate-7.png"}
    assert export(*args, "--overwrite").exit_code == 0
    assert "own-plate-1.png: is there already" in sentence(export(*args))


def test_a_dry_run_forecasts_and_writes_nothing(drawing: Path, tmp_path: Path):
    args = (drawing, "--print", "A3", "--dpi", "600", "--into", tmp_path / "out", "--dry-run")
    (found,) = json.loads(export(*args, "--json").stdout)["files"]
    assert (found["width_px"], found["height_px"]) == (7016, 9921)
    assert found["pixels"] == 7016 * 9921
    assert "7,016 × 9,921 pixels; nothing was written" in export(*args).stdout
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "add --print A4"),
        (("--print", "A9"), "unknown paper 'A9'"),
        (("--print", "A0", "--dpi", "1200"), "Take --dpi"),
        (("--separate", "A0", "--dpi", "1200"), "Take --dpi"),
        (("--print", "A6", "--margin", "80"), "leaves nothing"),
        (("--print", "A6", "--ground", "papre"), "'papre' is no colour"),
        (("--plot", "A6", "--pens", "inkk"), "'inkk' is no colour"),
        (("--plot", "A6", "--hatch", "0.1"), "fills all"),
        (("--separate", "A6", "--margin", "5"), "registration marks"),
    ],
)
def test_a_wrong_call_is_one_sentence(drawing: Path, tmp_path: Path, args: tuple[str, ...], says: str):
    assert says in sentence(export(drawing, *args, "--into", tmp_path / "out"))
    assert not list((tmp_path / "out").glob("*"))


def test_bad_pictures_are_one_sentence(tmp_path: Path):
    Image.new("RGB", (8, 8), "white").save(tmp_path / "blank.png")
    Image.new("RGB", (1, 1), "black").save(tmp_path / "dot.png")
    (tmp_path / "text.png").write_bytes(b"no picture")
    into = tmp_path / "out"
    for name, says in (("blank.png", "nothing to draw"), ("dot.png", "nothing to draw"), ("text.png", "not a picture")):
        assert f"{name}: " in (said := sentence(export(tmp_path / name, "--plot", "A6", "--into", into)))
        assert says in said
    assert "cannot be read" in sentence(export(tmp_path / "absent.png", "--plot", "A6", "--into", into))
    assert export(tmp_path / "dot.png", "--print", "A6", "--dpi", "30", "--into", into).exit_code == 0


def test_two_pictures_of_one_name_are_refused(drawing: Path, tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "own.png").write_bytes(drawing.read_bytes())
    said = sentence(export(drawing, tmp_path / "b" / "own.png", "--print", "A6", "--into", tmp_path / "out"))
    assert "under one name" in said


def test_a_tile_by_the_model_that_painted_it(tmp_path: Path):
    base = Path(bases.__file__).parent / "pictures-64"
    painted = Model.load(base).render(Sketch(latent=Seed(seed=6), psi=0.8)).save(tmp_path / "six.png")
    args = (painted, "--tile", base, "--scale", "2", "--into", tmp_path / "out")
    assert "six-tile.png: a seamless tile; nothing was written" in export(*args, "--dry-run").stdout
    (found,) = json.loads(export(*args, "--json").stdout)["files"]
    with Image.open(found["path"]) as file:
        assert file.size == (128, 128)
    assert "is there already" in sentence(export(*args, "--print", "A6"))
    assert not list((tmp_path / "out").glob("*print*"))
    assert export(*args, "--overwrite").exit_code == 0


def test_a_tile_needs_the_pair_style_and_a_sketch(drawing: Path, painted: Path, run_folder: Path, tmp_path: Path):
    assert "need a model of the pair 'style'" in sentence(export(painted, "--tile", run_folder, "--into", tmp_path))
    assert "carries no sketch" in sentence(export(drawing, "--tile", run_folder, "--into", tmp_path))
    assert {path.name for path in tmp_path.glob("*tile*")} == set()

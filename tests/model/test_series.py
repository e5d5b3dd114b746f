from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas import files
from ganvas.artwork import Artwork
from ganvas.errors import SketchError
from ganvas.media.image.sheet import is_contact_sheet
from ganvas.model.filming import paint_film
from ganvas.model.model import Model
from ganvas.model.series import paint_all, paint_series
from ganvas.sketch import Seed, Sketch, walk_through


def named(*seeds: int) -> dict[str, Sketch]:
    return {f"{seed}.png": Sketch(latent=Seed(seed=seed)) for seed in seeds}


def test_each_sketch_gets_its_file(model: Model, tmp_path: Path):
    calls = []
    series = paint_series(model, named(4, 2, 9), tmp_path / "deep" / "out", progress=lambda *said: calls.append(said))
    assert [file.path.name for file in series.files] == ["4.png", "2.png", "9.png"]
    assert calls == [("painting", done, 3) for done in (1, 2, 3)]
    for file, levels in zip(series.files, series.shown, strict=True):
        assert files.digest_file(file.path) == file.digest
        assert Artwork.read_sketch(file.path) == file.sketch
        with Image.open(file.path) as picture:
            assert np.array_equal(np.asarray(picture), levels[0])
    assert is_contact_sheet((tmp_path / "deep" / "out" / "sheet.png").read_bytes())
    assert np.array_equal(paint_all(model, named(4, 2, 9).values()), series.shown)


def test_a_second_call_changes_nothing_and_adds(model: Model, tmp_path: Path):
    paint_series(model, named(1, 2), tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    paint_series(model, named(2, 3), tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert {name for name in after if before.get(name) != after[name]} == {"3.png", "sheet.png"}


@pytest.mark.parametrize("name", ["2.png", "sheet.png"])
def test_a_persons_file_is_kept(model: Model, tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(SketchError, match=r"is there already .*--overwrite"):
        paint_series(model, named(1, 2), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"mine"
    paint_series(model, named(1, 2), tmp_path, overwrite=True)
    assert (tmp_path / name).read_bytes() != b"mine"


def test_a_series_may_go_without_a_sheet(model: Model, tmp_path: Path):
    paint_series(model, named(1), tmp_path, scale=3, sheet=False)
    assert [path.name for path in tmp_path.iterdir()] == ["1.png"]
    with Image.open(tmp_path / "1.png") as picture:
        assert picture.size == (48, 48)


def test_a_film_is_kept_too(model: Model, tmp_path: Path):
    film, walk = tmp_path / "films" / "loop.gif", walk_through((1, 2, 3), True, "spline")
    digest = paint_film(model, walk, 0.8, 4, 25, film, scale=1)
    assert files.digest_file(film) == digest
    with Image.open(film) as moving:
        assert moving.n_frames == 4
        for number, step in enumerate(walk.frames(4)):
            moving.seek(number)
            assert np.array_equal(np.asarray(moving.convert("L")), model.render(Sketch(latent=step)).levels[0])
    with pytest.raises(SketchError, match=r"is there already\. .*--overwrite"):
        paint_film(model, walk, 0.8, 5, 25, film)
    assert paint_film(model, walk, 0.8, 5, 25, film, overwrite=True) != digest


def test_films_are_of_pictures(model: Model, tmp_path: Path):
    walk = walk_through((1, 2), False, "slerp")
    with pytest.raises(SketchError, match="a film ends in"):
        paint_film(model, walk, 0.8, 4, 25, tmp_path / "film.avi")
    music = Model(model._generator, model.card.but(medium="music"), model.digest)
    with pytest.raises(SketchError, match="this model makes music"):
        paint_film(music, walk, 0.8, 4, 25, tmp_path / "film.mp4")

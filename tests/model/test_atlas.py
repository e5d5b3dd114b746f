import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError, MetricError, ModelError, RunFailed, SketchError
from ganvas.media.image.tiles import ACROSS, CELL, FRAME, TILE, draw_tile, read_tile, thumbnail
from ganvas.model.atlas import layout
from ganvas.model.atlas.draw import Wall, Wishes, draw_atlas, tiles_of
from ganvas.model.atlas.index import INDEX, Atlas
from ganvas.model.atlas.layout import density, hang, lands, lay_out, neighbors, principal, triangles
from ganvas.model.model import Model
from ganvas.sketch import Blend, Seed

SMALL = Wishes(count=24, look="pixels", helpers=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("works")
    random = np.random.default_rng(0)
    for number in range(6):
        Image.fromarray(random.integers(0, 256, (32, 32), dtype=np.uint8)).save(folder / f"{number}.png")
    return Corpus.gather(folder, into=folder / "corpus", helpers=1)


@pytest.fixture(scope="module")
def atlas(run_folder: Path, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    into = tmp_path_factory.mktemp("atlas") / "map"
    return draw_atlas(run_folder, into, Wishes(count=24, corpus=corpus.path, look="pixels", helpers=1))


def test_every_picture_hangs_once_on_the_deepest_level(atlas: Atlas, model: Model, corpus: Corpus):
    index = atlas.index
    assert index.model == model.digest
    assert index.corpus == corpus.digest
    assert index.seeds == tuple(range(24))
    assert sorted(index.works) == sorted(work.name for work in corpus.works)
    assert (index.method, "fewer than 60" in index.note) == ("pca", True)
    places = [*index.seed_places, *index.work_places]
    assert len(set(places)) == 30
    side = ACROSS << (index.levels - 1)
    for number, (x, y) in enumerate(places):
        column, row = int(x * side), int(y * side)
        tile = read_tile((atlas.path / f"tiles/{index.levels - 1}-{column // ACROSS}-{row // ACROSS}.jpg").read_bytes())
        cell = tile[:, row % ACROSS * CELL :, column % ACROSS * CELL :][:, :CELL, :CELL]
        frame = np.abs(cell[:, 2, 30:40].astype(int) - np.array(FRAME)[:, None]).max()
        assert (frame < 40) == (number >= 24)  # a work is framed
        if number < 24:
            painted = model.render(atlas.nearest(x, y)).levels[0].astype(float)
            shown = cell[:, 4:68, 4:68].mean(0).reshape(16, 4, 16, 4).mean((1, 3))
            assert np.abs(shown - painted).mean() < 12  # as far as JPEG goes


def test_the_pyramid_shows_every_land_from_afar(atlas: Atlas):
    levels = {int(name.stem.split("-")[0]) for name in (atlas.path / "tiles").iterdir()}
    assert levels == set(range(atlas.index.levels))
    assert (atlas.path / "tiles/0-0-0.jpg").is_file()
    for path in (atlas.path / "tiles").iterdir():
        with Image.open(path) as tile:
            assert tile.size == (TILE, TILE)


def test_the_page_needs_no_network_and_holds_the_index(atlas: Atlas):
    page = (atlas.path / "index.html").read_text()
    assert not re.search(r"https?://|//cdn|@import|\bfetch\(", page)
    script = (atlas.path / "index.js").read_text()
    told = json.loads(script.removeprefix("window.ATLAS = ").rstrip(";\n"))
    assert told["seeds"] == list(range(24))
    assert set(told["tiles"]) == {path.stem for path in (atlas.path / "tiles").iterdir()}


def test_a_hostile_name_stays_text(run_folder: Path, tmp_path: Path):
    folder = tmp_path / "works"
    folder.mkdir()
    Image.effect_noise((32, 32), 90).save(folder / "<script>alert(1)<!--.png")
    corpus = Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)
    draw_atlas(run_folder, tmp_path / "map", Wishes(count=4, corpus=corpus.path, look="pixels", helpers=1))
    page = (tmp_path / "map/index.html").read_text()
    assert "alert(1)" not in page
    assert "innerHTML" not in page
    assert "document.write" not in page


def test_the_same_call_gives_the_same_files_whoever_paints(run_folder: Path, tmp_path: Path):
    draw_atlas(run_folder, tmp_path / "a", Wishes(count=120, look="pixels", helpers=1))
    draw_atlas(run_folder, tmp_path / "b", Wishes(count=120, look="pixels", helpers=2))
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert len(files) > 4
    assert json.loads((tmp_path / "a" / INDEX).read_text())["method"] == "umap"
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_any_place_has_a_latent(atlas: Atlas):
    index = atlas.index
    at = np.array([index.seed_places[row] for row in index.triangles[3]])
    weights = np.array([0.5, 0.3, 0.2])
    sketch = atlas.at(*(weights @ at))
    assert isinstance(sketch.latent, Blend)
    found = {share.latent.seed: share.weight for share in sketch.latent.of}
    assert found == pytest.approx(dict(zip(index.triangles[3], weights, strict=True)), abs=1e-3)
    assert sketch.psi == 1.0
    assert atlas.at(*index.seed_places[5]).latent == Seed(seed=5)
    assert atlas.at(-3, -3) == atlas.nearest(-3, -3)
    with pytest.raises(SketchError, match="wanted two numbers"):
        atlas.at(float("nan"), 0)
    assert Atlas.open(atlas.path).index == index


def test_folders_that_are_no_atlas(tmp_path: Path):
    with pytest.raises(ModelError, match="no atlas is here"):
        Atlas.open(tmp_path)
    (tmp_path / INDEX).write_text('{"version": 1}')
    with pytest.raises(ModelError, match="not an atlas that this version reads"):
        Atlas.open(tmp_path)


def test_a_persons_folder_is_kept(run_folder: Path, tmp_path: Path):
    (tmp_path / "diary.txt").write_text("mine")
    for overwrite in (False, True):
        with pytest.raises(SketchError, match="is there already"):
            draw_atlas(run_folder, tmp_path, Wishes(count=4, look="pixels", helpers=1, overwrite=overwrite))
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]
    draw_atlas(run_folder, tmp_path / "map", Wishes(count=4, look="pixels", helpers=1))
    with pytest.raises(SketchError, match="--overwrite"):
        draw_atlas(run_folder, tmp_path / "map", Wishes(count=5, look="pixels", helpers=1))
    new = draw_atlas(run_folder, tmp_path / "map", Wishes(count=5, look="pixels", helpers=1, overwrite=True))
    assert len(Atlas.open(tmp_path / "map").index.seeds) == len(new.index.seeds) == 5


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (Wishes(count=1), "2 to 20,000"),
        (Wishes(count=20_001), "2 to 20,000"),
        (Wishes(psi=3), "psi 3"),
        (Wishes(count=4, look="eyes"), "unknown extractor"),
        (Wishes(count=4, corpus=Path("nowhere")), "nowhere"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(run_folder: Path, tmp_path: Path, wishes: Wishes, says: str):
    with pytest.raises(GanvasError, match=says):
        draw_atlas(run_folder, tmp_path / "map", wishes)
    assert not list(tmp_path.iterdir())


def test_a_painter_that_breaks_down_leaves_nothing(run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    popen = subprocess.Popen
    broken = [sys.executable, "-c", "raise SystemExit(3)"]
    monkeypatch.setattr("ganvas.model.atlas.paint.subprocess.Popen", lambda _command, **named: popen(broken, **named))
    with pytest.raises(RunFailed, match="--jobs 1"):
        draw_atlas(run_folder, tmp_path / "map", Wishes(count=4, look="pixels", helpers=2))
    assert not list(tmp_path.iterdir())


def test_without_umap_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    found = lay_out(np.random.default_rng(0).normal(size=(80, 6)).astype(np.float32))
    assert found.method == "pca"
    assert "umap-learn is not installed" in found.note


@pytest.mark.parametrize("more", [0, 20])
def test_principal_golden(more: int):  # points on the line (1, 2): one component carries all, of √5 a step
    line = np.array([0, 1, 2, 3, 9], np.float32)[:, None] * np.array([[1.0, 2.0]], np.float32)
    found = principal(np.pad(line, ((0, 0), (0, more))))  # with more features than points the other way is taken
    np.testing.assert_allclose(found[:, 0], np.array([-3, -2, -1, 0, 6]) * 5**0.5, atol=1e-6)
    np.testing.assert_allclose(found[:, 1:], 0, atol=1e-6)


def test_many_alike_features_have_components():  # as of a model that has just begun
    random = np.random.default_rng(0)
    features = np.repeat(random.normal(size=(1, 1280)), 44, 0) + 1e-7 * random.normal(size=(44, 1280))
    assert np.isfinite(principal(features.astype(np.float32))).all()


def test_neighbors_golden(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(layout, "NEIGHBORS", 2)
    monkeypatch.setattr(layout, "AT_ONCE", 2)
    rows, away = neighbors(np.array([[0.0], [1.0], [3.0], [3.5]]))
    assert rows.tolist() == [[0, 1], [1, 0], [2, 3], [3, 2]]
    assert away.tolist() == [[0, 1], [0, 1], [0, 0.5], [0, 0.5]]


def test_umap_keeps_clusters_apart():
    random = np.random.default_rng(1)
    middles = np.repeat(random.normal(size=(3, 20)) * 8, 40, axis=0)
    places = lay_out((middles + random.normal(size=(120, 20))).astype(np.float32)).places
    groups = places.reshape(3, 40, 2)
    spread = np.linalg.norm(groups - groups.mean(1, keepdims=True), axis=2).mean()
    apart = np.linalg.norm(groups.mean(1)[[0, 1, 2]] - groups.mean(1)[[1, 2, 0]], axis=1).min()
    assert apart > 3 * spread
    assert places.min() >= 0
    assert places.max() <= 1


@pytest.mark.parametrize("features", [np.zeros((5, 3)), np.zeros((90, 3)), np.eye(4), np.arange(2)[:, None]])
def test_odd_features_still_have_places(features: np.ndarray):
    places = lay_out(features.astype(np.float32)).places
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()


def test_one_picture_is_no_map():
    with pytest.raises(MetricError, match="at least two"):
        lay_out(np.zeros((1, 3), np.float32))


@given(points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=16))
def test_each_has_a_place_of_its_own(points: list[tuple[float, float]]):
    places = np.array(points)
    hung = hang(places, 4)
    assert len({tuple(at) for at in hung.tolist()}) == len(points)
    assert hung.min() >= 0
    assert hung.max() < 4
    np.testing.assert_array_equal(hung[0], np.minimum((places[0] * 4).astype(int), 3))


def test_from_afar_the_one_in_the_middle_is_shown():
    cells = np.array([[0, 0], [1, 1], [7, 7]])  # of 8 × 8; seen from afar, the first two share a place of 4 × 4
    places = np.array([[0.01, 0.01], [0.12, 0.12], [0.9, 0.9]])  # its middle is 0.125
    wall = Wall(np.zeros((3, 1, 8, 8), np.uint8), places, cells, 3, 1)
    assert dict(tiles_of(wall)) == {
        "0-0-0.jpg": {(0, 0): 1, (3, 3): 2},
        "1-0-0.jpg": {(0, 0): 0, (1, 1): 1},
        "1-1-1.jpg": {(3, 3): 2},
    }


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 64, 64), (4, 200, 100), (1, 5, 300), (3, 65, 65)])
def test_any_picture_fits_its_place(shape: tuple[int, int, int]):
    small = thumbnail(np.full(shape, 200, np.uint8))
    assert 32 < max(small.size) <= 64
    assert read_tile(draw_tile({(0, 3): (np.zeros(shape, np.uint8), True)})).shape == (3, TILE, TILE)


def test_lands_golden():
    random = np.random.default_rng(0)
    both, alone = 0.3 + 0.02 * random.normal(size=(300, 2)), 0.8 + 0.02 * random.normal(size=(100, 2))
    works, samples = np.concatenate([both[:100], alone]), both[100:]
    (land,) = lands(works, samples)
    assert (land.x, land.y) == pytest.approx((0.8, 0.8), abs=0.02)
    assert (land.share, land.other) == (pytest.approx(0.5, abs=0.02), 0.0)
    assert lands(samples, works) == []
    assert lands(works, samples[:0]) == []
    assert density(works).sum() == pytest.approx(1)


def test_triangles_of_a_line_are_none():
    assert len(triangles(np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]))) == 0
    assert len(triangles(np.array([[0.0, 0.0], [1.0, 1.0]]))) == 0
    assert len(triangles(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))) == 1

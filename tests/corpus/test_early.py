"""Samples made while works are gathered are those that preparing makes, and are used once or not at all."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.early import LEVELS
from ganvas.corpus.header import EARLY, ORIGINALS
from ganvas.errors import CorpusError, ShapeError

SHAPE = (3, 24, 32)


def picture(seed: int, size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    levels = np.random.default_rng(seed).integers(0, 256, (12, 16, len(mode)), np.uint8)
    return Image.fromarray(levels.squeeze()).resize(size, Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("works")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture(1, (400, 300)).save(place / "photo.jpg")  # large enough to be decoded at a half and at a quarter
    picture(2, (300, 200)).save(place / "turned.jpg", exif=exif)
    picture(3, (90, 70)).save(place / "plain.png")
    picture(4, (90, 70), "RGBA").save(place / "clear.png")
    picture(5, (40, 90), "L").save(place / "grey.webp", lossless=True)
    picture(3, (90, 70)).save(place / "same.png", compress_level=1)
    (place / "cut.png").write_bytes((place / "plain.png").read_bytes()[:500])
    return place


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("shape", [SHAPE, (1, 16, 16), (4, 32, 24)])
def test_early_samples_are_those_of_preparing(fit, shape, folder, tmp_path):
    late = Corpus.gather(folder, into=tmp_path / "late").prepare(shape, fit, "black")
    corpus = Corpus.gather(folder, into=tmp_path / "early", shape=shape, fit=fit, background="black")
    shutil.rmtree(corpus.path / ORIGINALS)  # nothing can be decoded a second time
    early = corpus.prepare(shape, fit, "black")
    assert early.digest == late.digest
    assert np.array_equal(early.levels, late.levels)
    assert not (corpus.path / EARLY).exists()


@pytest.mark.parametrize("change", [{"fit": "pad"}, {"background": "black"}, {"shape": (3, 32, 24)}])
def test_samples_fitted_otherwise_are_not_used(change, folder, tmp_path):
    wanted = {"shape": SHAPE, "fit": "crop", "background": "white", **change}
    late = Corpus.gather(folder, into=tmp_path / "late").prepare(**wanted)
    corpus = Corpus.gather(folder, into=tmp_path / "early", shape=SHAPE)
    assert (corpus.path / EARLY).is_dir()
    assert np.array_equal(corpus.prepare(**wanted).levels, late.levels)
    assert not (corpus.path / EARLY).exists()


def test_works_that_have_none_are_fitted_later(folder, tmp_path):
    late = Corpus.gather(folder, into=tmp_path / "late", near="leave-out").prepare(SHAPE)
    Corpus.gather(folder / "photo.jpg", folder / "clear.png", into=tmp_path / "early")
    corpus = Corpus.gather(folder, into=tmp_path / "early", near="leave-out", shape=SHAPE)
    calls: list[int] = []
    early = corpus.prepare(SHAPE, progress=lambda _what, done, _total: calls.append(done))
    assert calls == [3, 4, 5]
    assert early.digest == late.digest
    assert np.array_equal(early.levels, late.levels)


def test_a_file_of_early_samples_that_was_cut_is_made_up_for(folder, tmp_path):
    late = Corpus.gather(folder, into=tmp_path / "late").prepare(SHAPE)
    corpus = Corpus.gather(folder, into=tmp_path / "early", shape=SHAPE)
    levels = corpus.path / EARLY / LEVELS
    levels.write_bytes(levels.read_bytes()[:-5000])
    assert np.array_equal(corpus.prepare(SHAPE).levels, late.levels)


def test_no_shape_leaves_nothing(folder, tmp_path):
    assert not (Corpus.gather(folder, into=tmp_path / "corpus").path / EARLY).exists()


def test_what_no_picture_fits_is_refused_before_anything_is_read(folder, tmp_path):
    with pytest.raises(ShapeError, match="a picture is"):
        Corpus.gather(folder, into=tmp_path / "corpus", shape=(2, 8, 8))
    with pytest.raises(ShapeError, match="is no colour"):
        Corpus.gather(folder, into=tmp_path / "corpus", shape=SHAPE, background="nonsense")
    assert not (tmp_path / "corpus").exists()


def test_originals_are_still_checked_where_they_are_read(folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus", shape=SHAPE)
    (corpus.path / corpus.works[0].at.path).write_bytes(b"other")
    with pytest.raises(CorpusError, match="the file changed since"):
        corpus.prepare((3, 8, 8))


@pytest.mark.parametrize("last_mode", ["L", "RGB"])
def test_a_guessed_shape_serves_if_it_suits_all(last_mode, tmp_path):
    count = 240
    (tmp_path / "works").mkdir()
    for number in range(count):
        mode = last_mode if number > 200 else "L"
        picture(number, (24, 16), mode).save(tmp_path / f"works/{number:03d}.png")
    corpus = Corpus.gather(tmp_path / "works", into=tmp_path / "corpus", size_px=24, near="ignore", helpers=1)
    shape = corpus.natural_shape(24)
    assert shape == ((1 if last_mode == "L" else 3), 16, 24)
    calls: list[int] = []
    levels = corpus.prepare(shape, progress=lambda _what, done, _total: calls.append(done)).levels
    assert (0 < calls[0] < count) if last_mode == "L" else calls[0] == 0
    for row, work in enumerate(corpus.works):
        wanted = np.asarray(Image.open(tmp_path / "works" / work.name).convert("L" if shape[0] == 1 else "RGB"))
        assert np.array_equal(levels[row], wanted.reshape(16, 24, shape[0]).transpose(2, 0, 1))

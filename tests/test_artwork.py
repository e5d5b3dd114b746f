import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.artwork import Artwork, Origin
from ganvas.errors import SketchError, WorkError
from ganvas.sketch import Mean, Seed, Sketch, Walk

SKETCH = Sketch(latent=Walk(keys=(Seed(seed=3), Mean(), Seed(seed=9)), at=1 / 3, closed=True), psi=0.7)
ORIGIN = Origin(sketch=SKETCH, model="m" * 64, corpus="c" * 64, seen=640)
LEVELS = np.random.default_rng(0).integers(0, 256, (3, 5, 4), dtype=np.uint8)
ARTWORK = Artwork(LEVELS, ORIGIN)


def test_a_file_tells_its_sketch(tmp_path: Path):
    file = ARTWORK.save(tmp_path / "art.png")
    assert Artwork.read_sketch(file) == Artwork.read_sketch(file.read_bytes()) == SKETCH
    assert Artwork.read_origin(file) == ORIGIN
    with Image.open(file) as picture:
        assert np.array_equal(np.moveaxis(np.asarray(picture), -1, 0), LEVELS)
        assert Origin.read(picture.text["ganvas"], "Pillow") == ORIGIN


def test_a_larger_file_tells_the_same(tmp_path: Path):
    file = ARTWORK.save(tmp_path / "art.png", scale=4)
    assert Artwork.read_origin(file) == ORIGIN
    with Image.open(file) as picture:
        assert picture.size == (16, 20)


def test_equal_pictures_have_equal_digests():
    assert Artwork(LEVELS.copy(), ORIGIN.but(seen=1)).digest == ARTWORK.digest
    assert Artwork(LEVELS.reshape(3, 4, 5), ORIGIN).digest != ARTWORK.digest
    assert Artwork(255 - LEVELS, ORIGIN).digest != ARTWORK.digest


def test_it_is_frozen():
    with pytest.raises(AttributeError):
        ARTWORK.origin = ORIGIN


@pytest.mark.parametrize("data", [b"", b"no picture", ARTWORK.encode()[:60]])
def test_bytes_without_a_sketch_are_one_sentence(data: bytes):
    with pytest.raises(SketchError, match="carries no sketch") as caught:
        Artwork.read_sketch(data)
    assert "\n" not in str(caught.value)


def test_a_foreign_origin_is_one_sentence(tmp_path: Path):
    from ganvas.media.image.encode import encode

    (tmp_path / "later.png").write_bytes(encode(LEVELS, {"ganvas": '{"version": 2}'}))
    with pytest.raises(SketchError, match=r"later.png: its origin cannot be read") as caught:
        Artwork.read_origin(tmp_path / "later.png")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(WorkError, match=r"absent\.png: cannot be read"):
        Artwork.read_sketch(tmp_path / "absent.png")


def test_reading_a_sketch_needs_no_torch(tmp_path: Path):
    file = ARTWORK.save(tmp_path / "art.png")
    code = (
        f"import sys; from ganvas import Artwork; Artwork.read_sketch({str(file)!r}); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

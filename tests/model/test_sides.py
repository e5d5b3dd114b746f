"""A sketch says how large or how long it is painted, where the pair can."""

from pathlib import Path

import pytest

from ganvas.errors import SketchError
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch

PYRAMID = {"net": "single", "shape": (3, 24, 16), "width": 8, "depth": 2, "levels": 2, "z_dim": 8}


def sketch(*sides: int) -> Sketch:
    return Sketch(latent=Seed(seed=3), sides=sides)


def test_it_is_painted_as_large_as_asked_and_the_same_every_time(tmp_path: Path, write_snapshot):
    model = Model.load(write_snapshot(tmp_path, **PYRAMID))
    assert model.render(sketch()).levels.shape == (3, 24, 16)
    wide = model.render(sketch(24, 60))
    assert wide.levels.shape == (3, 24, 60)
    assert model.render(wide.sketch).digest == wide.digest
    with pytest.raises(SketchError, match=r"sides \(60,\): a sample has 2 sides"):
        model.render(sketch(60))


def test_a_pair_of_one_size_says_so(tmp_path: Path, write_snapshot):
    model = Model.load(write_snapshot(tmp_path, net="style", shape=(3, 16, 16)))
    with pytest.raises(SketchError, match="a 'style' model paints"):
        model.render(sketch(16, 32))

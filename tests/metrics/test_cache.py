"""Features are kept by what decides them, and by nothing else."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.metrics.cache import cached_features
from ganvas.metrics.features import extract, extractor


class Counting:
    """Pixels under another name, which counts what it is shown."""

    def __init__(self, name: str) -> None:
        self.name, self.seen = name, 0

    def batch(self, levels: torch.Tensor) -> torch.Tensor:
        self.seen += len(levels)
        return extractor("pixels").batch(levels)


@pytest.fixture
def samples() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (230, 1, 4, 4), dtype=np.uint8)


def test_features_are_computed_once(samples, tmp_path):
    look = Counting("one")
    first = cached_features(look, samples, tmp_path / "features")
    again = cached_features(look, samples.copy(), tmp_path / "features")
    assert look.seen == 230
    assert_close(first, extract(extractor("pixels"), samples), rtol=0, atol=0)
    assert_close(again, first, rtol=0, atol=0)
    assert not list((tmp_path / "features").glob("*.partial"))


def test_one_changed_byte_or_another_extractor_is_another_entry(samples, tmp_path):
    cached_features(Counting("one"), samples, tmp_path)
    other, changed = Counting("other"), samples.copy()
    cached_features(other, samples, tmp_path)
    changed[200, 0, 3, 3] ^= 1
    look = Counting("one")
    found = cached_features(look, changed, tmp_path)
    cached_features(look, samples.reshape(230, 1, 2, 8), tmp_path)
    assert (other.seen, look.seen) == (230, 460)
    assert_close(found, extract(extractor("pixels"), changed), rtol=0, atol=0)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_damaged_entry_is_computed_anew(samples, tmp_path):
    first = cached_features(Counting("one"), samples, tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:50])
    assert_close(cached_features(Counting("one"), samples, tmp_path), first, rtol=0, atol=0)


def test_it_says_how_far_it_is(samples, tmp_path):
    said = []
    cached_features(Counting("one"), samples, tmp_path, "works", lambda *words: said.append(words))
    assert said == [("looking at works", 200, 230), ("looking at works", 230, 230)]

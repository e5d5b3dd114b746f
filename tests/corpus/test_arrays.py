"""Arrays as sources: IDX pairs and NumPy files, whole and damaged."""

import gzip
import struct

import numpy as np
import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.verify import damaged
from ganvas.errors import CorpusError
from ganvas.files import digest


def idx(levels: np.ndarray) -> bytes:
    return struct.pack(f">HBB{levels.ndim}I", 0, 8, levels.ndim, *levels.shape) + levels.tobytes()


@pytest.mark.parametrize("packed", [False, True])
def test_idx_pairs(packed, tmp_path):
    folder = tmp_path / "digits"
    folder.mkdir()
    images = np.random.default_rng(0).integers(0, 256, (50, 12, 8), np.uint8)
    numbers = (np.arange(50) % 10).astype(np.uint8)
    for name, levels in (("train-images-idx3-ubyte", images), ("train-labels-idx1-ubyte", numbers)):
        data = idx(levels)
        (folder / (name + ".gz" * packed)).write_bytes(gzip.compress(data) if packed else data)
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    assert len(corpus) == 50
    assert corpus.label_names == tuple("0123456789")
    assert damaged(corpus, lambda *_: None) == []
    dataset = corpus.prepare((1, 12, 8))
    for row, work in enumerate(corpus.works):
        index = work.at.index
        assert np.array_equal(dataset.levels[row, 0], images[index])
        assert dataset.labels[row] == numbers[index]
        assert work.digest == digest(images[index].tobytes())
    again = Corpus.gather(folder, into=tmp_path / "corpus")
    assert len(again) == 50


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (idx(np.zeros((4, 8, 8), np.uint8))[:-3], "cut short; 1 of 4"),
        (idx(np.zeros((4, 8, 8), np.uint8)) + b"x", "more bytes than its head"),
        (b"\0\0\x0d\x03" + bytes(12), "not an IDX file of uint8"),
        (struct.pack(">HBB3I", 0, 8, 3, 2**31, 60_000, 60_000), "wanted (N, height, width)"),
        (b"", "head cannot be read"),
    ],
)
def test_damaged_arrays_are_reported(data, words, tmp_path):
    (tmp_path / "x-images-idx3-ubyte").write_bytes(data)
    with pytest.raises(CorpusError) as caught:
        Corpus.gather(tmp_path, into=tmp_path / "corpus")
    assert words in str(caught.value)


def test_npy(tmp_path):
    levels = np.random.default_rng(0).integers(0, 256, (5, 20, 16, 3), np.uint8)
    np.save(tmp_path / "a.npy", levels)
    corpus = Corpus.gather(tmp_path / "a.npy", into=tmp_path / "corpus")
    dataset = corpus.prepare((3, 20, 16))
    wanted = {row.transpose(2, 0, 1).tobytes() for row in levels}
    assert {row.tobytes() for row in dataset.levels} == wanted
    np.save(tmp_path / "b.npy", levels.astype(np.float32))
    with pytest.raises(CorpusError, match="holds float32"):
        Corpus.gather(tmp_path / "b.npy", into=tmp_path / "other")

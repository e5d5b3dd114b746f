import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch.testing import assert_close

from ganvas.corpus.corpus import Corpus, source_name
from ganvas.corpus.dataset import Dataset, epoch_order
from ganvas.errors import CorpusError, ShapeError


def dataset_of(count: int) -> Dataset:
    levels = np.arange(count * 12, dtype=np.int64).astype(np.uint8).reshape(count, 3, 2, 2)
    return Dataset((3, 2, 2), "0" * 64, levels)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("works")
    for number in range(5):
        levels = np.random.default_rng(number).integers(0, 256, (30, 40, 3), np.uint8)
        Image.fromarray(levels).save(place / f"{number}.png")
    return place


@given(count=st.integers(1, 40), seed=st.integers(0, 2**32 - 1), seen=st.integers(0, 200), more=st.integers(0, 90))
def test_order_is_a_pure_function_of_seed_and_seen(count, seed, seen, more):
    dataset = dataset_of(count)
    whole = dataset.indices(seed, 0, seen + more)
    assert whole.dtype == torch.int64
    assert_close(dataset.indices(seed, seen, more), whole[seen:], rtol=0, atol=0)
    for start in range(0, len(whole) - count + 1, count):  # every epoch shows every work once
        assert sorted(whole[start : start + count].tolist()) == list(range(count))


def test_epochs_and_seeds_differ():
    orders = [tuple(epoch_order(seed, epoch, 50).tolist()) for seed in range(3) for epoch in range(3)]
    assert len(set(orders)) == 9


def test_batch_is_in_range_and_in_order():
    dataset = dataset_of(21)
    batch = dataset.batch(torch.tensor([20, 0, 20]))
    assert batch.dtype == torch.float32
    wanted = torch.from_numpy(dataset.levels[[20, 0, 20]].astype(np.float32)) / 127.5 - 1
    assert_close(batch, wanted)


def test_rows_are_the_works_in_their_order(folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    dataset = corpus.prepare((3, 30, 40))
    for row, work in enumerate(corpus.works):
        wanted = np.asarray(Image.open(folder / work.name)).transpose(2, 0, 1)
        assert np.array_equal(dataset.levels[row], wanted)
    assert dataset.labels is None
    assert [corpus.works[index].name for index in range(5)] == [work.name for work in corpus.works[0:5]]


def test_same_works_and_fit_are_prepared_once(folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    first = corpus.prepare((1, 16, 16))
    file = corpus.path / "prepared" / f"{first.digest}.u8"
    stamp = file.stat().st_mtime_ns
    calls = []
    again = corpus.prepare((1, 16, 16), progress=lambda *call: calls.append(call))
    assert (again.digest, file.stat().st_mtime_ns, calls) == (first.digest, stamp, [])
    other = Corpus.gather(*sorted(folder.iterdir(), reverse=True), into=tmp_path / "other").prepare((1, 16, 16))
    assert other.digest == first.digest
    assert np.array_equal(other.levels, first.levels)
    for change in ({"fit": "pad"}, {"background": "black"}, {"shape": (1, 16, 20)}):
        assert corpus.prepare(**{"shape": (1, 16, 16), **change}).digest != first.digest


def test_a_prepared_file_cut_short_is_made_anew(folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    first = corpus.prepare((3, 8, 8))
    wanted = np.array(first.levels)
    (corpus.path / "prepared" / f"{first.digest}.u8").write_bytes(b"short")
    assert np.array_equal(corpus.prepare((3, 8, 8)).levels, wanted)


def test_a_changed_original_is_refused(folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    (corpus.path / corpus.works[2].at.path).write_bytes(b"other")
    with pytest.raises(CorpusError, match=rf"{corpus.works[2].name}: the file changed since"):
        corpus.prepare((3, 8, 8))
    assert not list((corpus.path / "prepared").glob("*.json"))


@pytest.mark.parametrize("shape", [(2, 8, 8), (8, 8), (3, 0, 4)])
def test_shapes_that_no_picture_has(shape, folder, tmp_path):
    corpus = Corpus.gather(folder, into=tmp_path / "corpus")
    with pytest.raises(ShapeError, match="a picture is"):
        corpus.prepare(shape)


@pytest.mark.parametrize(
    ("sizes", "mode", "size_px", "wanted"),
    [
        ([(200, 200)] * 3, "RGB", 64, (3, 64, 64)),
        ([(28, 28)] * 3, "L", 64, (1, 28, 28)),
        ([(200, 300), (300, 200), (250, 250)], "RGB", 64, (3, 64, 64)),
        ([(300, 200)] * 10, "RGB", 96, (3, 64, 96)),
        ([(200, 300)] * 10, "L", 96, (1, 96, 64)),
        ([(105, 105)] * 3, "L", 256, (1, 104, 104)),
        ([(200, 200)] * 3, "RGBA", 64, (4, 64, 64)),
    ],
)
def test_natural_shape(sizes, mode, size_px, wanted, tmp_path):
    (tmp_path / "works").mkdir()
    for number, size in enumerate(sizes):
        color = {"L": number, "RGB": (200, number, 9), "RGBA": (200, number, 9, 40)}[mode]
        Image.new(mode, size, color).save(tmp_path / f"works/{number}.png")
    assert Corpus.gather(tmp_path / "works", into=tmp_path / "corpus").natural_shape(size_px) == wanted


def test_open_or_gather(folder, tmp_path):
    made = Corpus.open_or_gather(folder, tmp_path / "beside")
    assert made.path == tmp_path / "beside"
    opened = Corpus.open_or_gather(made.path, tmp_path / "nowhere")
    assert opened.digest == made.digest
    assert not (tmp_path / "nowhere").exists()
    assert len(Corpus.open_or_gather(folder, tmp_path / "beside")) == 5


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("builtin:ink?works=9", "ink"),
        ("mnist?part=all", "mnist"),
        ("/a/my works", "my works"),
        ("/a/set.tar.gz", "set"),
    ],
)
def test_a_corpus_is_named_after_its_source(source, name):
    assert source_name(source) == name

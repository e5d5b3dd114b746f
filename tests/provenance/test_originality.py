"""The verdict: copies, new pictures, flat ones, small ones; a record that crosses a wire; what is learned is kept."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError, MetricError, ShapeError
from ganvas.media.image.encode import read_text
from ganvas.metrics import thresholds
from ganvas.metrics.nearest import KINDS
from ganvas.metrics.thresholds import Thresholds
from ganvas.provenance.originality import Originality, Originals, compare, compared_shape, covered, draw_pairs
from tests.metrics.copied import blots, collage, shrunk

SHAPE = (3, 64, 64)


def gathered(folder: Path, works: np.ndarray) -> Corpus:
    source = folder / "works"
    source.mkdir()
    for number, levels in enumerate(works):
        Image.fromarray(levels.transpose(1, 2, 0)).save(source / f"{number:02d}.png")
    return Corpus.gather(source, into=folder / "corpus", helpers=1)


@pytest.fixture(scope="module")
def works() -> np.ndarray:
    return blots(21)


@pytest.fixture(scope="module")
def corpus(works: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return gathered(tmp_path_factory.mktemp("originality"), works)


@pytest.fixture(scope="module")
def originals(corpus: Corpus) -> Originals:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "CALIBRATED", 10)
        patch.setattr(thresholds, "COPIED", 2)
        return Originals.of(corpus, SHAPE)


def test_a_copy_is_told_with_the_work_the_turn_and_the_place(works: np.ndarray, originals: Originals):
    told = originals.judge(np.ascontiguousarray(shrunk(works[7], 4, 8, 52)[:, :, ::-1]))
    near = told.nearest[0]
    assert (told.verdict, near.name, near.turn, near.part) == ("copy", "07.png", "mirrored", "whole")
    assert near.work == next(work.digest for work in originals.corpus.works if work.name == "07.png")
    assert near.place == pytest.approx((8 / 64, 4 / 64, 60 / 64, 56 / 64), abs=0.03)
    assert told.score == near.likeness > near.copy_from
    assert told.in_words().startswith(
        "copy: mirrored, is nearer than different works are to one another to 07.png (cut"
    )
    assert "among 21 works" in told.in_words()


def test_half_a_copy_names_the_half(works: np.ndarray, originals: Originals):
    told = originals.judge(collage(works[3], blots(1, 700)[0]))
    assert (told.verdict, told.nearest[0].name, told.nearest[0].part) == ("copy", "03.png", "left half")
    assert "the left half of it" in told.in_words()


def test_a_new_picture_is_distinct(originals: Originals):
    told = [originals.judge(one).verdict for one in blots(4, 800)]
    assert told == ["distinct"] * 4


def test_size_and_grey_do_not_change_the_verdict(works: np.ndarray, originals: Originals):
    large = np.asarray(Image.fromarray(works[2].transpose(1, 2, 0)).resize((200, 200))).transpose(2, 0, 1)
    assert originals.judge(large).nearest[0].name == "02.png"
    clear = np.concatenate([works[2], np.full((1, 64, 64), 255, np.uint8)])
    assert originals.judge(clear).nearest == originals.judge(works[2]).nearest


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_artwork_is_a_copy_of_nothing(level: int, originals: Originals):
    told = originals.judge(np.full(SHAPE, level, np.uint8))
    assert (told.verdict, told.nearest, told.score) == ("distinct", (), 0.0)
    assert told.in_words() == "distinct: the picture is flat, so none of 21 works is like it"


def test_flat_works_make_no_flat_copies(tmp_path: Path):
    paper = [np.full(SHAPE, level, np.uint8) for level in (20, 120, 240)]
    found = Originals.of(gathered(tmp_path, np.stack([*paper, blots(1)[0]])), SHAPE)
    assert found.judge(paper[1]).verdict == "distinct"
    assert found.judge(blots(1)[0]).verdict == "copy"
    assert found.judge(blots(1, 60)[0]).verdict == "distinct"


def test_a_corpus_of_one_says_that_its_thresholds_are_the_usual_ones(tmp_path: Path):
    found = Originals.of(gathered(tmp_path, blots(1)), SHAPE)
    told = found.judge(blots(1)[0])
    assert (told.verdict, told.works, told.calibrated) == ("copy", 1, 0)
    assert "that is a usual value, because they are too few to learn one from" in told.in_words()
    assert found.judge(blots(1, 9)[0]).verdict == "distinct"


@pytest.mark.parametrize(
    ("artwork", "error", "says"),
    [
        (np.zeros((3, 1, 1), np.uint8), MetricError, "1 × 1 px is too small to compare; wanted at least 16"),
        (np.full(SHAPE, np.nan), ShapeError, "uint8; got float64"),
        (np.zeros((64, 64), np.uint8), ShapeError, r"picture \(1, 3 or 4 channels, height, width\); got \(64, 64\)"),
        (np.zeros((2, 64, 64), np.uint8), ShapeError, "1, 3 or 4 channels"),
        (np.zeros((3, 64, 32), np.uint8), ShapeError, "32 × 64 px does not have the aspect or size 64 × 64"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    artwork: np.ndarray, error: type[GanvasError], says: str, originals: Originals
):
    with pytest.raises(error, match=says):
        originals.judge(artwork)


def test_the_record_crosses_a_wire_and_is_closed(works: np.ndarray, originals: Originals):
    told = originals.judge(works[0])
    assert Originality.model_validate_json(told.to_json()) == told
    assert len(told.fingerprint) == 64
    assert told.corpus == originals.corpus.digest
    with pytest.raises(ValidationError):
        told.verdict = "distinct"
    with pytest.raises(ValidationError):
        Originality.model_validate({**told.model_dump(), "beauty": 1})


def test_the_artwork_is_known_by_its_levels(works: np.ndarray, originals: Originals):
    one, same, other = (originals.judge(levels).artwork for levels in (works[0], works[0].copy(), works[1]))
    assert one == same != other


def test_what_is_learned_is_kept_and_a_damaged_file_is_made_anew(
    works: np.ndarray, originals: Originals, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    (file,) = (corpus.path / "originality").glob("*.safetensors")
    monkeypatch.setattr(Thresholds, "of", classmethod(lambda *_: pytest.fail("learned again")))
    again = Originals.of(corpus, SHAPE)
    assert again.judge(works[5]) == originals.judge(works[5])
    monkeypatch.undo()
    monkeypatch.setattr(thresholds, "CALIBRATED", 10)
    monkeypatch.setattr(thresholds, "COPIED", 2)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    assert Originals.of(corpus, SHAPE).judge(works[5]) == originals.judge(works[5])
    assert file.read_bytes() == whole


def test_shapes_keep_their_aspect_and_small_ones_their_size(corpus: Corpus):
    assert compared_shape(corpus, (3, 512, 256)) == (3, 64, 32)
    assert compared_shape(corpus, (1, 32, 32)) == (3, 32, 32)


def test_covered_golden():  # half the size, moved right by a quarter of the side: from ½ to 1 across, from ¼ to ¾ down
    import torch

    assert covered(torch.tensor([[0.5, 0, 0.5], [0, 0.5, 0]])) == (0.5, 0.25, 1.0, 0.75)


def test_files_are_compared_and_drawn(works: np.ndarray, corpus: Corpus, originals: Originals, tmp_path: Path):
    files = [tmp_path / "copy.png", tmp_path / "flat.png"]
    Image.fromarray(np.rot90(works[1], 1, (1, 2)).transpose(1, 2, 0)).save(files[0])
    Image.new("RGB", (64, 64), "white").save(files[1])
    found = compare(files, corpus)
    assert [one.originality.verdict for one in found] == ["copy", "distinct"]
    assert found[0].originality.nearest[0].turn == "turned by 90° clockwise"
    data = draw_pairs(found, corpus)
    assert read_text(data) == {"Software": "Ganvas originality"}
    assert all(kind in KINDS for one in found for kind in one.originality.blind)


def test_the_part_of_the_work_is_drawn_as_the_artwork_lies(works: np.ndarray, corpus: Corpus, tmp_path: Path):
    import io

    Image.fromarray(np.rot90(works[1], 1, (1, 2)).transpose(1, 2, 0)).save(tmp_path / "copy.png")
    sheet = np.asarray(
        Image.open(io.BytesIO(draw_pairs(compare([tmp_path / "copy.png"], corpus), corpus))).convert("L")
    )
    artwork, part, work = (sheet[60:250, left : left + 190].astype(float) for left in (28, 240, 452))
    assert np.corrcoef(artwork.ravel(), part.ravel())[0, 1] > 0.9
    assert np.corrcoef(artwork.ravel(), work.ravel())[0, 1] < 0.5


def test_the_hash_is_a_signal_beside_the_verdict(works: np.ndarray, originals: Originals):
    same = originals.judge(np.ascontiguousarray(works[7][:, :, ::-1]))  # mirrored
    assert same.hashed is not None
    assert (same.hashed.name, same.hashed.bits, same.hashed.is_match) == ("07.png", 0, True)
    assert "its hash (PDQ) matches 07.png, 0 bits of 256 apart" in same.in_words()
    new = originals.judge(blots(1, start=500)[0])
    assert new.hashed is not None
    assert new.hashed.bits > 60  # unrelated ones lie about 128 apart, the nearest of 21 in 8 turns less
    assert "PDQ" not in new.in_words()
    light = np.full(SHAPE, 200, np.uint8) + np.linspace(0, 40, 64).astype(np.uint8)  # a slope: nothing to hash
    assert originals.judge(light).hashed is None

"""A corpus that an earlier Ganvas gathered still opens, means the same, and can be added to."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.header import HEADER, WORKS

STORED = Path(__file__).parent / "old/format-1"  # three pictures, gathered before there were other arts
PREPARED = "c6bfceb23c06640e464ebfd828910e0414d0f3730715c03273061d4ca6723ea6"  # of (3, 16, 16), by the same program


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus.open(shutil.copytree(STORED, tmp_path / "format-1"))


def test_it_is_of_format_1():
    assert json.loads((STORED / HEADER).read_text())["version"] == 1
    assert all("facts" not in json.loads(line) for line in (STORED / WORKS).read_text().splitlines())


def test_it_means_the_same(corpus: Corpus):
    assert (corpus.medium, corpus.author, len(corpus)) == ("image", "Ada", 3)
    assert [work.facts["mode"] for work in corpus.works] == ["L", "RGB", "RGB"]
    assert {(work.facts["width_px"], work.facts["height_px"]) for work in corpus.works} == {(80, 64)}
    assert all(len(work.fact("pdq")) == 64 and work.fact("color")[0] == "#" for work in corpus.works)
    assert corpus.natural_shape(64) == (3, 48, 64)
    assert corpus.prepare((3, 16, 16), helpers=1).digest == PREPARED  # so runs on it go on


def test_it_can_be_added_to(corpus: Corpus, tmp_path: Path):
    levels = np.random.default_rng(5).integers(0, 256, (40, 50), np.uint8)
    Image.fromarray(levels).save(tmp_path / "new.png")
    more = Corpus.gather(tmp_path / "new.png", into=corpus.path, helpers=1)
    assert len(more) == 4
    assert more.author == "Ada"
    assert json.loads((corpus.path / HEADER).read_text())["version"] == 2
    assert {work.fact("mode") for work in more.works} == {"L", "RGB"}

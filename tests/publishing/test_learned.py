"""What a published file says of the works behind it."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from ganvas.artwork import KEY, Origin
from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from ganvas.media.image.encode import to_png
from ganvas.provenance.keys import Credential
from ganvas.publishing.learned import facts_of, originality_of
from ganvas.sketch import Seed, Sketch

pytestmark = pytest.mark.usefixtures("own_home")


def drawing(seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    picture = Image.new("L", (64, 64), 250)
    pen = ImageDraw.Draw(picture)
    for _ in range(5):
        pen.line([tuple(point) for point in (64 * random.random((3, 2))).tolist()], 20, 3)
    return picture


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    works = tmp_path_factory.mktemp("works")
    for number in range(24):
        drawing(number).save(works / f"{number:02d}.png")
    return Corpus.gather(works, into=tmp_path_factory.mktemp("corpora") / "own", author="Ada", mine=True, helpers=1)


def painted(path: Path, picture: Image.Image, corpus: Corpus) -> Path:
    """A picture that says of a model that it painted it."""
    origin = Origin(sketch=Sketch(latent=Seed(seed=1)), model="a" * 64, corpus=corpus.digest, seen=1)
    path.write_bytes(to_png(picture, {KEY: origin.to_json(indent=None)}))
    return path


def publish(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["publish", "--no-hang", *map(str, words), "--json"])


def test_counts_and_no_names(corpus: Corpus):
    facts = facts_of(corpus)
    assert (facts.digest, facts.works) == (corpus.digest, 24)
    assert facts.by_basis == {"own": 24}
    assert "00.png" not in facts.to_json()


def test_a_new_picture_is_told_from_a_copy(corpus: Corpus, tmp_path: Path):
    new, copy = painted(tmp_path / "new.png", drawing(99), corpus), painted(tmp_path / "copy.png", drawing(3), corpus)
    found = originality_of([new, copy], corpus)
    assert found[copy].verdict == "copy"
    assert found[copy].nearest_sha256 == next(work.sha256 for work in corpus.works if work.name.endswith("03.png"))
    assert found[new].verdict != "copy"


def test_a_copy_is_not_signed_as_an_original(corpus: Corpus, credential: Credential, tmp_path: Path):
    new, copy = painted(tmp_path / "new.png", drawing(99), corpus), painted(tmp_path / "copy.png", drawing(3), corpus)
    before = copy.read_bytes()
    result = publish(new, copy, "--corpus", corpus.path)
    assert result.exit_code == 2
    assert "copy of a work" in result.stderr
    assert [one["path"] for one in json.loads(result.stdout)] == [str(new)]
    assert copy.read_bytes() == before


def test_another_corpus_than_the_models_is_refused(corpus: Corpus, credential: Credential, tmp_path: Path):
    (tmp_path / "works").mkdir()
    for number in range(50, 74):
        drawing(number).save(tmp_path / "works" / f"{number}.png")
    other = Corpus.gather(tmp_path / "works", into=tmp_path / "other", helpers=1)
    result = publish(painted(tmp_path / "new.png", drawing(99), corpus), "--corpus", other.path)
    assert result.exit_code == 2
    assert f"learned from corpus {corpus.digest[:12]}, not from other {other.digest[:12]}" in result.stderr

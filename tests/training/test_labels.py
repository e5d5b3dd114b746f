"""A pair that is told labels: every work has one, few works of a class are said, and a model paints by class."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.errors import NetError, RecipeError
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch
from ganvas.training.trainer import stopped, train
from tests.training.small import small


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Dark works and light ones, 12 of each, in a folder of their own."""
    folder: Path = tmp_path_factory.mktemp("labelled")
    random = np.random.default_rng(1)
    for name, low in (("dark", 0), ("light", 150)):
        (folder / name).mkdir()
        for n in range(12):
            levels = random.integers(low, low + 100, (16, 16), dtype=np.uint8)
            Image.fromarray(levels).save(folder / name / f"{n}.png")
    return Corpus.gather(str(folder), into=folder.with_name("labelled-corpus"), labels="folders", helpers=1)


@pytest.mark.parametrize("name", ["style", "r3gan"])
def test_a_labelled_training_resumes_and_paints(tmp_path: Path, labelled: Corpus, name: str):
    said: list[str] = []
    recipe = small(name, classes=2)
    run = train(labelled, recipe, tmp_path / "run", say=said.append)
    assert any("Few works of dark (12), light (12)" in sentence for sentence in said)
    assert not stopped(run)
    model = Model.load(run)
    assert model.card.classes == 2
    dark, light = (model.render(Sketch(latent=Seed(seed=seed))).levels for seed in (0, 1))
    assert dark.shape == light.shape == (1, 16, 16)


def test_works_without_labels_are_one_sentence(tmp_path: Path, corpus: Corpus):
    with pytest.raises(RecipeError, match="found works without a label"):
        train(corpus, small("style", classes=2), tmp_path / "run")


def test_another_number_of_labels_is_one_sentence(tmp_path: Path, labelled: Corpus):
    with pytest.raises(RecipeError, match="told 3 classes; found 2 labels"):
        train(labelled, small("style", classes=3), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_pair_that_cannot_be_told_labels_says_so(tmp_path: Path, labelled: Corpus):
    with pytest.raises(NetError, match="patch cannot be told labels"):
        train(labelled, small("quick", classes=2), tmp_path / "run")

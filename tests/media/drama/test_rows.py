"""Drama in the tables: its names, its recipes, and what a folder of plays is taken for."""

from pathlib import Path

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.errors import CorpusError
from ganvas.media import ALSO, MEDIA, medium
from ganvas.media.drama.builtin import builtin_files
from ganvas.recipe import Recipe


@pytest.fixture
def plays(tmp_path: Path) -> Path:
    folder = tmp_path / "plays"
    folder.mkdir()
    for name, data in builtin_files(3).items():
        (folder / name).write_bytes(data)
    return folder


def test_a_folder_of_plays_is_taken_for_scenes(plays: Path, tmp_path: Path):
    assert Corpus.gather(plays, into=tmp_path / "corpus", helpers=1).medium == "scene"


def test_drama_is_another_name_of_scenes(plays: Path, tmp_path: Path):
    corpus = Corpus.gather(plays, into=tmp_path / "corpus", medium="drama", helpers=1)
    assert corpus.medium == "scene"
    assert len(Corpus.gather(plays, into=tmp_path / "corpus", medium="drama", helpers=1)) == 3
    with pytest.raises(CorpusError, match="holds scenes; gather plots into another corpus"):
        Corpus.gather(plays, into=tmp_path / "corpus", medium="plot", helpers=1)


def test_another_name_is_no_row_and_means_one():
    assert not set(ALSO) & set(MEDIA)
    assert set(ALSO.values()) <= set(MEDIA)


@pytest.mark.parametrize("name", ["scene", "plot"])
def test_its_recipe_fits_its_works(plays: Path, tmp_path: Path, name: str):
    corpus = Corpus.gather(plays, into=tmp_path / name, medium=name, helpers=1)
    recipe = Recipe.for_corpus(corpus)
    assert recipe.name == medium(name).recipe == name
    assert recipe.medium == name
    assert recipe.heads == medium(name).heads(recipe.shape)
    assert recipe.shape[1] % recipe.patch == 0

"""`ganvas originality`: words, JSON, the picture of the pairs, and an exit code that a script can trust."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from tests.metrics.copied import blots


def originality(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["originality", *map(str, words)])


def picture(path: Path, levels: np.ndarray) -> Path:
    Image.fromarray(levels.transpose(1, 2, 0)).save(path)
    return path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "works").mkdir()
    for number, levels in enumerate(blots(5)):
        picture(folder / "works" / f"{number}.png", levels)
    return Corpus.gather(folder / "works", into=folder / "corpus", helpers=1).path


def test_a_copy_ends_with_three_and_a_new_picture_with_zero(corpus: Path, tmp_path: Path):
    copy, new = picture(tmp_path / "copy.png", 255 - blots(1)[0]), picture(tmp_path / "new.png", blots(1, 99)[0])
    told = originality(copy, new, "--corpus", corpus)
    assert told.exit_code == 3, told.output
    lines = told.stdout.splitlines()
    assert lines[0].startswith(f"{copy}: copy: as it is, is nearer")
    assert lines[1].startswith(f"{new}: distinct: ")
    assert originality(new, "--corpus", corpus).exit_code == 0


def test_json_is_a_list_of_records_with_their_paths(corpus: Path, tmp_path: Path):
    copy, sheet = picture(tmp_path / "copy.png", blots(1)[0]), tmp_path / "pairs.png"
    told = originality(copy, "--corpus", corpus, "--json", "--pairs", sheet)
    (found,) = json.loads(told.stdout)
    assert (found["path"], found["verdict"], found["works"]) == (str(copy), "copy", 5)
    assert found["nearest"][0]["name"] == "0.png"
    with Image.open(sheet) as drawn:
        assert drawn.format == "PNG"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.png", None, "gone.png: cannot be read"),
        ("empty.png", b"", "empty.png: the file is empty"),
        ("text.png", b"no picture", "not a picture that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(name: str, data: bytes | None, says: str, corpus: Path, tmp_path):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    told = originality(tmp_path / name, "--corpus", corpus)
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert says in told.stderr


def test_a_picture_of_one_pixel_and_a_corpus_that_is_none(corpus: Path, tmp_path: Path):
    dot = picture(tmp_path / "dot.png", np.zeros((3, 1, 1), np.uint8))
    assert "1 × 1 px is too small" in originality(dot, "--corpus", corpus).stderr
    assert originality(dot, "--corpus", tmp_path).exit_code == 2

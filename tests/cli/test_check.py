"""The sheet of what the discriminator may see."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.corpus.corpus import Corpus

COLUMNS = 8


def call(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def corpus_of(folder: Path, *pictures: Image.Image) -> Path:
    for number, picture in enumerate(pictures):
        folder.mkdir(exist_ok=True)
        picture.save(folder / f"{number}.png")
    return Corpus.gather(folder, into=folder.with_name("corpus"), helpers=1).path


def stripes(number: int, size: tuple[int, int] = (72, 72), mode: str = "RGB") -> Image.Image:
    height, width = size
    levels = np.random.default_rng(number).integers(0, 256, (height, width // 4, len(mode)), np.uint8).repeat(4, 1)
    return Image.fromarray(levels.squeeze(), mode)


def cells(path: Path, rows: int, wide: int, tall: int) -> np.ndarray:
    """(rows, columns, tall, wide, 3): the pictures of the sheet."""
    with Image.open(path) as sheet:
        levels = np.asarray(sheet.convert("RGB"))
    column, row = (1200 - 64 + 6) // COLUMNS, tall + 6  # margins of 32 px, gaps of 6
    return np.array(
        [[levels[98 + y * row :, 32 + x * column :][:tall, :wide] for x in range(COLUMNS)] for y in range(rows)]
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return corpus_of(tmp_path / "works", stripes(0), stripes(1))


def test_the_sheet_is_drawn_where_it_is_asked_for_and_only_then(corpus: Path):
    plain = json.loads(call("check", corpus, "--json").stdout)
    assert "augmentations" not in plain
    assert not (corpus / "augmentations.png").exists()
    asked = call("check", corpus, "--augmentations")
    assert asked.exit_code == 0, asked.output
    assert f"augmentations: {corpus / 'augmentations.png'}" in asked.stdout
    found = json.loads(call("check", corpus, "--augmentations", "--json").stdout)
    assert found["augmentations"] == str(corpus / "augmentations.png")


def test_each_work_is_shown_as_it_is_and_then_altered(corpus: Path):
    assert call("check", corpus, "--augmentations").exit_code == 0
    shown = cells(corpus / "augmentations.png", rows=2, wide=136, tall=136)
    with Image.open(corpus.with_name("works") / "0.png") as work:
        small = np.asarray(work.resize((68, 68), Image.Resampling.LANCZOS)).repeat(2, 0).repeat(2, 1)
    first = shown[0, 0] if np.abs(shown[0, 0].astype(int) - small).mean() < 8 else shown[1, 0]
    assert np.abs(first.astype(int) - small).mean() < 8  # works lie in the order of their digests
    altered = [[(shown[row, column] != shown[row, 0]).mean() > 0.05 for column in range(1, 8)] for row in range(2)]
    assert np.sum(altered) >= 12  # at p = 0.6 all six parts pass a picture by once in 244
    again = (corpus / "augmentations.png").read_bytes()
    call("check", corpus, "--augmentations")
    assert (corpus / "augmentations.png").read_bytes() == again  # chance starts where it did


def test_the_parts_can_be_chosen(corpus: Path):
    assert call("check", corpus, "--parts", "flip").exit_code == 0
    shown = cells(corpus / "augmentations.png", rows=2, wide=136, tall=136)
    mirrored = 0
    for row in range(2):
        for column in range(1, 8):
            same = np.array_equal(shown[row, column], shown[row, 0])
            turned = np.array_equal(shown[row, column], shown[row, 0][:, ::-1])
            assert same or turned
            mirrored += turned
    assert 0 < mirrored < 14


@pytest.mark.parametrize(
    ("mode", "size", "wide", "tall"),
    [("L", (72, 72), 136, 136), ("RGBA", (72, 72), 136, 136), ("RGB", (40, 80), 136, 64)],
)
def test_grey_clear_and_wide_works(tmp_path: Path, mode: str, size: tuple[int, int], wide: int, tall: int):
    path = corpus_of(tmp_path / "works", *(stripes(number, size, mode) for number in range(3)))
    told = call("check", path, "--parts", "shift, cutout,hue")
    assert told.exit_code == 0, told.output
    assert cells(path / "augmentations.png", 3, wide, tall).std() > 10


@pytest.mark.parametrize(("parts", "says"), [("blur", "unknown augmentation 'blur'; choose one of: brightness, ")])
def test_an_unknown_part_is_one_sentence_before_any_work_is_read(corpus: Path, parts: str, says: str):
    result = call("check", corpus, "--parts", parts)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"ganvas: {says}")
    assert result.stderr.count("\n") == 1
    assert not (corpus / "sheet.png").exists()


def test_a_damaged_corpus_has_no_sheet(corpus: Path):
    next((corpus / "originals").rglob("*.png")).write_bytes(b"other")
    assert call("check", corpus, "--augmentations").exit_code == 2
    assert not (corpus / "augmentations.png").exists()

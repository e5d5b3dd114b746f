"""The page on augmentation names every part as the table has it, and its picture can be drawn again."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.augment.parts import PARTS
from ganvas.augment.policy import KIND_TO_ART, STEPS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "augmentation.md").read_text(encoding="utf-8")
PICTURE = DOCS / "pictures/augmentations.png"
ROWS = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (yes|no) \| [^|]+ \|$", PAGE, re.MULTILINE))


def test_every_part_has_its_row():
    of_pictures = [name for name, part in PARTS.items() if part.medium == "image"]
    assert {name: "yes" if name in KIND_TO_ART else "no" for name in of_pictures} == ROWS


def test_every_part_of_another_art_is_named():
    assert all(f"`{name}`" in PAGE for name, part in PARTS.items() if part.medium != "image")


@pytest.mark.parametrize("source", sorted({part.source for part in PARTS.values()} - {""}))
def test_every_source_is_linked(source: str):
    assert f"https://arxiv.org/abs/{source.removeprefix('arXiv:')}" in PAGE


def test_the_course_is_the_one_of_the_code():
    told = "0.6 up to 500, 0.3 from 2,000 to 10,000, nothing from 50,000"
    assert told in PAGE
    assert STEPS == ((500, 0.6), (2_000, 0.3), (10_000, 0.3), (50_000, 0.0))


def test_the_picture_is_small_and_is_the_one_that_the_script_draws(tmp_path: Path):
    spec = importlib.util.spec_from_file_location("draw_augmentations", DOCS / "draw_augmentations.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    assert "](pictures/augmentations.png)" in PAGE
    assert PICTURE.stat().st_size < 300_000
    with Image.open(tmp_path / PICTURE.name) as drawn, Image.open(PICTURE) as kept:
        assert drawn.size == kept.size
        apart = np.abs(np.asarray(drawn.convert("RGB"), int) - np.asarray(kept.convert("RGB"), int))
    assert apart.mean() < 1  # of 255: drawn anew on another machine it may round another way

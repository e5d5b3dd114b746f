"""The tasks of the room of works, as the helper does them."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.view import counts
from ganvas.errors import CorpusError
from ganvas.studio.progress import unwatched
from ganvas.studio.tasks import works


def scene(seed: int) -> Image.Image:
    """Shapes with edges: what a perceptual hash tells apart."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", (160, 160), tuple(chance.integers(0, 255, 3)))
    draw = ImageDraw.Draw(picture)
    for left, top, wide, tall, *color in chance.integers(0, 120, (14, 7)).tolist():
        draw.ellipse((left, top, left + 10 + wide // 2, top + 10 + tall // 2), tuple(2 * one for one in color))
    return picture


@pytest.fixture
def prints(tmp_path: Path) -> Path:
    place = tmp_path / "prints"
    (place / "sea").mkdir(parents=True)
    for seed in range(5):
        scene(seed).save(place / "sea" / f"print {seed}.png")
    scene(2).resize((120, 120)).save(place / "again.jpg", quality=92)
    (place / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (place / "notes.txt").write_text("no picture")
    return place


@pytest.fixture
def corpus(tmp_path: Path, prints: Path) -> Path:
    into = tmp_path / "corpus"
    works.gather(unwatched, [str(prints)], str(into), "Ada", False)
    return into


def looked(corpus: Path) -> dict[str, Any]:
    return works.look(unwatched, str(corpus), str(corpus.parent / "looks"), 64, 0)


def test_what_came_in_what_did_not_and_why(tmp_path: Path, prints: Path):
    told: list[str] = []
    found = works.gather(lambda words, _: told.append(words), [str(prints)], str(tmp_path / "c"), "Ada", False)
    assert found["added"] == 6
    assert any("prints" in words for words in told)
    said = {line["text"].partition(":")[0]: line["reason"] for line in found["lines"]}
    assert said["broken.png"] in {"unreadable", "truncated"}
    assert said["notes.txt is none of PNG, JPEG, WEBP, GIF, TIFF, BMP, AVIF."] == "not-a-picture"
    assert "near-duplicate" in said.values()
    again = works.gather(unwatched, [str(prints)], str(tmp_path / "c"), "Ada", False)
    assert (again["added"], again["known"]) == (0, 6)


def test_works_are_shown_as_they_are_cut_and_once(corpus: Path):
    found = looked(corpus)
    assert (found["works"], found["author"], found["shape"]) == (6, "Ada", [3, 64, 64])
    board = corpus.parent / "looks" / found["board"]["name"]
    with Image.open(board) as picture:
        assert picture.size == (6 * works.TILE_PX, works.TILE_PX)
    before = board.stat().st_mtime_ns
    looked(corpus)
    assert board.stat().st_mtime_ns == before
    assert {one["basis"] for one in found["each"]} == {"unstated"}


def test_pairs_that_look_the_same_are_side_by_side_until_one_goes(corpus: Path):
    (pair,) = looked(corpus)["alike"]
    assert {pair["first"]["name"], pair["second"]["name"]} == {"again.jpg", "sea/print 2.png"}
    gone = works.leave_out(unwatched, str(corpus), pair["second"]["sha256"], "twice")
    assert gone == {"name": pair["second"]["name"]}
    assert (looked(corpus)["works"], looked(corpus)["alike"]) == (5, [])
    works.take_back(unwatched, str(corpus), pair["second"]["sha256"], "after all")
    assert looked(corpus)["works"] == 6


def test_all_mine_is_one_question_and_spares_what_is_said_otherwise(corpus: Path):
    first, second = looked(corpus)["each"][:2]
    works.say(unwatched, str(corpus), first["sha256"], "public-domain", "Hokusai died in 1849", "Hokusai")
    works.say(unwatched, str(corpus), second["sha256"], "licence", "CC-BY-4.0", "Bob")
    found = works.mine(unwatched, str(corpus), "Ada")
    assert found == {"changed": 4, "others": 2}
    assert counts(Corpus.open(corpus)).by_basis == {"own": 4, "licence": 1, "public-domain": 1}
    credit = looked(corpus)["credits"]
    assert any("Bob" in line for line in credit)
    with pytest.raises(CorpusError, match="Write a name first"):
        works.mine(unwatched, str(corpus), " ")


@pytest.mark.parametrize(("basis", "detail"), [("licence", ""), ("public-domain", ""), ("licence", "my own terms")])
def test_a_ground_that_says_too_little_is_refused(corpus: Path, basis: str, detail: str):
    with pytest.raises(CorpusError, match="Nothing was recorded"):
        works.say(unwatched, str(corpus), looked(corpus)["each"][0]["sha256"], basis, detail, "Ada")
    assert counts(Corpus.open(corpus)).by_basis == {"unstated": 6}


def test_a_work_that_is_blocked_leaves_the_corpus(corpus: Path):
    works.say(unwatched, str(corpus), looked(corpus)["each"][0]["sha256"], "blocked", "its maker asked", "")
    assert looked(corpus)["works"] == 5


def test_the_sheet_of_the_discriminator_is_drawn_once(corpus: Path):
    into = corpus.parent / "looks"
    name = works.altered(unwatched, str(corpus), str(into))["sheet"]
    drawn = (into / name).read_bytes()
    assert drawn.startswith(b"\x89PNG")
    shutil.rmtree(corpus / "originals")  # what is drawn needs nobody's works
    assert works.altered(unwatched, str(corpus), str(into))["sheet"] == name

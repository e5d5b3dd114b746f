"""A picture without its credentials, or with damaged ones, is known again by what was written down at publishing."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ganvas.provenance import tell
from ganvas.provenance.fingerprint import fingerprint
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import Entry, Lines
from tests.provenance.files import FILES, check, drawing, picture, saved, signed


def ledger_of(path: Path, data: bytes, mark: str = "none") -> Lines:
    lines = Lines(path / "published.jsonl")
    entry = Entry(
        id="e1", title="The one", path=str(path / "there.png"), at="", file_sha256="0" * 64,
        looks=fingerprint(data, "there.png", mark),
    )  # fmt: skip
    lines.prepare(entry)
    lines.commit(entry)
    return Lines(path / "published.jsonl")


def test_a_stripped_picture_is_known_by_its_pixels(tmp_path: Path, credential: Credential):
    data = signed(FILES["a.png"](), credential).data
    ledger = ledger_of(tmp_path, data)
    again = saved("TIFF", Image.open(io.BytesIO(data)))
    report = check(tmp_path / "b.tif", again, ledger=ledger)
    assert (report.verdict, report.exit_code) == ("stripped", 3)
    assert report.work is not None
    assert (report.work.by, report.work.title) == ("pixels", "The one")


@pytest.mark.parametrize("turn", [None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90])
def test_an_altered_copy_is_known_by_its_looks(tmp_path: Path, turn: Any):
    original = drawing()
    ledger = ledger_of(tmp_path, saved("PNG", original))
    copy = original.resize((200, 200)) if turn is None else original.transpose(turn)
    report = check(tmp_path / "b.jpg", saved("JPEG", copy, quality=70), ledger=ledger)
    assert (report.verdict, report.exit_code) == ("altered", 3)
    assert report.work is not None
    assert report.work.by == ("iscc" if turn is None else "pdq")
    assert any("known by its looks" in line for line in tell.lines(report))


def test_a_damaged_picture_is_known_too(tmp_path: Path, credential: Credential):
    data = signed(saved("JPEG", picture(256), quality=95), credential).data
    ledger = ledger_of(tmp_path, data)
    report = check(tmp_path / "b.jpg", data + b"x", ledger=ledger)
    assert report.verdict == "damaged"
    assert report.work is not None


def test_another_picture_leaves_no_trace(tmp_path: Path):
    ledger = ledger_of(tmp_path, saved("PNG", picture(256)))
    report = check(tmp_path / "b.png", saved("PNG", picture(256, seed=5)), ledger=ledger)
    assert (report.verdict, report.work, report.exit_code) == ("no trace", None, 3)

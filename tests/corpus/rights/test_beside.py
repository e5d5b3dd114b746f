"""Files beside works: tdmrep.json, robots.txt, REUSE, licences, saved pages, sidecars."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.corpus.rights.evidence import Evidence
from ganvas.corpus.rights.matching import LONGEST, matches
from ganvas.corpus.rights.shelf import (
    MOST_PAGES,
    document_digest,
    shelf_of_bytes,
    shelf_of_folder,
    speaks_of_rights,
    told,
)  # fmt: skip
from ganvas.errors import CorpusError

OPT_OUT = "DMI-PROHIBITED"


def about(files: dict[str, str | bytes], name: str) -> list[Evidence]:
    shelf = shelf_of_bytes({key: value if isinstance(value, bytes) else value.encode() for key, value in files.items()})
    return shelf.about(name)


def says(files: dict[str, str | bytes], name: str) -> list[str]:
    return [one.says for one in about(files, name)]


def tdmrep(*rules: tuple[str, object]) -> str:
    return json.dumps([{"location": place, "tdm-reservation": value} for place, value in rules])


@pytest.mark.parametrize(
    ("place", "name", "fits"),
    [
        ("/", "a.png", True),
        ("/art", "art/a.png", True),
        ("art/", "art/a.png", True),
        ("/art/", "other/a.png", False),
        ("/*.png", "x/a.png", True),
        ("/*.png$", "a.png.bak", False),
        ("*", "a.png", True),
        ("/caf%C3%A9", "café/a.png", True),
        ("/a.png$", "a.png", True),
    ],
)
def test_locations_of_tdmrep(place, name, fits):
    assert says({"tdmrep.json": tdmrep((place, 1))}, name) == (["no"] if fits else [])


def test_the_first_location_that_fits_is_the_one():
    files = {"tdmrep.json": tdmrep(("/free", 0), ("/", 1))}
    assert says(files, "free/a.png") == ["yes"]
    assert says(files, "a.png") == ["no"]


@pytest.mark.parametrize(("value", "meaning"), [(1, "no"), ("1", "no"), (0, "yes"), (2, "terms"), ("2", "terms")])
def test_reservations(value, meaning):
    assert says({"tdmrep.json": tdmrep(("/", value))}, "a.png") == [meaning]


def test_a_folder_deeper_down_has_its_own_root():
    files = {"a/tdmrep.json": tdmrep(("/b", 1)), ".well-known/tdmrep.json": tdmrep(("/c", 1))}
    assert says(files, "a/b/x.png") == ["no"]
    assert says(files, "b/x.png") == []
    assert says(files, "c/x.png") == ["no"]


BROKEN = [
    ("tdmrep.json", "{"), ("tdmrep.json", "{}"), ("tdmrep.json", "[" * 100_000), ("tdmrep.json", b"\xff\xfe"),
    ("REUSE.toml", "= ="), ("REUSE.toml", b"\xff\x00"), ("REUSE.toml", "a = " + "[" * 5000),
    ("x.png.license", "nothing"), ("tdmrep.json", "x" * (2 << 20)), ("LICENSE", "x" * (2 << 20)),
    ("x.xmp", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), ("x.xmp", "<x>" * 999_999 + "x" * (4 << 20)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), BROKEN, ids=range(len(BROKEN)))
def test_what_cannot_be_read_is_told(name, content):
    assert says({name: content}, "x.png") == ["unread"]


def test_rules_of_other_shapes_are_passed_over():
    odd = json.dumps([1, "x", {"location": 5, "tdm-reservation": 1}, {"tdm-reservation": 1}, None, {"location": "/"}])
    assert says({"tdmrep.json": odd}, "a.png") == ["terms"]
    assert says({"REUSE.toml": "annotations = [1, {path = 5}]"}, "a.png") == []
    assert says({"REUSE.toml": "annotations = 7"}, "a.png") == ["unread"]


@pytest.mark.parametrize(
    ("lines", "meanings"),
    [
        ("User-Agent: *\nContent-Usage: train-ai=n", ["no"]),
        ("content-usage: /x train-ai=n", []),
        ("Content-Usage: /a train-ai=n, search=y", ["no"]),
        ("Content-Usage: train-ai=y", ["yes"]),
        ("Content-Usage: train-ai=n\nContent-Usage: train-ai=y", ["no", "yes"]),
        ("# Content-Usage: train-ai=n", []),
        ("Content-Usage: search=n", []),
        ("Disallow: /", []),
        ("Content-Usage: train-ai", []),
    ],
)
def test_wishes_of_robots(lines, meanings):
    assert says({"robots.txt": lines}, "a/b.png") == meanings


def test_a_saved_page_that_wants_no_machines():
    page = '<html><head><meta name="robots" content="noai, noimageai"><meta name="tdm-reservation" content="1">'
    assert says({"gallery.html": page}, "gallery_files/a.png") == ["no", "no"]
    assert says({"gallery.html": '<meta name="robots" content="noindex">'}, "a.png") == []
    assert says({"x.html": b"<" * 100_000 + b"\0\xff"}, "a.png") == []
    many = {f"{number:03d}.html": page for number in range(MOST_PAGES + 5)}
    assert len(says(many, "a.png")) == 2 * MOST_PAGES


def test_reuse_annotations_and_sidecars():
    files = {
        "REUSE.toml": 'version = 1\n[[annotations]]\npath = "**"\nSPDX-License-Identifier = "CC-BY-4.0"\n'
        'SPDX-FileCopyrightText = "2024 Bo"\n[[annotations]]\npath = ["birds/*.png"]\n'
        'SPDX-License-Identifier = "CC0-1.0"\n',
        "x.png.license": "SPDX-FileCopyrightText: © Cy\nSPDX-License-Identifier: CC-BY-ND-4.0\n",
    }
    assert [(one.says, one.spdx) for one in about(files, "a.png")] == [("licence", "CC-BY-4.0"), ("holder", "")]
    assert [one.spdx for one in about(files, "birds/a.png")] == ["CC0-1.0"]
    assert [one.spdx for one in about(files, "birds/small/a.png")][:1] == ["CC-BY-4.0"]
    assert [(one.words, one.spdx) for one in about(files, "x.png")] == [("© Cy", ""), ("CC-BY-ND-4.0", "CC-BY-ND-4.0")]


def test_the_nearest_licence_is_the_one_but_every_no_counts():
    files = {
        "LICENSE": "All works CC BY-NC 4.0. No AI training.",
        "free/LICENSE.txt": "CC0 1.0 Universal",
        "free/x.png.license": "SPDX-License-Identifier: CC-BY-4.0",
    }
    assert [(one.says, one.spdx) for one in about(files, "free/a.png")] == [("licence", "CC0-1.0"), ("no", "")]
    assert [one.spdx for one in about(files, "free/x.png") if one.spdx] == ["CC-BY-4.0"]
    assert [one.spdx for one in about(files, "a.png") if one.spdx] == ["CC-BY-NC-4.0"]


def test_licence_texts_name_their_holder():
    found = about({"COPYING": "MIT License\n\nCopyright (c) 2015 Brenden Lake\n\nThe above copyright notice"}, "a.png")
    assert [(one.says, one.spdx or one.words) for one in found] == [
        ("licence", "MIT"),
        ("holder", "Copyright (c) 2015 Brenden Lake"),
    ]


@pytest.mark.parametrize("sidecar", ["bird.xmp", "bird.png.xmp", "BIRD.XMP", "bird.PNG.xmp"])
def test_sidecars_by_either_name(sidecar, xmp):
    packet = xmp(f"<plus:DataMining>{OPT_OUT}</plus:DataMining>")
    (found,) = about({f"a/{sidecar}": packet}, "a/bird.png")
    assert (found.says, found.where) == ("no", f"sidecar {sidecar}")
    assert about({f"a/{sidecar}": packet}, "a/birds.png") == []


def test_a_folder_is_never_left(tmp_path: Path):
    (tmp_path / "in/.well-known").mkdir(parents=True)
    (tmp_path / "out.json").write_text(tdmrep(("/", 1)))
    (tmp_path / "in/.well-known/tdmrep.json").symlink_to(tmp_path / "out.json")
    assert shelf_of_folder(tmp_path / "in", []).about("a.png") == []
    (tmp_path / "in/.well-known/tdmrep.json").unlink()
    (tmp_path / "in/.well-known/tdmrep.json").write_text(tdmrep(("/", 1)))
    assert len(shelf_of_folder(tmp_path / "in", []).about("a.png")) == 1


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/etc/passwd", "link.txt", "absent.txt", "a\0b", "loop", "x" * 300, "."]
)
def test_documents_lie_beside_their_table(path, tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "in/link.txt").symlink_to(tmp_path / "secret.txt")
    os.symlink("loop", tmp_path / "in/loop")
    with pytest.raises(CorpusError, match=r"the document .* (is not here|leads out)"):
        document_digest(tmp_path / "in", path)


def test_a_report_names_what_was_read():
    names = (
        [f"{number}.png.license" for number in range(9)] + [f"{folder}/LICENSE" for folder in "abcdefg"] + ["a.html"]
    )
    (line,) = told(names, "works")
    assert line.text == (
        "works: read for the rights of its works: a/LICENSE, b/LICENSE, c/LICENSE, d/LICENSE, e/LICENSE, "
        "2 more like them, 9 files beside works."
    )
    assert list(told(["x.html"], "works")) == []


@pytest.mark.parametrize(
    ("name", "speaks"),
    [
        ("LICENSE", True), ("a/licence.md", True), ("COPYING.txt", True), ("openclipart_LICENSE.txt", False),
        ("rights.csv", True), ("x.xmp", True), ("x.png.license", True), ("robots.txt", True), ("notes.txt", False),
        ("a.png", False), ("licensed.png", False), ("REUSE.toml", True), ("TDMREP.JSON", True),
        ("license-plate.png", False), ("copyright.jpg", False), ("licence.zip", False), ("licence.npy", False),
    ],
)  # fmt: skip
def test_which_files_speak(name, speaks):
    assert speaks_of_rights(name) == speaks


@given(
    pattern=st.text(alphabet="ab/*", max_size=12), path=st.text(alphabet="ab/", max_size=12), over=st.booleans(),
    whole=st.booleans(),
)  # fmt: skip
def test_patterns_match_as_expressions_do(pattern, path, over, whole):
    one = ".*" if over else "[^/]*"
    parts = [re.escape(part).replace(r"\*", one) for part in pattern.split("**")]
    wanted = re.compile(".*".join(parts), re.DOTALL)
    assert matches(pattern, path, over, whole) == bool(wanted.fullmatch(path) if whole else wanted.match(path))


def test_a_pattern_that_means_harm_ends_soon():
    assert not matches("*a" * (LONGEST // 2), "a" * 200 + "b")  # an expression would try 2^200 ways
    assert not matches("a*" * LONGEST, "a" * 4000)
    assert not matches("*", "a" * 5000)

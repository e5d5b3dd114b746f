"""Clearing signed files: nothing is left, which is proved by reading, and no pixel moves."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.errors import SignError
from ganvas.media.image.still import pixel_digest
from ganvas.provenance.keys import Credential
from ganvas.provenance.sign import sidecar_of
from ganvas.provenance.strip import strip
from ganvas.provenance.verify import verify
from tests.provenance.files import BESIDE, FILES, saved, signed


def call(*words: str | Path) -> Any:
    return CliRunner().invoke(app, ["strip", *map(str, words)])


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_left(name: str, credential: Credential, tmp_path: Path):
    path = tmp_path / name
    path.write_bytes(signed(FILES[name](), credential).data)
    before = path.read_bytes()
    done = strip(path, before)
    assert verify(path).verdict == "no trace"
    assert b"ganvas" not in path.read_bytes()
    assert b"c2pa" not in path.read_bytes()
    if done.same_pixels is not None:
        assert pixel_digest(path.read_bytes(), name) == pixel_digest(before, name)


def test_credentials_beside_a_file_go_too(credential: Credential, tmp_path: Path):
    path = tmp_path / "a.mid"
    path.write_bytes(BESIDE["a.mid"]())
    sidecar_of(path).write_bytes(signed(BESIDE["a.mid"](), credential).manifest)
    assert strip(path, path.read_bytes()).sidecar == str(sidecar_of(path))
    assert not sidecar_of(path).exists()
    assert path.read_bytes() == BESIDE["a.mid"]()
    with pytest.raises(SignError, match="holds no credentials"):
        strip(path, path.read_bytes())


def test_a_turned_picture_is_not_turned_back(tmp_path: Path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved("JPEG", exif=exif)
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(SignError, match="would look otherwise"):
        strip(tmp_path / "a.jpg", data)
    assert (tmp_path / "a.jpg").read_bytes() == data


def test_the_verb(credential: Credential, tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(signed(FILES["a.png"](), credential).data)
    before = path.read_bytes()
    assert call(path, "--dry-run").exit_code == 0
    assert path.read_bytes() == before
    told = call(path, "--into", tmp_path / "clear", "--json")
    (done,) = json.loads(told.stdout)
    assert done["path"] == str(tmp_path / "clear/a.png")
    assert path.read_bytes() == before
    assert verify(tmp_path / "clear/a.png").verdict == "no trace"
    assert "were not the picture" in call(path).stdout
    absent = call(tmp_path / "absent.png")
    assert (absent.exit_code, absent.stderr.count("\n")) == (2, 1)

"""The gallery as the place of published works: signed and hung, or neither."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.errors import GalleryError
from ganvas.files import digest_file
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.wishes import Wish
from ganvas.model.model import Model
from ganvas.provenance.claim import Words
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import Entry, Lines
from ganvas.provenance.sign import sidecar_of
from ganvas.provenance.verify import verify
from ganvas.publishing.publish import Wishes, publish
from ganvas.publishing.shelf import Hung
from ganvas.sketch import Seed, Sketch

pytestmark = pytest.mark.usefixtures("own_home")
WISHES = Wishes(words=Words(title="Wren", author="Ada"))


@pytest.fixture
def art(model: Model, tmp_path: Path) -> Path:
    return model.render(Sketch(latent=Seed(seed=5))).save(tmp_path / "art.png", scale=16)


@pytest.fixture
def gallery(tmp_path: Path):
    with Gallery.open(tmp_path / "gallery") as gallery:
        yield gallery


def test_what_is_published_hangs(art: Path, gallery: Gallery, credential: Credential, tmp_path: Path):
    shelf = Hung(gallery, tmp_path / "published.jsonl")
    publish(art, credential, shelf, WISHES)
    (entry,) = gallery.find(Wish()).entries
    assert (entry.title, entry.digest) == ("Wren", digest_file(art))
    assert verify(gallery.file_of(entry), Lines(shelf.path)).verdict == "intact"
    assert gallery.check() == []


def test_what_cannot_hang_is_not_published(
    art: Path, gallery: Gallery, credential: Credential, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise GalleryError("the wall is full")

    monkeypatch.setattr(gallery, "add", refuse)
    before, shelf = art.read_bytes(), Hung(gallery, tmp_path / "published.jsonl")
    into = tmp_path / "edition"
    for wishes in (WISHES, Wishes(words=WISHES.words, into=into)):
        with pytest.raises(GalleryError, match="the wall is full"):
            publish(art, credential, shelf, wishes)
    assert art.read_bytes() == before
    assert list(into.iterdir()) == []
    assert not Lines(shelf.path).entries
    assert len(gallery) == 0


def test_a_work_that_a_kill_left_unhung_is_hung_next(art: Path, gallery: Gallery, tmp_path: Path):
    listed = tmp_path / "published.jsonl"
    Lines(listed).prepare(Entry(id="1", title="Wren", path=str(art), at="", file_sha256=digest_file(art)))
    with Hung(gallery, listed).held():
        assert gallery.hangs(digest_file(art))
    with Hung(gallery, listed).held():
        assert len(gallery) == 1


def test_a_song_hangs_with_its_credentials_and_what_galleries_do_not_show_is_only_listed(
    gallery: Gallery, credential: Credential, tmp_path: Path, art: Path
):
    shelf = Hung(gallery, tmp_path / "published.jsonl")
    signed = tmp_path / "signed.png"
    shutil.copy(art, signed)
    publish(signed, credential, shelf, WISHES)
    song = tmp_path / "song.mid"
    song.write_bytes(b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk\x00\x00\x00\x04\x00\xff\x2f\x00")
    words = tmp_path / "words.txt"
    words.write_text("about a song")
    for file in (song, words):
        publish(file, credential, shelf, Wishes(words=WISHES.words, made_of=(signed,)))
    assert len(shelf.entries) == 3
    assert len(gallery) == 2
    hung = gallery.entry(2)
    assert hung.medium == "music"
    assert gallery.credentials_of(hung).read_bytes() == sidecar_of(song).read_bytes()


def test_the_verb_hangs_unless_told_not_to(art: Path, credential: Credential, tmp_path: Path):
    def call(*words: str | Path) -> list[dict]:
        result = CliRunner().invoke(app, [*map(str, words), "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    place = tmp_path / "wall"
    call("publish", art, "--into", tmp_path / "a", "--no-hang", "--gallery", place)
    assert not place.exists()
    call("publish", art, "--into", tmp_path / "b", "--title", "Wren", "--gallery", place)
    (hung,) = call("gallery", "list", "--gallery", place)
    assert Path(hung["path"]).read_bytes() == (tmp_path / "b" / "art.png").read_bytes()
    assert hung["title"] == "Wren"

"""Publishing: the chain of a real model, the list of works, and nothing lost whatever happens in between."""

import io
import json
import os
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from ganvas import snapshot
from ganvas.artwork import Artwork
from ganvas.cli import app
from ganvas.errors import GanvasError, RunFailed, SignError, WorkError
from ganvas.media.containers import kind_of, png
from ganvas.model.model import Model
from ganvas.provenance import keys
from ganvas.provenance.claim import CorpusFacts, Originality, Words
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import Lines
from ganvas.provenance.sign import sidecar_of
from ganvas.provenance.verify import verify
from ganvas.publishing.publish import Wishes, publish
from ganvas.sketch import Seed, Sketch
from tests.conftest import WORDS
from tests.provenance.files import BESIDE, FILES, drawing, saved

pytestmark = pytest.mark.usefixtures("own_home")
SAID = Words(title="Wren", author="Ada", rights="© 2026 Ada")


@pytest.fixture
def run(run_folder: Path, tmp_path: Path) -> Path:
    """A run of this test's own, for credentials are written beside its snapshots."""
    return Path(shutil.copytree(run_folder, tmp_path / "run"))


@pytest.fixture
def art(model: Model, tmp_path: Path) -> Path:
    return model.render(Sketch(latent=Seed(seed=5))).save(tmp_path / "art.png", scale=16)


@pytest.fixture
def shelf(tmp_path: Path) -> Lines:
    return Lines(tmp_path / "published.jsonl")


def test_the_whole_chain(art: Path, run: Path, model: Model, credential: Credential, shelf: Lines):
    told = CorpusFacts(digest="c" * 64, name="ink", works=9, by_licence={"CC0-1.0": 9})
    done = publish(art, credential, shelf, Wishes(SAID, model=run, corpus=told))
    report = verify(art, shelf, keys.anchors())
    assert (report.verdict, report.known, report.chain[0].title) == ("intact", True, "Wren")
    assert [link.kind for link in report.chain] == ["artwork", "model", "corpus"]
    assert report.chain[0].says["origin"]["model"] == model.digest == report.chain[1].says["model"]["sha256"]
    assert report.chain[2].says["corpus"]["by_licence"] == {"CC0-1.0": 9}
    assert shelf.entries[done.entry].title == "Wren"
    assert Artwork.read_sketch(art) == Sketch(latent=Seed(seed=5))
    snapshot_file = snapshot.find(run)[0]
    assert verify(snapshot_file, anchors=keys.anchors()).verdict == "intact"  # by its sidecar


def test_the_models_credentials_are_made_once(art: Path, run: Path, credential: Credential, shelf: Lines):
    publish(art, credential, shelf, Wishes(model=run, into=art.parent / "out"))
    beside = sidecar_of(snapshot.find(run)[0])
    before = beside.read_bytes()
    publish(art, credential, shelf, Wishes(model=run, into=art.parent / "more"))
    assert beside.read_bytes() == before
    beside.write_bytes(before[:-100])
    with pytest.raises(SignError, match="Remove it"):
        publish(art, credential, shelf, Wishes(model=run, into=art.parent / "third"))


def test_a_model_swapped_after_signing_is_refused(
    art: Path,
    run: Path,
    credential: Credential,
    shelf: Lines,
    write_snapshot: Callable[..., Path],
):
    older, newer = snapshot.find(run)[1], snapshot.find(run)[0]
    newer.write_bytes(older.read_bytes())
    with pytest.raises(SignError, match="has no snapshot"):
        publish(art, credential, shelf, Wishes(model=run))


@pytest.mark.parametrize("name", [*FILES, *BESIDE])
def test_every_kind_of_file(name: str, run: Path, credential: Credential, shelf: Lines, tmp_path: Path):
    data = {**FILES, **BESIDE}[name]()
    (tmp_path / name).write_bytes(data)
    origin = Artwork.read_origin(FILES["a.png"]())
    says_model = name in {"a.png", "a.gif", "a.mp4"}
    wishes = Wishes(SAID) if says_model else Wishes(SAID, model=run)
    done = publish(tmp_path / name, credential, shelf, wishes)
    report = verify(tmp_path / name, shelf, keys.anchors())
    assert (report.verdict, report.known) == ("intact", True)
    assert bool(done.sidecar) == (name in BESIDE)
    if says_model:
        assert report.chain[0].says["origin"]["model"] == origin.model
    if name in BESIDE:
        assert (tmp_path / name).read_bytes() == data


def test_title_and_author_can_be_read_by_other_programs(art: Path, run: Path, credential: Credential, shelf: Lines):
    publish(art, credential, shelf, Wishes(SAID, model=run))
    with Image.open(art) as image:
        told = image.getxmp()["xmpmeta"]["RDF"]["Description"]
    assert told["title"]["Alt"]["li"]["text"] == "Wren"
    assert told["DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert told["DataMining"].endswith("DMI-PROHIBITED-AIMLTRAINING")


def test_a_marked_picture_is_known_after_it_was_saved_by_another_program(
    run: Path,
    credential: Credential,
    shelf: Lines,
    tmp_path: Path,
):
    (tmp_path / "a.png").write_bytes(saved("PNG", drawing(256)))
    done = publish(tmp_path / "a.png", credential, shelf, Wishes(SAID, model=run))
    assert done.mark != "none"
    Image.open(tmp_path / "a.png").convert("RGB").resize((180, 180)).save(tmp_path / "b.jpg", quality=75)
    Image.open(tmp_path / "a.png").convert("RGB").crop((9, 20, 250, 251)).save(tmp_path / "c.jpg", quality=90)
    for name in ("b.jpg", "c.jpg"):
        report = verify(tmp_path / name, shelf)
        assert report.verdict == "altered"
        assert report.work is not None
        assert (report.work.by, report.work.id) == ("mark", done.entry)


def test_of_two_works_with_one_mark_the_one_that_looks_like_it_is_named(
    run: Path, credential: Credential, shelf: Lines, tmp_path: Path
):
    (tmp_path / "a.png").write_bytes(saved("PNG", drawing(256)))
    first = publish(tmp_path / "a.png", credential, shelf, Wishes(SAID, model=run))
    with Image.open(tmp_path / "a.png") as image:
        image.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "copy.jpg", quality=90)
        edit = image.convert("RGB")
    edit.paste("white", (0, 0, 128, 100))
    edit.save(tmp_path / "edit.png")
    second = publish(tmp_path / "edit.png", credential, shelf, Wishes(SAID, edit_of=tmp_path / "a.png"))
    assert first.mark == second.mark != "none"
    report = verify(tmp_path / "copy.jpg", shelf)
    assert report.work is not None
    assert (report.work.by, report.work.id) == ("mark", first.entry)


def test_an_unmarked_picture_keeps_its_pixels(run: Path, credential: Credential, shelf: Lines, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(saved("PNG", drawing(256)))
    done = publish(tmp_path / "a.png", credential, shelf, Wishes(SAID, model=run, marked=False))
    assert done.mark == "none"
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), np.asarray(drawing(256)))
    looks = verify(tmp_path / "a.png").chain[0].says["fingerprint"]
    assert (looks["mark"], looks["no_mark_because"]) == ("none", "switched off")


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved("JPEG", drawing(128), exif=exif)


MOVING: dict[str, Any] = {"save_all": True, "append_images": [drawing(99, 1)]}
UNMARKED = {  # what is not written anew, and why
    "blank.png": (lambda: saved("PNG", Image.new("RGB", (256, 256), "white")), "too small or too plain"),
    "small.png": (lambda: saved("PNG", drawing(40)), "too small or too plain"),
    "deep.png": (lambda: saved("PNG", Image.fromarray(np.full((99, 99), 300, np.uint16))), "without loss"),
    "moving.webp": (lambda: saved("WEBP", drawing(99), **MOVING, lossless=True), "without loss"),
    "moving.gif": (lambda: saved("GIF", drawing(99), **MOVING), "without loss"),
    "turned.jpg": (turned, "metadata of its own"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNMARKED)
def test_none_is_recorded_where_the_mark_would_be_seen_or_cost_something(
    name: str,
    run: Path,
    credential: Credential,
    shelf: Lines,
    tmp_path: Path,
):
    make, why = UNMARKED[name]
    (tmp_path / name).write_bytes(make())
    done = publish(tmp_path / name, credential, shelf, Wishes(SAID, model=run))
    assert done.mark == "none"
    assert why in done.note
    report = verify(tmp_path / name, anchors=keys.anchors())
    assert report.verdict == "intact"
    assert why in report.chain[0].says["fingerprint"]["no_mark_because"]


def test_a_signed_file_is_left_as_it_is(art: Path, run: Path, credential: Credential, shelf: Lines):
    publish(art, credential, shelf, Wishes(model=run))
    before = art.read_bytes()
    done = publish(art, credential, shelf, Wishes(model=run))
    assert (done.done, art.read_bytes()) == (False, before)
    assert "signed already" in done.note
    assert len(shelf.entries) == 1


def test_a_damaged_one_is_not_signed_over(art: Path, run: Path, credential: Credential, shelf: Lines):
    publish(art, credential, shelf, Wishes(model=run))
    art.write_bytes(art.read_bytes() + b"x")
    with pytest.raises(SignError, match="was altered after it was signed"):
        publish(art, credential, shelf, Wishes(model=run))


def test_an_edit_leads_back_to_what_was_signed(art: Path, run: Path, credential: Credential, shelf: Lines):
    publish(art, credential, shelf, Wishes(SAID, model=run))
    Image.open(art).rotate(90).save(art.parent / "edit.png")
    publish(art.parent / "edit.png", credential, shelf, Wishes(SAID, edit_of=art, painted=True))
    report = verify(art.parent / "edit.png", anchors=keys.anchors())
    assert (report.verdict, [link.kind for link in report.chain]) == ("intact", ["artwork"] * 2 + ["model", "corpus"])
    publish(art.parent / "edit.png", credential, shelf, Wishes())
    (art.parent / "plain.png").write_bytes(saved("PNG"))
    with pytest.raises(SignError, match="carries no credentials"):
        publish(
            art.parent / "x.png",
            *_copy(art.parent / "x.png", credential, shelf),
            Wishes(edit_of=art.parent / "plain.png"),
        )


def _copy(path: Path, *others: Any) -> tuple[Any, ...]:
    path.write_bytes(saved("PNG"))
    return others


def test_a_copy_is_not_signed_as_an_original(art: Path, run: Path, credential: Credential, shelf: Lines):
    before = art.read_bytes()
    copy = Originality(verdict="copy", method="ncc", nearest_sha256="a" * 64)
    with pytest.raises(SignError, match="cannot be signed as an original"):
        publish(art, credential, shelf, Wishes(model=run, originality=copy))
    assert art.read_bytes() == before
    work = art.parent / "work.png"
    work.write_bytes(saved("PNG", drawing(200)))
    publish(work, credential, shelf, Wishes(model=run))
    publish(art, credential, shelf, Wishes(model=run, originality=copy, made_of=[work]))
    assert verify(art).chain[0].source == "compositeWithTrainedAlgorithmicMedia"


REFUSED = {  # what a file is, and what publishing it says
    "empty.png": (lambda path: path.write_bytes(b""), "is empty"),
    "folder.png": (lambda path: path.mkdir(), "is not a file"),
    "loop.png": (lambda path: path.symlink_to(path), "cannot be read"),
    "pipe.png": (os.mkfifo, "is not a file"),
    "absent.png": (lambda _path: None, "cannot be read"),
    "unsaid.png": (lambda path: path.write_bytes(saved("PNG")), "which model painted it"),
    "bomb.png": (lambda path: path.write_bytes(bomb()), "decompression bomb"),
    "cut.png": (lambda path: path.write_bytes(FILES["a.png"]()[:-3000]), "cut short|damaged"),
}


def bomb() -> bytes:
    """144 million pixels in 18 kB, with a sketch in it."""
    header = struct.pack(">IIBBBBB", 12_000, 12_000, 1, 0, 0, 0, 0)
    text = [(kind, body) for kind, body in png.chunks(FILES["a.png"]()) if kind == b"iTXt"]
    parts = [(b"IHDR", header), *text, (b"IDAT", zlib.compress(bytes(12_000 * 1_501), 9)), (b"IEND", b"")]
    return png.SIGNATURE + b"".join(png.chunk(*part) for part in parts)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_published_is_one_sentence(
    name: str,
    credential: Credential,
    shelf: Lines,
    tmp_path: Path,
):
    make, says = REFUSED[name]
    (tmp_path / "in").mkdir()
    make(tmp_path / "in" / name)
    with pytest.raises(GanvasError, match=says) as caught:
        publish(tmp_path / "in" / name, credential, shelf, Wishes())
    assert isinstance(caught.value, WorkError | SignError)
    assert "\n" not in str(caught.value)
    assert not shelf.entries
    assert len(list((tmp_path / "in").iterdir())) == (name != "absent.png")


def test_odd_names(run: Path, credential: Credential, shelf: Lines, tmp_path: Path):
    for name in ("con.png", "ü ½.png", "a\u202egnp.png", "x" * 200 + ".png", os.fsdecode(b"\xff\xfe.png")):
        (tmp_path / name).write_bytes(saved("PNG"))
        if name.startswith("\udcff"):
            with pytest.raises(GanvasError, match="name"):
                publish(tmp_path / name, credential, shelf, Wishes(model=run))
        else:
            publish(tmp_path / name, credential, shelf, Wishes(model=run))
            assert verify(tmp_path / name).verdict == "intact"


def test_a_link_is_followed_and_stays(art: Path, run: Path, credential: Credential, shelf: Lines):
    link = art.parent / "link.png"
    link.symlink_to(art)
    publish(link, credential, shelf, Wishes(model=run))
    assert link.is_symlink()
    assert verify(art).verdict == "intact"


@pytest.mark.parametrize("moment", ["write", "rename"])
def test_a_full_disk_leaves_the_old_file_and_no_entry(
    moment: str,
    art: Path,
    run: Path,
    credential: Credential,
    shelf: Lines,
    monkeypatch: pytest.MonkeyPatch,
):
    publish(art, credential, shelf, Wishes(model=run, into=art.parent / "first"))
    before, entries = art.read_bytes(), dict(shelf.entries)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    if moment == "rename":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr("ganvas.publishing.publish.write_whole", lambda path, data: _half(path, data))
    with pytest.raises((RunFailed, OSError)):
        publish(art, credential, shelf, Wishes(model=run))
    assert art.read_bytes() == before
    assert not list(art.parent.glob("art.png.partial"))
    assert Lines(shelf.path).entries == entries


def _half(path: Path, data: bytes) -> None:
    path.with_name(path.name + ".partial").write_bytes(data[: len(data) // 2])
    raise RunFailed(f"{path}: the disk is full")


def call(*words: str | Path) -> Any:
    return CliRunner().invoke(app, ["publish", "--no-hang", *map(str, words)])


def test_the_verbs(art: Path, run: Path, own_home: Path, tmp_path: Path):
    assert "which key signs? make one" in call(art).stderr
    keys.make("ada", "Ada Lovelace", WORDS)
    assert json.loads(call(art, "--dry-run", "--json").stdout)[0]["dry_run"] is True
    told = call(art, "--model", run, "--title", "Wren", "--into", tmp_path / "out", "--json")
    (done,) = json.loads(told.stdout)
    assert done["path"] == str(tmp_path / "out/art.png")
    checked = CliRunner().invoke(app, ["verify", done["path"], "--json", "--page", str(tmp_path / "page.html")])
    (report,) = json.loads(checked.stdout)
    assert (checked.exit_code, report["verdict"], report["signer"], report["known"]) == (
        0,
        "intact",
        "Ada Lovelace",
        True,
    )
    assert "Wren" in (tmp_path / "page.html").read_text()
    both = CliRunner().invoke(app, ["verify", done["path"], str(tmp_path / "absent.png")])
    assert both.exit_code == 2
    assert both.stdout.startswith(f"{done['path']}: intact, signed by Ada Lovelace (known to this machine)\n")


def test_one_bad_file_does_not_keep_the_others(art: Path, run: Path, own_home: Path, tmp_path: Path):
    keys.make("ada", "Ada", WORDS)
    told = call(tmp_path / "absent.png", art, "--model", run)
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert verify(art).verdict == "intact"


def test_two_keys_and_a_wrong_one(art: Path, own_home: Path):
    keys.make("ada", "Ada", WORDS)
    keys.make("bob", "Bob", WORDS)
    assert "there are ada, bob; name one with --key" in call(art).stderr
    assert "no key 'eve'" in call(art, "--key", "eve").stderr


def test_what_needs_a_constraint(art: Path, run: Path, own_home: Path):
    keys.make("ada", "Ada", WORDS)
    before = art.read_bytes()
    told = call(art, "--model", run, "--training", "constrained")
    assert (told.exit_code, art.read_bytes()) == (2, before)
    assert call(art, "--model", run, "--training", "constrained", "--constraint", "ask me").exit_code == 0
    assert set(verify(art).chain[0].training.values()) == {"constrained"}
    assert kind_of(art.read_bytes()) == "png"
    assert io.BytesIO(art.read_bytes()).read(1) == b"\x89"

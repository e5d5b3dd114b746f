"""What was made in other arts is published as pictures are: signed, hung with its preview, and not if a copy."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from ganvas.artwork import KEY, Artwork, Origin
from ganvas.cli import app
from ganvas.corpus import pool
from ganvas.corpus.corpus import Corpus
from ganvas.errors import MetricError, SketchError, WorkError
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.wishes import Wish
from ganvas.media import MEDIA
from ganvas.media.drama import scene
from ganvas.media.drama.builtin import builtin_files, builtin_play
from ganvas.media.drama.medium import Scenes
from ganvas.media.image.decode import decode
from ganvas.media.music.drawn import draw
from ganvas.media.music.medium import Music
from ganvas.media.music.sound import RATE, wav
from ganvas.media.music.write_midi import write_midi
from ganvas.provenance.sign import sidecar_of
from ganvas.provenance.verify import verify
from ganvas.publishing.learned import originality_of
from ganvas.publishing.simply import publish
from ganvas.sketch import Seed, Sketch
from tests.contracts.tone import ARTS, Tone, drawn, written

pytestmark = pytest.mark.usefixtures("own_home", "arts", "credential")


@pytest.fixture
def arts(monkeypatch: pytest.MonkeyPatch):
    for name, art in ARTS.items():
        monkeypatch.setitem(MEDIA, name, art)
    monkeypatch.setattr(pool, "WORKER", "tests.contracts.tone_worker")


@pytest.fixture
def tones(arts: None, tmp_path: Path) -> Corpus:
    folder = tmp_path / "works"
    folder.mkdir()
    for seed in range(6):
        (folder / f"{seed}.tone").write_bytes(written(drawn(seed), {}))
    return Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)


@pytest.fixture
def plays(tmp_path: Path) -> Corpus:
    folder = tmp_path / "works"
    folder.mkdir()
    for name, data in builtin_files(4).items():
        (folder / name).write_bytes(data)
    return Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)


def origin(corpus: str) -> Origin:
    return Origin(sketch=Sketch(latent=Seed(seed=1)), model="a" * 64, corpus=corpus, seen=1)


def tone(path: Path, values: np.ndarray, corpus: Corpus) -> Path:
    path.write_bytes(written(values, {KEY: origin(corpus.digest).to_json(indent=None)}))
    return path


def new_tone() -> np.ndarray:
    return np.random.default_rng(7).uniform(-1, 1, (2, 16))


def scene_of(seed: int, corpus: str, turns: int = 32) -> Artwork:
    """A scene of a built-in play as if a model had made it."""
    found = next(window for one in builtin_play(seed).scenes for window in scene.windows(one, turns))
    return Artwork(scene.to_sample(found, turns), origin(corpus), "scene")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--json"])


def test_signed_beside_the_file_and_hung_with_its_preview(tones: Corpus, tmp_path: Path):
    path = tone(tmp_path / "hum.tone", new_tone(), tones)
    result = run("publish", path, "--corpus", tones.path, "--gallery", tmp_path / "gallery")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)[0]["sidecar"] == str(sidecar_of(path))
    told = verify(path)
    assert told.verdict == "intact"
    says = told.chain[0].says
    assert (says["origin"]["model"], says["origin"]["corpus"]) == ("a" * 64, tones.digest)
    assert says["originality"]["verdict"] == "distinct"
    assert says["originality"]["method"] == "ganvas correlation 1"
    with Gallery.open(tmp_path / "gallery") as gallery:
        (entry,) = gallery.find(Wish()).entries
        assert (entry.medium, entry.model, entry.corpus) == ("tone", "a" * 64, tones.digest)
        shown = decode(Tone().preview(Tone().kept(new_tone()[None])[0]), "preview").content
        assert (entry.width_px, entry.height_px) == shown.size
        assert verify(gallery.file_of(entry)).verdict == "intact"
        assert gallery.thumbnail(entry).stat().st_size


def test_what_is_altered_is_found_out(tones: Corpus, tmp_path: Path):
    path = tone(tmp_path / "hum.tone", new_tone(), tones)
    assert run("publish", path, "--no-hang").exit_code == 0
    path.write_bytes(path.read_bytes() + b" ")
    assert verify(path).verdict == "damaged"


def test_a_copy_is_not_signed(tones: Corpus, tmp_path: Path):
    copy = tone(tmp_path / "copy.tone", drawn(3)[:, 8:24], tones)
    new = tone(tmp_path / "new.tone", new_tone(), tones)
    assert [one.verdict for one in originality_of([new], tones).values()] == ["distinct"]
    result = run("publish", new, copy, "--no-hang", "--corpus", tones.path)
    assert result.exit_code == 2
    assert "copy of a work" in result.stderr
    assert [one["path"] for one in json.loads(result.stdout)] == [str(new)]


def test_an_art_without_a_measure_says_so(arts: None, tmp_path: Path):
    folder = tmp_path / "works"
    folder.mkdir()
    (folder / "a.sway").write_bytes(written(drawn(1), {}, "sway"))
    corpus = Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)
    with pytest.raises(MetricError, match="sways have no measure of likeness"):
        originality_of([folder / "a.sway"], corpus)


def test_a_scene_goes_the_whole_way(plays: Corpus, tmp_path: Path):
    work = scene_of(99, plays.digest)
    done = publish(work, into=tmp_path / "out", title="Late light", gallery=tmp_path / "gallery")
    path = Path(done.path)
    assert path.name == "Late-light.fountain"
    assert verify(path).verdict == "intact"
    assert Artwork.read_origin(path) == work.origin
    with Gallery.open(tmp_path / "gallery") as gallery:
        (entry,) = gallery.find(Wish()).entries
        shown = decode(Scenes().preview(work.levels), "preview").content
        assert (entry.medium, entry.width_px, entry.height_px) == ("script", *shown.size)


def test_a_scene_of_another_play_is_told_from_one_of_the_corpus(plays: Corpus, tmp_path: Path):
    new, copy = scene_of(99, plays.digest).save(tmp_path / "new"), scene_of(2, plays.digest).save(tmp_path / "copy")
    files = [path.rename(path.with_suffix(".fountain")) for path in (new, copy)]
    assert [one.verdict for one in originality_of(files, plays).values()] == ["distinct", "copy"]
    told = run("originality", *files, "--corpus", plays.path)
    assert told.exit_code == 3
    assert [one["verdict"] for one in json.loads(told.stdout)] == ["distinct", "copy"]


def test_a_short_scene_tells_nothing(plays: Corpus, tmp_path: Path):
    short = scene_of(2, plays.digest, 8).save(tmp_path / "short.fountain")
    with pytest.raises(MetricError, match="a scene of 8 turns is like many by chance"):
        originality_of([short], plays)


def test_another_form_is_not_compared(plays: Corpus, tmp_path: Path):
    form = scene_of(99, plays.digest).save(tmp_path / "scene.pdf")
    with pytest.raises(WorkError, match="scenes are compared as"):
        originality_of([form], plays)


def test_a_sound_says_what_it_is_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "song.wav"
    path.write_bytes(wav(np.zeros((2, RATE // 4), np.float32), {KEY: origin("b" * 64).to_json(indent=None)}))
    assert Artwork.read_origin(path).corpus == "b" * 64
    assert run("publish", path, "--no-hang").exit_code == 0
    assert verify(path).verdict == "intact"
    assert not sidecar_of(path).exists()
    assert Artwork.read_origin(path).corpus == "b" * 64


def test_a_file_that_tells_nothing_is_refused(tmp_path: Path):
    path = tmp_path / "a.fountain"
    path.write_bytes(builtin_files(1)["play-00.fountain"])
    with pytest.raises(SketchError, match="carries no sketch"):
        Artwork.read_origin(path)
    assert "does not say which model painted it" in run("publish", path, "--no-hang").stderr


def test_a_phrase_goes_the_whole_way_and_a_copy_in_another_key_does_not(tmp_path: Path):
    corpus = Corpus.gather("builtin:chorales?works=4", into=tmp_path / "corpus", helpers=1)
    music, shape = Music(), corpus.natural_shape(64)
    own, theirs = (music.samples(music.decode(write_midi(draw(seed), {}), "a.mid"), shape)[1] for seed in (90, 2))
    new = Artwork(own, origin(corpus.digest), "music").save(tmp_path / "new.mid")
    copy = Artwork(theirs, origin(corpus.digest), "music").save(tmp_path / "copy.mid")
    result = run("publish", new, copy, "--corpus", corpus.path, "--gallery", tmp_path / "gallery")
    assert result.exit_code == 2
    assert "copy of a work" in result.stderr
    told = verify(new)
    assert told.verdict == "intact"
    assert told.chain[0].says["originality"]["method"] == "ganvas pitches in any key 1"
    with Gallery.open(tmp_path / "gallery") as gallery:
        (entry,) = gallery.find(Wish()).entries
        shown = decode(music.preview(own), "preview").content
        assert (entry.medium, entry.width_px, entry.height_px) == ("music", *shown.size)

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from ganvas import files
from ganvas.artwork import KEY, Artwork, Origin
from ganvas.errors import SketchError, WorkError
from ganvas.media.image.flashes import FlashMeter
from ganvas.model.director import film, film_length
from ganvas.model.filming import Reel, paint_film
from ganvas.model.keys import read_keys
from ganvas.model.model import Model
from ganvas.model.score import Drive
from ganvas.model.script import KEY as SCRIPT_KEY
from ganvas.model.script import Script
from ganvas.model.timing import Timing
from ganvas.sketch import Box, Mix, Region, Regions, Seed, Sketch, walk_through
from tests.media.sounds import clicks, write_wav

WALK = walk_through((1, 2, 3), True, "spline")
BASE = Sketch(latent=WALK)


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "tune.wav", clicks([0.1, 0.5, 0.9], 1.2))


def test_a_plain_film_has_the_bytes_that_it_always_had(model: Model, tmp_path: Path):
    paint_film(model, WALK, 0.8, 6, 25, tmp_path / "a.gif")
    film(model, WALK, BASE, Script(), 6, Reel(tmp_path / "b.gif", 25))
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_the_flashes_of_any_film_are_counted(model: Model, tmp_path: Path):
    frames = [model.render(BASE.but(latent=step)).levels for step in WALK.frames(30)]
    meter = FlashMeter(10)
    for frame in frames:
        meter.add(frame)
    for number, script in enumerate((Script(), Script(timing=Timing(times=(0, 1, 2, 3))))):
        found = film(model, WALK, BASE, script, 30, Reel(tmp_path / f"{number}.gif", 10))
        assert found.flashes is not None
        assert number or found.flashes.before == meter.worst


@pytest.mark.parametrize("name", ["frames", "deep/frame-%03d.png"])
def test_single_frames_know_their_sketches(model: Model, tmp_path: Path, name: str):
    film(model, WALK, BASE, Script(timing=Timing(times=(0, 1, 2, 4))), 8, Reel(tmp_path / name, 25, scale=2))
    frames = sorted((tmp_path / name).parent.rglob("frame-*.png"))
    assert [frame.name for frame in frames][::7] == (["frame-000.png", "frame-007.png"] if "%" in name else
                                                     ["frame-0000.png", "frame-0007.png"])  # fmt: skip
    assert len(frames) == 8
    for frame, at in zip(frames[::2], (0.0, 1 / 3, 2 / 3, 5 / 6), strict=True):
        sketch = Artwork.read_sketch(frame)
        assert sketch.latent.keys == WALK.keys
        if at != 5 / 6:
            np.testing.assert_allclose(sketch.latent.at, model.marks(WALK)[round(3 * at)], atol=1e-9)
        with Image.open(frame) as picture:
            assert picture.size == (32, 32)
    with pytest.raises(SketchError, match="holds something else"):
        film(model, WALK.but(closed=False), BASE, Script(), 8, Reel(tmp_path / name, 25))


def test_frames_need_a_number(model: Model, tmp_path: Path):
    with pytest.raises(SketchError, match=r"frame-%04d\.png"):
        film(model, WALK, BASE, Script(), 8, Reel(tmp_path / "frame.png", 25))


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_film_carries_its_sound_and_how_it_was_made(model: Model, tmp_path: Path, tune: Path, suffix: str):
    script = Script(drives=(Drive.read("onset:strength=0.5"), Drive.read("loudness:speed=2")))
    path = tmp_path / f"film{suffix}"
    found = film(model, WALK, BASE, script, 30, Reel(path, 25, scale=4, sound=tune))
    assert found.digest == files.digest_file(path)
    assert found.flashes is not None
    assert found.flashes.after <= 3
    with av.open(path) as container:
        told = {key.lower(): value for key, value in container.metadata.items()}
        video = [frame.time for frame in container.decode(video=0)]
        container.seek(0)
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(video) == 30
    assert len(sound) / 48_000 == pytest.approx(1.2, abs=0.06)
    beats = [np.abs(sound[round(48_000 * (at - 0.02)) :][:4800]).max() for at in (0.1, 0.5, 0.9)]
    assert min(beats) > 0.3 > 3 * np.abs(sound[round(48_000 * 0.35) :][:4800]).max()
    assert Origin.read(told[KEY], "film").sketch.latent == WALK
    assert Script.model_validate_json(told[SCRIPT_KEY]) == script.but(sound=files.digest_file(tune))


def test_a_sound_that_only_goes_along_changes_no_frame(model: Model, tmp_path: Path, tune: Path):
    film(model, WALK, BASE, Script(), 10, Reel(tmp_path / "a.gif", 25))
    film(model, WALK, BASE, Script(), 10, Reel(tmp_path / "b.gif", 25, sound=tune))  # mute
    with Image.open(tmp_path / "a.gif") as mute, Image.open(tmp_path / "b.gif") as moving:
        for number in range(10):
            mute.seek(number), moving.seek(number)
            np.testing.assert_array_equal(np.asarray(mute.convert("L")), np.asarray(moving.convert("L")))


def test_same_sound_same_drives_same_frames(model: Model, tmp_path: Path, tune: Path):
    script = Script(drives=(Drive.read("onset:toward=0.9,seed=8"),), even=True)
    for name in ("a", "b"):
        film(model, WALK, BASE, script, 12, Reel(tmp_path / name, 10, sound=tune))
    for frame in (tmp_path / "a").iterdir():
        assert frame.read_bytes() == (tmp_path / "b" / frame.name).read_bytes()
    kinds = {Artwork.read_sketch(frame).latent.kind for frame in (tmp_path / "a").iterdir()}
    assert "blend" in kinds


def test_a_film_of_some_layers(tmp_path: Path, model: Model, write_snapshot):
    styled = Model.load(write_snapshot(tmp_path / "styled", net="style"))
    script = Script(only="fine", timing=Timing(eases=("ease-in",)))
    film(styled, WALK, BASE, script, 4, Reel(tmp_path / "a", 25))
    latents = [Artwork.read_sketch(tmp_path / "a" / f"frame-000{n}.png").latent for n in range(4)]
    assert {(one.kind, one.layers, one.fine, one.coarse.kind) for one in latents} == {
        ("mix", "fine", WALK.keys[0], "walk")
    }
    with pytest.raises(SketchError, match="no layers of style"):
        film(model, WALK, BASE, script, 4, Reel(tmp_path / "b.gif", 25))
    assert not (tmp_path / "b.gif").exists()


def test_an_even_film_says_how_even(model: Model, tmp_path: Path):
    found = film(model, WALK, BASE, Script(even=True), 60, Reel(tmp_path / "a.gif", 25))
    assert found.uneven is not None
    before, after = found.uneven
    assert after.variation < 0.5 * before.variation
    assert set(json.loads(json.dumps(found.report()))["evenness"]) == {"before", "after"}


def test_how_long_a_film_is(tune: Path):
    assert film_length(None, Timing(), None, 25) == 150
    assert film_length(2.0, Timing(), tune, 25) == 50
    assert film_length(None, Timing(), tune, 25) == 30
    assert film_length(None, Timing(times=(0, 4)), tune, 10) == 40
    with pytest.raises(SketchError, match="leave one of them out"):
        film_length(3.0, Timing(times=(0, 4)), None, 10)


@pytest.mark.parametrize("samples", [1, 300])
def test_a_sound_of_no_length_makes_no_film(tmp_path: Path, samples: int):
    with pytest.raises(SketchError, match="a film lasts"):
        film_length(None, Timing(), write_wav(tmp_path / "a.wav", np.full(samples, 0.1, np.float32)), 25)
    with pytest.raises(WorkError, match="No such file"):
        film_length(None, Timing(), tmp_path / "none.wav", 25)


def test_keys_in_a_file(tmp_path: Path):
    path = tmp_path / "keys.jsonl"
    keys = [Seed(seed=1), Mix(coarse=Seed(seed=2), fine=Seed(seed=3)), Seed(seed=4)]
    path.write_text("\n".join(Sketch(latent=key, psi=0.6).to_json(indent=None) for key in keys) + "\n\n")
    walk, base = read_keys(path, True, "slerp")
    assert walk.keys == tuple(keys)
    assert (walk.closed, walk.curve, base.psi) == (True, "slerp", 0.6)
    assert read_keys(path, True, "slerp", psi=1.5)[1].psi == 1.5


def test_keys_as_lines_of_text(tmp_path: Path):
    path = tmp_path / "keys.txt"
    path.write_text("mix(2, 3, coarse) psi=0.6\n" + Sketch(latent=Seed(seed=4), psi=0.6).to_json(indent=None))
    assert read_keys(path, False, "spline")[0].keys == (Mix(coarse=Seed(seed=2), fine=Seed(seed=3)), Seed(seed=4))
    path.write_text("push(1, sunny, 2)\n3")
    with pytest.raises(SketchError, match=r"keys.txt, line 1: .*'sunny' is no kept name"):
        read_keys(path, False, "spline")
    digest = "ab" * 32
    assert read_keys(path, False, "spline", 1.0, {"sunny": digest})[0].keys[0].direction == digest  # type: ignore[union-attr]


REGIONS = Regions(
    base=Seed(seed=1), over=(Region(mask=Box(left=0, top=0, right=1, bottom=1), latent=Seed(seed=2)),)
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{}", "x"], "line 1: not a sketch"),
        (["3", "blur(4)"], "line 2: .*blur"),
        ([Sketch(latent=Seed(seed=1)).to_json(indent=None)], "2 to 1,024 sketches; it holds 1"),
        ([Sketch(latent=one).to_json(indent=None) for one in (Seed(seed=1), REGIONS)], "line 2: regions are no point"),
        ([Sketch(latent=Seed(seed=1), psi=psi).to_json(indent=None) for psi in (0.5, 1)], "differ in psi"),
    ],
)
def test_a_file_of_no_keys_is_one_sentence(tmp_path: Path, lines: list[str], says: str):
    (tmp_path / "keys.jsonl").write_text("\n".join(lines))
    with pytest.raises(SketchError, match=says):
        read_keys(tmp_path / "keys.jsonl", False, "spline")
    with pytest.raises(SketchError, match="cannot be read"):
        read_keys(tmp_path / "none.jsonl", False, "spline")

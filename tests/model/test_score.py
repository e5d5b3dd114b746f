import numpy as np
import pytest

from ganvas.errors import SketchError
from ganvas.media.sound.features import FEATURES as HEARD
from ganvas.model.score import FEATURES, Drive, Score, follow, read_drives
from ganvas.sketch import Blend, Mix, Mutate, Push, Seed, Sketch, walk_through

WALK = walk_through((1, 2, 3), True, "spline")
NAME = "ab" * 32


def heard(frames: int = 8, **values: list[float]) -> dict[str, np.ndarray]:
    silent = {name: np.zeros(frames) for name in FEATURES}
    return silent | {name: np.array(row, float) for name, row in values.items()}


def scored(drive: str, frames: int = 8, gains: float = 1.0, **values: list[float]) -> list[Sketch]:
    score = Score(drives=(Drive.read(drive + ",attack=0,release=0"),), fps=25)
    levels, still = score.levels(heard(frames, **values)), np.full(frames, gains)
    steps = [WALK.but(at=float(at)) for at in score.moments(levels, still, True)]
    return score.sketches(Sketch(latent=WALK), steps, levels, still)


def test_drives_and_the_ear_know_the_same_features():
    assert tuple(HEARD) == FEATURES


def test_a_drive_reads_what_a_person_writes():
    drive = Drive.read(f"low:push=-2.5, direction={NAME}, layers=coarse, attack=0, release=1.5")
    assert drive == Drive(
        feature="low", target="push", amount=-2.5, direction=NAME, layers="coarse", attack=0, release=1.5
    )
    assert Drive.read("C#:toward=0.5,seed=9") == Drive(feature="C#", target="toward", amount=0.5, seed=9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("onset", "write FEATURE:TARGET=AMOUNT"),
        ("onset:psi", "write FEATURE:TARGET=AMOUNT"),
        ("drum:psi=1", "feature"),
        ("onset:colour=1", "target"),
        ("onset:psi=x", "amount"),
        ("onset:psi=nan", "amount"),
        ("onset:psi=1,layer=fine", "layer"),
        ("onset:push=1", "needs direction"),
        ("onset:push=1,direction=abc", "direction"),
        ("onset:strength=-1", "0 or more"),
        ("onset:psi=1,attack=-1", "attack"),
    ],
)
def test_what_is_no_drive_is_one_sentence(text: str, says: str):
    with pytest.raises(SketchError, match=says) as caught:
        Drive.read(text)
    assert "\n" not in str(caught.value)


def test_drives_need_a_sound_and_there_are_not_too_many():
    with pytest.raises(SketchError, match="add --sound"):
        read_drives(["onset:psi=1"], None)
    with pytest.raises(SketchError, match="at most 8"):
        read_drives(["onset:psi=1"] * 9, "a.wav")


def test_following_golden():  # each frame covers 1 − e^(−1) of what is left where the time is one frame
    step = 1 - np.exp(-1)
    np.testing.assert_allclose(follow(np.array([1.0, 1.0, 0.0]), 10, 0.1, 0.0), [step, step + (1 - step) * step, 0])
    np.testing.assert_allclose(follow(np.array([1.0, 0.0]), 10, 0.0, 0.1), [1, 1 - step])


def test_silence_leaves_the_walk_alone():
    for drive in ("onset:strength=1", "loudness:speed=5", "low:psi=1", "high:toward=1", f"mid:push=3,direction={NAME}"):
        sketches = scored(drive)
        assert [sketch.latent for sketch in sketches] == list(WALK.frames(8))
        assert {sketch.psi for sketch in sketches} == {0.8}


@pytest.mark.parametrize(
    ("drive", "wanted"),
    [
        ("onset:strength=0.4,seed=7", lambda w: Mutate(latent=w, strength=0.2, seed=7)),
        (f"onset:push=3,direction={NAME},layers=fine", 
         lambda w: Push(latent=w, direction=NAME, amount=1.5, layers="fine")),
        ("onset:toward=1,seed=9", lambda w: Blend.model_validate(
            {"of": [{"latent": w, "weight": 0.5}, {"latent": Seed(seed=9), "weight": 0.5}]})),
        ("onset:toward=2,seed=9,layers=coarse", lambda w: Mix(coarse=Seed(seed=9), fine=w, layers="coarse")),
    ],
)  # fmt: skip
def test_each_target_golden(drive: str, wanted):  # the onset is half up in the third frame
    sketches = scored(drive, onset=[0, 0, 0.5, 0, 0, 0, 0, 0])
    assert sketches[2].latent == wanted(WALK.but(at=0.25))
    assert sketches[3].latent == WALK.but(at=0.375)


def test_psi_is_raised_and_stays_a_psi():
    assert [s.psi for s in scored("onset:psi=0.4", frames=3, onset=[0, 0.5, 1])] == pytest.approx([0.8, 1.0, 1.2])
    assert [s.psi for s in scored("onset:psi=9", frames=2, onset=[0, 1])] == [0.8, 2.0]
    assert [s.psi for s in scored("onset:psi=-9", frames=2, onset=[0, 1])] == [0.8, 0.0]


def test_speed_golden():  # the second of four frames goes three times as fast: 1 + 3 + 1 + 1 = 6
    sketches = scored("onset:speed=2", frames=4, onset=[0, 1, 0, 0])
    assert [sketch.latent.at for sketch in sketches] == pytest.approx([0, 1 / 6, 4 / 6, 5 / 6])


def test_an_open_walk_ends_at_its_last_key():
    score = Score(drives=(Drive.read("onset:speed=-50"),), fps=25)
    levels = score.levels(heard(5, onset=[0, 1, 1, 0, 1]))
    gone = score.moments(levels, np.ones(5), False)
    assert (gone[0], gone[-1]) == (0, 1)
    assert (np.diff(gone) > 0).all()


def test_without_gain_nothing_is_driven():
    sketches = scored("onset:strength=1", gains=0.0, onset=[1] * 8)
    assert {sketch.latent.kind for sketch in sketches} == {"walk"}
    assert [sketch.latent.at for sketch in sketches] == pytest.approx([number / 8 for number in range(8)])


def test_every_sketch_is_one_that_json_holds():
    for sketch in scored("onset:strength=1", onset=[0.1 * n for n in range(8)]):
        assert Sketch.read(sketch.to_json()) == sketch

import numpy as np
import pytest

from ganvas.errors import ShapeError, WorkError
from ganvas.heads import check_heads
from ganvas.media.drama.builtin import builtin_files
from ganvas.media.drama.medium import Plots, Scenes
from tests.media.drama.plays import BOSAK

MEDIA = {"scene": Scenes, "plot": Plots}
SHAPES = {"scene": (24, 32), "plot": (28, 24)}


@pytest.fixture(params=MEDIA)
def medium(request):
    return MEDIA[request.param]()


@pytest.fixture(scope="module")
def play():
    return builtin_files(1, seed=8)["play-00.fountain"]


def test_its_heads_cover_its_shape(medium):
    check_heads(medium.heads(SHAPES[medium.name]), SHAPES[medium.name][0])


def test_samples(medium, play):
    decoded = medium.decode(play, "play.fountain")
    samples = medium.samples(decoded, SHAPES[medium.name])
    assert samples.dtype == np.uint8
    assert samples.shape[1:] == SHAPES[medium.name]
    assert (medium.fit(decoded, SHAPES[medium.name]) == samples[0]).all()
    wider = (SHAPES[medium.name][0], 64)
    assert medium.samples(decoded, wider).shape[1:] == wider


def test_what_it_writes_it_reads(medium, play):
    sample = medium.fit(medium.decode(play, "play.fountain"), SHAPES[medium.name])
    data = medium.encode(sample, {"Sketch": "{}"})
    assert (medium.fit(medium.decode(data, "x.fountain"), SHAPES[medium.name]) == sample).all()
    assert medium.read_text(data) == {"Sketch": "{}"}
    assert data == medium.encode(sample, {"Sketch": "{}"})


def test_the_names_are_the_samples_own(medium):  # noise on the values of one structure changes nothing
    rng = np.random.default_rng(0)
    sample = rng.integers(0, 2, SHAPES[medium.name], dtype=np.uint8) * 255
    noisy = np.clip(sample.astype(int) + rng.integers(-20, 20, SHAPES[medium.name]), 0, 255).astype(np.uint8)
    noisy[sample == 255] = 255
    noisy[sample == 0] = rng.integers(0, 100, int((sample == 0).sum()))
    assert medium.encode(sample, {}) == medium.encode(noisy, {})


def test_every_form(medium, play):
    sample = medium.fit(medium.decode(play, "play.fountain"), SHAPES[medium.name])
    files = {suffix: form(sample, {}) for suffix, form in medium.forms.items()}
    assert all(len(data) > 500 for data in files.values())
    assert len(set(files.values())) == len(files) > 5


def test_sheet_and_preview(medium, play):
    samples = medium.samples(medium.decode(play, "play.fountain"), SHAPES[medium.name])
    assert medium.contact_sheet(samples).startswith(b"\x89PNG")
    assert medium.preview(samples[0]).startswith(b"\x89PNG")


def test_a_play_too_short_for_a_sample(medium):
    with pytest.raises(WorkError, match=r"The Guest: (no scene of it has 8 speeches|it has fewer than 6 scenes)"):
        medium.samples(medium.decode(BOSAK, "guest.xml"), SHAPES[medium.name])


def test_measures_stand_beside_works_and_nulls(medium):
    name, draw = next(iter(medium.builtins.items()))
    assert name in ("plays", "plots")
    works = [medium.samples(medium.decode(draw(seed), "x"), SHAPES[medium.name]) for seed in range(40)]
    train, held, fake = (np.concatenate(part) for part in (works[:20], works[20:30], works[30:]))
    rows = medium.measures(train, held, fake)
    assert tuple(row.name for row in rows) == medium.measured_by
    found = {row.name: row for row in rows}
    first = found[medium.measured_by[0]]
    assert first.fake == pytest.approx(first.real, abs=0.15)
    assert len(first.nulls) == 2
    assert found["unique"].fake == 1
    if medium.name == "scene":
        assert found["told_apart"].fake < 0.65 < 0.9 < found["told_apart"].nulls["shuffled"]
    over = np.zeros((3, *SHAPES[medium.name]), np.uint8)
    assert all("is over before its first" in row.refused for row in medium.measures(train, held, over))


def test_another_shape_is_refused(medium, play):
    with pytest.raises(ShapeError, match=rf"have {SHAPES[medium.name][0]} channels; got"):
        medium.samples(medium.decode(play, "x.fountain"), (3, 32))


def test_a_work_is_a_copy_of_itself_whatever_its_characters_are_called(medium, play):
    shape = SHAPES[medium.name]
    works = [medium.decode(one, "play.fountain") for one in (builtin_files(1, seed=30)["play-00.fountain"], play)]
    renamed = medium.samples(medium.decode(play.replace(b"@", b"@THE OTHER "), "play.fountain"), shape)
    (found,) = medium.nearest(renamed[-1:], works)
    assert (found.work, found.likeness, found.verdict) == (1, 1, "copy")
    (other,) = medium.nearest(medium.samples(works[0], shape)[:1], works[1:])
    assert other.verdict != "copy"

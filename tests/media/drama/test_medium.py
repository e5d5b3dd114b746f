import numpy as np
import pytest

from ganvas.errors import WorkError
from ganvas.heads import check_heads
from ganvas.media.drama.builtin import builtin_files
from ganvas.media.drama.medium import MEDIA
from tests.media.drama.plays import BOSAK


@pytest.fixture(params=MEDIA)
def medium(request):
    return MEDIA[request.param]()


@pytest.fixture(scope="module")
def play():
    return builtin_files(1, seed=8)["play-00.fountain"]


def test_its_heads_cover_its_shape(medium):
    check_heads(medium.heads, medium.shape[0])


def test_samples(medium, play):
    decoded = medium.decode(play, "play.fountain")
    samples = medium.samples(decoded, medium.shape)
    assert samples.dtype == np.uint8
    assert samples.shape[1:] == medium.shape
    assert (medium.fit(decoded, medium.shape) == samples[0]).all()
    wider = (medium.shape[0], 64)
    assert medium.samples(decoded, wider).shape[1:] == wider


def test_what_it_writes_it_reads(medium, play):
    sample = medium.fit(medium.decode(play, "play.fountain"), medium.shape)
    data = medium.encode(sample, {"Sketch": "{}"})
    assert (medium.fit(medium.decode(data, "x.fountain"), medium.shape) == sample).all()
    assert medium.read_text(data) == {"Sketch": "{}"}
    assert data == medium.encode(sample, {"Sketch": "{}"})


def test_the_names_are_the_samples_own(medium):  # noise on the values of one structure changes nothing
    rng = np.random.default_rng(0)
    sample = rng.integers(0, 2, medium.shape, dtype=np.uint8) * 255
    noisy = np.clip(sample.astype(int) + rng.integers(-20, 20, medium.shape), 0, 255).astype(np.uint8)
    noisy[sample == 255] = 255
    noisy[sample == 0] = rng.integers(0, 100, int((sample == 0).sum()))
    assert medium.encode(sample, {}) == medium.encode(noisy, {})


def test_every_form(medium, play):
    sample = medium.fit(medium.decode(play, "play.fountain"), medium.shape)
    files = {suffix: form(medium.play_of(sample), {}) for suffix, form in medium.forms.items()}
    assert all(len(data) > 500 for data in files.values())
    assert files[".fountain"] == medium.encode(sample, {})


def test_sheet_and_preview(medium, play):
    samples = medium.samples(medium.decode(play, "play.fountain"), medium.shape)
    assert medium.contact_sheet(samples).startswith(b"\x89PNG")
    assert medium.preview(samples[0], {}).startswith(b"\x89PNG")


def test_a_play_too_short_for_a_sample(medium):
    with pytest.raises(WorkError, match=r"The Guest: (no scene of it has 8 speeches|it has fewer than 6 scenes)"):
        medium.samples(medium.decode(BOSAK, "guest.xml"), medium.shape)

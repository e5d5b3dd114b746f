import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganvas.errors import ShapeError
from ganvas.media.image.fit import fit
from ganvas.media.medium import Decoded


def picture(image: Image.Image) -> Decoded:
    return Decoded(image, {})


@settings(max_examples=80, deadline=None)
@given(
    mode=st.sampled_from(["L", "RGB", "RGBA"]),
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    shape=st.tuples(st.sampled_from([1, 3, 4]), st.integers(1, 48), st.integers(1, 48)),
    how=st.sampled_from(["crop", "pad", "stretch"]),
)
def test_every_picture_fits_every_shape(mode, size, shape, how):
    levels = fit(picture(Image.new(mode, size)), shape, how)
    assert levels.shape == shape
    assert levels.dtype == np.uint8
    assert levels.flags.c_contiguous


@pytest.mark.parametrize("how", ["crop", "pad", "stretch"])
def test_right_size_is_left_alone(how):
    levels = np.random.default_rng(0).integers(0, 256, (3, 20, 28), np.uint8)
    image = Image.fromarray(levels.transpose(1, 2, 0))
    assert np.array_equal(fit(picture(image), (3, 20, 28), how), levels)


@pytest.mark.parametrize("color", [(0, 0, 0), (255, 255, 255), (12, 200, 77)])
@pytest.mark.parametrize("how", ["crop", "stretch"])
def test_one_colour_stays_that_colour(color, how):
    levels = fit(picture(Image.new("RGB", (301, 97), color)), (3, 16, 24), how)
    assert (levels == np.array(color, np.uint8)[:, None, None]).all()


def test_crop_takes_the_middle():
    image = Image.new("L", (90, 30), 0)
    image.paste(255, (30, 0, 60, 30))  # the middle third of a picture three times as wide as high
    assert (fit(picture(image), (1, 30, 30), "crop") == 255).all()


def test_pad_keeps_all_of_it_on_the_background():
    levels = fit(picture(Image.new("RGB", (80, 40), "black")), (3, 32, 32), "pad", "#ff0000")
    assert (levels[:, 8:24] == 0).all()
    outside = np.concatenate([levels[:, :8], levels[:, 24:]], 1)
    assert (outside == np.array([255, 0, 0])[:, None, None]).all()


def test_alpha_is_laid_on_the_background_or_kept():
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert (fit(picture(clear), (3, 8, 8), background="#102030") == np.array([16, 32, 48])[:, None, None]).all()
    assert (fit(picture(clear), (4, 8, 8))[3] == 0).all()
    assert (fit(picture(Image.new("RGB", (40, 40))), (4, 8, 8))[3] == 255).all()


def test_shrinking_does_not_alias():  # a checkerboard far finer than the sample is its mean, not stripes
    board = (np.indices((512, 512)).sum(0) % 2 * 255).astype(np.uint8)
    levels = fit(picture(Image.fromarray(board)), (1, 32, 32)).astype(int)
    assert np.abs(levels - 127.5).max() <= 2


def test_colour_under_clear_pixels_does_not_bleed():
    levels = np.zeros((64, 64, 4), np.uint8)
    levels[:, :32] = (255, 0, 0, 255)
    levels[:, 32:] = (0, 255, 0, 0)  # green that nobody sees
    small = fit(picture(Image.fromarray(levels)), (3, 9, 9), background="white")
    seen = small[:, 4, 4].astype(int)
    assert seen[0] >= 250
    assert abs(seen[1] - seen[2]) <= 2


@pytest.mark.parametrize("shape", [(2, 8, 8), (3, 8), (3, 0, 8), (1, 2, 3, 4)])
def test_no_picture_has_that_shape(shape):
    with pytest.raises(ShapeError, match="a picture is"):
        fit(picture(Image.new("L", (8, 8))), shape)


def test_background_must_be_a_colour():
    with pytest.raises(ShapeError, match="'sky' is no colour"):
        fit(picture(Image.new("L", (8, 8))), (1, 8, 8), background="sky")

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.corpus.ink import paint
from ganvas.media.image.forms.upscale import faithful, flow, resize, sharpen, upscale, upscale_to_levels


def floats(levels: np.ndarray) -> np.ndarray:
    return np.moveaxis(levels.astype(np.float32) / 255, -1, 0)


@given(st.integers(0, 99), st.integers(1, 9), st.integers(1, 9), st.integers(1, 70), st.integers(1, 70))
@settings(max_examples=25)
def test_any_size_stays_in_range(seed: int, height: int, width: int, down: int, across: int):
    source = np.random.default_rng(seed).random((3, height, width), np.float32)
    grown = upscale(source, (down, across))
    assert grown.shape == (3, down, across)
    assert grown.dtype == np.float32
    assert grown.min() >= source.min()
    assert grown.max() <= source.max()


def test_levels_are_the_same_picture_rounded():
    source = np.random.default_rng(0).random((3, 6, 7), np.float32)
    for size in ((40, 50), (3, 4)):
        levels = np.stack(upscale_to_levels(source, size))
        assert np.array_equal(levels, (upscale(source, size) * 255 + 0.5).astype(np.uint8))


def test_an_edge_gets_no_halo():
    """Lanczos and bicubic overshoot beside an edge between .2 and .8; this may not."""
    source = np.full((1, 16, 16), 0.2, np.float32)
    source[:, :, 8:] = 0.8
    grown = upscale(source, (256, 256))
    assert resize(source, (256, 256)).max() > 0.81  # bicubic does
    assert (np.diff(grown[0], axis=1) > -1e-3).all()  # from dark to light and never back
    assert np.allclose(grown[0, :, :100], 0.2, atol=0.01)


def test_a_slanted_edge_has_no_stairs():
    """The level line of a straight edge stays straight: half as far off at most as with bicubic."""
    rows, columns = np.mgrid[:384, :384]
    fine = (columns > 60 + 0.31 * rows).astype(np.float32)
    source = resize(fine[None], (24, 24), how=4)  # 4: box

    def off_straight(picture: np.ndarray) -> float:
        places = (picture[0, 80:300] < 0.5).sum(1)
        inner = np.arange(len(places))
        return float(np.std(places - np.polyval(np.polyfit(inner, places, 1), inner)))

    grown, bicubic = upscale(source, (384, 384)), resize(source, (384, 384))
    assert off_straight(grown) < 0.6 * off_straight(bicubic)


@pytest.mark.parametrize("subject", ["bird", "bamboo", "enso"])
def test_it_comes_nearer_to_the_same_drawing_at_full_size(subject: str):
    source, truth = (floats(paint(subject, 1012, size, colour=True)) for size in (64, 512))
    ours, bicubic = (np.abs(each - truth).mean() for each in (upscale(source, (512, 512)), resize(source, (512, 512))))
    assert ours < 0.95 * bicubic


def test_flow_leaves_straight_lines_and_shortens_bends():
    straight = np.tile(np.linspace(0, 1, 32, dtype=np.float32), (32, 1))[None]
    assert np.allclose(flow(straight, 20)[:, 1:-1, 2:-2], straight[:, 1:-1, 2:-2], atol=1e-5)
    rows, columns = np.mgrid[:41, :41]
    disc = np.clip(12 - np.hypot(rows - 20, columns - 20), 0, 1).astype(np.float32)[None]
    assert flow(disc, 50).sum() < disc.sum()


def test_sharpening_stays_within_the_neighbors():
    picture = np.random.default_rng(0).random((2, 20, 20), np.float32)
    sharp = sharpen(picture)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(picture, ((0, 0), (1, 1), (1, 1)), "edge"), (3, 3), (1, 2))
    assert (sharp <= around.max((-2, -1))).all()
    assert (sharp >= around.min((-2, -1))).all()
    assert np.abs(sharp - picture).mean() > 0.01


def test_what_was_lost_is_put_back():
    source = np.random.default_rng(1).random((1, 12, 12), np.float32)
    blurred = resize(resize(source, (6, 6), how=4), (48, 48))

    def missing(picture: np.ndarray) -> float:
        return float(np.abs(resize(picture, (12, 12), how=4) - source).mean())

    assert missing(faithful(blurred, source)) < 0.75 * missing(blurred)

"""The built-in ink corpus: one seed, one drawing, at every size; light paper, black ink, a red seal."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from ganvas.corpus.ink import LEAST_PX, MOST_PX, SUBJECTS, VERSION, WEIGHTS, draw, paint, subject_of
from ganvas.corpus.ink.brush import Brush, between, dabs, hairs, noise, profile, spline, stroke
from ganvas.corpus.ink.paper import PAPER_GREY, Sheet
from ganvas.errors import CorpusError, RecipeError

SEEDS = range(24)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(64, np.random.default_rng(0))


def small(pixels: np.ndarray, size_px: int) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize((size_px, size_px), Image.Resampling.BOX), np.float64)


def test_a_seed_is_one_drawing_and_leaves_global_chance_alone():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    first = draw(11, 64, colour=True)
    draw(12, 64)
    assert_array_equal(draw(11, 64, colour=True), first)
    assert_array_equal(np.random.get_state()[1], before)


def test_a_seed_is_the_same_drawing_in_another_process():
    source = (
        "import hashlib; from ganvas.corpus.ink import draw; "
        "print(hashlib.sha256(b''.join(draw(s, 64, s % 2 == 1).tobytes() for s in range(6))).hexdigest())"
    )
    theirs = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout.strip()
    ours = hashlib.sha256(b"".join(draw(seed, 64, seed % 2 == 1).tobytes() for seed in range(6))).hexdigest()
    assert theirs == ours


def test_every_seed_is_another_drawing():
    works = {draw(seed, 32).tobytes() for seed in range(120)}
    assert len(works) == 120


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("size_px", [LEAST_PX, 16, 28, 64, 100, 128])
def test_every_subject_at_every_size(subject, size_px):
    grey, rgb = paint(subject, 5, size_px), paint(subject, 5, size_px, colour=True)
    assert grey.shape == (size_px, size_px)
    assert rgb.shape == (size_px, size_px, 3)
    assert grey.dtype == rgb.dtype == np.uint8


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_composition_does_not_depend_on_the_size(subject):
    for seed in (1, 2, 3):
        large, little = small(paint(subject, seed, 256), 64), paint(subject, seed, 64).astype(np.float64)
        assert np.corrcoef(large.ravel(), little.ravel())[0, 1] > 0.97
        assert abs(large.mean() - little.mean()) < 3


@pytest.mark.parametrize("seed", [4, 20, 34, 82])  # the last three have a corner that is almost quiet
def test_the_seal_stands_at_the_same_place_at_every_size(seed):
    def red(size_px: int) -> np.ndarray:
        rgb = small(draw(seed, size_px, colour=True), 16)
        return rgb[..., 0] - rgb[..., 1]

    assert np.argmax(red(64)) == np.argmax(red(160)) == np.argmax(red(192))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_paper_is_light_and_ink_is_black(subject):
    works = np.stack([paint(subject, seed, 64) for seed in range(6)])
    assert 190 < works.mean() < 247  # mostly paper
    assert (works.min((1, 2)) < 70).all()  # real ink in every one
    assert works.min() < 45
    assert (np.quantile(works.reshape(6, -1), 0.97, axis=1) >= 245).all()  # real paper in every one
    assert works.max() == PAPER_GREY


def test_empty_paper_has_no_noise():
    for seed in SEEDS:
        if subject_of(seed) in ("enso", "stones"):
            corners = draw(seed, 64)[:6, [0, 1, 2, 61, 62, 63]]
            assert_array_equal(corners, np.full_like(corners, PAPER_GREY))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seal_is_red_and_only_in_colour(seed):
    grey, rgb = draw(seed, 64), draw(seed, 64, colour=True).astype(int)
    assert grey.ndim == 2
    red = (rgb[..., 0] - rgb[..., 1] > 60) & (rgb[..., 0] - rgb[..., 2] > 60)
    assert 6 <= red.sum() <= 40  # about 5 × 5 pixels, cut by the sign
    rows, columns = np.nonzero(red)
    assert np.ptp(rows) <= 6
    assert np.ptp(columns) <= 6
    rgb[rows.min() - 1 : rows.max() + 2, columns.min() - 1 : columns.max() + 2] = 0
    assert (rgb[..., 0] - rgb[..., 2]).max() < 20  # all else is ink on warm paper


def test_the_subjects_come_as_often_as_their_weights():
    counts = dict.fromkeys(SUBJECTS, 0)
    for seed in range(4000):
        counts[subject_of(seed)] += 1
    total = sum(WEIGHTS.values())
    assert set(WEIGHTS) == set(SUBJECTS)
    for name, count in counts.items():
        assert_allclose(count / 4000, WEIGHTS[name] / total, atol=0.025)  # five deviations of a share of 0.12


def test_wrong_calls_say_what_to_do():
    with pytest.raises(CorpusError, match=r"seed -1 .* Choose 0 or more"):
        draw(-1, 64)
    for size_px in (LEAST_PX - 1, MOST_PX + 1):
        with pytest.raises(CorpusError, match=rf"side of {size_px} px .* 8 to 2048 px"):
            draw(0, size_px)
    with pytest.raises(RecipeError, match="choose one of: bamboo"):
        paint("cat", 0, 64)


def test_version_is_a_word():
    assert VERSION.strip() == VERSION != ""


def test_a_stroke_lays_ink_where_it_goes_and_no_wider(sheet):
    stroke(sheet, [(0.2, 0.5), (0.8, 0.5)], Brush(0.1, 1.0, fade=0, pool=0, soft=0, rough=0))
    rows, columns = np.nonzero(sheet.inner > 0.2)
    assert_allclose([columns.min(), columns.max() + 1], [0.2 * sheet.side, 0.8 * sheet.side], atol=2)
    assert_allclose([rows.min(), rows.max() + 1], [0.45 * sheet.side, 0.55 * sheet.side], atol=2)


def test_a_bent_stroke_has_no_holes(sheet):
    turn = np.linspace(0, 5, 12)
    ring = np.stack([0.5 + 0.2 * np.cos(turn), 0.5 + 0.2 * np.sin(turn)], 1)
    stroke(sheet, ring, Brush(0.16, 1.0, soft=0, rough=0))
    at = sheet.grid()
    away = np.hypot(at[None] - 0.5, at[:, None] - 0.5)
    angle = np.arctan2(at[:, None] - 0.5, at[None] - 0.5) % (2 * np.pi)
    inside = (abs(away - 0.2) < 0.07) & (angle > 0.6) & (angle < 4.4)
    assert sheet.inner[inside].min() > 0.4


def test_overlapping_washes_add_up_and_cover_hides():  # density adds: 0.5 + 0.5; a full cover leaves only the second
    for cover, wanted in ((0.0, 2.0), (1.0, 1.0)):
        sheet = Sheet(64, np.random.default_rng(0))
        brush = Brush(0.4, 0.5, soft=0, rough=0, pool=0)
        dabs(sheet, [(0.5, 0.5)], brush, 0.0)
        once = sheet.inner[120:136, 120:136].mean()
        sheet.rng = np.random.default_rng(0)
        dabs(sheet, [(0.5, 0.5)], brush.but(cover=cover), 0.0)
        assert_allclose(sheet.inner[120:136, 120:136].mean(), wanted * once, rtol=1e-3)


def test_thin_hairs_stay_thin(sheet):  # a hair of a tenth of a pixel leaves a trace, far from black
    hairs(sheet, [(0.1, 0.5)], [(0.9, 0.5)], 0.1 / sheet.side, 2.0)
    assert 0 < sheet.inner.max() < 0.5


def test_ink_beyond_the_edge_falls_off(sheet):
    stroke(sheet, [(-0.4, -0.3), (-0.1, -0.2)], Brush(0.1, 2.0))
    assert sheet.inner.max() == 0


def test_splines_pass_through_their_knots():
    knots = np.array([(0.0, 0.0), (0.3, 0.8), (0.6, 0.1), (1.0, 1.0)])
    assert_allclose(spline(knots, 31)[::10], knots, atol=1e-12)
    assert profile((0.0, 1.0, 0.0)).min() >= 0


def test_noise_is_the_same_at_every_resolution():
    coarse, fine = (noise(np.random.default_rng(1), (4, 6), 40 * k, 60 * k) for k in (1, 8))
    assert_allclose(fine.reshape(40, 8, 60, 8).mean((1, 3)), coarse, atol=0.01)
    at, share = between(4, 40)
    assert at.max() == 3
    assert 0 <= share.min() <= share.max() <= 1


def test_dry_brushes_leave_paper_between_the_bristles():
    def bare(dry: float) -> float:
        sheet = Sheet(256, np.random.default_rng(2))
        stroke(sheet, [(0.1, 0.5), (0.9, 0.5)], Brush(0.2, 2.0, dry=dry, soft=0, rough=0))
        rows, columns = (slice(int(a * sheet.side), int(b * sheet.side)) for a, b in ((0.43, 0.57), (0.6, 0.85)))
        middle = sheet.inner[rows, columns]
        return float((middle < 0.4).mean())

    assert bare(0.0) == 0
    assert 0.05 < bare(0.9) < 0.9

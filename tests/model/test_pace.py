from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.errors import SketchError
from ganvas.model.model import Model
from ganvas.model.pace import Ruler, evenness, measure, moments, only, timed
from ganvas.model.timing import EASES, Timing
from ganvas.model.visual import look
from ganvas.sketch import Mix, Seed, Sketch, walk_through

MARKS = np.array([0.0, 0.2, 1.0])


def test_times_golden():  # keys at 0, 1 and 4 s; at 2.5 s half of the second stretch is gone: 0.2 + 0.8/2
    timing = Timing(times=(0, 1, 4))
    np.testing.assert_allclose(timing.shares(np.array([0, 0.125, 0.25, 0.625, 1]), MARKS), [0, 0.1, 0.2, 0.6, 1])


def test_without_times_the_keys_come_at_an_even_pace():
    at = np.linspace(0, 1, 11)
    np.testing.assert_allclose(Timing().shares(at, MARKS), at, atol=1e-12)


@pytest.mark.parametrize(
    ("ease", "halfway"), [("linear", 0.5), ("ease-in", 0.25), ("ease-out", 0.75), ("ease-in-out", 0.5), ("hold", 0.0)]
)
def test_easing_golden(ease: str, halfway: float):
    timing = Timing(times=(0, 2), eases=(ease,))
    found = timing.shares(np.array([0, 0.5, 1.0]), np.array([0.0, 1.0]))
    np.testing.assert_allclose(found, [0, halfway, 1])


@given(
    gaps=st.lists(st.floats(0.1, 5), min_size=1, max_size=5),
    eases=st.lists(st.sampled_from(sorted(EASES)), min_size=5, max_size=5),
)
def test_every_key_is_met_at_its_time_and_nothing_runs_backwards(gaps: list[float], eases: list[str]):
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    marks = np.linspace(0, 1, len(times)) ** 2
    timing = Timing(times=tuple(times), eases=tuple(eases[: len(gaps)]))
    np.testing.assert_allclose(timing.shares(times / times[-1], marks), marks, atol=1e-9)
    assert (np.diff(timing.shares(np.linspace(0, 1, 200), marks)) >= -1e-12).all()


@pytest.mark.parametrize(
    ("times", "eases", "says"),
    [
        ("0,x", "", "write seconds"),
        ("1,2,3", "", "first key is at 0"),
        ("0,2,2", "", "each later"),
        ("0,nan,3", "", "each later"),
        ("0,1,inf", "", "each later"),
        ("", "bounce", "choose one of: linear"),
    ],
)
def test_texts_that_are_no_timing(times: str, eases: str, says: str):
    with pytest.raises(SketchError, match=says):
        Timing.read(times, eases)


def test_a_timing_of_another_walk():
    walk = walk_through((1, 2, 3), False, "spline")
    with pytest.raises(SketchError, match="2 times for 3 keys"):
        Timing.read("0,1", "").check(walk)
    with pytest.raises(SketchError, match="one for the return"):
        Timing.read("0,1,2", "").check(walk.but(closed=True))
    with pytest.raises(SketchError, match="3 eases for 2 stretches"):
        Timing.read("", "linear,hold,hold").check(walk)
    Timing.read("0,1,2", "hold,linear").check(walk)


@pytest.mark.parametrize("closed", [False, True])
def test_keys_are_painted_at_their_times(model: Model, closed: bool):
    walk = walk_through((1, 2, 3), closed, "spline")
    times = (0, 1, 3, 4) if closed else (0, 1, 4)
    steps = timed(model, walk, Timing(times=times), moments(walk, 4 * 5 if closed else 4 * 5 + 1))
    for key, at in zip(walk.keys, times, strict=False):
        shown = model.render(Sketch(latent=steps[5 * at])).levels
        np.testing.assert_array_equal(shown, model.render(Sketch(latent=key)).levels)


def test_a_plain_timing_is_the_walk_as_it_is(model: Model):
    walk = walk_through((1, 2, 5), True, "slerp")
    at = [step.at for step in timed(model, walk, Timing(), moments(walk, 40))]
    np.testing.assert_allclose(at, [step.at for step in walk.frames(40)], atol=1e-12)


def unevenness(model: Model, steps: list) -> float:
    points = [look(model.render(Sketch(latent=step)).levels) for step in steps]
    return evenness([float((b - a).norm()) for a, b in pairwise(points)]).variation


def test_measured_steps_look_more_even(model: Model):
    walk = walk_through((1, 2, 3, 4), False, "spline")
    ruler = measure(model, Sketch(latent=walk), walk, 80)
    assert (np.diff(ruler.at) > 0).all()
    assert (np.diff(ruler.seen) > 0).all()
    before = unevenness(model, timed(model, walk, Timing(), moments(walk, 80)))
    after = unevenness(model, timed(model, walk, Timing(), moments(walk, 80), ruler))
    assert after < 0.5 * before
    assert measure(model, Sketch(latent=walk), walk, 80).seen.tolist() == ruler.seen.tolist()


def test_a_ruler_of_a_walk_that_stands_still(model: Model):
    walk = walk_through((7, 7), False, "slerp")
    ruler = measure(model, Sketch(latent=walk), walk, 10)
    np.testing.assert_allclose(ruler.to_walk(np.array([0, 0.5, 1])), [0, 0.5, 1])


def test_a_ruler_goes_both_ways():
    ruler = Ruler(np.array([0, 0.1, 1.0]), np.array([0, 0.8, 1.0]))
    at = np.linspace(0, 1, 23)
    np.testing.assert_allclose(ruler.to_walk(ruler.to_seen(at)), at)
    assert ruler.to_walk(np.array([0.4])) == pytest.approx(0.05)


def test_evenness_golden():  # steps 1, 3: mean 2, deviation 1
    assert evenness([1, 3]).variation == 0.5
    assert evenness([1, 3]).largest == 1.5
    assert evenness([0, 0]).variation == 0


def test_walking_in_some_layers_keeps_the_others():
    step = walk_through((1, 2), False, "spline").but(at=0.5)
    assert only(step, "fine") == Mix(coarse=step, fine=Seed(seed=1), layers="fine")
    assert only(step, "all") == step


@pytest.fixture(scope="module")
def style_model(tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Model:
    return Model.load(write_snapshot(tmp_path_factory.mktemp("styled"), net="style"))


def test_a_fine_walk_leaves_the_coarse_layers(style_model: Model):
    walk = walk_through((1, 2, 3), False, "spline")
    start, middle = (style_model.latent(only(walk.but(at=at), "fine")) for at in (0.0, 0.6))
    differs = (start - middle).abs().amax(1) > 0
    assert differs.tolist() == [False] * (len(differs) - round(len(differs) / 3)) + [True] * round(len(differs) / 3)


def test_looking_golden():  # one pixel of 64² from black to white: Σ over areas of 1/(n/k²)·(1/k²)² = Σ 1/(4096 k²)
    black, dot = np.zeros((1, 64, 64), np.uint8), np.zeros((1, 64, 64), np.uint8)
    dot[0, 8, 8] = 255
    expected = sum(1 / (4096 * side**2) for side in (1, 2, 4, 8)) ** 0.5
    assert float((look(dot) - look(black)).norm()) == pytest.approx(expected)
    clear = np.zeros((4, 8, 8), np.uint8)
    assert float((look(clear) - look(np.full((3, 8, 8), 255, np.uint8))).norm()) == 0

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.media.dance.bvh import read_bvh, write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import contacts_of, positions, to_features, to_motion, touching
from ganvas.media.dance.figure import Figure, facing, figure_of, placed, upright
from ganvas.media.dance.motion import Motion, at_times, resample
from ganvas.media.dance.rotations import from_angles, from_six, to_angles, to_six, turn, yaw_of
from ganvas.media.dance.skeleton import Skeleton
from tests.media.dance.dances import CLIPS, drawn, traps


@given(axes=st.permutations([0, 1, 2]), angles=st.lists(st.floats(-400, 400), min_size=3, max_size=3))
def test_angles_make_the_rotation_they_came_from(axes: list[int], angles: list[float]):
    matrices = from_angles(axes, np.array([angles, angles]))
    np.testing.assert_allclose(from_angles(axes, to_angles(axes, matrices)), matrices, atol=1e-9)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_angles_at_a_pole(pole: float):
    matrices = from_angles([2, 0, 1], np.array([[20.0, pole, 35.0]] * 2))
    np.testing.assert_allclose(from_angles([2, 0, 1], to_angles([2, 0, 1], matrices)), matrices, atol=1e-9)


def test_the_first_channel_turns_last():  # Z then X: x goes to y by the turn about z, which X before it cannot move
    matrix = from_angles([2, 0], np.array([90.0, 90.0]))
    np.testing.assert_allclose(matrix @ [1, 0, 0], [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(matrix @ [0, 1, 0], [0, 0, 1], atol=1e-12)


def test_angles_do_not_leap():
    turning = np.stack([np.linspace(0, 1080, 200), np.linspace(0, 300, 200), np.linspace(0, -720, 200)], 1)
    found = to_angles([2, 0, 1], from_angles([2, 0, 1], turning))
    assert np.abs(np.diff(found, axis=0)).max() < 8
    np.testing.assert_allclose(found, turning, atol=1e-6)


@given(seed=st.integers(0, 2**32 - 1), size=st.floats(1e-3, 1e3))
def test_six_numbers_are_a_rotation(seed: int, size: float):
    matrices = from_six(np.random.default_rng(seed).normal(0, size, (50, 6)))
    np.testing.assert_allclose(
        matrices @ np.swapaxes(matrices, 1, 2), np.broadcast_to(np.eye(3), (50, 3, 3)), atol=1e-6
    )
    np.testing.assert_allclose(np.linalg.det(matrices), 1, atol=1e-6)
    np.testing.assert_allclose(from_six(to_six(matrices)), matrices, atol=1e-9)


@pytest.mark.parametrize("six", [[0] * 6, [1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 2, 0], [1e-12, 0, 0, 0, 1e-12, 0]])
def test_six_numbers_that_say_nothing_are_a_rotation(six: list[float]):
    matrix = from_six(np.array(six, np.float64))
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-6)


@given(way=st.floats(-3, 3), tilt=st.floats(-1.2, 1.2))
def test_the_way_a_figure_faces_adds_up(way: float, tilt: float):
    leaning = turn(0, np.array(tilt)) @ turn(2, np.array(0.3))
    found = yaw_of(turn(1, np.array(way)) @ leaning) - yaw_of(leaning)
    assert_close(float(np.cos(found - way)), 1.0, rtol=0, atol=1e-9)


@pytest.mark.parametrize("up", ["x", "-x", "y", "-y", "z", "-z"])
def test_up_is_y(up: str):
    axis = np.zeros(3)
    axis["xyz".index(up[-1])] = -1 if up[0] == "-" else 1
    np.testing.assert_array_equal(upright(up) @ axis, [0, 1, 0])
    assert_close(float(np.linalg.det(upright(up))), 1.0)


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000), fps=st.sampled_from([24.0, 30.0, 60.0]))
def test_features_survive_a_motion(seed: int, fps: float):
    motion = dance(seed, 2.0, fps).motion
    figure, _ = figure_of(motion, fps)
    sample = to_features(motion, figure)
    again = read_bvh(write_bvh(to_motion(sample, figure)), "work")
    np.testing.assert_allclose(to_features(again, figure), sample, atol=1e-5)
    np.testing.assert_allclose(placed(again, figure), placed(motion, figure), atol=1e-5)


def test_a_file_of_traps_survives_features():
    motion = read_bvh(traps(), "traps")
    figure, notes = figure_of(motion, 25)
    assert figure.names == ("Hips of the dancer", "Left Foot", "Right Foot", "Head")
    assert notes == ("1 finger joints held still",)
    sample = to_features(motion, figure)
    assert sample.shape == (figure.channels, 40)
    again = to_motion(sample, figure)
    np.testing.assert_allclose(to_features(again, figure), sample, atol=1e-5)
    thumb = motion.skeleton.tree.first[-1]
    np.testing.assert_array_equal(again.values[:, thumb:], np.repeat(motion.values[:1, thumb:], 40, 0))


@pytest.mark.parametrize("up", ["z", "-y", "x"])
def test_features_do_not_know_which_way_was_up(up: str):
    upright_motion = dance(3, 2.0).motion
    figure, _ = figure_of(upright_motion, 30)
    lying = _laid(upright_motion, upright(up).T)
    other, _ = figure_of(lying, 30)
    assert other.up == up
    # the carrier's own bones lie as they did, so that its rotation differs; where the joints are does not
    np.testing.assert_allclose(
        positions(to_features(lying, other), other)[..., 1],
        positions(to_features(upright_motion, figure), figure)[..., 1],
        atol=1e-5,
    )
    assert_close(other.height, figure.height)


def _laid(motion: Motion, matrix: np.ndarray) -> Motion:
    from ganvas.media.dance.motion import with_frames

    rotations = {0: matrix @ motion.rotations[:, 0]}
    places = {0: motion.translations[:, 0] @ matrix.T}
    return with_frames(motion, rotations, places, motion.frame_s, motion.values)


def test_where_joints_are_is_what_the_motion_says():
    motion = dance(5, 3.0).motion
    figure, _ = figure_of(motion, 30)
    found, truth = positions(to_features(motion, figure), figure), placed(motion, figure)
    back = turn(1, -facing(motion, figure)[0])
    expected = (truth - truth[0, 0] * [1, 0, 1]) @ back.T
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_contacts_are_minus_one_or_one():
    figure, sample = drawn()
    assert set(sample[6 * len(figure.joints) + 4 :].ravel().tolist()) == {-1.0, 1.0}
    assert set(contacts_of(sample, figure).ravel().tolist()) == {0.0, 1.0}


def test_known_feet_are_found():
    known = dance(7, 10.0)
    figure, _ = figure_of(known.motion, 30)
    found = contacts_of(to_features(known.motion, figure), figure) > 0.5
    for name, column in zip(("LeftFoot", "RightFoot"), known.stands.T, strict=True):
        place = [figure.skeleton.tree.names[joint] for joint in figure.contacts].index(name)
        assert (found[:, place] == column).mean() > 0.9


def test_a_foot_in_the_air_or_on_the_move_does_not_stand():
    time_s = np.arange(60) / 30
    still, high, fast = np.zeros((60, 3)), np.zeros((60, 3)), np.zeros((60, 3))
    high[30:, 1] = 0.2
    fast[:, 0] = 0.8 * time_s
    found = touching(np.stack([still, high, fast], 1), 30)
    assert found[:, 0].all()
    assert found[:25, 1].all()
    assert not found[35:, 1].any()
    assert not found[:, 2].any()


def test_a_straight_walk_golden():  # 150 cm in 100 frames of 1/50 s on a figure of 193 cm
    motion = dance(0, 2.0, 50).motion
    values = np.repeat(motion.values[:1], 100, 0)
    values[:, 2] += np.linspace(0, 150, 100)
    walk = Motion(motion.skeleton, values, 0.02)
    figure, _ = figure_of(walk, 50)
    speed = 150 / 99 * 50 / figure.height
    side, ahead, spin = to_features(walk, figure)[6 * len(figure.joints) :][:3]
    np.testing.assert_allclose(np.hypot(side, ahead), speed, rtol=1e-5)
    np.testing.assert_allclose(spin, 0, atol=1e-6)


def test_any_sample_is_a_motion():
    figure, sample = drawn()
    noise = np.random.default_rng(0).normal(0, 1, sample.shape).astype(np.float32)
    motion = to_motion(noise, figure)
    turned = motion.rotations
    np.testing.assert_allclose(
        turned @ np.swapaxes(turned, -1, -2), np.broadcast_to(np.eye(3), turned.shape), atol=1e-6
    )
    first = to_features(motion, figure)
    np.testing.assert_allclose(to_features(to_motion(first, figure), figure), first, atol=1e-5)


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: s[0], lambda s: s[:, :0], lambda s: s * np.nan])
def test_what_is_no_sample_is_refused(spoil):
    figure, sample = drawn()
    with pytest.raises(ShapeError, match="sample"):
        to_motion(spoil(sample), figure)


def test_another_skeleton_is_refused():
    figure, _ = drawn()
    with pytest.raises(ShapeError, match="another skeleton"):
        to_features(read_bvh(traps(), "traps"), figure)


def test_a_figure_is_a_record():
    figure, sample = drawn()
    again = Figure.model_validate_json(figure.to_json())
    assert again == figure
    assert again.fingerprint == figure.fingerprint
    np.testing.assert_array_equal(to_motion(sample, again).values, to_motion(sample, figure).values)
    assert sum(head.channels for head in figure.heads) == figure.channels == len(sample)


@pytest.mark.parametrize(
    "change",
    [{"joints": (1, 0)}, {"joints": (0, 0)}, {"contacts": (999,)}, {"rest": (0.0,)}, {"joints": (0, 3)}, {"height": 0}],
)
def test_a_figure_that_contradicts_itself_is_refused(change: dict[str, object]):
    figure, _ = drawn()
    with pytest.raises(ValueError, match="Figure"):
        figure.but(**change)


def test_no_names_to_go_by():
    skeleton = Skeleton.of(
        ["a", "b", "c", "d"],
        [-1, 0, 0, 0],
        [[0, 0, 0], [1, -5, 0], [-1, -5, 0], [0, 6, 0]],
        [["Xposition", "Yposition", "Zposition", "Zrotation", "Xrotation", "Yrotation"], ["Xrotation"], [], []],
        [],
    )
    values = np.zeros((4, 7))
    values[:, 1] = 5
    figure, notes = figure_of(Motion(skeleton, values, 0.1), 10)
    assert figure.contacts == (1, 2)
    assert notes == ("no head and feet by name: y taken as up", "no feet by name: the lowest ends taken as feet")


def test_resampling_keeps_the_frames_it_meets():
    motion = dance(2, 2.0, 60).motion
    half = resample(motion, 30)
    np.testing.assert_array_equal(half.values, motion.values[::2])
    assert half.frame_s == 1 / 30
    np.testing.assert_array_equal(resample(motion, 60).values, motion.values)


def test_resampling_turns_at_an_even_pace():  # a quarter turn in one step: a third of it is 30 degrees
    motion = dance(0, 1.0, 10).motion
    values = np.zeros((2, motion.values.shape[1]))
    values[1, motion.skeleton.tree.column(0, "Yrotation")] = 90
    found = at_times(Motion(motion.skeleton, values, 0.3), np.array([0, 0.1, 0.2, 0.3, 9]), 0.1)
    np.testing.assert_allclose(
        found.values[:, motion.skeleton.tree.column(0, "Yrotation")], [0, 30, 60, 90, 90], atol=1e-9
    )


@pytest.mark.skipif(not CLIPS, reason="the staged clips are not here")
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_a_clip_survives_features(path):
    motion = resample(read_bvh(path.read_bytes(), path.name), 30)
    figure, _ = figure_of(motion, 30)
    sample = to_features(motion, figure)
    again = to_motion(sample, figure)
    np.testing.assert_allclose(to_features(again, figure), sample, atol=1e-5)
    np.testing.assert_allclose(placed(again, figure), placed(motion, figure), atol=2e-5)

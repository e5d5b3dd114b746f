import numpy as np
import pytest
from torch.testing import assert_close

from ganvas.errors import MetricError
from ganvas.media.dance.features import to_features
from ganvas.media.dance.measures import (
    NULLS,
    acceleration_ratio,
    costs,
    coverage,
    foot_skate,
    frames_of,
    global_diversity,
    local_diversity,
    measure,
    near,
    reconstruction_l1,
    window_costs,
)
from ganvas.media.dance.originality import calibrated, copied, mirrored_poses, stage_names
from tests.media.dance.dances import drawn

LINE = np.arange(8.0)[:, None]


def test_costs_are_distances():
    first, second = np.random.default_rng(0).normal(0, 1, (2, 9, 5))
    expected = np.linalg.norm(first[:, None] - second[None], axis=2)
    np.testing.assert_allclose(costs(first, second), expected, atol=1e-9)
    assert (np.diag(costs(first, first)) == 0).all()


def test_windows_golden():  # frames 0…7 and 2…9: a window of three against itself two later costs nothing
    cost = window_costs(costs(LINE, LINE + 2), 3)
    assert cost.shape == (6, 6)
    np.testing.assert_allclose(cost[2, 0], 0)
    np.testing.assert_allclose(cost[0, 0], 2)
    np.testing.assert_allclose(cost[0, 3], 5)


def test_coverage_and_local_diversity_golden():  # frames 4…11 hold 0…7's windows of four from 4 on: one of five
    assert_close(coverage(LINE, LINE + 4, 4, 0.5), 1 / 5)
    assert_close(coverage(LINE, LINE + 4, 4, 1.5), 2 / 5)  # and the one before it lies one away
    assert_close(local_diversity(LINE, LINE + 4, 4), (0 + 1 + 2 + 3 + 4) / 5)


def test_the_threshold_golden():  # 0…7 about 3.5: windows of four cost 2, 1.25 (twice 1.5, 0.5…), 1, 1.25, 2
    assert_close(near(LINE, 4), 0.5 * (2 + 1.25 + 1 + 1.25 + 2) / 5)


def test_global_diversity_golden():
    # the two halves of the real in another order are two stretches that cost nothing
    assert_close(global_diversity(LINE, np.concatenate([LINE[4:], LINE[:4]]), 4), 0.0)
    # in windows of five they cannot be: at best one of 8 frames as a whole or cut 3 and 5 is not allowed
    assert global_diversity(LINE, np.concatenate([LINE[4:], LINE[:4]]), 5) > 0.5
    assert_close(global_diversity(LINE, LINE + 0.25, 4), 0.25)


def test_global_diversity_is_the_least_of_all_ways():
    real, fake = np.random.default_rng(1).normal(0, 1, (2, 11, 3))
    cost = costs(fake, real)

    def least(start: int) -> float:
        if start == len(fake):
            return 0.0
        ways = [
            sum(cost[start + k, place + k] for k in range(n)) + least(start + n)
            for n in range(3, len(fake) - start + 1)
            for place in range(len(real) - n + 1)
        ]
        return min(ways, default=np.inf)

    assert_close(global_diversity(real, fake, 3), least(0) / len(fake))


def test_acceleration_golden():
    wave = np.sin(np.arange(50) / 3)[:, None]
    assert_close(acceleration_ratio(wave, 3 * wave), 3.0)
    assert_close(acceleration_ratio(wave, 0 * wave), 0.0)
    with pytest.raises(MetricError, match="moves"):
        acceleration_ratio(LINE, LINE)


def test_a_standing_foot_does_not_skate():
    figure, sample = drawn(1, 6.0)
    assert foot_skate(sample, figure) < 0.2
    count = 6 * len(figure.joints)
    gliding = sample.copy()
    gliding[count + 1] += 1.0
    assert 0.7 < foot_skate(gliding, figure) - foot_skate(sample, figure) < 1.1
    flying = sample.copy()
    flying[count + 4 :] = -1
    assert foot_skate(flying, figure) == 0


def test_reconstruction():
    figure, sample = drawn()
    assert_close(reconstruction_l1(sample, sample + np.float32(0.5)), 0.5, rtol=0, atol=1e-6)
    with pytest.raises(MetricError, match="shape"):
        reconstruction_l1(sample, sample[:, 1:])
    with pytest.raises(MetricError, match="window"):
        measure(sample, sample[:, :10], figure)


def test_every_null_is_told():
    """What each measure must say of a generator that is bad in a known way."""
    figure, sample = drawn(2, 8.0)
    rows = {name: measure(sample, null(sample, 0), figure) for name, null in NULLS.items()}
    itself, frozen = rows["the dance itself"], rows["its mean pose, held"]
    assert itself["coverage"] == 1
    assert itself["global diversity"] == itself["local diversity"] == 0
    assert_close(itself["acceleration ratio"], 1.0)
    assert frozen["coverage"] < 0.05
    assert frozen["acceleration ratio"] < 1e-6
    assert rows["cut into 60 frames"]["global diversity"] < 0.05
    assert rows["cut into 10 frames"]["acceleration ratio"] > 1.3
    assert rows["with noise of 0.05"]["acceleration ratio"] > 3
    assert_close(rows["backwards"]["acceleration ratio"], 1.0)
    assert rows["frames in disorder"]["coverage"] < 0.2
    assert list(rows["frames at random"]) == list(itself)


def test_copies_are_found():
    figure, sample = drawn(3, 8.0)
    found = copied(sample[:, 30:180], [sample], figure)
    assert found.share == 1
    assert_close(found.longest_s, 5.0, rtol=0, atol=0.3)
    assert_close(found.source_s - found.start_s, 1.0, rtol=0, atol=0.1)
    assert (found.clip, found.is_mirrored, found.pace) == (0, False, 1.0)
    noisy = copied(NULLS["with noise of 0.05"](sample, 1), [sample], figure)
    assert noisy.share > 0.9


def test_a_mirrored_and_a_faster_copy_are_found():
    from ganvas.media.dance.features import to_motion
    from ganvas.media.dance.motion import at_times

    figure, sample = drawn(3, 8.0)
    motion = to_motion(sample, figure)
    quick = to_features(at_times(motion, np.arange(0, 7.9, 1.25 / 30), 1 / 30), figure)
    found = copied(quick, [sample], figure)
    assert found.share > 0.9
    assert found.pace == 1.25
    names = list(stage_names(figure))
    mirrored = mirrored_poses(np.arange(3.0 * len(names)).reshape(1, -1, 3), figure)
    assert mirrored[0, names.index("LeftHand"), 0] == -3 * names.index("RightHand")
    assert mirrored[0, names.index("LeftHand"), 1] == 3 * names.index("RightHand") + 1
    assert mirrored[0, names.index("Head"), 1] == 3 * names.index("Head") + 1
    twin = copied(_mirrored(sample, figure), [sample], figure)
    assert twin.share > 0.9
    assert twin.is_mirrored


def _mirrored(sample: np.ndarray, figure) -> np.ndarray:
    """The choreographer's skeleton is the mirror of itself, so that its rotations are mirrored as matrices."""
    from ganvas.media.dance.rotations import from_six, to_six

    count = len(figure.joints)
    flip = np.diag([-1.0, 1, 1])
    names = list(figure.names)
    other = [
        names.index(n.replace("Left", "Right") if n.startswith("Left") else n.replace("Right", "Left")) for n in names
    ]
    turned = from_six(sample[: 6 * count].T.reshape(-1, count, 6).astype(np.float64))[:, other]
    mirrored = sample.copy()
    mirrored[: 6 * count] = to_six(flip @ turned @ flip).reshape(-1, 6 * count).T
    mirrored[6 * count] *= -1
    mirrored[6 * count + 2] *= -1
    return mirrored


def test_another_dance_is_no_copy():
    figure, sample = drawn(3, 8.0)
    _, other = drawn(4, 8.0)
    found = copied(other, [sample], figure)
    assert found.share < 0.1
    assert found.longest_s < 1
    assert found.nearest > found.threshold
    assert 0.012 <= calibrated([sample, other], figure) <= 0.03
    with pytest.raises(MetricError, match="1 s or more"):
        copied(sample[:, :10], [sample], figure)
    with pytest.raises(MetricError, match="clips of 1 s"):
        copied(sample, [sample[:, :10]], figure)


def test_frames_leave_the_way_out():
    figure, sample = drawn()
    moved = sample.copy()
    moved[6 * len(figure.joints) :] += 1
    np.testing.assert_array_equal(frames_of(moved, figure), frames_of(sample, figure))

"""A motion as the sample that a network learns, and a sample as a motion: pure functions of a figure.

Channels, in this order: six for each joint (its rotation in its parent; for the carrier, in the world
without the way it faces), four for the carrier's way (sideways and forward speed as it faces, speed of
its turning, height), and one for each contact (1 on the floor, −1 off it).
"""

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import ShapeError
from ganvas.media.dance.figure import Figure, facing, placed
from ganvas.media.dance.motion import Motion, forward, resample, with_frames
from ganvas.media.dance.rotations import from_six, to_six, turn
from ganvas.media.dance.skeleton import Floats

Sample = NDArray[np.float32]
WALK = 1.0  # one body height a second
SPIN = 0.25  # four radians a second are 1
LIFT = 4.0  # a quarter of a body height is 1
MIDDLE = 0.5  # body heights from the floor to where a carrier is when a figure stands
STILL = 0.35  # body heights a second: a foot that is slower may stand
LOW = 0.06  # body heights above its own lowest: a foot that is higher does not stand
NEAR_S = 0.1  # over so long a time a speed is taken, so that noise of a capture does not lift a foot


def to_features(motion: Motion, figure: Figure) -> Sample:
    """A motion as a sample (channels, time), float32, at the figure's frame rate.

    The first frame's speeds are those of the second, for there is no frame before it.

    Raises:
        ShapeError: the motion has another skeleton than the figure.
    """
    motion = resample(motion, figure.fps)
    yaw, places, axes = facing(motion, figure), placed(motion, figure), figure.axes()
    turned = motion.rotations[:, list(figure.joints)].copy()
    turned[:, 0] = turn(1, -yaw) @ axes @ motion.world[0][:, figure.carrier]
    steps = np.zeros((len(yaw), 3))
    steps[1:] = np.diff(places[:, 0], axis=0) * figure.fps
    spins = np.zeros(len(yaw))
    spins[1:] = np.diff(yaw) * figure.fps
    steps[1:] = np.einsum("tij,tj->ti", turn(1, -yaw[:-1]), steps[1:])
    if len(yaw) > 1:
        steps[0], spins[0] = steps[1], spins[1]
    way = [steps[:, 0] * WALK, steps[:, 2] * WALK, spins * SPIN, (places[:, 0, 1] - MIDDLE) * LIFT]
    stands = 2 * touching(places[:, figure.feet], figure.fps) - 1
    parts = [to_six(turned).reshape(len(yaw), -1), np.stack(way, 1), stands]
    return np.ascontiguousarray(np.concatenate(parts, 1).T, np.float32)


def to_motion(sample: Sample, figure: Figure) -> Motion:
    """A sample (channels, time) as a motion on the figure's skeleton, begun where its frame at rest stands.

    What a sample does not hold (fingers, joints beside the body) stays as in the figure's ``rest``. A sample that
    came from a motion gives the same features again; any other one gives those of the nearest motion.

    Raises:
        ShapeError: the sample has another number of channels, or numbers that are not finite.
    """
    turned, yaw, places = _way(sample, figure)
    still, axes = figure.still(), figure.axes()
    start = facing(still, figure)[0], placed(still, figure)[0, 0]
    turned[:, 0] = turn(1, yaw + start[0]) @ turned[:, 0]
    places = np.einsum("ij,tj->ti", turn(1, start[0]), places) + start[1] * [1, 0, 1]
    world = axes.T @ turned[:, 0]
    where = (places * figure.height + [0, figure.floor, 0]) @ axes
    parent = figure.skeleton.tree.parents[figure.carrier]
    if parent >= 0:
        around, base = still.world[0][0, parent], still.world[1][0, parent]
        world, where = around.T @ world, (where - base) @ around
    rotations = {joint: turned[:, number] for number, joint in enumerate(figure.joints)}
    rotations[figure.carrier] = world
    return with_frames(still, rotations, {figure.carrier: where}, 1 / figure.fps, np.array([figure.rest]))


def positions(sample: Sample, figure: Figure) -> Floats:
    """(time, joints, 3): where the joints of a sample are, in body heights, from the middle of the floor and facing z.

    Raises:
        ShapeError: as ``to_motion``.
    """
    return turned_and_placed(sample, figure)[1]


def turned_and_placed(sample: Sample, figure: Figure) -> tuple[Floats, Floats]:
    """Rotations (time, joints, 3, 3) in the world, and what ``positions`` gives.

    Raises:
        ShapeError: as ``to_motion``.
    """
    turned, yaw, places = _way(sample, figure)
    turned[:, 0] = turn(1, yaw) @ turned[:, 0]
    bones = np.repeat(figure.bones()[None], len(turned), 0)
    bones[:, 0] = places
    return forward(figure.parents, turned, bones)


def touching(feet: Floats, fps: float) -> Floats:
    """(frames, contacts) 1 where a foot stands: slower than STILL and no higher than LOW above its lowest.

    Args:
        feet: (frames, contacts, 3), in body heights, y up.
        fps: frames a second.
    """
    reach = max(1, round(NEAR_S * fps / 2))
    frames = np.arange(len(feet))
    before, after = np.maximum(frames - reach, 0), np.minimum(frames + reach, len(feet) - 1)
    span = np.maximum(after - before, 1)[:, None] / fps
    speed = np.linalg.norm(feet[after] - feet[before], axis=-1) / span
    low = feet[..., 1] - np.percentile(feet[..., 1], 5, axis=0) < LOW
    return np.asarray((speed < STILL) & low, np.float64)


def contacts_of(sample: Sample, figure: Figure) -> Floats:
    """(time, contacts): how sure a sample is that each foot stands, 0…1."""
    return np.asarray(np.clip(0.5 + 0.5 * sample[6 * len(figure.joints) + 4 :].T, 0, 1), np.float64)


def _way(sample: Sample, figure: Figure) -> tuple[Floats, Floats, Floats]:
    """Rotations (time, joints, 3, 3), yaw (time,) from 0, and the carrier's places (time, 3) from the middle."""
    if sample.ndim != 2 or len(sample) != figure.channels or not sample.shape[1]:
        raise ShapeError(f"a sample of this figure is ({figure.channels}, time); got {sample.shape}")
    if not np.isfinite(sample).all():
        raise ShapeError("a sample holds numbers that are not finite; the model that made it has diverged")
    count = len(figure.joints)
    values = np.asarray(sample.T, np.float64)
    turned = from_six(values[:, : 6 * count].reshape(-1, count, 6))
    side, ahead, spin, lift = values[:, 6 * count : 6 * count + 4].T
    yaw = np.concatenate([[0], np.cumsum(spin[1:] / SPIN / figure.fps)])
    steps = np.stack([side, np.zeros_like(side), ahead], 1)[1:] / WALK / figure.fps
    places = np.zeros((len(values), 3))
    places[1:] = np.cumsum(np.einsum("tij,tj->ti", turn(1, yaw[:-1]), steps), 0)
    places[:, 1] = lift / LIFT + MIDDLE
    return turned, yaw, places

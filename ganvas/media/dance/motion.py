"""A motion: a skeleton and one row of channel values a frame; where its joints are, and how to resample it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ganvas.errors import ShapeError
from ganvas.media.dance.rotations import AXES, between, from_angles, to_angles
from ganvas.media.dance.skeleton import POSITIONS, Floats, Skeleton


@dataclass(frozen=True, eq=False)
class Motion:
    """What a BVH file holds.

    Attributes:
        skeleton: the joints.
        values: (frames, channels of all joints), degrees and the file's unit of length.
        frame_s: seconds from one frame to the next.
    """

    skeleton: Skeleton
    values: Floats
    frame_s: float

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != self.skeleton.tree.width or not len(self.values):
            raise ShapeError(
                f"a motion of this skeleton is (frames, {self.skeleton.tree.width}); got {self.values.shape}"
            )

    @property
    def seconds(self) -> float:
        """How long it is, each frame shown for ``frame_s``."""
        return len(self.values) * self.frame_s

    @cached_property
    def rotations(self) -> Floats:
        """(frames, joints, 3, 3), each joint in its parent."""
        return np.stack([_rotation(self, joint) for joint in range(len(self.skeleton.tree.names))], 1)

    @cached_property
    def translations(self) -> Floats:
        """(frames, joints, 3), each joint in its parent: position channels stand in the place of the offset."""
        tree = self.skeleton.tree
        moved = np.repeat(tree.offsets[None], len(self.values), 0)
        for joint in range(len(tree.names)):
            for axis, channel in enumerate(POSITIONS):
                if (column := tree.column(joint, channel)) >= 0:
                    moved[:, joint, axis] = self.values[:, column]
        return moved

    @cached_property
    def world(self) -> tuple[Floats, Floats]:
        """Rotations (frames, joints, 3, 3) and positions (frames, joints, 3) in the world of the file."""
        return forward(self.skeleton.tree.parents, self.rotations, self.translations)


def forward(parents: tuple[int, ...], rotations: Floats, translations: Floats) -> tuple[Floats, Floats]:
    """Forward kinematics: rotations (T, J, 3, 3) and positions (T, J, 3) in the world, from those in the parent."""
    turned, places = np.empty_like(rotations), np.empty_like(translations)
    for joint, parent in enumerate(parents):
        if parent < 0:
            turned[:, joint], places[:, joint] = rotations[:, joint], translations[:, joint]
        else:
            turned[:, joint] = turned[:, parent] @ rotations[:, joint]
            places[:, joint] = places[:, parent] + np.einsum("tij,tj->ti", turned[:, parent], translations[:, joint])
    return turned, places


def with_frames(
    motion: Motion, rotations: dict[int, Floats], positions: dict[int, Floats], frame_s: float, rest: Floats
) -> Motion:
    """A motion of the same skeleton with other rotations and positions in the parent.

    Args:
        motion: whose skeleton it is.
        rotations: (frames, 3, 3) of the joints that turn.
        positions: (frames, 3) of the joints that move.
        frame_s: seconds a frame.
        rest: (frames or 1, channels), the values of all that is not said.
    """
    frames = max(len(some) for some in (*rotations.values(), *positions.values(), rest))
    values = np.array(np.broadcast_to(rest, (frames, motion.skeleton.tree.width)))
    for joint, matrices in rotations.items():
        columns, axes = _rotation_columns(motion.skeleton, joint)
        if columns:
            values[:, columns] = to_angles(axes, matrices)
    for joint, places in positions.items():
        for axis, channel in enumerate(POSITIONS):
            if (column := motion.skeleton.tree.column(joint, channel)) >= 0:
                values[:, column] = places[:, axis]
    return Motion(motion.skeleton, values, frame_s)


def at_times(motion: Motion, times_s: Floats, frame_s: float) -> Motion:
    """The motion as it is at those times: rotations on the shortest way between two frames, positions straight.

    Args:
        motion: any.
        times_s: (frames,) from 0; a time outside of the motion shows its first or last frame.
        frame_s: seconds a frame of the result.
    """
    places = np.clip(np.asarray(times_s, np.float64) / motion.frame_s, 0, len(motion.values) - 1)
    near = np.round(places)
    places = np.where(np.abs(places - near) < 1e-6, near, places)
    before = np.minimum(places.astype(np.intp), max(0, len(motion.values) - 2))
    after = np.minimum(before + 1, len(motion.values) - 1)
    share = places - before
    values = motion.values[before] + share[:, None] * (motion.values[after] - motion.values[before])
    for joint in range(len(motion.skeleton.tree.names)):
        columns, axes = _rotation_columns(motion.skeleton, joint)
        still = not columns or not np.ptp(motion.values[:, columns], 0).any()
        if not still:
            turned = motion.rotations[:, joint]
            values[:, columns] = to_angles(axes, between(turned[before], turned[after], share))
    exact = share == 0  # a frame of the motion stays as it is, number for number
    values[exact] = motion.values[before[exact]]
    return Motion(motion.skeleton, values, frame_s)


def resample(motion: Motion, fps: float) -> Motion:
    """The same motion at another frame rate; at its own rate it is itself."""
    if abs(motion.frame_s * fps - 1) < 1e-3:
        return replace(motion, frame_s=1 / fps)
    count = int(np.floor((len(motion.values) - 1) * motion.frame_s * fps + 1e-6)) + 1
    return at_times(motion, np.arange(count) / fps, 1 / fps)


def cut(motion: Motion, start: int, stop: int) -> Motion:
    """Frames ``start`` up to ``stop``."""
    return replace(motion, values=motion.values[start:stop])


def _rotation_columns(skeleton: Skeleton, joint: int) -> tuple[list[int], list[int]]:
    """Where the angles of a joint stand in a frame, and about which axes they turn, in the file's order."""
    tree = skeleton.tree
    found = [
        (tree.first[joint] + place, AXES[channel[0]])
        for place, channel in enumerate(tree.channels[joint])
        if channel.endswith("rotation")
    ]
    return [column for column, _ in found], [axis for _, axis in found]


def _rotation(motion: Motion, joint: int) -> Floats:
    columns, axes = _rotation_columns(motion.skeleton, joint)
    return from_angles(axes, motion.values[:, columns])

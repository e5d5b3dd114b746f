"""Rotations: angles of BVH channels, matrices, and the six numbers of a matrix that a network can learn."""

from collections.abc import Sequence

import numpy as np

from ganvas.media.dance.skeleton import Flags, Floats

AXES = {"X": 0, "Y": 1, "Z": 2}


def turn(axis: int, radians: Floats) -> Floats:
    """Matrices (..., 3, 3) that turn by ``radians`` (...) about x (0), y (1) or z (2)."""
    cos, sin = np.cos(radians), np.sin(radians)
    matrix = np.zeros((*radians.shape, 3, 3))
    matrix[..., axis, axis] = 1
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix[..., first, first] = matrix[..., second, second] = cos
    matrix[..., first, second], matrix[..., second, first] = -sin, sin
    return matrix


def from_angles(axes: Sequence[int], degrees: Floats) -> Floats:
    """Angles (..., n) about n axes, in the order of their channels, as matrices (..., 3, 3): the first turns last."""
    matrix = np.broadcast_to(np.eye(3), (*degrees.shape[:-1], 3, 3))
    for place, axis in enumerate(axes):
        matrix = matrix @ turn(axis, np.radians(degrees[..., place]))
    return np.array(matrix)


def to_angles(axes: Sequence[int], matrices: Floats) -> Floats:
    """Matrices (T, 3, 3) as angles (T, n) in degrees about n ≤ 3 different axes, without leaps from frame to frame.

    Of the two triples that make one rotation, and of all their full turns, the one nearest to the frame before
    is taken. With fewer than three axes, what they cannot express is lost.
    """
    order = [*axes, *(axis for axis in range(3) if axis not in axes)]
    i, j, k = order
    sign = 1.0 if (j - i) % 3 == 1 else -1.0
    middle = np.arctan2(sign * matrices[:, i, k], np.hypot(matrices[:, i, i], matrices[:, i, j]))
    first = np.arctan2(-sign * matrices[:, j, k], matrices[:, k, k])
    last = np.arctan2(-sign * matrices[:, i, j], matrices[:, i, i])
    locked = np.abs(matrices[:, i, k]) > 1 - 1e-12  # the outer axes coincide: all of the turn goes to the first
    first = np.where(locked, np.arctan2(sign * matrices[:, k, j], matrices[:, j, j]), first)
    last = np.where(locked, 0.0, last)
    angles = np.degrees(np.stack([first, middle, last], -1))
    return _smooth(angles, locked)[:, : len(axes)]


def _smooth(angles: Floats, locked: Flags) -> Floats:
    other = np.stack([angles[:, 0] + 180, 180 - angles[:, 1], angles[:, 2] + 180], -1)
    smooth = angles.copy()
    for frame in range(1, len(angles)):
        before = smooth[frame - 1]
        found = [angles[frame]] if locked[frame] else [angles[frame], other[frame]]
        near = [choice + 360 * np.round((before - choice) / 360) for choice in found]
        smooth[frame] = min(near, key=lambda choice: float(np.abs(choice - before).sum()))
    return smooth


def to_six(matrices: Floats) -> Floats:
    """Matrices (..., 3, 3) as their first two columns (..., 6), without a seam. Zhou et al. 2019, arXiv:1812.07035."""
    return np.concatenate([matrices[..., :, 0], matrices[..., :, 1]], -1)


def from_six(six: Floats) -> Floats:
    """Any six numbers (..., 6) as the nearest rotation that Gram and Schmidt find, (..., 3, 3); zeros are no turn."""
    six = np.asarray(six, np.float64)
    first = _unit(six[..., :3], np.array([1.0, 0, 0]))
    second = six[..., 3:] - (first * six[..., 3:]).sum(-1, keepdims=True) * first
    spare = np.eye(3)[np.argmin(np.abs(first), -1)]  # where the second column says nothing
    spare = _unit(spare - (first * spare).sum(-1, keepdims=True) * first, spare)
    second = _unit(second, spare)
    return np.stack([first, second, np.cross(first, second)], -1)


def _unit(vectors: Floats, spare: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(length > 1e-8, vectors / np.maximum(length, 1e-8), spare)


def between(start: Floats, stop: Floats, share: Floats) -> Floats:
    """Rotations (N, 3, 3) on the shortest way from ``start`` to ``stop``, after a share (N,) of it (slerp)."""
    from scipy.spatial.transform import Rotation

    way = Rotation.from_matrix(np.swapaxes(start, -1, -2) @ stop).as_rotvec()
    moved: Floats = start @ Rotation.from_rotvec(way * share[:, None]).as_matrix()
    return moved


def yaw_of(matrices: Floats) -> Floats:
    """How far rotations (..., 3, 3) turn about the upright y axis, in radians: the twist of swing and twist.

    ``yaw_of(turn(1, a) @ m) == a + yaw_of(m)`` up to full turns, wherever ``m`` does not hang upside down.
    """
    # the quaternion's y and w, times 4w: atan2 of the two is half the twist, so that of their matrix entries the whole
    twist: Floats = np.arctan2(matrices[..., 0, 2] - matrices[..., 2, 0], matrices[..., 0, 0] + matrices[..., 2, 2])
    return twist

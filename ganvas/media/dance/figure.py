"""A figure: all that a sample of dance does not say, and that its way back to a skeleton needs."""

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from ganvas.errors import ShapeError, WorkError
from ganvas.heads import Head
from ganvas.media.dance.motion import Motion
from ganvas.media.dance.rotations import yaw_of
from ganvas.media.dance.skeleton import POSITIONS, Floats, Skeleton, Tree
from ganvas.record import Record

FINGER = re.compile(r"thumb|index|middle|ring(?!.*(?:hip|chest))|pinky|pinkie|little|finger|inhand", re.IGNORECASE)
FOOT = re.compile(r"foot|toe|ankle|ball", re.IGNORECASE)
HEAD = re.compile(r"head(?!.*(?:nub|end))|neck", re.IGNORECASE)
Up = Literal["x", "-x", "y", "-y", "z", "-z"]
UPS: dict[Up, list[list[int]]] = {  # rotations that bring that axis to y
    "x": [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    "-x": [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    "y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "-y": [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
    "z": [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    "-z": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
}


class Figure(Record):
    """A dancer: the skeleton, which of its joints a sample holds, and how the rest of it stands.

    A corpus and a snapshot of dance keep one of these; features become a motion on it, and a motion
    features. Lengths of samples are in body heights, up is y, and the floor is 0.
    """

    skeleton: Skeleton
    fps: float = Field(gt=0, le=1000, description="frames a second of its samples")
    up: Up = Field(description="which way is up in the file's world")
    height: float = Field(gt=0, allow_inf_nan=False, description="of the body, in the file's unit")
    floor: float = Field(allow_inf_nan=False, description="how high the floor lies, in the file's unit")
    carrier: int = Field(ge=0, description="the joint that carries the body through space")
    joints: tuple[int, ...] = Field(description="those that samples hold, the carrier first")
    contacts: tuple[int, ...] = Field(description="those of them that stand on the floor")
    rest: tuple[float, ...] = Field(description="one frame, with the place of all that samples do not hold")

    @model_validator(mode="after")
    def _whole(self) -> "Figure":
        tree = self.skeleton.tree
        known = set(range(len(tree.names)))
        if not self.joints or self.joints[0] != self.carrier or not {*self.joints, *self.contacts} <= known:
            raise ValueError("joints begin with the carrier, and all of them are the skeleton's")
        if len(set(self.joints)) < len(self.joints) or not set(self.contacts) <= set(self.joints):
            raise ValueError("joints do not repeat, and contacts are some of them")
        if any(tree.parents[joint] not in self.joints for joint in self.joints[1:]):
            raise ValueError("with a joint comes its parent")
        if len(self.rest) != tree.width or not np.isfinite(self.rest).all():
            raise ValueError(f"rest has {len(self.rest)} numbers; a frame has {tree.width}")
        return self

    @property
    def channels(self) -> int:
        """Of a sample: six for each joint, four for the carrier's way, one for each contact."""
        return 6 * len(self.joints) + 4 + len(self.contacts)

    @property
    def heads(self) -> tuple[Head, ...]:
        """How a generator ends in each group of the channels of a sample."""
        groups = (
            Head(name="rotations", kind="linear", channels=6 * len(self.joints)),
            Head(name="way", kind="linear", channels=4),
        )
        if not self.contacts:
            return groups
        return (*groups, Head(name="contacts", kind="sigmoid", channels=len(self.contacts)))

    @property
    def parents(self) -> tuple[int, ...]:
        """Of the sample's joints, as indices among them; −1 for the carrier."""
        place = {joint: number for number, joint in enumerate(self.joints)}
        return (-1, *(place[self.skeleton.tree.parents[joint]] for joint in self.joints[1:]))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the sample's joints."""
        return tuple(self.skeleton.tree.names[joint] for joint in self.joints)

    @property
    def feet(self) -> list[int]:
        """The contacts, as indices among the sample's joints."""
        return [self.joints.index(joint) for joint in self.contacts]

    def still(self) -> Motion:
        """The frame at rest, as a motion of one frame."""
        return Motion(self.skeleton, np.array([self.rest]), 1 / self.fps)

    def bones(self) -> Floats:
        """(joints, 3): from its parent to each of the sample's joints, in body heights; zeros for the carrier."""
        bones: Floats = self.still().translations[0, list(self.joints)] / self.height
        bones[0] = 0
        return bones

    def axes(self) -> Floats:
        """(3, 3): turns the world of the file so that y is up."""
        return upright(self.up)


def figure_of(motion: Motion, fps: float, keep_fingers: bool = False) -> tuple[Figure, tuple[str, ...]]:
    """The figure that dances a motion, and a phrase for each thing about it that was guessed or left out.

    Args:
        motion: of the clip whose skeleton it is.
        fps: frames a second of the samples to come.
        keep_fingers: hold the fingers in the samples too; they would outweigh the body.
    Raises:
        WorkError: the skeleton has no length.
    """
    tree, notes = motion.skeleton.tree, []
    carrier = _carrier(motion)
    joints = _body(tree, carrier, keep_fingers)
    if dropped := sum(carrier in tree.chain(joint) for joint in range(len(tree.names))) - len(joints):
        notes.append(f"{dropped} finger joints held still")
    others = [j for j in joints[1:] if np.ptp(motion.translations[:, j], 0).max() > 1e-3 * _length(motion)]
    if others:
        notes.append(f"{len(others)} joints stay at their bone's length")
    up, is_told = _up(motion, joints)
    if not is_told:
        notes.append("no head and feet by name: y taken as up")
    contacts, is_told = _contacts(motion, joints, up)
    if not is_told:
        notes.append("no feet by name: the lowest ends taken as feet")
    height = _height(motion, joints, contacts)
    if not height > 0:
        raise WorkError("the skeleton has no length; its offsets are all zero.")
    levels = (motion.world[1][:, contacts] @ upright(up).T)[..., 1]
    figure = Figure(
        skeleton=motion.skeleton,
        fps=fps,
        up=up,
        height=height,
        floor=float(np.percentile(levels.min(1), 5)),
        carrier=carrier,
        joints=tuple(joints),
        contacts=tuple(contacts),
        rest=tuple(motion.values[0].tolist()),
    )
    return figure, tuple(notes)


def upright(up: Up) -> Floats:
    """(3, 3), a rotation that brings that axis to y."""
    return np.array(UPS[up], np.float64)


def placed(motion: Motion, figure: Figure) -> Floats:
    """(frames, joints, 3): where the sample's joints are, in body heights, y up from the floor.

    Raises:
        ShapeError: the motion has another skeleton.
    """
    same_skeleton(motion, figure)
    places = (motion.world[1][:, list(figure.joints)] @ figure.axes().T - [0, figure.floor, 0]) / figure.height
    return np.asarray(places, np.float64)


def facing(motion: Motion, figure: Figure) -> Floats:
    """(frames,): which way the carrier faces, in radians about the upright axis, without leaps."""
    same_skeleton(motion, figure)
    axes = figure.axes()
    return np.unwrap(yaw_of(axes @ motion.world[0][:, figure.carrier] @ axes.T))


def same_skeleton(motion: Motion, figure: Figure) -> None:
    """Refuse a motion of another skeleton.

    Raises:
        ShapeError: joints or channels differ.
    """
    ours, theirs = figure.skeleton.tree, motion.skeleton.tree
    if (ours.names, ours.parents, ours.channels) != (theirs.names, theirs.parents, theirs.channels):
        raise ShapeError(
            f"the motion has {len(theirs.names)} joints and another skeleton than the figure's {len(ours.names)}; "
            "a corpus of dance takes clips of one skeleton"
        )


def _carrier(motion: Motion) -> int:
    """The joint on the trunk, before any fork, whose position channels move most."""
    tree, joint, trunk = motion.skeleton.tree, 0, [0]
    while tree.parents.count(joint) == 1:
        joint = tree.parents.index(joint)
        trunk.append(joint)

    def reach(joint: int) -> float:
        columns = [column for name in POSITIONS if (column := tree.column(joint, name)) >= 0]
        return float(np.ptp(motion.values[:, columns], 0).sum()) if columns else -1.0

    return max(trunk, key=reach)


def _body(tree: Tree, carrier: int, keep_fingers: bool) -> list[int]:
    body: list[int] = [carrier]
    for joint in range(carrier + 1, len(tree.names)):
        finger = FINGER.search(tree.names[joint]) is not None and not FOOT.search(tree.names[joint])
        if tree.parents[joint] in body and (keep_fingers or not finger):
            body.append(joint)
    return body


def _up(motion: Motion, joints: Sequence[int]) -> tuple[Up, bool]:
    """The axis along which heads are above feet, over the whole motion; whether names told it."""
    names = motion.skeleton.tree.names
    heads = [joint for joint in joints if HEAD.search(names[joint])]
    feet = [joint for joint in joints if FOOT.search(names[joint])]
    if not heads or not feet:
        return "y", False
    places = motion.world[1]
    rise = np.median(places[:, heads].mean(1) - places[:, feet].mean(1), 0)
    axis = int(np.abs(rise).argmax())
    return next(up for up in UPS if np.sign(rise[axis]) * upright(up)[1, axis] > 0), True


def _contacts(motion: Motion, joints: Sequence[int], up: Up) -> tuple[list[int], bool]:
    tree = motion.skeleton.tree
    if feet := [joint for joint in joints if FOOT.search(tree.names[joint])]:
        return feet, True
    leaves = [joint for joint in joints if not any(tree.parents[other] == joint for other in joints)]
    heights = np.median((motion.world[1][:, leaves] @ upright(up).T)[..., 1], 0)
    return sorted(leaves[place] for place in np.argsort(heights)[:2]), False


def _length(motion: Motion) -> float:
    return float(np.linalg.norm(motion.skeleton.tree.offsets, axis=1).max())


def _height(motion: Motion, joints: Sequence[int], contacts: Sequence[int]) -> float:
    """From foot to carrier to the top of the head along the bones, in the file's unit: no pose can change it."""
    tree = motion.skeleton.tree
    steps = np.linalg.norm(motion.translations[0], axis=1)

    def way(joint: int) -> float:
        chain = tree.chain(joint)
        return float(sum(steps[j] for j in chain[: chain.index(joints[0])]))

    nubs = {joint: float(np.linalg.norm(offset)) for joint, offset in tree.ends}
    heads = [joint for joint in joints if HEAD.search(tree.names[joint])] or list(joints)
    down = max((way(joint) + nubs.get(joint, 0.0) for joint in contacts), default=0.0)
    return down + max(way(joint) + nubs.get(joint, 0.0) for joint in heads)

"""A dance as points in space, ready to be drawn, listed or shown: joints, and the tips that a figure ends in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ganvas.media.dance.features import Sample, contacts_of, turned_and_placed
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.skeleton import Flags, Floats

WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
SIDES = {"left": -1, "l": -1, "right": 1, "r": 1}
HEADS = re.compile(r"head", re.IGNORECASE)
COLLAR = re.compile(r"collar|clav", re.IGNORECASE)
SHOULDER = re.compile(r"shoulder|shldr", re.IGNORECASE)
ARM = re.compile(r"arm|shoulder|shldr", re.IGNORECASE)
FOREARM = re.compile(r"fore|lower|elbow", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Stage:
    """Points of a figure through time.

    Attributes:
        names: of the points; a tip is called after its joint, with "tip" behind.
        parents: index of each point's parent, −1 for the carrier.
        sides: −1 for the figure's left, 1 for its right, 0 for its trunk, to which collar bones and hips belong.
        places: (frames, points, 3), in body heights, y up from the floor.
        stands: (frames, points), whether a point is a foot that stands.
        head: the point where the head begins; −1 if no joint is called head.
        fps: frames a second.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    sides: tuple[int, ...]
    places: Floats
    stands: Flags
    head: int
    fps: float

    @cached_property
    def limbs(self) -> tuple[int, ...]:
        """(points,): the side of the bone that ends in each point; a limb begins where the trunk is left."""
        sides = []
        for parent in self.parents:
            below = [name for child, name in enumerate(self.names) if self.parents[child] == parent]
            sides.append(0 if parent < 0 or _is_collar(self.names[parent], below) else self.sides[parent])
        return tuple(side if self.sides[point] else 0 for point, side in enumerate(sides))

    @cached_property
    def torso(self) -> tuple[int, ...]:
        """The points where limbs leave the trunk: shoulders and hips."""
        roots = {self.parents[point] for point, side in enumerate(self.limbs) if side}
        return tuple(sorted(point for point in roots if not self.limbs[point]))

    @cached_property
    def weights(self) -> Floats:
        """(points,) 0…1: how much length of limbs hangs on each point, as a share of all."""
        middle, weight = np.median(self.places, 0), np.zeros(len(self.parents))
        for point in range(len(self.parents) - 1, 0, -1):
            parent = self.parents[point]
            weight[parent] += weight[point] + float(np.linalg.norm(middle[point] - middle[parent]))
        return np.asarray(weight / max(float(weight.max()), 1e-9))


def _is_collar(name: str, below: Sequence[str]) -> bool:
    """Whether a joint is where a collar bone begins, and not yet a limb."""
    arm = any(ARM.search(child) and not FOREARM.search(child) for child in below)
    return bool(COLLAR.search(name)) or (bool(SHOULDER.search(name)) and arm)


def side_of(name: str) -> int:
    """−1 left, 1 right, 0 neither, by the words of a joint's name: ``LeftArm``, ``l_wrist``, ``Arm.R``, ``rShldr``."""
    return next((SIDES[word.lower()] for word in WORDS.findall(name) if word.lower() in SIDES), 0)


def tips(figure: Figure) -> list[tuple[int, Floats]]:
    """Where limbs end: number of the sample's joint, and the tip's offset from it in body heights.

    A tip is an End Site, or the middle of what hangs on a joint that samples do not hold (a hand's fingers).
    """
    tree, found = figure.skeleton.tree, []
    rest = figure.still().translations[0]
    for number, joint in enumerate(figure.joints):
        ends = [np.array(offset) for owner, offset in tree.ends if owner == joint]
        hidden = [rest[j] for j, parent in enumerate(tree.parents) if parent == joint and j not in figure.joints]
        if HEADS.search(tree.names[joint]):
            continue  # drawn as a head, in the direction of the neck: many a file's tip lies beside it
        if (some := ends or hidden) and joint not in {tree.parents[j] for j in figure.joints}:
            found.append((number, np.mean(some, 0) / figure.height))
    return [(number, offset) for number, offset in found if np.linalg.norm(offset) > 1e-3]


def stage_of(sample: Sample, figure: Figure) -> Stage:
    """The points of a sample (channels, time).

    Raises:
        ShapeError: the sample is not one of this figure's.
    """
    turned, places = turned_and_placed(sample, figure)
    ends = tips(figure)
    more = [places[:, joint] + np.einsum("tij,j->ti", turned[:, joint], offset) for joint, offset in ends]
    names = (*figure.names, *(f"{figure.names[joint]} tip" for joint, _ in ends))
    stands = np.zeros((len(places), len(names)), bool)
    stands[:, figure.feet] = contacts_of(sample, figure) > 0.5
    head = next((number for number, name in enumerate(figure.names) if number and HEADS.search(name)), -1)
    return Stage(
        names=names,
        parents=(*figure.parents, *(joint for joint, _ in ends)),
        sides=tuple(side_of(name) for name in names),
        places=np.concatenate([places, np.stack(more, 1)], 1) if more else places,
        stands=stands,
        head=head,
        fps=figure.fps,
    )

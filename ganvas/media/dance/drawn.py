"""A choreographer that is nobody: dances made from a seed, with beats and standing feet that are known.

Made by this program from numbers alone, and free of rights (CC0): for trying things out, and for tests that
need a dance of which everything is known.
"""

import math
from dataclasses import dataclass

import numpy as np

from ganvas.errors import ShapeError
from ganvas.media.dance.motion import Motion, with_frames
from ganvas.media.dance.rotations import turn
from ganvas.media.dance.skeleton import POSITIONS, ROTATIONS, Flags, Floats, Skeleton

ORDER = (ROTATIONS[2], ROTATIONS[0], ROTATIONS[1])
TRUNK = {
    "Spine": ("Hips", (0, 10, 0)),
    "Chest": ("Spine", (0, 18, 0)),
    "Neck": ("Chest", (0, 24, 0)),
    "Head": ("Neck", (0, 9, 1)),
}
ARM = {
    "Shoulder": ("Chest", (4, 19, 0)),
    "Arm": ("Shoulder", (13, 0, 0)),
    "ForeArm": ("Arm", (28, 0, 0)),
    "Hand": ("ForeArm", (25, 0, 0)),
}
LEG = {
    "UpLeg": ("Hips", (9, -4, 0)),
    "Leg": ("UpLeg", (0, -42, 0)),
    "Foot": ("Leg", (0, -41, 0)),
    "Toe": ("Foot", (0, -6, 13)),
}
TIPS = {
    "Head": (0, 18, 0),
    "LeftHand": (17, 0, 0),
    "RightHand": (-17, 0, 0),
    "LeftToe": (0, 0, 7),
    "RightToe": (0, 0, 7),
}
THIGH, SHIN, ANKLE, HIP = 42.0, 41.0, 6.0, 9.0
STAND = 84.0  # centimetres from the floor to the hips, knees soft
SWING = 0.8  # of a beat is a foot in the air; it lands on the beat
STEPS = {  # where the foot of each beat goes, in steps to the left and ahead; and its way through the air, in cm
    "on the spot": (((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)), (0.0, 26.0, 12.0)),
    "to the side": (((1.0, 0.0), (0.7, 0.0), (-1.0, 0.0), (-0.7, 0.0)), (6.0, 12.0, 0.0)),
    "forward and back": (((0.0, 1.1), (0.0, 0.4), (0.0, -1.0), (0.0, -0.4)), (0.0, 14.0, 6.0)),
    "crossing": (((-0.7, 0.6), (0.7, 0.6), (-0.6, -0.5), (0.6, -0.5)), (10.0, 12.0, 8.0)),
    "kicking": (((0.2, 0.2), (-0.2, 0.2), (0.2, -0.2), (-0.2, -0.2)), (4.0, 34.0, 46.0)),
    "swinging out": (((0.3, 0.0), (-0.3, 0.0), (0.3, 0.0), (-0.3, 0.0)), (34.0, 24.0, 6.0)),
}
POSES = {  # of the left arm, degrees: raised to the side, swung forward, elbow bent
    "hanging": (-72.0, 8.0, 22.0),
    "on the hip": (-48.0, -18.0, 95.0),
    "to the side": (4.0, 6.0, 12.0),
    "up": (62.0, 10.0, 30.0),
    "forward": (-12.0, 78.0, 26.0),
    "bent up": (8.0, 30.0, 105.0),
    "across": (-30.0, 72.0, 88.0),
}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A dance of which all is known.

    Attributes:
        motion: on the skeleton of ``skeleton()``.
        beats_s: when its beats are, in seconds.
        stands: (frames, 2), whether the left and the right foot stand.
    """

    motion: Motion
    beats_s: Floats
    stands: Flags


def skeleton() -> Skeleton:
    """A human figure of 21 joints, in centimetres, its arms to the sides, facing z."""
    rows: list[tuple[str, str, tuple[float, ...]]] = [("Hips", "", (0, 0, 0))]
    rows += [(name, parent, offset) for name, (parent, offset) in TRUNK.items()]
    for side, sign in (("Left", 1), ("Right", -1)):
        for part in (ARM, LEG):
            for name, (parent, offset) in part.items():
                where = side + parent if parent in part else parent
                rows.append((side + name, where, (sign * offset[0], offset[1], offset[2])))
    ordered: list[tuple[str, str, tuple[float, ...]]] = []

    def visit(name: str) -> None:
        ordered.extend(row for row in rows if row[0] == name)
        for child in [row[0] for row in rows if row[1] == name]:
            visit(child)

    visit("Hips")
    names = [row[0] for row in ordered]
    parents = [names.index(row[1]) if row[1] else -1 for row in ordered]
    channels = [(*POSITIONS, *ORDER), *[ORDER] * (len(names) - 1)]
    ends = [(names.index(name), offset) for name, offset in TIPS.items()]
    return Skeleton.of(names, parents, [row[2] for row in ordered], channels, ends)


def dance(seed: int, seconds: float = 10.0, fps: float = 30.0) -> Drawn:
    """A dance: every beat one foot lands and the body is lowest, arms reach their pose on every second beat.

    Args:
        seed: the same seed, the same dance.
        seconds: how long.
        fps: frames a second.
    Raises:
        ShapeError: it would have fewer than two frames.
    """
    frames = round(seconds * fps)
    if frames < 2:
        raise ShapeError(f"a dance has at least two frames; {seconds:g} s at {fps:g} a second are {frames}")
    random = np.random.default_rng(seed)
    beat_s = 60 / float(random.integers(96, 127))
    beats = np.arange(frames) / fps / beat_s
    count = math.ceil(float(beats[-1])) + 2
    plants, facing, air = _plan(random, count)
    feet, stands, swings = _feet(plants, facing, air, beats)
    yaw = _eased(facing, beats)
    hips = 0.5 * (_eased(plants[:, 0], beats) + _eased(plants[:, 1], beats))
    sway = np.cos(np.pi * beats) * float(random.uniform(4, 7))  # over the foot that has just landed
    hips += np.einsum("tij,tj->ti", turn(1, yaw), np.stack([sway, np.zeros(frames), np.zeros(frames)], 1))
    hips[:, 1] = STAND - 4.2 - float(random.uniform(2.6, 4.0)) * np.cos(2 * np.pi * beats)
    hips[:, 1] -= _eased(random.uniform(0, 1, count // 4 + 3) ** 3, beats / 4) * 14  # now and then a deep bar
    rotations = _trunk(random, beats, yaw)
    names = skeleton().tree.names
    turned = {names.index(name): matrices for name, matrices in rotations.items()}
    for side, name in enumerate(("Left", "Right")):
        leg = _leg(rotations["Hips"], hips, feet[:, side], swings[:, side], 1 - 2 * side)
        turned |= {names.index(name + joint): matrices for joint, matrices in leg.items()}
    for name, matrices in _arms(random, beats, count).items():
        turned[names.index(name)] = matrices
    still = Motion(skeleton(), np.zeros((1, skeleton().tree.width)), 1 / fps)
    motion = with_frames(still, turned, {0: hips}, 1 / fps, still.values)
    known = np.arange(count, dtype=np.float64) * beat_s
    return Drawn(motion, known[known <= (frames - 1) / fps], stands)


def _plan(random: np.random.Generator, count: int) -> tuple[Floats, Floats, Floats]:
    """Where each foot is from each beat on (beats, 2, 3), where the figure faces (beats,), how a foot flies (beats, 3).

    Every four beats it begins other steps and faces elsewhere.
    """
    step_cm, kinds = float(random.uniform(20, 27)), list(STEPS.values())
    home = np.array([[HIP, 0, 0], [-HIP, 0, 0]]) * 1.25
    plants, facing, air = np.zeros((count, 2, 3)), np.zeros(count), np.zeros((count, 3))
    middle, now, where, target = np.zeros(3), home.copy(), 0.0, 0.0
    steps, flight = kinds[0]
    for beat in range(count):
        if beat % 4 == 0:
            steps, flight = kinds[int(random.integers(len(kinds)))]
            target = float(random.uniform(-1.1, 1.1))
        where += 0.4 * (target - where)
        around, (side, ahead) = turn(1, np.array(where)), steps[beat % 4]
        if beat:
            now = now.copy()
            now[beat % 2] = middle + around @ (np.array([side, 0, ahead]) * step_cm + home[beat % 2])
            middle = 0.82 * (0.5 * (now[0] + now[1]))  # drawn back to where it began, so that it stays on its stage
        out = np.array([flight[0] * (1 - 2 * (beat % 2)), 0, flight[2]])
        plants[beat], facing[beat], air[beat] = now, where, around @ out + [0, flight[1], 0]
    return plants, facing, air


def _eased(values: Floats, beats: Floats) -> Floats:
    """Values at whole beats (beats, ...) at the times ``beats``, at rest on every beat."""
    before = np.minimum(beats.astype(np.intp), len(values) - 2)
    share = beats - before
    ease = share**3 * (10 - 15 * share + 6 * share**2)
    ease = ease.reshape(-1, *[1] * (values.ndim - 1))
    eased: Floats = values[before] + ease * (values[before + 1] - values[before])
    return eased


def _feet(plants: Floats, facing: Floats, air: Floats, beats: Floats) -> tuple[Floats, Flags, Floats]:
    """(frames, 2, 4) ankles and the way each foot points, (frames, 2) whether it stands, (frames, 2) how far it swung.

    The foot of beat k leaves the floor SWING of a beat before it and lands on it.
    """
    before = np.minimum(beats.astype(np.intp), len(plants) - 2)
    feet, swung = np.zeros((len(beats), 2, 4)), np.zeros((len(beats), 2))
    share = np.clip((beats - before - (1 - SWING)) / SWING, 0, 1)
    for side in range(2):
        moves = (before + 1) % 2 == side
        way = np.where(moves, share, 0.0)
        ease = (way**2 * (3 - 2 * way))[:, None]
        feet[:, side, :3] = plants[before, side] + ease * (plants[before + 1, side] - plants[before, side])
        feet[:, side, :3] += [0, ANKLE, 0] + np.sin(np.pi * way)[:, None] ** 2 * air[before + 1]
        own = np.where(moves, facing[np.maximum(before - 1, 0)], facing[before])
        feet[:, side, 3] = own + ease[:, 0] * (facing[before + 1] - own)
        swung[:, side] = way
    return feet, ~((swung > 0) & (swung < 1)), swung


def _trunk(random: np.random.Generator, beats: Floats, yaw: Floats) -> dict[str, Floats]:
    """The hips turn and tilt, the chest answers, the head nods on the beat."""
    twist, lean, nod, tilt = random.uniform((0.12, 0.05, 0.1, 0.08), (0.3, 0.12, 0.2, 0.16)).tolist()
    half, whole = np.cos(np.pi * beats), np.cos(2 * np.pi * beats)
    bars = math.ceil(float(beats[-1]) / 4) + 2
    bend, arch = (_eased(random.uniform(-most, most, bars), beats / 4) for most in (0.4, 0.3))
    return {
        "Hips": turn(1, yaw + twist * half) @ turn(2, tilt * half) @ turn(0, 0.06 + 0.4 * lean * whole),
        "Spine": turn(2, 0.5 * bend - 0.7 * tilt * half) @ turn(0, 0.4 * arch),
        "Chest": turn(1, -1.7 * twist * half) @ turn(2, 0.5 * bend - 0.8 * tilt * half) @ turn(0, arch + lean * whole),
        "Neck": turn(2, -0.4 * bend) @ turn(0, 0.5 * nod * whole - 0.5 * arch),
        "Head": turn(1, 0.9 * twist * half - 0.3 * yaw) @ turn(0, 0.5 * nod * whole),
    }


def _arms(random: np.random.Generator, beats: Floats, count: int) -> dict[str, Floats]:
    """Both arms from pose to pose, together, mirrored, or one after the other; they arrive on every second beat."""
    poses, found = list(POSES.values()), {}
    keys = count // 2 + 2
    first = random.integers(len(poses), size=keys)
    other = random.integers(len(poses), size=keys)
    alike = random.random(keys) < 0.55
    for name, chosen, sign in (("Left", first, 1.0), ("Right", np.where(alike, first, other), -1.0)):
        angles = np.radians(_eased(np.array([poses[pose] for pose in chosen]), beats / 2))
        swing = 0.16 * np.sin(2 * np.pi * beats + (0 if sign > 0 else math.pi / 2))
        raised, ahead, bent = angles[:, 0] + 0.5 * swing, angles[:, 1] + swing, angles[:, 2] + 0.6 * swing
        found[f"{name}Shoulder"] = turn(2, sign * np.maximum(0.25 * raised, 0))
        found[f"{name}Arm"] = (
            turn(2, sign * raised * 0.8) @ turn(1, -sign * ahead) @ turn(0, np.radians(-35) + 0 * raised)
        )
        found[f"{name}ForeArm"] = turn(1, -sign * np.maximum(bent, 0.05))
        found[f"{name}Hand"] = turn(2, sign * 0.6 * swing)
    return found


def _leg(hips: Floats, places: Floats, foot: Floats, swing: Floats, sign: int) -> dict[str, Floats]:
    """Two bones from hip to ankle, the knee ahead: the law of cosines."""
    joint = places + hips @ np.array([sign * HIP, -4.0, 0])
    way = foot[:, :3] - joint
    reach = np.linalg.norm(way, axis=1, keepdims=True)
    way /= reach
    reach = np.clip(reach, abs(THIGH - SHIN) + 1, 0.9995 * (THIGH + SHIN))
    ahead = 0.5 * (hips[..., 2] + turn(1, foot[:, 3])[..., 2])
    knee = _across(ahead, way)
    cos = (THIGH**2 + reach**2 - SHIN**2) / (2 * THIGH * reach)
    thigh = cos * way + np.sqrt(1 - cos**2) * knee
    shin = (reach * way - THIGH * thigh) / SHIN
    upper, lower = _bone(thigh, ahead), _bone(shin, ahead)
    flat = turn(1, foot[:, 3]) @ turn(0, 0.55 * np.sin(np.pi * swing) ** 2)
    back = np.swapaxes
    return {
        "UpLeg": back(hips, 1, 2) @ upper,
        "Leg": back(upper, 1, 2) @ lower,
        "Foot": back(lower, 1, 2) @ flat,
        "Toe": turn(0, -0.3 * np.sin(np.pi * swing) ** 2),
    }


def _across(vectors: Floats, way: Floats) -> Floats:
    """What of the vectors stands upright on ``way``, of length 1."""
    rest = vectors - (vectors * way).sum(1, keepdims=True) * way
    return np.asarray(rest / np.linalg.norm(rest, axis=1, keepdims=True))


def _bone(way: Floats, ahead: Floats) -> Floats:
    """Rotations that bring −y along ``way`` and z as far ahead as it then can be."""
    front = _across(ahead, way)
    return np.stack([np.cross(-way, front), -way, front], -1)

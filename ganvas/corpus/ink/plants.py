"""Plants: bamboo, orchid and plum of the 'four gentlemen', and the pine."""

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from ganvas.corpus.ink.brush import BLADE, BONE, LEAF, TAPER, Brush, Doubles, around, dabs, hairs, spline, stroke
from ganvas.corpus.ink.paper import Sheet


def ahead(at: ArrayLike, angle: float, length: float, bend: float = 0.0) -> Doubles:
    """(3, 2) knots of a stroke from a point: its angle in radians from the right, down positive, bent aside."""
    start, step = np.asarray(at, np.float64), length * np.array([np.cos(angle), np.sin(angle)])
    return np.stack([start, start + step / 2 + bend * np.array([-step[1], step[0]]), start + step])


def arc(root: ArrayLike, angle: float, length: float, droop: float) -> Doubles:
    """(9, 2) knots of a blade that leaves its root at an angle and bows over by droop radians."""
    turn = angle + droop * np.linspace(0, 1, 8) ** 1.6
    steps = np.stack([np.cos(turn), np.sin(turn)], 1) * length / 8
    start = np.asarray(root, np.float64)
    return np.concatenate([start[None], start + np.cumsum(steps, 0)])


def bamboo(sheet: Sheet) -> None:
    """Stalks in bone strokes, boneless (mogu), and leaves in drooping clusters, dark before pale."""
    rng = sheet.rng
    lean = rng.uniform(-0.12, 0.16)
    front, width = rng.uniform(0.3, 0.52), rng.uniform(0.042, 0.072)
    if rng.random() < 0.65:
        aside = front + rng.choice([-1, 1]) * rng.uniform(0.13, 0.2)
        stalk(sheet, aside, lean + rng.uniform(-0.05, 0.05), Brush(width * 0.55, 0.38, pool=0.4, fade=0.05, tip=0.4))
    brush = Brush(width, rng.uniform(0.8, 1.2), tilt=-0.3, pool=0.5, fade=0.05, dry=0.35, tip=0.4, rough=0.03)
    joints = stalk(sheet, front, lean, brush)
    high = joints[(joints[:, 1] > 0.1) & (joints[:, 1] < 0.68)]
    for nth, index in enumerate(rng.permutation(len(high))[:3]):
        side = 1 if nth % 2 == 0 else -1
        ink = (2.3, 1.6, 0.7)[nth]
        reach = np.array([side * rng.uniform(0.1, 0.2), -rng.uniform(0.02, 0.1)])
        twig = [high[index], high[index] + reach / 2 - (0, 0.015), high[index] + reach]
        stroke(sheet, twig, Brush(0.011, ink * 0.7, fade=0), (1.0, 0.7, 0.6, 0.6))
        cluster(sheet, twig[2], side, ink)


def stalk(sheet: Sheet, foot: float, lean: float, brush: Brush) -> Doubles:
    """One bamboo stalk from below the sheet to above it; returns its joints (n, 2)."""
    rng = sheet.rng
    bow = rng.uniform(-0.05, 0.05)
    count = int(rng.integers(4, 7))
    y = 1.05 - 1.12 * np.linspace(0, 1, count + 1) ** rng.uniform(0.85, 1.0)
    line = np.stack([foot + lean * (1 - y) + bow * np.sin(np.pi * (1 - y)), y], 1)
    for low, high in pairwise(line):
        gap = (high - low) * 0.02
        stroke(sheet, [low + gap, high - gap], brush.but(ink=brush.ink * rng.uniform(0.85, 1.1)), BONE)
    for joint in line[1:-1]:
        wide = brush.width * 0.56
        knot = joint + np.array([(-wide, -0.007), (-wide * 0.5, 0.003), (wide * 0.5, 0.003), (wide, -0.009)])
        stroke(sheet, knot, Brush(0.012, min(2.4, brush.ink * 2)), (1.0, 0.35, 0.4, 1.0))
    return line[1:-1]


def cluster(sheet: Sheet, tip: ArrayLike, side: int, ink: float) -> None:
    """Leaves hanging in fans from a twig, as in the characters 个 and 介."""
    rng = sheet.rng
    for root in around(sheet, tip, 0.014, int(rng.integers(2, 4))):
        middle = np.pi / 2 - side * rng.uniform(0.0, 0.9)
        count = int(rng.integers(2, 5))
        for angle in middle + (np.arange(count) - (count - 1) / 2) * rng.uniform(0.34, 0.5):
            length = rng.uniform(0.14, 0.27)
            brush = Brush(rng.uniform(0.026, 0.038), ink * rng.uniform(0.75, 1.1), dry=0.18, fade=0.35, rough=0.04)
            stroke(sheet, ahead(root, angle + rng.normal(0, 0.1), length, rng.uniform(-0.12, 0.12)), brush, LEAF)


def orchid(sheet: Sheet) -> None:
    """Long leaves in one breath each, swelling and thinning ('mantis belly, rat tail'), and pale flowers."""
    rng = sheet.rng
    root = np.array([rng.uniform(0.24, 0.42), rng.uniform(0.8, 0.9)])
    count = int(rng.integers(5, 9))
    angles = np.linspace(-2.55, -0.5, count) + rng.normal(0, 0.14, count)
    for nth in rng.permutation(count):
        length = rng.uniform(0.45, 0.85) * (1 if angles[nth] > -2.1 else 0.6)
        brush = Brush(rng.uniform(0.02, 0.034), rng.choice([2.3, 1.7, 0.8], p=[0.5, 0.3, 0.2]), dry=0.35, rough=0.03)
        droop = np.sign(np.cos(angles[nth])) * rng.uniform(0.45, 1.1)
        stroke(sheet, arc(root + rng.normal(0, 0.012, 2), angles[nth], length, droop), brush, BLADE)
    for angle in rng.uniform(-1.35, -1.0) + np.arange(rng.integers(1, 4)) * rng.uniform(0.34, 0.42):
        stem = arc(root, angle, rng.uniform(0.38, 0.6), 0.3)
        stroke(sheet, stem, Brush(0.011, 0.6), (0.7, 1.0, 0.8, 0.9))
        flower(sheet, stem[-1], angle)
    earth = around(sheet, root + np.array([0.02, 0.03]), 0.04, int(rng.integers(3, 8)))
    dabs(sheet, earth, Brush(0.02, 1.6, rough=0.2), 0.0, 1.4)


def flower(sheet: Sheet, at: Doubles, angle: float) -> None:
    """An orchid flower: five pale petals open around dark dots, its 'heart'."""
    rng = sheet.rng
    for turn in angle + np.array([0.0, 0.95, -0.95, 1.9, -1.9]) + rng.normal(0, 0.15, 5):
        length = rng.uniform(0.065, 0.1)
        petal = Brush(length * rng.uniform(0.34, 0.44), 0.36, pool=0.9, fade=-0.4, cover=0.6)
        stroke(sheet, ahead(at, turn, length, rng.uniform(-0.18, 0.18)), petal, (0.3, 0.8, 1.0, 0.7, 0.25))
    dabs(sheet, around(sheet, at, 0.009, 4), Brush(0.013, 2.2, rough=0.2), 0.0)


def plum(sheet: Sheet) -> None:
    """An old plum branch, angular and dry, with round blossoms on young straight shoots."""
    rng = sheet.rng
    knots = [np.array([-0.03, rng.uniform(0.6, 0.88)])]
    heading = rng.uniform(-0.6, -0.2)
    for nth in range(5):
        turn = heading + (1 if nth % 2 else -1) * rng.uniform(0.15, 0.45)
        knots.append(knots[-1] + rng.uniform(0.15, 0.23) * np.array([np.cos(turn), np.sin(turn)]))
    branch = spline(knots, 60)
    old = Brush(rng.uniform(0.055, 0.085), rng.uniform(1.8, 2.4), dry=0.85, rough=0.2, tilt=0.25, cover=0.8)
    spots = [branch[index] for index in rng.integers(20, 58, 3)]
    for nth, index in enumerate(np.linspace(14, 46, int(rng.integers(3, 6))).astype(int)):
        angle = (-1.25 if nth % 2 == 0 else 0.55) + rng.uniform(-0.35, 0.35)
        shoot = ahead(branch[index], angle, rng.uniform(0.16, 0.36), rng.uniform(-0.1, 0.1))
        stroke(sheet, shoot, Brush(0.019, 2.0, dry=0.4, rough=0.15), TAPER)
        spots += list(spline(shoot, 8)[[4, 7]] + rng.normal(0, 0.014, (2, 2)))
    stroke(sheet, knots, old, (1.0, 0.8, 0.85, 0.6, 0.5, 0.3, 0.12))
    kept = apart(spots, 0.1)
    open_, buds = kept[: 1 + len(kept) * 3 // 4], kept[1 + len(kept) * 3 // 4 :]
    blossoms(sheet, open_, rng.uniform(0.042, 0.056))
    for bud in [*buds, branch[-1]]:
        dabs(sheet, around(sheet, bud, 0.012, 2), Brush(0.03, 0.7, pool=0.8, rough=0.1), 0.0)


def apart(spots: list[Doubles], least: float) -> Doubles:
    """(n, 2): the spots on the sheet that keep a distance from those before them."""
    kept: list[Doubles] = []
    for spot in spots:
        if spot.min() > 0.06 and spot.max() < 0.94 and all(np.hypot(*(spot - other)) > least for other in kept):
            kept.append(spot)
    return np.array(kept).reshape(-1, 2)


def blossoms(sheet: Sheet, centers: Doubles, radius: float) -> None:
    """Plum blossoms, open or from the side: round boneless petals, then stamens with a dot at each tip."""
    rng = sheet.rng
    count = len(centers)
    size = radius * rng.uniform(0.8, 1.15, (count, 1))
    face, lean = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.6, 1.0, count)
    petal = Brush(radius * 1.12, 0.2, pool=2.2, soft=0.12, rough=0.1, cover=0.85)

    def ring(turn: Doubles, reach: float) -> Doubles:
        flat = np.stack([np.cos(turn), np.sin(turn) * lean], 1) * size * reach
        c, s = np.cos(face), np.sin(face)
        return centers + np.stack([flat[:, 0] * c - flat[:, 1] * s, flat[:, 0] * s + flat[:, 1] * c], 1)

    for nth in range(5):
        turn = nth * 2 * np.pi / 5 + rng.normal(0, 0.08, count)
        dabs(sheet, ring(turn, 0.62), petal, turn + face)
    tips = np.concatenate([ring(np.full(count, nth * 0.785) + rng.normal(0, 0.2, count), 0.62) for nth in range(8)])
    hairs(sheet, np.tile(centers, (8, 1)), tips, 0.005, 1.6)
    dabs(sheet, np.concatenate([tips, centers]), Brush(0.011, 2.2, rough=0.2), 0.0)


def pine(sheet: Sheet) -> None:
    """A leaning pine: dry scaly trunk, branches in tiers, needles in wheels over a pale wash."""
    rng = sheet.rng
    foot, sway = rng.uniform(0.18, 0.42), rng.uniform(0.02, 0.2)
    top = np.array([foot + rng.uniform(0.1, 0.34), rng.uniform(0.18, 0.28)])
    bends = [(foot, 1.04), (foot - sway * 0.4, 0.82), (foot + sway * 0.7, 0.6), (foot + sway * 0.5, 0.42), tuple(top)]
    width = rng.uniform(0.065, 0.1)
    bark = Brush(width, rng.uniform(1.6, 2.1), dry=0.8, rough=0.18, tilt=0.3)
    line = spline(bends, 40)
    wheels = [top]
    for nth, index in enumerate(rng.permuted([19, 23, 27, 30, 34])[: rng.integers(3, 6)]):
        side = 1 if nth % 2 == 0 else -1
        reach = rng.uniform(0.2, 0.36) * (1.15 if side > 0 else 0.8)
        angle = -0.12 * side + (0 if side > 0 else np.pi) + rng.uniform(-0.2, 0.2)
        limb = ahead(line[index], angle, reach, -0.1 * side)
        stroke(sheet, limb, bark.but(width=width * 0.42, dry=0.5), TAPER)
        wheels += list(spline(limb, 9)[[4, 8]] + rng.normal(0, 0.01, (2, 2)))
    stroke(sheet, bends, bark.but(cover=0.8), (1.0, 0.86, 0.72, 0.6, 0.5, 0.34, 0.16))
    scales = line[2:18] + rng.normal(0, 0.14 * width, (16, 2))
    hairs(sheet, scales, scales + rng.uniform(-0.28, 0.28, (16, 2)) * width, 0.01, 1.0, 0.3)
    for at in wheels:
        needles(sheet, at, rng.uniform(0.075, 0.12))


def needles(sheet: Sheet, at: Doubles, radius: float) -> None:
    """A tuft of pine needles: a fan of hairs opening upward, with a wash that ties them together."""
    rng = sheet.rng
    dabs(sheet, [at[0], at[1] - radius * 0.36], Brush(radius * 0.9, 0.3, soft=1.0, rough=0.12), 0.0, 1.7)
    angles = -np.pi / 2 + np.linspace(-1.8, 1.8, 24) + rng.normal(0, 0.07, 24)
    reach = radius * rng.uniform(0.7, 1.1, (24, 1))
    tips = at + np.stack([np.cos(angles), np.sin(angles) * 0.85], 1) * reach
    hairs(sheet, np.tile(at, (24, 1)), tips, 0.008, 2.1, rng.uniform(-0.06, 0.06))

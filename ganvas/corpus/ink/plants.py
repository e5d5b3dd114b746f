"""Plants: the 'four gentlemen' of ink painting and the pine."""

import numpy as np
from numpy.typing import NDArray

from ganvas.corpus.ink.brush import BLADE, BONE, LEAF, TAPER, Brush, dots, hairs, spline, stroke
from ganvas.corpus.ink.paper import Sheet

Points = NDArray[np.float64]


def ahead(x: float, y: float, angle: float, length: float, bend: float = 0.0) -> Points:
    """(3, 2) knots of a stroke from (x, y): its angle in radians from the right, down positive, bent aside."""
    dx, dy = length * np.cos(angle), length * np.sin(angle)
    return np.array([(x, y), (x + dx / 2 - bend * dy, y + dy / 2 + bend * dx), (x + dx, y + dy)])


def bamboo(sheet: Sheet) -> None:
    """Stalks in bone strokes, boneless (mogu), and leaves in drooping clusters, dark before pale."""
    rng = sheet.rng
    lean = rng.uniform(-0.12, 0.16)
    front, width = rng.uniform(0.3, 0.52), rng.uniform(0.042, 0.07)
    stalks = [(front, width, rng.uniform(0.75, 1.15))]
    if rng.random() < 0.65:
        stalks.insert(0, (front + rng.choice([-1, 1]) * rng.uniform(0.13, 0.2), width * 0.55, 0.36))
    joints: list[tuple[float, float]] = []
    for foot, wide, ink in stalks:
        joints = stalk(sheet, foot, lean + rng.uniform(-0.04, 0.04), Brush(wide, ink, tilt=-0.35, pool=0.5, fade=0.05))
    high = [joint for joint in joints if 0.1 < joint[1] < 0.62]
    places = [high[index] for index in rng.permutation(len(high))[: rng.integers(2, 4)]]
    for nth, (x, y) in enumerate(places):
        side = 1 if nth % 2 == 0 else -1
        reach = rng.uniform(0.1, 0.2)
        tip = (x + side * reach, y - rng.uniform(0.02, 0.1))
        ink = (2.4, 1.7, 0.8)[nth]
        stroke(sheet, [(x, y), ((x + tip[0]) / 2, (y + tip[1]) / 2 - 0.02), tip], Brush(0.011, ink * 0.7), TAPER)
        cluster(sheet, tip, side, ink)


def stalk(sheet: Sheet, foot: float, lean: float, brush: Brush) -> list[tuple[float, float]]:
    """One bamboo stalk from below the sheet to above it; returns its joints."""
    rng = sheet.rng
    bow = rng.uniform(-0.05, 0.05)
    count = int(rng.integers(4, 7))
    heights = 1.05 - 1.12 * np.linspace(0, 1, count + 1) ** rng.uniform(0.85, 1.0)
    line = [(foot + lean * (1 - y) + bow * np.sin(np.pi * (1 - y)), y) for y in heights]
    for (x0, y0), (x1, y1) in zip(line[:-1], line[1:], strict=True):
        gap = 0.012
        path = [(x0, y0 - gap / 2), ((x0 + x1) / 2, (y0 + y1) / 2), (x1, y1 + gap / 2)]
        stroke(sheet, path, brush.but(ink=brush.ink * rng.uniform(0.85, 1.1), dry=0.16), BONE)
    for x, y in line[1:-1]:
        wide = brush.width * 0.5
        knot = [(x - wide, y - 0.004), (x, y + 0.006), (x + wide, y - 0.006)]
        stroke(sheet, knot, Brush(0.011, brush.ink * 1.5), (1.0, 0.5, 0.8))
    return line[1:-1]


def cluster(sheet: Sheet, tip: tuple[float, float], side: int, ink: float) -> None:
    """Leaves hanging in fans from a twig, as in the characters 个 and 介."""
    rng = sheet.rng
    for _ in range(int(rng.integers(2, 4))):
        x, y = tip[0] + rng.uniform(-0.05, 0.05), tip[1] + rng.uniform(-0.03, 0.05)
        middle = np.pi / 2 - side * rng.uniform(0.15, 0.7)
        count = int(rng.integers(2, 5))
        for angle in middle + (np.arange(count) - (count - 1) / 2) * rng.uniform(0.38, 0.55):
            length = rng.uniform(0.15, 0.25)
            brush = Brush(length * rng.uniform(0.15, 0.19), ink * rng.uniform(0.8, 1.1), dry=0.12, fade=0.3)
            stroke(sheet, ahead(x, y, angle + rng.normal(0, 0.08), length, rng.uniform(-0.1, 0.1)), brush, LEAF)


def orchid(sheet: Sheet) -> None:
    """Long leaves in one breath each, swelling and thinning ('mantis belly, rat tail'), and pale flowers."""
    rng = sheet.rng
    x, y = rng.uniform(0.24, 0.4), rng.uniform(0.8, 0.88)
    count = int(rng.integers(5, 9))
    angles = np.linspace(-2.6, -0.45, count) + rng.normal(0, 0.12, count)
    for nth in rng.permutation(count):
        length = rng.uniform(0.42, 0.74) * (1 if angles[nth] > -2.2 else 0.6)
        ink, width = rng.choice([2.3, 1.7, 0.9], p=[0.45, 0.35, 0.2]), rng.uniform(0.02, 0.032)
        droop = np.sign(np.cos(angles[nth])) * rng.uniform(0.5, 0.95)
        stroke(
            sheet, arc((x + rng.normal(0, 0.015), y), angles[nth], length, droop), Brush(width, ink, dry=0.15), BLADE
        )
    for nth in range(int(rng.integers(1, 4))):
        angle = rng.uniform(-1.25, -0.75) + 0.35 * nth
        stem = arc((x + 0.02, y), angle, rng.uniform(0.34, 0.52), 0.3)
        stroke(sheet, stem, Brush(0.011, 0.7), EVEN_STEM)
        flower(sheet, stem[-1], angle)
    pebbles = [(x + rng.normal(0.02, 0.05), y + rng.uniform(0.0, 0.05)) for _ in range(int(rng.integers(4, 8)))]
    dots(sheet, pebbles, Brush(0.026, 1.5, soft=0.4))


EVEN_STEM = (0.7, 1.0, 0.8, 0.9)


def arc(root: tuple[float, float], angle: float, length: float, droop: float) -> Points:
    """(9, 2) knots of a blade that leaves its root at an angle and bows over by droop radians."""
    turn = angle + droop * np.linspace(0, 1, 8) ** 1.6
    steps = np.stack([np.cos(turn), np.sin(turn)], 1) * length / 8
    return np.concatenate([[root], root + np.cumsum(steps, 0)])


def flower(sheet: Sheet, at: Points, angle: float) -> None:
    """An orchid flower: five pale petals open around dark dots (the 'heart')."""
    rng = sheet.rng
    x, y = at
    for turn in angle + np.array([0.0, 0.9, -0.9, 1.9, -1.9]) + rng.normal(0, 0.12, 5):
        length = rng.uniform(0.07, 0.095)
        petal = Brush(length * 0.42, 0.55, pool=0.9, soft=0.25, fade=0.1)
        stroke(sheet, ahead(x, y, turn, length, rng.uniform(-0.12, 0.12)), petal, (0.3, 0.8, 1.0, 0.7, 0.25))
    dots(sheet, [(x + dx, y + dy) for dx, dy in rng.normal(0, 0.008, (3, 2))], Brush(0.013, 2.4))


def plum(sheet: Sheet) -> None:
    """An old plum branch, angular and dry, with round blossoms on young straight shoots."""
    rng = sheet.rng
    y = rng.uniform(0.62, 0.85)
    knots, angle = [(-0.03, y)], rng.uniform(-0.6, -0.25)
    for nth in range(5):
        step = rng.uniform(0.16, 0.23)
        turn = angle + (1 if nth % 2 else -1) * rng.uniform(0.15, 0.4)
        knots.append((knots[-1][0] + step * np.cos(turn), knots[-1][1] + step * np.sin(turn)))
    width = rng.uniform(0.055, 0.08)
    old = Brush(width, rng.uniform(1.7, 2.3), dry=0.5, rough=0.25, tilt=0.2)
    stroke(sheet, knots, old, (1.0, 0.8, 0.85, 0.6, 0.5, 0.3, 0.12))
    branch = spline(knots, 60)
    spots = [tuple(branch[index]) for index in rng.integers(26, 58, 3)]
    for nth, at in enumerate(np.linspace(14, 46, int(rng.integers(3, 5))).astype(int)):
        length = rng.uniform(0.2, 0.36)
        angle = (-1.25 if nth % 2 == 0 else 0.55) + rng.uniform(-0.3, 0.3)
        shoot = ahead(*branch[at], angle, length, rng.uniform(-0.1, 0.1))
        stroke(sheet, shoot, Brush(0.018, 1.9, dry=0.2, rough=0.15), TAPER)
        spots += [tuple(point) for point in spline(shoot, 8)[[4, 7]] + rng.normal(0, 0.012, (2, 2))]
    for nth, spot in enumerate(apart(spots, 0.095)):
        if nth % 4 == 3:
            dots(sheet, [spot, (spot[0] + 0.03, spot[1] - 0.025)], Brush(0.03, 0.8, pool=0.6))
        else:
            blossom(sheet, spot, rng.uniform(0.045, 0.058))


def apart(spots: list[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """The spots on the sheet that keep a distance from those before them."""
    kept: list[tuple[float, float]] = []
    for x, y in spots:
        if 0.06 < x < 0.94 and 0.06 < y < 0.94 and all(np.hypot(x - a, y - b) > least for a, b in kept):
            kept.append((x, y))
    return kept


def blossom(sheet: Sheet, at: tuple[float, float], radius: float) -> None:
    """A plum blossom: five round boneless petals, stamens with a dot at each tip."""
    rng = sheet.rng
    x, y = at
    petal = Brush(radius * 1.15, 0.38, pool=1.4, soft=0.15, rough=0.12, fade=0.0, cover=0.9)
    turns = rng.uniform(0, 2 * np.pi) + np.arange(5) * 2 * np.pi / 5
    for turn in turns:
        stroke(sheet, ahead(x, y, turn, radius * 1.15), petal, (0.5, 1.0, 1.0))
    tips = [
        (x + radius * 0.62 * np.cos(t), y + radius * 0.62 * np.sin(t)) for t in turns.repeat(2) + rng.normal(0, 0.3, 10)
    ]
    hairs(sheet, [at] * 10, tips, 0.005, 1.6)
    dots(sheet, tips[::2], Brush(0.011, 2.2))
    dots(sheet, [at], Brush(0.016, 1.8))


def pine(sheet: Sheet) -> None:
    """A leaning pine: dry scaly trunk, branches in tiers, needles in wheels over a pale wash."""
    rng = sheet.rng
    foot = rng.uniform(0.2, 0.4)
    sway = rng.uniform(0.08, 0.2)
    top = (foot + rng.uniform(0.12, 0.3), rng.uniform(0.2, 0.28))
    trunk = np.array(
        [(foot, 1.04), (foot - sway * 0.4, 0.82), (foot + sway * 0.7, 0.6), (foot + sway * 0.5, 0.42), top]
    )
    width = rng.uniform(0.07, 0.1)
    bark = Brush(width, rng.uniform(1.5, 2.0), dry=0.55, rough=0.22, tilt=0.3)
    stroke(sheet, trunk, bark, (1.0, 0.9, 0.75, 0.5, 0.2))
    line = spline(trunk, 40)
    wheels = [tuple(top)]
    for nth, at in enumerate((20, 26, 31, 35)):
        side = 1 if nth % 2 == 0 else -1
        reach = rng.uniform(0.2, 0.36) * (1.15 if side > 0 else 0.8)
        limb = ahead(
            *line[at], -0.12 * side + (0 if side > 0 else np.pi) + rng.uniform(-0.15, 0.15), reach, -0.08 * side
        )
        stroke(sheet, limb, bark.but(width=width * 0.42, dry=0.3), TAPER)
        wheels += [tuple(point) for point in spline(limb, 9)[[4, 8]]]
    for x, y in wheels:
        needles(sheet, x, y, rng.uniform(0.085, 0.115))


def needles(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A tuft of pine needles: a fan of hairs opening upward, with a wash that ties them together."""
    rng = sheet.rng
    cloud = [(x - radius * 0.75, y - radius * 0.22), (x, y - radius * 0.42), (x + radius * 0.75, y - radius * 0.2)]
    stroke(sheet, cloud, Brush(radius * 0.95, 0.3, soft=0.8, rough=0.3), (0.7, 1.0, 0.7))
    angles = -np.pi / 2 + np.linspace(-1.75, 1.75, 26) + rng.normal(0, 0.06, 26)
    reach = radius * rng.uniform(0.75, 1.1, 26)
    root = np.array([x, y])
    tips = root + np.stack([np.cos(angles), np.sin(angles) * 0.85], 1) * reach[:, None]
    hairs(sheet, np.broadcast_to(root, (26, 2)), tips, 0.008, 2.3, rng.uniform(-0.05, 0.05))

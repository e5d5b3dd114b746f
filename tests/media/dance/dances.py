"""Dances for the tests: one that is nobody's, one of every trap, and the staged clips where they lie."""

import os
from pathlib import Path

import numpy as np

from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import Sample, to_features
from ganvas.media.dance.figure import Figure, figure_of

SHARED = Path(os.environ.get("GANVAS_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "dance"
CLIPS = sorted(SHARED.glob("*/*.bvh"))

TRAPS = """HIERARCHY\r
ROOT joint_Root\r
{\r
\tOFFSET 0.00 0.0 0\r
\tCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\r
\tJOINT Hips of the dancer\r
\t{\r
\t\tOFFSET 0 10.50 0 CHANNELS 6 Xposition Yposition Zposition Yrotation Xrotation Zrotation\r
\t\tJOINT Left Foot {\r
\t\t\tOFFSET 1 -9.5 0\r
\t\t\tCHANNELS 1 Xrotation\r
\t\t\tEnd Site\r
\t\t\t{ OFFSET 0 0 2 }\r
\t\t}\r
\t\tJOINT Right Foot\r
\t\t{\r
\t\t\tOFFSET -1 -9.5 0\r
\t\t\tCHANNELS 2 Zrotation Xrotation\r
\t\t\tEnd Site\r
\t\t\t{\r
\t\t\t\tOFFSET 0 0 2\r
\t\t\t}\r
\t\t}\r
\t\tJOINT Head\r
\t\t{\r
\t\t\tOFFSET 0 6 0\r
\t\t\tCHANNELS 0\r
\t\t\tEnd Site\r
\t\t\t{\r
\t\t\t\tOFFSET 0 2 0\r
\t\t\t}\r
\t\t}\r
\t\tJOINT LeftHandThumb\r
\t\t{\r
\t\t\tOFFSET 3 0 0\r
\t\t\tCHANNELS 3 Xrotation Yrotation Zrotation\r
\t\t}\r
\t}\r
}\r
MOTION\r
Frames: 40\r
Frame Time: 0.04\r
"""


def traps() -> bytes:
    """A file with every trap that a real one was found to hold."""
    random = np.random.default_rng(4)
    rows = np.zeros((40, 6 + 6 + 1 + 2 + 3))
    rows[:, 6:9] = np.cumsum(random.normal(0, 0.1, (40, 3)), 0)
    rows[:, 7] += 10.5
    rows[:, 9:] = np.cumsum(random.normal(0, 4, (40, 9)), 0)
    lines = [" ".join(map(repr, row)) for row in rows.tolist()]
    return ("\ufeff" + TRAPS + "\r\n".join(lines) + "\r\n\r\n").encode()


def drawn(seed: int = 1, seconds: float = 4.0) -> tuple[Figure, Sample]:
    """A figure and a sample of the choreographer."""
    motion = dance(seed, seconds).motion
    figure, _ = figure_of(motion, 30)
    return figure, to_features(motion, figure)

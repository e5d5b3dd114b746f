"""How tense a scene is, as numbers over its time: quick short turns among many are tense, one long speech is calm.

A convention and no psychology: the three parts come with the sum, so that music or dance can follow any of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.media.drama.play import Play, Scene, Speech
from ganvas.media.drama.scene import SLOTS, SPEAKERS, Turn

Curve = NDArray[np.float32]
POINTS = 64
AROUND = 4  # turns to either side that one point looks at
QUICK, SLOW = 4.0, 60.0  # words of a turn: from here down it is quickest, from here up calmest
CROWD = 8  # speakers within a look that are a full stage
SHARE = 0.7  # of quickness in tension; the rest is the cast's


@dataclass(frozen=True, eq=False)
class Tension:
    """Curves over stage time, one value a point, float32.

    Attributes:
        tension: 0…1.
        turn_rate: turns per 100 words.
        speech_length: words of a turn, the geometric mean around the point.
        cast: who speaks around the point.
    """

    tension: Curve
    turn_rate: Curve
    speech_length: Curve
    cast: Curve


def tension_of_turns(turns: Sequence[Turn], points: int = POINTS) -> Tension:
    """The curve of a structure."""
    return _curve([str(turn.speaker) for turn in turns], [SLOTS[turn.length] for turn in turns], points)


def tension_of(whole: Play | Scene, points: int = POINTS) -> Tension:
    """The curve of a play or a scene."""
    speeches: list[Speech] = list(whole.speeches()) if isinstance(whole, Play) else whole.speeches
    return _curve([speech.speaker for speech in speeches], [max(1, speech.words) for speech in speeches], points)


def mean_tension(turns: Sequence[Turn]) -> float:
    """One number for a scene, 0…1."""
    return float(tension_of_turns(turns).tension.mean())


def condition(turns: Sequence[Turn]) -> tuple[float, float]:
    """What a scene's network may be told: its cast as a share of twelve, and its mean tension, both 0…1."""
    return len({turn.speaker for turn in turns}) / SPEAKERS, mean_tension(turns)


def _curve(speakers: Sequence[str], words: Sequence[int], points: int) -> Tension:
    if not speakers:
        empty = np.zeros(points, np.float32)
        return Tension(empty, empty, empty, empty)
    count = len(speakers)
    looks = [slice(max(0, place - AROUND), place + AROUND + 1) for place in range(count)]
    length = np.array([math.exp(np.mean(np.log(words[look]))) for look in looks])
    rate = np.array([100 * len(words[look]) / sum(words[look]) for look in looks])
    cast = np.array([len(set(speakers[look])) for look in looks], float)
    quick = 1 - np.clip(np.log(length / QUICK) / math.log(SLOW / QUICK), 0, 1)
    tense = SHARE * quick + (1 - SHARE) * np.clip((cast - 1) / (CROWD - 1), 0, 1)
    ends = np.cumsum(words)
    middles = (ends - np.array(words) / 2) / ends[-1]
    at = (np.arange(points) + 0.5) / points
    curves = [np.interp(at, middles, row).astype(np.float32) for row in (tense, rate, length, cast)]
    return Tension(*curves)

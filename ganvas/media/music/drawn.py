"""``builtin:chorales``: phrases for four voices drawn by a program, each different, the same for the same seed.

What a newcomer's machine learns music from without a licence to ask for: two to four phrases of four bars, chord by
chord. The chords follow one another by a table; of all ways to set them for four voices the cheapest path is taken that
keeps the rules of voice leading, with costs that the seed shakes; passing notes fill some thirds. No piece was read
for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from ganvas.media.music.score import TICKS, Bar, Part, Score, sorted_notes

VERSION = "1"
VOICES = ("Soprano", "Alto", "Tenor", "Bass")
RANGES = ((60, 79), (55, 74), (48, 67), (41, 60))
MOST_LEAPS = (7, 5, 5, 12)  # semitones from one chord to the next
ORGAN = 19
BEATS, BARS = 4, 4  # of a bar, of a phrase
MAJOR = ((0, 4, 7), (2, 5, 9), (4, 7, 11), (5, 9, 0), (7, 11, 2), (9, 0, 4), (11, 2, 5))
MINOR = ((9, 0, 4), (11, 2, 5), (0, 4, 7), (2, 5, 9), (4, 8, 11), (5, 9, 0), (7, 11, 2))
DIMINISHED = {False: (6,), True: (1,)}  # chords that stand on their third only
NEXT = {  # degree to degree and how often, by minor; 0 is the tonic
    False: {0: {1: 2, 3: 4, 4: 4, 5: 3, 6: 1, 2: 1}, 1: {4: 5, 6: 1}, 2: {5: 3, 3: 2}, 3: {0: 2, 1: 2, 4: 4, 6: 1},
            4: {0: 5, 5: 2}, 5: {1: 3, 3: 3, 4: 1, 2: 1}, 6: {0: 1}},
    True: {0: {1: 1, 3: 4, 4: 4, 5: 3, 2: 1, 6: 1}, 1: {4: 1}, 2: {5: 3, 3: 2}, 3: {0: 2, 1: 1, 4: 5},
           4: {0: 5, 5: 2}, 5: {3: 3, 1: 1, 2: 1}, 6: {2: 1}},
}  # fmt: skip
SHAKE = 2.5  # how far the seed moves costs, in semitones of motion
INVERSION = 2.5  # what a third in the bass costs
PASSING = 0.45  # share of the thirds that are filled
LENGTHS = ((1, 6), (2, 1))  # beats of a chord, and how often
MOST_TRIES = 50
Voicings = NDArray[np.int64]


@dataclass(frozen=True)
class Chord:
    """A triad of the key of C, from a beat on for some beats."""

    classes: tuple[int, ...]
    degree: int
    minor: bool
    beat: int
    beats: int
    closing: bool  # stands on its root


def draw(seed: int) -> Score:
    """The piece of a seed; a pure function of it.

    Args:
        seed: 0 or more.
    Returns:
        four parts, 8, 12 or 16 bars of 4/4, in one of ten major or ten minor keys.
    """
    rng = np.random.default_rng(seed)
    minor, up, phrases = bool(rng.random() < 0.4), int(rng.integers(-5, 5)), int(rng.integers(2, 5))
    chords, voicings = _set(rng, minor, phrases)
    rows = _with_passing(rng, chords, voicings)
    parts = [
        Part(
            name,
            ORGAN,
            sorted_notes([(pitch, beat * TICKS // 2, length * TICKS // 2, 1) for pitch, beat, length in row]),
        )
        for name, row in zip(VOICES, rows, strict=True)
    ]
    length = BEATS * TICKS
    bars = [Bar(number * length, length, length) for number in range(phrases * BARS)]
    title = f"Chorale {seed}"
    score = Score(parts, bars, ((0, float(rng.integers(66, 97))),), ((0, 0),), TICKS, title, "Ganvas")
    return score.played(semitones=up)


def _set(rng: np.random.Generator, minor: bool, phrases: int) -> tuple[list[Chord], Voicings]:
    """Chords and how they are set; drawn again where a table's turn cannot be set by the rules."""
    for _ in range(MOST_TRIES):
        chords = [c for phrase in range(phrases) for c in _phrase(rng, minor, phrase, last=phrase == phrases - 1)]
        found = _path(rng, chords)
        if found is not None:
            return chords, found
    raise AssertionError("no way to set these chords by the rules")


def _phrase(rng: np.random.Generator, minor: bool, phrase: int, last: bool) -> list[Chord]:
    """Sixteen beats of chords that end on the tonic, or, before the last phrase, sometimes on the dominant."""
    half = not last and rng.random() < 0.4
    lengths: list[int] = []
    room = BARS * BEATS - 2 - (0 if half else 1)  # before the last chord, and the dominant in front of a tonic
    while room:
        sizes, often = zip(*LENGTHS, strict=True)
        size = int(rng.choice(sizes, p=np.array(often) / sum(often)))
        size = min(size, room) if sum(lengths) % 2 == 0 else 1
        lengths.append(size)
        room -= size
    degrees = _degrees(rng, minor, len(lengths), 3 if half else 1)
    degrees += [4] if half else [4, 0]
    lengths += [2] if half else [1, 2]
    table, beat, chords = MINOR if minor else MAJOR, phrase * BARS * BEATS, []
    for place, (degree, size) in enumerate(zip(degrees, lengths, strict=True)):
        chords.append(Chord(table[degree], degree, minor, beat, size, place == 0 or place >= len(degrees) - 2))
        beat += size
    return chords


def _degrees(rng: np.random.Generator, minor: bool, count: int, goal: int) -> list[int]:
    """Degrees from the tonic on, the last of which may be followed by the dominant."""
    while True:
        degrees = [0]
        while len(degrees) < count:
            after = NEXT[minor][degrees[-1]]
            degrees.append(int(rng.choice(list(after), p=np.array(list(after.values())) / sum(after.values()))))
        if 4 in NEXT[minor][degrees[-1]] and (goal == 1 or degrees[-1] != 4):
            return degrees


def _voicings(chord: Chord) -> Voicings:
    """All ways to set a chord, (n, 4) pitches from the soprano down: complete, close enough, nothing crossed."""
    root, third, _ = chord.classes
    bass = (third,) if chord.degree in DIMINISHED[chord.minor] else (root,) if chord.closing else (root, third)
    lows = [p for p in range(RANGES[3][0], RANGES[3][1] + 1) if p % 12 in bass]
    others = [[p for p in range(low, high + 1) if p % 12 in chord.classes] for low, high in RANGES[:3]]
    kept = []
    for s, a, t, b in product(*others, lows):
        classes = [p % 12 for p in (s, a, t, b)]
        complete = set(classes) == set(chord.classes)
        doubled = classes.count(third) > 1 and chord.degree not in DIMINISHED[chord.minor]
        if s > a > t > b and s - a <= 12 and a - t <= 12 and t - b <= 19 and complete and not doubled:
            kept.append((s, a, t, b))
    return np.array(kept, np.int64).reshape(-1, 4)


def _path(rng: np.random.Generator, chords: Sequence[Chord]) -> Voicings | None:
    """The cheapest way through the voicings, (chords, 4); None where the rules leave none."""
    sets = [_voicings(chord) for chord in chords]
    costs = np.abs(sets[0] - [69, 62, 55, 48]).sum(1) + SHAKE * rng.random(len(sets[0]))
    back = []
    for before, after, chord, here in zip(chords, chords[1:], sets, sets[1:], strict=False):
        cost = costs[:, None] + _cost(chord, here) + SHAKE * rng.exponential(1, len(here))[None]
        cost = np.where(_allowed(chord, here, before, after), cost, np.inf)
        cost += INVERSION * (here[:, 3] % 12 != after.classes[0])
        back.append(cost.argmin(0))
        costs = cost.min(0)
    if not np.isfinite(costs).any():
        return None
    place = int(costs.argmin())
    path = [sets[-1][place]]
    for some, pointer in zip(reversed(sets[:-1]), reversed(back), strict=True):
        place = int(pointer[place])
        path.append(some[place])
    return np.stack(path[::-1])


def _cost(before: Voicings, after: Voicings) -> NDArray[np.float64]:
    """Motion in semitones (n, m), the bass at a third of it; a soprano that stands still costs as much as a step."""
    moves = np.abs(after[None] - before[:, None])
    still = 2.0 * (moves[..., 0] == 0)
    cost: NDArray[np.float64] = moves[..., :3].sum(-1) + moves[..., 3] / 3 + still
    return cost


def _allowed(before: Voicings, after: Voicings, chord: Chord, following: Chord) -> NDArray[np.bool_]:
    """Which steps from one setting to the next keep the rules of voice leading, (n, m)."""
    moves = after[None] - before[:, None]
    good = (np.abs(moves) <= np.array(MOST_LEAPS)).all(-1) & (np.abs(moves) != 6).all(-1)
    if chord.minor:  # F to G sharp and back
        here, there = before[:, None] % 12, after[None] % 12
        good &= ~(((here == 5) & (there == 8)) | ((here == 8) & (there == 5))).any(-1)
    for high, low in combinations(range(4), 2):
        good &= ~parallel(before[:, None, high], before[:, None, low], after[None, :, high], after[None, :, low])
    for voice in range(3):  # nobody passes where the neighbour was
        good &= after[None, :, voice + 1] < before[:, None, voice]
        good &= after[None, :, voice] > before[:, None, voice + 1]
    outer = (after[None, :, 0] - after[None, :, 3]) % 12
    same_way = moves[..., 0] * moves[..., 3] > 0
    good &= ~(same_way & np.isin(outer, (0, 7)) & (np.abs(moves[..., 0]) > 2))  # hidden fifths and octaves
    good &= ~(np.sign(moves) == np.sign(moves[..., :1])).all(-1) | (moves[..., 0] == 0)
    if chord.degree in (4, 6) and following.degree == 0 and not (chord.minor and chord.degree == 6):
        leading = 8 if chord.minor else 11
        rises = (before[:, None] % 12 != leading) | (moves == 1)
        good &= rises.all(-1)
    allowed: NDArray[np.bool_] = good
    return allowed


def parallel(
    high: NDArray[np.int64], low: NDArray[np.int64], next_high: NDArray[np.int64], next_low: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether two voices that both move stay a fifth, an octave or a unison apart; arrays of any one shape."""
    here, there = (high - low) % 12, (next_high - next_low) % 12
    perfect = (here == there) & ((here == 0) | (here == 7))
    moved: NDArray[np.bool_] = perfect & (high != next_high) & (low != next_low)
    return moved


def _with_passing(
    rng: np.random.Generator, chords: Sequence[Chord], voicings: Voicings
) -> list[list[tuple[int, int, int]]]:
    """Rows (pitch, onset, length) in eighths of each voice; some thirds are filled by the note between."""
    rows: list[list[tuple[int, int, int]]] = [[] for _ in VOICES]
    for place, chord in enumerate(chords):
        here = voicings[place]
        moving = {}
        if place + 1 < len(chords) and not chord.closing:
            moving = _passing(rng, here, voicings[place + 1], chord.minor)
        onset, length = 2 * chord.beat, 2 * chord.beats
        for voice, row in enumerate(rows):
            between = moving.get(voice)
            row.append((int(here[voice]), onset, length - (between is not None)))
            if between is not None:
                row.append((between, onset + length - 1, 1))
    return rows


def _passing(
    rng: np.random.Generator, here: NDArray[np.int64], there: NDArray[np.int64], minor: bool
) -> dict[int, int]:
    """For voices that move by a third, sometimes the note of the key between; one voice at a time, no parallels."""
    scale = {pitch for chord in (MINOR if minor else MAJOR) for pitch in chord} - ({8} if minor else set())
    for voice in rng.permutation(4).tolist():
        move = int(there[voice] - here[voice])
        if abs(move) not in (3, 4) or rng.random() > PASSING:
            continue
        step = 1 if move > 0 else -1
        inside = [p for p in range(int(here[voice]) + step, int(there[voice]), step) if p % 12 in scale]
        if len(inside) != 1:
            continue
        moving = here.copy()
        moving[voice] = inside[0]
        ordered = (np.diff(moving) < 0).all()
        pairs = combinations(range(4), 2)
        if ordered and not any(parallel(moving[i], moving[j], there[i], there[j]) for i, j in pairs):
            return {voice: inside[0]}
    return {}

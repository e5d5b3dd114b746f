"""How notes are written down: values with dots, ties across bars, spelling, accidentals, beams."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from ganvas.media.music.score import LENGTH, ONSET, PITCH, Bar, Notes

TYPES = ["whole", "half", "quarter", "eighth", "16th", "32nd", "64th"]  # from four quarters down by halves
BEAMED = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4}
LETTERS = "FCGDAEB"  # the line of fifths
FLATS, SHARPS = 3, 8  # how far down and up the line of fifths from the key's own tonic a pitch is spelled


@dataclass(frozen=True)
class Value:
    """A written value: its name, its dots, and whether three stand for two."""

    type: str
    dots: int = 0
    triplet: bool = False


@dataclass(frozen=True)
class Sign:
    """One sign in a bar: a note, a chord or, without pitches, a rest.

    Attributes:
        start: ticks from the beginning of the bar.
        length: in ticks.
        pitches: that sound, from the lowest.
        value: as it is written; None where no value has that length.
        tied_from: pitches that go on from the sign before.
        tied_on: pitches that go on in the next.
        beams: for each level, begin, continue, end, forward hook or backward hook.
    """

    start: int
    length: int
    pitches: tuple[int, ...]
    value: Value | None
    tied_from: frozenset[int] = frozenset()
    tied_on: frozenset[int] = frozenset()
    beams: tuple[str, ...] = ()


def values(ticks: int) -> dict[int, Value]:
    """Each length that one sign can have, in ticks of so many a quarter."""
    found: dict[int, Value] = {}
    for power, name in enumerate(TYPES):
        plain = Fraction(4 * ticks, 2**power)
        for times, value in (
            (Fraction(2, 3), Value(name, 0, True)),
            (Fraction(1), Value(name)),
            (Fraction(3, 2), Value(name, 1)),
        ):
            length = plain * times
            if length.denominator == 1:
                found[int(length)] = value
    return found


def signs(notes: Notes, bars: Sequence[Bar], ticks: int) -> Iterator[list[Sign]]:
    """The signs of each bar in turn; a note that a bar line or a beat cuts is tied."""
    table = values(ticks)
    onsets = notes[:, ONSET]
    ends = onsets + notes[:, LENGTH]
    for bar in bars:
        stop = bar.start + bar.length
        inside = np.flatnonzero((onsets < stop) & (ends > bar.start))
        cuts = {bar.start, stop, *onsets[inside].tolist(), *ends[inside].tolist()}
        places = sorted(cut for cut in cuts if bar.start <= cut <= stop)
        row: list[Sign] = []
        for start, end in pairwise(places):
            sounding = [n for n in inside.tolist() if onsets[n] <= start and ends[n] >= end]
            for piece, length in _pieces(start - bar.start, end - start, ticks, table, bool(sounding)):
                first = bar.start + piece
                row.append(_sign(notes, sounding, first - bar.start, length, bar.start, table))
        yield beamed(row, ticks)


def _sign(notes: Notes, sounding: Sequence[int], start: int, length: int, bar: int, table: dict[int, Value]) -> Sign:
    first, last = bar + start, bar + start + length
    before = frozenset(int(notes[n, PITCH]) for n in sounding if notes[n, ONSET] < first)
    after = frozenset(int(notes[n, PITCH]) for n in sounding if notes[n, ONSET] + notes[n, LENGTH] > last)
    pitches = tuple(sorted({int(notes[n, PITCH]) for n in sounding}))
    return Sign(start, length, pitches, table.get(length), before, after)


def _pieces(start: int, length: int, ticks: int, table: dict[int, Value], sounds: bool) -> Iterator[tuple[int, int]]:
    """One sign where that reads well; else one up to the next beat or the longest from it, and so on."""
    while length:
        if (value := table.get(length)) and _reads_well(start, length, ticks, value, sounds):
            yield start, length
            return
        if start % ticks:
            piece = min(length, ticks - start % ticks)
        else:
            piece = max((size for size, v in table.items() if size <= length and not v.triplet), default=length)
        yield start, piece
        start, length = start + piece, length - piece


def _reads_well(start: int, length: int, ticks: int, value: Value, sounds: bool) -> bool:
    """Whether it begins on a multiple of its undotted value, or for notes, as a syncopation, of half of that."""
    plain = min(length * 2 // 3 if value.dots else length, 2 * ticks)
    return value.triplet or start % max(1, plain // (2 if sounds else 1)) == 0


def beamed(row: Sequence[Sign], ticks: int) -> list[Sign]:
    """The signs of a bar with beams over those that share a quarter."""
    done: list[Sign] = []
    group: list[Sign] = []
    for sign in [*row, None]:
        level = BEAMED.get(sign.value.type, 0) if sign and sign.value and sign.pitches else 0
        if group and (not level or sign is None or sign.start // ticks != group[0].start // ticks):
            done += _joined(group)
            group = []
        if level and sign:
            group.append(sign)
        elif sign:
            done.append(sign)
    return done


def _joined(group: Sequence[Sign]) -> list[Sign]:
    if len(group) == 1:
        return list(group)
    levels = [BEAMED[sign.value.type] if sign.value else 0 for sign in group]
    beams: list[list[str]] = [[] for _ in group]
    for level in range(1, max(levels) + 1):
        for place, own in enumerate(levels):
            if own < level:
                continue
            before = place > 0 and levels[place - 1] >= level
            after = place + 1 < len(levels) and levels[place + 1] >= level
            hook = "forward hook" if place == 0 else "backward hook"
            beams[place].append({(1, 1): "continue", (1, 0): "end", (0, 1): "begin"}.get((before, after), hook))
    return [replace(sign, beams=tuple(beam)) for sign, beam in zip(group, beams, strict=True)]


def spelled(pitch: int, fifths: int) -> tuple[str, int, int]:
    """Step, alteration and octave of a pitch in a key of so many sharps: near to the key on the line of fifths."""
    place = (7 * pitch - (fifths - FLATS)) % 12 + fifths - FLATS  # C is 0, G is 1
    step, alter = LETTERS[(place + 1) % 7], (place + 1) // 7
    return step, alter, (pitch - alter) // 12 - 1


def key_alter(step: str, fifths: int) -> int:
    """How the key signature alters a step."""
    place = LETTERS.index(step)
    return (fifths > place) - (-fifths > 6 - place)

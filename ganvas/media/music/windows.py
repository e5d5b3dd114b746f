"""Scores as samples: four whole bars of one meter at a time, in C major or A minor, on sixteenths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError
from ganvas.media.music.grid import BARS, LIT, STEPS, Grid, Layout, grid_of, to_sample
from ganvas.media.music.keys import stretches
from ganvas.media.music.score import LENGTH, ONSET, PITCH, VOICE, Bar, Notes, Score

MOST_WINDOWS = 256  # of one work, spread over all of it
MOST_OFF = 0.1  # share of a window's notes that may begin between sixteenths
OFF = 0.2  # of a sixteenth: a note that begins this far from one is between; a triplet is 0.33 away
SILENT = -1


@dataclass(frozen=True, eq=False)
class Windows:
    """What a work gives.

    Attributes:
        samples: uint8 (K, channels, steps).
        bars: the number of the first bar of each, from 0.
        moved: semitones that each was moved up by, to bring its key to C or a; down below 0.
        notes: what was done, one phrase each.
    """

    samples: NDArray[np.uint8]
    bars: Sequence[int]
    moved: Sequence[int]
    notes: Sequence[str] = field(default=())


def samples(score: Score, shape: Sequence[int]) -> NDArray[np.uint8]:
    """All windows of a score as samples (K, *shape); errors as in ``windows``."""
    return windows(score, grid_of(shape)).samples


def windows(score: Score, grid: Grid, stride: int = 1, normalise: bool = True, most: int = MOST_WINDOWS) -> Windows:
    """Every four whole bars of the grid's meter.

    Args:
        score: the work.
        grid: what a sample holds.
        stride: bars from one window to the next.
        normalise: whether each stretch under one key signature is moved to C major or A minor.
        most: at most so many, spread over the work.
    Raises:
        WorkError: it has fewer voices than the grid, or no four bars that fit.
    """
    tracks, notes = voices(score, grid.tracks)
    keys = stretches(score) if normalise else []
    found: list[tuple[int, int, NDArray[np.uint8]]] = []
    left_out = folded = 0
    for first, bars in runs(score, grid.quarters):
        lines = [_Line(track, bars, score.ticks, low=n + 1 == len(tracks) > 1) for n, track in enumerate(tracks)]
        for bar in range(0, len(bars) - BARS + 1, stride):
            steps = slice(bar * grid.bar_steps, (bar + BARS) * grid.bar_steps)
            if not any(line.sounds(steps) for line in lines):
                continue
            if sum(line.off(steps) for line in lines) > MOST_OFF * sum(line.count(steps) for line in lines):
                left_out += 1
                continue
            moved = next((key.to_c for tick, key in reversed(keys) if tick <= bars[bar].start), 0)
            cells = [line.cells(steps, moved, grid.layout) for line in lines]
            folded += sum(cell.folded for cell in cells)
            found.append((first + bar, moved, _sample(cells, grid)))
    if left_out:
        notes.append(f"{left_out} windows with notes between the sixteenths left out")
    if folded:
        notes.append(f"{folded} notes beyond the range moved by octaves")
    if not found:
        raise WorkError(
            f"has no {BARS} bars in a row of {grid.quarters} quarters whose notes lie on sixteenths", "windows"
        )
    if len(found) > most:
        notes.append(f"{most} of {len(found)} windows, spread over the work")
        found = [found[int(place)] for place in np.linspace(0, len(found) - 1, most).round()]
    stacked = np.stack([sample for _, _, sample in found])
    return Windows(stacked, [bar for bar, _, _ in found], [moved for _, moved, _ in found], notes)


def runs(score: Score, quarters: int) -> list[tuple[int, list[Bar]]]:
    """Stretches of whole bars of so many quarters, each at least a window long, with the number of the first bar."""
    found: list[tuple[int, list[Bar]]] = []
    now: list[Bar] = []
    for number, bar in enumerate([*score.bars, Bar(0, 0, 0)]):
        if bar.whole and bar.length == quarters * score.ticks:
            now.append(bar)
            continue
        if len(now) >= BARS:
            found.append((number - len(now), now))
        now = []
    return found


def voices(score: Score, tracks: int) -> tuple[list[Notes], list[str]]:
    """The notes of each track, from the parts in their order, and what was done.

    As many parts as tracks are taken as they are. Fewer are split into the voices that they are written in (a choir on
    two staves); of more, those with the most notes. For a roll, 0 tracks, all are one.

    Raises:
        WorkError: there are too few.
    """
    parts = [part.notes for part in score.parts if not part.drums]
    said = ["drums left out"] if any(part.drums for part in score.parts) else []
    if not tracks and parts:
        return [np.concatenate(parts)], said
    if len(parts) < tracks:
        split = [part[part[:, VOICE] == voice] for part in parts for voice in np.unique(part[:, VOICE])]
        if len(split) < tracks:
            raise WorkError(f"has {len(parts)} parts of {len(split)} voices, {tracks} are wanted", "voices")
        said.append(f"{len(parts)} parts read as {len(split)} voices")
        parts = split
    if len(parts) > tracks:
        kept = sorted(sorted(range(len(parts)), key=lambda n: -len(parts[n]))[:tracks])
        said.append(f"the {tracks} of {len(parts)} voices with the most notes")
        parts = [parts[n] for n in kept]
    return parts, said


@dataclass(frozen=True, eq=False)
class _Cells:
    """A track within a window: the pitch at each step (SILENT in a rest), and where notes begin."""

    pitch: NDArray[np.int64]
    begins: NDArray[np.bool_]
    folded: int
    rows: Notes


class _Line:
    """One track over a run of bars, on sixteenths, one note at a time."""

    def __init__(self, notes: Notes, bars: Sequence[Bar], ticks: int, low: bool) -> None:
        start, end = bars[0].start, bars[-1].start + bars[-1].length
        inside = notes[(notes[:, ONSET] < end) & (notes[:, ONSET] + notes[:, LENGTH] > start)]
        on, off = inside[:, ONSET] - start, inside[:, ONSET] + inside[:, LENGTH] - start
        steps = (end - start) * STEPS // ticks
        first = np.clip((2 * on * STEPS + ticks) // (2 * ticks), 0, steps - 1)
        last = np.clip((2 * off * STEPS + ticks) // (2 * ticks), first + 1, steps)
        away = np.abs(on * STEPS / ticks - first)
        self._rows = np.stack([inside[:, PITCH], first, last - first], 1)
        self._on = first[on >= 0]
        self._off = first[(on >= 0) & (away > OFF)]
        self._pitch = np.full(steps, SILENT)
        self._begins = np.zeros(steps, np.bool_)
        for pitch, begin, length in skyline(self._rows.tolist(), low):
            self._pitch[begin : begin + length] = pitch
            self._begins[begin] = True

    def sounds(self, steps: slice) -> bool:
        return bool((self._pitch[steps] != SILENT).any())

    def count(self, steps: slice) -> int:
        return int(((self._on >= steps.start) & (self._on < steps.stop)).sum())

    def off(self, steps: slice) -> int:
        return int(((self._off >= steps.start) & (self._off < steps.stop)).sum())

    def cells(self, steps: slice, moved: int, layout: Layout) -> _Cells:
        pitch, begins = self._pitch[steps].copy(), self._begins[steps].copy()
        begins[0] |= pitch[0] != SILENT  # a note tied over from before begins with the window
        sounding = pitch != SILENT
        pitch[sounding], folded = _within(pitch[sounding] + moved, layout)
        first, last = self._rows[:, 1], self._rows[:, 1] + self._rows[:, 2]
        rows = self._rows[(first < steps.stop) & (last > steps.start)].copy()
        begin = np.maximum(rows[:, 1] - steps.start, 0)
        rows[:, 2] = np.minimum(rows[:, 1] + rows[:, 2], steps.stop) - steps.start - begin
        rows[:, 0], _ = _within(rows[:, 0] + moved, layout)
        rows[:, 1] = begin
        return _Cells(pitch, begins, int((folded & begins[sounding]).sum()), rows)


def _within(pitches: NDArray[np.int64], layout: Layout) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The pitches, moved by octaves into the layout's range, and which were."""
    below = np.maximum(-(-(layout.low - pitches) // 12), 0)
    above = np.maximum(-(-(pitches - layout.low - layout.pitches + 1) // 12), 0)
    return pitches + 12 * (below - above), (below + above) > 0


def skyline(rows: Sequence[Sequence[int]], low: bool) -> list[tuple[int, int, int]]:
    """One note at a time from (pitch, onset, length): the highest, or where ``low`` the lowest.

    Of notes that begin together the outermost stays. A note under one that goes on through at least half of it is left
    out; else the one before ends where it begins.
    """
    side = -1 if low else 1
    line: list[tuple[int, int, int]] = []
    for pitch, onset, length in sorted(rows, key=lambda row: (row[1], -side * row[0], -row[2])):
        if line:
            held, since, lasting = line[-1]
            over = since + lasting - onset
            if onset == since or (side * held > side * pitch and over * 2 >= length and over > 0):
                continue
            line[-1] = (held, since, min(lasting, onset - since))
        line.append((pitch, onset, length))
    return line


def _sample(cells: Sequence[_Cells], grid: Grid) -> NDArray[np.uint8]:
    layout = grid.layout
    if not grid.tracks:
        return roll_sample(cells[0].rows, layout, grid.steps)
    tokens = [
        np.where(c.pitch == SILENT, layout.rest, np.where(c.begins, c.pitch - layout.low, layout.hold)) for c in cells
    ]
    return to_sample(np.stack(tokens).astype(np.int16), grid)


def roll_sample(rows: NDArray[Any], layout: Layout, steps: int) -> NDArray[np.uint8]:
    """Rows (pitch, onset, length) in steps as a sample (2 · pitches, steps): what sounds, then what begins."""
    planes = np.zeros((2, layout.pitches, steps), np.uint8)
    for pitch, onset, length in rows.tolist():
        planes[0, pitch - layout.low, onset : onset + length] = LIT
        planes[1, pitch - layout.low, onset] = LIT
    return planes.reshape(-1, steps)

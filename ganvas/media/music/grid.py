"""The grid of sixteenths: what a sample of music is, and its way back to a score.

Two ways to lay music out, told apart by the number of channels of a sample:

* *voices*: up to six tracks, each with one note at a time. A track has a channel for each pitch, lit where a note
  begins, one for *hold* and one for *rest*; at each step exactly one is lit.
* *roll*: 84 channels for what sounds and 84 for what begins, as many notes at once as there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import ShapeError
from ganvas.media.music.score import QUARTER_BPM, TICKS, Bar, Part, Score, sorted_notes

if TYPE_CHECKING:  # a record brings in pydantic
    from ganvas.heads import Head

Tokens = NDArray[np.int16]
STEPS = 4  # of a quarter
BARS = 4  # of a window
MOST_TRACKS = 6
LEAST_QUARTERS, MOST_QUARTERS = 2, 6  # of a bar
LIT = 255


@dataclass(frozen=True)
class Layout:
    """Which pitches a track has: ``pitches`` of them from ``low`` up."""

    name: str
    low: int
    pitches: int

    @property
    def hold(self) -> int:
        """The class that goes on with the note before."""
        return self.pitches

    @property
    def rest(self) -> int:
        """The class of silence."""
        return self.pitches + 1

    @property
    def classes(self) -> int:
        """How many channels a track has."""
        return self.pitches + 2


LAYOUTS = {  # no two have a multiple by 1 … MOST_TRACKS in common, so that a shape says which one it is
    "choir": Layout("choir", 36, 48),  # C2 to B5
    "strings": Layout("strings", 36, 61),  # C2 to C7
    "piano": Layout("piano", 21, 88),  # A0 to C8
}
ROLL = Layout("roll", 24, 84)  # C1 to B7
PROGRAMS = {"choir": (19,), "strings": (40, 40, 41, 42), "piano": (0,), "roll": (0,)}  # church organ; strings; piano
NAMES = {"choir": ("Soprano", "Alto", "Tenor", "Bass"), "strings": ("Violin 1", "Violin 2", "Viola", "Cello")}


@dataclass(frozen=True)
class Grid:
    """What a sample holds.

    Attributes:
        layout: the pitches of a track.
        tracks: 1…6 voices; 0 for a roll.
        quarters: of a bar; 3 for 3/4 and 6/8 alike.
    """

    layout: Layout
    tracks: int
    quarters: int

    @property
    def steps(self) -> int:
        """Of a window."""
        return BARS * self.bar_steps

    @property
    def bar_steps(self) -> int:
        """Of a bar."""
        return STEPS * self.quarters

    @property
    def shape(self) -> tuple[int, int]:
        """Of a sample, (channels, steps)."""
        return (self.tracks * self.layout.classes if self.tracks else 2 * self.layout.pitches, self.steps)

    @property
    def heads(self) -> "tuple[Head, ...]":
        """Each group of channels."""
        from ganvas.heads import Head

        if not self.tracks:
            return tuple(
                Head(name=name, kind="binary", channels=self.layout.pitches) for name in ("sounding", "beginning")
            )
        return tuple(
            Head(name=f"voice {number + 1}", kind="categorical", channels=self.layout.classes)
            for number in range(self.tracks)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parts of a score."""
        known = NAMES.get(self.layout.name, ())
        if known and len(known) == self.tracks:
            return known
        return tuple(f"Voice {number + 1}" for number in range(max(1, self.tracks)))


def grid_of(shape: Sequence[int]) -> Grid:
    """The grid of samples of this shape.

    Raises:
        ShapeError: there is none.
    """
    quarters = range(LEAST_QUARTERS, MOST_QUARTERS + 1)
    tracked = [Grid(layout, n, q) for layout in LAYOUTS.values() for n in range(1, MOST_TRACKS + 1) for q in quarters]
    for grid in [*(Grid(ROLL, 0, q) for q in quarters), *tracked]:
        if grid.shape == tuple(shape):
            return grid
    tracks = ", ".join(f"{layout.classes} for {layout.name}" for layout in LAYOUTS.values())
    raise ShapeError(
        f"music is (channels, steps): {tracks} times 1 to {MOST_TRACKS} voices, or {2 * ROLL.pitches} for a roll; "
        f"and 16 steps for each quarter of a bar, 2 to 6 of them; got {tuple(shape)}"
    )


def grid(layout: str = "choir", tracks: int = 4, quarters: int = 4) -> Grid:
    """The grid of a layout by name (LAYOUTS, or ``roll``).

    Raises:
        ShapeError: there is none.
    """
    if layout == ROLL.name:
        return grid_of((2 * ROLL.pitches, quarters * BARS * STEPS))
    if layout not in LAYOUTS:
        raise ShapeError(f"unknown layout {layout!r}; choose one of: {', '.join([*LAYOUTS, ROLL.name])}")
    return grid_of((tracks * LAYOUTS[layout].classes, quarters * BARS * STEPS))


def to_sample(tokens: Tokens, grid: Grid) -> NDArray[np.uint8]:
    """Classes (…, tracks, steps) as samples (…, channels, steps), 0 and 255."""
    lit = np.arange(grid.layout.classes)[:, None] == tokens[..., None, :]
    sample: NDArray[np.uint8] = (lit * np.uint8(LIT)).reshape(*tokens.shape[:-2], -1, tokens.shape[-1])
    return sample


def to_tokens(samples: NDArray[Any], grid: Grid) -> Tokens:
    """Samples (…, channels, steps) of any scale as classes (…, tracks, steps): the highest channel of each voice.

    A hold with nothing to hold is a rest, so that what is written is what was meant.
    """
    if not grid.tracks:
        raise ShapeError("a roll has no voices")
    shape = (*samples.shape[:-2], grid.tracks, grid.layout.classes, samples.shape[-1])
    return settled(samples.reshape(shape).argmax(-2).astype(np.int16), grid.layout)


def settled(tokens: Tokens, layout: Layout) -> Tokens:
    """The same classes (…, steps), with a hold at the beginning or after a rest made a rest."""
    done = tokens.copy()
    before = np.full(tokens.shape[:-1], layout.rest, np.int16)
    for step in range(tokens.shape[-1]):
        lost = (done[..., step] == layout.hold) & (before == layout.rest)
        done[..., step] = np.where(lost, layout.rest, done[..., step])
        before = done[..., step]
    return done


def heights(tokens: Tokens, layout: Layout) -> NDArray[np.int64]:
    """The pitch that sounds at each step, −1 in a rest; classes and pitches (…, steps)."""
    sounding = np.where(tokens < layout.pitches, tokens.astype(np.int64) + layout.low, -1)
    for step in range(1, tokens.shape[-1]):
        held = tokens[..., step] == layout.hold
        sounding[..., step] = np.where(held, sounding[..., step - 1], sounding[..., step])
    return sounding


def score_of(sample: NDArray[Any], grid: Grid, moved: int = 0) -> Score:
    """One sample (channels, steps) as a score of four bars, a part for each voice.

    Args:
        sample: (channels, steps): uint8, or values of any scale; the highest of a voice counts, in a roll those above
            the middle.
        grid: of the sample.
        moved: semitones up, such as back into the key that it came from.
    """
    program = PROGRAMS[grid.layout.name]
    lines = _roll_lines(sample, grid.layout) if not grid.tracks else _lines(to_tokens(sample, grid), grid.layout)
    unit = TICKS // STEPS
    parts = []
    for number, (name, rows) in enumerate(zip(grid.names, lines, strict=True)):
        notes = sorted_notes([(pitch, on * unit, length * unit, 1) for pitch, on, length in rows])
        parts.append(Part(name, program[min(number, len(program) - 1)], notes))
    length = grid.quarters * TICKS
    bars = [Bar(number * length, length, length) for number in range(BARS)]
    score = Score(parts, bars, ((0, QUARTER_BPM),), ((0, 0),))
    return score.played(semitones=moved) if moved else score


def _lines(tokens: Tokens, layout: Layout) -> list[list[tuple[int, int, int]]]:
    """Rows (pitch, onset, length) in steps of each track."""
    lines = []
    for track in tokens:
        ends = [*np.flatnonzero(track != layout.hold).tolist(), len(track)]
        lines.append(
            [(int(track[on]) + layout.low, on, end - on) for on, end in pairwise(ends) if track[on] < layout.pitches]
        )
    return lines


def _roll_lines(sample: NDArray[Any], layout: Layout) -> list[list[tuple[int, int, int]]]:
    """Rows (pitch, onset, length) in steps of the one part; a note begins where it is said, or where silence ends."""
    middle = LIT / 2 if sample.dtype == np.uint8 else 0
    sounding, begins = (sample > middle).reshape(2, layout.pitches, -1)
    before = np.pad(sounding, ((0, 0), (1, 0)))[:, :-1]
    starts = sounding & (begins | ~before)
    rows = []
    for pitch, on in np.argwhere(starts).tolist():
        stops = np.flatnonzero(~sounding[pitch, on + 1 :] | starts[pitch, on + 1 :])
        length = int(stops[0]) + 1 if len(stops) else sounding.shape[1] - on
        rows.append((pitch + layout.low, on, length))
    return [rows]

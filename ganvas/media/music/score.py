"""One piece of music in memory: parts of notes in whole ticks, bars, tempos and keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError

Notes = NDArray[np.int64]
TICKS = 10_080  # of a quarter: 2⁵·3²·5·7, so that triplets, quintuplets and septuplets of 128ths are whole
PITCH, ONSET, LENGTH, VOICE = range(4)  # columns of notes
QUARTER_BPM = 96.0  # where a file says no tempo
LEAST_BPM, MOST_BPM = 5.0, 1000.0
MAX_NOTES = 400_000  # the longest string quartet of OpenScore has 36,000
MAX_PARTS = 64
MAX_QUARTERS = 100_000  # a day of slow music
MAX_BARS = 20_000
NO_NOTES = np.empty((0, 4), np.int64)


@dataclass(frozen=True, eq=False)
class Part:
    """What one player plays.

    Attributes:
        name: as the file says, ``Violin I``.
        program: of General MIDI, 0…127.
        notes: (n, 4) int64: sounding pitch 0…127, onset and length in ticks, voice; sorted by onset, then pitch.
        drums: whether the pitches are instruments and no heights.
    """

    name: str
    program: int
    notes: Notes
    drums: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar: where it begins, how long it is, and how long its meter says it is, in ticks."""

    start: int
    length: int
    nominal: int

    @property
    def whole(self) -> bool:
        """Whether it is as long as its meter says: no pick-up and no rest of a pick-up."""
        return self.length == self.nominal


@dataclass(frozen=True, eq=False)
class Score:
    """A piece as it is written: repeats are not played again, a tied note is one note, grace notes are left out.

    Attributes:
        parts: from the highest down, as in the file.
        bars: one after the other.
        tempos: (tick, quarters a minute), the first at 0.
        keys: (tick, fifths): sharps, or flats below 0, of the key signature; empty where the file says none.
        ticks: of a quarter.
        title: as the file says.
        composer: as the file says.
        notes: what was done to read it, one phrase each.
    """

    parts: Sequence[Part]
    bars: Sequence[Bar]
    tempos: Sequence[tuple[int, float]] = ((0, QUARTER_BPM),)
    keys: Sequence[tuple[int, int]] = ()
    ticks: int = TICKS
    title: str = ""
    composer: str = ""
    notes: Sequence[str] = field(default=())

    @property
    def end(self) -> int:
        """The tick at which all is over."""
        last = max((int((p.notes[:, ONSET] + p.notes[:, LENGTH]).max()) for p in self.parts if len(p.notes)), default=0)
        return max(last, self.bars[-1].start + self.bars[-1].length if self.bars else 0)

    @property
    def count(self) -> int:
        """How many notes there are, drums left out."""
        return sum(len(part.notes) for part in self.parts if not part.drums)

    def seconds_at(self, ticks: NDArray[np.int64] | Sequence[int]) -> NDArray[np.float64]:
        """The moments, in seconds, at which these ticks sound."""
        starts = np.array([tick for tick, _ in self.tempos], np.float64)
        speeds = np.array([60 / (bpm * self.ticks) for _, bpm in self.tempos])
        before = np.concatenate([[0.0], np.cumsum(np.diff(starts) * speeds[:-1])])
        where = np.maximum(np.searchsorted(starts, ticks, "right") - 1, 0)
        seconds: NDArray[np.float64] = before[where] + (np.asarray(ticks) - starts[where]) * speeds[where]
        return seconds

    def played(self, bpm: float | None = None, semitones: int = 0, programs: Sequence[int] = ()) -> "Score":
        """The same piece at another speed, in another key, on other instruments.

        Args:
            bpm: quarters a minute at the beginning, later tempos in proportion; left out, as it is.
            semitones: up, or down below 0; a pitch that would leave 0…127 stays within by octaves.
            programs: of General MIDI for the parts in turn; fewer than parts, the last one goes on.
        Raises:
            WorkError: a tempo or a program that there is none of.
        """
        first = self.tempos[0][1]
        tempos = [(tick, check_bpm(old * (bpm or first) / first)) for tick, old in self.tempos]
        fifths = [(tick, _fifths(old, semitones)) for tick, old in self.keys]
        parts = [
            replace(part, notes=part.notes if part.drums else _moved(part.notes, semitones), program=program)
            for part, program in zip(self.parts, _programs(self.parts, programs), strict=True)
        ]
        return replace(self, parts=parts, tempos=tempos, keys=fifths)

    def facts(self) -> Mapping[str, str | int]:
        """What a report shows."""
        return {
            "title": self.title,
            "composer": self.composer,
            "parts": len(self.parts),
            "bars": len(self.bars),
            "notes": self.count,
            "seconds": round(float(self.seconds_at([self.end])[0])),
        }


def _moved(notes: Notes, semitones: int) -> Notes:
    moved = notes.copy()
    moved[:, PITCH] += semitones
    moved[:, PITCH] -= 12 * np.maximum(-(-(moved[:, PITCH] - 127) // 12), 0)
    moved[:, PITCH] += 12 * np.maximum(-(moved[:, PITCH] // 12), 0)
    return moved


def _fifths(old: int, semitones: int) -> int:
    """The key signature after a move: the one with the fewest sharps or flats."""
    return (old + 7 * semitones + 5) % 12 - 5


def _programs(parts: Sequence[Part], programs: Sequence[int]) -> list[int]:
    for program in programs:
        if not 0 <= program <= 127:
            raise WorkError(f"an instrument is a General MIDI program, 0 to 127; got {program}.")
    if not programs:
        return [part.program for part in parts]
    return [programs[min(number, len(programs) - 1)] for number in range(len(parts))]


def check_bpm(bpm: float) -> float:
    """The tempo, or an error where it is none that music has."""
    if not LEAST_BPM <= bpm <= MOST_BPM:  # false for NaN as well
        raise WorkError(f"a tempo is {LEAST_BPM:g} to {MOST_BPM:g} quarters a minute; got {bpm:g}.")
    return bpm


def sorted_notes(rows: Iterable[tuple[int, int, int, int]] | Notes) -> Notes:
    """Rows (pitch, onset, length, voice) as an array, sorted by onset, then pitch."""
    notes = np.array(rows if isinstance(rows, np.ndarray) else list(rows), np.int64).reshape(-1, 4)
    return notes[np.lexsort((notes[:, PITCH], notes[:, ONSET]))]


def bars_by_meter(end: int, meters: Sequence[tuple[int, int]]) -> list[Bar]:
    """The bars up to ``end``, from (tick, ticks of a bar) of each meter; a bar that a new meter cuts is short.

    Raises:
        WorkError: they would be too many.
    """
    bars: list[Bar] = []
    stops = [tick for tick, _ in meters[1:]]
    for (start, nominal), stop in zip(meters, [*stops, None], strict=True):
        last = max(end, start + 1) if stop is None else stop
        if (last - start) // nominal > MAX_BARS - len(bars):
            raise WorkError(f"has more than {MAX_BARS:,} bars; a work of music is shorter.", "size")
        for tick in range(start, last, nominal):
            bars.append(Bar(tick, nominal if stop is None else min(nominal, stop - tick), nominal))
    return bars

"""What a corpus remembers of a piece, and the grid that suits pieces of such facts."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from ganvas.errors import CorpusError
from ganvas.media.medium import Fact, Facts
from ganvas.media.music.grid import LAYOUTS, LEAST_QUARTERS, MOST_QUARTERS, MOST_TRACKS, ROLL, Grid
from ganvas.media.music.keys import stretches
from ganvas.media.music.score import LENGTH, ONSET, PITCH, VOICE, Notes, Score

FACTS: Mapping[str, str] = {
    "title": "as the file says",
    "composer": "as the file says",
    "parts": "that have pitches",
    "voices": "of all parts, as they are written",
    "chords": "share of the notes that begin while another of their voice sounds",
    "quarters": "of most of its bars; 0 where none has 2 to 6",
    "bars": "of them",
    "low": "MIDI pitch that 1 of 100 notes lies below, moved to C major or A minor",
    "high": "MIDI pitch that 1 of 100 notes lies above, so moved",
    "notes": "of all parts, drums left out",
    "seconds": "how long it is",
}
CHORDS = 0.2  # share from which on a part of one voice is no line
OUTER = (1, 99)  # percentiles of pitches


def facts_of(score: Score) -> dict[str, Fact]:
    """The facts of a piece, by the names of ``FACTS``."""
    parts = [part.notes for part in score.parts if not part.drums and len(part.notes)]
    lines = [part[part[:, VOICE] == voice] for part in parts for voice in np.unique(part[:, VOICE])]
    lengths = Counter(bar.length // score.ticks for bar in score.bars if bar.whole and bar.length % score.ticks == 0)
    usual = Counter({size: n for size, n in lengths.items() if LEAST_QUARTERS <= size <= MOST_QUARTERS})
    low, high = _range(score, parts)
    return {
        "title": score.title,
        "composer": score.composer,
        "parts": len(parts),
        "voices": len(lines),
        "chords": round(sum(map(_overlaps, lines)) / max(1, sum(map(len, lines))), 3),
        "quarters": usual.most_common(1)[0][0] if usual else 0,
        "bars": len(score.bars),
        "low": low,
        "high": high,
        "notes": score.count,
        "seconds": round(float(score.seconds_at([score.end])[0])),
    }


def _overlaps(line: Notes) -> int:
    """How many notes of a line begin while another sounds."""
    ends = np.maximum.accumulate(line[:, ONSET] + line[:, LENGTH])
    return int((ends[:-1] > line[1:, ONSET]).sum())


def _range(score: Score, parts: Iterable[Notes]) -> tuple[int, int]:
    """The pitches between which nearly all notes lie, each stretch moved to C major or A minor."""
    notes = np.concatenate([*parts, np.empty((0, 4), np.int64)])
    if not len(notes):
        return 0, 0
    keys = stretches(score)
    where = np.searchsorted([tick for tick, _ in keys], notes[:, ONSET], "right") - 1
    moved = notes[:, PITCH] + np.array([key.to_c for _, key in keys])[np.maximum(where, 0)]
    low, high = np.percentile(moved, OUTER).round()
    return int(low), int(high)


def grid_for(works: Iterable[Facts]) -> Grid:
    """The grid that most of the works fit: their number of voices, their bar, and the smallest range for their pitches.

    More than six voices, or chords within one, are a roll.

    Raises:
        CorpusError: none has bars of two to six quarters.
    """
    known = [facts for facts in works if int(facts["quarters"]) and int(facts["notes"])]
    if not known:
        raise CorpusError(
            f"no piece has bars of {LEAST_QUARTERS} to {MOST_QUARTERS} quarters, of which samples are made; "
            "write the meter into the files."
        )
    bars = Counter[int]()
    for facts in known:
        bars[int(facts["quarters"])] += int(facts["bars"])
    quarters = bars.most_common(1)[0][0]
    fitting = [facts for facts in known if int(facts["quarters"]) == quarters]
    tracks = Counter(map(_tracks, fitting)).most_common(1)[0][0]
    if not tracks:
        return Grid(ROLL, 0, quarters)
    alike = [facts for facts in fitting if _tracks(facts) == tracks]
    low, high = np.median([int(facts["low"]) for facts in alike]), np.median([int(facts["high"]) for facts in alike])
    within = (one for one in LAYOUTS.values() if one.low <= low and high < one.low + one.pitches)
    return Grid(next(within, LAYOUTS["piano"]), tracks, quarters)


def _tracks(facts: Facts) -> int:
    """The voices of a work; 0 where it is best a roll."""
    parts, voices = int(facts["parts"]), int(facts["voices"])
    if float(facts["chords"]) > CHORDS or parts > MOST_TRACKS:
        return 0
    return voices if parts <= 2 and voices <= MOST_TRACKS else parts  # a choir on two staves

"""The score of a performance: as one piece at its tempo, as numbers that drive pictures, and as sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError
from ganvas.files import write_whole
from ganvas.media.music.curves import beats_s, curves
from ganvas.media.music.keys import all_notes
from ganvas.media.music.medium import read
from ganvas.media.music.score import LEAST_BPM, LENGTH, MOST_BPM, ONSET, PITCH, Bar, Score
from ganvas.media.music.sound import TAIL_S, wav_of
from ganvas.media.sound.decode import FORMATS
from ganvas.media.sound.features import PITCHES, hear, length_s
from ganvas.performing.script import ScorePart
from ganvas.performing.sources import Works

Floats = NDArray[np.float64]
REGISTERS = {"low": (0, 53), "mid": (53, 68), "high": (68, 128)}  # pitches, up to F3, up to A flat 4, and above
LEAST_BEAT_S, BEAT = 0.3, 0.4  # of a sound: beats are so far apart, and onsets of at least that height
ENOUGH = 1e-9


@dataclass(frozen=True, eq=False)
class Music:
    """What is heard.

    Attributes:
        seconds: how long, from the beginning of the film.
        heard: each feature (frames,), 0…1, at the frames of the film.
        beats: their moments in seconds.
        score: the notes; None of a sound.
        start: the second at which it begins.
        path: of the sound.
    """

    seconds: float
    heard: Mapping[str, Floats]
    beats: Floats
    score: Score | None
    start: float
    path: Path


def score_of(part: ScorePart, works: Works) -> Score | None:
    """The notes of a script at the tempo that it names; None where it names a sound.

    Raises:
        WorkError: they cannot be read.
    """
    if Path(part.file).suffix.lower() in FORMATS:
        return None
    score = joined([read(data, name) for data, name in works.files("score", part)])
    score = score.played(part.bpm, part.semitones, [] if part.program is None else [part.program])
    return score if part.seconds is None else ended(score, part.seconds)


def played(score: Score, start: float, fps: int, seconds: float | None, folder: Path) -> Music:
    """Notes as the music of a film.

    Args:
        score: as it is played.
        start: the second at which it begins.
        fps: frames a second.
        seconds: of the film; left out, as long as the score, and until the last notes have died away.
        folder: where its sound is written.
    Raises:
        FormError: it cannot be played.
    """
    end = start + seconds_of(score) + TAIL_S if seconds is None else seconds
    path = folder / "score.wav"
    write_whole(path, wav_of(later(score, start), {}))
    beats = beats_s(score) + start
    return Music(end, heard_in(score, fps, end, start), beats[beats < end], score, start, path)


def seconds_of(score: Score) -> float:
    """How long a score is."""
    return float(score.seconds_at([score.end])[0])


def joined(scores: Sequence[Score]) -> Score:
    """Scores one after the other, each from the bar after the last one ended.

    Raises:
        WorkError: they have different parts.
    """
    whole = scores[0]
    for more in scores[1:]:
        if len(more.parts) != len(whole.parts) or more.ticks != whole.ticks:
            raise WorkError(f"phrases of {len(whole.parts)} and {len(more.parts)} parts cannot follow one another.")
        whole = _followed(whole, more)
    return whole


def _followed(first: Score, then: Score) -> Score:
    end = first.end
    parts = [
        replace(part, notes=np.concatenate([part.notes, _moved(other.notes, end)]))
        for part, other in zip(first.parts, then.parts, strict=True)
    ]
    bars = [*first.bars, *(Bar(bar.start + end, bar.length, bar.nominal) for bar in then.bars)]
    tempos = [*first.tempos, *((tick + end, bpm) for tick, bpm in then.tempos)]
    return replace(first, parts=parts, bars=bars, tempos=tempos)


def _moved(notes: NDArray[np.int64], ticks: int) -> NDArray[np.int64]:
    moved = notes.copy()
    moved[:, ONSET] += ticks
    return moved


def ended(score: Score, seconds: float) -> Score:
    """The bars of a score that begin before that second, notes cut at the last bar's end."""
    bars = [bar for bar in score.bars if float(score.seconds_at([bar.start])[0]) < seconds - ENOUGH] or score.bars[:1]
    end = bars[-1].start + bars[-1].length
    parts = []
    for part in score.parts:
        notes = part.notes[part.notes[:, ONSET] < end].copy()
        notes[:, LENGTH] = np.minimum(notes[:, LENGTH], end - notes[:, ONSET])
        parts.append(replace(part, notes=notes))
    return replace(score, parts=parts, bars=bars, tempos=[one for one in score.tempos if one[0] < end])


def later(score: Score, seconds: float) -> Score:
    """The score after so much silence."""
    if not seconds:
        return score
    ticks = max(1, round(seconds * score.tempos[0][1] / 60 * score.ticks))
    parts = [replace(part, notes=_moved(part.notes, ticks)) for part in score.parts]
    tempos = [(0, ticks / score.ticks * 60 / seconds), *((tick + ticks, bpm) for tick, bpm in score.tempos)]
    return replace(score, parts=parts, bars=[Bar(bar.start + ticks, bar.length, bar.nominal) for bar in score.bars],
                   tempos=tempos)  # fmt: skip


def at_tension(score: Score, tension: Floats, tempo: float, seconds: float | None, start: float = 0.0) -> Score:
    """The score with the tempo of each bar set by how tense the film is when the bar begins.

    A moment as tense as the mean of the scene keeps the tempo, the tensest is faster by ``tempo``, and what is as far
    below the mean is slower by as much.

    Args:
        score: at its own tempo.
        tension: (n,) −1…1, over the film.
        tempo: 0.25 is a quarter faster at most.
        seconds: of the film; left out, as long as the score at its own tempo.
        start: the second at which the score begins.
    """
    whole = seconds or start + seconds_of(score)
    places = (np.arange(len(tension)) + 0.5) / len(tension) * whole
    now, tempos = start, []
    for bar in score.bars:
        own = next(bpm for tick, bpm in reversed(score.tempos) if tick <= bar.start)
        bpm = own * (1 + tempo * float(np.interp(now, places, tension)))
        tempos.append((bar.start, float(np.clip(bpm, LEAST_BPM, MOST_BPM))))
        now += bar.length / score.ticks * 60 / tempos[-1][1]
    if tempos and tempos[0][0] > 0:
        tempos.insert(0, (0, tempos[0][1]))
    return replace(score, tempos=tempos or score.tempos)


def heard_in(score: Score, fps: int, seconds: float, start: float = 0.0) -> dict[str, Floats]:
    """What the notes of a score say at each frame, exactly: onset, loudness, registers and the twelve pitch classes.

    Args:
        score: the notes.
        fps: frames a second.
        seconds: of the film.
        start: the second at which the score begins.
    Returns:
        each (frames,), 0…1, of the most notes at once; what a sound would be heard to have, but counted.
    """
    frames, first = max(1, round(seconds * fps)), round(start * fps)
    told = curves(score, fps, max(1, frames - first) / fps)
    found = {"onset": _later(told.onset, first, frames), "loudness": _later(told.density, first, frames)}
    notes = all_notes(score)
    begin = np.floor(score.seconds_at(notes[:, ONSET]) * fps + 1e-6).astype(int) + first
    end = np.ceil(score.seconds_at(notes[:, ONSET] + notes[:, LENGTH]) * fps - 1e-6).astype(int) + first
    chosen = {name: (notes[:, PITCH] >= low) & (notes[:, PITCH] < high) for name, (low, high) in REGISTERS.items()}
    chosen |= {name: notes[:, PITCH] % 12 == number for number, name in enumerate(PITCHES)}
    for name, which in chosen.items():
        sounding = np.zeros(frames)
        for there, gone in zip(begin[which].tolist(), end[which].tolist(), strict=True):
            sounding[there:gone] += 1
        found[name] = sounding / max(1.0, float(sounding.max()))
    return found


def _later(values: Floats, by: int, frames: int) -> Floats:
    return np.pad(values, (by, 0))[:frames]


def sound_of(part: ScorePart, works: Works, fps: int, seconds: float | None) -> Music:
    """A sound as it is: its features as they are heard, and its clear onsets as beats.

    Raises:
        WorkError: it cannot be read, or is asked to be played as notes are.
    """
    path = works.path(part.file)
    works.files("score", part)
    if part.start or part.bpm or part.program is not None or part.semitones:
        raise WorkError(f"{path}: a sound is heard as it is; start, bpm, program and semitones are for notes.")
    end = seconds or length_s(path)
    heard = hear(path, fps, end).values
    return Music(end, heard, beats_heard(heard["onset"], fps), None, 0.0, path)


def beats_heard(onset: Floats, fps: int) -> Floats:
    """The moments, in seconds, of the highest onsets, LEAST_BEAT_S apart."""
    from scipy.signal import find_peaks

    found, _ = find_peaks(np.pad(onset, 1), height=BEAT, distance=max(1, round(LEAST_BEAT_S * fps)))
    return np.asarray((found - 1) / fps, np.float64)

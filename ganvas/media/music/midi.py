"""MIDI files as scores, read byte by byte within limits.

A reader of our own, because a file is hostile: mido takes a number of any length, such as a megabyte of 0xFF. It is the
oracle of the tests, and it writes ours.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ganvas.errors import WorkError
from ganvas.media.music.score import (
    LEAST_BPM,
    MAX_NOTES,
    MAX_PARTS,
    MAX_QUARTERS,
    MOST_BPM,
    QUARTER_BPM,
    Part,
    Score,
    bars_by_meter,
    sorted_notes,
)
from ganvas.media.music.words import plain_words

MAX_BYTES = 8 << 20
MAX_EVENTS = 1_000_000
MOST_SILENCE = 16  # quarters after the last note that still are of the piece
DRUMS = 9  # the tenth channel
DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
FRAMES = {24: 24.0, 25: 25.0, 29: 30_000 / 1001, 30: 30.0}  # a second, of SMPTE
TEXT, TRACK_NAME, TEMPO, METER, KEY = 0x01, 0x03, 0x51, 0x58, 0x59
META_BYTES = {TEMPO: 3, METER: 2, KEY: 2}  # the least that is needed of each
MOST_POWER = 6  # a meter in 64ths
SIGNATURE = b"MThd"
Events = Iterator[tuple[int, int, bytes]]


@dataclass(eq=False)
class _Track:
    """What one track says so far; keys are channels."""

    name: str = ""
    rows: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    programs: dict[int, int] = field(default_factory=dict)
    sounding: dict[tuple[int, int], tuple[int, bool]] = field(default_factory=dict)


@dataclass(eq=False)
class _File:
    """What all tracks say together."""

    ticks: int
    smpte: bool
    tracks: list[_Track] = field(default_factory=list)
    tempos: dict[int, float] = field(default_factory=dict)
    meters: dict[int, int] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    count: int = 0
    end: int = 0
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, phrase: str) -> None:
        self.notes[phrase] = self.notes.get(phrase, 0) + 1


def read_midi(data: bytes, name: str) -> Score:
    """A standard MIDI file of format 0 or 1 as a score.

    Args:
        data: the whole file.
        name: of the file, for errors.
    Returns:
        one part for each channel of each track that has notes; the bars are those of its meters.
    Raises:
        WorkError: it is no such file, is cut off, or goes beyond what music needs.
    """
    if len(data) > MAX_BYTES:
        raise WorkError(f"{name}: {len(data):,} bytes; a MIDI file has at most {MAX_BYTES:,}.", "size")
    try:
        file = _header(data)
        for body in _bodies(data):
            _track(file, body)
        return _score(file)
    except _Broken as fault:
        raise WorkError(f"{name}: {fault}", fault.reason) from None
    except WorkError as fault:
        raise WorkError(f"{name}: {fault}", fault.reason) from None


class _Broken(Exception):
    def __init__(self, message: str, reason: str = "unreadable") -> None:
        super().__init__(message)
        self.reason = reason


def _header(data: bytes) -> _File:
    length = int.from_bytes(data[4:8], "big")
    if not data.startswith(SIGNATURE) or len(data) < 14 or length < 6:
        raise _Broken("is no MIDI file; export it again as standard MIDI.")
    kind, division = int.from_bytes(data[8:10], "big"), int.from_bytes(data[12:14], "big")
    if kind > 1:
        raise _Broken(f"is MIDI of format {kind}, a set of loose patterns; export it as format 0 or 1.")
    if division & 0x8000:
        frames, parts = FRAMES.get(256 - (division >> 8)), division & 0xFF
        if frames is None or not parts:
            raise _Broken("counts time in frames that there are none of; export it with ticks per quarter note.")
        return _File(max(1, round(frames * parts * 60 / QUARTER_BPM)), smpte=True)
    if not division:
        raise _Broken("says that a quarter note has 0 ticks; export it again.")
    return _File(division, smpte=False)


def _bodies(data: bytes) -> Iterator[bytes]:
    """The bytes of each track; other chunks are passed over, as the standard says."""
    position = 8 + int.from_bytes(data[4:8], "big")
    found = 0
    while position + 8 <= len(data):
        kind, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "big")
        position += 8
        if kind == b"MTrk":
            found += 1
            if position + length > len(data):
                raise _Broken(f"is cut off: its track {found} should have {length:,} bytes; export it again.")
            yield data[position : position + length]
        position += length
    if not found:
        raise _Broken("holds no track; export it again.")


def _events(body: bytes, file: _File) -> Events:
    """Tick, status and data of each event; meta events have status 0xFF00 + their kind."""
    position = tick = status = 0
    while position < len(body):
        delta, position = _number(body, position)
        tick += delta
        file.count += 1
        if file.count > MAX_EVENTS or tick > MAX_QUARTERS * file.ticks:
            raise _Broken("is longer than a day or has more than a million events; cut out a part.", "size")
        first = body[position] if position < len(body) else 0
        if first >= 0xF0:
            skip = 2 if first == 0xFF else 1
            kind = body[position + 1] if first == 0xFF and position + 1 < len(body) else 0
            length, position = _number(body, position + skip)
            if position + length > len(body):
                raise _Broken("is cut off within an event; export it again.")
            yield tick, 0xFF00 + kind if first == 0xFF else first, body[position : position + length]
            position += length
            continue
        if first >= 0x80:
            status, position = first, position + 1
        if not status:
            raise _Broken("begins a track with bytes that belong to no event; export it again.")
        size = DATA_BYTES[status & 0xF0]
        values = body[position : position + size]
        if len(values) < size or max(values) > 127:
            raise _Broken("is cut off or damaged within an event; export it again.")
        yield tick, status, values
        position += size
    file.end = max(file.end, tick)


def _number(body: bytes, position: int) -> tuple[int, int]:
    """A number of variable length, at most four bytes, and where the next thing begins."""
    value = 0
    for byte in body[position : position + 4]:
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    raise _Broken("is cut off or damaged within a number; export it again.")


def _track(file: _File, body: bytes) -> None:
    track = _Track()
    file.tracks.append(track)
    for tick, status, values in _events(body, file):
        if status >= 0xFF00:
            _meta(file, track, tick, status & 0xFF, values)
        elif status >> 4 == 0x9 and values[1]:
            _on(file, track, tick, status & 0xF, values[0])
        elif status >> 4 in (0x8, 0x9):
            _off(file, track, tick, status & 0xF, values[0])
        elif status >> 4 == 0xC:
            track.programs.setdefault(status & 0xF, values[0])
    onsets = {channel: sorted(row[1] for row in rows) for channel, rows in track.rows.items()}
    for (channel, pitch), (onset, _) in track.sounding.items():
        file.note("a note without an end lasts until its channel plays again, a whole note at most")
        here = onsets.get(channel, [])
        later = here[bisect_right(here, onset) :][:1] or [onset + 4 * file.ticks]
        track.rows.setdefault(channel, []).append((pitch, onset, min(4 * file.ticks, later[0] - onset), 1))


def _on(file: _File, track: _Track, tick: int, channel: int, pitch: int) -> None:
    """A note begins; one of the same pitch that still sounds ends there."""
    again = (channel, pitch) in track.sounding
    if again:
        _end(file, track, tick, channel, pitch)
    track.sounding[channel, pitch] = (tick, again)


def _off(file: _File, track: _Track, tick: int, channel: int, pitch: int) -> None:
    onset, again = track.sounding.get((channel, pitch), (tick, True))
    if onset == tick and again:  # the end of the one before, written after the new one's beginning; or of none
        if (channel, pitch) in track.sounding:
            track.sounding[channel, pitch] = (tick, False)
        return
    _end(file, track, tick, channel, pitch)


def _end(file: _File, track: _Track, tick: int, channel: int, pitch: int) -> None:
    onset, _ = track.sounding.pop((channel, pitch))
    if tick == onset:
        file.note("a note of no length left out")
        return
    rows = track.rows.setdefault(channel, [])
    rows.append((pitch, onset, tick - onset, 1))
    if len(rows) > MAX_NOTES:
        raise _Broken(f"has more than {MAX_NOTES:,} notes; cut out a part.", "size")


def _meta(file: _File, track: _Track, tick: int, kind: int, values: bytes) -> None:
    if len(values) < META_BYTES.get(kind, 0):
        raise _Broken("is damaged within a tempo, a meter or a key; export it again.")
    if kind == TRACK_NAME and not track.name:
        track.name = plain_words(values)
    if kind == TEMPO and not file.smpte:
        bpm = 60_000_000 / max(1, int.from_bytes(values[:3], "big"))
        if LEAST_BPM <= bpm <= MOST_BPM:
            file.tempos[tick] = bpm
        else:
            file.note("a tempo that no music has left out")
    if kind == METER:
        length = 4 * file.ticks * values[0] >> min(values[1], MOST_POWER)
        if length and values[1] <= MOST_POWER:
            file.meters[tick] = length
        else:
            file.note("a meter that no music has left out")
    if kind == KEY:
        fifths = int.from_bytes(values[:1], "big", signed=True)
        if -7 <= fifths <= 7:
            file.keys[tick] = fifths


def _score(file: _File) -> Score:
    parts = []
    programs: dict[int, int] = {}
    for track in file.tracks:
        programs = track.programs | programs
    for track in file.tracks:
        for channel, rows in sorted(track.rows.items()):
            program = track.programs.get(channel, programs.get(channel, 0))
            parts.append(Part(track.name, program, sorted_notes(rows), channel == DRUMS))
    if not parts:
        raise _Broken("holds no notes.", "empty")
    if len(parts) > MAX_PARTS:
        raise _Broken(f"has {len(parts)} parts; at most {MAX_PARTS} are read.", "size")
    title = next((track.name for track in file.tracks if track.name and not track.rows), "")
    meters = sorted(({0: 4 * file.ticks} | file.meters).items())
    tempos = sorted(({0: QUARTER_BPM if file.smpte or file.tempos else 120.0} | file.tempos).items())
    notes = [f"{phrase} ({count})" for phrase, count in file.notes.items()]
    last = max(int((part.notes[:, 1] + part.notes[:, 2]).max()) for part in parts)
    end = max(last, min(file.end, last + MOST_SILENCE * file.ticks))
    return Score(parts, bars_by_meter(end, meters), tempos, sorted(file.keys.items()), file.ticks, title, "", notes)


def midi_text(data: bytes) -> Mapping[str, str]:
    """The text that ``write_midi`` put into the file; empty where the bytes are no MIDI file or hold none."""
    from ganvas.media.music.words import carried

    try:
        file = _header(data)
        body = next(iter(_bodies(data)))
        for _, status, values in _events(body, file):
            if status == 0xFF00 + TEXT and (text := carried(values)):
                return text
    except _Broken:
        return {}
    return {}

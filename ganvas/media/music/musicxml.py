"""MusicXML files as scores, read measure by measure.

A reader of our own: it takes what a score needs and no more, and keeps what a MIDI file of the same piece would lose,
such as which bar is a pick-up and which part transposes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from ganvas.errors import WorkError
from ganvas.media.music.container import elements, xml_of
from ganvas.media.music.score import (
    LEAST_BPM,
    MAX_BARS,
    MAX_NOTES,
    MAX_PARTS,
    MAX_QUARTERS,
    MOST_BPM,
    QUARTER_BPM,
    TICKS,
    Bar,
    Part,
    Score,
    sorted_notes,
)
from ganvas.media.music.words import carried, plain_words

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
DRUMS = 10  # the MIDI channel, counted from 1
FIELD = "ganvas"  # the miscellaneous-field that carries text
Time = int | Fraction


@dataclass(eq=False)
class _Part:
    """What one part says so far; rows are (measure, onset in it, length, pitch, voice, tie from before, tie on)."""

    per: Time = TICKS
    divided: bool = False
    up: int = 0
    meter: int = 4 * TICKS
    staves: int = 1
    rows: list[tuple[int, Time, Time, int, int, bool, bool]] = field(default_factory=list)
    lengths: list[Time] = field(default_factory=list)
    meters: list[int] = field(default_factory=list)


@dataclass(eq=False)
class _File:
    """What all parts say together; times are (measure, moment in it)."""

    names: dict[str, str] = field(default_factory=dict)
    programs: dict[str, int] = field(default_factory=dict)
    drums: set[str] = field(default_factory=set)
    parts: dict[str, _Part] = field(default_factory=dict)
    tempos: dict[tuple[int, Time], float] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, phrase: str) -> None:
        self.notes[phrase] = self.notes.get(phrase, 0) + 1


def read_musicxml(data: bytes, name: str) -> Score:
    """A partwise MusicXML file, plain or zipped, as a score.

    Args:
        data: the whole file.
        name: of the file, for errors.
    Raises:
        WorkError: it is no such file, is damaged, or goes beyond what music needs.
    """
    try:
        return _score(_read(xml_of(data)))
    except WorkError as fault:
        raise WorkError(f"{name}: {fault}", fault.reason) from None


def musicxml_text(data: bytes) -> Mapping[str, str]:
    """The text that ``write_musicxml`` put into the file; empty where it holds none or is no MusicXML."""
    try:
        for element in elements(xml_of(data)):
            if element.tag == "miscellaneous-field" and element.get("name") == FIELD:
                return carried(element.text or "")
            if element.tag == "identification":
                return {}
    except WorkError:
        return {}
    return {}


def _read(xml: bytes) -> _File:
    file, part = _File(), _Part()
    for element in elements(xml):
        if element.tag == "measure":
            _measure(file, part, element)
            element.clear()
        elif element.tag == "part":
            file.parts[element.get("id", "")] = part
            part = _Part()
            element.clear()
        elif element.tag == "score-part":
            _named(file, element)
        elif element.tag in ("work-title", "movement-title"):
            file.words.setdefault("title", plain_words(element.text or ""))
        elif element.tag == "creator" and element.get("type") == "composer":
            file.words.setdefault("composer", plain_words(element.text or ""))
        elif element.tag == "score-timewise":
            raise WorkError("is a timewise score; export it partwise, as all programs do.")
    return file


def _named(file: _File, element: Element) -> None:
    """Name, instrument and channel of one part, from the part list."""
    key = element.get("id", "")
    file.names[key] = plain_words(element.findtext("part-name") or "")
    program = _number(element.findtext(".//midi-program"), 1)
    file.programs[key] = min(max(int(program) - 1, 0), 127)
    if element.findtext(".//midi-channel") == str(DRUMS):
        file.drums.add(key)


def _measure(file: _File, part: _Part, measure: Element) -> None:
    """The notes of one measure of one part."""
    number = len(part.lengths)
    if number >= MAX_BARS:
        raise WorkError(f"has more than {MAX_BARS:,} bars; a work of music is shorter.", "size")
    now: Time = 0
    last: Time = 0  # where the note before began, for a chord
    end: Time = 0
    for element in measure:
        tag = element.tag
        if tag == "note":
            last, now = _note(file, part, element, number, last, now)
        elif tag == "backup":
            now = max(0, now - _duration(part, element))
        elif tag == "forward":
            now += _duration(part, element)
        elif tag == "attributes":
            _attributes(file, part, element, number)
        elif tag in ("direction", "sound"):
            _tempo(file, element, number, now)
        elif tag == "barline" and element.find("repeat") is not None:
            file.note("a repeat is not played again")
        end = max(end, now)
    part.lengths.append(end)
    part.meters.append(part.meter)


def _note(file: _File, part: _Part, note: Element, number: int, last: Time, now: Time) -> tuple[Time, Time]:
    """Keep one note; where it began, and the moment after it."""
    if note.find("grace") is not None or note.find("cue") is not None:
        file.note("a grace note or cue left out")
        return last, now
    length = _duration(part, note)
    chord = note.find("chord") is not None
    onset = last if chord else now
    after = now if chord else now + length
    pitch = note.find("pitch")
    if pitch is None:
        if note.find("unpitched") is not None:
            file.note("a note without pitch left out")
        return onset, after
    height = _height(part, pitch)
    if not 0 <= height <= 127:
        file.note("a note beyond MIDI's pitches left out")
    elif length:
        ties = {tie.get("type") for tie in note.findall("tie")}
        voice = _whole(note.findtext("voice"), 1) + 100 * (_whole(note.findtext("staff"), 1) - 1)
        part.rows.append((number, onset, length, height, voice, "stop" in ties, "start" in ties))
        if len(part.rows) > MAX_NOTES:
            raise WorkError(f"has more than {MAX_NOTES:,} notes; cut out a part.", "size")
    return onset, after


def _height(part: _Part, pitch: Element) -> int:
    """Sounding pitch, 60 = middle C."""
    step = STEPS.get((pitch.findtext("step") or "").strip())
    if step is None:
        raise WorkError("has a note whose step is none of A to G; export it again.")
    alter = _number(pitch.findtext("alter"), 0)
    return 12 * (_whole(pitch.findtext("octave"), 4) + 1) + step + math.floor(alter + 0.5) + part.up


def _duration(part: _Part, element: Element) -> Time:
    """How long it lasts, in ticks; whole wherever the file's divisions divide them."""
    text = (element.findtext("duration") or "0").strip()
    value: Time = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else Fraction(_number(text, 0))
    if not 0 <= value * part.per <= MAX_QUARTERS * TICKS:
        raise WorkError(f"has a note that lasts {text[:20]}; export it again.")
    return value * part.per


def _attributes(file: _File, part: _Part, element: Element, number: int) -> None:
    """Divisions, transposition, key and meter from here on."""
    if (text := element.findtext("divisions")) is not None:
        divisions = _number(text, 0)
        if not 1 / 64 <= divisions <= 1 << 24:
            raise WorkError(f"divides a quarter into {text[:20]}; export it again.")
        per = TICKS / Fraction(divisions).limit_denominator(1000)
        part.per = int(per) if per.denominator == 1 else per
    if (transpose := element.find("transpose")) is not None:
        octaves = _whole(transpose.findtext("octave-change"), 0)
        part.up = _whole(transpose.findtext("chromatic"), 0) + 12 * octaves
    if (fifths := element.findtext("key/fifths")) is not None and part.up % 12 == 0:
        file.keys.setdefault(number, min(max(_whole(fifths, 0), -7), 7))
    beats, kind = element.findtext("time/beats"), element.findtext("time/beat-type")
    if beats and kind:
        above = sum(_whole(beat, 0) for beat in beats[:40].split("+"))
        below = _whole(kind, 4)
        if 0 < above <= 64 and below in (1, 2, 4, 8, 16, 32, 64):
            part.meter = 4 * TICKS * above // below
        else:
            file.note("a meter that no music has left out")


def _tempo(file: _File, element: Element, number: int, now: Time) -> None:
    sound = element if element.tag == "sound" else element.find("sound")
    text = None if sound is None else sound.get("tempo")
    if text is None:
        return
    try:
        bpm = float(text)
    except ValueError:
        bpm = math.nan
    if LEAST_BPM <= bpm <= MOST_BPM:  # false for NaN as well
        file.tempos[number, now] = bpm
    else:
        file.note("a tempo that no music has left out")


def _number(text: str | None, default: float) -> float:
    """A finite number, or an error; the default where there is none."""
    if text is None or not text.strip():
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) < 1e12:
        raise WorkError(f"has {text[:20]!r} where a number belongs; export it again.")
    return value


def _whole(text: str | None, default: int) -> int:
    return int(_number(text, default))


def _score(file: _File) -> Score:
    """What was read, in ticks from the beginning."""
    listed = {key: part for key, part in file.parts.items() if part.lengths}
    if len(listed) > MAX_PARTS:
        raise WorkError(f"has {len(listed)} parts; at most {MAX_PARTS} are read.", "size")
    bars = _bars(list(listed.values()))
    parts = []
    for key, part in listed.items():
        notes = sorted_notes(_tied(part, bars))
        if len(notes):
            parts.append(Part(file.names.get(key, ""), file.programs.get(key, 0), notes, key in file.drums))
    if not parts:
        raise WorkError("holds no notes.", "empty")
    tempos = {bars[n].start + round(now): bpm for (n, now), bpm in sorted(file.tempos.items())}
    keys = [(bars[n].start, fifths) for n, fifths in sorted(file.keys.items())]
    notes_said = [f"{phrase} ({count})" for phrase, count in file.notes.items()]
    first = next(iter(tempos.values()), QUARTER_BPM)
    said = file.words.get
    return Score(
        parts,
        joined(bars),
        sorted(({0: first} | tempos).items()),
        keys,
        TICKS,
        said("title", ""),
        said("composer", ""),
        notes_said,
    )


def _bars(parts: list[_Part]) -> list[Bar]:
    """One bar for each measure, as long as the longest part has it."""
    bars, start = [], 0
    for number in range(max(len(part.lengths) for part in parts) if parts else 0):
        here = [part for part in parts if number < len(part.lengths)]
        nominal = max(1, here[0].meters[number])
        length = round(max(part.lengths[number] for part in here)) or nominal
        bars.append(Bar(start, length, nominal))
        start += length
        if start > MAX_QUARTERS * TICKS:
            raise WorkError("lasts longer than a day; cut out a part.", "size")
    return bars


def joined(bars: list[Bar]) -> list[Bar]:
    """The bars, with two halves of one, which a repeat between them cut, made whole again."""
    whole: list[Bar] = []
    for bar in bars:
        before = whole[-1] if whole else None
        if before and not before.whole and before.nominal == bar.nominal == before.length + bar.length:
            whole[-1] = Bar(before.start, bar.nominal, bar.nominal)
        else:
            whole.append(bar)
    return whole


def _tied(part: _Part, bars: list[Bar]) -> list[tuple[int, int, int, int]]:
    """Rows (pitch, onset, length, voice); notes that are tied to one another are one."""
    rows: list[tuple[int, int, int, int]] = []
    open_ties: dict[tuple[int, int], int] = {}  # (pitch, where it ends) to its row
    timed = sorted(
        (bars[n].start + now, pitch, n, now, length, voice, stop, on)
        for n, now, length, pitch, voice, stop, on in part.rows
    )
    for _, pitch, n, now, length, voice, stop, on in timed:
        onset, end = bars[n].start + round(now), bars[n].start + round(now + length)
        row = open_ties.pop((pitch, onset), None) if stop else None
        if row is None:
            row = len(rows)
            rows.append((pitch, onset, max(1, end - onset), voice))
        else:
            rows[row] = (pitch, rows[row][1], end - rows[row][1], rows[row][3])
        if on:
            open_ties[pitch, end] = row
    return rows

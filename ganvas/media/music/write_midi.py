"""Scores as MIDI files."""

import io
from collections.abc import Mapping

from ganvas.media.music.midi import DRUMS
from ganvas.media.music.score import LENGTH, ONSET, PITCH, Part, Score
from ganvas.media.music.words import carry

CHANNELS = [channel for channel in range(16) if channel != DRUMS]
VELOCITY = 80
MAJOR = ["Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"]  # 7 flats … 7 sharps


def write_midi(score: Score, text: Mapping[str, str]) -> bytes:
    """The score as a MIDI file of format 1: a track of tempos and meters, and one for each part.

    Args:
        score: of at most 32,767 ticks a quarter.
        text: carried in the first track; ``midi_text`` reads it.
    """
    import mido

    file = mido.MidiFile(type=1, ticks_per_beat=score.ticks, charset="utf-8")
    meta = mido.MetaMessage
    first = [(0, meta("track_name", name=score.title or "Ganvas")), (0, meta("text", text=carry(text)))]
    first += [(tick, meta("set_tempo", tempo=mido.bpm2tempo(bpm))) for tick, bpm in score.tempos]
    first += [(tick, meta("key_signature", key=MAJOR[fifths + 7])) for tick, fifths in score.keys]
    first += [
        (tick, meta("time_signature", numerator=above, denominator=below)) for tick, above, below in meters(score)
    ]
    first.append((score.end, meta("end_of_track")))
    file.tracks.append(_track(first))
    for number, part in enumerate(score.parts):
        file.tracks.append(_track(_part(part, DRUMS if part.drums else CHANNELS[number % len(CHANNELS)])))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def meters(score: Score) -> list[tuple[int, int, int]]:
    """Tick, numerator and denominator wherever the length of the bars changes; quarters where they are whole."""
    found: list[tuple[int, int, int]] = []
    before = None
    for bar in score.bars:
        if bar.length != before:
            below = next((b for b in (4, 8, 16, 32) if bar.length * b % (4 * score.ticks) == 0), 64)
            found.append((bar.start, max(1, round(bar.length * below / (4 * score.ticks))), below))
        before = bar.length
    return found


def _part(part: Part, channel: int) -> list[tuple[int, object]]:
    import mido

    rows: list[tuple[int, int, object]] = []
    for pitch, onset, length in part.notes[:, [PITCH, ONSET, LENGTH]].tolist():
        rows.append((onset, 1, mido.Message("note_on", channel=channel, note=pitch, velocity=VELOCITY)))
        rows.append((onset + length, 0, mido.Message("note_off", channel=channel, note=pitch, velocity=0)))
    rows.sort(key=lambda row: row[:2])
    head: list[tuple[int, object]] = [(0, mido.MetaMessage("track_name", name=part.name))]
    head.append((0, mido.Message("program_change", channel=channel, program=part.program)))
    return head + [(tick, message) for tick, _, message in rows]


def _track(rows: list[tuple[int, object]]) -> object:
    import mido

    track, now = mido.MidiTrack(), 0
    for tick, message in sorted(rows, key=lambda row: row[0]):
        track.append(message.copy(time=tick - now))  # type: ignore[attr-defined]
        now = tick
    return track

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.errors import WorkError
from ganvas.media.music import midi as reader
from ganvas.media.music.midi import midi_text, read_midi
from ganvas.media.music.score import Bar, Part, Score, sorted_notes
from ganvas.media.music.write_midi import write_midi
from tests.media.music.pieces import midi, number, off, on, track


def rows(score: Score, part: int = 0) -> list[list[int]]:
    return score.parts[part].notes[:, :3].tolist()


def test_notes_bars_tempo_key_and_name():
    head = track(
        b"\x00\xff\x51\x03" + (500_000).to_bytes(3, "big"),
        b"\x00\xff\x58\x04\x03\x02\x18\x08",
        b"\x00\xff\x59\x02\xfe\x01",
    )
    score = read_midi(midi(head, track(b"\x00\xff\x03\x05Viola", b"\x00\xc0\x29", on(0, 60), off(96, 60))), "a.mid")
    assert rows(score) == [[60, 0, 96]]
    assert (score.parts[0].name, score.parts[0].program, score.ticks) == ("Viola", 41, 96)
    assert score.tempos == [(0, 120.0)]
    assert score.keys == [(0, -2)]
    assert score.bars == [Bar(0, 288, 288)]


def test_running_status_and_silent_note_on():
    score = read_midi(midi(track(on(0, 60), b"\x30\x3c\x00", b"\x00\x40\x50", b"\x30\x40\x00")), "a.mid")
    assert rows(score) == [[60, 0, 48], [64, 48, 48]]


def test_format_0_has_a_part_for_each_channel():
    score = read_midi(midi(track(on(0, 60), on(0, 48, 1), off(96, 60), off(0, 48, 1)), kind=0), "a.mid")
    assert [rows(score, part) for part in (0, 1)] == [[[60, 0, 96]], [[48, 0, 96]]]


def test_a_note_that_begins_again_ends_the_one_before_in_either_order_of_bytes():
    again = track(on(0, 60), on(96, 60), off(0, 60), off(96, 60))
    assert rows(read_midi(midi(again), "a.mid")) == [[60, 0, 96], [60, 96, 96]]


def test_a_missing_end_lasts_until_the_next_note():
    score = read_midi(midi(track(on(0, 60), on(48, 62), off(48, 62))), "a.mid")
    assert rows(score) == [[60, 0, 48], [62, 48, 48]]
    assert "without an end" in score.notes[0]


def test_the_drums_are_marked():
    score = read_midi(midi(track(on(0, 36, 9), off(24, 36, 9), on(0, 60), off(24, 60))), "a.mid")
    assert [part.drums for part in score.parts] == [False, True]
    assert score.count == 1


def test_time_in_frames_has_quarters_of_96_a_minute():
    score = read_midi(midi(track(on(0, 60), off(625, 60)), division=(256 - 25) << 8 | 40), "a.mid")
    assert score.ticks == 625
    assert score.seconds_at([625])[0] == pytest.approx(0.625)


def test_an_unknown_chunk_is_passed_over():
    data = midi(track(on(0, 60), off(96, 60)))
    assert rows(read_midi(data[:14] + b"XFIH\x00\x00\x00\x03abc" + data[14:], "a.mid")) == [[60, 0, 96]]


BAD = {
    "empty": (b"", "no MIDI file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(30), "no MIDI file"),
    "format 2": (midi(track(on(0, 60), off(9, 60)), kind=2), "format 2"),
    "division 0": (midi(track(on(0, 60), off(9, 60)), division=0), "0 ticks"),
    "frames 0": (midi(track(on(0, 60), off(9, 60)), division=0xE700), "frames"),
    "no track": (midi(), "no track"),
    "no notes": (midi(track()), "no notes"),
    "cut off": (midi(track(on(0, 60), off(96, 60)))[:-6], "cut off"),
    "4 GB track": (midi() + b"MTrk\xff\xff\xff\xff" + bytes(9), "cut off"),
    "endless number": (midi(track(b"\xff" * 5000)), "number"),
    "giant deltas": (midi(track(*[on(0x0FFFFFFF, 60), off(0x0FFFFFFF, 60)])), "longer than a day"),
    "giant sysex": (midi(track(b"\x00\xf0\xff\xff\xff\x7f")), "cut off"),
    "data beyond 127": (midi(track(b"\x00\x90\xff\x50")), "damaged"),
    "data before status": (midi(track(b"\x00\x3c\x50")), "no event"),
    "short tempo": (midi(track(b"\x00\xff\x51\x01\x00", on(0, 60), off(9, 60))), "tempo"),
    "many bars": (
        midi(track(b"\x00\xff\x58\x04\x01\x06\x18\x08", on(0, 60), off(0, 60), on(2_000_000, 60), off(960, 60))),
        "bars",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_one_sentence(case: str):
    data, said = BAD[case]
    with pytest.raises(WorkError, match=said) as caught:
        read_midi(data, "bad.mid")
    assert str(caught.value).startswith("bad.mid: ")
    assert "\n" not in str(caught.value)


def test_more_than_a_million_events_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "MAX_EVENTS", 20)
    with pytest.raises(WorkError, match="million"):
        read_midi(midi(track(*[on(1, 60) + off(1, 60)] * 20)), "a.mid")


def test_tempo_0_and_a_meter_of_nothing_are_left_out():
    bad = track(b"\x00\xff\x51\x03\x00\x00\x00", b"\x00\xff\x58\x04\x00\x02\x18\x08", on(0, 60), off(96, 60))
    score = read_midi(midi(bad), "a.mid")
    assert score.tempos == [(0, 120.0)]
    assert len(score.notes) == 2


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 60))
def test_any_bytes_are_music_or_one_sentence(noise: bytes, place: int):
    whole = midi(track(on(0, 60), off(96, 60), on(0, 62), off(96, 62)))
    for data in (midi(track(noise)), whole[:place] + noise[:3] + whole[place + 3 :], noise):
        with contextlib.suppress(WorkError):
            read_midi(data, "a.mid")


NOTE = st.tuples(st.integers(0, 127), st.integers(0, 2000), st.integers(1, 500))


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTE, min_size=1, max_size=30))
def test_what_is_written_is_read(notes: list[tuple[int, int, int]]):
    import mido

    kept: list[tuple[int, int, int, int]] = []
    for pitch, onset, length in sorted(notes):  # one pitch does not overlap itself
        if all(p != pitch or o + n <= onset for p, o, n, _ in kept):
            kept.append((pitch, onset, length, 1))
    score = Score([Part("Flöte", 73, sorted_notes(kept))], [Bar(0, 384, 384)], ((0, 90.0),), ((0, 3),), 96)
    data = write_midi(score, {"a": "ü"})
    again = read_midi(data, "a.mid")
    assert np.array_equal(again.parts[0].notes, score.parts[0].notes)
    assert (again.parts[0].name, again.parts[0].program, again.keys) == ("Flöte", 73, [(0, 3)])
    assert again.tempos[0][1] == pytest.approx(90, 1e-5)
    assert midi_text(data) == {"a": "ü"}
    assert mido.MidiFile(file=io.BytesIO(data)).ticks_per_beat == 96  # the oracle opens it


def test_no_text_in_other_bytes():
    assert midi_text(b"MThd") == {}
    assert midi_text(midi(track(b"\x00\xff\x01\x05hello"))) == {}
    assert number(0x0FFFFFFF) == b"\xff\xff\xff\x7f"

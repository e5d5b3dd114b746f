import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganvas.errors import WorkError
from ganvas.media.music import container
from ganvas.media.music.musicxml import musicxml_text, read_musicxml
from ganvas.media.music.score import TICKS, Score
from tests.media.music.pieces import attributes, measure, note, rest, xml

QUARTER = TICKS
SIXTEENTH = TICKS // 4


def rows(score: Score, part: int = 0) -> list[list[int]]:
    return score.parts[part].notes[:, :3].tolist()


def mxl(name: str, content: bytes, **others: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in others.items():
            archive.writestr(other, data)
        archive.writestr(name, content)
    return out.getvalue()


def test_notes_and_bars():
    data = xml(measure(attributes(4, -3, 3), note("C", 4, 8), note("E", 4, 4, alter=-1)) + measure(note("G", 4, 12)))
    score = read_musicxml(data, "a.xml")
    assert rows(score) == [[60, 0, 2 * QUARTER], [63, 2 * QUARTER, QUARTER], [67, 3 * QUARTER, 3 * QUARTER]]
    assert [(bar.length, bar.whole) for bar in score.bars] == [(3 * QUARTER, True)] * 2
    assert score.keys == [(0, -3)]


def test_a_tie_is_one_note_across_the_bar_line():
    data = xml(measure(attributes(), note("C", 4, 16, "tie-start")) + measure(note("C", 4, 4, "tie-stop"), rest(12)))
    assert rows(read_musicxml(data, "a.xml")) == [[60, 0, 5 * QUARTER]]


def test_a_tie_that_nothing_began_is_a_note():
    data = xml(measure(attributes(), note("C", 4, 12), note("D", 4, 4, "tie-stop")))
    assert len(rows(read_musicxml(data, "a.xml"))) == 2


def test_chords_voices_and_staves():
    both = measure(
        attributes(),
        note("C", 5, 16),
        note("E", 5, 16, "chord"),
        "<backup><duration>16</duration></backup>",
        note("C", 3, 16, voice=2, staff=2),
    )
    score = read_musicxml(xml(both), "a.xml")
    assert [row[0] for row in rows(score)] == [48, 72, 76]
    assert score.parts[0].notes[:, 3].tolist() == [102, 1, 1]


def test_tuplets_are_exact():
    data = xml(measure(attributes(6), *[note("C", 4, 2)] * 3, rest(18)))
    assert [row[1:] for row in rows(read_musicxml(data, "a.xml"))] == [[n * 3360, 3360] for n in range(3)]


def test_a_pick_up_is_no_whole_bar_and_parts_stay_together():
    lines = [measure(attributes(), note(step, 4, 4), implicit=True) + measure(note(step, 4, 16)) for step in "CE"]
    score = read_musicxml(xml(*lines), "a.xml")
    assert [bar.whole for bar in score.bars] == [False, True]
    assert rows(score, 1)[1][1] == QUARTER


def test_a_bar_that_a_repeat_cuts_is_one_bar():
    first = measure(attributes(), note("C", 4, 16)) + measure(note("C", 4, 12))
    score = read_musicxml(xml(first + measure(note("D", 4, 4), implicit=True) + measure(note("E", 4, 16))), "a.xml")
    assert [bar.whole for bar in score.bars] == [True, True, True]


def test_a_short_first_bar_of_half_a_meter_is_read():
    score = read_musicxml(xml(measure(attributes(), note("C", 4, 8)) + measure(note("C", 4, 16))), "a.xml")
    assert [bar.whole for bar in score.bars] == [False, True]


def test_transposing_instruments_sound():
    clarinet = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    data = xml(measure(attributes(4, 2, more=clarinet), note("D", 4, 16)))
    score = read_musicxml(data, "a.xml")
    assert rows(score)[0][0] == 60
    assert score.keys == []


def test_grace_notes_cues_and_unpitched_are_left_out_and_said():
    drum = "<note><unpitched/><duration>4</duration></note>"
    data = xml(measure(attributes(), note("C", 4, 4, "grace"), drum, note("D", 4, 12)))
    score = read_musicxml(data, "a.xml")
    assert rows(score) == [[62, QUARTER, 3 * QUARTER]]
    assert score.notes == ["a grace note or cue left out (1)", "a note without pitch left out (1)"]


def test_tempo_and_what_is_none():
    sounds = '<direction><sound tempo="NaN"/></direction><direction><sound tempo="72"/></direction>'
    score = read_musicxml(xml(measure(attributes(), sounds, note("C", 4, 16))), "a.xml")
    assert score.tempos == [(0, 72.0)]
    assert "tempo" in score.notes[0]


def test_a_sum_of_beats():
    score = read_musicxml(xml(measure(attributes(2, 0, "3+2", 8), note("C", 4, 5))), "a.xml")
    assert score.bars[0].nominal == 5 * TICKS // 2
    assert score.bars[0].whole


def test_zipped_with_and_without_container():
    plain = xml(measure(attributes(), note("C", 4, 16)))
    said = b'<container><rootfiles><rootfile full-path="b.xml"/></rootfiles></container>'
    assert rows(read_musicxml(mxl("b.xml", plain, **{"META-INF/container.xml": said, "a.xml": b"<x/>"}), "a"))
    assert rows(read_musicxml(mxl("score.xml", plain), "a"))


def test_utf16():
    text = xml(measure(attributes(), note("C", 4, 16))).decode().replace("UTF-8", "UTF-16")
    assert rows(read_musicxml(text.encode("utf-16"), "a"))


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
ONE = measure(attributes(), note("C", 4, 16))
BAD = {
    "empty": (b"", "damaged or cut off"),
    "not XML": (b"MThd" + bytes(40), "damaged or cut off"),
    "cut off": (xml(ONE)[:-60], "damaged or cut off"),
    "entities": (xml(ONE, head=BOMB), "entities"),
    "external entity": (xml(ONE, head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "entities"),
    "nested": (b"<a>" * 3000, "nests"),
    "no notes": (xml(measure(attributes(), rest(16))), "no notes"),
    "no score": (b"<html><body/></html>", "no notes"),
    "timewise": (b"<score-timewise><measure><part id='P1'/></measure></score-timewise>", "timewise"),
    "divisions 0": (xml(measure(attributes(0), note("C", 4, 16))), "divides"),
    "divisions NaN": (xml(measure(attributes("nan"), note("C", 4, 16))), "number belongs"),
    "endless note": (xml(measure(attributes(), note("C", 4, 10**11))), "lasts"),
    "infinite note": (xml(measure(attributes(), note("C", 4, "inf"))), "number belongs"),
    "negative note": (xml(measure(attributes(), note("C", 4, -4))), "lasts"),
    "step H": (xml(measure(attributes(), note("H", 4, 4))), "step"),
    "ebcdic": (b"<?xml version='1.0' encoding='cp037'?><a/>", "cp037"),
    "bad zip": (b"PK\x03\x04" + bytes(60), "zip"),
    "zip of a picture": (mxl("a.png", b"x"), "holds no score"),
    "zip bomb in the container": (mxl("a.xml", xml(ONE), **{"META-INF/container.xml": bytes(1 << 20)}), "unzips"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_one_sentence(case: str):
    data, said = BAD[case]
    with pytest.raises(WorkError, match=said) as caught:
        read_musicxml(data, "bad.mxl")
    assert str(caught.value).startswith("bad.mxl: ")
    assert "\n" not in str(caught.value)


def test_a_damaged_zip_is_one_sentence():
    data = bytearray(mxl("a.xml", xml(ONE) * 40))
    for place in range(30, len(data), 7):
        broken = bytes(data[:place]) + bytes([data[place] ^ 0x5A]) + bytes(data[place + 1 :])
        with contextlib.suppress(WorkError):
            read_musicxml(broken, "a.mxl")


def test_limits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(container, "MAX_BYTES", 5000)
    with pytest.raises(WorkError, match="unzips"):
        read_musicxml(mxl("a.xml", bytes(10_000)), "a.mxl")
    with pytest.raises(WorkError, match="MiB"):
        read_musicxml(b"<a>" + bytes(10_000), "a.xml")
    monkeypatch.setattr(container, "MAX_TAGS", 100)
    with pytest.raises(WorkError, match="tags"):
        read_musicxml(b"<a/>" * 101, "a.xml")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_any_bytes_are_music_or_one_sentence(place: int, noise: bytes):
    whole = xml(ONE)
    with contextlib.suppress(WorkError):
        read_musicxml(whole[:place] + noise + whole[place + len(noise) :], "a.xml")


def test_no_text_in_other_bytes():
    assert musicxml_text(b"") == {}
    assert musicxml_text(xml(ONE)) == {}

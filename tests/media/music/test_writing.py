import io
import shutil
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganvas.errors import FormError, ShapeError, WorkError
from ganvas.media.image.encode import read_text
from ganvas.media.music.curves import beats_s, curves, downbeats_s, onsets_s
from ganvas.media.music.drawn import draw
from ganvas.media.music.engrave import engrave
from ganvas.media.music.musicxml import musicxml_text, read_musicxml
from ganvas.media.music.notation import signs, spelled
from ganvas.media.music.picture import preview, roll_png, sheet
from ganvas.media.music.score import TICKS, Bar, Part, Score, sorted_notes
from ganvas.media.music.sound import RATE, mp3_of, ogg_of, play, soundfont, wav, wav_of
from ganvas.media.music.write_musicxml import write_musicxml
from ganvas.media.sound.decode import read_mono

Q = TICKS
TEXT = {"seed": "7", "word": "ä<&\"'"}


def tone(pitch: int = 69, quarters: int = 4, program: int = 19) -> Score:
    return Score([Part("A", program, sorted_notes([(pitch, 0, quarters * Q, 1)]))], [Bar(0, 4 * Q, 4 * Q)])


NOTE = st.tuples(st.integers(20, 110), st.integers(0, 60), st.integers(1, 20))


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTE, min_size=1, max_size=12), st.integers(-6, 6), st.sampled_from([Q // 4, Q // 3, Q // 6]))
def test_musicxml_is_read_as_it_was_written(notes: list[tuple[int, int, int]], fifths: int, unit: int):
    kept: list[tuple[int, int, int, int]] = []
    for pitch, onset, length in sorted(notes):
        if all(p != pitch or o + n <= onset * unit for p, o, n, _ in kept):
            kept.append((pitch, onset * unit, length * unit, 1))
    part = Part("Viola & co", 41, sorted_notes(kept))
    bars = [Bar(n * 3 * Q, 3 * Q, 3 * Q) for n in range(9)]
    data = write_musicxml(Score([part], bars, ((0, 72.0),), ((0, fifths),), title="a < b"), TEXT)
    again = read_musicxml(data, "a.musicxml")
    assert np.array_equal(again.parts[0].notes, part.notes)
    assert (again.parts[0].name, again.parts[0].program, again.title) == ("Viola & co", 41, "a < b")
    assert (again.bars, again.keys, again.tempos) == (bars, [(0, fifths)], [(0, 72.0)])
    assert musicxml_text(data) == TEXT


@pytest.mark.parametrize(
    ("pitch", "fifths", "name"),
    [(60, 0, "C4"), (61, 0, "C#4"), (63, 0, "Eb4"), (68, 0, "G#4"), (70, -3, "Bb4"), (59, -5, "Cb4"), (60, 7, "B#3")],
)
def test_spelling(pitch: int, fifths: int, name: str):
    step, alter, octave = spelled(pitch, fifths)
    assert step + {-1: "b", 0: "", 1: "#"}[alter] + str(octave) == name


def test_values_read_well():
    """A quarter that begins on the second sixteenth is cut at the beat; a syncopation of eighths is not."""
    late = sorted_notes([(60, Q // 4, Q, 1)])
    (row,) = signs(late, [Bar(0, 4 * Q, 4 * Q)], Q)
    assert [sign.length for sign in row if sign.pitches] == [3 * Q // 4, Q // 4]
    off = sorted_notes([(60, Q // 2, Q, 1)])
    (row,) = signs(off, [Bar(0, 4 * Q, 4 * Q)], Q)
    assert [sign.length for sign in row if sign.pitches] == [Q]


def test_beams_join_what_shares_a_quarter():
    notes = sorted_notes([(60, 0, 3 * Q // 4, 1), (62, 3 * Q // 4, Q // 4, 1), (64, Q, Q // 2, 1)])
    (row,) = signs(notes, [Bar(0, 2 * Q, 2 * Q)], Q)
    assert [sign.beams for sign in row] == [("begin",), ("end", "backward hook"), (), ()]


def test_music21_reads_what_is_written(tmp_path: Path):
    music21 = pytest.importorskip("music21")
    score = draw(4)
    path = tmp_path / "a.musicxml"
    path.write_bytes(write_musicxml(score, {}))
    theirs = music21.converter.parse(path)
    for part, ours in zip(theirs.parts, score.parts, strict=True):
        heard = [(n.pitch.midi, float(n.offset)) for n in part.stripTies().flatten().notes]
        assert heard == [(pitch, onset / Q) for pitch, onset, _, _ in ours.notes.tolist()]


def test_engraved_pages_carry_the_text_and_are_the_same_twice():
    (page,) = engrave(draw(1), {"seed": "1"}, fit=True)
    assert page.startswith("<svg")
    assert 'ganvas {"seed": "1"}' in page.replace("&quot;", '"')
    assert page.count('class="note"') == draw(1).count
    assert engrave(draw(1), {"seed": "1"}, fit=True) == [page]
    assert len(engrave(draw(1), {})) >= 1


def test_a_missing_engraver_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "verovio", None)
    with pytest.raises(FormError, match="verovio"):
        engrave(tone(), {})


def test_a_tone_sounds_at_its_pitch():
    sound = play(tone(69))
    assert sound.shape == (2, round((4 * 60 / 96 + 2) * RATE))
    assert np.abs(sound).max() <= 0.9
    middle = sound[0, RATE // 2 : RATE // 2 + RATE]
    strength = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    peaks = np.flatnonzero(strength > strength.max() / 4)
    assert min(abs((peak / 440) % 1 - round((peak / 440) % 1)) for peak in peaks.tolist()) < 0.02
    assert np.abs(sound[:, -RATE // 10 :]).max() < 1e-2  # it has died away
    assert np.array_equal(play(tone(69)), sound)


def test_louder_by_an_octave_is_another_sound_and_faster_is_shorter():
    assert play(tone().played(bpm=192)).shape[1] < play(tone()).shape[1]
    assert not np.array_equal(play(tone().played(programs=[0])), play(tone()))
    with pytest.raises(WorkError, match="General MIDI"):
        tone().played(programs=[128])
    for bpm in (float("nan"), 0.001, 1e9):
        with pytest.raises(WorkError, match="tempo"):
            tone().played(bpm=bpm)


def test_wav_mp3_and_ogg_are_heard_again(tmp_path: Path):
    for suffix, made in ((".wav", wav_of), (".mp3", mp3_of), (".ogg", ogg_of)):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(made(tone(), {"seed": "7"}))
        assert len(read_mono(path, RATE)) / RATE == pytest.approx(4.5, abs=0.1)
        with av.open(str(path)) as file:
            said = {**file.metadata, **file.streams.audio[0].metadata}
        assert 'ganvas {"seed": "7"}' in said.values()


def test_wav_samples_are_exact(tmp_path: Path):
    import soundfile

    sound = np.array([[0, 0.5, -1], [1, 0, 0.25]], np.float32)
    path = tmp_path / "a.wav"
    path.write_bytes(wav(sound, {}))
    again, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    assert np.abs(again.T - sound).max() < 1e-4


def test_soundfonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert soundfont().name.endswith(".sf2")
    with pytest.raises(FormError, match="no soundfont file"):
        soundfont(tmp_path / "none.sf2")
    bad = tmp_path / "bad.sf2"
    bad.write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(FormError, match=r"bad\.sf2: cannot be read"):
        play(tone(), bad)
    other = tmp_path / "other.sf2"
    shutil.copy(soundfont(), other)
    assert soundfont(other) == other
    monkeypatch.setitem(sys.modules, "tinysoundfont", None)
    with pytest.raises(FormError, match="--no-deps tinysoundfont"):
        play(tone())


def test_an_hour_is_the_most(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ganvas.media.music.sound.MAX_S", 1)
    with pytest.raises(FormError, match="minutes"):
        play(tone())


def test_the_roll_shows_each_voice_in_its_colour():
    data = roll_png(draw(2), TEXT, 2)
    assert read_text(data) == TEXT
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).reshape(-1, 3)
    for colour in ((0xB4, 0x45, 0x2F), (0xD9, 0x9A, 0x2B), (0x4D, 0x8A, 0x6A), (0x2F, 0x5D, 0x8A)):
        assert (pixels == colour).all(1).sum() > 100


def test_sheets_and_previews():
    assert sheet([draw(n) for n in range(3)], 3).width > 3 * 240
    assert preview(draw(0), 96, 64).shape == (3, 64, 96)
    with pytest.raises(ShapeError, match="at least one"):
        sheet([])


def test_an_empty_score_is_drawn_and_played():
    empty = Score([Part("", 0, sorted_notes([]))], [Bar(0, 4 * Q, 4 * Q)])
    assert roll_png(empty, {})
    assert not play(empty).any()
    assert write_musicxml(empty, {})
    assert curves(empty, 10).tension.max() == 0


def test_curves_follow_the_notes():
    rows = [(60, 0, Q, 1), (64, 0, Q, 1), (72, 2 * Q, Q, 1)]
    score = Score([Part("", 0, sorted_notes(rows))], [Bar(0, 4 * Q, 4 * Q)], ((0, 60.0),))
    assert onsets_s(score).tolist() == [0, 2]
    assert beats_s(score).tolist() == [0, 1, 2, 3]
    assert downbeats_s(score).tolist() == [0]
    found = curves(score, 10)
    assert len(found.onset) == 40
    assert np.flatnonzero(found.onset).tolist() == [0, 20]
    assert found.onset[20] == 0.5  # one note begins, where two did at first
    assert found.density[:40:10].tolist() == [1, 0, 0.5, 0]
    assert found.height[20] == 1
    assert 0 < found.height[0] < 1
    assert found.height[15] == 0
    assert len(curves(score, 10, 9.0).tension) == 90
    assert curves(score, 10, 9.0).tension[80] == 0


def test_tempo_changes_move_seconds():
    score = Score(tone().parts, tone().bars, ((0, 60.0), (2 * Q, 120.0)))
    assert score.seconds_at([0, Q, 2 * Q, 4 * Q]).tolist() == [0, 1, 2, 3]

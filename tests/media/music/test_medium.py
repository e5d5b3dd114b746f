import numpy as np
import pytest

from ganvas.errors import CorpusError, FormError, WorkError
from ganvas.media.medium import Medium
from ganvas.media.music.drawn import draw
from ganvas.media.music.facts import FACTS, grid_for
from ganvas.media.music.forms import FORMS
from ganvas.media.music.grid import grid
from ganvas.media.music.medium import Music, read
from ganvas.media.music.playing import Playing
from ganvas.media.music.write_midi import write_midi
from ganvas.media.music.write_musicxml import write_musicxml

SHAPE = grid("choir").shape
TEXT = {"seed": "7"}


def test_a_work_gives_windows_and_a_window_a_file_that_gives_it_again():
    medium: Medium = Music()
    music = Music()
    decoded = medium.decode(write_midi(draw(5), {}), "a.mid")
    found = music.samples(decoded, SHAPE)
    assert found.dtype == np.uint8
    assert found.shape[1:] == SHAPE
    assert np.array_equal(medium.fit(decoded, SHAPE), found[0])
    assert decoded.facts["parts"] == 4
    data = medium.encode(found[0], TEXT)
    assert medium.read_text(data) == TEXT
    assert medium.encode(found[0], TEXT) == data
    again = read(data, "b.mid")
    for part, ours in zip(again.parts, music.score(found[0]).parts, strict=True):
        assert np.array_equal(part.notes, ours.notes)


@pytest.mark.parametrize("name", [".midi", ".musicxml", ".bom"])
def test_files_are_known_by_their_first_bytes(name: str):
    written = {".midi": write_midi, ".musicxml": write_musicxml, ".bom": write_musicxml}[name](draw(5), {})
    score = read(b"\xef\xbb\xbf" * (name == ".bom") + written, "work.bin")
    assert score.count == draw(5).count


@pytest.mark.parametrize("data", [b"", b"RIFF" + bytes(40), b"\x89PNG\r\n\x1a\n", b"hello"])
def test_other_files_are_one_sentence(data: bytes):
    with pytest.raises(WorkError, match=r"^a\.mid: is neither"):
        read(data, "a.mid")
    assert Music().read_text(data) == {}


@pytest.mark.parametrize("suffix", FORMS)
def test_each_form_has_its_first_bytes_and_is_the_same_twice(suffix: str):
    starts = {
        ".played.mid": b"MThd", ".musicxml": b"<?xml", ".svg": b"<svg", ".png": b"\x89PNG", ".wav": b"RIFF",
        ".mp3": b"ID3", ".ogg": b"OggS",
    }  # fmt: skip
    sample = Music().fit(Music().decode(write_midi(draw(5), {}), "a.mid"), SHAPE)
    make = Music().forms[suffix]
    data = make(sample, TEXT)
    assert data.startswith(starts[suffix])
    if suffix in (".played.mid", ".musicxml", ".png"):
        assert Music().read_text(data) == TEXT
    assert make(sample, TEXT) == data


def test_sheet_and_preview():
    samples = Music().samples(Music().decode(write_midi(draw(5), {}), "a.mid"), SHAPE)
    assert Music().contact_sheet(samples[:4], 2).startswith(b"\x89PNG")
    assert Music().preview(samples[0]).startswith(b"\x89PNG")
    assert [head.name for head in Music().heads(SHAPE)] == ["voice 1", "voice 2", "voice 3", "voice 4"]


def test_forms_are_played_as_they_are_told_and_the_native_file_stays():
    music = Music()
    sample = music.fit(music.decode(write_midi(draw(5), {}), "a.mid"), SHAPE)
    told = music.told({"tempo": "72", "key": "e", "instruments": "strings"})
    assert told.encode(sample, TEXT) == music.encode(sample, TEXT)
    plain, played = music.score(sample), read(told.forms[".played.mid"](sample, TEXT), "b.mid")
    assert [part.program for part in played.parts] == [40, 40, 41, 42]
    assert (played.tempos[0][1], played.keys[0][1]) == (pytest.approx(72, abs=0.01), 1)
    for here, there in zip(plain.parts, played.parts, strict=True):
        assert np.array_equal(here.notes[:, 0] - 5, there.notes[:, 0])  # from a down to e
    assert not music.decode(told.forms[".musicxml"](sample, TEXT), "b.musicxml").facts["in_c"]


@pytest.mark.parametrize(
    ("key", "semitones"),
    [("C", 0), ("a", 0), ("G", -5), ("F#", -6), ("Gb", -6), ("Bb", -2), ("e", -5), ("c#", 4), ("-3", -3), ("+2", 2)],
)
def test_keys_are_reached_by_the_shorter_way(key: str, semitones: int):
    assert Playing.of({"key": key}).semitones == semitones


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("speed", "2", "no option of music"),
        ("tempo", "fast", "quarters a minute"),
        ("key", "H", "write G, Bb"),
        ("instruments", "200", "0 to 127"),
        ("instruments", "kazoo", "choose organ"),
    ],
)
def test_what_cannot_be_played_is_one_sentence(name: str, value: str, said: str):
    with pytest.raises(FormError, match=said):
        Music().told({name: value})


def test_what_we_wrote_in_c_is_not_moved_again_and_silence_at_the_end_counts():
    music = Music()
    sample = np.zeros(SHAPE, np.uint8).reshape(4, 50, 64)
    sample[:, 49] = 255  # rests
    for voice, pitch in enumerate((66, 61, 58, 54)):  # F sharp major and nothing else, in the first bar
        sample[voice, 49, :16] = 0
        sample[voice, pitch - 36, 0] = sample[voice, 48, 1:16] = 255
    sample = sample.reshape(SHAPE)
    assert np.array_equal(music.fit(music.decode(music.encode(sample, {}), "a.mid"), SHAPE), sample)


def test_the_grid_suits_most_works():
    facts = [Music().decode(write_midi(draw(seed), {}), "a.mid").facts for seed in range(4)]
    assert set(FACTS) <= set(facts[0])
    assert (facts[0]["parts"], facts[0]["quarters"], facts[0]["chords"]) == (4, 4, 0)
    assert grid_for(facts) == grid("choir")
    high = [{**one, "high": 95} for one in facts]
    assert grid_for(high) == grid("strings")
    assert grid_for([{**one, "parts": 1, "voices": 1, "chords": 0.5} for one in facts]).tracks == 0
    assert grid_for([{**one, "parts": 2, "voices": 4} for one in facts]) == grid("choir")
    with pytest.raises(CorpusError, match="no piece has bars"):
        grid_for([{**one, "quarters": 0} for one in facts])

import numpy as np
import pytest

from ganvas.errors import WorkError
from ganvas.media.medium import Medium
from ganvas.media.music.drawn import draw
from ganvas.media.music.forms import FORMS
from ganvas.media.music.grid import grid
from ganvas.media.music.medium import Music, read
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
        ".mid": b"MThd", ".musicxml": b"<?xml", ".svg": b"<svg", ".png": b"\x89PNG", ".wav": b"RIFF", ".mp3": b"ID3",
        ".ogg": b"OggS",
    }  # fmt: skip
    sample = Music().fit(Music().decode(write_midi(draw(5), {}), "a.mid"), SHAPE)
    make = Music().forms.get(suffix, Music().encode)
    data = make(sample, TEXT)
    assert data.startswith(starts[suffix])
    if suffix in (".mid", ".musicxml", ".png"):
        assert Music().read_text(data) == TEXT
    assert make(sample, TEXT) == data


def test_sheet_and_preview():
    samples = Music().samples(Music().decode(write_midi(draw(5), {}), "a.mid"), SHAPE)
    assert Music().contact_sheet(samples[:4], 2).startswith(b"\x89PNG")
    assert Music().preview(samples[0]).startswith(b"\x89PNG")
    assert [head.name for head in Music().heads(SHAPE)] == ["voice 1", "voice 2", "voice 3", "voice 4"]

from pathlib import Path

import numpy as np
import pytest

from ganvas.errors import WorkError
from ganvas.media.sound import decode
from ganvas.media.sound.decode import read_mono
from ganvas.media.sound.features import FEATURES, RATE, hear, length_s
from tests.media.sounds import clicks, write_packed, write_wav


def test_a_wav_comes_back_as_it_was(tmp_path: Path):
    samples = clicks([0.1], 0.5)
    np.testing.assert_array_equal(read_mono(write_wav(tmp_path / "a.wav", samples), RATE), samples)


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.ogg", "libopus")])
def test_packed_sounds_are_as_long_and_as_loud(tmp_path: Path, name: str, codec: str):
    samples = clicks([0.1, 0.5], 1.0)
    path = write_packed(tmp_path / name, samples, codec)
    found = read_mono(path, RATE)
    assert length_s(path) == len(found) / RATE
    assert abs(len(found) - len(samples)) < 0.1 * RATE  # MP3 pads
    assert np.sqrt((found**2).sum()) == pytest.approx(np.sqrt((samples**2).sum()), rel=0.1)  # MP3 and Opus are lossy


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.wav", b"", "cannot be read as sound"),
        ("a.wav", b"RIFF\0\0\0\0WAVEjunk" * 9, "cannot be read as sound"),
        ("a.mp3", b"no sound at all" * 100, "sound"),
        ("a.flac", b"fLaC" + bytes(200), "sound"),
        ("a.m3u8", b"#EXTM3U\nhttp://example.org/a.ts", "a sound ends in .wav, .mp3, .flac, .ogg"),
        ("a.wav", b"#EXTM3U\nhttp://example.org/a.ts", "cannot be read as sound"),
    ],
)
def test_what_is_no_sound_is_one_sentence(tmp_path: Path, name: str, data: bytes, says: str):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WorkError, match=says) as caught:
        read_mono(tmp_path / name, RATE)
    assert "\n" not in str(caught.value)


def test_a_missing_file_an_empty_sound_and_no_numbers(tmp_path: Path):
    with pytest.raises(WorkError, match="No such file"):
        read_mono(tmp_path / "none.wav", RATE)
    with pytest.raises(WorkError, match="not one sample"):
        read_mono(write_wav(tmp_path / "empty.wav", np.empty(0, np.float32)), RATE)
    broken = clicks([0.1], 0.5)
    broken[700] = np.nan
    with pytest.raises(WorkError, match="no numbers"):
        read_mono(write_wav(tmp_path / "nan.wav", broken), RATE)
    broken[700] = np.inf
    with pytest.raises(WorkError, match="no numbers"):
        read_mono(write_wav(tmp_path / "inf.wav", broken), RATE)


def test_ten_hours_are_refused_before_they_are_decoded(tmp_path: Path):
    path = tmp_path / "long.wav"
    write_wav(path, np.zeros(1000, np.float32), rate=8000)
    data = bytearray(path.read_bytes())
    size = 10 * 3600 * 8000 * 4
    data[4:8], data[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    with path.open("wb") as file:  # a hole of a gigabyte takes no place
        file.write(data[:44])
        file.truncate(size + 44)
    with pytest.raises(WorkError, match="lasts more than 1 hour"):
        next(decode.blocks(path, RATE, 1))


def test_a_header_that_hides_the_length_does_not_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decode, "MAX_S", 1)
    path = write_wav(tmp_path / "a.wav", np.zeros(2 * RATE, np.float32))
    monkeypatch.setattr(decode.av, "time_base", 10**12)  # as if it said that it lasts no time
    with pytest.raises(WorkError, match="lasts more than"):
        read_mono(path, RATE)


def test_onsets_are_heard_where_they_are(tmp_path: Path):
    times = [0.4, 1.0, 1.6]
    heard = hear(write_wav(tmp_path / "a.wav", clicks(times, 2.0)), fps=25)
    onset = heard.values["onset"]
    assert heard.seconds == pytest.approx(2.0)
    assert len(onset) == 50
    peaks = [
        number for number in range(1, 49) if onset[number] >= 0.5 and onset[number] == max(onset[number - 1 :][:3])
    ]
    assert len(peaks) == 3
    for peak, time in zip(peaks, times, strict=True):
        assert abs(peak / 25 - time) <= 2 / 25


def test_a_beat_at_the_very_beginning_is_heard(tmp_path: Path):
    onset = hear(write_wav(tmp_path / "a.wav", clicks([0.0, 1.0], 2.0)), fps=25).values["onset"]
    assert max(onset[:3]) > 0.5


@pytest.mark.parametrize(("hertz", "band", "pitch"), [(110.0, "low", "A"), (523.25, "mid", "C"), (4186.0, "high", "C")])
def test_a_tone_is_in_its_band_and_of_its_pitch(tmp_path: Path, hertz: float, band: str, pitch: str):
    t = np.arange(RATE) / RATE
    values = hear(write_wav(tmp_path / "a.wav", np.sin(2 * np.pi * hertz * t)), fps=10).values
    middle = {name: values[name][5] for name in FEATURES}
    assert middle[pitch] == max(middle[name] for name in FEATURES[5:]) > 0.9
    assert middle["loudness"] > 0.9
    assert middle[band] > 0.9
    assert values["onset"][2:8].max() < 0.2  # a steady tone begins once


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.float32), np.full(1, 0.5, np.float32), np.full(RATE, 1e-5)])
def test_silence_and_a_single_sample_move_nothing(tmp_path: Path, samples: np.ndarray):
    values = hear(write_wav(tmp_path / "a.wav", samples), fps=25, seconds=1.0).values
    assert set(values) == set(FEATURES)
    for name in FEATURES:
        assert len(values[name]) == 25
        assert np.isfinite(values[name]).all()
        assert values[name][5:].max() < 0.05, name


def test_blocks_of_the_transform_leave_no_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_wav(tmp_path / "a.wav", clicks([0.2, 0.9, 1.3], 2.0))
    whole = hear(path, fps=25).values
    monkeypatch.setattr("ganvas.media.sound.features.BLOCK", 7)
    parts = hear(path, fps=25).values
    for name in FEATURES:
        np.testing.assert_allclose(parts[name], whole[name], atol=1e-4)

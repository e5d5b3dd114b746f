import wave
from pathlib import Path

import numpy as np
import pytest

from ganvas.errors import MetricError, WorkError
from ganvas.media.dance.music import beats_of, fit
from tests.media.dance.dances import drawn

RATE = 22_050


def sound(path: Path, clicks_s: np.ndarray, seconds: float = 8.0) -> Path:
    levels = np.zeros(round(seconds * RATE))
    fading = np.exp(-np.arange(2000) / 300) * np.sin(np.arange(2000) * 2 * np.pi * 220 / RATE)
    for click in clicks_s:
        start = round(click * RATE)
        levels[start : start + 2000] += fading[: len(levels) - start]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((levels * 30_000).astype("<i2").tobytes())
    return path


def test_a_dance_comes_nearer_to_the_beats_of_a_sound(tmp_path: Path):
    clicks = np.arange(0.3, 7.9, 60 / 100)
    beats, seconds = beats_of(sound(tmp_path / "clicks.wav", clicks))
    assert seconds == pytest.approx(8, abs=0.01)
    assert np.abs(beats[:, None] - clicks).min(1).max() < 0.06
    figure, sample = drawn(1, 6.0)
    found = fit(sample, figure, beats)
    assert found.after > found.before + 0.05
    assert found.sample.shape[0] == figure.channels
    assert 0.85 <= found.sample.shape[1] / sample.shape[1] <= 1.15


def test_what_has_no_beat_is_said(tmp_path: Path):
    with pytest.raises(MetricError, match="no even beat"):
        beats_of(sound(tmp_path / "silence.wav", np.array([])))
    with pytest.raises(WorkError):
        beats_of(tmp_path / "song.txt")

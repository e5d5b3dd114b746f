"""What an ear hears, frame by frame: onsets, loudness, bands and the twelve pitch classes, each 0…1."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import GanvasError
from ganvas.media.sound.decode import Samples, blocks, read_mono

Floats = NDArray[np.float64]
RATE = 22_050
WINDOW, HOP = 2048, 512  # 93 ms seen at once, every 23 ms
MELS = 96
BLOCK = 2048  # hops transformed at once: 48 s, so that an hour does not fill the memory
RANGE_DB = 48.0  # from the loudest down to what counts as silent
SILENT_DB = -72.0  # of full scale: nothing below this is ever loud
LEAST_RISE_DB = 3.0  # a mean rise over all bands that is an onset in any music
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
BANDS_HZ: Mapping[str, tuple[float, float]] = {"low": (20, 200), "mid": (200, 2000), "high": (2000, 11_025)}
FEATURES = ("onset", "loudness", *BANDS_HZ, *PITCHES)
INSIDE = 8  # moments looked at within one frame of a film


@dataclass(frozen=True, eq=False)
class Heard:
    """A sound at the frames of a film.

    Attributes:
        seconds: how long it is.
        values: for each of FEATURES (frames,), 0…1, rounded to a ten-thousandth so that machines agree.
    """

    seconds: float
    values: Mapping[str, Floats]


def length_s(path: Path) -> float:
    """How long a sound is, in seconds, by its samples and not by what its header says; errors as in ``hear``."""
    return float(sum(block.shape[1] for block in blocks(path, RATE, 1)) / RATE)


def hear(path: Path, fps: int, seconds: float | None = None) -> Heard:
    """Listen to a file.

    Args:
        path: WAV, MP3, FLAC or Ogg.
        fps: frames a second.
        seconds: of the film; left out, as long as the sound. What follows the sound is silent.
    Raises:
        WorkError: it cannot be read.
        GanvasError: librosa is not installed.
    """
    samples = read_mono(path, RATE)
    length = len(samples) / RATE
    frames = max(1, round(fps * (length if seconds is None else seconds)))
    return Heard(length, at_frames(listen(samples), frames, fps))


def listen(samples: Samples) -> dict[str, Floats]:
    """Each of FEATURES (hops,), 0…1, of a mono sound (n,) at RATE."""
    librosa = _librosa()
    filters = librosa.filters.mel(sr=RATE, n_fft=WINDOW, n_mels=MELS)
    pitches = librosa.filters.chroma(sr=RATE, n_fft=WINDOW, tuning=0.0)
    tones = librosa.fft_frequencies(sr=RATE, n_fft=WINDOW)
    inside = np.stack([(tones >= low) & (tones < high) for low, high in BANDS_HZ.values()])
    parts = [
        (filters @ power, pitches @ power, inside @ power, power.sum(0)) for power in _powers(samples, librosa.stft)
    ]
    mel, chroma, bands, total = (np.concatenate(part, -1) for part in zip(*parts, strict=True))
    silence = np.zeros((MELS, 1), np.float32)  # before the sound, so that one that begins with a beat has a rise
    decibels = librosa.power_to_db(np.hstack([silence, mel]), ref=1.0, amin=1e-7, top_db=None)
    decibels = np.maximum(decibels, decibels.max() - 80)
    rises = librosa.onset.onset_strength(S=decibels, sr=RATE, hop_length=HOP)[1:]
    loudness = _loud(total)
    classes = chroma / np.maximum(chroma.max(0), 1e-12) * loudness
    heard = {"onset": np.clip(rises / max(float(np.percentile(rises, 99)), LEAST_RISE_DB), 0, 1), "loudness": loudness}
    heard |= {name: _loud(band) for name, band in zip(BANDS_HZ, bands, strict=True)}
    return heard | dict(zip(PITCHES, classes, strict=True))


def _powers(samples: Samples, stft: Callable[..., Any]) -> Iterator[NDArray[np.float32]]:
    """The power spectrum (WINDOW/2 + 1, hops), a block of hops at a time; hop k is centered on sample k · HOP."""
    padded = np.pad(samples, WINDOW // 2)
    hops = 1 + len(samples) // HOP
    for first in range(0, hops, BLOCK):
        last = min(first + BLOCK, hops)
        piece = padded[first * HOP : (last - 1) * HOP + WINDOW]
        # over the window's sum, so that a full-scale sine has a power of a quarter
        spectrum = stft(piece, n_fft=WINDOW, hop_length=HOP, center=False) / (WINDOW / 2)
        yield (np.abs(spectrum) ** 2).astype(np.float32)


def _loud(power: NDArray[np.float32]) -> Floats:
    """Power (hops,) as 0…1: RANGE_DB below the loudest and less is 0."""
    decibels = 10 * np.log10(np.maximum(power.astype(np.float64), 1e-12))
    top = max(float(decibels.max()), SILENT_DB + RANGE_DB)
    loud: Floats = np.clip(1 + (decibels - top) / RANGE_DB, 0, 1)
    return loud


def at_frames(heard: Mapping[str, Floats], frames: int, fps: int) -> dict[str, Floats]:
    """What was heard at hops, at the frames of a film: an onset as its peak within the frame, all else as the mean."""
    moments = (np.arange(frames * INSIDE) + 0.5) / INSIDE / fps * RATE / HOP
    found = {}
    for name, values in heard.items():
        inside = np.interp(moments, np.arange(len(values)), values, right=0.0).reshape(frames, INSIDE)
        found[name] = np.round(inside.max(1) if name == "onset" else inside.mean(1), 4)
    return found


def _librosa() -> Any:
    try:
        import librosa
    except ImportError:
        raise GanvasError("sound needs librosa; install it with: pip install 'ganvas[sound]'") from None
    return librosa

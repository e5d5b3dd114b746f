"""Tiny sounds, made with numpy."""

import io
from pathlib import Path

import av
import numpy as np

RATE = 22_050


def clicks(times: list[float], seconds: float, hertz: float = 440.0) -> np.ndarray:
    """Short tones at these seconds, (n,) float32."""
    sound = np.zeros(round(seconds * RATE), np.float32)
    length = round(0.12 * RATE)
    t = np.arange(length) / RATE
    tone = (0.8 * np.sin(2 * np.pi * hertz * t) * np.exp(-20 * t)).astype(np.float32)
    for start in times:
        first = round(start * RATE)
        piece = tone[: len(sound) - first]
        sound[first : first + len(piece)] += piece
    return sound


def write_wav(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """A WAV of 32-bit floats, written by hand so that it may hold anything."""
    data = samples.astype("<f4").tobytes()
    head = b"fmt " + (16).to_bytes(4, "little") + (3).to_bytes(2, "little") + (1).to_bytes(2, "little")
    head += rate.to_bytes(4, "little") + (4 * rate).to_bytes(4, "little") + (4).to_bytes(2, "little")
    head += (32).to_bytes(2, "little") + b"data" + len(data).to_bytes(4, "little")
    path.write_bytes(b"RIFF" + (4 + len(head) + len(data)).to_bytes(4, "little") + b"WAVE" + head + data)
    return path


def write_packed(path: Path, samples: np.ndarray, codec: str) -> Path:
    """The same as MP3, FLAC or Ogg."""
    file = io.BytesIO()
    with av.open(file, "w", format=path.suffix[1:]) as container:
        rate = 48_000 if codec == "libopus" else RATE  # Opus takes no other
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray((samples * 32000).astype(np.int16)[None], "s16p", "mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(stream.codec_context.format.name, "mono", rate)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    path.write_bytes(file.getvalue())
    return path

"""A tune made of sines drives a walk: its beats shake the drawing, its low notes hurry it, its bright notes tint it.

Run it from anywhere: ``python examples/sound/sound.py film.mp4 [picture.png]``. The picture shows frames of the
film over what was heard.
"""

import io
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.image import imread

from ganvas.bases import base
from ganvas.media.sound.features import hear
from ganvas.model.director import film
from ganvas.model.filming import Reel
from ganvas.model.model import Model
from ganvas.model.score import read_drives
from ganvas.model.script import Script
from ganvas.sketch import Sketch, walk_through

RATE, FPS, BEAT_S = 22_050, 25, 0.5
MELODY = (0, 3, 7, 10, 12, 10, 7, 3, 5, 8, 12, 15, 17, 15, 12, 8)  # semitones above A
KEYS = (12, 37, 34, 13, 10, 46, 57)
DRIVES = ("low:speed=6,release=0.2", "onset:strength=0.35,layers=coarse,seed=5", "high:toward=1,layers=1-7,seed=11")


def tune() -> np.ndarray:
    """Eight seconds: a drum on each beat, a melody over it that grows brighter."""
    sound = np.zeros(round(len(MELODY) * BEAT_S * RATE))
    t = np.arange(round(BEAT_S * RATE)) / RATE
    for beat, semitones in enumerate(MELODY):
        note = 220 * 2 ** (semitones / 12)
        bright = beat / len(MELODY)
        tone = sum(bright ** (n - 1) / n * np.sin(2 * np.pi * n * note * t) for n in range(1, 9))
        drum = np.sin(2 * np.pi * 60 * t * (1 + np.exp(-30 * t))) * np.exp(-12 * t) * (beat % 2 == 0)
        first = round(beat * BEAT_S * RATE)
        sound[first : first + len(t)] += 0.25 * tone * np.exp(-4 * t) + 0.6 * drum
    return sound / np.abs(sound).max() * 0.9


def write_wav(path: Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((32767 * sound).astype("<i2").tobytes())


def picture(frames: Path, sound: Path, path: Path) -> None:
    heard = hear(sound, FPS).values
    names = sorted(frames.iterdir())
    figure = Figure(figsize=(12, 3.3), facecolor="#e9e5dd", layout="constrained")
    grid = figure.add_gridspec(3, 16, height_ratios=(1, 1, 1.5))
    for place, number in enumerate(np.linspace(0, len(names) - 1, 32).astype(int)):
        axes = figure.add_subplot(grid[place // 16, place % 16])
        axes.imshow(imread(names[number]))
        axes.set_axis_off()
    axes = figure.add_subplot(grid[2, :], facecolor="#faf9f6")
    seconds = np.arange(len(names)) / FPS
    for name, color in (("onset", "#b23a2c"), ("low", "#1f1d1a"), ("high", "#2a6099")):
        axes.plot(seconds, heard[name], color=color, label=name, linewidth=1.4)
    axes.set_xlim(0, seconds[-1])
    axes.set_xlabel("seconds")
    axes.legend(loc="upper left", ncols=3, frameon=False)
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=72)
    path.write_bytes(whole.getvalue())


def main(path: Path, shown: Path | None) -> None:
    model, walk = Model.load(base()), walk_through(KEYS, closed=True, curve="spline")
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "tune.wav"
        write_wav(sound, tune())
        script, about = Script(drives=read_drives(DRIVES, sound)), Sketch(latent=walk, psi=0.8)
        frames = round(len(MELODY) * BEAT_S * FPS)
        found = film(model, walk, about, script, frames, Reel(path, FPS, sound=sound))
        print(f"{path}: {frames} frames; {found.flashes.sentence}")
        if shown:
            film(model, walk, about, script, frames, Reel(Path(folder) / "frames", FPS, sound=sound))
            picture(Path(folder) / "frames", sound, shown)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)

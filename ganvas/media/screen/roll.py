"""A score that passes by: a thin piano roll, or the loudness of a sound, under a line that is now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from ganvas.media.dance.draw import Color, Look, blend
from ganvas.media.music.picture import VOICES
from ganvas.media.music.score import LENGTH, ONSET, PITCH, Score

PX_S = 92  # pixels a second
NOW = 0.3  # of the width, where now is
FINE = 2
SOFT = 0.12  # of the width fades at each end
LEAST_PITCHES, LEAST_TALL = 16, 0.075  # of the height is the height of a note at least


@dataclass(frozen=True, eq=False)
class Bars:
    """What passes by, in seconds of the film.

    Attributes:
        start: (n,) rising.
        end: (n,)
        low: (n,) 0…1, the lower edge of each.
        high: (n,) 0…1, the upper edge.
        voice: (n,) number of its colour.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    voice: NDArray[np.int64]


def bars_of_score(score: Score, start: float = 0.0) -> Bars:
    """The notes, each a bar at its pitch."""
    parts = [
        (part.notes, np.full(len(part.notes), number)) for number, part in enumerate(score.parts) if not part.drums
    ]
    notes, voice = np.concatenate([one for one, _ in parts]), np.concatenate([number for _, number in parts])
    order = np.argsort(notes[:, ONSET], kind="stable")
    notes, voice = notes[order], voice[order]
    lowest, highest = (int(notes[:, PITCH].min()), int(notes[:, PITCH].max())) if len(notes) else (60, 60)
    more = max(0, LEAST_PITCHES - (highest - lowest + 1)) // 2
    rows = highest - lowest + 1 + 2 * more
    low = (notes[:, PITCH] - lowest + more) / rows
    begin = score.seconds_at(notes[:, ONSET]) + start
    return Bars(begin, score.seconds_at(notes[:, ONSET] + notes[:, LENGTH]) + start, low, low + 1 / rows, voice)


def bars_of_sound(loudness: NDArray[np.float64], fps: int) -> Bars:
    """The loudness of a sound, each frame a bar about the middle."""
    start = np.arange(len(loudness)) / fps
    half = 0.04 + 0.46 * loudness
    return Bars(start, start + 0.7 / fps, 0.5 - half, 0.5 + half, np.zeros(len(loudness), np.int64))


def roll(bars: Bars, now: float, size: tuple[int, int], colors: Look) -> Image.Image:
    """The strip of a moment: what sounds is bright, what has been is paler than what comes."""
    wide, tall = size[0] * FINE, size[1] * FINE
    strip = Image.new("RGB", (wide, tall), colors.paper)
    draw, line = ImageDraw.Draw(strip), wide * NOW
    voices = _voices(colors)
    first, last = now - line / (PX_S * FINE), now + (wide - line) / (PX_S * FINE)
    for note in np.flatnonzero((bars.end > first) & (bars.start < last)).tolist():
        left, right = (line + (moment - now) * PX_S * FINE for moment in (bars.start[note], bars.end[note]))
        half = max((bars.high[note] - bars.low[note]) / 2, LEAST_TALL / 2)
        middle = half + (1 - 2 * half) * (1 - (bars.high[note] + bars.low[note]) / 2)
        top, bottom = tall * (middle - half), tall * (middle + half)
        share = 0.0 if bars.start[note] <= now < bars.end[note] else 0.45 if bars.start[note] > now else 0.68
        color = blend(voices[bars.voice[note] % len(voices)], colors.paper, share)
        box = (left + 1, top, max(right - 2, left + 2), max(bottom, top + 1))
        draw.rounded_rectangle(box, min(bottom - top, box[2] - box[0]) / 3, color)
    draw.line((line, 0, line, tall), blend(colors.ink, colors.paper, 0.4), FINE)
    strip = strip.reduce(FINE)
    ground = Image.new("RGB", strip.size, colors.paper)
    return Image.composite(strip, ground, _edges(strip.size))


def _voices(colors: Look) -> Sequence[Color]:
    """The colours of voices, lighter in the dark."""
    dark = sum(colors.paper) < sum(colors.ink)
    found = [ImageColor.getrgb(voice)[:3] for voice in VOICES]
    return [blend(_three(one), (255, 255, 255), 0.28 if dark else 0.0) for one in found]


def _three(values: Sequence[int]) -> Color:
    red, green, blue = values
    return red, green, blue


def _edges(size: tuple[int, int]) -> Image.Image:
    """A mask that is soft at the left and the right."""
    place = (np.arange(size[0]) + 0.5) / size[0]
    share = np.clip(np.minimum(place, 1 - place) / SOFT, 0, 1)
    row = np.round(255 * share * share * (3 - 2 * share)).astype(np.uint8)
    return Image.fromarray(np.broadcast_to(row, (size[1], size[0])).copy())

"""Flashes, counted as WCAG 2.2, success criterion 2.3.1, defines them, on the painted frames of a film.

A general flash is a pair of opposing changes in relative luminance of at least 0.1, where the
darker image is below 0.8; a red flash is such a pair to or from a saturated red. More than three
within any one second are refused where they fill more than a quarter of any ten degrees of the
visual field. How large a film is shown is not known: it is taken to fill a screen, of which a third
of each side is about ten degrees.
"""

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import ShapeError
from ganvas.media.medium import Bytes8

Grid = NDArray[np.float32]
Marks = NDArray[np.bool_]
SIDE = 64  # pixels of a side that is looked at; larger pictures are averaged down in linear light
MOST = 3  # flashes within a second
AREA = 0.25
FIELD = 1 / 3  # of each side is seen at ten degrees
LUMINANCE, DARK = 0.1, 0.8
RED, SATURATED = 20 / 320, 0.8  # (R − G − B) · 320 changes by 20; R/(R + G + B)


def relative(levels: Bytes8) -> NDArray[np.float32]:
    """(3, h, w) float32, linear light 0…1 of a picture (1, 3 or 4, height, width), on white, averaged to SIDE.

    Raises:
        ShapeError: it is no picture.
    """
    if levels.ndim != 3 or len(levels) not in (1, 3, 4):
        raise ShapeError(f"a picture is (1, 3 or 4 channels, height, width); got {levels.shape}")
    coded = levels[:3].astype(np.float32) / 255
    if len(levels) == 4:
        alpha = levels[3:].astype(np.float32) / 255
        coded = coded * alpha + 1 - alpha
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    for axis in (1, 2):
        edges = np.arange(0, linear.shape[axis], math.ceil(linear.shape[axis] / SIDE))
        counts = np.diff(np.append(edges, linear.shape[axis]))
        shape = [1, 1, 1]
        shape[axis] = len(counts)
        linear = np.add.reduceat(linear, edges, axis) / counts.reshape(shape)
    return np.broadcast_to(linear, (3, *linear.shape[1:])).astype(np.float32)


@dataclass
class Changes:
    """Opposing changes of a signal at each place; ``least`` is how large one must be."""

    least: float
    _low: Grid = field(default_factory=lambda: np.empty(0, np.float32))
    _high: Grid = field(default_factory=lambda: np.empty(0, np.float32))
    _low_marked: Marks = field(default_factory=lambda: np.empty(0, np.bool_))
    _high_marked: Marks = field(default_factory=lambda: np.empty(0, np.bool_))
    _last: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))

    def add(self, signal: Grid, marked: Marks) -> Marks:
        """Where this frame completes a change opposed to the one before; one of its two ends must be marked."""
        if not self._low.size:
            self._low, self._high = signal.copy(), signal.copy()
            self._low_marked, self._high_marked = marked.copy(), marked.copy()
            self._last = np.zeros(signal.shape, np.int8)
            return np.zeros(signal.shape, np.bool_)
        lower, higher = signal < self._low, signal > self._high
        self._low_marked, self._high_marked = (
            np.where(lower, marked, self._low_marked),
            np.where(higher, marked, self._high_marked),
        )
        self._low, self._high = np.minimum(self._low, signal), np.maximum(self._high, signal)
        rises = (self._last <= 0) & (signal - self._low >= self.least) & (self._low_marked | marked)
        falls = (self._last >= 0) & (self._high - signal >= self.least) & (self._high_marked | marked) & ~rises
        self._last[rises], self._last[falls] = 1, -1
        turned = rises | falls
        # the way back is measured from here on
        self._high, self._low = np.where(rises, signal, self._high), np.where(falls, signal, self._low)
        self._high_marked = np.where(rises, marked, self._high_marked)
        self._low_marked = np.where(falls, marked, self._low_marked)
        return turned


class FlashMeter:
    """Counts flashes frame by frame.

    Attributes:
        rates: of each frame, the flashes within the second that ends with it, over more than a quarter of some field.
    """

    def __init__(self, fps: int) -> None:
        self.rates: list[float] = []
        self._general, self._red = Changes(LUMINANCE), Changes(RED)
        self._recent: deque[tuple[Marks, Marks]] = deque(maxlen=fps)
        self._counts: tuple[NDArray[np.int16], NDArray[np.int16]] | None = None

    def add(self, levels: Bytes8) -> None:
        """Look at the next frame."""
        red, green, blue = relative(levels)
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        light = red + green + blue
        redness = np.maximum(red - green - blue, 0)
        now = (
            self._general.add(luminance, luminance < DARK),
            self._red.add(redness, red >= SATURATED * np.maximum(light, 1e-6)),
        )
        counts = self._counts or (np.zeros(red.shape, np.int16), np.zeros(red.shape, np.int16))
        gone = self._recent[0] if len(self._recent) == self._recent.maxlen else None
        for kind in (0, 1):
            counts[kind][...] += now[kind]
            if gone:
                counts[kind][...] -= gone[kind]
        self._recent.append(now)
        self._counts = counts
        self.rates.append(max(_flashes(count) for count in counts))

    @property
    def worst(self) -> float:
        """The most flashes within any second; a half is a change without its opposite."""
        return max(self.rates, default=0.0)

    @property
    def failing(self) -> list[int]:
        """The frames at the end of a second that flashes too often."""
        return [number for number, rate in enumerate(self.rates) if rate > MOST]


def _flashes(counts: NDArray[np.int16]) -> float:
    """Half of the most changes that more than AREA of some field has seen."""
    height, width = counts.shape
    window = (math.ceil(FIELD * height), math.ceil(FIELD * width))
    for changes in range(int(counts.max()), 0, -1):
        if _densest(counts >= changes, *window) > AREA:
            return changes / 2
    return 0.0


def _densest(marked: Marks, height: int, width: int) -> float:
    """The largest share of a window of this size that is marked."""
    sums = np.pad(marked, ((1, 0), (1, 0))).cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
    inside = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return float(inside.max()) / (height * width)

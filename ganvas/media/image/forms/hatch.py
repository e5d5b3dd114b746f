"""Tone as hatching: parallel lines where there is any, crossed where it is darker, crossed twice where darkest."""

import numpy as np

from ganvas.media.image.forms.trace import Points
from ganvas.media.image.forms.upscale import Floats

LAYERS = ((0.15, 45.0), (0.45, -45.0), (0.75, 0.0))  # a tone, and the degrees of the lines that begin there
SHORTEST = 1.5  # a line of less than so many spacings is left out
STEP_PX = 0.5


def hatching(tone: Floats, spacing_px: float) -> list[Points]:
    """Lines (2, 2), each from a first to a last point, in pixels of the tone.

    Args:
        tone: (height, width), 0 for paper, 1 for full ink.
        spacing_px: between two lines of a layer.
    """
    lines: list[Points] = []
    for least, degrees in LAYERS:
        lines += _layer(tone >= least, spacing_px, np.deg2rad(degrees))
    return lines


def _layer(inked: np.ndarray, spacing_px: float, angle: float) -> list[Points]:
    """The runs of ink along lines at an angle; they all go through a grid that is fixed to the middle."""
    height, width = inked.shape
    way, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    reach = float(np.hypot(height, width)) / 2
    along = np.arange(-reach, reach, STEP_PX)
    lines: list[Points] = []
    for offset in np.arange(-np.floor(reach / spacing_px), reach / spacing_px) * spacing_px:
        places = middle + offset * aside + along[:, None] * way
        columns, rows = np.rint(places).astype(int).T
        on_page = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        hit = np.zeros(len(along) + 2, bool)
        hit[1:-1][on_page] = inked[rows[on_page], columns[on_page]]
        changes = np.flatnonzero(hit[1:] != hit[:-1])
        for start, end in zip(changes[::2], changes[1::2] - 1, strict=True):
            if (end - start) * STEP_PX >= SHORTEST * spacing_px:
                lines.append(np.clip(places[[start, end]], 0, (width - 1, height - 1)))
    return lines

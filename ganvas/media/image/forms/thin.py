"""Strokes of ink to their centre lines, one pixel wide: the thinning of Guo & Hall 1989."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # clockwise from above: bits 0…7


def thin(mask: Mask) -> Mask:
    """The centre lines of a mask (height, width).

    Pixels of the rim go in turns from two sides, and only those whose going changes neither the number of pieces
    nor that of holes: "Parallel thinning with two-subiteration algorithms", Guo & Hall, CACM 32(3), algorithm A1.
    """
    lines = np.pad(mask, 1)
    left, before = int(lines.sum()), -1
    while left != before:
        before = left
        for table in _TURNS:
            lines[1:-1, 1:-1] &= ~table[neighbors(lines)]
        left = int(lines.sum())
    return lines[1:-1, 1:-1]


def neighbors(padded: Mask) -> NDArray[np.uint8]:
    """The eight neighbors of each pixel as bits, in the order of ``AROUND``; the mask has a rim of one pixel."""
    height, width = padded.shape
    bits = np.zeros((height - 2, width - 2), np.uint8)
    for bit, (down, right) in enumerate(AROUND):
        bits |= padded[1 + down : height - 1 + down, 1 + right : width - 1 + right].astype(np.uint8) << np.uint8(bit)
    return bits


def _may_go(north_west: bool) -> Mask:
    """For each of the 256 neighborhoods, whether a pixel in it may go in this turn."""
    may = np.zeros(256, bool)
    for code in range(256):
        n, ne, e, se, s, sw, w, nw = (bool(code >> bit & 1) for bit in range(8))
        pieces = (not n and (ne or e)) + (not e and (se or s)) + (not s and (sw or w)) + (not w and (nw or n))
        pairs = min((nw or n) + (ne or e) + (se or s) + (sw or w), (n or ne) + (e or se) + (s or sw) + (w or nw))
        held = ((n or ne or not se) and e) if north_west else ((s or sw or not nw) and w)
        may[code] = pieces == 1 and 2 <= pairs <= 3 and not held
    return may


_TURNS = (_may_go(False), _may_go(True))

"""Works that look the same: pairs of perceptual hashes (PDQ, 256 bits) that differ in few bits.

Measured on 424 plates, 928 clip arts and 2,700 handwritten characters: one work saved again, at half
its size or brightened differs by 6 to 20 bits, two different works by 34 at the least and 94 as a rule.
Families of one construction (rosettes that differ in a line) can come closer, so what is found is
reported, and left out only when that is asked for.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR_BITS = 24
BANDS = 16  # of 16 bits: up to 15 differing bits leave one band untouched for certain, 24 do in 98 of 100 cases
VALUES = 1 << 16
LOOKS = 8  # how many of those with the same band a hash is compared with: time stays linear in the works
Hashes = NDArray[np.uint8]


class Likeness:
    """The hashes of a gathering as its works come: 32 bytes a work, and 256 for one that asks who looks like it."""

    def __init__(self) -> None:
        self._keys: list[bytes] = []
        self._known = bytearray()
        self._asked: list[int] = []
        self._views: tuple[bytearray, ...] = ()

    def know(self, key: bytes, pdq: str) -> None:
        """A work from an earlier gathering; one without a hash is passed over."""
        if pdq:
            self._keys.append(key)
            self._known += bytes.fromhex(pdq)

    def ask(self, key: bytes, pdq: str, turned: Sequence[str]) -> None:
        """A new work, with the hashes of its turns and flips."""
        if not pdq:
            return
        self._views = self._views or tuple(bytearray() for _ in (pdq, *turned))
        self._asked.append(len(self._keys))
        for view, one in zip(self._views, (pdq, *turned), strict=True):
            view += bytes.fromhex(one)
        self.know(key, pdq)

    def pairs(self) -> Iterator[tuple[bytes, bytes]]:
        """Each new work that looks like an earlier one, as it is, turned or flipped, and that one."""
        known, place = _rows(self._known), np.array(self._asked, np.int64)
        found = np.full(len(place), len(known), np.int64)
        for view in self._views:
            likeness = earlier_likeness(known, _rows(view), place)
            found = np.where(likeness >= 0, np.minimum(found, likeness), found)
        for at, other in zip(place, found, strict=True):
            if other < len(known):
                yield self._keys[at], self._keys[other]


def _rows(hashes: bytearray) -> Hashes:
    return np.frombuffer(hashes, np.uint8).reshape(-1, 32)


def earlier_likeness(known: Hashes, asked: Hashes, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every hash asked, the first known hash before its place that looks the same, or −1.

    Args:
        known: (N, 32), in the order of the works.
        asked: (M, 32).
        place: (M,), only known hashes with a smaller index are looked at.

    Returns:
        (M,), indices into known.
    """
    best = np.full(len(asked), len(known), np.int64)
    for band in range(BANDS):
        values = band_of(known, band)
        order = np.argsort(values, kind="stable")
        counts = np.bincount(values, minlength=VALUES)
        ends = np.cumsum(counts)  # of the known with each value, in that order
        wanted = band_of(asked, band)
        slots, last = (ends - counts)[wanted], ends[wanted]
        rows = np.arange(len(asked))
        for step in range(LOOKS):
            rows = rows[slots[rows] + step < last[rows]]
            other = order[slots[rows] + step]
            nearer = (other < place[rows]) & (other < best[rows])
            hits, other = rows[nearer], other[nearer]
            alike = bits_apart(known[other], asked[hits]) <= NEAR_BITS
            best[hits[alike]] = other[alike]
    best[best == len(known)] = -1
    return best


def band_of(hashes: Hashes, band: int) -> NDArray[np.uint16]:
    """The 16 bits (N,) that hashes (N, 32) have in a band."""
    return np.ascontiguousarray(hashes[:, 2 * band : 2 * band + 2]).view(np.uint16)[:, 0]


def bits_apart(one: Hashes, other: Hashes) -> NDArray[np.int64]:
    """In how many bits (N,) two rows of hashes (N, 32) differ."""
    return np.asarray(np.bitwise_count(one ^ other).sum(1), np.int64)

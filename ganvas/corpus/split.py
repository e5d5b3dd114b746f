"""The works that training does not see, so that a model can be compared with what it cannot know by heart.

One work in ten, and at least 20, is held out; of a corpus of fewer than 80 works none, because 20 would be
more than a quarter of it. A work's own digest decides, so the choice is the same everywhere and adding works moves
none between the sides, but for two cases: where 20 had to be reached, and where a new work joins
others that look alike. Works that look alike, as they are, turned or flipped, stay on one side.
Where works give several samples each, ``split_samples`` counts those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.corpus.near import BANDS, LOOKS, Hashes, band_of, bits_apart
from ganvas.corpus.work import Work
from ganvas.files import digest

SHARE = 0.1
LEAST_HELD_OUT = 20
LEAST_WORKS = 80
LARGEST_FAMILY = 0.25  # of the works wanted; a larger group of works that look alike is for training
TURNED_BITS = 30  # more than NEAR_BITS, because a turn worked out from bits is itself a few off
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Every work on one side.

    Attributes:
        train: indices of the works to learn from, in order.
        held_out: indices of the others; empty where the corpus is too small.
    """

    train: Rows
    held_out: Rows


def split(works: Iterable[Work], signature: str = "pdq") -> Split:
    """Part the works; the same works are parted alike.

    Indices are those of the works in their order. Works whose signature is empty (too small, too plain)
    are alike only where their bytes are the same.

    Args:
        works: in their order.
        signature: the fact that tells which are alike; a medium's own.
    """
    digests, families = _families(works, signature)
    held_out = np.zeros(len(digests), bool)
    if len(digests) >= LEAST_WORKS:
        held_out = choose(families, np.array([chance_of(one) for one in digests]))
    return Split(np.flatnonzero(~held_out), np.flatnonzero(held_out))


def _families(works: Iterable[Work], signature: str) -> tuple[list[str], Rows]:
    """The digests of works, and the family of each."""
    digests, hashes = [], []
    for work in works:
        digests.append(work.digest)
        hashes.append(work.fact(signature))
    return digests, families_of(digests, hashes)


def split_samples(works: Iterable[Work], of_work: Rows, steps: int, signature: str = "") -> Split:
    """Part the samples of works that give several each; no work, and none like it, is on both sides.

    Works are held out by the lowest chance of their digests: one in ten, and more of them until 20 samples are, but
    never so that more than a quarter of the samples is. A single work is parted in its time: the last tenth of it, and
    at least 20 samples, is held out, and what lies within the length of a sample before that is for neither side.
    Nothing is held out where that would leave less than three quarters.

    Args:
        works: in their order.
        of_work: (S,), the work of each sample, in the order of works and of time.
        steps: how many samples of a work begin within the length of one.
        signature: the fact that tells which works are alike; empty for none.
    """
    digests, families = _families(works, signature)
    rows, most = np.arange(len(of_work)), LARGEST_FAMILY * len(of_work)
    if len(np.unique(families[of_work])) == 1:
        last = max(LEAST_HELD_OUT, round(SHARE * len(rows)))
        gap = 2 * steps - 1  # of samples that begin less than a length after the last one to learn from has ended
        return Split(rows[: -last - gap], rows[-last:]) if last + gap <= most else Split(rows, rows[:0])
    counts = np.bincount(families[of_work], minlength=len(digests))
    chances = np.array([chance_of(one) for one in digests])
    held_out = np.zeros(len(digests), bool)
    total = 0
    for head in sorted(np.flatnonzero(counts).tolist(), key=lambda head: chances[head]):
        wanted = chances[head] < SHARE or total < LEAST_HELD_OUT
        if wanted and total + counts[head] <= most:
            held_out[families == head], total = True, total + int(counts[head])
    if total < LEAST_HELD_OUT:
        return Split(rows, rows[:0])
    return Split(rows[~held_out[of_work]], rows[held_out[of_work]])


def chance_of(sha256: str) -> float:
    """A number from 0 to 1 that a digest stands for, evenly spread; below SHARE is held out."""
    return int(digest(f"held out {sha256}".encode())[:13], 16) / 16**13


def choose(families: Rows, chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which works (N,) are held out: families whose chance is below SHARE, and more of the lowest to reach 20.

    Args:
        families: (N,), the family of each work, by the index of its first one.
        chances: (N,), of each work; a family has that of its first one.
    """
    sizes = np.bincount(families, minlength=len(families))
    largest = max(1.0, LARGEST_FAMILY * max(LEAST_HELD_OUT, SHARE * len(families)))
    heads = np.flatnonzero((sizes > 0) & (sizes <= largest))
    heads = heads[np.argsort(chances[heads], kind="stable")]
    before = np.cumsum(sizes[heads]) - sizes[heads]
    chosen = heads[(chances[heads] < SHARE) | (before < LEAST_HELD_OUT)]
    return np.asarray(np.isin(families, chosen))


def families_of(digests: Sequence[str], hashes: Sequence[str]) -> Rows:
    """(N,): for each work the index of the first of those that it is alike with, over any number of steps.

    Args:
        digests: of the works; equal ones are alike.
        hashes: PDQ of each as hexadecimal text, or empty.
    """
    roots = np.arange(len(digests))
    first: dict[str, int] = {}
    for row, one in enumerate(digests):
        _join(roots, first.setdefault(one, row), row)
    rows = np.array([row for row, pdq in enumerate(hashes) if pdq], np.int64)
    if len(rows):
        known = np.frombuffer(bytes.fromhex("".join(hashes)), np.uint8).reshape(-1, 32)
        for view in views(known):
            for left, right in alike(known, view):
                _join(roots, int(rows[left]), int(rows[right]))
    return np.array([_root(roots, row) for row in range(len(roots))], np.int64)


def views(hashes: Hashes) -> list[Hashes]:
    """The hashes (N, 32) as they are, and as those of the seven turns and flips would be.

    The bits of PDQ are the signs, around their median, of 16 × 16 cosine coefficients. A flip changes the
    sign of every other column or row, and a turn changes the two axes as well. Of 300 plates and clip arts the
    hashes made this way differ from those of the turned pictures in 5 bits on the mean and 22 at most, because
    the median is not quite zero.
    """
    bits = np.unpackbits(hashes, axis=1).reshape(-1, 16, 16)
    odd = np.arange(16) % 2
    found = []
    for some in (bits, bits.transpose(0, 2, 1)):
        for down in (0, 1):
            for across in (0, 1):
                turned = some ^ np.bitwise_xor.outer(down * odd, across * odd).astype(np.uint8)
                found.append(np.packbits(turned.reshape(-1, 256), axis=1))
    return found


def alike(known: Hashes, view: Hashes) -> list[tuple[int, int]]:
    """Pairs of a known hash and one of the view that differ in at most TURNED_BITS, as far as sorted bands find them.

    In each of 16 bands the hashes are sorted, and each is compared with the next few: of a large
    family neighbors find each other, and so the whole of it hangs together.
    """
    both = np.concatenate([known, view])
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        values = band_of(both, band)
        order = np.argsort(values, kind="stable")
        for step in range(1, 2 * LOOKS + 1):
            left, right = order[:-step], order[step:]
            same = values[left] == values[right]
            left, right = left[same], right[same]
            near = bits_apart(both[left], both[right]) <= TURNED_BITS
            pairs |= {(int(a) % len(known), int(b) % len(known)) for a, b in zip(left[near], right[near], strict=True)}
    return sorted((a, b) for a, b in pairs if a != b)


def _root(roots: Rows, row: int) -> int:
    while roots[row] != row:
        roots[row] = roots[roots[row]]
        row = int(roots[row])
    return row


def _join(roots: Rows, one: int, other: int) -> None:
    """Put two works into one family, named after its first."""
    one, other = _root(roots, one), _root(roots, other)
    roots[max(one, other)] = min(one, other)

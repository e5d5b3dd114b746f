"""An invisible mark in a picture: 24 bits of a number and 8 that check it, spread over its cosine waves.

Spread-spectrum marking after Cox, Kilian, Leighton and Shamoon 1997 (“Secure spread spectrum watermarking for
multimedia”), on the waves of the brightness that a picture keeps at any size. A wave is described by how often it
swings across the picture, not by pixels, so a mark is read at another size as it was written. Whoever has this
code can write and remove marks: a mark is a handle by which a picture is found again, no proof and no secret.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from ganvas.media.medium import Bytes8
from ganvas.provenance.waves import Crop, Floats, add, brightness, contrast, cosines, psnr, room, shrink, strengths

BITS, ID_BITS = 32, 24
FOUND = 1.5  # of the score without search: pictures without a mark have 0.80 ± 0.11, see benchmarks/mark.py
FOUND_SEARCHED = 2.0  # after thousands of ways of cropping were tried
ENOUGH = 2.3  # what a mark is written for
WANTED = 2.6  # the score that each bit is written for
ROUNDS = 3
LEAST_PSNR_DB, GOOD_PSNR_DB = 36.0, 40.0  # no picture is changed more; a stronger mark stays below the second
PLAIN = 1.0  # level of contrast about each place; in a plainer picture anything would be seen
NOISE = 0.02  # in a wave's strength, that JPEG may add; quieter waves are not relied on
NOISES = (0.16, 0.08, 0.04, NOISE)  # a mark is written as strong as the picture hides it
KEY = "ganvas"
CROPS = tuple(step / 50 for step in range(6))  # shares of a side that may be missing at either end
FINER = (0.01, 0.005, 0.0025)
SEARCH_PX = 320
LEAST_SHARE = 0.85  # of a side that is left where a known picture was cropped
PLACE_STEP = 0.004  # of a side; the shortest waves swing once in four of them


@dataclass(frozen=True)
class Reading:
    """A mark that was found: its number as six hexadecimal digits, and how clear it is."""

    mark: str
    score: float


@dataclass(frozen=True, eq=False)
class Ring:
    """Waves that carry a mark: those whose number of half swings lies between two radii.

    Attributes:
        waves: along each side.
        inside: (waves, waves) bool, which ones.
        band: of each, the waves about as short.
        owner: of each, the bit that it carries.
        signs: of each, ±1.
    """

    waves: int
    inside: Any
    band: Any
    owner: Any
    signs: Floats


COARSE, FINE = (10, 64), (10, 128)
SMALLEST_PX = {FINE: 256, COARSE: 64}  # of the shorter side; smaller pictures do not hold the waves


def write(levels: Bytes8, mark: str, key: str = KEY) -> Bytes8 | None:
    """The picture with the mark in it; None where it would be seen, or the picture is too small.

    Args:
        levels: uint8 (height, width, 1, 3 or 4).
        mark: six hexadecimal digits.
        key: only who has it reads the mark.
    """
    radii = next((radii for radii, side in SMALLEST_PX.items() if min(levels.shape[:2]) >= side), None)
    if radii is None or contrast(brightness(levels)).mean() < PLAIN:
        return None
    ring = ring_of(radii, key)
    for noise in NOISES:
        marked = _write(levels, mark, ring, noise)
        if psnr(levels, marked) < (LEAST_PSNR_DB if noise == NOISE else GOOD_PSNR_DB):
            continue
        found = _reading(_scores(_on(ring, brightness(marked))[None], ring)[0])
        if found is not None and found.mark == mark and found.score >= ENOUGH:
            return marked
    return None


def _write(levels: Bytes8, mark: str, ring: Ring, noise: float) -> Bytes8:
    """The picture with the mark as clear as ``WANTED`` beside so much noise in each wave."""
    bright, bits = brightness(levels), _bits(mark)
    allowed, usual = room(contrast(bright)), np.hypot(_usual(_on(ring, bright), ring), np.float32(noise))
    marked, pattern = levels, np.zeros_like(bright)
    for _ in range(ROUNDS):  # the picture's own waves count for or against each bit; make up for what is lacking
        scores = _scores(_on(ring, brightness(marked))[None], ring, noise)[0]
        lacking = np.maximum(WANTED - scores * bits, 0) * bits
        pattern += allowed * _pattern(lacking, ring, usual, bright.shape)
        marked = add(levels, pattern)
    return marked


def read(levels: Bytes8, key: str = KEY, search: bool = True, sizes: Sequence[tuple[int, int]] = ()) -> Reading | None:
    """The mark of a picture, also of one that was turned, mirrored or cropped a little; None where there is none.

    Args:
        levels: uint8 (height, width, 1, 3 or 4).
        key: with which it was written.
        search: also try turns and mirror images, and any small crop of pictures of less than 256 px.
        sizes: (height, width) of pictures that this may be cut out of, without being enlarged or made smaller.
    """
    bright = brightness(levels)
    found = [_read_upright(bright, ring_of(radii, key), search) for radii in SMALLEST_PX]
    best = max((one for one in found if one is not None), key=lambda one: one.score, default=None)
    if best is not None or not search:
        return best
    for size in sizes:
        if (cut := _cut_out(bright, size, key)) is not None:
            return cut
    return _search(bright, ring_of(COARSE, key))


def _read_upright(bright: Floats, ring: Ring, turns: bool) -> Reading | None:
    """The mark of a picture that was not cropped."""
    waves = strengths(bright, ring.waves)
    flip, same = np.where(np.arange(ring.waves) % 2, -1, 1).astype(np.float32), np.ones(ring.waves, np.float32)
    views = list(product((waves, waves.T), (same, flip), (same, flip)))  # a mirror changes every other wave's sign
    scores = _scores(np.stack([(wave * down[:, None] * across)[ring.inside] for wave, down, across in views]), ring)
    for view in range(len(views) if turns else 1):
        found = _reading(scores[view])
        if found is not None and found.score >= (FOUND_SEARCHED if view else FOUND):
            return found
    return None


@lru_cache(maxsize=4)
def ring_of(radii: tuple[int, int], key: str) -> Ring:
    """The waves between two radii, and what each carries under a key."""
    inner, outer = radii
    number = np.arange(outer + 1)
    radius = np.hypot(number[:, None], number[None, :])
    inside = (radius >= inner) & (radius <= outer)
    seed = int.from_bytes(hashlib.sha256(f"{key} {inner} {outer} {BITS}".encode()).digest()[:8])
    random = np.random.Generator(np.random.PCG64(seed))
    owner = random.permutation(np.arange(int(inside.sum())) % BITS)
    signs = random.choice(np.array([-1, 1], np.float32), len(owner))
    return Ring(outer + 1, inside, (radius[inside] / 5).astype(np.intp), owner, signs)


def _on(ring: Ring, bright: Floats) -> Floats:
    """How strong the ring's waves are in a picture: (ring,)."""
    found: Floats = strengths(bright, ring.waves)[ring.inside]
    return found


def _usual(rings: Floats, ring: Ring) -> Floats:
    """What is usual at each wave: the root mean square of the waves about as short; (..., ring)."""
    bands = np.eye(ring.band.max() + 1, dtype=np.float32)[ring.band]
    means = np.square(rings) @ (bands / np.maximum(bands.sum(0), 1))
    usual: Floats = np.sqrt(means)[..., ring.band] + np.float32(1e-6)
    return usual


def _scores(rings: Floats, ring: Ring, noise: float = NOISE) -> Floats:
    """(N, BITS) of the waves of N pictures (N, ring): each about standard normal where there is no mark."""
    usual = np.hypot(_usual(rings, ring), np.float32(noise))
    even = np.clip(rings / usual, -3, 3) * ring.signs
    owners = np.eye(BITS, dtype=np.float32)[ring.owner]
    found: Floats = even @ (owners / np.sqrt(owners.sum(0)))
    return found


def _pattern(lacking: Floats, ring: Ring, usual: Floats, size: tuple[int, ...]) -> Floats:
    """(height, width): what adds so much to the score of each bit, in waves of one strength."""
    counts = np.bincount(ring.owner, minlength=BITS)
    worth = np.bincount(ring.owner, 1 / usual, BITS)  # what waves of strength one add to the score of their bit
    waves = np.zeros((ring.waves, ring.waves), np.float32)
    waves[ring.inside] = (lacking * np.sqrt(counts) / worth).astype(np.float32)[ring.owner] * ring.signs
    swing = np.where(np.arange(ring.waves) > 0, np.float32(2), np.float32(1))
    found: Floats = cosines(ring.waves, size[0]).T @ (waves * np.outer(swing, swing)) @ cosines(ring.waves, size[1])
    return found


def _reading(scores: Floats) -> Reading | None:
    """The number that the scores spell, if its check fits."""
    value = int("".join("1" if score > 0 else "0" for score in scores), 2)
    number, check = value >> (BITS - ID_BITS), value & (2 ** (BITS - ID_BITS) - 1)
    if _check(number) != check:
        return None
    return Reading(f"{number:06x}", float(np.abs(scores).mean()))


def _bits(mark: str) -> Floats:
    """(BITS,) of ±1: the number and its check."""
    number = int(mark, 16)
    value = number << (BITS - ID_BITS) | _check(number)
    return np.array([1.0 if value >> (BITS - 1 - bit) & 1 else -1.0 for bit in range(BITS)], np.float32)


def _check(number: int) -> int:
    return hashlib.sha256(number.to_bytes(3)).digest()[0]


def _search(bright: Floats, ring: Ring) -> Reading | None:
    """Take the picture for what is left of a larger one, in every small way, then more finely about the best."""
    small = shrink(bright, min(bright.shape[0], SEARCH_PX), min(bright.shape[1], SEARCH_PX))
    pairs = list(product(CROPS, CROPS))
    scores, *best = _best(small, pairs, pairs, ring)
    for step in FINER:
        around = list(product((-step, 0.0, step), (-step, 0.0, step)))
        downs, acrosses = ([(first + a, last + b) for a, b in around] for first, last in best)
        scores, *best = _best(small, downs, acrosses, ring)
    found = _reading(scores)
    return found if found is not None and found.score >= FOUND_SEARCHED else None


def _cut_out(bright: Floats, size: tuple[int, int], key: str) -> Reading | None:
    """Take the picture for a part of one of that size, at every place where it may have been."""
    shares = [part / whole for part, whole in zip(bright.shape, size, strict=True)]
    radii = next((radii for radii, side in SMALLEST_PX.items() if min(size) >= side), None)
    if radii is None or not all(LEAST_SHARE <= share <= 1 for share in shares) or min(shares) == max(shares) == 1:
        return None
    downs, acrosses = (_places(1 - share) for share in shares)
    small = shrink(bright, *(min(side, SEARCH_PX) for side in bright.shape))
    found = _reading(_best(small, downs, acrosses, ring_of(radii, key))[0])
    return found if found is not None and found.score >= FOUND_SEARCHED else None


def _places(missing: float) -> list[Crop]:
    """What may be missing at the two ends of a side, from all of it at one to all of it at the other."""
    steps = max(1, math.ceil(missing / PLACE_STEP))
    return [(missing * step / steps, missing * (1 - step / steps)) for step in range(steps + 1)]


def _best(small: Floats, downs: list[Crop], acrosses: list[Crop], ring: Ring) -> tuple[Floats, Crop, Crop]:
    """The scores of the crop that shows most of a mark, and that crop."""
    height, width = small.shape
    rows = np.concatenate([cosines(ring.waves, height, first, 1 - last) for first, last in downs])
    columns = np.concatenate([cosines(ring.waves, width, first, 1 - last) for first, last in acrosses])
    waves = (rows @ (small - small.mean()) @ columns.T) / small.size
    waves = waves.reshape(len(downs), ring.waves, len(acrosses), ring.waves)
    best: list[tuple[float, Floats, Crop, Crop]] = []
    for down, some in zip(downs, waves, strict=True):
        scores = _scores(some.transpose(1, 0, 2)[:, ring.inside], ring)
        clear = np.abs(scores).mean(1)
        place = int(clear.argmax())
        best.append((float(clear[place]), scores[place], down, acrosses[place]))
    return max(best, key=lambda one: one[0])[1:]

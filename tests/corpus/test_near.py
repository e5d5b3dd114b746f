import numpy as np
import pytest

from ganvas.corpus.near import NEAR_BITS, Likeness, earlier_likeness


def hashes(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), np.uint8)


def flipped(one: np.ndarray, bits: int, seed: int = 0) -> np.ndarray:
    unpacked = np.unpackbits(one)
    unpacked[np.random.default_rng(seed).choice(256, bits, replace=False)] ^= 1
    return np.packbits(unpacked)


@pytest.mark.parametrize("bits", [0, 1, 8, 15])
def test_up_to_fifteen_bits_are_always_found(bits):
    known = hashes(500)
    for seed in range(20):
        asked = flipped(known[seed * 7], bits, seed)[None]
        assert earlier_likeness(known, asked, np.array([500])).tolist() == [seed * 7]


def test_more_bits_than_the_limit_are_not():
    known = hashes(200)
    asked = np.stack([flipped(one, NEAR_BITS + 1, seed) for seed, one in enumerate(known)])
    assert (earlier_likeness(known, asked, np.full(200, 200)) == -1).all()


def test_as_brute_force_on_small_sets():
    known = np.concatenate([hashes(60), np.stack([flipped(one, 10) for one in hashes(60)[::3]])])
    place = np.arange(len(known))
    found = earlier_likeness(known, known, place)
    distance = np.bitwise_count(known[:, None] ^ known[None]).sum(2)
    for row in range(len(known)):
        near = np.flatnonzero(distance[row, :row] <= NEAR_BITS)
        assert found[row] == (near[0] if len(near) else -1)


def test_names_come_in_pairs_and_only_new_ones_ask():
    likeness = Likeness()
    one, other = hashes(2)
    turned = [hashes(1, seed)[0] for seed in (5, 6)]
    likeness.know(b"old", one.tobytes().hex())
    likeness.know(b"blank", "")
    likeness.ask(b"new", other.tobytes().hex(), [turned[0].tobytes().hex()])
    likeness.ask(b"turned", turned[1].tobytes().hex(), [one.tobytes().hex()])
    assert list(likeness.pairs()) == [(b"turned", b"old")]


def test_none_at_all():
    assert list(Likeness().pairs()) == []

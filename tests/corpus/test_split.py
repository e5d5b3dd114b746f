"""Held-out works: the same ones every time, about a tenth, and none that looks like a work on the other side."""

import hashlib

import numpy as np
import pdqhash
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganvas.corpus import ink
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.split import LEAST_HELD_OUT, LEAST_WORKS, SHARE, alike, chance_of, choose, families_of, split, views
from ganvas.corpus.work import Drawn, Work
from ganvas.errors import CorpusError
from tests.corpus.test_dataset import dataset_of


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def work(number: int, pdq: str = "") -> Work:
    return Work(
        sha256=sha(number), name=str(number), width_px=64, height_px=64, mode="L", pdq=pdq,
        at=Drawn(program="1", seed=number),
    )  # fmt: skip


def hash_of(number: int) -> str:
    return np.random.default_rng(number).integers(0, 256, 32, np.uint8).tobytes().hex()


def nudged(pdq: str, bits: int, seed: int = 0) -> str:
    unpacked = np.unpackbits(np.frombuffer(bytes.fromhex(pdq), np.uint8))
    unpacked[np.random.default_rng(seed).choice(256, bits, replace=False)] ^= 1
    return np.packbits(unpacked).tobytes().hex()


@given(count=st.integers(1, 400), start=st.integers(0, 10**6))
def test_every_work_is_on_one_side_and_there_are_enough(count, start):
    parted = split(work(start + number) for number in range(count))
    assert sorted([*parted.train, *parted.held_out]) == list(range(count))
    assert (np.diff(parted.train) > 0).all()
    if count < LEAST_WORKS:
        assert len(parted.held_out) == 0
    else:
        assert LEAST_HELD_OUT <= len(parted.held_out) <= max(LEAST_HELD_OUT, 0.25 * count)


def test_a_tenth_of_many():
    parted = split(work(number) for number in range(5000))
    assert abs(len(parted.held_out) - SHARE * 5000) < 5 * (5000 * SHARE * (1 - SHARE)) ** 0.5


@given(start=st.integers(0, 10**6), order=st.randoms(use_true_random=False))
def test_the_order_of_the_works_and_other_works_change_nothing(start, order):
    works = [work(start + number) for number in range(400)]
    held_out = {works[index].sha256 for index in split(works).held_out}
    order.shuffle(works)
    assert {works[index].sha256 for index in split(works).held_out} == held_out
    more = works + [work(start + number) for number in range(400, 600)]
    after = {more[index].sha256 for index in split(more).held_out}
    of_before = after & {one.sha256 for one in works}
    assert of_before <= held_out  # a work that training saw is never held out later
    if sum(chance_of(one.sha256) < SHARE for one in works) >= LEAST_HELD_OUT:
        assert of_before == held_out


@given(seed=st.integers(0, 10**6), bits=st.integers(0, 12), view=st.integers(0, 7))
def test_what_looks_alike_stays_on_one_side(seed, bits, view):
    hashes = [hash_of(seed + number) for number in range(150)]
    turned = views(np.frombuffer(bytes.fromhex("".join(hashes)), np.uint8).reshape(-1, 32))[view]
    copies = [nudged(one.tobytes().hex(), bits, seed) for one in turned]
    works = [work(seed + number, pdq) for number, pdq in enumerate(hashes + copies)]
    held_out = set(split(works).held_out.tolist())
    assert held_out
    assert {index for index in range(150) if index in held_out} == {
        index - 150 for index in range(150, 300) if index in held_out
    }


def test_families_hang_together_over_several_steps():
    first = hash_of(0)
    second, third = nudged(first, 12, 1), nudged(nudged(first, 12, 1), 12, 2)
    families = families_of(list("abcde"), [hash_of(9), first, "", third, second])
    assert families.tolist() == [0, 1, 2, 1, 1]


def test_equal_bytes_are_one_family_without_any_hash():
    assert families_of(["b", "a", "b"], ["", "", ""]).tolist() == [0, 1, 0]


def test_different_works_are_no_family():
    rows = np.frombuffer(bytes.fromhex("".join(map(hash_of, range(300)))), np.uint8).reshape(-1, 32)
    assert [alike(rows, view) for view in views(rows)[1:]] == [[]] * 7


def test_a_large_family_is_for_training():  # of 200 works 20 are wanted; a family of 6 would be more than a quarter
    families, chances = np.arange(200), np.linspace(0.2, 1, 200)
    families[:6], chances[0] = 0, 0.0
    families[6:11], chances[6] = 6, 0.01
    held_out = choose(families, chances)
    assert not held_out[:6].any()
    assert held_out[6:11].all()
    assert held_out.sum() == LEAST_HELD_OUT


def test_views_are_the_hashes_of_turned_pictures():
    levels = [ink.draw(seed, 64) for seed in range(6)]
    for picture in levels:
        turned, _ = pdqhash.compute_dihedral(np.stack([picture] * 3, 2))
        wanted = np.stack([np.packbits(bits.astype(np.uint8)) for bits in turned])
        found = np.concatenate(views(wanted[:1]))
        bits = np.bitwise_count(found[:, None] ^ wanted[None]).sum(2)
        assert bits.min(0).max() <= 22
        assert len(set(bits.argmin(0))) == 8  # each turn is another of the views


def test_a_corpus_is_parted_and_a_run_draws_from_its_part(tmp_path):
    (tmp_path / "works").mkdir()
    for number in range(90):
        levels = np.random.default_rng(number % 89).integers(0, 256, (64, 64), np.uint8)
        levels = levels[:, ::-1] if number == 89 else levels  # the first work once more, mirrored
        Image.fromarray(levels).resize((96, 96), Image.Resampling.BICUBIC).save(tmp_path / f"works/{number}.png")
    corpus = Corpus.gather(tmp_path / "works", into=tmp_path / "corpus")
    parted = corpus.split()
    assert len(parted.held_out) >= LEAST_HELD_OUT
    names = [one.name for one in corpus.works]
    assert (names.index("0.png") in parted.held_out) == (names.index("89.png") in parted.held_out)
    whole = corpus.prepare((1, 8, 8))
    part = whole.part(parted.train)
    shown = part.indices(3, 0, len(part))
    assert sorted(shown.tolist()) == list(range(len(parted.train)))
    assert np.array_equal(part.take(shown.numpy()), whole.levels[parted.train[shown.numpy()]])


def test_a_part_is_a_dataset_of_its_own():
    whole = dataset_of(20)
    part = whole.part(np.array([3, 5, 8]))
    assert len(part) == 3
    assert np.array_equal(part.take(np.array([1, 1, 0])), whole.levels[[5, 5, 3]])
    again = part.part(np.array([2, 0]))
    assert np.array_equal(again.take(np.arange(2)), whole.levels[[8, 3]])
    assert len({whole.digest, part.digest, again.digest, whole.part(np.array([3, 5, 9])).digest}) == 4
    assert part.levels is whole.levels
    for rows in ([], [20], [-1]):
        with pytest.raises(CorpusError, match="from 0 to 19"):
            whole.part(np.array(rows, np.int64))

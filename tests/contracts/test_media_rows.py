"""What every row of ``MEDIA`` keeps, and the arts that are for tests only: a new row is tested by being there.

Works are those that the medium draws itself, ``builtins``; pictures, which the corpus draws, bring noise.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from PIL import Image as Pillow

from ganvas.augment.parts import PARTS
from ganvas.errors import WorkError
from ganvas.heads import check_heads
from ganvas.media import MEDIA
from ganvas.media.image import Image
from ganvas.media.medium import Decoded, Medium, Samples, Shape
from ganvas.metrics.features import EXTRACTORS
from ganvas.recipe import RECIPES
from tests.contracts.tone import ARTS

ROWS: dict[str, Callable[[], Medium]] = {**MEDIA, **ARTS}
NAMES = sorted(ROWS)
SEEDS = (0, 1, 2)
TEXT = {"ganvas": "ensō"}


def noise(seed: int) -> bytes:
    levels = np.random.default_rng(seed).integers(0, 256, (3, 24, 24), np.uint8)
    return Image().encode(levels, {})


@dataclass(frozen=True, eq=False)
class Case:
    """A medium with works of its own, as a corpus of them would see it."""

    art: Medium
    files: list[bytes]
    works: list[Decoded]
    facts: list[dict[str, str | int | float]]
    shape: Shape
    samples: Samples


@cache
def case(name: str) -> Case:
    art = ROWS[name]()
    draw = next(iter(art.builtins.values()), noise)
    files = [draw(seed) for seed in SEEDS]
    seen = [art.examine(data, f"work{art.suffix}", art.limits) for data in files]
    facts = [dict(one.facts) for one in seen]
    if common := art.common(facts):
        art = art.bound(common)
    shape = art.natural_shape(facts, art.usual_size or 24)
    works = [art.read(data, "work", one, shape) for data, one in zip(files, facts, strict=True)]
    return Case(art, files, works, facts, shape, np.concatenate([art.samples(work, shape) for work in works]))


@pytest.fixture(params=NAMES)
def row(request: pytest.FixtureRequest) -> Case:
    return case(request.param)


def test_it_says_who_it_is(row: Case):
    art = row.art
    assert ROWS[art.name]().name == art.name
    assert art.singular
    assert art.plural
    assert art.formats
    assert art.suffix in art.suffixes or art.suffix in art.forms
    assert set(art.telling) <= set(art.suffixes)
    assert all(one.startswith(".") and one == one.lower() for one in (*art.suffixes, *art.forms))
    assert art.suffix not in art.forms
    assert art.recipe in RECIPES
    assert not art.look or art.look.partition(":")[0] in EXTRACTORS
    assert all(PARTS[part].medium == art.name for part in art.augmentations)


def test_no_two_tell_themselves_by_the_same_suffix():
    told = [(suffix, name) for name in NAMES for suffix in (ROWS[name]().telling)]
    assert len({suffix for suffix, _ in told}) == len(told), told


def test_facts_are_those_of_its_table(row: Case):
    for facts in row.facts:
        assert list(facts) == list(row.art.facts)
        assert all(isinstance(value, str | int | float) for value in facts.values())
    assert not row.art.signature or row.art.signature in row.art.facts


def test_samples_have_its_shape_and_dtype_every_time(row: Case):
    art = row.art
    assert art.check_shape(row.shape) == row.shape
    assert row.samples.dtype == art.dtype
    assert row.samples.shape[1:] == row.shape
    for data, facts, work in zip(row.files, row.facts, row.works, strict=True):
        found = art.samples(work, row.shape)
        assert len(found) >= 1
        assert not art.single or len(found) == 1
        assert np.array_equal(found, art.samples(art.read(data, "work", facts, row.shape), row.shape))


def test_heads_cover_its_channels_and_samples_keep_to_them(row: Case):
    heads = row.art.heads(row.shape)
    check_heads(heads, row.shape[0])
    low, high = (0, 255) if row.art.dtype == "uint8" else (-1, 1)
    start = 0
    for head in heads:
        part = row.samples[:, start : start + head.channels]
        start += head.channels
        if head.kind in ("categorical", "binary"):
            assert set(np.unique(part)) <= {low, high}, head
        if head.kind == "categorical":
            assert ((part == high).sum(1) == 1).all(), head
        if head.kind in ("tanh", "sigmoid"):
            assert part.min() >= low, head
            assert part.max() <= high, head


def test_a_sample_survives_its_native_file(row: Case):
    for sample in row.samples[:: max(1, len(row.samples) // 4)]:
        data = row.art.encode(sample, TEXT)
        assert data == row.art.encode(sample, TEXT)
        assert TEXT.items() <= row.art.read_text(data).items()
        seen = row.art.examine(data, f"work{row.art.suffix}", row.art.limits)
        found = row.art.samples(row.art.read(data, "work", seen.facts, row.shape), row.shape)
        close = 0 if row.art.dtype == "uint8" else 2e-3
        np.testing.assert_allclose(found[0].astype(float), sample.astype(float), rtol=0, atol=close)


def test_it_can_be_looked_at(row: Case):
    for data in (row.art.preview(row.samples[0]), *(row.art.contact_sheet(row.samples[:n]) for n in (1, 3))):
        with Pillow.open(io.BytesIO(data)) as picture:
            picture.load()
            assert picture.format == "PNG"
            assert min(picture.size) >= 8


def test_every_form_is_a_file_and_the_same_every_time(row: Case):
    for suffix, make in row.art.forms.items():
        data = make(row.samples[0], TEXT)
        assert data, suffix
        assert data == make(row.samples[0], TEXT), suffix


@pytest.mark.parametrize("damage", ["empty", "foreign", "cut", "flipped"])
def test_bad_bytes_are_one_sentence_or_a_work(row: Case, damage: str):
    """Text cut short may still be a work; never is it another error."""
    data = row.files[0]
    bad = {
        "empty": b"",
        "foreign": bytes(range(256)) * 8,
        "cut": data[: len(data) // 2],
        "flipped": data[:16] + bytes(byte ^ 0x55 for byte in data[16:64]) + data[64:],
    }
    said = ""
    try:
        seen = row.art.examine(bad[damage], "the work", row.art.limits)
        row.art.samples(row.art.read(bad[damage], "the work", seen.facts, row.shape), row.shape)
    except WorkError as error:
        said = str(error)
    assert "\n" not in said
    assert "the work" in said or (damage in ("cut", "flipped") and not said)


def test_bytes_of_another_kind_carry_no_text(row: Case):
    for data in (b"", b"no work at all", bytes(range(256)) * 8):
        assert row.art.read_text(data) == {}


def test_what_it_draws_depends_on_the_seed_alone(row: Case):
    for draw in row.art.builtins.values():
        files = [draw(seed) for seed in SEEDS]
        assert files == [draw(seed) for seed in SEEDS]
        assert len(set(files)) == len(SEEDS)


def test_its_measures_are_those_it_names(row: Case):
    if not row.art.measured_by:
        assert not row.art.measures(row.samples, row.samples, row.samples)
        return
    for held_out in (row.samples, row.samples[:0]):
        rows = row.art.measures(row.samples, held_out, row.samples)
        assert [one.name for one in rows] == list(row.art.measured_by)
        assert all(one.nulls or one.refused for one in rows), "no number stands without null models"

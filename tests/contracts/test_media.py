"""What every medium keeps: a sample survives its file, a contact sheet opens, and bad bytes are one sentence."""

import io

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import WorkError
from ganvas.media import MEDIA, medium

SHAPES = {"image": [(1, 8, 8), (3, 9, 5), (4, 5, 9)]}
CASES = [(name, shape) for name, shapes in SHAPES.items() for shape in shapes]  # of any levels; see test_media_rows


def samples(count: int, shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, *shape), dtype=np.uint8)


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_a_sample_survives_its_file(name: str, shape: tuple[int, ...]):
    art = medium(name)
    (sample,) = samples(1, shape)
    data = art.encode(sample, {"ganvas": "ensō"})
    found = art.fit(art.decode(data, "work"), shape)
    assert found.dtype == np.uint8
    assert np.array_equal(found, sample)
    assert art.read_text(data) == {"ganvas": "ensō"}


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_a_larger_file_is_the_same_work(name: str, shape: tuple[int, ...]):
    art = medium(name)
    flat = np.full(shape, 200, np.uint8)
    assert np.array_equal(art.fit(art.decode(art.encode(flat, {}, 3), "work"), shape), flat)


@pytest.mark.parametrize(("name", "shape"), CASES)
@pytest.mark.parametrize("count", [1, 5])
def test_a_contact_sheet_opens(name: str, shape: tuple[int, ...], count: int):
    with Image.open(io.BytesIO(medium(name).contact_sheet(samples(count, shape)))) as picture:
        picture.load()
        assert picture.format == "PNG"


@pytest.mark.parametrize(("name", "shape"), CASES)
@pytest.mark.parametrize("damage", ["empty", "foreign", "cut", "flipped"])
def test_bad_bytes_are_one_sentence(name: str, shape: tuple[int, ...], damage: str):
    art = medium(name)
    data = art.encode(samples(1, shape)[0], {})
    half = len(data) // 2
    bad = {
        "empty": b"",
        "foreign": b"no work at all",
        "cut": data[:half],
        "flipped": data[:16] + bytes(byte ^ 0x55 for byte in data[16:24]) + data[24:],
    }
    with pytest.raises(WorkError) as caught:
        art.decode(bad[damage], "the work")
    assert "the work" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", MEDIA)
def test_bytes_of_another_kind_carry_no_text(name: str):
    assert medium(name).read_text(b"no work at all") == {}

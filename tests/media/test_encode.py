import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ganvas.errors import ShapeError
from ganvas.media.image.encode import encode, read_text

SAMPLE = np.random.default_rng(0).integers(0, 256, (3, 6, 5), dtype=np.uint8)
keywords = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.dictionaries(keywords, texts, max_size=3))
def test_the_text_comes_back(text: dict[str, str]):
    data = encode(SAMPLE, text)
    assert read_text(data) == text
    with Image.open(io.BytesIO(data)) as picture:
        assert {key: str(value) for key, value in picture.text.items()} == text


def test_packed_text_is_read_within_a_limit():
    info = PngInfo()
    info.add_itxt("short", "ink", zip=True)
    info.add_itxt("long", "0" * 3_000_000, zip=True)
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG", pnginfo=info)
    found = read_text(file.getvalue())
    assert found["short"] == "ink"
    assert len(found["long"]) == 1 << 20


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_damaged_bytes_give_no_text_or_the_whole(place: int, change: int):
    data = bytearray(encode(SAMPLE, {"ganvas": "{}"}))
    data[place % len(data)] ^= change
    assert read_text(bytes(data)) in ({}, {"ganvas": "{}"})


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, b"GIF89a"])
def test_foreign_bytes_have_no_text(data: bytes):
    assert read_text(data) == {}


def test_a_broken_packed_text_is_empty():
    body = b"ganvas\0\1\0\0\0no zlib"
    chunk = len(body).to_bytes(4, "big") + b"iTXt" + body + zlib.crc32(b"iTXt" + body).to_bytes(4, "big")
    assert read_text(b"\x89PNG\r\n\x1a\n" + chunk) == {"ganvas": ""}


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("scale", [2, 5])
def test_larger_pictures_keep_flat_levels_flat(channels: int, scale: int):
    with Image.open(io.BytesIO(encode(np.full((channels, 4, 7), 240, np.uint8), {}, scale))) as picture:
        assert picture.size == (7 * scale, 4 * scale)
        assert (np.asarray(picture) == 240).all()


def test_what_is_transparent_does_not_darken_an_edge():  # transparent black beside opaque white stays white
    sample = np.zeros((4, 4, 4), np.uint8)
    sample[:, :, 2:] = 255
    with Image.open(io.BytesIO(encode(sample, {}, 4))) as picture:
        pixels = np.asarray(picture)
    assert (pixels[pixels[..., 3] > 8][:, :3] >= 250).all()


@pytest.mark.parametrize("shape", [(4, 4), (2, 4, 4), (5, 4, 4), (1, 3, 4, 4)])
def test_other_shapes_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ShapeError, match="channels, height, width"):
        encode(np.zeros(shape, np.uint8), {})

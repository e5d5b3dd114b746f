import io
import re
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from ganvas.errors import RecipeError
from ganvas.media.image.encode import read_text
from ganvas.media.image.forms.paper import INCH_MM, Page
from ganvas.media.image.forms.prints import KINDS, encode_print, lay_out, pixels_of, srgb_profile

PAGE, DPI = Page(60, 80, 10), 100
TEXT = {"ganvas": '{"name": "Zoë 墨"}'}


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    picture = np.random.default_rng(0).random((3, 8, 8), np.float32)
    return lay_out(picture, PAGE, DPI, np.array([230, 204, 179], np.float32) / 255)


def test_the_picture_lies_within_margins_of_the_ground(sheet: Image.Image):
    assert sheet.size == (236, 315)  # 60 and 80 mm at 100 dpi
    pixels = np.asarray(sheet)
    inside = np.any(pixels != (230, 204, 179), axis=2)
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    assert (columns[0], columns[-1] + 1) == (39, 197)  # 10 and 50 mm
    assert (rows[0], rows[-1] + 1) == (79, 236)  # 20 and 60 mm: a square in the middle


@pytest.mark.parametrize("kind", ["tiff", "png"])
def test_the_file_knows_its_size_and_its_colors(kind: str, sheet: Image.Image):
    data = encode_print(sheet, PAGE, DPI, kind, TEXT)
    with Image.open(io.BytesIO(data)) as file:
        assert np.array_equal(np.asarray(file), np.asarray(sheet))
        assert [float(each) for each in file.info["dpi"]] == pytest.approx([DPI, DPI], rel=1e-4)
        assert file.width / float(file.info["dpi"][0]) * INCH_MM == pytest.approx(PAGE.width_mm, abs=INCH_MM / DPI)
        profile = ImageCms.ImageCmsProfile(io.BytesIO(file.info["icc_profile"]))
        assert ImageCms.getProfileDescription(profile).startswith("sRGB")
        told = read_text(data) if kind == "png" else {"ganvas": file.tag_v2[270]}
    assert "Zo" in told["ganvas"]


def test_png_keeps_its_text_and_tiff_keeps_it_in_ascii(sheet: Image.Image):
    assert read_text(encode_print(sheet, PAGE, DPI, "png", TEXT)) == TEXT
    with Image.open(io.BytesIO(encode_print(sheet, PAGE, DPI, "tiff", TEXT))) as file:
        assert file.tag_v2[270] == 'ganvas: {"name": "Zo\\xeb \\u58a8"}'


def test_a_pdf_is_lossless_and_of_exact_size(sheet: Image.Image):
    data = encode_print(sheet, PAGE, DPI, "pdf", TEXT)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert [float(side) for side in box.groups()] == pytest.approx([60 / 25.4 * 72, 80 / 25.4 * 72], abs=1e-4)
    picture, profile = (zlib.decompress(stream) for stream in streams(data)[1:])
    assert profile == srgb_profile()
    rows = np.frombuffer(picture, np.uint8).reshape(sheet.height, 1 + 3 * sheet.width)
    assert (rows[:, 0] == 1).all()  # the PNG filter "sub": each byte less the one a pixel before
    pixels = np.cumsum(rows[:, 1:].reshape(sheet.height, sheet.width, 3), axis=1, dtype=np.uint8)
    assert np.array_equal(pixels, np.asarray(sheet))
    assert "墨".encode("utf-16-be").hex().upper().encode() in data


def test_every_object_of_a_pdf_is_where_its_table_says(sheet: Image.Image):
    data = encode_print(sheet, PAGE, DPI, "pdf", TEXT)
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF", data)[1])
    assert data[start:].startswith(b"xref\n")
    places = [int(line[:10]) for line in re.findall(rb"\d{10} 00000 n ", data[start:])]
    for number, place in enumerate(places, 1):
        assert data[place:].startswith(b"%d 0 obj\n" % number)
    assert len(places) == 7


def streams(data: bytes) -> list[bytes]:
    found, position = [], 0
    for match in re.finditer(rb"/Length (\d+)>>\nstream\n", data):
        if match.start() >= position:
            position = match.end() + int(match[1])
            found.append(data[match.end() : position])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_print_is_the_same_bytes(kind: str, sheet: Image.Image):
    assert encode_print(sheet, PAGE, DPI, kind, TEXT) == encode_print(sheet, PAGE, DPI, kind, TEXT)
    assert srgb_profile()[24:36] == bytes.fromhex("07d000010001000000000000")  # not the time of day


def test_an_unknown_kind_lists_the_known(sheet: Image.Image):
    with pytest.raises(RecipeError, match="choose one of: pdf, png, tiff"):
        encode_print(sheet, PAGE, DPI, "gif", {})


def test_transparent_pictures_lie_on_the_ground():
    clear = Image.new("RGBA", (2, 2), (255, 0, 0, 0))
    assert np.allclose(pixels_of(clear), 1)
    assert np.allclose(pixels_of(clear, np.array([0.2, 0.4, 0.6], np.float32))[:, 0, 0], (0.2, 0.4, 0.6))
    assert np.allclose(pixels_of(Image.new("L", (1, 1), 51)), 0.2)

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from ganvas.errors import WorkError
from ganvas.media.image.decode import TURNS, Limits, decode


def saved(image: Image.Image, format_name: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_name, **options)
    return file.getvalue()


def ramp(mode: str = "RGB", size: tuple[int, int] = (24, 16)) -> Image.Image:
    levels = np.arange(size[0] * size[1] * 3, dtype=np.uint8).reshape(size[1], size[0], 3)
    return Image.fromarray(levels).convert(mode)


@pytest.mark.parametrize("format_name", ["PNG", "WEBP", "TIFF", "BMP"])
def test_lossless_formats_keep_every_level(format_name):
    options = {"lossless": True} if format_name == "WEBP" else {}
    decoded = decode(saved(ramp(), format_name, **options), f"a.{format_name.lower()}")
    assert np.array_equal(np.asarray(decoded.content), np.asarray(ramp()))
    assert dict(decoded.facts) == {"width_px": 24, "height_px": 16, "mode": "RGB", "format": format_name}
    assert decoded.notes == ()


@pytest.mark.parametrize("format_name", ["JPEG", "AVIF", "GIF"])
def test_lossy_formats_are_read(format_name):
    decoded = decode(saved(Image.new("RGB", (32, 16), "#c02040"), format_name), f"a.{format_name.lower()}")
    assert decoded.content.size == (32, 16)
    assert np.abs(np.asarray(decoded.content.convert("RGB")).astype(int) - (0xC0, 0x20, 0x40)).max() <= 4


def test_jpeg_in_mpo_counts_as_jpeg():
    data = saved(ramp(), "MPO", save_all=True, append_images=[ramp()])
    decoded = decode(data, "phone.jpg")
    assert decoded.facts["format"] == "JPEG"
    assert decoded.notes == ()


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_turns_upright(orientation, format_name):
    # after turning, the picture is what a viewer shows: the red corner goes where the EXIF table of CIPA DC-008 says
    image = Image.new("RGB", (32, 16), "white")
    image.paste("red", (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 100} if format_name == "JPEG" else {"lossless": True} if format_name == "WEBP" else {}
    decoded = decode(saved(image, format_name, exif=exif, **options), f"a.{format_name.lower()}")
    corners = {2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}
    width, height = (16, 32) if orientation >= 5 else (32, 16)
    assert (decoded.facts["width_px"], decoded.facts["height_px"]) == decoded.content.size == (width, height)
    places = {"tl": (3, 3), "tr": (width - 4, 3), "bl": (3, height - 4), "br": (width - 4, height - 4)}
    for corner, place in places.items():
        red, green, _ = decoded.content.getpixel(place)
        assert red > 200
        assert (green < 60) == (corner == corners[orientation]), (corner, orientation)


def test_draft_gives_the_full_size_in_the_facts():
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = decode(saved(Image.new("RGB", (800, 400)), "JPEG", exif=exif), "a.jpg", enough_px=(90, 190))
    assert (decoded.facts["width_px"], decoded.facts["height_px"]) == (400, 800)
    assert decoded.content.size == (100, 200)


@pytest.mark.parametrize(("bits", "wanted"), [(0, 0), (65535, 255), (32768, 128), (257 * 77, 77)])
def test_sixteen_bits(bits, wanted):
    data = saved(Image.fromarray(np.full((8, 8), bits, np.uint16)))
    decoded = decode(data, "a.png")
    assert decoded.content.mode == "L"
    assert decoded.content.getpixel((3, 3)) == wanted
    assert decoded.notes == ("16 bits to 8",)


def test_float_pixels_are_refused():
    with pytest.raises(WorkError, match="floating-point pixels") as caught:
        decode(saved(Image.new("F", (8, 8), 0.5), "TIFF"), "a.tif")
    assert caught.value.reason == "mode"


def test_cmyk_is_turned_and_said():
    decoded = decode(saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=100), "a.jpg")
    red, green, blue = decoded.content.getpixel((8, 8))
    assert red > 240
    assert max(green, blue) < 15
    assert "CMYK to sRGB" in decoded.notes[0]


def test_profile_is_followed():
    # the sRGB profile with its red and blue primaries changed for each other: red by its numbers is blue to the eye
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
        profile[blue + 4 : blue + 12],
        profile[red + 4 : red + 12],
    )
    swapped = bytes(profile).replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
    decoded = decode(saved(Image.new("RGB", (8, 8), (250, 30, 20)), icc_profile=swapped), "a.png")
    found = np.array(decoded.content.getpixel((0, 0)), int)
    assert np.abs(found - (20, 30, 250)).max() <= 3
    assert "RGB with the profile “Swap" in decoded.notes[0]


def test_srgb_profile_changes_nothing_and_broken_one_is_said():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = decode(saved(ramp(), icc_profile=srgb), "a.png")
    assert np.array_equal(np.asarray(plain.content), np.asarray(ramp()))
    assert plain.notes == ()
    assert "could not be used" in decode(saved(ramp(), icc_profile=b"no profile at all"), "a.png").notes[0]


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_modes_become_grey_or_colour(mode):
    decoded = decode(saved(ramp(mode)), "a.png")
    assert decoded.content.mode == {"1": "L", "L": "L", "P": "RGB"}[mode]


def test_alpha_is_kept_where_it_lets_through():
    clear = Image.new("RGBA", (8, 8), (10, 20, 30, 0))
    assert decode(saved(clear), "a.png").content.mode == "RGBA"
    clear.putalpha(255)
    assert decode(saved(clear), "a.png").content.mode == "RGB"
    palette = Image.new("P", (8, 8))
    assert decode(saved(palette, "GIF", transparency=0), "a.gif").content.mode == "RGBA"
    assert decode(saved(Image.new("LA", (8, 8), (9, 7))), "a.png").content.getpixel((0, 0)) == (9, 9, 9, 7)


def test_wrong_suffix_is_said():
    assert "a PNG file by its contents, though its name ends in .jpg" in decode(saved(ramp()), "a.jpg").notes[0]
    assert "ends in nothing" in decode(saved(ramp()), "a").notes[0]


def test_first_frame_of_an_animation():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    decoded = decode(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "a.gif")
    assert decoded.content.convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    assert decoded.notes == ("the first of its frames",)


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
def test_truncated_is_refused(format_name):
    data = saved(Image.effect_noise((64, 64), 80).convert("RGB"), format_name)
    with pytest.raises(WorkError, match=r"a\.x: ") as caught:
        decode(data[: len(data) * 2 // 3], "a.x")
    assert caught.value.reason in ("truncated", "unreadable")


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "empty"), (b"no picture", "unreadable"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "unreadable")]
)
def test_what_is_no_picture(data, reason):
    with pytest.raises(WorkError) as caught:
        decode(data, "a.png")
    assert caught.value.reason == reason


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8001, 12_000, 60_000])
def test_bombs_name_the_limit(side):
    with pytest.raises(WorkError, match=r"limit (of|is) 64,000,000") as caught:
        decode(png_of(side, side), "a.png")
    assert caught.value.reason == "bomb"


def test_own_limits():
    with pytest.raises(WorkError, match="24 × 16 is 384 pixels, the limit is 383"):
        decode(saved(ramp()), "a.png", Limits(largest_px=383))
    with pytest.raises(WorkError, match="the limit is 10"):
        decode(saved(ramp()), "a.png", Limits(largest_bytes=10))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_file_gives_a_picture_or_one_sentence(data):
    format_name = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"]))
    whole = bytearray(saved(ramp(), format_name))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WorkError):
        assert decode(bytes(whole), "a.png").content.mode in ("L", "RGB", "RGBA")

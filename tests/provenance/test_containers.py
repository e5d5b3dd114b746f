"""Parts of files: what is added and taken out leaves every pixel and sample as it was; bad files are one sentence."""

import contextlib
import io

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import GanvasError, SignError
from ganvas.media.containers import ADD_XMP, CLEAR, jpeg, kind_of, png, riff, svg
from ganvas.media.image.said import has_own_metadata, text_in
from ganvas.media.image.still import pixel_digest, read_still
from ganvas.provenance import xmp
from ganvas.provenance.claim import TRAINED, Words
from tests.provenance.files import FILES, ORIGIN, drawing, film, picture, saved, sound

WORDS = Words(title="A & <B> “ü”", author="Ada", rights="© Ada", wish="constrained", constraint="ask")
PACKET = xmp.packet(WORDS, TRAINED, ORIGIN)
PICTURES = [name for name in FILES if kind_of(FILES[name]()) in {"png", "jpeg", "webp", "gif", "avif"}]


def variants() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[0x010E] = "a description"
    return {
        "plain.png": saved("PNG"),
        "palette.png": saved("PNG", picture().quantize(9)),
        "grey.png": saved("PNG", picture().convert("L")),
        "clear.png": saved("PNG", picture().convert("LA")),
        "exif.png": saved("PNG", exif=exif),
        "plain.jpg": saved("JPEG"),
        "progressive.jpg": saved("JPEG", drawing(80), progressive=True, quality=90),
        "exif.jpg": saved("JPEG", exif=exif),
        "comment.jpg": saved("JPEG", comment=b"a comment"),
        "cmyk.jpg": saved("JPEG", picture().convert("CMYK")),
        "two.mpo": saved("MPO", save_all=True, append_images=[picture(seed=1)]),
        "lossless.webp": saved("WEBP", lossless=True),
        "lossy.webp": saved("WEBP", quality=50),
        "clear.webp": saved("WEBP", picture().convert("RGBA"), lossless=True),
        "moving.webp": saved("WEBP", save_all=True, append_images=[picture(seed=1)], lossless=True),
        "exif.webp": saved("WEBP", exif=exif),
        "moving.gif": saved("GIF", save_all=True, append_images=[picture(seed=1)], comment=b"said"),
    }


VARIANTS = variants()


@pytest.mark.parametrize("name", [name for name in VARIANTS if not name.endswith("gif")])
def test_xmp_is_added_and_nothing_else_changes(name: str):
    data = VARIANTS[name]
    with_xmp = ADD_XMP[kind_of(data)](data, PACKET)
    assert pixel_digest(with_xmp, name) == pixel_digest(data, name)
    image = Image.open(io.BytesIO(with_xmp))
    told = image.getxmp()["xmpmeta"]["RDF"]["Description"]
    assert told["title"]["Alt"]["li"]["text"] == WORDS.title
    assert told["creator"]["Seq"]["li"] == "Ada"
    assert told["DataMining"].endswith("DMI-PROHIBITED-SEECONSTRAINT")
    assert told["origin"] == ORIGIN.to_json(indent=None)
    again = ADD_XMP[kind_of(data)](with_xmp, PACKET)
    assert again == with_xmp  # one packet, not two


@pytest.mark.parametrize("name", VARIANTS)
def test_cleared_files_look_the_same_and_say_nothing(name: str):
    data = VARIANTS[name]
    kind = kind_of(data)
    full = ADD_XMP[kind](data, PACKET) if kind in ADD_XMP else data
    cleared = CLEAR[kind](full)
    assert pixel_digest(cleared, name) == pixel_digest(data, name)
    assert not has_own_metadata(cleared)
    for said in (b"Ada", b"a description", b"a comment", b"said"):
        assert said not in cleared
    assert CLEAR[kind](cleared) == cleared


def test_cleared_sound_and_film_are_the_same():
    assert CLEAR["wav"](riff.joined(b"WAVE", [*riff.chunks(sound()), (b"LIST", b"INFOsaid")])) == sound()
    assert text_in(film())["ganvas"] == ORIGIN.to_json(indent=None)
    cleared = CLEAR["mp4"](film())
    assert len(cleared) == len(film())
    assert text_in(cleared).get("ganvas") is None
    assert frames(cleared) == frames(film())


def frames(data: bytes) -> list[bytes]:
    import av

    with av.open(io.BytesIO(data)) as container:
        return [frame.to_ndarray(format="rgb24").tobytes() for frame in container.decode(video=0)]


def test_text_is_read_from_each_format_that_keeps_it():
    for name in ("a.png", "a.gif", "a.mp4"):
        assert text_in(FILES[name]())["ganvas"] == ORIGIN.to_json(indent=None)
    assert text_in(b"\x89PNG\r\n\x1a\nbroken") == {}
    assert text_in(b"") == {}


@pytest.mark.parametrize("name", PICTURES)
def test_the_digest_of_pixels_sees_one_level(name: str):
    data = saved("PNG", picture().convert("RGB"))
    levels = np.asarray(picture()).copy()
    levels[5, 6, 1] ^= 1
    assert pixel_digest(saved("PNG", Image.fromarray(levels)), "b") != pixel_digest(data, "a")


def test_the_digest_of_pixels_sees_a_later_frame():
    first, second, third = (picture(seed=seed) for seed in (0, 1, 2))
    one = saved("WEBP", first, save_all=True, append_images=[second], lossless=True)
    other = saved("WEBP", first, save_all=True, append_images=[third], lossless=True)
    assert pixel_digest(one, "a") != pixel_digest(other, "b")
    assert not read_still(one, "a").plain


@pytest.mark.parametrize("name", VARIANTS)
def test_a_file_cut_short_is_one_sentence(name: str):
    data = VARIANTS[name]
    for share in (0.1, 0.5, 0.9):
        with contextlib.suppress(GanvasError):  # and no other error
            CLEAR[kind_of(data)](data[: int(len(data) * share)])


def test_a_jpeg_holds_only_so_much_xmp():
    with pytest.raises(SignError, match="65,533 bytes"):
        jpeg.add_xmp(saved("JPEG"), b"x" * 70_000)


def test_a_png_with_a_wrong_checksum():
    data = bytearray(saved("PNG"))
    data[40] ^= 1
    with pytest.raises(SignError, match="damaged"):
        png.clear(bytes(data))


BOMBS = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    "external": b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    "no XML": b"<svg><g></svg>",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_svg_that_would_grow_is_refused(bomb: str):
    with pytest.raises(SignError, match="not safe to read or no XML"):
        svg.clear(BOMBS[bomb])


def test_a_cleared_svg_keeps_its_drawing():
    data = FILES["a.svg"]().replace(b"<path", b"<metadata><a>said</a></metadata><!-- said --><path")
    cleared = svg.clear(data)
    assert b"said" not in cleared
    assert b"M0 0L9 9" in cleared

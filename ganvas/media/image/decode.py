"""The bytes of one picture file to a picture: upright, in sRGB, eight bits, grey, RGB or RGBA.

Every file is hostile until it is decoded: only the formats of ``FORMATS`` are tried,
the number of pixels is looked at before any is read, and a file that is cut short is
refused, never filled up with grey.
"""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from ganvas.errors import WorkError
from ganvas.media.medium import Decoded

FORMATS = {  # what Pillow may try, and the suffixes each goes by
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp", ".dib"),
    "AVIF": (".avif", ".avifs"),
}
SUFFIXES = tuple(suffix for suffixes in FORMATS.values() for suffix in suffixes)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)  # the EXIF orientations that swap width and height


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Attributes:
        largest_px: pixels of the picture; more is taken for a decompression bomb. Pillow refuses 178 million itself.
        largest_bytes: of the file.
    """

    largest_px: int = 64_000_000
    largest_bytes: int = 512 << 20


LIMITS = Limits()


def decode(data: bytes, name: str, limits: Limits = LIMITS, enough_px: tuple[int, int] = (0, 0)) -> Decoded:
    """Read one picture.

    Args:
        data: the whole file.
        name: what to call it in an error; its suffix is compared with what the file holds.
        limits: what it may cost.
        enough_px: (width, height) that will do; a JPEG is then decoded at 1/2, 1/4 or 1/8 as long as both sides
            stay at least as large. (0, 0) decodes all of it. The facts tell the full size either way.

    Returns:
        content: a Pillow image in mode L, RGB or RGBA; facts: width_px, height_px, mode, format.

    Raises:
        WorkError: it is empty, not a picture, cut short, too large or damaged.
    """
    if not data:
        raise WorkError(f"{name}: the file is empty (0 bytes). Copy it again from where it came.", "empty")
    if len(data) > limits.largest_bytes:
        raise WorkError(
            f"{name}: the file has {len(data):,} bytes, the limit is {limits.largest_bytes:,}. Save it smaller.",
            "too-large",
        )
    with _plain_errors(name, limits), Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
        return _read(image, name, limits, enough_px)


@contextlib.contextmanager
def _plain_errors(name: str, limits: Limits) -> Iterator[None]:
    """Every way in which a decoder can fail, as one sentence and one reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the bomb warning too: our own, lower limit is checked before loading
            yield
    except WorkError:
        raise
    except UnidentifiedImageError:
        known = ", ".join(FORMATS)
        raise WorkError(f"{name}: not a picture that can be read; wanted one of {known}.", "unreadable") from None
    except Image.DecompressionBombError:
        raise WorkError(
            f"{name}: far more pixels than the limit of {limits.largest_px:,}: a decompression bomb. Save it smaller.",
            "bomb",
        ) from None
    except Exception as error:  # inside a decoder a damaged file can raise anything at all
        text = str(error) or type(error).__name__
        if "truncated" in text or isinstance(error, EOFError):
            raise WorkError(
                f"{name}: the file is cut short ({text}). Copy it again from where it came.", "truncated"
            ) from None
        raise WorkError(f"{name}: the file is damaged ({text}). Open it and save it anew.", "unreadable") from None


def _read(image: Image.Image, name: str, limits: Limits, enough_px: tuple[int, int]) -> Decoded:
    width_px, height_px = image.size
    if width_px * height_px > limits.largest_px:
        raise WorkError(
            f"{name}: {width_px} × {height_px} is {width_px * height_px:,} pixels, the limit is {limits.largest_px:,}: "
            "a decompression bomb, or a scan to save smaller.",
            "bomb",
        )
    notes = _suffix_notes(image, name)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        notes.append("the first of its frames")
    orientation = 1 if image.format == "TIFF" else _orientation(image)  # Pillow turns a TIFF itself
    if orientation in SIDEWAYS:
        width_px, height_px = height_px, width_px
        enough_px = enough_px[::-1]
    if all(enough_px):
        image.draft(None, enough_px)
    image.load()
    content = _to_srgb(image, name, notes)
    if orientation in TURNS:
        content = content.transpose(TURNS[orientation])
        notes.append("turned upright, as its EXIF says")
    facts: dict[str, str | int] = {
        "width_px": width_px,
        "height_px": height_px,
        "mode": content.mode,
        "format": _format(image),
    }
    return Decoded(content, facts, tuple(notes))


def _format(image: Image.Image) -> str:
    return "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a JPEG with more pictures behind the first


def _suffix_notes(image: Image.Image, name: str) -> list[str]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in FORMATS[_format(image)]:
        return []
    return [f"a {_format(image)} file by its contents, though its name ends in {suffix or 'nothing'}"]


def _orientation(image: Image.Image) -> int:
    """1…8; 1 where there is no EXIF, or none that can be read."""
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except Exception:  # broken EXIF says nothing about the pixels
        return 1
    return found if found in TURNS else 1


def _to_srgb(image: Image.Image, name: str, notes: list[str]) -> Image.Image:
    """The picture in mode L, RGB or RGBA, eight bits, its colours brought to sRGB; what was done goes to notes."""
    profile = image.info.get("icc_profile")
    image = _to_eight_bits(image, name, notes)
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
    if image.mode in ("1", "P", "PA", "LA", "La", "RGBa", "RGBX", "YCbCr", "HSV"):
        image = image.convert("L" if image.mode in ("1", "LA", "La") else "RGB")
    if profile or image.mode in ("CMYK", "LAB"):
        image = _through_profile(image, profile, notes)
    if image.mode not in ("L", "RGB", "RGBA"):
        raise WorkError(
            f"{name}: pixels of kind {image.mode} are not known. Save it as an eight-bit RGB picture.", "mode"
        )
    if alpha is not None and alpha.getextrema() != (255, 255):
        image = image.convert("RGBA") if image.mode != "RGBA" else image
        image.putalpha(alpha)
    elif image.mode == "RGBA":
        image = image.convert("RGB")
    image.info.pop("icc_profile", None)
    return image


def _to_eight_bits(image: Image.Image, name: str, notes: list[str]) -> Image.Image:
    if not image.mode.startswith(("I", "F")):
        return image
    levels = np.asarray(image)
    if image.mode == "F" or levels.min() < 0 or levels.max() > 65535:
        raise WorkError(
            f"{name}: {'floating-point' if image.mode == 'F' else '32-bit'} pixels have no agreed white. "
            "Save it with 8 or 16 bits.",
            "mode",
        )
    notes.append("16 bits to 8")
    grey = Image.fromarray(((levels.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8))
    grey.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return grey


def _through_profile(image: Image.Image, profile: bytes | None, notes: list[str]) -> Image.Image:
    """The colours in sRGB, by the file's own profile; CMYK without one is turned the plain way."""
    grey = image.mode == "L"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else _profile_of(image.mode)
        title = ImageCms.getProfileDescription(source).strip() if source else ""
        if source is None:
            notes.append("CMYK to sRGB without a profile")
            return image.convert("RGB")
        if title.startswith("sRGB"):
            return image
        colours = image.convert("RGB") if image.mode == "RGBA" else image
        turned: Image.Image | None = ImageCms.profileToProfile(
            colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        notes.append("its colour profile could not be used; taken for sRGB")
        return image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")
    assert turned is not None  # only a conversion in place gives none
    notes.append(f"{image.mode} with the profile “{title}” to sRGB")
    return turned.convert("L") if grey else turned


def _profile_of(mode: str) -> ImageCms.ImageCmsProfile | None:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")) if mode == "LAB" else None

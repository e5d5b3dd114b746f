"""A picture as a print: a page of a chosen paper and resolution, as TIFF, PNG or PDF, in sRGB."""

import io
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from ganvas.errors import pick
from ganvas.media.image.forms.inks import Color
from ganvas.media.image.forms.paper import INCH_MM, Page
from ganvas.media.image.forms.upscale import Floats, upscale_to_levels

SOFTWARE = "Ganvas print"
ICC_DATE = slice(24, 36)  # of a profile's header: when it was made; the same file for the same print wants it fixed
MADE = bytes.fromhex("07d0 0001 0001 0000 0000 0000")  # 2000-01-01
TIFF_DESCRIPTION, TIFF_SOFTWARE = 270, 305


def pixels_of(picture: Image.Image, ground: Color | None = None) -> Floats:
    """A Pillow image as (3, height, width), 0…1; what is transparent lies on the ground, or on white."""
    if picture.mode == "RGBA":
        levels = tuple(round(255 * float(level)) for level in ground) if ground is not None else (255, 255, 255)
        sheet = Image.new("RGBA", picture.size, (*levels, 255))
        sheet.alpha_composite(picture)
        picture = sheet
    return np.moveaxis(np.asarray(picture.convert("RGB"), np.float32) / 255, -1, 0).copy()


def image_of(pixels: Floats) -> Image.Image:
    """(3, height, width) or (height, width), 0…1, as a Pillow image."""
    levels = (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(levels if levels.ndim == 2 else np.ascontiguousarray(np.moveaxis(levels, 0, -1)))


def place_px(page: Page, shape: tuple[int, ...], dpi: float) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels of a picture (…, height, width) on a page."""
    box = page.box(shape[-1], shape[-2])
    left, top = (round(side / INCH_MM * dpi) for side in (box.left_mm, box.top_mm))
    right, bottom = (round(side / INCH_MM * dpi) for side in (box.left_mm + box.width_mm, box.top_mm + box.height_mm))
    return left, top, max(1, right - left), max(1, bottom - top)


def lay_out(picture: Floats, page: Page, dpi: float, ground: Color) -> Image.Image:
    """The page as an RGB image: the picture enlarged within the margins, the rest in the color of the ground.

    Raises:
        FormError: the page has more pixels than a page may have.
    """
    size = page.size_px(dpi)
    left, top, width, height = place_px(page, picture.shape, dpi)
    sheet = Image.new("RGB", size, tuple(round(255 * float(level)) for level in ground))
    channels = [Image.fromarray(levels) for levels in upscale_to_levels(picture, (height, width))]
    sheet.paste(Image.merge("RGB", channels), (left, top))
    return sheet


@cache
def srgb_profile() -> bytes:
    """The ICC profile of sRGB, with a fixed date."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[ICC_DATE] = MADE
    return bytes(made)


def encode_print(sheet: Image.Image, page: Page, dpi: float, kind: str, text: Mapping[str, str]) -> bytes:
    """A page as the bytes of a file that knows its size, its colors and where it comes from.

    Args:
        sheet: mode RGB, or L where it is no PDF.
        page: its size in mm.
        dpi: pixels an inch.
        kind: tiff, png or pdf.
        text: what the file carries.
    Raises:
        RecipeError: there is no such kind.
    """
    return pick(_ENCODERS, "kind of print", kind)(sheet, page, dpi, text)


def _png(sheet: Image.Image, _page: Page, dpi: float, text: Mapping[str, str]) -> bytes:
    info = PngInfo()
    for key in sorted(text):
        info.add_itxt(key, text[key])
    return _saved(sheet, "PNG", dpi, pnginfo=info)


def _tiff(sheet: Image.Image, _page: Page, dpi: float, text: Mapping[str, str]) -> bytes:
    """TIFF's description is ASCII, so the text is written with its other letters escaped."""
    words = "\n".join(f"{key}: {text[key]}" for key in sorted(text))
    tags = {TIFF_SOFTWARE: SOFTWARE}
    if words:
        tags[TIFF_DESCRIPTION] = words.encode("ascii", "backslashreplace").decode()
    return _saved(sheet, "TIFF", dpi, compression="tiff_adobe_deflate", tiffinfo=tags)


def _saved(sheet: Image.Image, kind: str, dpi: float, **more: object) -> bytes:
    if sheet.mode == "RGB":
        more["icc_profile"] = srgb_profile()
    file = io.BytesIO()
    sheet.save(file, kind, dpi=(dpi, dpi), **more)
    return file.getvalue()


def _pdf(sheet: Image.Image, page: Page, _dpi: float, text: Mapping[str, str]) -> bytes:
    from ganvas.media.image.forms.pdf import pdf

    return pdf(sheet, (page.width_mm, page.height_mm), srgb_profile(), {**text, "Producer": SOFTWARE})


_ENCODERS: dict[str, Callable[[Image.Image, Page, float, Mapping[str, str]], bytes]] = {
    "tiff": _tiff,
    "png": _png,
    "pdf": _pdf,
}
KINDS = {"tiff": ".tif", "png": ".png", "pdf": ".pdf"}

"""A picture as plates for spot colors: one sheet of grey for each ink, with marks to register them, and a proof.

Inks are transparent: where they lie over one another their densities add up (the law of Beer and Lambert), so a
pixel's density in red, green and blue is taken apart into amounts of the inks by non-negative least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import FormError
from ganvas.media.image.forms.inks import Color, Ink, linear
from ganvas.media.image.forms.paper import INCH_MM, Page
from ganvas.media.image.forms.prints import lay_out, place_px
from ganvas.media.image.forms.upscale import Floats, upscale_to_levels

DARKEST = 0.004  # light of the deepest black, so that its density is finite
SWEEPS = 60  # of coordinate descent; amounts of twelve inks have settled to a thousandth
LEAST_MARGIN_MM = 10.0  # holds a mark and the name of the ink
MARK_MM, STROKE_MM, TEXT_MM = 5.0, 0.2, 3.0


@dataclass(frozen=True, eq=False)
class Plates:
    """A separated picture.

    Attributes:
        inks: in the order of the plates.
        sheets: a page in mode L for each: 0 where the ink lies full, 255 where there is none.
        proof: a page in mode RGB: what the plates printed over one another will look like.
        covered: the share of the picture's area that each ink covers, weighted by its amount.
    """

    inks: Sequence[Ink]
    sheets: Sequence[Image.Image]
    proof: Image.Image
    covered: Sequence[float]


def separate(picture: Floats, page: Page, dpi: float, inks: Sequence[Ink], paper: Color) -> Plates:
    """The plates of a picture.

    Args:
        picture: (3, height, width), sRGB, 0…1.
        page: the sheet; its margins hold the marks.
        dpi: pixels an inch.
        inks: of the plates.
        paper: the color that shows where no ink lies.
    Raises:
        FormError: the margins have no room for marks, the page has too many pixels, or an ink is the paper's color.
    """
    if page.margin_mm < LEAST_MARGIN_MM:
        raise FormError(
            f"a margin of {page.margin_mm:g} mm has no room for registration marks;"
            f" take --margin {LEAST_MARGIN_MM:g} or more"
        )
    size = page.size_px(dpi)
    left, top, width, height = place_px(page, picture.shape, dpi)
    small = amounts(picture, inks, paper)
    sheets = []
    for number, (ink, amount) in enumerate(zip(inks, small, strict=True), 1):
        sheet = Image.new("L", size, 255)
        (levels,) = upscale_to_levels(1 - amount[None], (height, width))
        sheet.paste(Image.fromarray(levels), (left, top))
        mark(sheet, page, dpi, f"{number}/{len(inks)}  {ink.name}  {ink.hex}")
        sheets.append(sheet)
    proof = lay_out(overprint(small, inks, paper), page, dpi, paper)
    return Plates(inks, sheets, proof, [float(amount.mean()) for amount in small])


def density(color: Floats, paper: Color) -> Floats:
    """How much less light than the paper a color (3, …) sends back, as the natural logarithm; 0 where not less."""
    light = np.maximum(linear(color), DARKEST)
    ground = np.maximum(linear(paper), DARKEST).reshape(3, *[1] * (color.ndim - 1))
    return np.maximum(np.log(ground / light), 0).astype(np.float32)


def amounts(picture: Floats, inks: Sequence[Ink], paper: Color) -> Floats:
    """How much of each ink, 0…1, lies at each pixel.

    Args:
        picture: (3, height, width).
        inks: N of them.
        paper: its color.
    Returns:
        (N, height, width): the least squares of densities with no amount below 0 or above 1.
    Raises:
        FormError: an ink takes no light from this paper.
    """
    wanted = density(picture, paper).reshape(3, -1)
    each = np.stack([density(ink.color, paper) for ink in inks])
    for ink, takes in zip(inks, each, strict=True):
        if not takes.any():
            raise FormError(
                f"ink {ink.name} ({ink.hex}) takes no light from this paper, so it has no plate;"
                " plates are for inks that are darker than the paper"
            )
    found = np.zeros((len(inks), wanted.shape[1]), np.float32)
    rest = wanted.copy()
    for _ in range(SWEEPS):
        for number, takes in enumerate(each):
            step = np.clip(found[number] + takes @ rest / (takes @ takes), 0, 1) - found[number]
            found[number] += step
            rest -= takes[:, None] * step
    return found.reshape(len(inks), *picture.shape[1:])


def overprint(laid: Floats, inks: Sequence[Ink], paper: Color) -> Floats:
    """The color (3, height, width) of amounts (N, height, width) of inks laid over one another on paper."""
    each = np.stack([density(ink.color, paper) for ink in inks])
    ground = linear(paper)[:, None, None]
    light: NDArray[np.float32] = ground * np.exp(-np.tensordot(each.T, laid, 1))
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return np.clip(srgb, 0, 1).astype(np.float32)


def mark(sheet: Image.Image, page: Page, dpi: float, words: str) -> None:
    """A cross in a ring in the middle of each margin, at the same place on every plate, and the name of the ink."""
    draw = ImageDraw.Draw(sheet)

    def px(side_mm: float) -> int:
        return round(side_mm / INCH_MM * dpi)

    middle, stroke, arm = page.margin_mm / 2, max(1, px(STROKE_MM)), px(MARK_MM) // 2
    across, down = page.width_mm, page.height_mm
    for x_mm, y_mm in (
        (across / 2, middle), (across / 2, down - middle), (middle, down / 2), (across - middle, down / 2),
    ):  # fmt: skip
        x, y = px(x_mm), px(y_mm)
        draw.line((x - arm, y, x + arm, y), 0, stroke)
        draw.line((x, y - arm, x, y + arm), 0, stroke)
        draw.ellipse((x - arm // 2, y - arm // 2, x + arm // 2, y + arm // 2), None, 0, stroke)
    font = ImageFont.load_default(max(6, px(TEXT_MM)))
    place = (px(page.margin_mm), px(middle) - px(TEXT_MM) // 2)
    draw.text(place, words, 0, font)

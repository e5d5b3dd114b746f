"""Sheets of paper in millimetres, and how many pixels they take."""

import math
import re
from dataclasses import dataclass

from ganvas.errors import FormError

INCH_MM = 25.4
MOST_PX = 100_000_000  # of a page; A1 at 300 dpi has 70 million
SMALLEST_MM, LARGEST_MM = 10, 5000
PAPERS = {  # width and height in mm: ISO 216, and what North America uses
    "A0": (841.0, 1189.0),
    "A1": (594.0, 841.0),
    "A2": (420.0, 594.0),
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "B3": (353.0, 500.0),
    "B4": (250.0, 353.0),
    "B5": (176.0, 250.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
OWN_SIZE = re.compile(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)(?:mm)?")


@dataclass(frozen=True)
class Box:
    """A place on a page, in mm from its upper left corner."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Page:
    """A sheet, and the margin that stays free on each side, in mm."""

    width_mm: float
    height_mm: float
    margin_mm: float

    def box(self, width: float, height: float) -> Box:
        """The largest place within the margins for a picture of that aspect, in the middle of the page."""
        scale = min((self.width_mm - 2 * self.margin_mm) / width, (self.height_mm - 2 * self.margin_mm) / height)
        across, down = width * scale, height * scale
        return Box((self.width_mm - across) / 2, (self.height_mm - down) / 2, across, down)

    def size_px(self, dpi: float) -> tuple[int, int]:
        """(width, height) in pixels.

        Raises:
            FormError: it has more of them than a page may have, or none.
        """
        width, height = (max(1, round(side / INCH_MM * dpi)) for side in (self.width_mm, self.height_mm))
        if width * height > MOST_PX:
            enough = math.floor(dpi * math.sqrt(MOST_PX / (width * height)))
            raise FormError(
                f"{self.width_mm:g} × {self.height_mm:g} mm at {dpi:g} dpi is {width:,} × {height:,} ="
                f" {width * height:,} pixels; the limit is {MOST_PX:,}. Take --dpi {enough}, or a smaller paper."
            )
        return width, height


def page_for(paper: str, margin_mm: float, width: int, height: int) -> Page:
    """The sheet of that name for a picture; a named paper lies on its side for a picture wider than high.

    Args:
        paper: a name of ``PAPERS``, in any case, or WIDTHxHEIGHT in mm, which is taken as it stands.
        margin_mm: on each side.
        width: of the picture, in any unit.
        height: of the picture, in the same unit.
    Raises:
        FormError: there is no such paper, or the margins leave nothing of it.
    """
    sides = _sides(paper)
    if width > height and not OWN_SIZE.fullmatch(paper):
        sides = sides[::-1]
    if not 0 <= margin_mm < min(sides) / 2:
        raise FormError(
            f"a margin of {margin_mm:g} mm on each side leaves nothing of {sides[0]:g} × {sides[1]:g} mm;"
            f" take 0 or more, and less than {min(sides) / 2:g}."
        )
    return Page(*sides, margin_mm)


def _sides(paper: str) -> tuple[float, float]:
    for name, sides in PAPERS.items():
        if name.lower() == paper.lower():
            return sides
    if own := OWN_SIZE.fullmatch(paper):
        width, height = float(own[1]), float(own[2])
        if min(width, height) >= SMALLEST_MM and max(width, height) <= LARGEST_MM:
            return width, height
    raise FormError(
        f"unknown paper {paper!r}; choose one of: {', '.join(PAPERS)}, or write WIDTHxHEIGHT"
        f" in mm, each {SMALLEST_MM} to {LARGEST_MM}."
    )

"""One drawing as SVG and as PNG: rectangles, lines and words, laid down twice alike."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from ganvas.media.image.encode import to_png

PAPER, INK, QUIET, RULE = "#faf8f4", "#26221c", "#8c857a", "#e6e0d6"
BLUE, PALE = "#3d5a80", "#cdd6e1"
FONT = "Aileron, Helvetica Neue, Helvetica, Arial, sans-serif"
FINE = 2  # a raster is drawn so much larger and then reduced


class Canvas(Protocol):
    """What a chart draws on; sizes in pixels of the picture at 1×."""

    def rect(self, box: tuple[float, float, float, float], color: str, radius: float = 0) -> None:
        """A filled rectangle (left, top, right, bottom)."""

    def line(self, points: Sequence[tuple[float, float]], color: str, width: float = 1) -> None:
        """A line through points."""

    def area(self, points: Sequence[tuple[float, float]], color: str) -> None:
        """A filled polygon."""

    def text(self, at: tuple[float, float], text: str, color: str, size: float, anchor: str = "l") -> None:
        """Words whose left end (l), middle (m) or right end (r) is at a point, on its line of writing."""


class Svg:
    """A canvas that becomes the bytes of an SVG."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        ]

    def rect(self, box: tuple[float, float, float, float], color: str, radius: float = 0) -> None:
        """See ``Canvas.rect``."""
        left, top, right, bottom = box
        self._parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" '
            f'rx="{radius:.1f}" fill="{color}"/>'
        )

    def line(self, points: Sequence[tuple[float, float]], color: str, width: float = 1) -> None:
        """See ``Canvas.line``."""
        self._parts.append(
            f'<polyline points="{_listed(points)}" fill="none" stroke="{color}" stroke-width="{width:g}" '
            'stroke-linejoin="round"/>'
        )

    def area(self, points: Sequence[tuple[float, float]], color: str) -> None:
        """See ``Canvas.area``."""
        self._parts.append(f'<polygon points="{_listed(points)}" fill="{color}"/>')

    def text(self, at: tuple[float, float], text: str, color: str, size: float, anchor: str = "l") -> None:
        """See ``Canvas.text``."""
        where = {"l": "start", "m": "middle", "r": "end"}[anchor]
        self._parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{color}" font-size="{size:g}" '
            f'text-anchor="{where}">{escape(text)}</text>'
        )

    def bytes(self, _text: Mapping[str, str]) -> bytes:
        """The file."""
        return "\n".join([*self._parts, "</svg>\n"]).encode()


class Raster:
    """A canvas that becomes the bytes of a PNG."""

    def __init__(self, width: int, height: int, _title: str) -> None:
        self._size = (width, height)
        self._picture = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self._draw = ImageDraw.Draw(self._picture)

    def rect(self, box: tuple[float, float, float, float], color: str, radius: float = 0) -> None:
        """See ``Canvas.rect``."""
        left, top, right, bottom = (round(one * FINE) for one in box)
        corners = (left, top, max(left, right - 1), max(top, bottom - 1))
        self._draw.rounded_rectangle(corners, min(radius * FINE, (bottom - top) / 2, (right - left) / 2), color)

    def line(self, points: Sequence[tuple[float, float]], color: str, width: float = 1) -> None:
        """See ``Canvas.line``."""
        self._draw.line(_fine(points), color, max(1, round(width * FINE)), joint="curve")

    def area(self, points: Sequence[tuple[float, float]], color: str) -> None:
        """See ``Canvas.area``."""
        self._draw.polygon(_fine(points), color)

    def text(self, at: tuple[float, float], text: str, color: str, size: float, anchor: str = "l") -> None:
        """See ``Canvas.text``."""
        font = ImageFont.load_default(size * FINE)
        self._draw.text((at[0] * FINE, at[1] * FINE), text, color, font, anchor=f"{anchor}s")

    def bytes(self, text: Mapping[str, str]) -> bytes:
        """The file, with ``text`` in it."""
        return to_png(self._picture.resize(self._size, Image.Resampling.LANCZOS), text)

    def picture(self) -> Image.Image:
        """The picture at 1×."""
        return self._picture.resize(self._size, Image.Resampling.LANCZOS)


def text_width(text: str, size: float) -> float:
    """How many pixels wide words are."""
    return float(ImageFont.load_default(size).getlength(text))


def _listed(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _fine(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * FINE, y * FINE) for x, y in points]


CANVASES: dict[str, type[Svg] | type[Raster]] = {"svg": Svg, "png": Raster}

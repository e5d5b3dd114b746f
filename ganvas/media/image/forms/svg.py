"""Strokes as an SVG that a plotter's programs read: millimetres, one layer a pen, no fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from ganvas.media.image.forms.curves import Curves
from ganvas.media.image.forms.inks import Ink
from ganvas.media.image.forms.paper import Page

DECIMALS = 3  # a thousandth of a millimetre
FLAT_MM = 0.005  # a curve whose handles lie so near to its chord is written as a line
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" version="1.1"'
)


@dataclass(frozen=True, eq=False)
class Layer:
    """What one pen draws.

    Attributes:
        ink: the pen.
        strokes: each (N, 4, 2), in mm from the page's upper left corner.
    """

    ink: Ink
    strokes: Sequence[Curves]


def svg(layers: Sequence[Layer], page: Page, pen_mm: float, text: Mapping[str, str]) -> bytes:
    """The drawing as an SVG file.

    Args:
        layers: in the order in which the pens are taken; their labels begin with their number, as vpype has it.
        page: the sheet; one user unit is one millimetre.
        pen_mm: how wide a stroke is shown.
        text: key to text, kept as JSON-like lines in ``<metadata>``.
    """
    width, height = f"{page.width_mm:g}", f"{page.height_mm:g}"
    lines = [f'<svg {NAMESPACES} width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">']
    lines += [f"<metadata id={quoteattr(key)}>{escape(text[key])}</metadata>" for key in sorted(text)]
    for number, layer in enumerate(layers, 1):
        label = quoteattr(f"{number} {layer.ink.name}")
        lines.append(
            f'<g id="layer{number}" inkscape:groupmode="layer" inkscape:label={label} fill="none"'
            f' stroke="{layer.ink.hex}" stroke-width="{pen_mm:g}" stroke-linecap="round" stroke-linejoin="round">'
        )
        lines += [f'<path d="{path_of(stroke, page)}"/>' for stroke in layer.strokes]
        lines.append("</g>")
    return (HEAD + "\n".join([*lines, "</svg>"]) + "\n").encode()


def path_of(stroke: Curves, page: Page) -> str:
    """The ``d`` of a path; no coordinate lies off the page."""
    stroke = np.clip(stroke, 0, (page.width_mm, page.height_mm))
    words, kind = [f"M{_place(stroke[0, 0])}"], ""
    for curve in stroke:
        now = "L" if _is_flat(curve) else "C"
        places = " ".join(_place(point) for point in (curve[3:] if now == "L" else curve[1:]))
        words.append(f"{now if now != kind else ' '}{places}")
        kind = now
    return "".join(words)


def _place(point: np.ndarray) -> str:
    return ",".join(f"{float(side):.{DECIMALS}f}".rstrip("0").rstrip(".") for side in point)


def _is_flat(curve: np.ndarray) -> bool:
    """Whether a cubic is its chord, run through forwards."""
    chord = curve[3] - curve[0]
    size = float(np.linalg.norm(chord))
    if size == 0:
        return False
    handles = curve[1:3] - curve[0]
    along = handles @ chord / size
    beside = np.abs(handles[:, 0] * chord[1] - handles[:, 1] * chord[0]) / size
    return bool(beside.max() <= FLAT_MM and along.min() >= 0 and along.max() <= size)

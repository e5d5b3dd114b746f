"""Curves as drawings of lines: small, quiet, one sentence each, readable without colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from ganvas.studio import parts
from ganvas.studio.words import t
from ganvas.training.reading import Line
from ganvas.training.units import count, number

WIDE, TALL = 360, 120  # of the drawing, in its own units
MOST_POINTS = 300


@dataclass(frozen=True)
class Curve:
    """One drawing.

    Attributes:
        words: the key of its title; that of its sentence ends in ``.says``.
        keys: numbers of the log, drawn solid, then dashed.
        includes: values that the upright axis always shows.
    """

    words: str
    keys: tuple[str, ...]
    includes: tuple[float, ...] = ()

    def title(self) -> str:
        """What it shows."""
        return t(self.words)

    def says(self) -> str:
        """What is healthy, in one sentence."""
        return t(f"{self.words}.says")


CURVES = (
    Curve("curve.kid", ("kid",), (0.0,)),
    Curve("curve.copies", ("copies",), (0.0, 0.2)),
    Curve("curve.sign", ("sign",), (0.0, 1.0)),
    Curve("curve.margin", ("margin",), (0.0,)),
    Curve("curve.losses", ("d_loss", "g_loss")),
    Curve("curve.rate", ("rate",), (0.0,)),
)


def show(lines: Sequence[Line]) -> None:
    """All curves that a log has numbers for."""
    with parts.box("div", "gv-curves"):
        for curve in CURVES:
            series = [points(lines, key) for key in curve.keys]
            if any(len(one) > 1 for one in series):
                draw(curve, [one for one in series if one])


def points(lines: Sequence[Line], key: str) -> list[tuple[float, float]]:
    """The moments and values of a number, thinned to what a drawing can show."""
    found = [(number(line, "seen"), number(line, key)) for line in lines]
    whole = [(seen, value) for seen, value in found if seen is not None and value is not None]
    step = max(1, len(whole) // MOST_POINTS)
    return whole[::-1][::step][::-1]


def draw(curve: Curve, series: list[list[tuple[float, float]]]) -> None:
    """One curve: title, what it is now, the lines, and its sentence."""
    values = [value for one in series for _, value in one] + list(curve.includes)
    low, high = min(values), max(values)
    end = max(one[-1][0] for one in series)
    now = " / ".join(f"{one[-1][1]:.3g}" for one in series)
    with parts.box("figure", "gv-curve"):
        with parts.box("div", "gv-slider-head"):
            parts.heading(curve.title(), 3)
            parts.Text("span", t("training.now", value=now), "gv-quiet")
        drawing = ui.element("svg")
        drawing.props.update({"viewBox": f"0 0 {WIDE} {TALL}", "role": "img", "aria-label": f"{curve.title()}: {now}"})
        with drawing:
            for one, dashed in zip(series, (False, True), strict=False):
                stroke(one, (low, high), end, dashed)
        with parts.box("div", "gv-axis"):
            parts.Text("span", f"{low:.3g} … {high:.3g}")
            parts.Text("span", count(end))
        parts.Text("figcaption", curve.says(), "gv-quiet")


def stroke(one: list[tuple[float, float]], span: tuple[float, float], end: float, dashed: bool) -> None:
    """One line of a drawing."""
    low, high = span
    room = (high - low) or 1.0
    places = [(WIDE * seen / (end or 1.0), TALL - 4 - (TALL - 8) * (value - low) / room) for seen, value in one]
    line = ui.element("polyline").classes("gv-dashed" if dashed else "")
    line.props["points"] = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

"""A drawing for a pen plotter: a built-in ink work, in black and red, its tones hatched.

Run it from anywhere: ``python examples/plotter/plotter.py drawing.svg``. Then, with vpype, for instance:
``vpype read drawing.svg linemerge linesort write ready.svg``.
"""

import sys
from pathlib import Path

import numpy as np

from ganvas.corpus.ink import paint
from ganvas.media.image.forms.inks import inks_of, paper_of
from ganvas.media.image.forms.paper import page_for
from ganvas.media.image.forms.plot import Drawing, Style, plot

SUBJECT, SEED, SIZE_PX = "pine", 1031, 128
PAPER, MARGIN_MM, PENS = "A5", 12.0, "black,#b3261e"


def drawing() -> Drawing:
    work = np.moveaxis(paint(SUBJECT, SEED, SIZE_PX, colour=True).astype(np.float32) / 255, -1, 0)
    paper = paper_of(work)
    page = page_for(PAPER, MARGIN_MM, SIZE_PX, SIZE_PX)
    style = Style("outline", hatch_mm=0.9, pen_mm=0.3)
    return plot(work, page, inks_of(work, paper, PENS), paper, style, {"title": f"{SUBJECT} {SEED}"})


if __name__ == "__main__":
    made = drawing()
    Path(sys.argv[1]).write_bytes(made.svg)
    print(f"{made.drawn_mm / 1000:.1f} m to draw, {made.travel_mm / 1000:.1f} m between strokes")

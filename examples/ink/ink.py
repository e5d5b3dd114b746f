"""A page of the built-in ink corpus, drawn by a program: no network, no licence to ask for.

Run it from anywhere: ``python examples/ink/ink.py page.png``.
"""

import sys

import numpy as np
from PIL import Image

from ganvas.corpus.ink import paint

SIZE_PX, MARGIN_PX, PAPER = 256, 12, (251, 247, 237)
ROWS = (
    {"mountains": 1001, "bird": 1012, "enso": 1063, "bamboo": 1044, "fish": 1047},
    {"pine": 1031, "boat": 1036, "plum": 1045, "stones": 1056, "orchid": 1048},
)


def page() -> Image.Image:
    rows = [[framed(paint(name, seed, SIZE_PX, colour=True)) for name, seed in row.items()] for row in ROWS]
    return Image.fromarray(np.concatenate([np.concatenate(row, 1) for row in rows]))


def framed(work: np.ndarray) -> np.ndarray:
    sheet = np.full((SIZE_PX + 2 * MARGIN_PX, SIZE_PX + 2 * MARGIN_PX, 3), PAPER, np.uint8)
    sheet[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX] = work
    return sheet


if __name__ == "__main__":
    page().save(sys.argv[1])

"""The red seal: cut in intaglio (baiwen), pressed where the sheet carries the least ink."""

import numpy as np
from PIL import Image

from ganvas.corpus.ink.paper import Floats, Sheet, weave

SIDE = 0.078  # in sides of the sheet
CORNERS = ((0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.1, 0.1))
EDGES = ((0.9, 0.72), (0.1, 0.72), (0.9, 0.28), (0.1, 0.28))  # second best
QUIET = 0.004  # density below which a place counts as empty
CUT = (  # the sign stays paper, its ground prints red
    "############",
    "#..........#",
    "#.####.###.#",
    "#.#....#.#.#",
    "#.#.##.###.#",
    "#.#..#.#.#.#",
    "#.####.#.#.#",
    "#..........#",
    "#.########.#",
    "#.#..##..#.#",
    "#.#.#..#.#.#",
    "############",
)


def seal(sheet: Sheet, place: tuple[float, float], rng: np.random.Generator) -> Floats:
    """(size, size) cover of the seal, 0…1, pressed at a place and worn unevenly, as by a hand."""
    side = max(3, round(SIDE * sheet.side))
    cut = Image.fromarray(np.array([[mark == "#" for mark in row] for row in CUT], np.float32))
    red = np.clip(np.asarray(cut.resize((side, side), Image.Resampling.BICUBIC)) * 1.6 - 0.25, 0, 1)
    red *= np.clip(0.62 + weave(rng, 9, side), 0, 1)
    left, top = (round(at * sheet.side - side / 2) for at in place)
    cover = np.zeros((sheet.side, sheet.side), np.float32)
    cover[top : top + side, left : left + side] = red
    return sheet.shrink(cover)


def quiet_place(sheet: Sheet, rng: np.random.Generator) -> tuple[float, float]:
    """The center of the first place with next to no ink around it, or else of the one with the least."""
    places = [CORNERS[index] for index in rng.permutation(len(CORNERS))] + list(EDGES)
    loads = []
    for x, y in places:
        left, right, top, low = (round(max(0.0, at) * sheet.side) for at in (x - SIDE, x + SIDE, y - SIDE, y + SIDE))
        loads.append(float(sheet.inner[top:low, left:right].mean()))
    free = [place for place, load in zip(places, loads, strict=True) if load < QUIET]
    return free[0] if free else places[int(np.argmin(loads))]

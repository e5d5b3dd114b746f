"""The sheet of paper: it collects ink as optical density, and turns into pixels at the end.

Densities of overlapping strokes add up, so light that passes two greys is
darkened twice, as by real washes; white paper shows through by exp(−density).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]

PAPER_GREY = 250.0
PAPER_RGB = np.array([251.0, 247.0, 237.0], np.float32)
INK_RGB = np.array([1.0, 0.98, 0.93], np.float32)  # pine-soot ink is a little warm where it is thin
SEAL_RGB = np.array([186.0, 38.0, 30.0], np.float32)
FEATHER = 0.0014  # how far a fibre carries ink aside, in sides of the sheet
GRAIN = 0.25  # how unevenly a wash settles
SEAL_SIDE = 0.078
SEAL_PLACES = ((0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.1, 0.1), (0.9, 0.72), (0.1, 0.72), (0.9, 0.28), (0.1, 0.28))
SEAL_CUT = (  # a seal cut in intaglio: the sign stays paper, the ground prints red
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


@dataclass
class Sheet:
    """A square sheet in the coordinates of the painter: 0…1, x to the right, y down.

    Attributes:
        size_px: side of the finished work.
        rng: where the hand's chance comes from; every draw is of a size that does
            not depend on ``size_px``, so that a work is the same at every size.
        fine: pixels of the sheet per pixel of the work, along a side.
        density: (side + 2, side + 2) optical density, with a ring of one pixel that takes what falls off the sheet.
    """

    size_px: int
    rng: np.random.Generator
    fine: int = field(init=False)
    density: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Lay out white paper, four times finer than a small work and twice finer than a large one."""
        self.fine = min(4, max(2, round(256 / self.size_px)))
        self.density = np.zeros((self.side + 2, self.side + 2), np.float32)

    @property
    def side(self) -> int:
        """Pixels along a side of the sheet."""
        return self.size_px * self.fine

    @property
    def inner(self) -> Floats:
        """(side, side) density without the ring; a view."""
        return self.density[1:-1, 1:-1]

    def mirror(self) -> None:
        """Turn left and right around."""
        self.density = self.density[:, ::-1]

    def grid(self) -> Floats:
        """(side,) centers of the sheet's pixels, 0…1."""
        return (np.arange(self.side, dtype=np.float32) + 0.5) / self.side

    def soak(self) -> None:
        """Let the ink follow the paper's fibres: edges feather, and washes settle in its grain.

        On a small sheet both are finer than a pixel, and are left out.
        """
        rng = np.random.default_rng(self.rng.integers(2**63))  # of its own, so that what follows is alike at every size
        if FEATHER * self.side < 0.5:
            return
        drift = [FEATHER * self.side * (2 * weave(rng, 240, self.side) - 1) for _ in range(2)]
        at = np.arange(self.side)
        row = np.clip(np.rint(at[:, None] + drift[0]).astype(np.int64), 0, self.side - 1)
        column = np.clip(np.rint(at[None] + drift[1]).astype(np.int64), 0, self.side - 1)
        self.inner[...] = self.inner[row, column] * (1 + GRAIN * (2 * weave(rng, 320, self.side) - 1))

    def light(self) -> Floats:
        """(size_px, size_px) share of light that comes back, 0…1."""
        shine = np.exp(-self.inner)
        return shine.reshape(self.size_px, self.fine, self.size_px, self.fine).mean((1, 3), dtype=np.float32)


def weave(rng: np.random.Generator, cells: int, side: int) -> Floats:
    """(side, side) smooth noise, 0…1, with so many cells a side."""
    lattice = Image.fromarray(rng.random((cells, cells), dtype=np.float32))
    return np.asarray(lattice.resize((side, side), Image.Resampling.BILINEAR))


def grey(sheet: Sheet) -> Pixels:
    """(size, size) levels of the sheet."""
    return np.rint(sheet.light() * np.float32(PAPER_GREY)).astype(np.uint8)


def coloured(sheet: Sheet) -> Pixels:
    """(size, size, 3) levels on warm paper, with the red seal in a quiet corner."""
    rgb = PAPER_RGB * sheet.light()[..., None] ** INK_RGB
    cover = seal(sheet)[..., None]
    rgb = rgb * (1 - cover) + rgb / 255 * SEAL_RGB * cover
    return np.rint(rgb).astype(np.uint8)


def seal(sheet: Sheet) -> Floats:
    """(size, size) cover of the seal, 0…1, where the sheet carries the least ink."""
    side = max(3, round(SEAL_SIDE * sheet.side))
    cut = Image.fromarray(np.array([[mark == "#" for mark in row] for row in SEAL_CUT], np.float32))
    red = np.clip(np.asarray(cut.resize((side, side), Image.Resampling.BICUBIC)) * 1.6 - 0.25, 0, 1)
    red *= np.clip(0.62 + weave(sheet.rng, 9, side), 0, 1)
    places = [SEAL_PLACES[index] for index in sheet.rng.permutation(4)] + list(SEAL_PLACES[4:])
    x, y = quiet(sheet, places)
    left, top = round(x * sheet.side - side / 2), round(y * sheet.side - side / 2)
    cover = np.zeros((sheet.side, sheet.side), np.float32)
    cover[top : top + side, left : left + side] = red
    return cover.reshape(sheet.size_px, sheet.fine, sheet.size_px, sheet.fine).mean((1, 3), dtype=np.float32)


def quiet(sheet: Sheet, places: list[tuple[float, float]]) -> tuple[float, float]:
    """The first place with next to no ink around it, or else the one with the least."""
    reach = 0.055 * sheet.side
    loads = []
    for x, y in places:
        rows = slice(max(0, round(y * sheet.side - reach)), round(y * sheet.side + reach))
        columns = slice(max(0, round(x * sheet.side - reach)), round(x * sheet.side + reach))
        loads.append(float(sheet.inner[rows, columns].mean()))
    return next(
        (place for place, load in zip(places, loads, strict=True) if load < 0.02), places[int(np.argmin(loads))]
    )

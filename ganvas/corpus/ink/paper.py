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

PAPER_GREY = np.float32(250)
PAPER_RGB = np.array([251.0, 247.0, 237.0], np.float32)
SEAL_RGB = np.array([0.73, 0.15, 0.12], np.float32)
INK_RGB = np.array([1.0, 0.98, 0.93], np.float32)  # pine-soot ink is a little warm where it is thin
FEATHER = 0.0020  # how far a fibre carries ink aside, in sides of the sheet
GRAIN = 0.25  # how unevenly a wash settles


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
        return (np.arange(self.side, dtype=np.float32) + np.float32(0.5)) / np.float32(self.side)

    def soak(self) -> None:
        """Let the ink follow the paper's fibres: edges feather, and washes settle in its grain.

        On a small sheet both are finer than a pixel, and are left out.
        """
        if FEATHER * self.side < 1:
            return
        rng = self.rng
        drift = [FEATHER * self.side * (weave(rng, 110, self.side) + weave(rng, 330, self.side) - 1) for _ in range(2)]
        at = np.arange(self.side)
        row = np.clip(np.rint(at[:, None] + drift[0]).astype(np.int64), 0, self.side - 1)
        column = np.clip(np.rint(at[None] + drift[1]).astype(np.int64), 0, self.side - 1)
        grain = weave(rng, 330, self.side) + weave(rng, 60, self.side) - 1
        self.inner[...] = self.inner[row, column] * (1 + GRAIN * grain)

    def shrink(self, layer: Floats) -> Floats:
        """(size, size) means of a (side, side) layer, one a pixel of the work."""
        means: Floats = layer.reshape(self.size_px, self.fine, self.size_px, self.fine).mean((1, 3), dtype=np.float32)
        return means

    def grey(self) -> Pixels:
        """(size, size) levels."""
        levels: Pixels = np.rint(self.shrink(np.exp(-self.inner)) * PAPER_GREY).astype(np.uint8)
        return levels

    def coloured(self, seal: Floats) -> Pixels:
        """(size, size, 3) levels on warm paper, under a seal that covers (size, size) of it in red."""
        rgb = PAPER_RGB * self.shrink(np.exp(-self.inner))[..., None] ** INK_RGB
        rgb *= 1 - seal[..., None] * (1 - SEAL_RGB)
        return np.rint(rgb).astype(np.uint8)


def weave(rng: np.random.Generator, cells: int, side: int) -> Floats:
    """(side, side) smooth noise, 0…1, with so many cells a side."""
    lattice = Image.fromarray(rng.random((cells, cells), dtype=np.float32))
    return np.asarray(lattice.resize((side, side), Image.Resampling.BILINEAR))

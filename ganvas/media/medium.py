"""What the rest of Ganvas may ask of an art form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]
Bytes8 = NDArray[np.uint8]


@dataclass(frozen=True)
class Decoded:
    """A work in memory, in its own size.

    Attributes:
        content: what the medium works on (a Pillow image for pictures); only the medium looks inside.
        facts: what a report shows, such as width_px, height_px, mode, format.
        notes: what was done to read it ("turned by EXIF", "CMYK to sRGB"), one phrase each.
    """

    content: Any
    facts: Mapping[str, str | int]
    notes: Sequence[str] = ()


class Medium(Protocol):
    """Bytes of files to samples, and samples to bytes of files."""

    name: str
    suffixes: tuple[str, ...]

    def decode(self, data: bytes, name: str) -> Decoded:
        """Read one work. Hostile until decoded: within limits, and every note of what was done.

        Raises:
            WorkError: one sentence that says what is wrong with it.
        """

    def fit(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """The work as one sample of that shape, uint8 (*shape)."""

    def encode(self, sample: Bytes8, text: Mapping[str, str], scale: int = 1) -> bytes:
        """One sample (*shape) as the bytes of a file that carries ``text``; shown ``scale`` times as large."""

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """The text that ``encode`` put into the file; empty where the bytes are no file of this medium."""

    def contact_sheet(self, samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
        """Samples (N, *shape) side by side as the bytes of one PNG."""

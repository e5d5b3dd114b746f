"""A picture in the terminal: two pixels a character, in 24-bit color."""

import io

import numpy as np
from PIL import Image

UPPER_HALF = "▀"


def half_blocks(png: bytes, columns: int) -> str:
    """The picture as text of at most ``columns`` characters a line, colored by ANSI sequences.

    Each character is an upper half block: its ink is the pixel above, its ground the pixel below.
    """
    with Image.open(io.BytesIO(png), formats=["PNG"]) as file:
        picture = file.convert("RGB")
    width = min(columns, picture.width)
    height = max(2, 2 * round(picture.height * width / picture.width / 2))
    pixels = np.asarray(picture.resize((width, height), Image.Resampling.HAMMING))
    lines = (_line(pixels[row], pixels[row + 1]) for row in range(0, height, 2))
    return "\n".join(lines)


def _line(upper: np.ndarray, lower: np.ndarray) -> str:
    """One line of text; a color is named only where it changes."""
    pieces, before = [], None
    for ink, ground in zip(upper.tolist(), lower.tolist(), strict=True):
        if (ink, ground) != before:
            pieces.append("\x1b[38;2;{};{};{};48;2;{};{};{}m".format(*ink, *ground))
            before = (ink, ground)
        pieces.append(UPPER_HALF)
    return "".join(pieces) + "\x1b[0m"

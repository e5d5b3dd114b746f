"""A picture that stands for what is none: a frame of a film, the shape of a sound, or a card with words."""

import io
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.errors import WorkError
from ganvas.media.image.strips import INK, PAPER, QUIET
from ganvas.media.medium import Decoded

WIDE_PX, TALL_PX = 480, 320
MOST_PX = 64_000_000
RATE = 4000  # samples a second that a drawn sound takes


def poster_of_film(data: bytes, name: str) -> Decoded:
    """The first frame of an MP4 or WebM.

    Raises:
        WorkError: no frame of it can be read.
    """
    import av

    try:
        with av.open(io.BytesIO(data), "r", format=Path(name).suffix[1:].lower()) as film:
            frame = next(film.decode(video=0))
            if frame.width * frame.height > MOST_PX:
                raise WorkError(f"{name}: a frame of {frame.width} × {frame.height} pixels is too large.")
            return Decoded(Image.fromarray(frame.to_ndarray(format="rgb24")), {})
    except (OSError, ValueError, IndexError, StopIteration):
        raise WorkError(f"{name}: no frame of this film can be read. Save it again as MP4 or WebM.") from None


def shape_of_sound(data: bytes, name: str) -> Decoded:
    """The loudest and the lowest of a sound, column by column, from its beginning to its end.

    Raises:
        WorkError: it is no sound that can be read.
    """
    from ganvas.media.sound.decode import blocks

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sound{Path(name).suffix.lower()}"
        path.write_bytes(data)
        try:
            heard = np.concatenate([block[0] for block in blocks(path, RATE, 1)] or [np.zeros(1, np.float32)])
        except WorkError as error:
            raise WorkError(str(error).replace(str(path), name)) from None
    sheet = Image.new("RGB", (WIDE_PX, TALL_PX), PAPER)
    draw, middle = ImageDraw.Draw(sheet), TALL_PX / 2
    loudest = max(float(np.abs(heard).max()), 1e-4)
    edges = np.linspace(0, len(heard), WIDE_PX + 1).astype(int)
    for column, (start, end) in enumerate(pairwise(edges)):
        some = heard[start : max(end, start + 1)]
        high, low = (middle - float(value) / loudest * 0.42 * TALL_PX for value in (some.max(), some.min()))
        draw.line((column, high, column, max(low, high + 1)), INK)
    return Decoded(sheet, {})


def card(data: bytes, name: str) -> Decoded:
    """A card with a file's name and its kind."""
    path = Path(name)
    sheet = Image.new("RGB", (WIDE_PX, TALL_PX), PAPER)
    draw, words = ImageDraw.Draw(sheet), path.stem
    font = ImageFont.load_default(30)
    while words and draw.textlength(words, font) > WIDE_PX - 60:
        words = f"{words[:-2]}…"
    draw.text((WIDE_PX / 2, TALL_PX / 2), words, INK, font, anchor="ms")
    kind = f"{path.suffix[1:].upper()}, {len(data):,} bytes"
    draw.text((WIDE_PX / 2, TALL_PX / 2 + 34), kind, QUIET, ImageFont.load_default(18), anchor="ms")
    draw.rectangle((0, 0, WIDE_PX - 1, TALL_PX - 1), outline=QUIET)
    return Decoded(sheet, {})


POSTERS: dict[str, tuple[str, Callable[[bytes, str], Decoded]]] = {  # by suffix: what it is, and what stands for it
    ".mp4": ("film", poster_of_film),
    ".webm": ("film", poster_of_film),
    ".wav": ("sound", shape_of_sound),
    ".svg": ("drawing", card),
    ".mid": ("music", card),
    ".midi": ("music", card),
    ".bvh": ("motion", card),
    ".fountain": ("script", card),
}

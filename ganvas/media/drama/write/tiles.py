"""Structures as small pictures: a scene like a score, a plot like a map without names; and many on one sheet."""

from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageDraw

from ganvas.errors import ShapeError
from ganvas.media.drama.mood import MOODS
from ganvas.media.drama.plot import CHARACTERS, PLOT_CHANNELS, Column, matrix
from ganvas.media.drama.plot import from_sample as plot_from
from ganvas.media.drama.scene import MANNERS, SCENE_CHANNELS, SPEAKERS, Turn
from ganvas.media.drama.scene import from_sample as scene_from
from ganvas.media.drama.write.canvas import BLUE, PAPER, RULE
from ganvas.media.drama.write.charts import MOODS as MOOD_COLORS
from ganvas.media.image.encode import to_png
from ganvas.media.image.sheet import SOFTWARE, best_columns, mount
from ganvas.media.medium import Bytes8

FINE = 2
CELL, EDGE = 8, 8  # pixels of a turn or scene, and of the paper around
MANNER_COLORS = {"plain": BLUE, "aside": "#c8794b", "quoted": "#6b8f71", "within": "#8c857a"}
TICK = "#c8794b"


def scene_picture(turns: Sequence[Turn], length: int, scale: int = 1) -> Image.Image:
    """A scene as a score: time to the right, a row for each speaker, the taller the longer the speech.

    A tick above says that the stage does something there; the colour is the manner: blue plain, orange aside, green
    read or sung, grey from off stage.
    """
    cell, edge = CELL * scale * FINE, EDGE * scale * FINE
    picture, draw = _paper(length * cell + 2 * edge, (SPEAKERS + 1) * cell + 2 * edge)
    for row in range(SPEAKERS):
        y = edge + (row + 1.5) * cell
        draw.line((edge, y, edge + length * cell, y), RULE, max(1, scale))
    for place, turn in enumerate(turns):
        x, y = edge + place * cell, edge + (turn.speaker + 1.5) * cell
        tall = cell * (0.14 + 0.09 * turn.length)
        draw.rounded_rectangle(
            (x + scale, y - tall, x + cell - scale, y + tall), scale * 2, MANNER_COLORS[MANNERS[turn.manner]]
        )
        if turn.direction:
            draw.line((x, edge + 0.2 * cell, x, edge + 0.8 * cell), TICK, 2 * scale)
    return picture.resize((picture.width // FINE, picture.height // FINE), Image.Resampling.LANCZOS)


def plot_picture(plot: Sequence[Column], length: int, scale: int = 1) -> Image.Image:
    """A plot as a map: scenes to the right, a row for each character, the mood below, ticks where acts begin."""
    cell, edge = CELL * scale * FINE, EDGE * scale * FINE
    picture, draw = _paper(length * cell + 2 * edge, (CHARACTERS + 2) * cell + 2 * edge)
    top = edge + cell
    for row in range(CHARACTERS):
        y = top + (row + 0.5) * cell
        draw.line((edge, y, edge + length * cell, y), RULE, max(1, scale))
    for row, here in enumerate(matrix(plot) if plot else ()):
        for place in here.nonzero()[0].tolist():
            x, y = edge + place * cell, top + row * cell
            draw.rounded_rectangle((x + scale, y + scale, x + cell - scale, y + cell - scale), 2 * scale, BLUE)
    base = top + (CHARACTERS + 1) * cell
    for place, column in enumerate(plot):
        x = edge + place * cell
        tall = cell * (0.2 + 0.13 * column.length)
        draw.rectangle((x + scale, base - tall, x + cell - scale, base), MOOD_COLORS[MOODS[column.mood]])
        if column.act:
            draw.line((x, edge + 0.2 * cell, x, edge + 0.8 * cell), TICK, 2 * scale)
    return picture.resize((picture.width // FINE, picture.height // FINE), Image.Resampling.LANCZOS)


def picture_of(sample: Bytes8, scale: int = 1) -> Image.Image:
    """A sample of either kind as a picture; its channels say which.

    Raises:
        ShapeError: it is of neither kind.
    """
    if sample.ndim != 2 or len(sample) not in PICTURES:
        raise ShapeError(f"a structure is ({SCENE_CHANNELS}, turns) or ({PLOT_CHANNELS}, scenes); got {sample.shape}")
    return PICTURES[len(sample)](sample, scale)


def preview(sample: Bytes8, text: Mapping[str, str], scale: int = 3) -> bytes:
    """A sample of either kind as a PNG that carries ``text``."""
    return to_png(picture_of(sample, scale), text)


def contact_sheet(samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
    """Samples (N, channels, length) as one PNG, row by row.

    Raises:
        ShapeError: these are no structures, or there are none.
    """
    if samples.ndim != 3 or not samples.size:
        raise ShapeError(f"a contact sheet takes structures (N, channels, length); got {samples.shape}")
    pictures = [picture_of(sample, scale or 1) for sample in samples]
    return to_png(
        mount(pictures, columns or best_columns(len(pictures), pictures[0].width / pictures[0].height)), SOFTWARE
    )


def _paper(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (width, height), PAPER)
    return picture, ImageDraw.Draw(picture)


def _scene(sample: Bytes8, scale: int) -> Image.Image:
    return scene_picture(scene_from(sample), sample.shape[1], scale)


def _plot(sample: Bytes8, scale: int) -> Image.Image:
    return plot_picture(plot_from(sample), sample.shape[1], scale)


PICTURES: dict[int, Callable[[Bytes8, int], Image.Image]] = {SCENE_CHANNELS: _scene, PLOT_CHANNELS: _plot}

"""Samples before a person's eyes: in the terminal, or in a window."""

import io
import math
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from ganvas.errors import GanvasError

if TYPE_CHECKING:
    from ganvas.media.medium import Bytes8, Medium

CELL_COLUMNS = 22  # a picture in the terminal is about this wide
MOST_ROWS = 4


class Place(StrEnum):
    """Where to show pictures."""

    terminal = "terminal"
    window = "window"


def show_samples(samples: "Bytes8", medium: "Medium", place: Place, aside: bool) -> None:
    """Show samples uint8 (N, *shape); ``aside`` keeps them off standard output, where a script reads JSON.

    Raises:
        GanvasError: no window can be opened here.
    """
    if place is Place.window:
        show_in_window(medium.contact_sheet(samples))
        return
    from ganvas.media.image.terminal import half_blocks

    width = shutil.get_terminal_size((100, 40)).columns
    columns = min(len(samples), max(1, width // CELL_COLUMNS))
    shown = samples[: MOST_ROWS * columns]
    sheet = medium.contact_sheet(shown, columns, scale=math.ceil(CELL_COLUMNS / samples.shape[-1]))
    typer.echo(half_blocks(sheet, width), err=aside, color=True)
    if len(shown) < len(samples):
        typer.echo(f"the first {len(shown)} of {len(samples)}", err=aside)


def show_in_window(png: bytes) -> None:
    """Open a window with the picture and wait until a person closes it.

    Raises:
        GanvasError: matplotlib is not installed, or this machine has no screen.
    """
    try:
        from matplotlib import pyplot
    except ImportError:
        raise GanvasError("a window needs matplotlib; install ganvas[show], or use --show terminal") from None
    if pyplot.get_backend().lower() in {"agg", "pdf", "pgf", "ps", "svg", "cairo", "template"}:
        raise GanvasError("no window can be opened here; use --show terminal, or look at the sheet that --into writes")
    figure = pyplot.figure("Ganvas", facecolor="#e9e5dd", layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(pyplot.imread(io.BytesIO(png)), cmap="gray", vmin=0, vmax=1, interpolation="lanczos")
    axes.set_axis_off()
    pyplot.show()

"""What directions do, seen before they are used: five frames each, on one sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.strips import Strip, strips
from ganvas.model.directions.search import Found
from ganvas.model.model import Model
from ganvas.sketch import Latent, Push, Seed, Sketch

AMOUNTS = (-2.0, -1.0, 0.0, 1.0, 2.0)


@dataclass(frozen=True)
class Look:
    """What the strips start from.

    Attributes:
        latent: the picture in the middle.
        psi: how far from the average work.
    """

    latent: Latent
    psi: float = 0.8


FIRST = Look(Seed(seed=0))


def paint_strips(
    model: Model,
    directions: Mapping[str, Found],
    path: Path,
    look: Look = FIRST,
    overwrite: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> str:
    """Paint a strip for each direction, from two deviations back to two forth.

    Args:
        model: a model of pictures.
        directions: by what is written beside the strip.
        path: a PNG file.
        look: what the strips start from.
        overwrite: replace a file that is there.
        progress: called with what is done, how many, of how many.
    Returns:
        SHA-256 of the file.
    Raises:
        SketchError: a file is in the way, it is no PNG, there is nothing to show, or the model does not make pictures.
        RunFailed: the disk is full or the folder cannot be written.
    """
    check_sheet(model, path, overwrite)
    if not directions:
        raise SketchError("no directions to show; look for some, or name one first")
    rows: list[Strip] = []
    for label, found in directions.items():
        rows.append(Strip(label, f"{found.source}, {found.layers}", _frames(model, found, look)))
        progress("painting strips", len(rows), len(directions))
    make_folder(path.parent)
    data = strips(rows, [f"{amount:+g}" if amount else "0" for amount in AMOUNTS])
    write_whole(path, data)
    return digest(data)


def check_sheet(model: Model, path: Path, overwrite: bool) -> None:
    """Refuse early what could not be written.

    Raises:
        SketchError: a file is in the way, it is no PNG, or the model does not make pictures.
    """
    if model.card.medium != "image":
        raise SketchError(f"strips are of pictures; this model makes {model.card.medium}")
    if path.suffix != ".png":
        raise SketchError(f"{path}: a sheet is a PNG file; name it {path.stem}.png")
    if path.exists() and not overwrite:
        raise SketchError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")


def _frames(model: Model, found: Found, look: Look) -> np.ndarray:
    """(5, *shape): the strip of one direction."""
    name = model.vectors.add(found.values)
    pushes: Sequence[Latent] = [
        Push(latent=look.latent, direction=name, amount=amount, layers=found.layers) for amount in AMOUNTS
    ]
    return np.stack([model.render(Sketch(latent=push, psi=look.psi)).levels for push in pushes])

"""A table of mixes: what each layer range does, seen at once (arXiv:1812.04948, figure 3)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.model.model import Model
from ganvas.sketch import Latent, Mix, Seed, Sketch

MOST = 2500  # pictures in a table


def paint_table(
    model: Model,
    rows: Sequence[int],
    columns: Sequence[int],
    layers: str,
    psi: float,
    path: Path,
    overwrite: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> str:
    """Paint every row's layers with every column's others; above and at the left the seeds themselves.

    Args:
        model: who paints.
        rows: seeds that give ``layers``.
        columns: seeds that give the other layers.
        layers: coarse, middle, fine, or numbers.
        psi: how far from the average work.
        path: a PNG file.
        overwrite: replace a file that is there.
        progress: called with what is done, how many, of how many.
    Returns:
        SHA-256 of the file.
    Raises:
        SketchError: a file is in the way, the table is too large, or the model has no such layers.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if path.suffix != ".png":
        raise SketchError(f"{path}: a table is a PNG file; name it {path.stem}.png")
    if path.exists() and not overwrite:
        raise SketchError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")
    total = (len(rows) + 1) * (len(columns) + 1) - 1
    if total > MOST:
        raise SketchError(f"a table of {total:,} pictures; wanted at most {MOST:,}: name fewer rows or columns")
    latents: list[Latent] = [Seed(seed=seed) for seed in columns]
    for row in rows:
        latents.append(Seed(seed=row))
        latents += [Mix(coarse=Seed(seed=row), fine=Seed(seed=column), layers=layers) for column in columns]
    painted = []
    for latent in latents:
        painted.append(model.render(Sketch(latent=latent, psi=psi)).levels)
        progress("mixing", len(painted), total)
    corner = np.full_like(painted[0], 255)
    make_folder(path.parent)
    data = model.art.contact_sheet(np.stack([corner, *painted]), len(columns) + 1)
    write_whole(path, data)
    return digest(data)

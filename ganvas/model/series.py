"""Many sketches of one model on disk: pictures with their contact sheet, and films. No person's file is lost."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganvas.artwork import KEY, Artwork
from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media import medium
from ganvas.media.image.film import check_suffix, encode_film
from ganvas.media.image.sheet import is_contact_sheet
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.sketch import Sketch, Walk

SHEET = "sheet.png"
SHEET_MOST = 400  # pictures on a contact sheet

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Painted:
    """One file of a series: where it is, what it shows, and the SHA-256 of its bytes."""

    path: Path
    sketch: Sketch
    digest: str


@dataclass(frozen=True, eq=False)
class Series:
    """Files that were painted together.

    Attributes:
        files: in the order of the sketches.
        shown: uint8 (N, *shape), the first of them, as many as a contact sheet takes.
    """

    files: list[Painted]
    shown: Bytes8


def paint_series(
    model: Model,
    sketches: Mapping[str, Sketch],
    into: Path,
    scale: int = 1,
    sheet: bool = True,
    overwrite: bool = False,
    progress: Progress = lambda *_: None,
) -> Series:
    """Paint each sketch to the file of its name in a folder.

    Args:
        model: who paints.
        sketches: file name to sketch, at least one.
        into: the folder; made if it is not there.
        scale: how many times larger than painted each file shows it.
        sheet: draw a contact sheet of the first SHEET_MOST, too.
        overwrite: replace files that hold something else.
        progress: called with what is done, how many, of how many.
    Raises:
        SketchError: a file that holds something else is in the way; then nothing was written.
        RunFailed: the disk is full or the folder cannot be written.
    """
    make_folder(into)
    if not overwrite:
        _check_free(model, sketches, into, scale)
        if sheet:
            _check_sheet(into / SHEET)
    files: list[Painted] = []
    shown: list[Bytes8] = []
    for name, artwork in zip(sketches, model.render_many(sketches.values()), strict=True):
        data = artwork.encode(scale)
        _write_new(into / name, data)
        files.append(Painted(into / name, artwork.sketch, digest(data)))
        if len(shown) < SHEET_MOST:
            shown.append(artwork.levels)
        progress("painting", len(files), len(sketches))
    levels = np.stack(shown)
    if sheet:
        write_whole(into / SHEET, medium(model.card.medium).contact_sheet(levels))
    return Series(files, levels)


def paint_all(model: Model, sketches: Iterable[Sketch]) -> Bytes8:
    """The samples (N, *shape) of sketches, without a file."""
    return np.stack([artwork.levels for artwork in model.render_many(sketches)])


def paint_film(
    model: Model,
    walk: Walk,
    psi: float,
    frames: int,
    fps: int,
    path: Path,
    scale: int | None = None,
    overwrite: bool = False,
    progress: Progress = lambda *_: None,
) -> str:
    """Paint a walk as a film; the suffix of its path says whether MP4, WebM or GIF.

    Args:
        model: who paints; a model of pictures.
        walk: the way; its own position is not looked at.
        psi: how far from the average work, as in a sketch.
        frames: how many, at even distances on the way.
        fps: frames a second.
        path: the file.
        scale: how many times larger than painted; left out, a small picture fills about half a screen.
        overwrite: replace a file that is there.
        progress: called with what is done, how many, of how many.
    Returns:
        SHA-256 of the film's bytes.
    Raises:
        SketchError: a file is in the way, it has another suffix, or the model does not make pictures.
        RunFailed: the disk is full or the folder cannot be written.
    """
    check_suffix(path.suffix)
    if model.card.medium != "image":
        raise SketchError(f"films are made of pictures; this model makes {model.card.medium}")
    if path.exists() and not overwrite:
        raise SketchError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")
    make_folder(path.parent)
    sketch = Sketch(latent=walk.but(at=0), psi=psi)
    artworks = model.render_many(Sketch(latent=step, psi=psi) for step in walk.frames(frames))
    levels = _levels(artworks, frames, progress)
    origin = model.origin(sketch).to_json(indent=None)
    data = encode_film(levels, path.suffix, fps, {KEY: origin}, scale)
    write_whole(path, data)
    return digest(data)


def _levels(artworks: Iterable[Artwork], count: int, progress: Progress) -> Iterator[Bytes8]:
    for number, artwork in enumerate(artworks, 1):
        yield artwork.levels
        progress("filming", number, count)


def _check_free(model: Model, sketches: Mapping[str, Sketch], into: Path, scale: int) -> None:
    """Refuse where a file that we would write holds anything but what we would write."""
    for name, sketch in sketches.items():
        path = into / name
        if path.exists() and path.read_bytes() != model.render(sketch).encode(scale):
            raise SketchError(
                f"{path}: is there already and holds something else. Nothing was written;"
                " choose another folder, or replace it with --overwrite."
            )


def _check_sheet(path: Path) -> None:
    """Refuse where something that is no contact sheet of ours has its name."""
    if path.exists() and not is_contact_sheet(path.read_bytes()):
        raise SketchError(
            f"{path}: is there already and is no contact sheet of Ganvas. Nothing was written;"
            " choose another folder, or replace it with --overwrite."
        )


def _write_new(path: Path, data: bytes) -> None:
    """Write the file, unless it already holds just that."""
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data)

"""Many sketches of one model on disk: pictures with their contact sheet. No person's file is lost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganvas.artwork import form_of
from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.sheet import is_contact_sheet
from ganvas.media.medium import NOTHING, Samples
from ganvas.model.model import Model
from ganvas.sketch import Sketch

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
        shown: (N, *shape), the first of them, as many as a contact sheet takes.
    """

    files: list[Painted]
    shown: Samples


def paint_series(
    model: Model,
    sketches: Mapping[str, Sketch],
    into: Path,
    scale: int = 1,
    sheet: bool = True,
    overwrite: bool = False,
    progress: Progress = lambda *_: None,
    forms: Sequence[str] = (),
    options: Mapping[str, str] = NOTHING,
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
        forms: suffixes of other forms of the medium; each file stands beside the native one.
        options: how those are made, by the names of ``Medium.options``.
    Raises:
        FormError: the medium has no such form, or no such option.
        SketchError: a file that holds something else is in the way; then nothing was written.
        RunFailed: the disk is full or the folder cannot be written.
    """
    art = model.art.told(options)
    forms = [suffix for suffix in dict.fromkeys(forms) if suffix != art.suffix]
    for suffix in forms:
        form_of(art, suffix)
    make_folder(into)
    if not overwrite:
        _check_free(model, sketches, into, scale, forms, options)
        if sheet:
            _check_sheet(into / SHEET)
    files: list[Painted] = []
    shown: list[Samples] = []
    for name, artwork in zip(sketches, model.render_many(sketches.values()), strict=True):
        data = artwork.encode(scale)
        _write_new(into / name, data)
        for suffix in forms:
            _write_new(beside(into / name, suffix), artwork.encode_as(suffix, options=options))
        files.append(Painted(into / name, artwork.sketch, digest(data)))
        if len(shown) < SHEET_MOST:
            shown.append(artwork.levels)
        progress("painting", len(files), len(sketches))
    levels = np.stack(shown)
    if sheet:
        write_whole(into / SHEET, art.contact_sheet(levels))
    return Series(files, levels)


def beside(native: Path, suffix: str) -> Path:
    """Where another form of a native file stands."""
    return native.with_name(native.stem + suffix)


def paint_all(model: Model, sketches: Iterable[Sketch]) -> Samples:
    """The samples (N, *shape) of sketches, without a file."""
    return np.stack([artwork.levels for artwork in model.render_many(sketches)])


def _check_free(
    model: Model,
    sketches: Mapping[str, Sketch],
    into: Path,
    scale: int,
    forms: Sequence[str],
    options: Mapping[str, str],
) -> None:
    """Refuse where a file that we would write holds anything but what we would write."""
    for name, sketch in sketches.items():
        for suffix in ("", *forms):
            path = beside(into / name, suffix) if suffix else into / name
            artwork = model.render(sketch) if path.exists() else None
            if artwork is None:
                continue
            would = artwork.encode_as(suffix, options=options) if suffix else artwork.encode(scale)
            if path.read_bytes() != would:
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

"""Folders and single files as sources."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ganvas.corpus.arrays import Array, arrays_in, is_array
from ganvas.corpus.found import File, has_plain_name, is_archive, is_clutter, is_work, labeller, no_label
from ganvas.corpus.header import HEADER
from ganvas.corpus.report import Line
from ganvas.corpus.rights.shelf import Shelf, is_read_for_rights, shelf_of_folder, speaks_of_rights, told
from ganvas.errors import CorpusError
from ganvas.media.medium import Medium

SIGNATURE_BYTES = 16


def from_folder(folder: Path, by_folder: bool, without: Path, art: Medium) -> Iterator[File | Array | Line | Shelf]:
    """Every file under the folder, by name: a work, an array, or a line that says why it is neither.

    Args:
        folder: where to look, in all folders below too; a link is followed only inside of it.
        by_folder: take labels from the names of the folders.
        without: the corpus that is being made; it may lie below the folder.
        art: the medium of the works.

    Raises:
        CorpusError: the folder is a corpus itself.
    """
    inside = folder.resolve()
    if (inside / HEADER).is_file():
        raise CorpusError(f"{folder}: a corpus already. Use it as it is, or name the folder that it was gathered from.")
    names, lines = _list(inside, inside.name, without.resolve())
    label = labeller((name for name in names if is_work(name, art)), inside.name) if by_folder else no_label
    yield from lines
    rights = [name for name in names if speaks_of_rights(name)]
    yield shelf_of_folder(inside, rights)
    yield from told(rights, inside.name)
    arrays = arrays_in(inside, [name for name in names if art.arrays and is_array(name)], inside.name)
    yield from arrays.found
    for name in names:
        if name not in arrays.names and (not is_read_for_rights(name) or _begins(inside / name, art)):
            yield _file(inside / name, name, inside.name, label, art)


def from_file(path: Path, art: Medium) -> Iterator[File | Array | Line | Shelf]:
    """One file, named as a source of its own."""
    yield shelf_of_folder(path.parent, _beside(path.parent))
    if art.arrays and is_array(path.name):
        yield from arrays_in(path.parent, [path.name], path.name).found
    else:
        yield _file(path, path.name, path.name, no_label, art)


def _beside(folder: Path) -> list[str]:
    """The files of a folder that speak of the rights of one in it."""
    names = [entry.name for entry in os.scandir(folder) if speaks_of_rights(entry.name)]
    return [name for name in names if not _trouble(os.path.join(folder, name), folder.resolve())]


def _list(folder: Path, source: str, without: Path) -> tuple[list[str], list[Line]]:
    """Names of plain files in order, and lines about the rest."""
    names, lines = [], []
    for root, folders, files in os.walk(folder, onerror=lambda error: lines.append(_locked(error, folder, source))):
        place = Path(root).relative_to(folder)
        folders[:] = sorted(name for name in folders if Path(root) / name != without and not is_clutter(name))
        for name in list(folders):
            if trouble := _folder_trouble(Path(root) / name):
                lines.append(_line(trouble[0], source, place / name, trouble[1]))
                folders.remove(name)
        inside = "" if place == Path() else place.as_posix() + "/"
        for name in sorted(files):
            trouble = _trouble(os.path.join(root, name), folder)
            if trouble:
                lines.append(_line(trouble[0], source, place / name, trouble[1]))
            elif not is_clutter(name):
                names.append(inside + name)
    return names, lines


def _folder_trouble(path: Path) -> tuple[str, str] | None:
    """Why a folder is not looked into, or nothing."""
    if path.is_symlink():
        return "link-out", "is a link to a folder; name that folder as a source"
    return ("corpus", "is a corpus, not works; name what it was gathered from") if (path / HEADER).is_file() else None


def _trouble(path: str, folder: Path) -> tuple[str, str] | None:
    """Why a name is no file to read, or nothing; asked of every file, so without objects for its path."""
    if not has_plain_name(os.path.basename(path)):
        return "name", "has a name that is not UTF-8; rename it"
    is_link = os.path.islink(path)
    if is_link and not Path(os.path.realpath(path)).is_relative_to(folder):  # resolve() fails over some
        return "link-out", "is a link that leads out of the folder; copy the file in, or name it as a source"
    if is_link and not os.path.exists(path):
        return "link-out", "is a link to nothing"
    return None if os.path.isfile(path) else ("special", "is neither a file nor a folder")


def _locked(error: OSError, folder: Path, source: str) -> Line:
    place = Path(str(error.filename))
    name = place.relative_to(folder) if place.is_relative_to(folder) else place.name
    return _line("no-access", source, Path(name), f"cannot be opened ({error.strerror})")


def _file(path: Path, name: str, source: str, label: Callable[[str], str], art: Medium) -> File | Line:
    if is_archive(name):
        return _line("archive", source, Path(name), "is an archive; name it as a source to gather what is in it")
    if not is_work(name, art) and not _begins(path, art):
        return _line(art.other, source, Path(name), f"is none of {art.formats}")
    return File(path, name, source, label(name))


def _begins(path: Path, art: Medium) -> bool:
    """Whether a file of another suffix begins as a work does."""
    try:
        with path.open("rb") as file:
            return art.begins(file.read(SIGNATURE_BYTES))
    except OSError:
        return False


def _line(reason: str, source: str, name: Path, text: str) -> Line:
    shown = name.as_posix().encode(errors="replace").decode()
    return Line(did="left out", reason=reason, source=source, name=shown, text=f"{shown} {text}.")

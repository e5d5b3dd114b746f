"""An edition as one ZIP: numbered works with their credentials, pages that show them, and a digest of every file."""

import re
import tempfile
import zipfile
from pathlib import Path

from ganvas.errors import GalleryError
from ganvas.files import digest, digest_file, make_folder, write_whole
from ganvas.gallery.entries import Entry
from ganvas.gallery.gallery import Gallery, Progress
from ganvas.gallery.web import write_pages
from ganvas.gallery.wishes import Wish

LIST, SUMS = "edition.txt", "SHA256SUMS"
WHEN = (1980, 1, 1, 0, 0, 0)  # of every file in it, so that the same works give the same bytes


def make_edition(
    gallery: Gallery, path: Path, wish: Wish | None = None, title: str = "Edition", progress: Progress = lambda *_: None
) -> tuple[int, str]:
    """Write works as an edition, whole or not at all; its files are stored, not packed.

    Args:
        gallery: whose works; the oldest is number 1.
        path: the ZIP; it must not exist.
        wish: which works; page and size are not looked at.
        title: above them.
        progress: called with what is done, how many, of how many.
    Returns:
        how many works it has, and SHA-256 of the file.
    Raises:
        GalleryError: something is there already, or no work fits.
        WorkError: a work's file is missing, or not as it was hung.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if path.exists():
        raise GalleryError(f"{path}: is there already. Choose another name.")
    works = sorted(gallery.every(wish or Wish()), key=lambda entry: entry.id)
    if not works:
        raise GalleryError(f"{gallery.folder}: no work fits, so there is no edition.")
    shown = [_numbered(entry, number, len(works)) for number, entry in enumerate(works, 1)]
    make_folder(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as place:
        folder = Path(place) / "edition"
        folder.mkdir()
        write_pages(gallery, folder, list(zip(works, shown, strict=True)), title, progress)
        (folder / LIST).write_text("\n".join([title, "", *map(_line, shown), ""]), encoding="utf-8")
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        sums = [f"{digest_file(file)}  {file.relative_to(folder).as_posix()}" for file in files]
        (folder / SUMS).write_text("\n".join([*sums, ""]), encoding="utf-8")
        packed = Path(place) / "edition.zip"
        _pack(folder, [*files, folder / SUMS], packed)
        data = packed.read_bytes()
        write_whole(path, data)
    return len(works), digest(data)


def _numbered(entry: Entry, number: int, of: int) -> Entry:
    """A work under its number in the edition; a number that it has already is kept."""
    file = Path(entry.path)
    stem = re.sub(r"[^\w-]+", "-", entry.title or file.stem).strip("-")[:60] or "work"
    own = (entry.edition, entry.edition_of) if entry.edition else (number, of)
    name = f"{number:0{len(str(of))}d}-{stem}{file.suffix}"
    return entry.but(path=f"works/{name}", edition=own[0], edition_of=own[1])


def _line(entry: Entry) -> str:
    return f"{entry.edition}/{entry.edition_of}  {entry.title or Path(entry.path).stem}  {entry.path}  {entry.digest}"


def _pack(folder: Path, files: list[Path], packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            about = zipfile.ZipInfo(file.relative_to(folder).as_posix(), WHEN)
            about.external_attr = 0o644 << 16
            archive.writestr(about, file.read_bytes())

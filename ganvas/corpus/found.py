"""What a source yields, and the rules that names follow in every kind of source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ganvas.media.image.decode import SUFFIXES
from ganvas.media.medium import Medium

ARCHIVE_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
CLUTTER = ("__MACOSX", "Thumbs.db", "desktop.ini")  # what systems leave behind in folders and archives


@dataclass(frozen=True)
class File:
    """One file that may be a work.

    Attributes:
        path: where it can be read now.
        name: its path inside the source, with /.
        source: the source's own name.
        label: its class, or empty.
        passing: it was unpacked for reading only, and goes when it has been read.
        drawn: a program that comes with Ganvas made it.
    """

    path: Path
    name: str
    source: str
    label: str = ""
    passing: bool = False
    drawn: bool = False


def is_picture(name: str) -> bool:
    """Whether the name ends as that of a picture."""
    return name.lower().endswith(SUFFIXES)


def is_work(name: str, art: Medium) -> bool:
    """Whether the name ends as that of a work of the medium."""
    return name.lower().endswith(art.suffixes)


def is_archive(name: str) -> bool:
    """Whether the name ends as that of an archive that can be gathered."""
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def is_clutter(name: str) -> bool:
    """Whether it is a hidden file, or something that a system left behind."""
    return any((part.startswith(".") and part != ".") or part in CLUTTER for part in name.split("/"))


def climbs(name: str) -> bool:
    """Whether an archive's entry would leave its folder: absolute, with a drive, or through a parent."""
    parts = name.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or parts[0].endswith(":") or "\0" in name


def has_plain_name(name: str) -> bool:
    """Whether the name can be written down: some systems allow bytes in names that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def no_label(_name: str) -> str:
    """The label of every work of a source that is not gathered by folders."""
    return ""


def labeller(names: Iterable[str], own: str) -> Callable[[str], str]:
    """A function from a work's name to its class: the first folder in which the works differ.

    Folders that all works share are skipped (an archive's single top folder says nothing); a work
    outside of any class folder takes the name of the last shared folder, or the source's own.

    Args:
        names: of all works of the source.
        own: the source's own name.
    """
    folders = [PurePosixPath(name).parts[:-1] for name in names]
    shared = _shared(folders)

    def label(name: str) -> str:
        parts = PurePosixPath(name).parts[:-1]
        return parts[shared] if len(parts) > shared else (parts[-1] if parts else own)

    return label


def _shared(folders: list[tuple[str, ...]]) -> int:
    if not folders:
        return 0
    low, high = min(folders), max(folders)
    count = 0
    for one, other in zip(low, high, strict=False):
        if one != other:
            break
        count += 1
    return count

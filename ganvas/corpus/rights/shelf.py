"""All files of one source that speak of rights, and what they say of a work in it."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from ganvas.corpus.arrays import is_array
from ganvas.corpus.found import is_archive, is_picture
from ganvas.corpus.report import Line
from ganvas.corpus.rights import beside, xmp
from ganvas.corpus.rights.beside import LARGEST_BYTES, LICENCE_FILE, PAGE, Rule
from ganvas.corpus.rights.blocks import LARGEST_BYTES as LARGEST_SIDECAR
from ganvas.corpus.rights.evidence import Evidence, evidence
from ganvas.corpus.rights.said import Said, plain
from ganvas.corpus.rights.table import LARGEST_BYTES as LARGEST_TABLE
from ganvas.corpus.rights.table import Row, Rows, read_table
from ganvas.errors import CorpusError
from ganvas.files import digest, digest_file

TABLE = "rights.csv"
WELL_KNOWN = ".well-known/tdmrep.json"
MOST_NAMED = 5
MOST_PAGES = 50  # saved pages of a folder that are looked into
Read = Callable[[str, int], bytes]  # a name and the most bytes to give; one more than that where the file is larger
NEAREST = {
    "licence": "terms",
    "public-domain": "terms",
    "terms": "terms",
    "holder": "holder",
}  # nearer hides farther
FOLDER_FILES: tuple[tuple[re.Pattern[str], Callable[[bytes, str], Rule]], ...] = (
    (re.compile(r"tdmrep\.json", re.IGNORECASE), beside.tdmrep),
    (re.compile(r"robots\.txt", re.IGNORECASE), beside.robots),
    (re.compile(r"reuse\.toml", re.IGNORECASE), beside.reuse),
    (LICENCE_FILE, beside.licence_file),
    (PAGE, beside.page),
)


def speaks_of_rights(name: str) -> bool:
    """Whether a file of this name says something of the works beside it, and is no work itself."""
    if is_picture(name) or is_archive(name) or is_array(name):
        return False
    base = PurePosixPath(name).name
    return (
        base.lower() == TABLE
        or base.lower().endswith((".xmp", ".license"))
        or any(kind.fullmatch(base) for kind, _ in FOLDER_FILES)
    )


def is_read_for_rights(name: str) -> bool:
    """Whether it is there for its rights alone: all such files but saved pages, which mostly are about other things."""
    return speaks_of_rights(name) and not PAGE.fullmatch(PurePosixPath(name).name)


def told(names: Iterable[str], source: str) -> Iterator[Line]:
    """One line of a report about the files that were read for rights."""
    names = [name for name in names if is_read_for_rights(name)]
    folder_files = [name for name in names if not name.lower().endswith((".xmp", ".license"))]
    sidecars = len(names) - len(folder_files)
    parts = [plain(name) for name in folder_files[:MOST_NAMED]]
    parts += [f"{len(folder_files) - MOST_NAMED:,} more like them"] if len(folder_files) > MOST_NAMED else []
    parts += [f"{sidecars:,} files beside works"] if sidecars else []
    if parts:
        text = f"{source}: read for the rights of its works: {', '.join(parts)}."
        yield Line(did="kept", reason="rights", source=source, name="", text=text)


class Shelf:
    """What lies beside the works of one source.

    ``about`` and ``row`` answer for one work; ``troubles`` are sentences about tables that could not be used.
    """

    def __init__(self, names: Iterable[str], read: Read, document: Callable[[str], str] | None = None) -> None:
        """Look at the names; files are read when a work is first asked about that they speak of.

        Args:
            names: of all files of the source that speak of rights.
            read: gives the bytes of one.
            document: the SHA-256 of a document that a table names, by its path inside the source.
        """
        self._read, self._document = read, document or _no_document
        self._sidecars: dict[str, str] = {}
        self._folders: dict[str, list[str]] = {}
        self._rules: dict[str, list[Rule]] = {}
        self._rows: dict[str, Rows] = {}
        self.troubles: list[str] = []
        for name in sorted(names):
            folder, _, base = str(PurePosixPath(name)).rpartition("/")
            if base.lower().endswith((".xmp", ".license")) and not LICENCE_FILE.fullmatch(base):
                self._sidecars[str(PurePosixPath(name)).lower()] = name
            else:
                self._folders.setdefault(folder.removesuffix(".well-known").removesuffix("/"), []).append(name)

    def __bool__(self) -> bool:
        return bool(self._sidecars or self._folders)

    def about(self, name: str) -> list[Evidence]:
        """What the files beside and above a work say of it: every no, and the nearest terms."""
        name = str(PurePosixPath(name))
        found = evidence(self._beside(name))
        for folder in _folders_above(name):
            told = {NEAREST[one.says] for one in found if one.says in NEAREST}
            here = evidence(said for rule in self._rules_of(folder) for said in rule(_below(name, folder)))
            found += [one for one in here if NEAREST.get(one.says) not in told]
        return found

    def row(self, name: str, sha256: str) -> Row | None:
        """The author's own word on a work: the last line that fits it, in the nearest table that has one."""
        name = str(PurePosixPath(name))
        for folder in _folders_above(name):
            if row := self._rows_of(folder).fitting(_below(name, folder), sha256):
                return row
        return None

    def unused(self) -> list[str]:
        """A sentence for each line of a table that was read and fitted no work."""
        return [
            f"{row.by}: no work is called {plain(row.file or row.sha256)!r}."
            for rows in self._rows.values()
            for row in rows.unused()
        ]

    def _beside(self, name: str) -> Iterator[Said]:
        stem = str(PurePosixPath(name).with_suffix(""))
        for wanted in dict.fromkeys((f"{stem}.xmp", f"{name}.xmp", f"{name}.license")):
            if sidecar := self._sidecars.get(wanted.lower()):
                where = f"sidecar {plain(PurePosixPath(sidecar).name)}"
                data = self._read(sidecar, LARGEST_SIDECAR)
                if sidecar.lower().endswith(".xmp"):
                    yield from xmp.said(data, where)
                else:
                    yield from beside.spdx_sidecar(data[:LARGEST_BYTES], where)(name)

    def _rules_of(self, folder: str) -> list[Rule]:
        if folder not in self._rules:
            self._rules[folder] = list(self._make_rules(folder))
        return self._rules[folder]

    def _make_rules(self, folder: str) -> Iterator[Rule]:
        pages = 0
        for name in self._folders.get(folder, []):
            base = PurePosixPath(name).name
            for kind, make in FOLDER_FILES:
                if not kind.fullmatch(base):
                    continue
                pages += kind is PAGE
                if kind is not PAGE or pages <= MOST_PAGES:
                    data = self._read(name, LARGEST_BYTES)
                    large = len(data) > LARGEST_BYTES and kind is not PAGE
                    yield _too_large(plain(name)) if large else make(data, plain(name))
                break

    def _rows_of(self, folder: str) -> Rows:
        if folder not in self._rows:
            found: list[Row] = []
            for name in self._folders.get(folder, []):
                if PurePosixPath(name).name.lower() == TABLE:
                    data = self._read(name, LARGEST_TABLE)
                    rows, troubles = read_table(data, plain(name), lambda path: self._document(_joined(folder, path)))
                    found += rows
                    self.troubles += troubles
            self._rows[folder] = Rows(found)
        return self._rows[folder]


def _folders_above(name: str) -> list[str]:
    """The folder of a work and those above it, nearest first; the source's own is empty."""
    folders = [str(folder) for folder in PurePosixPath(name).parents]
    return ["" if folder == "." else folder for folder in folders]


def _below(name: str, folder: str) -> str:
    return name.removeprefix(f"{folder}/") if folder else name


def _joined(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _too_large(where: str) -> Rule:
    said = Said(where, "unread", f"more than {LARGEST_BYTES:,} bytes")
    return lambda _name: iter([said])


def _no_document(path: str) -> str:
    raise CorpusError(f"the document {plain(path)!r} is not here; give its SHA-256 instead.")


EMPTY = Shelf((), lambda _name, _limit: b"")


def shelf_of_folder(folder: Path, names: Iterable[str]) -> Shelf:
    """The shelf of a folder on disk; names are paths below it that do not lead out."""
    names = list(names)
    if (folder / WELL_KNOWN).is_file() and _is_inside(folder, folder / WELL_KNOWN):
        names.append(WELL_KNOWN)

    def read(name: str, limit: int) -> bytes:
        try:
            with (folder / name).open("rb") as file:
                return file.read(limit + 1)
        except OSError:
            return b""

    return Shelf(names, read, lambda path: document_digest(folder, path))


def _is_inside(folder: Path, place: Path) -> bool:
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder))  # resolve() fails over some links


def document_digest(folder: Path, path: str) -> str:
    """SHA-256 of a document below a folder.

    Raises:
        CorpusError: it is not there, or elsewhere.
    """
    place = folder / path
    try:
        inside = _is_inside(folder, place)
        if inside and place.is_file():
            return digest_file(place)
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        inside = True
    why = "is not here" if inside else "leads out of its folder"
    raise CorpusError(f"the document {plain(path)!r} {why}; put it beside the table, or give its SHA-256.")


def shelf_of_bytes(files: dict[str, bytes]) -> Shelf:
    """The shelf of files that are in memory, as those of an archive."""

    def document(path: str) -> str:
        return digest(files[path]) if path in files else _no_document(path)

    return Shelf(files, lambda name, limit: files[name][: limit + 1], document)

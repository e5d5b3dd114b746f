"""The databases that Ganvas keeps, and how each is told from every other file."""

from dataclasses import dataclass

from ganvas.errors import GalleryError, GanvasError, HistoryError


@dataclass(frozen=True)
class Kind:
    """One kind of database.

    Attributes:
        name: also of its folder of migrations.
        words: what it is called in a sentence.
        mark: SQLite's application id of its files.
        newest: the revision of the schema that this version of Ganvas reads and writes.
        error: what a sentence about it is raised as.
    """

    name: str
    words: str
    mark: int
    newest: str
    error: type[GanvasError]


HISTORY = Kind("history", "a history", int.from_bytes(b"GvHi"), "history_2", HistoryError)
GALLERY = Kind("gallery", "a gallery", int.from_bytes(b"GvGa"), "gallery_1", GalleryError)

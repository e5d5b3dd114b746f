"""The gallery: works in a folder, each whole and known by its digest, and a database that finds them again.

A work's file is copied beside, forced to the disk and renamed; then its row is committed. If that fails the file is
taken away again, and what a kill leaves between the two is found by ``check`` and taken up by the next ``add``.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field
from sqlalchemy import Connection, Select, desc, func, select, text

from ganvas.artwork import Origin
from ganvas.errors import GalleryError, GanvasError, WorkError
from ganvas.files import digest, digest_file, make_folder, write_whole
from ganvas.gallery import rows
from ganvas.gallery.database import Database
from ganvas.gallery.entries import ARTWORKS, LINEAGE, LOOKS, TAGS, Entry
from ganvas.gallery.events import now
from ganvas.gallery.forms import SIDECAR, look_at
from ganvas.gallery.kinds import GALLERY
from ganvas.gallery.looks import Looks, Ranked, colors_of, hash_of, look_of, parse_color
from ganvas.gallery.wishes import Page, Wish, fitting, numbers_of
from ganvas.media import medium
from ganvas.media.image.looks import small_copy
from ganvas.media.medium import Decoded
from ganvas.record import Record

if TYPE_CHECKING:
    from ganvas.snapshot import Card

FILE = "gallery.db"
WORKS = "works"
THUMBS = "thumbs"
PREVIEWS = "previews"  # pictures that were given to stand for a work
THUMB_PX = 480
ONE_HANGER = 0x47764761  # the key of PostgreSQL's lock: works are hung one after another

Progress = Callable[[str, int, int], None]


class About(Record):
    """What the artist says of a work when it is hung."""

    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    parents: tuple[int, ...] = Field((), description="works of the gallery that it was made from")
    project: str = Field("", description="whose history it comes from")
    event: int = Field(0, description="the node of that history")
    edition: int = 0
    edition_of: int = 0


class Gallery:
    """An open gallery. Several processes may have it open and write.

    Attributes:
        folder: where the works lie.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self._database = folder, database
        self._looks = Looks.of([])

    @classmethod
    def open(cls, folder: str | PathLike[str], url: str = "", make: bool = True) -> Self:
        """The gallery of a folder.

        Args:
            folder: where the works lie.
            url: of a PostgreSQL database; empty for one file in the folder.
            make: the folder and the database, if they are not there.
        Raises:
            GalleryError: there is none to open; its database is damaged, of another program, or of a newer version.
            RunFailed: the disk is full or the folder cannot be written.
        """
        folder = Path(folder)
        if not make and not (folder / WORKS).is_dir():
            raise GalleryError(
                f"{folder}: no gallery here; ganvas gallery import PICTURE --gallery {folder} begins one."
            )
        make_folder(folder / WORKS)
        database = Database.open_url(url, GALLERY) if url else Database.open_file(folder / FILE, GALLERY)
        return cls(folder, database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(
        self,
        path: str | PathLike[str],
        about: About | None = None,
        origin: Origin | None = None,
        preview: str | PathLike[str] = "",
    ) -> Entry:
        """Hang a work: its file is copied into the gallery and its row committed, or neither.

        Args:
            path: a picture, film, sound, drawing, MIDI, BVH or Fountain file; it stays where it is. Credentials that
                lie beside it are copied, too.
            about: what the artist says of it.
            origin: what was painted, by which model; left out, what the file tells.
            preview: a picture that stands for what is none; left out, a frame, the shape of the sound, or a card.
        Returns:
            the entry, which is on the disk.
        Raises:
            WorkError: the file, or the preview, cannot be read.
            GalleryError: it hangs here already, or what is said of it is not possible.
            RunFailed: the disk is full or the folder cannot be written.
        """
        data, name = _bytes_of(Path(path)), str(path)
        seen = look_at(data, name)
        shown = look_at(_bytes_of(Path(preview)), str(preview)).picture if preview else seen.picture
        beside = Path(f"{path}{SIDECAR}")
        origin = origin or seen.origin
        look = look_of(shown)
        said = about or About()
        values = said.model_dump() | {
            "tags": tuple(sorted(set(said.tags))),
            "digest": digest(data),
            "pixels": seen.pixels,
            "medium": seen.medium,
            "width_px": shown.content.width,
            "height_px": shown.content.height,
            "sketch": origin.sketch if origin else None,
            "model": origin.model if origin else "",
            "corpus": origin.corpus if origin else "",
            "colors": colors_of(look),
            "hash": hash_of(look),
            "time": now(),
        }
        with self._or_neither(digest(data)) as placed, self._database.writing() as connection:
            self._alone(connection)
            taken = connection.scalar(select(ARTWORKS.c.id).where(ARTWORKS.c.digest == digest(data)))
            if taken:
                raise GalleryError(f"{name}: hangs here already, as work {taken}.")
            number = (connection.scalar(select(func.max(ARTWORKS.c.id))) or 0) + 1
            entry = rows.checked(**values, id=number, path=self._free_name(Path(path), digest(data)))
            rows.check_parents(connection, entry)
            rows.write(connection, entry, look, origin.seen if origin else 0)
            placed.append(self.file_of(entry))
            if preview:
                placed.append(make_folder(self.folder / PREVIEWS) / f"{entry.pixels}.webp")
                write_whole(placed[-1], small_copy(shown, THUMB_PX))
            if beside.is_file():
                placed.append(self.credentials_of(entry))
                write_whole(placed[-1], _bytes_of(beside))
            write_whole(placed[0], data)
        return entry

    @contextlib.contextmanager
    def _or_neither(self, file_digest: str) -> Iterator[list[Path]]:
        """Where the block fails, the file that it has placed is removed, if its row is not there either."""
        placed: list[Path] = []
        try:
            yield placed
        except BaseException:
            with contextlib.suppress(GanvasError):  # where the row cannot be looked for, ``check`` finds the file
                self._take_away(placed, file_digest)
            raise

    def _take_away(self, placed: list[Path], file_digest: str) -> None:
        with self._database.reading() as connection:
            if connection.scalar(select(ARTWORKS.c.id).where(ARTWORKS.c.digest == file_digest)):
                return
        for path in placed:
            path.unlink(missing_ok=True)

    def _alone(self, connection: Connection) -> None:
        """Wait until nobody else hangs a work; in SQLite a writer is alone anyway."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_HANGER})

    def _free_name(self, path: Path, file_digest: str) -> str:
        """A name for a file in the gallery: its own, unless that is taken by another picture."""
        stem = re.sub(r"[^\w-]+", "-", path.stem).strip("-")[:60] or "work"
        for name in (f"{stem}{path.suffix.lower()}", f"{stem}-{file_digest[:12]}{path.suffix.lower()}"):
            place = self.folder / WORKS / name
            if not place.exists() or digest_file(place) == file_digest:  # the same: a kill left it without a row
                return f"{WORKS}/{name}"
        raise GalleryError(f"{path}: no free name for it in {self.folder / WORKS}; rename it.")

    def know(self, card: "Card", model: str) -> None:
        """Keep what a snapshot's card tells of the model and of its corpus."""
        with self._database.writing() as connection:
            self._alone(connection)
            rows.write_model(connection, model, card.corpus_digest, card.seen, card.corpus_name)

    def change(self, number: int, **changes: Any) -> Entry:
        """Change what is said of a work: title, note, tags, starred, edition and edition_of.

        Raises:
            GalleryError: there is no such work, or what is said of it is not possible.
        """
        if strange := changes.keys() - {*rows.SAID, "tags"}:
            raise GalleryError(f"{', '.join(sorted(strange))} of a work never changes; hang another work")
        with self._database.writing() as connection:
            self._alone(connection)
            entry = rows.checked(**(rows.read(connection, [number])[0].model_dump() | changes))
            rows.rewrite(connection, entry)
        return entry

    def tag(self, number: int, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Entry:
        """Add tags to a work, and remove others; errors as in ``change``."""
        with self._database.writing() as connection:
            self._alone(connection)
            entry = rows.read(connection, [number])[0]
            tags = {*entry.tags, *add} - {*remove}
            entry = rows.checked(**(entry.model_dump() | {"tags": tuple(sorted(tags))}))
            rows.rewrite(connection, entry)
        return entry

    def entry(self, number: int) -> Entry:
        """One work.

        Raises:
            GalleryError: there is none of that number.
        """
        with self._database.reading() as connection:
            return rows.read(connection, [number])[0]

    def hangs(self, file_digest: str) -> bool:
        """Whether a file of these bytes hangs here."""
        with self._database.reading() as connection:
            return connection.scalar(select(ARTWORKS.c.id).where(ARTWORKS.c.digest == file_digest)) is not None

    def steps(self, project: str) -> dict[int, int]:
        """The works that come from the history of a project: the newest of each node that has any."""
        query = select(ARTWORKS.c.event, ARTWORKS.c.id).where(ARTWORKS.c.project == project, ARTWORKS.c.event > 0)
        with self._database.reading() as connection:
            return {int(event): int(number) for event, number in connection.execute(query.order_by(ARTWORKS.c.id))}

    def children(self, number: int) -> tuple[Entry, ...]:
        """The works that were made from this one, the oldest first."""
        query = select(LINEAGE.c.artwork).where(LINEAGE.c.parent == number).order_by(LINEAGE.c.artwork)
        with self._database.reading() as connection:
            return rows.read(connection, connection.scalars(query).all())

    def tags(self) -> dict[str, int]:
        """Every tag and how many works have it."""
        query = select(TAGS.c.tag, func.count()).group_by(TAGS.c.tag).order_by(TAGS.c.tag)
        with self._database.reading() as connection:
            return {str(tag): int(count) for tag, count in connection.execute(query)}

    def __len__(self) -> int:
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(ARTWORKS)) or 0

    def find(self, wish: Wish) -> Page:
        """A page of the works that fit a wish: the newest first, or the nearest to its colour.

        Raises:
            GalleryError: the colour is none.
        """
        query = fitting(wish)
        with self._database.reading() as connection:
            if wish.color:
                ranked = self._known_looks(connection).near_color(parse_color(wish.color))
                return self._nearest(connection, ranked, wish, query)
            if wish.text:  # several words may find a work: once through all that they find, and not once more to count
                found = np.sort(numbers_of(connection, query))[::-1]
                some = found[(wish.page - 1) * wish.size : wish.page * wish.size]
                return Page(rows.read(connection, some.tolist()), len(found))
            total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
            shown = query.order_by(desc("id")).limit(wish.size).offset((wish.page - 1) * wish.size)
            return Page(rows.read(connection, connection.scalars(shown).all()), total)

    def every(self, wish: Wish) -> Iterator[Entry]:
        """All the works that fit a wish, the newest first; page, size and colour are not looked at."""
        with self._database.reading() as connection:
            numbers = connection.scalars(fitting(wish).order_by(desc("id"))).all()
        for start in range(0, len(numbers), rows.AT_ONCE):
            with self._database.reading() as connection:
                yield from rows.read(connection, numbers[start : start + rows.AT_ONCE])

    def like(self, picture: str | PathLike[str], wish: Wish | None = None) -> Page:
        """A page of the works that look like a picture, the most alike first.

        Raises:
            WorkError: the file is no picture that can be read.
        """
        wish = wish or Wish()
        look = look_of(medium("image").decode(_bytes_of(Path(picture)), str(picture)))
        with self._database.reading() as connection:
            ranked = self._known_looks(connection).near_hash(look)
            return self._nearest(connection, ranked, wish, fitting(wish))

    def _known_looks(self, connection: Connection) -> Looks:
        """The looks of all works; those that were hung since are read now."""
        known = int(self._looks.numbers[-1]) if len(self._looks.numbers) else 0
        new = select(LOOKS.c.artwork, LOOKS.c.look).where(LOOKS.c.artwork > known).order_by(LOOKS.c.artwork)
        found = [(number, bytes(look)) for number, look in connection.execute(new)]
        if found:
            self._looks = self._looks.and_more(Looks.of(found))
        return self._looks

    def _nearest(self, connection: Connection, ranked: Ranked, wish: Wish, query: Select[int]) -> Page:
        """The page of the ranked works that fit everything else."""
        numbers, distances = ranked
        if wish.text or wish.tag or wish.starred or wish.model:
            kept = np.isin(numbers, numbers_of(connection, query))
            numbers, distances = numbers[kept], distances[kept]
        some = slice((wish.page - 1) * wish.size, wish.page * wish.size)
        entries = rows.read(connection, numbers[some].tolist())
        return Page(entries, len(numbers), tuple(distances[some].tolist()))

    def file_of(self, entry: Entry) -> Path:
        """The file of a work."""
        return self.folder / entry.path

    def read(self, entry: Entry) -> bytes:
        """The bytes of a work's file.

        Raises:
            WorkError: the file is missing, or not as it was hung.
        """
        data = _bytes_of(self.file_of(entry))
        if digest(data) != entry.digest:
            raise WorkError(f"{self.file_of(entry)}: not as it was hung. Put a copy of it back.")
        return data

    def thumbnail(self, entry: Entry) -> Path:
        """A small copy of a work, made once and named by its pixels; errors as in ``read``."""
        path = self.folder / THUMBS / entry.pixels[:2] / f"{entry.pixels}.webp"
        if not path.exists():
            given = self.folder / PREVIEWS / path.name
            small = _bytes_of(given) if given.exists() else small_copy(self._seen(entry), THUMB_PX)
            make_folder(path.parent)
            write_whole(path, small)
        return path

    def _seen(self, entry: Entry) -> Decoded:
        return look_at(self.read(entry), entry.path).picture

    def credentials_of(self, entry: Entry) -> Path:
        """Where a work's credentials are, if they lie beside its file."""
        return self.folder / f"{entry.path}{SIDECAR}"

    def check(self, progress: Progress = lambda *_: None) -> list[str]:
        """Read every work's file: what is missing, changed, or hangs here without a row, one sentence each."""
        with self._database.reading() as connection:
            known = dict(connection.execute(select(ARTWORKS.c.path, ARTWORKS.c.digest).order_by(ARTWORKS.c.id)).all())
        harm = []
        for number, (name, wanted) in enumerate(known.items(), 1):
            path = self.folder / name
            if not path.is_file():
                harm.append(f"{path}: missing. Put a copy of it back.")
            elif digest_file(path) != wanted:
                harm.append(f"{path}: not as it was hung. Put a copy of it back.")
            progress("checking", number, len(known))
        strays = sorted(
            path
            for path in (self.folder / WORKS).iterdir()
            if f"{WORKS}/{path.name.removesuffix(SIDECAR)}" not in known
        )
        return harm + [f"{path}: hangs here without an entry. Add it, or take it away." for path in strays]


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WorkError(f"{path}: cannot be read ({error.strerror}).") from None

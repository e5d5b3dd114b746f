"""A database that is opened whole, brought up to date, and written so that nothing acknowledged is lost.

SQLite by default: write-ahead log, every commit forced to the disk, one writer at a time who waits for the other.
PostgreSQL by URL.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from ganvas.errors import GanvasError, RunFailed
from ganvas.files import make_folder, plain_disk_errors
from ganvas.gallery.kinds import Kind
from ganvas.gallery.upgrade import WRITES, upgrade

PATIENCE_S = 60.0  # how long a writer waits for another; fsync on a slow disk times a queue of writers

REFUSED: dict[int, tuple[type[GanvasError] | None, str]] = {  # SQLite's primary result codes; None: the kind's own
    sqlite3.SQLITE_FULL: (RunFailed, "the disk is full. Nothing acknowledged was lost; free some space and go on."),
    sqlite3.SQLITE_READONLY: (RunFailed, "no permission to write here. Give it, or choose another folder."),
    sqlite3.SQLITE_CANTOPEN: (RunFailed, "cannot be written here. Give permission, or choose another folder."),
    sqlite3.SQLITE_IOERR: (RunFailed, "the disk fails to read or write. Nothing acknowledged was lost; look after it."),
    sqlite3.SQLITE_BUSY: (RunFailed, f"another program writes, for {PATIENCE_S:g} s now. Try again when it is done."),
    sqlite3.SQLITE_NOTADB: (None, "holds something else; it is no database. Choose another place."),
    sqlite3.SQLITE_CORRUPT: (None, "damaged. It was left as it is; put back a copy of it."),
}


class Database:
    """An open database of one kind, up to date.

    Attributes:
        place: what to call it in a sentence.
    """

    def __init__(self, engine: Engine, kind: Kind, place: str) -> None:
        self.place, self.kind, self._engine = place, kind, engine

    @classmethod
    def open_file(cls, path: Path, kind: Kind) -> Self:
        """The SQLite database in a file, made if there is none.

        Raises:
            GanvasError: the file is damaged, another program's, or a newer version's.
            RunFailed: the disk is full or the place cannot be written.
        """
        make_folder(path.parent)
        if path.is_dir():
            raise kind.error(f"{path}: a folder of that name is in the way. Choose another place.")
        engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        self = cls(engine, kind, str(path))
        try:
            with self._plainly():
                self._recognize()
                self._keep_a_log()
                upgrade(engine, kind, path)
        except BaseException:
            engine.dispose()
            raise
        return self

    @classmethod
    def open_url(cls, url: str, kind: Kind) -> Self:
        """The PostgreSQL database at a URL such as ``postgresql://user@host/name``; its tables are made if need be.

        Raises:
            GanvasError: it is no such URL, nobody answers there, or the tables are a newer version's.
        """
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() != "postgresql":
                raise kind.error(f"{url}: a database by URL is one of PostgreSQL: postgresql://user@host/name")
            engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        except (ArgumentError, NoSuchModuleError, ValueError):
            raise kind.error(f"{url!r}: no URL of a database; write postgresql://user@host/name") from None
        self = cls(engine, kind, parsed.render_as_string(hide_password=True))
        try:
            with self._plainly():
                upgrade(engine, kind)
        except BaseException:
            engine.dispose()
            raise
        return self

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which everything read is of one moment."""
        with self._plainly(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection for one whole change: when the block has ended it is on the disk, and not before.

        In SQLite nobody else writes meanwhile, so that what is read inside still holds when it is written.
        """
        to_write = self._engine.execution_options(**{WRITES: True})
        with self._plainly(), to_write.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _plainly(self) -> Iterator[None]:
        """The errors of a database that a person can put right, each as one sentence; our own mistakes crash."""
        try:
            with plain_disk_errors(Path(self.place)):
                yield
        except (DBAPIError, sqlite3.Error) as error:
            raw = error.orig if isinstance(error, DBAPIError) else error
            code = getattr(raw, "sqlite_errorcode", 0) & 0xFF
            if code in REFUSED:
                kind, words = REFUSED[code]
                raise (kind or self.kind.error)(f"{self.place}: {words}") from None
            if not code and isinstance(error, OperationalError):
                first = str(raw).partition("\n")[0]
                raise self.kind.error(f"{self.place}: the database does not answer ({first}).") from None
            raise

    def _recognize(self) -> None:
        """Refuse a file that is damaged, or not of this kind, before anything is written to it."""
        with self._engine.connect() as connection, connection.begin():
            mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
            if mark != self.kind.mark and (mark or inspect(connection).get_table_names()):
                raise self.kind.error(
                    f"{self.place}: is a database, but not {self.kind.words} of Ganvas. Choose another."
                )
            harm = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if harm != "ok":
                raise self.kind.error(f"{self.place}: {REFUSED[sqlite3.SQLITE_CORRUPT][1]}")

    def _keep_a_log(self) -> None:
        """Switch a new file to a write-ahead log; where two do so at once, SQLite does not wait by itself."""
        end = time.monotonic() + PATIENCE_S
        with contextlib.closing(self._engine.raw_connection()) as connection:
            while not _switch(connection, time.monotonic() > end):
                time.sleep(0.02)


def _switch(connection: Any, last_try: bool) -> bool:
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise OperationalError("PRAGMA journal_mode = WAL", None, error) from None
        return False
    return True


def _set_up(connection: Any, _record: Any) -> None:
    """Every connection of SQLite: transactions begin where we say, wait for others, and end on the disk."""
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {round(PATIENCE_S * 1000)}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "fullfsync = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

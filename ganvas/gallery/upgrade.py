"""From any schema that a version of Ganvas ever wrote to the newest, by Alembic, with a copy of the file before."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ganvas.files import sync_file, sync_folder
from ganvas.gallery.kinds import Kind

MIGRATIONS = Path(__file__).with_name("migrations")
TABLE = "alembic_version"
WRITES = "ganvas_writes"  # the option of a connection whose transactions write


def revision_of(connection: Connection, kind: Kind) -> str:
    """The revision of a database's schema; empty where there are no tables yet."""
    if not inspect(connection).has_table(TABLE):
        return ""
    found = connection.execute(
        text(f"SELECT version_num FROM {TABLE} WHERE version_num LIKE :ours"), {"ours": f"{kind.name}_%"}
    )
    return str(found.scalar() or "")


def upgrade(engine: Engine, kind: Kind, path: Path | None = None) -> None:
    """Bring the schema up to date in one transaction; of a file that held something, a copy is kept before.

    Raises:
        GanvasError: a newer version of Ganvas wrote it.
    """
    with engine.begin() as connection:
        if revision_of(connection, kind) == kind.newest:
            return
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        found = revision_of(connection, kind)
        if found == kind.newest:  # another process was faster
            return
        if found and int(found.partition("_")[2]) > int(kind.newest.partition("_")[2]):
            raise kind.error(
                f"{path or engine.url.render_as_string()}: written by a newer Ganvas (schema {found}, this one knows"
                f" {kind.newest}). Install that version; nothing was changed."
            )
        if found and path is not None:
            copy_aside(path, path.with_name(f"{path.stem}-before-{kind.newest}{path.suffix}"))
        migrate(connection, kind)


def copy_aside(path: Path, copy: Path) -> None:
    """A whole copy of an SQLite file, as its readers see it, beside it."""
    beside = copy.with_name(copy.name + ".partial")
    beside.unlink(missing_ok=True)
    source, target = sqlite3.connect(path), sqlite3.connect(beside)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    finally:
        source.close()
        target.close()
    sync_file(beside)
    os.replace(beside, copy)
    sync_folder(copy.parent)


def migrate(connection: Connection, kind: Kind, revision: str = "head") -> None:
    """Run the migrations of one kind on a connection that is in a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(MIGRATIONS / kind.name).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {kind.mark}")

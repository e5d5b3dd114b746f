"""A PostgreSQL server of one's own for the tests, where its programs are on this machine."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOBODY = 65534  # PostgreSQL refuses to run as root
VARIABLE = "GANVAS_TEST_POSTGRES"


def why_not() -> str:
    """Why there is no server to test with; empty where there is one."""
    if os.environ.get(VARIABLE) or all(map(shutil.which, ("initdb", "postgres", "pg_ctl"))):
        return ""
    return f"no PostgreSQL: install its programs, or name a server's URL in {VARIABLE}"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server that is given, or of one that runs in a temporary folder for as long as the block."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="ganvas-pg-", dir="/tmp"))  # short: a socket's path has at most 107 letters
    rights = {"user": NOBODY, "group": NOBODY} if os.getuid() == 0 else {}
    if rights:
        os.chown(folder, NOBODY, NOBODY)

    def run(*words: str | Path) -> None:
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run([str(word) for word in words], check=True, cwd=folder, stdout=log, stderr=log, **rights)

    data = folder / "data"
    try:
        run("initdb", "-D", data, "-U", "ganvas", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "-D", data, "-w", "-o", f"-k {folder} -c listen_addresses=", "start")
        try:
            yield f"postgresql://ganvas@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)

"""Publications that were cut off: the old state or the new, and the list agrees with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ganvas import files
from ganvas.provenance import keys
from ganvas.provenance.ledger import Entry, Lines
from ganvas.provenance.verify import verify
from tests.conftest import WORDS
from tests.provenance.files import FILES

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("own_home")


def test_a_publication_that_was_cut_off_is_settled(tmp_path: Path):
    there, gone = tmp_path / "there.png", tmp_path / "gone.png"
    there.write_bytes(b"whole")
    ledger = tmp_path / "published.jsonl"
    lines = Lines(ledger)
    for path in (there, gone):
        lines.prepare(Entry(id=path.stem, path=str(path), at="", file_sha256=files.digest(b"whole")))
    again = Lines(ledger)
    assert set(again.entries) == {"there"}
    with again.held():
        assert set(again.entries) == {"there"}
    text = ledger.read_text()
    assert '"event":"published"' in text
    assert '"event":"abandoned"' in text


def kill_once(folder: Path, ledger: Path, wait_s: float) -> None:
    words = [sys.executable, str(ROOT / "tests/provenance/kill_publish.py"), str(folder), str(ledger)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(wait_s)
        child.send_signal(signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_kill_leaves_the_old_state_or_the_new(own_home: Path, tmp_path: Path):
    keys.make("ada", "Ada", WORDS)
    folder, ledger = tmp_path / "files", tmp_path / "published.jsonl"
    folder.mkdir()
    old = {f"{number:02d}.png": FILES["a.png"]() for number in range(30)}
    for name, data in old.items():
        (folder / name).write_bytes(data)
    for wait_s in (0.0, 0.9, 1.3):
        kill_once(folder, ledger, wait_s)
        check_state(folder, ledger, old)
    assert not list(folder.glob("*.c2pa"))


def check_state(folder: Path, ledger: Path, old: dict[str, bytes]) -> None:
    """Every file is the old one, or the new one and in the list; nothing else is in the list."""
    lines = Lines(ledger)
    with lines.held():
        listed = {Path(entry.path).name for entry in lines.entries.values()}
    for name, data in old.items():
        now = (folder / name).read_bytes()
        if now == data:
            assert name not in listed
        else:
            assert verify(folder / name).verdict == "intact"
            assert name in listed

"""Trainings as the studio sees them: begun as processes of their own, and from then on only watched.

A training is ``ganvas train`` in a session of its own, so that nothing that happens to the studio or the browser ends
it. What it prints goes to ``runs/.NAME.log``, which process it is stands in ``runs/.NAME.json``; everything else is
read from the run directory, whose lock says whether somebody trains.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ganvas.bases import BASE
from ganvas.errors import GanvasError
from ganvas.files import lock, make_folder, write_whole
from ganvas.recipe import RECIPES, STYLE
from ganvas.run import Run, is_run
from ganvas.studio.project import Project
from ganvas.training.reading import Line, verdict
from ganvas.training.units import number

Phase = Literal["preparing", "running", "stopped", "done", "failed"]
SAID_BYTES = 4_000  # of what a training printed last
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
DETACHED = 0x00000008 | 0x00000200  # of Windows: no console, a group of its own
BEGUN: dict[int, "subprocess.Popen[bytes]"] = {}  # by this process, which has to take note of their end


@dataclass(frozen=True)
class Wish:
    """A training that is wished for: for a person a matter of works and time.

    Attributes:
        corpus: the works.
        minutes: how long.
        start: a model to start from: base, or a run, or one of its snapshots; empty starts from nothing.
    """

    corpus: Path
    minutes: float
    start: str = ""

    def words(self) -> list[str]:
        """The same for ``ganvas train``."""
        start = ["--from", self.start, *of_the_same_kind(self.start)] if self.start else ["--scratch"]
        return [str(self.corpus), "--minutes", f"{self.minutes:g}", *start]


@dataclass(frozen=True)
class Watched:
    """A training at one moment.

    Attributes:
        name: of its folder.
        phase: what it does.
        seen: works shown so far.
        length: works to show in all; 0 where the recipe is not chosen yet.
        lines: its log.
        sheets: its contact sheets, the oldest first.
        snapshots: from each of which another training can start, the oldest first.
        verdict: how it goes, in two sentences.
        said: the last line that it printed.
        pairs: whether there is a picture of what comes nearest to a work.
    """

    name: str
    phase: Phase
    seen: int
    length: int
    lines: list[Line]
    sheets: list[Path]
    snapshots: list[Path]
    verdict: str
    said: str
    pairs: bool

    @property
    def alive(self) -> bool:
        """Whether it goes on by itself."""
        return self.phase in {"preparing", "running"}


def of_the_same_kind(start: str) -> list[str]:
    """The recipe of a start, in the words of ``ganvas train``: what begins from a model has to be of its kind.

    Raises:
        RunError: it is no run, or its records cannot be read.
    """
    if start == BASE:
        return ["--recipe", STYLE.name]
    path = Path(start)
    run = Run.open(path if is_run(path) else path.parent.parent)
    recipe, (*_, height, width) = run.recipe, run.recipe.shape
    name = recipe.name if recipe.name in RECIPES else str(run.path / "recipe.json")
    return ["--recipe", name, "--size", f"{width}x{height}"]


def begin(project: Project, name: str, wish: Wish) -> Path:
    """Begin a training.

    Raises:
        GanvasError: the name cannot be one, is taken, or the time is none.
    """
    if not NAME.fullmatch(name):
        raise GanvasError(f"{name!r}: is no name for a training; use letters, digits, - and _")
    if not 0 < wish.minutes <= 60 * 24 * 30:
        raise GanvasError(f"{wish.minutes:g} minutes: a training takes more than none, and at most a month")
    into = project.folder("runs") / name
    if is_run(into) or is_alive(into):
        raise GanvasError(f"{name}: a training of that name is there already; choose another name")
    start(into, wish.words())
    return into


def go_on(into: Path) -> None:
    """Let a training that was stopped go on, as it was begun.

    Raises:
        GanvasError: it goes on already.
    """
    if is_alive(into):
        raise GanvasError(f"{into.name}: goes on already")
    start(into, ["--resume"])


def start(into: Path, words: list[str]) -> None:
    """A process for it that outlives this one."""
    make_folder(into.parent)
    command = [sys.executable, "-m", "ganvas", "train", *words, "--into", str(into)]
    apart: dict[str, Any] = {"creationflags": DETACHED} if os.name == "nt" else {"start_new_session": True}
    with beside(into, ".log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **apart)
    BEGUN[process.pid] = process
    write_whole(beside(into, ".json"), json.dumps({"pid": process.pid, "words": words}).encode())


def pause(into: Path) -> None:
    """Ask a training to stop after this step, with everything kept; it may go on later.

    Raises:
        GanvasError: it does not run, or is not this person's.
    """
    pid = pid_of(into)
    if not pid or not lives(pid):
        raise GanvasError(f"{into.name}: does not run; it may have been started elsewhere, and is stopped there")
    os.kill(pid, signal.SIGTERM)


def watched(into: Path) -> Watched:
    """A training as it is now, read from its folder.

    Raises:
        RunError: a record of it cannot be read.
    """
    alive, said = is_alive(into), last_said(into)
    if not is_run(into):
        return Watched(into.name, "preparing" if alive else "failed", 0, 0, [], [], [], "", said, False)
    run = Run.open(into)
    lines = run.lines()
    seen, length = int(number(lines[-1], "seen") or 0) if lines else 0, run.recipe.length
    phase: Phase = "running" if alive else "done" if seen >= length else "stopped"
    pairs = (into / "nearest.png").is_file()
    told = verdict(lines, length)
    return Watched(into.name, phase, seen, length, lines, run.sheets(), run.snapshots(), told, said, pairs)


def trainings(project: Project) -> list[Path]:
    """All trainings of a project, those first that were begun last, and those that never came to a run."""
    place = project.path / "runs"
    begun = {place / path.name[1:-5] for path in place.glob(".*.json")} if place.is_dir() else set()
    return sorted(begun | set(project.runs()), key=lambda path: beside(path, ".json").stat().st_mtime
                  if beside(path, ".json").exists() else 0.0, reverse=True)  # fmt: skip


def is_alive(into: Path) -> bool:
    """Whether somebody trains this run now: it holds the lock, or the process that we began has not ended."""
    if (into / ".lock").exists():
        with (into / ".lock").open("a") as file:
            if not lock(file):
                return True
    pid = pid_of(into)
    return bool(pid) and lives(pid)


def pid_of(into: Path) -> int:
    """The process that was begun for it last; 0 where none is known."""
    try:
        return int(json.loads(beside(into, ".json").read_bytes())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def lives(pid: int) -> bool:
    """Whether a process is there and trains; a number that another program has by now does not count."""
    if pid in BEGUN:
        return BEGUN[pid].poll() is None
    if os.name == "nt":  # where signal 0 ends a process: the lock of the run tells
        return False
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        return is_training(pid)
    return False


def is_training(pid: int) -> bool:
    """Whether a process is one of ours, where the system tells."""
    words = Path(f"/proc/{pid}/cmdline")
    return not words.exists() or b"train" in words.read_bytes().split(b"\0")


def last_said(into: Path) -> str:
    """The last line that a training printed."""
    try:
        with beside(into, ".log").open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - SAID_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text)]
    return next((line for line in reversed(lines) if line), "")


def beside(into: Path, suffix: str) -> Path:
    """A file of the studio about a training, beside its folder."""
    return into.parent / f".{into.name}{suffix}"

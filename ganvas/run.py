"""A run directory: everything that one training leaves on disk, each part whole or absent.

recipe.json  corpus.json  plan.json  log.jsonl  checkpoints/000123456/  snapshots/000123456/
sheets/000123456.png  report.html
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ganvas.errors import RunError
from ganvas.files import append_line, lock, make_folder, read_lines, write_whole
from ganvas.recipe import Recipe
from ganvas.record import Record

FOLDERS = ("checkpoints", "snapshots", "sheets")
RECORDS = ("corpus.json", "plan.json", "recipe.json")


class Source(Record):
    """What a run learns from.

    Attributes:
        name: of the corpus.
        path: of the corpus.
        digest: of the corpus.
        prepared: digest of the works as they were prepared.
        works: how many they are, the held-out ones among them.
        held_out: samples that the run never sees, those of ``Corpus.split``; 0 for a run that sees all.
        start: digest of the snapshot that the run started from; empty: from nothing.
        samples: of all works, where a work gives several; 0 where each is one.
    """

    name: str
    path: str
    digest: str
    prepared: str
    works: int
    held_out: int = 0
    start: str = ""
    samples: int = 0


class Plan(Record):
    """How this machine computes the run; a resume computes exactly alike.

    Attributes:
        device: cpu, cuda or mps.
        threads: of the processor.
        channels_last: memory format of the networks.
        bf16: whether the networks compute in bfloat16; losses, penalties and weights stay float32.
        parts: pieces in which a batch is computed; the gradient is the same.
        rate: works per second, measured.
        machine: the processor's name.
        torch: version of PyTorch.
        reasons: what was measured and chosen, a line each.
    """

    device: str = "cpu"
    threads: int = 1
    channels_last: bool = False
    bf16: bool = False
    parts: int = 1
    rate: float = 0.0
    machine: str = ""
    torch: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A run directory with its records."""

    path: Path
    recipe: Recipe
    source: Source
    plan: Plan

    @classmethod
    def create(cls, path: Path, recipe: Recipe, source: Source, plan: Plan) -> "Run":
        """A new run directory.

        Raises:
            RunError: there is a run already, or anything else.
        """
        check_free(path)
        make_folder(path)
        for folder in FOLDERS:
            make_folder(path / folder)
        write_whole(path / "corpus.json", source.to_json().encode())
        write_whole(path / "plan.json", plan.to_json().encode())
        write_whole(path / "recipe.json", recipe.to_json().encode())  # last: a folder with a recipe is a run
        return cls(path, recipe, source, plan)

    @classmethod
    def open(cls, path: Path | str) -> "Run":
        """The run at path.

        Raises:
            RunError: no run is there, or a record of it cannot be read.
        """
        path = Path(path)
        if not is_run(path):
            raise RunError(
                f"{path}: no run here (recipe.json is missing). Start one with: ganvas train CORPUS --into {path}"
            )
        try:
            return cls(
                path,
                Recipe.model_validate_json((path / "recipe.json").read_bytes()),
                Source.model_validate_json((path / "corpus.json").read_bytes()),
                Plan.model_validate_json((path / "plan.json").read_bytes()),
            )
        except (OSError, ValidationError, json.JSONDecodeError) as error:
            reason = str(error).splitlines()[0]
            raise RunError(
                f"{path}: a record of this run cannot be read ({reason}). Restore it, or start again."
            ) from None

    def replan(self, plan: Plan) -> Plan:
        """Compute otherwise from here on; gives the plan back."""
        write_whole(self.path / "plan.json", plan.to_json().encode())
        return plan

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block no other process may write to this run; the system lets go of it with the process.

        Raises:
            RunError: another one does.
        """
        with (self.path / ".lock").open("a") as file:
            if not lock(file):
                raise RunError(f"{self.path}: another process is training this run now. Wait for it, or stop it first.")
            yield

    def log(self, line: dict[str, object]) -> None:
        """Add one line to log.jsonl."""
        append_line(self.path / "log.jsonl", json.dumps(line, allow_nan=True))

    def lines(self) -> list[dict[str, object]]:
        """The log, without lines that a resume has made obsolete: seen only grows."""
        kept: list[dict[str, object]] = []
        for line in read_lines(self.path / "log.jsonl"):
            while kept and _seen(kept[-1]) >= _seen(line):
                kept.pop()
            kept.append(line)
        return kept

    def checkpoints(self) -> list[Path]:
        """Folders of whole checkpoints, oldest first."""
        return _numbered(self.path / "checkpoints")

    def snapshots(self) -> list[Path]:
        """Folders of whole snapshots, oldest first."""
        return _numbered(self.path / "snapshots")

    def sheets(self) -> list[Path]:
        """Contact sheets, oldest first."""
        return sorted(path for path in (self.path / "sheets").glob("*.png") if path.stem.isdigit())


def is_run(path: Path) -> bool:
    """Whether a run directory is at path."""
    return (path / "recipe.json").is_file()


def check_free(path: Path) -> None:
    """Refuse a folder that a new run cannot have for its own.

    Raises:
        RunError: there is a run already, or anything else.
    """
    if is_run(path):
        raise RunError(f"{path}: there is a run here already. Go on with it, or choose another folder.")
    if others := _others(path):
        raise RunError(
            f"{path}: other things are here already, {others[0]} for one; a run wants a folder of its own. "
            "Name one that is new or empty."
        )


def _others(path: Path) -> list[str]:
    """What stands in a folder besides hidden files and what a start that was killed leaves of a run."""
    if not path.is_dir():
        return []
    own = {*FOLDERS, *RECORDS, *(f"{name}.partial" for name in RECORDS)}
    return sorted(entry.name for entry in path.iterdir() if entry.name not in own and not entry.name.startswith("."))


def nine(seen: int) -> str:
    """The clock as a name that sorts: 123456 is 000123456."""
    return f"{seen:09d}"


def _seen(line: dict[str, object]) -> int:
    seen = line.get("seen", 0)
    return seen if isinstance(seen, int) else 0


def _numbered(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name.isdigit())

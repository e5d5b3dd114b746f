"""A project of the studio: one folder that holds everything of it, and may be copied or moved as it is.

history.db  models/NAME/snapshots/000123456/  corpora/NAME/  runs/NAME/  drops/  looks/  films/  sounds/  studio.json
palette.json  animate.json
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, ValidationError

from ganvas.bases import base
from ganvas.errors import GanvasError
from ganvas.files import make_folder, write_whole
from ganvas.gallery.history import FILE as HISTORY
from ganvas.home import home
from ganvas.record import Record
from ganvas.run import is_run

SETTINGS = "studio.json"
BASE = "base"  # what the model that came with Ganvas is called
SNAPSHOT = "generator.safetensors"
DEFAULT = "project"
T = TypeVar("T", bound=Record)
WEIGHTS = (SNAPSHOT, "discriminator.safetensors")


class Settings(Record):
    """What a project remembers of its studio, beside its history."""

    version: Literal[1] = 1
    model: str = Field(BASE, description="the model in use")


class Taste(Record):
    """How a person wants to see every studio of theirs."""

    version: Literal[1] = 1
    language: Literal["en", "zh"] = "en"
    theme: Literal["system", "light", "dark"] = "system"


class Project:
    """A folder, and where things lie in it.

    Attributes:
        path: the folder.
        guests: models from elsewhere that this start was given, by name.
    """

    def __init__(self, path: Path, guests: dict[str, Path] | None = None) -> None:
        self.path, self.guests = make_folder(path), guests or {}

    @classmethod
    def at(cls, source: Path | None) -> Self:
        """The project that a word on the command line means.

        Args:
            source: a project's folder, new or old; a run or a snapshot, which is then used in the person's own
                project, or in the one in which it lies; none, the person's own.
        Raises:
            GanvasError: it is a file that is no snapshot, or a folder with other things in it.
        """
        own = home() / "studio" / DEFAULT
        if source is None:
            return cls(own)
        source = source.expanduser().resolve()
        if is_run(source) or (source / SNAPSHOT).is_file() or (source / "snapshots").is_dir():
            inside = source.parent.parent
            return cls(inside if is_project(inside) else own, {source.name: source})
        if source.suffix == ".safetensors" and source.is_file():
            return cls(own, {source.parent.name if source.name == SNAPSHOT else source.stem: source})
        if source.is_file():
            raise GanvasError(f"{source}: is a file; name a run, a snapshot, or the folder of a project")
        if source.is_dir() and not is_project(source) and any(source.iterdir()):
            raise GanvasError(f"{source}: holds other things and no project; name a new or empty folder for one")
        return cls(source)

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.path.name

    def folder(self, kind: Literal["models", "corpora", "runs", "drops", "looks", "films", "sounds"]) -> Path:
        """The folder of one kind of thing, made if it is not there."""
        return make_folder(self.path / kind)

    def inside(self, kind: Literal["models", "corpora", "runs"], mark: str) -> Iterator[Path]:
        """The folders of one kind that hold a file of that name, by name."""
        place = self.path / kind
        found = place.iterdir() if place.is_dir() else iter(())
        yield from sorted(one for one in found if (one / mark).exists())

    def runs(self) -> list[Path]:
        """The trainings of this project."""
        return list(self.inside("runs", "recipe.json"))

    def corpora(self) -> list[Path]:
        """The corpora of this project."""
        return list(self.inside("corpora", "corpus.json"))

    def models(self) -> dict[str, Path]:
        """The models that can be used here, by name: guests, trainings that paint already, kept ones, the base."""
        found = dict(self.guests)
        for run in self.runs():
            if any((run / "snapshots").glob(f"[0-9]*/{SNAPSHOT}")):
                found.setdefault(run.name, run)
        for kept in self.inside("models", "snapshots"):
            found.setdefault(kept.name, kept)
        found.setdefault(BASE, base())
        return found

    def keep_model(self, name: str, file: Path) -> Path:
        """A snapshot as a file that nobody thins out: what a step of the history was painted with stays here.

        Args:
            name: of the model.
            file: the snapshot; what lies in the project's models or came with Ganvas stays where it is.
        """
        if (self.path / "models") in file.parents or base() in file.parents:
            return file
        seen = file.parent.name if file.parent.name.isdecimal() else "0".zfill(9)
        folder = make_folder(self.path / "models" / name / "snapshots" / seen)
        for part in WEIGHTS:
            if (file.parent / part).is_file() or part == file.name:
                link(file.with_name(part), folder / part)
        for values in vectors_of(file).glob("*.safetensors"):
            link(values, make_folder(self.path / "models" / name / "vectors") / values.name)
        return folder / (SNAPSHOT if file.name == SNAPSHOT else file.name)

    def kept_files(self) -> list[Path]:
        """Every snapshot that is kept in the project, by name and age."""
        return sorted((self.path / "models").glob(f"*/snapshots/[0-9]*/{SNAPSHOT}"))

    def settings(self) -> Settings:
        """What it remembers; as new where nothing is or can be read."""
        return read(Settings, self.path / SETTINGS)

    def remember(self, settings: Settings) -> None:
        """Remember that."""
        write_whole(self.path / SETTINGS, settings.to_json().encode())


def is_project(path: Path) -> bool:
    """Whether a folder is a project."""
    return (path / SETTINGS).is_file() or (path / HISTORY).is_file()


def vectors_of(file: Path) -> Path:
    """The folder of the values that a snapshot's sketches may name."""
    folder = file.parent
    return (folder.parent.parent if folder.parent.name == "snapshots" else folder) / "vectors"


def link(file: Path, to: Path) -> None:
    """The same file at another place, without room of its own where the disk allows that."""
    if to.exists():
        return
    try:
        os.link(file, to)
    except OSError:  # another disk, or one without links
        beside = to.with_name(to.name + ".partial")
        shutil.copyfile(file, beside)
        beside.replace(to)


def taste() -> Taste:
    """How the person wants to see their studios."""
    return read(Taste, home() / SETTINGS)


def keep_taste(wanted: Taste) -> None:
    """Remember that for every studio of this person."""
    write_whole(make_folder(home()) / SETTINGS, wanted.to_json().encode())


def read(kind: type[T], path: Path) -> T:
    """The record in a file; a new one where none is, or none that this version reads: a setting is no work."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return kind()

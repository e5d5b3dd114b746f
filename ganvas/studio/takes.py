"""What was played live, as sketches with their times: kept with the project, and painted again at any size."""

from bisect import bisect_right
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ganvas.errors import GanvasError
from ganvas.files import make_folder, write_whole
from ganvas.record import Record
from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line
from ganvas.studio.project import Project

MOST_STEPS = 20_000


class Played(Record):
    """A sketch, and the second at which it was played."""

    at: float = Field(ge=0, le=3600)
    line: str = Field(max_length=20_000)


class Take(Record):
    """One recording; between two steps the first is shown."""

    version: Literal[1] = 1
    model: str = Field(pattern=r"^[0-9a-f]{64}$")
    steps: tuple[Played, ...] = Field(min_length=2, max_length=MOST_STEPS)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if any(then.at <= first.at for first, then in pairwise(self.steps)):
            raise ValueError("steps come one after another")
        return self

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.steps[-1].at - self.steps[0].at

    def frames(self, fps: int) -> list[Sketch]:
        """The sketch of every frame of a film.

        Raises:
            SketchError: one of its lines is no sketch.
        """
        begin, times = self.steps[0].at, [step.at for step in self.steps]
        count = max(2, round(self.seconds * fps))
        places = [max(0, bisect_right(times, begin + number / fps + 1e-9) - 1) for number in range(count)]
        known = {place: read_line(self.steps[place].line) for place in dict.fromkeys(places)}
        return [known[place] for place in places]


def keep_take(project: Project, model: str, steps: list[dict[str, Any]]) -> Path:
    """Keep what was played.

    Raises:
        GanvasError: it is no recording.
    """
    try:
        take = Take.model_validate({"model": model, "steps": steps})
    except ValidationError as error:
        raise GanvasError(f"what was played cannot be kept: {error.errors(include_url=False)[0]['msg']}") from None
    place = make_folder(project.path / "takes")
    path = next(path for number in range(1, 100_000) if not (path := place / f"take-{number}.json").exists())
    write_whole(path, take.to_json(indent=None).encode())
    return path


def takes(project: Project) -> list[Path]:
    """The recordings of a project, the newest first."""
    place = project.path / "takes"
    found = list(place.glob("take-*.json")) if place.is_dir() else []
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def read_take(path: Path) -> Take:
    """A recording.

    Raises:
        GanvasError: it cannot be read.
    """
    try:
        return Take.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise GanvasError(f"{path.name}: cannot be read as a recording") from None

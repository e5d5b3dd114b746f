"""What a projection leaves in a folder: the picture with its origin, the sketch, the report; no file is lost."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.model.project.projection import Projected


def places_for(into: Path, name: str) -> dict[str, Path]:
    """Where the picture, the sketch and the report of a projected picture of that name go."""
    return {
        "picture": into / f"{name}-projected.png",
        "sketch": into / f"{name}-projected.json",
        "report": into / f"{name}-report.png",
    }


def names_for(name: str, count: int) -> list[str]:
    """The files of so many answers to a picture of that name."""
    return [f"{name}-{number}.png" for number in range(1, count + 1)]


def check_free(paths: Iterable[Path]) -> None:
    """Refuse to begin where a result would stand in another file's place.

    Raises:
        SketchError: one is there already.
    """
    for path in paths:
        if path.exists():
            raise SketchError(f"{path}: is there already. Choose another folder, or replace it with --overwrite.")


def save_projected(projected: Projected, places: Mapping[str, Path], scale: int = 1) -> None:
    """Write all three, each whole.

    Raises:
        RunFailed: the disk is full or the folder cannot be written.
    """
    make_folder(places["picture"].parent)
    projected.artwork.save(places["picture"], scale)
    write_whole(places["sketch"], projected.sketch.to_json().encode())
    write_whole(places["report"], projected.report.picture)

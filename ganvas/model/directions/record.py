"""Directions that the artist named: kept with the model, shared as a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ganvas.errors import SketchError
from ganvas.files import write_whole
from ganvas.model.directions.candidates import Source
from ganvas.model.directions.search import Found
from ganvas.model.model import Model
from ganvas.record import Record, fault_in
from ganvas.sketch import ALL, LayerRange
from ganvas.sketch.masks import Digest

FILE = "directions.json"
MOST_BYTES = 16 * 2**20
NO_NAME = "{!r}: no name for a direction; wanted one word of up to 40 letters, digits, _ and -, a letter first"

Name = Annotated[str, Field(pattern=r"^[^\W\d][\w-]{0,39}$", description="a word that a line of a sketch can hold")]


class Direction(Record):
    """One direction under the artist's name for it."""

    name: Name
    digest: Digest = Field(description="of its values: one standard deviation of the model's latents along it")
    layers: LayerRange = ALL
    source: Source
    effect: float = Field(ge=0, description="mean difference that one deviation makes, a share of black to white")
    model: Digest = Field(description="of the snapshot in which it was found")


class Directions(Record):
    """Named directions of models of one size; a file that is shared carries their values, too."""

    version: Literal[1] = 1
    layers: int = Field(ge=1, description="of the model")
    size: int = Field(ge=1, description="numbers of a latent in each of them")
    named: tuple[Direction, ...] = Field((), max_length=1000)
    values: dict[str, str] = Field({}, description="by digest; empty beside the model, where they lie in files")

    @model_validator(mode="after")
    def _has_each_name_once(self) -> Self:
        names = [one.name for one in self.named]
        if len(set(names)) < len(names):
            raise ValueError("a name is given twice")
        return self

    @property
    def digests(self) -> Mapping[str, str]:
        """Digest by name: what ``read_line`` wants to know."""
        return {one.name: one.digest for one in self.named}


def place(model: Model) -> Path:
    """Where the directions of a model lie.

    Raises:
        SketchError: the model was not loaded from a folder.
    """
    if model.vectors.folder is None:
        raise SketchError("this model has no folder to keep directions in; load it from a run")
    return model.vectors.folder.parent / FILE


def read_directions(path: Path) -> Directions:
    """The record in a file.

    Raises:
        SketchError: it cannot be read, or is no record of directions.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SketchError(f"{path}: larger than any file of directions; name one that --export wrote")
        return Directions.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SketchError(f"{path}: cannot be read ({error.strerror}); name a file that --export wrote") from None
    except ValidationError as error:
        raise SketchError(f"{path}: no directions that this version reads ({fault_in(error)})") from None


def kept(model: Model) -> Directions:
    """The directions that were named for this model; empty where none were.

    Raises:
        SketchError: their file is damaged, or is of a model of another size.
    """
    empty = Directions(layers=model.layers, size=len(model.space.mean))
    if model.vectors.folder is None or not place(model).exists():
        return empty
    found = read_directions(place(model))
    _check_size(found, empty, place(model))
    return found


def find_kept(model: Model) -> dict[str, Found]:
    """The directions that were named for this model, ready for use; errors as in ``kept``."""
    return {
        one.name: Found(model.vectors.get(one.digest).double(), one.layers, one.source, one.effect)
        for one in kept(model).named
    }


def name_directions(model: Model, named: Mapping[str, Found], overwrite: bool = False) -> Directions:
    """Keep directions under names.

    Args:
        model: where they were found, loaded from a folder.
        named: by the artist's name for it.
        overwrite: let a name mean something new.
    Raises:
        SketchError: a name is no word, or is taken, or there is no folder to keep them in.
        RunFailed: the disk is full or the folder cannot be written.
    """
    place(model)
    new = [_direction(model, name, found) for name, found in named.items()]
    return _add(model, new, overwrite)


def rename_direction(model: Model, old: str, new: str) -> Directions:
    """Give a direction another name; what is under that name stays the same.

    Raises:
        SketchError: no direction has the old name, the new one is taken or is no word.
        RunFailed: the disk is full or the folder cannot be written.
    """
    before = kept(model)
    if old not in before.digests:
        raise SketchError(f"no direction of this model is called {old!r}")
    if new == old:
        return before
    if new in before.digests:
        raise SketchError(f"{new!r}: another direction has that name. Choose one.")
    try:
        named = [one.but(name=new) if one.name == old else one for one in before.named]
    except ValidationError:
        raise SketchError(NO_NAME.format(new)) from None
    after = before.but(named=[one.model_dump() for one in named])
    write_whole(place(model), after.to_json().encode())
    return after


def share(model: Model, path: Path, overwrite: bool = False) -> Directions:
    """Write every named direction with its values to one file.

    Raises:
        SketchError: nothing is named yet, or a file is in the way.
        RunFailed: the disk is full or the folder cannot be written.
    """
    found = kept(model)
    if not found.named:
        raise SketchError("no direction of this model has a name yet; give one with --name 3=smile")
    if path.exists() and not overwrite:
        raise SketchError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")
    shared = found.but(values=model.vectors.pack(tuple(dict.fromkeys(found.digests.values()))))
    write_whole(path, shared.to_json().encode())
    return shared


def read_shared(model: Model, path: Path, overwrite: bool = False) -> Directions:
    """Keep the directions of a file that ``share`` wrote.

    Returns:
        those that are kept now.
    Raises:
        SketchError: the file is damaged, or of a model of another size, or a name in it is taken.
        RunFailed: the disk is full or the folder cannot be written.
    """
    shared = read_directions(path)
    _check_size(shared, kept(model), path)
    if missing := [one.name for one in shared.named if one.digest not in shared.values]:
        raise SketchError(f"{path}: carries no values for {missing[0]!r}; name a file that --export wrote")
    model.vectors.unpack(shared.values)
    for one in shared.named:
        if tuple(model.vectors.get(one.digest).shape) != (shared.size,):
            raise SketchError(f"{path}: the values of {one.name!r} are of another size; use another copy of the file")
    return _add(model, list(shared.named), overwrite)


def _direction(model: Model, name: str, found: Found) -> Direction:
    try:
        return Direction(
            name=name,
            digest=model.vectors.add(found.values),
            layers=found.layers,
            source=found.source,
            effect=found.effect,
            model=model.digest,
        )
    except ValidationError:
        raise SketchError(NO_NAME.format(name)) from None


def _add(model: Model, new: list[Direction], overwrite: bool) -> Directions:
    """Write new directions among those that are there, and their values beside the model."""
    before = kept(model)
    names = {one.name: one for one in before.named}
    for one in new:
        old = names.get(one.name)
        if old is not None and (old.digest, old.layers) != (one.digest, one.layers) and not overwrite:
            raise SketchError(f"{one.name!r}: another direction has that name. Choose one, or replace it: --overwrite.")
        names[one.name] = one
    after = before.but(named=tuple(names.values()))
    for one in new:
        model.vectors.add(model.vectors.get(one.digest), keep=True)
    write_whole(place(model), after.to_json().encode())
    return after


def _check_size(found: Directions, wanted: Directions, path: Path) -> None:
    if (found.layers, found.size) != (wanted.layers, wanted.size):
        raise SketchError(
            f"{path}: directions of a model of ({found.layers}, {found.size}); this one's latents are"
            f" ({wanted.layers}, {wanted.size}). Use them with the model they were found in."
        )

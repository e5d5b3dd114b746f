"""An artist's choices as a file: kept, shared, begun anew by leaving it away."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.model.breed.settle import settle
from ganvas.model.model import Model
from ganvas.record import Record, fault_in
from ganvas.sketch import Latent, kept_values
from ganvas.sketch.masks import Digest

MOST_BYTES = 64 * 2**20
MOST_SEEN = 400  # latents that are looked back on; beyond, what was learned first is forgotten first

Place = Annotated[int, Field(ge=0)]


class Taste(Record):
    """What was kept, skipped and preferred, of one model; each change is a new record.

    Attributes:
        seen: every latent that a choice was about, each once.
    """

    version: Literal[1] = 1
    model: Digest = Field(description="of the snapshot whose latents these are")
    seen: tuple[Latent, ...] = Field((), max_length=MOST_SEEN)
    kept: tuple[Place, ...] = Field((), description="places in seen")
    skipped: tuple[Place, ...] = Field((), description="places in seen")
    pairs: tuple[tuple[Place, Place], ...] = Field((), description="preferred, and what it was preferred to")
    values: dict[str, str] = Field({}, description="by digest, what the latents need beside the model")

    @model_validator(mode="after")
    def _speaks_of_what_was_seen(self) -> Self:
        places = {*self.kept, *self.skipped, *(place for pair in self.pairs for place in pair)}
        if places and max(places) >= len(self.seen):
            raise ValueError("a choice is about a latent that was never seen")
        if any(better == worse for better, worse in self.pairs):
            raise ValueError("a latent is preferred to itself")
        return self

    @classmethod
    def of(cls, model: Model) -> Self:
        """No taste yet: what is left after a reset."""
        return cls(model=model.digest)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen yet."""
        return not (self.kept or self.skipped or self.pairs)

    def keep(self, model: Model, latents: Sequence[Latent]) -> Self:
        """The taste of who keeps these."""
        grown, places = self._having_seen(model, latents)
        return grown.but(kept=(*grown.kept, *places))

    def skip(self, model: Model, latents: Sequence[Latent]) -> Self:
        """The taste of who passes these over."""
        grown, places = self._having_seen(model, latents)
        return grown.but(skipped=(*grown.skipped, *places))

    def prefer(self, model: Model, better: Latent, others: Sequence[Latent]) -> Self:
        """The taste of who takes one rather than the others."""
        grown, (first, *rest) = self._having_seen(model, [better, *others])
        pairs = tuple((first, place) for place in dict.fromkeys(rest) if place != first)
        return grown.but(pairs=(*grown.pairs, *pairs))

    def _having_seen(self, model: Model, latents: Sequence[Latent]) -> tuple[Self, list[int]]:
        """This taste with the latents among those that were seen, and their places."""
        check_model(self, model)
        places = {latent: place for place, latent in enumerate(self.seen)}
        small = [settle(model, latent) for latent in latents]
        for latent in small:
            places.setdefault(latent, len(places))
        needed = tuple(dict.fromkeys(name for latent in small for name in kept_values(latent)))
        values = self.values | model.vectors.pack(tuple(name for name in needed if name not in self.values))
        grown = self._forgetting(tuple(places), values)
        lost = len(places) - len(grown.seen)
        return grown, [places[latent] - lost for latent in small]

    def _forgetting(self, seen: tuple[Latent, ...], values: dict[str, str]) -> Self:
        """What stays when no more than MOST_SEEN can: the newest."""
        lost = max(0, len(seen) - MOST_SEEN)
        pairs = tuple((a - lost, b - lost) for a, b in self.pairs if min(a, b) >= lost)
        needed = {name for latent in seen[lost:] for name in kept_values(latent)} if lost else values.keys()
        return self.but(
            seen=seen[lost:],
            kept=tuple(place - lost for place in self.kept if place >= lost),
            skipped=tuple(place - lost for place in self.skipped if place >= lost),
            pairs=pairs,
            values={name: text for name, text in values.items() if name in needed},
        )


def check_model(taste: Taste, model: Model) -> None:
    """Refuse a taste for another model's latents.

    Raises:
        SketchError: it is one.
    """
    if taste.model != model.digest:
        raise SketchError(
            f"the taste was learned with model {taste.model[:12]}, this is {model.digest[:12]}; its latents mean"
            " other pictures. Use that model, or begin a new taste."
        )


def save_taste(taste: Taste, path: Path) -> None:
    """Write a taste to a file, whole or not at all.

    Raises:
        RunFailed: the disk is full or the folder cannot be written.
    """
    make_folder(path.parent)
    write_whole(path, taste.to_json(indent=None).encode())


def read_taste(path: Path, model: Model) -> Taste:
    """The taste in a file; its values are known to the model afterwards.

    Raises:
        SketchError: it cannot be read, is no taste, or is one for another model.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SketchError(f"{path}: larger than any taste; name one that Ganvas wrote")
        taste = Taste.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SketchError(f"{path}: cannot be read ({error.strerror}); name a taste that Ganvas wrote") from None
    except ValidationError as error:
        raise SketchError(f"{path}: no taste that this version reads ({fault_in(error)})") from None
    check_model(taste, model)
    model.vectors.unpack(taste.values)
    return taste

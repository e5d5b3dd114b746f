"""A picture that a model painted, with what it takes to paint it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, ValidationError

from ganvas import __version__
from ganvas.errors import FormError, SketchError, WorkError
from ganvas.files import digest, write_whole
from ganvas.media import MEDIA, medium
from ganvas.media.image.said import text_in
from ganvas.media.medium import NOTHING, Form, Medium, Samples
from ganvas.record import Record, fault_in
from ganvas.sketch import Sketch

KEY = "ganvas"


class Origin(Record):
    """Where an artwork comes from; every file of it carries this as JSON under the key ``ganvas``."""

    version: Literal[1] = 1
    sketch: Sketch
    model: str = Field(description="digest of the snapshot")
    corpus: str = Field(description="digest of the corpus that the model learned from")
    seen: int = Field(ge=0, description="real samples that the model had been shown")
    vectors: dict[str, str] = Field({}, description="by digest, the values that the sketch needs beside the model")
    ganvas: str = Field(__version__, description="the version of Ganvas that painted it")

    @classmethod
    def read(cls, text: str, name: str) -> Self:
        """The origin that this JSON text holds; ``name`` says in an error where it came from.

        Raises:
            SketchError: it is not an origin of this format.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise SketchError(f"{name}: its origin cannot be read by this version ({fault_in(error)})") from None


@dataclass(frozen=True, eq=False)
class Artwork:
    """One painted sample and its origin.

    Attributes:
        levels: (*shape), the sample itself: uint8, or float32 of a medium that takes its values as they are.
        origin: what was painted, by which model.
        medium: name of the art form.
        common: what the works have in common that the model learned from, where a sample is no file without.
    """

    levels: Samples
    origin: Origin
    medium: str = "image"
    common: str = ""

    @property
    def sketch(self) -> Sketch:
        """What was painted."""
        return self.origin.sketch

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the shape and the levels: equal samples, equal digest, however they are encoded."""
        kind = "" if self.levels.dtype == np.uint8 else self.levels.dtype.name
        return digest(f"{kind}{self.levels.shape!r}".encode() + self.levels.tobytes())

    def text(self) -> Mapping[str, str]:
        """What a file of this artwork carries besides the picture."""
        return {KEY: self.origin.to_json(indent=None)}

    @property
    def art(self) -> Medium:
        """The art form, bound to what the works have in common."""
        return medium(self.medium, self.common)

    def encode(self, scale: int = 1) -> bytes:
        """The bytes of a native file of this artwork, ``scale`` times as large as it was painted."""
        return self.art.encode(self.levels, self.text(), scale)

    def encode_as(self, suffix: str, scale: int = 1, options: Mapping[str, str] = NOTHING) -> bytes:
        """The bytes of a file that ends so: the native one, or another form of the medium's, made as options say.

        Raises:
            FormError: the medium has no such form, or no such option.
        """
        art, suffix = self.art.told(options), suffix.lower()
        if suffix == art.suffix:
            return self.encode(scale)
        return form_of(art, suffix)(self.levels, self.text())

    def save(self, path: str | PathLike[str], scale: int = 1) -> Path:
        """Write it whole: the native file with its origin, or another form of it where the name ends as one.

        Raises:
            FormError: the name ends as no form of this medium.
            RunFailed: the disk is full or the folder cannot be written.
        """
        path = Path(path)
        write_whole(path, self.encode_as(self._suffix_of(path), scale))
        return path

    def _suffix_of(self, path: Path) -> str:
        """The longest suffix of a form that the name ends in, such as .time.svg; the native one for a bare name."""
        known = [suffix for suffix in (self.art.suffix, *self.art.forms) if path.name.lower().endswith(suffix)]
        return max(known, key=len) if known else path.suffix or self.art.suffix

    @staticmethod
    def read_origin(source: str | PathLike[str] | bytes) -> Origin:
        """The origin that a file, or its bytes, carries.

        Raises:
            WorkError: the file cannot be read.
            SketchError: it carries no origin that this version reads.
        """
        data, name = _bytes_of(source)
        if KEY in (text := text_of(data)):
            return Origin.read(text[KEY], name)
        raise SketchError(
            f"{name}: carries no sketch; it was not painted by Ganvas, or a program that saved it again left that out."
        )

    @staticmethod
    def read_sketch(source: str | PathLike[str] | bytes) -> Sketch:
        """The sketch that a file, or its bytes, carries; errors as in ``read_origin``."""
        return Artwork.read_origin(source).sketch


def text_of(data: bytes) -> Mapping[str, str]:
    """Keyword to text of a file of any art, a film or a sound; empty where it carries nothing of ours."""
    readers = [text_in, *(medium(art_form).read_text for art_form in MEDIA)]
    return next((text for read in readers if KEY in (text := read(data))), {})


def form_of(art: Medium, suffix: str) -> Form:
    """What makes files of that suffix.

    Raises:
        FormError: the medium has no such form.
    """
    if suffix not in art.forms:
        more = f", or as {', '.join(sorted(art.forms))}" if art.forms else ""
        raise FormError(f"{art.plural} are saved as {art.suffix}{more}; found {suffix!r}.")
    return art.forms[suffix]


def _bytes_of(source: str | PathLike[str] | bytes) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "these bytes"
    try:
        return Path(source).read_bytes(), str(source)
    except OSError as error:
        raise WorkError(f"{source}: cannot be read ({error.strerror}).") from None

"""What hangs in a gallery: pictures, and other forms, each with a picture that stands for it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ganvas.artwork import KEY, Origin, text_of
from ganvas.errors import GanvasError
from ganvas.files import digest
from ganvas.media import MEDIA, medium
from ganvas.media.image.posters import POSTERS, card
from ganvas.media.medium import Decoded, Medium
from ganvas.media.opened import samples_of

SIDECAR = ".c2pa"  # beside a file that cannot hold its credentials


@dataclass(frozen=True, eq=False)
class Seen:
    """A file as a gallery takes it.

    Attributes:
        medium: image, film, sound, drawing, music, motion or script.
        picture: it, or what stands for it.
        pixels: digest of a picture's levels; of other forms, of the file.
        origin: what was painted, as far as the file tells.
    """

    medium: str
    picture: Decoded
    pixels: str
    origin: Origin | None


def look_at(data: bytes, name: str) -> Seen:
    """A file of any form.

    Raises:
        SketchError: what it tells of its origin cannot be read by this version.
        WorkError: it cannot be read.
    """
    if is_other(name):
        kind, shown = _other(data, name)
        return Seen(kind, shown, digest(data), _origin(text_of(data).get(KEY, ""), name))
    image = medium("image")
    picture = image.decode(data, name)
    return Seen(image.name, picture, pixels_of(picture), _origin(image.read_text(data).get(KEY, ""), name))


def is_other(name: str) -> bool:
    """Whether a file of that name is of another form than pictures, and one that galleries show."""
    return name.lower().endswith(other_suffixes())


def other_suffixes() -> tuple[str, ...]:
    """How the names of other forms end: films, sounds, and the works of every art but pictures."""
    arts = [medium(row) for row in MEDIA]
    return tuple(dict.fromkeys([*POSTERS, *(suffix for art in arts if not art.pictures for suffix in art.suffixes)]))


def _arts(name: str) -> Iterator[Medium]:
    """The arts, pictures left out, that read files of that name."""
    for row in MEDIA:
        art = medium(row)
        if not art.pictures and name.lower().endswith(art.suffixes):
            yield art


def _other(data: bytes, name: str) -> tuple[str, Decoded]:
    """What a file of another form is, and what stands for it: the preview of its medium, or a poster."""
    kind, poster = POSTERS.get(Path(name).suffix.lower(), ("", card))
    for art in _arts(name):
        with contextlib.suppress(GanvasError):  # not of this art, or too little for a sample: it has a poster still
            bound, samples = samples_of(art, art.decode(data, name))
            return kind or art.name, medium("image").decode(bound.preview(samples[0]), name)
    return kind or "other", poster(data, name)


def pixels_of(decoded: Decoded) -> str:
    """The digest of a picture's levels; of one that a model painted it is ``Artwork.digest``."""
    content = decoded.content
    shape = (len(content.getbands()), content.height, content.width)
    levels = medium("image").fit(decoded, shape)
    return digest(repr(levels.shape).encode() + levels.tobytes())


def _origin(text: str, name: str) -> Origin | None:
    return Origin.read(text, name) if text else None

"""What hangs in a gallery: pictures, and other forms, each with a picture that stands for it."""

from dataclasses import dataclass
from pathlib import Path

from ganvas.artwork import KEY, Origin
from ganvas.files import digest
from ganvas.media import medium
from ganvas.media.image.posters import POSTERS
from ganvas.media.image.said import text_in
from ganvas.media.medium import Decoded

SIDECAR = ".c2pa"  # beside a file that cannot hold its credentials
OTHER_SUFFIXES = tuple(POSTERS)


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
    if Path(name).suffix.lower() in POSTERS:
        kind, poster = POSTERS[Path(name).suffix.lower()]
        return Seen(kind, poster(data, name), digest(data), _origin(text_in(data).get(KEY, ""), name))
    image = medium("image")
    picture = image.decode(data, name)
    return Seen(image.name, picture, pixels_of(picture), _origin(image.read_text(data).get(KEY, ""), name))


def pixels_of(decoded: Decoded) -> str:
    """The digest of a picture's levels; of one that a model painted it is ``Artwork.digest``."""
    content = decoded.content
    shape = (len(content.getbands()), content.height, content.width)
    levels = medium("image").fit(decoded, shape)
    return digest(repr(levels.shape).encode() + levels.tobytes())


def _origin(text: str, name: str) -> Origin | None:
    return Origin.read(text, name) if text else None

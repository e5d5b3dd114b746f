"""The pixels of a picture file, for whoever compares, marks or writes them again."""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageSequence

from ganvas.errors import WorkError
from ganvas.media.containers import kind_of
from ganvas.media.image.decode import FORMATS, LIMITS, decode
from ganvas.media.image.encode import on_paper, read_text, to_png
from ganvas.media.medium import Bytes8

MAX_FRAMES = 2000
SAVED = {"JPEG": {"quality": 95, "subsampling": 0}, "AVIF": {"quality": 95}}


@dataclass(frozen=True, eq=False)
class Still:
    """One picture, upright and in sRGB.

    Attributes:
        levels: uint8 (height, width, channels): 1 grey, 3 RGB or 4 RGBA.
        format: PNG, JPEG and so on.
        plain: whether the file holds just these levels: eight bits, one frame, no turn, no profile.
    """

    levels: Bytes8
    format: str
    plain: bool


def read_still(data: bytes, name: str) -> Still:
    """The picture of a file.

    Raises:
        WorkError: it is no picture that can be read.
    """
    decoded = decode(data, name)
    levels = np.asarray(decoded.content)
    plain = not any(" by its contents" not in note for note in decoded.notes)
    return Still(levels if levels.ndim == 3 else levels[..., None], str(decoded.facts["format"]), plain)


def pixel_digest(data: bytes, name: str) -> str:
    """SHA-256 of what a picture shows: size and RGBA levels, of every frame where it moves.

    Equal pictures have equal digests, in whatever lossless format they are kept.

    Raises:
        WorkError: it is no picture that can be read.
    """
    still = read_still(data, name)
    if still.plain or not (frames := _frames(data, name)):
        return _digest([_rgba(still.levels)])
    return _digest(frames)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd in a file; the number of pixels is looked at here
        yield


def _frames(data: bytes, name: str) -> list[Bytes8]:
    """Every frame of a picture that moves; none of one that does not."""
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
            count = int(getattr(image, "n_frames", 1))
            if count < 2 or image.format == "MPO":
                return []
            if count > MAX_FRAMES or count * image.width * image.height > LIMITS.largest_px * 16:
                raise WorkError(
                    f"{name}: {count:,} frames of {image.width} × {image.height} are too many.", "too-large"
                )
            return [np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(image)]
    except WorkError:
        raise
    except Exception as error:  # inside a decoder a damaged file can raise anything at all
        raise WorkError(f"{name}: a frame of it is damaged ({error}). Save it anew.") from None


def _rgba(levels: Bytes8) -> Bytes8:
    colors = levels if levels.shape[2] > 1 else levels.repeat(3, axis=2)
    opaque = np.full((*levels.shape[:2], 1), 255, np.uint8)
    return colors if colors.shape[2] == 4 else np.concatenate([colors, opaque], axis=2)


def _digest(frames: list[Bytes8]) -> str:
    found = hashlib.sha256(repr((len(frames), frames[0].shape)).encode())
    for frame in frames:
        found.update(frame.tobytes())
    return found.hexdigest()


def reduce(still: Still, side_px: int) -> Bytes8:
    """The picture on white, squeezed into a grey square: uint8 (side_px, side_px)."""
    picture = on_paper(_picture(still.levels)).convert("L")
    return np.asarray(picture.resize((side_px, side_px), Image.Resampling.BICUBIC))


def colors(still: Still) -> Bytes8:
    """The picture on white: uint8 (height, width, 3)."""
    return np.asarray(on_paper(_picture(still.levels)).convert("RGB"))


def _picture(levels: Bytes8) -> Any:
    return Image.fromarray(levels[..., 0] if levels.shape[2] == 1 else levels)


def encode_like(levels: Bytes8, data: bytes) -> bytes:
    """A file of the same format and text as ``data`` that shows these levels; of high quality where it is lossy.

    Args:
        levels: uint8 (height, width, channels).
        data: a file of a kind in ``WRITERS``.
    """
    return WRITERS[kind_of(data)](_picture(levels), data)


def _png(picture: Any, data: bytes) -> bytes:
    return to_png(picture, read_text(data))


def _webp(picture: Any, data: bytes) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=b"VP8L" in data[:64], quality=95, exact=True)
    return file.getvalue()


def _plainly(format_name: str) -> Callable[[Any, bytes], bytes]:
    def save(picture: Any, _data: bytes) -> bytes:
        file = io.BytesIO()
        picture.save(file, format_name, **SAVED.get(format_name, {"compression": "tiff_adobe_deflate"}))
        return file.getvalue()

    return save


WRITERS: dict[str, Callable[[Any, bytes], bytes]] = {
    "png": _png,
    "webp": _webp,
    "jpeg": _plainly("JPEG"),
    "avif": _plainly("AVIF"),
    "tiff": _plainly("TIFF"),
}

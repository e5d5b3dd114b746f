"""Clearing a file of everything that it says about itself, and proving it by reading the file again."""

from pathlib import Path

from ganvas.errors import SignError
from ganvas.files import write_whole
from ganvas.media.containers import CLEAR, kind_of
from ganvas.media.image.said import has_own_metadata, text_in
from ganvas.media.image.still import encode_like, pixel_digest, read_still
from ganvas.provenance import engine, mark
from ganvas.provenance.sign import mime_of, sidecar_of
from ganvas.record import Record

PICTURES = {"png", "jpeg", "webp", "gif", "tiff", "avif"}


class Stripped(Record):
    """What was done to one file.

    Attributes:
        path: of the cleared file.
        bytes_before: its size before.
        bytes_after: its size now.
        same_pixels: whether it shows the very same picture; None for what is no picture.
        mark: the invisible mark that is still in it: it is part of the picture.
        sidecar: credentials beside it that were removed.
    """

    path: str
    bytes_before: int
    bytes_after: int
    same_pixels: bool | None = None
    mark: str = "none"
    sidecar: str = ""


def strip(path: Path, data: bytes, into: Path | None = None) -> Stripped:
    """Write the file without credentials, metadata, comments and text.

    Args:
        path: the file.
        data: its bytes.
        into: the folder to write to; left out, the file is replaced.
    Raises:
        SignError: its format is not one that can be cleared, or something is still in it afterwards.
        WorkError: it is no picture that can be read.
    """
    kind, target = kind_of(data), (into / path.name if into else path)
    beside = sidecar_of(path)
    if kind == "":
        if not beside.is_file():
            raise SignError(
                f"{path}: holds no credentials that Ganvas wrote, and its format is not one that it clears."
            )
        cleared = data
    else:
        cleared = _cleared(kind, data, path)
    _prove(cleared, path)
    same = _same(kind, data, cleared, path)
    write_whole(target, cleared)
    removed = beside.is_file() and target == path
    if removed:
        beside.unlink()
    found = mark.read(read_still(cleared, path.name).levels, search=False) if kind in PICTURES else None
    return Stripped(
        path=str(target),
        bytes_before=len(data),
        bytes_after=len(cleared),
        same_pixels=same,
        mark=found.mark if found else "none",
        sidecar=str(beside) if removed else "",
    )


def _cleared(kind: str, data: bytes, path: Path) -> bytes:
    if kind == "tiff":  # its parts point at one another by place; it is written anew, without loss
        return encode_like(read_still(data, path.name).levels, data)
    try:
        return CLEAR[kind](data)
    except SignError as error:
        raise SignError(f"{path}: {error}") from None


def _prove(cleared: bytes, path: Path) -> None:
    """Read what was written, and find nothing."""
    try:
        left = engine.read(mime_of(cleared), cleared) is not None
    except engine.Damaged:
        left = True
    if left or text_in(cleared).keys() & {"ganvas", "XML:com.adobe.xmp"} or has_own_metadata(cleared):
        raise SignError(f"{path}: something that it says of itself could not be taken out. Save the picture anew.")


def _same(kind: str, data: bytes, cleared: bytes, path: Path) -> bool | None:
    if kind not in PICTURES:
        return None
    if pixel_digest(data, path.name) != pixel_digest(cleared, path.name):
        raise SignError(f"{path}: without its metadata it would look otherwise (it is turned, or has colors, by it).")
    return True

"""What a picture, film or sound file says in text, in whatever way its format keeps text."""

import io
from collections.abc import Callable
from pathlib import Path

from ganvas.errors import GanvasError, WorkError
from ganvas.media.containers import gif, kind_of, riff
from ganvas.media.image.encode import read_text
from ganvas.media.music.words import carried

OWN_METADATA = (b"http://ns.adobe.com/xap/1.0/\0", b"<x:xmpmeta", b"Exif\0\0", b"eXIf", b"XMP DataXMP")


def text_in(data: bytes) -> dict[str, str]:
    """Keyword to text; empty where there is none, or the file is damaged."""
    read = _READERS.get(kind_of(data))
    try:
        return read(data) if read else {}
    except (GanvasError, OSError, ValueError):
        return {}


def film_text(path: Path) -> dict[str, str]:
    """Keyword to text of an MP4, WebM or GIF; WebM shouts its keywords, so they are all in small letters.

    Raises:
        WorkError: the file cannot be read.
    """
    try:
        if path.suffix == ".gif":
            return text_in(path.read_bytes())
        import av

        with av.open(str(path)) as container:
            return {key.lower(): text for key, text in container.metadata.items()}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no film"
        raise WorkError(f"{path}: cannot be read ({reason}).") from None


def has_own_metadata(data: bytes) -> bool:
    """Whether a file carries XMP or EXIF, which would be lost if its picture were written anew."""
    return any(sign in data for sign in OWN_METADATA)


def _comments(data: bytes) -> dict[str, str]:
    pairs = [line.partition(": ") for line in gif.comments(data).splitlines()]
    return {key: text for key, between, text in pairs if between}


def _film(data: bytes) -> dict[str, str]:
    import av

    with av.open(io.BytesIO(data), format="mp4") as container:
        return dict(container.metadata)


def _sound(data: bytes) -> dict[str, str]:
    """The comment of a WAV (RIFF INFO, ICMT), where the text of a score that was played is."""
    for kind, body in riff.chunks(data):
        if kind == b"LIST" and body[:8] == b"INFOICMT":
            return carried(body[12 : 12 + int.from_bytes(body[8:12], "little")].rstrip(b"\0"))
    return {}


_READERS: dict[str, Callable[[bytes], dict[str, str]]] = {
    "png": read_text,
    "gif": _comments,
    "mp4": _film,
    "wav": _sound,
}

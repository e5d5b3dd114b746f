"""Files as their formats lay them out: told apart by their first bytes, given metadata, and cleared of it.

Nothing here decodes a picture. What is added or taken out is a part of the file of its own, so the
picture, the sound or the film stays as it was, bit for bit.
"""

from collections.abc import Callable

from ganvas.media.containers import boxes, gif, jpeg, png, riff, svg

Change = Callable[[bytes], bytes]


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes, whatever its name says: a key of ``MIMES``, or nothing."""
    for kind, is_one in _SIGNS.items():
        if is_one(data):
            return kind
    return ""


_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "png": lambda data: data.startswith(png.SIGNATURE),
    "jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "gif": lambda data: data[:6] in (b"GIF87a", b"GIF89a"),
    "webp": lambda data: riff.form(data) == b"WEBP",
    "wav": lambda data: riff.form(data) == b"WAVE",
    "tiff": lambda data: data[:4] in (b"II*\0", b"MM\0*"),
    "avif": lambda data: boxes.brand(data) in (b"avif", b"avis"),
    "m4a": lambda data: boxes.brand(data) in (b"M4A ", b"M4B "),
    "mp4": lambda data: boxes.brand(data) in boxes.FILMS,
    "svg": svg.is_svg,
}
MIMES = {  # what credentials can be embedded in; any other file has them beside it
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "wav": "audio/wav",
    "tiff": "image/tiff",
    "avif": "image/avif",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "svg": "image/svg+xml",
}
ADD_XMP: dict[str, Callable[[bytes, bytes], bytes]] = {"png": png.add_xmp, "jpeg": jpeg.add_xmp, "webp": riff.add_xmp}
CLEAR: dict[str, Change] = {
    "png": png.clear,
    "jpeg": jpeg.clear,
    "gif": gif.clear,
    "webp": riff.clear,
    "wav": riff.clear,
    "mp4": boxes.clear,
    "m4a": boxes.clear,
    "avif": boxes.clear,
    "svg": svg.clear,
}

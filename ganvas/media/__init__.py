"""Arts as data: a medium turns bytes into samples (N, *shape) and back. Only this room knows pixels."""

from collections.abc import Callable

from ganvas.errors import pick
from ganvas.media.medium import Medium


def medium(name: str, common: str = "") -> Medium:
    """The medium called name; its libraries are loaded now and not before.

    Args:
        name: a row of ``MEDIA``.
        common: what the works of a corpus have in common, as ``Medium.common`` said it; empty for nothing.
    """
    art = pick(MEDIA, "medium", name)()
    return art.bound(common) if common else art


def _image() -> Medium:
    from ganvas.media.image import Image

    return Image()


def _dance() -> Medium:
    from ganvas.media.dance.medium import Dance

    return Dance()


MEDIA: dict[str, Callable[[], Medium]] = {"image": _image, "dance": _dance}

"""Arts as data: a medium turns bytes into samples (N, *shape) and back. Only this room knows pixels."""

from collections.abc import Callable

from ganvas.errors import pick
from ganvas.media.medium import Medium


def medium(name: str, common: str = "") -> Medium:
    """The medium called name; its libraries are loaded now and not before.

    Args:
        name: a row of ``MEDIA``, or of ``ALSO``.
        common: what the works of a corpus have in common, as ``Medium.common`` said it; empty for nothing.
    """
    art = pick(MEDIA, "medium", ALSO.get(name, name))()
    return art.bound(common) if common else art


def _image() -> Medium:
    from ganvas.media.image import Image

    return Image()


def _dance() -> Medium:
    from ganvas.media.dance.medium import Dance

    return Dance()


def _music() -> Medium:
    from ganvas.media.music.medium import Music

    return Music()


def _scene() -> Medium:
    from ganvas.media.drama.medium import Scenes

    return Scenes()


def _plot() -> Medium:
    from ganvas.media.drama.medium import Plots

    return Plots()


MEDIA: dict[str, Callable[[], Medium]] = {
    "image": _image,
    "dance": _dance,
    "music": _music,
    "scene": _scene,
    "plot": _plot,
}
ALSO = {"drama": "scene"}  # other names that people give to a row

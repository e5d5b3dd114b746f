"""Which layers of a model something is about: named thirds, or numbers."""

import re
from typing import Annotated

from pydantic import Field

from ganvas.errors import SketchError

ALL = "all"
GROUPS = ("coarse", "middle", "fine")  # subject and pose, forms, colour and grain
PATTERN = rf"^(?:{ALL}|{'|'.join(GROUPS)}|\d{{1,3}}(?:-\d{{1,3}})?)$"

LayerRange = Annotated[
    str, Field(pattern=PATTERN, description="all, coarse, middle, fine, or numbers from 0, the coarsest, as in 0-3")
]


def layer_slice(layers: str, count: int) -> slice:
    """The layers that a range names, of a model that has ``count``; coarse, middle and fine are its thirds.

    A third of two layers may be empty.

    Raises:
        SketchError: the model has no such layer.
    """
    if layers == ALL:
        return slice(0, count)
    if layers in GROUPS:
        third = GROUPS.index(layers)
        return slice(round(third * count / 3), round((third + 1) * count / 3))
    first, _, last = layers.partition("-")
    found = slice(int(first), int(last or first) + 1)
    if not 0 <= found.start < found.stop <= count:
        raise SketchError(f"layers {layers!r}: this model's are numbered 0 to {count - 1}; name some of those")
    return found


def parse_layers(text: str) -> str:
    """The range, if it is one.

    Raises:
        SketchError: it is not.
    """
    if not re.match(PATTERN, text):
        raise SketchError(f"layers {text!r}: write {ALL}, {', '.join(GROUPS)}, or numbers such as 0-3")
    return text

"""Consecutive groups of a sample's channels, and how the generator ends in each of them."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from ganvas.errors import ShapeError
from ganvas.record import Record

LEAST_CLASSES = 2


class Head(Record):
    """One group of channels.

    ``tanh`` and ``sigmoid`` are values within −1…1, ``linear`` any values. ``categorical`` is one of several
    classes at each place, ``binary`` yes or no in each channel: −1 and 1 in tensors (one-hot · 2 − 1), 0 and 255
    where a sample is uint8.
    """

    name: str = Field(min_length=1, description="what the channels are, such as pitch, rotation, contact")
    kind: Literal["tanh", "linear", "sigmoid", "categorical", "binary"]
    channels: int = Field(ge=1)

    @model_validator(mode="after")
    def _classes_to_choose_from(self) -> Self:
        if self.kind == "categorical" and self.channels < LEAST_CLASSES:
            raise ValueError(f"a categorical head chooses among at least {LEAST_CLASSES} classes; got {self.channels}")
        return self


def check_heads(heads: Sequence[Head], channels: int) -> None:
    """See that the heads cover the channels of a sample, each with a name of its own; none at all is one tanh group.

    Raises:
        ShapeError: they do not.
    """
    if not heads:
        return
    names = [head.name for head in heads]
    if len(set(names)) < len(names):
        raise ShapeError(f"heads have names of their own; got {', '.join(names)}")
    total = sum(head.channels for head in heads)
    if total != channels:
        said = " + ".join(f"{head.channels} {head.name}" for head in heads)
        raise ShapeError(f"the heads cover {total} channels ({said}), a sample has {channels}")

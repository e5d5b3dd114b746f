"""Where on a picture: shapes and strokes that have no size in pixels, or a mask that was painted elsewhere.

x runs from 0 at the left to 1 at the right, y from 0 at the top to 1 at the bottom;
widths are shares of the shorter side.
"""

from typing import Annotated, Literal, Self, Union

from pydantic import Field, model_validator

from ganvas.record import Record

MAX_POINTS = 4096

Place = Annotated[float, Field(ge=-1, le=2)]  # a stroke may leave the picture
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Framed(Record):
    left: Place
    top: Place
    right: Place
    bottom: Place

    @model_validator(mode="after")
    def _has_a_size(self) -> Self:
        if self.left >= self.right or self.top >= self.bottom:
            raise ValueError("left must be less than right, and top less than bottom")
        return self


class Box(_Framed):
    """A rectangle."""

    kind: Literal["box"] = "box"


class Oval(_Framed):
    """The ellipse in a rectangle."""

    kind: Literal["oval"] = "oval"


class Point(Record):
    """Where a brush was, and how hard it was pressed: 1 is its whole width."""

    x: Place
    y: Place
    pressure: float = Field(1.0, ge=0, le=1)


class Stroke(Record):
    """The way of a round brush; one point is a dab."""

    kind: Literal["stroke"] = "stroke"
    points: tuple[Point, ...] = Field(min_length=1, max_length=MAX_POINTS)
    width: float = Field(gt=0, le=2)


class Strokes(Record):
    """Several strokes, as one mask."""

    kind: Literal["strokes"] = "strokes"
    of: tuple[Stroke, ...] = Field(min_length=1, max_length=256)

    @model_validator(mode="after")
    def _is_drawn_by_hand(self) -> Self:
        if sum(len(stroke.points) for stroke in self.of) > MAX_POINTS:
            raise ValueError(f"more than {MAX_POINTS:,} points in one mask; use several regions")
        return self


class Painted(Record):
    """A mask of any shape, kept beside the model: (height, width) in 0…1, by the digest of its values."""

    kind: Literal["painted"] = "painted"
    digest: Digest


Mask = Annotated[Union[Box, Oval, Stroke, Strokes, Painted], Field(discriminator="kind")]  # noqa: UP007

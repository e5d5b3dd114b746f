"""What a client asks for: one picture, or several."""

from typing import Annotated, Literal

from fastapi import HTTPException
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line

MOST_SKETCHES = 256
MOST_SCALE = 16

Format = Literal["png", "jpeg"]
Name = Annotated[str, InPath(min_length=1, max_length=80, description="as GET /models names it")]
MEDIA_TYPES: dict[str, str] = {"png": "image/png", "jpeg": "image/jpeg"}
SUFFIXES: dict[str, str] = {"png": ".png", "jpeg": ".jpg"}


class Wish(BaseModel):
    """One picture that is asked for; either a sketch or a line of text."""

    model_config = ConfigDict(extra="forbid")

    sketch: Sketch | None = Field(None, description="the sketch as a record")
    line: str = Field("", max_length=200_000, description="the same as text, such as mix(3, 7, coarse) psi=0.7")
    format: Format = Field("png", description="png carries the sketch; jpeg is quicker and carries nothing")
    scale: int = Field(1, ge=1, le=MOST_SCALE, description="how many times larger than painted")

    def read(self) -> Sketch:
        """The sketch that is meant.

        Raises:
            SketchError: the line is no sketch.
            HTTPException: there is none, or two.
        """
        if (self.sketch is None) == (not self.line):
            raise HTTPException(422, "name what to paint: a sketch, or a line of text, and not both")
        return self.sketch if self.sketch is not None else read_line(self.line)


class Batch(BaseModel):
    """Several pictures, as one zip file."""

    model_config = ConfigDict(extra="forbid")

    wishes: tuple[Wish, ...] = Field(min_length=1, max_length=MOST_SKETCHES)

"""One work: whose bytes they are by digest, what it looks like in numbers, and where its bytes lie."""

from typing import Annotated, Literal

from pydantic import Field

from ganvas.record import Record


class Kept(Record):
    """A file that the corpus keeps, named after its digest; ``path`` is inside the corpus folder."""

    kind: Literal["kept"] = "kept"
    path: str = Field(pattern=r"^originals/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]+$")


class Linked(Record):
    """A file that stays where it is; ``path`` is absolute, and its digest is checked whenever it is read."""

    kind: Literal["linked"] = "linked"
    path: str


class Packed(Record):
    """Row ``index`` of an array of ``bytes_each`` bytes a row; ``path`` is inside the corpus folder."""

    kind: Literal["packed"] = "packed"
    path: str = Field(pattern=r"^packed/[0-9a-f]{64}\.u8$")
    index: int = Field(ge=0)
    bytes_each: int = Field(ge=1)


class Drawn(Record):
    """A work of the built-in corpus: drawn anew at the size that is asked for, from these three alone."""

    kind: Literal["drawn"] = "drawn"
    program: str = Field(description="the version of the drawing program")
    seed: int = Field(ge=0)
    colour: bool = False


class Work(Record):
    """One work of a corpus."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="of the work's own bytes")
    name: str = Field(description="path inside its source, with /")
    label: str = Field("", description="its class; empty without one")
    width_px: int = Field(ge=1)
    height_px: int = Field(ge=1)
    mode: Literal["L", "RGB", "RGBA"] = Field(description="what it shows: grey, colour, or colour that lets through")
    color: str = Field("", pattern="^(#[0-9a-f]{6})?$", description="its mean colour on white; empty if not known")
    pdq: str = Field("", pattern="^([0-9a-f]{64})?$", description="perceptual hash; empty where it makes no sense")
    at: Annotated[Kept | Linked | Packed | Drawn, Field(discriminator="kind")]

    @property
    def digest(self) -> str:
        """SHA-256 of the work's own bytes; not of this record."""
        return self.sha256

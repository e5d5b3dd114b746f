"""One work: whose bytes they are by digest, what its medium says of it, and where its bytes lie."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ganvas.record import Record


class Kept(Record):
    """A file that the corpus keeps, named after its digest; ``path`` is inside the corpus folder."""

    kind: Literal["kept"] = "kept"
    path: str = Field(pattern=r"^originals/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]+$")


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


OLD_FACTS = ("width_px", "height_px", "mode", "color", "pdq")  # of pictures, as corpora of format 1 have them


class Work(Record):
    """One work of a corpus."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="of the work's own bytes")
    name: str = Field(description="path inside its source, with /")
    label: str = Field("", description="its class; empty without one")
    facts: dict[str, str | int | float] = Field(description="what its medium says of it, by the names of Medium.facts")
    at: Annotated[Kept | Linked | Packed | Drawn, Field(discriminator="kind")]

    @model_validator(mode="before")
    @classmethod
    def _of_format_1(cls, value: Any) -> Any:
        """A picture's facts stood beside its name, where they were the only ones."""
        if not isinstance(value, dict) or "facts" in value or "width_px" not in value:
            return value
        facts = {"color": "", "pdq": ""} | {name: value[name] for name in OLD_FACTS if name in value}
        return {name: one for name, one in value.items() if name not in OLD_FACTS} | {"facts": facts}

    def fact(self, name: str) -> str:
        """What its medium says of it under that name, as text; empty where it says nothing."""
        return str(self.facts.get(name, ""))

    @property
    def digest(self) -> str:
        """SHA-256 of the work's own bytes; not of this record."""
        return self.sha256

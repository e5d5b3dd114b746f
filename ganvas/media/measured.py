"""One row of what an art is measured by. No number stands alone: beside it stands what works and null models reach."""

from typing import Literal

from pydantic import Field

from ganvas.record import Record


class Measurement(Record):
    """A number for the model, the same for works in its place, and for models that learned nothing.

    Every published measure of these arts can be gamed by a null model, so a number means what it is beside theirs.
    """

    name: str = Field(description="one of the medium's measured_by")
    says: str = Field(description="what the number is, and what a good one looks like")
    better: Literal["lower", "higher", "works"] = Field(description="the direction of a better model; works: like them")
    fake: float | None = Field(None, description="of the model's samples; none where it is refused")
    real: float | None = Field(None, description="of works in their place; none where there are too few")
    nulls: dict[str, float] = Field({}, description="of models that learned nothing, such as shuffled, chain, noise")
    refused: str = Field("", description="why these samples cannot carry the measure")


class Likeness(Record):
    """How near a sample is to the one of many that it is nearest to."""

    row: int = Field(ge=0, description="which of them")
    likeness: float = Field(ge=0, le=1, description="1 for the same")
    copy_from: float = Field(description="above which it is called a copy")
    how: str = Field("", description="what was done to the other for that, such as moved down by two semitones")

"""The base of every record that crosses a disk or a wire: frozen, closed, valid from birth."""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from ganvas.files import canonical_json, digest


class Record(BaseModel):
    """A frozen record; unknown keys are refused, JSON goes both ways."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    def but(self, **changes: object) -> Self:
        """A validated copy with some fields changed."""
        return type(self).model_validate({**self.model_dump(), **changes})

    def to_json(self, indent: int | None = 2) -> str:
        """Readable JSON text; ``model_validate_json`` reads it back."""
        return self.model_dump_json(indent=indent)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal records, equal fingerprint."""
        return digest(canonical_json(self.model_dump(mode="json")))


def fault_in(error: ValidationError, whole: str = "JSON") -> str:
    """The first thing that is wrong with a record, as ``place: what``; a fault of all of it is at ``whole``."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(step) for step in first['loc']) or whole}: {first['msg']}"

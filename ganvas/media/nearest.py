"""How near a sample is to a work, as a medium measures it."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["distinct", "close", "copy"]


@dataclass(frozen=True)
class Nearest:
    """The work that a sample is nearest to.

    Attributes:
        work: its number among the works that were given.
        likeness: 0…1; 1 is the same.
        close_from: likeness from which few works are to one another.
        copy_from: likeness from which works that were made apart are not.
        how: what was found alike, in a few words.
    """

    work: int
    likeness: float
    close_from: float
    copy_from: float
    how: str = ""

    @property
    def verdict(self) -> Verdict:
        """In one word."""
        if self.likeness >= self.copy_from:
            return "copy"
        return "close" if self.likeness >= self.close_from else "distinct"

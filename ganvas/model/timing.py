"""When a walk is where: key times and easing. Nothing here paints, so that a film can be planned without PyTorch."""

from collections.abc import Callable
from itertools import pairwise
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ganvas.errors import SketchError
from ganvas.record import Record
from ganvas.sketch import MAX_KEYS, Walk

Floats = NDArray[np.float64]
Ease = Literal["linear", "ease-in", "ease-out", "ease-in-out", "hold"]
TINY = 1e-12

EASES: dict[str, Callable[[Floats], Floats]] = {
    "linear": lambda t: t,
    "ease-in": lambda t: t * t,
    "ease-out": lambda t: t * (2 - t),
    "ease-in-out": lambda t: t * t * (3 - 2 * t),
    "hold": np.zeros_like,
}


class Timing(Record):
    """When a walk reaches its keys, and how it goes between them.

    ``times`` has the second of each key, and for a closed walk also that of the return to the first;
    empty, the keys come as an even pace reaches them. ``eases`` has one for all stretches or one for each.
    """

    times: tuple[float, ...] = Field((), max_length=MAX_KEYS + 1)
    eases: tuple[Ease, ...] = Field(("linear",), min_length=1, max_length=MAX_KEYS)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.times and (self.times[0] != 0 or any(not first < then for first, then in pairwise(self.times))):
            raise ValueError("times start at 0 and rise, as in 0,1.5,4")
        return self

    @classmethod
    def read(cls, times: str, eases: str) -> Self:
        """The timing that texts such as ``0,1.5,4`` and ``ease-in,linear`` tell; either may be empty.

        Raises:
            SketchError: they are no times or no eases.
        """
        try:
            seconds = tuple(float(word) for word in times.split(",") if times)
        except ValueError:
            raise SketchError(f"times {times!r}: write seconds with commas between, as in 0,1.5,4") from None
        names = tuple(word.strip() for word in eases.split(",")) if eases else ("linear",)
        if unknown := sorted(set(names) - set(EASES)):
            raise SketchError(f"ease {unknown[0]!r}: choose one of: {', '.join(EASES)}")
        if len(seconds) > MAX_KEYS + 1 or len(names) > MAX_KEYS:
            raise SketchError(f"times and eases: wanted at most {MAX_KEYS:,} of each")
        rising = all(first < then for first, then in pairwise(seconds))  # nan is in no order
        if seconds and not (seconds[0] == 0 and rising and np.isfinite(seconds[-1])):
            raise SketchError(f"times {times!r}: the first key is at 0, and each later than the one before")
        return cls.model_validate({"times": seconds, "eases": names})

    def check(self, walk: Walk) -> None:
        """Refuse a timing of another walk.

        Raises:
            SketchError: there are not as many times as keys, or eases as stretches.
        """
        stretches = len(walk.keys) if walk.closed else len(walk.keys) - 1
        if self.times and len(self.times) != stretches + 1:
            back = ", and one for the return to the first" if walk.closed else ""
            raise SketchError(
                f"{len(self.times)} times for {len(walk.keys)} keys; give one for each key{back}: {stretches + 1}"
            )
        if len(self.eases) not in (1, stretches):
            raise SketchError(
                f"{len(self.eases)} eases for {stretches} stretches between the keys; give one for all, or one for each"
            )

    def shares(self, moments: Floats, marks: Floats) -> Floats:
        """(n,) shares of the way at moments (n,), 0 at the film's begin and 1 at its end.

        Args:
            moments: rising or not.
            marks: (stretches + 1,) shares at which the keys lie, from 0 to 1.
        """
        clock = np.asarray(self.times) / self.times[-1] if self.times else marks
        stretch = np.clip(np.searchsorted(clock, moments, side="right") - 1, 0, len(clock) - 2)
        t = np.clip((moments - clock[stretch]) / np.maximum(np.diff(clock), TINY)[stretch], 0, 1)
        eases = self.eases if len(self.eases) > 1 else self.eases * (len(clock) - 1)
        shares = np.empty_like(t)
        for number, ease in enumerate(eases):
            here = stretch == number
            shares[here] = marks[number] + EASES[ease](t[here]) * (marks[number + 1] - marks[number])
        shares[moments >= 1] = marks[-1]
        return shares

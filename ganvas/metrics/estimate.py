"""A number with how sure it is."""

from typing import NamedTuple


class Estimate(NamedTuple):
    """What a measure found.

    Attributes:
        value: the number.
        interval: its lower and upper end, where the measure can tell how sure it is; empty where it cannot.
    """

    value: float
    interval: tuple[float, ...] = ()

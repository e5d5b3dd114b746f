"""What a discriminator is shown beside the sample: a view, said in words and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from ganvas.record import Record

if TYPE_CHECKING:
    from torch import Tensor


class View(Record):
    """One view of some channels of a sample, computed alike for real and fake.

    What ``size`` and ``matrix`` mean is said by the view's row in ``ganvas.nets.views.VIEWS``, or by the
    medium that has a view of that name.
    """

    name: str = Field(description="a name in VIEWS, or of the medium's own")
    first: int = Field(0, ge=0, description="the first channel that it looks at")
    channels: int = Field(0, ge=0, description="how many channels it looks at; 0 is all that follow")
    size: int = Field(1, ge=1, description="steps, channels or cells, as the view's row says")
    matrix: tuple[tuple[float, ...], ...] = Field((), description="numbers, a row each, as the view's row says")


@dataclass(frozen=True)
class Kind:
    """A kind of view.

    Attributes:
        says: what it shows, in a phrase, and what ``size`` and ``matrix`` are.
        channels: the view and how many channels it looks at, to how many it shows.
        show: samples (N, channels, …) and the view to (N, shown, …) on the same grid, differentiable twice.
    """

    says: str
    channels: Callable[[View, int], int]
    show: "Callable[[Tensor, View], Tensor]"

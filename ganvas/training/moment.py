"""A run at a tick, as its hooks are given it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ganvas.run import Run
from ganvas.training.state import TrainState

SHEET_SEEDS = range(64)  # the same latents at every tick
NEAREST = "nearest.png"  # in a run: the sheet's samples that are nearest to a work, beside it


@dataclass(frozen=True)
class Moment:
    """A run at a tick.

    Attributes:
        run: where things go.
        state: as it is now; not to be changed.
        line: of the log.
        final: whether this is the last tick of the run or of this session.
        said: sentences for whoever watches.
    """

    run: Run
    state: TrainState
    line: dict[str, object]
    final: bool
    said: list[str] = field(default_factory=list)


Hook = Callable[[Moment], None]

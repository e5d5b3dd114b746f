"""A run at a tick, as its hooks are given it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from ganvas import seeds
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.training.state import TrainState

SHEET_SEEDS = range(64)  # the same latents at every tick
BATCH = 64  # samples painted at once
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


@torch.no_grad()
def painted(average: nn.Module, recipe: Recipe, count: int, device: str) -> Tensor:
    """(count, *shape): what the average paints of the seeds 0, 1, …; seed n is of class n, counted round."""
    average.eval()
    z = seeds.latents(range(count), recipe.z_dim).to(device)
    labels = torch.arange(count, device=device) % recipe.classes if recipe.classes else None
    starts = range(0, count, BATCH)
    if labels is None:
        return torch.cat([average(z[k : k + BATCH]) for k in starts])
    return torch.cat([average(z[k : k + BATCH], labels=labels[k : k + BATCH]) for k in starts])

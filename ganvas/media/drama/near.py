"""How near a scene or a plot is to those of plays, whatever the speakers are called: by turns, by who is on stage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.drama import plot
from ganvas.media.drama.alike import COPY, nearest_plot
from ganvas.media.drama.play import Play
from ganvas.media.drama.scene import SLOTS, Turns, from_sample, windows
from ganvas.media.medium import Bytes8, Decoded
from ganvas.media.nearest import Nearest

PLOTS_BY = "equal cells of who is on stage 1"
BY = "edit distance of turns 1"  # another number whenever a verdict could differ
EDGES = {24: (0.65, 0.8), 16: (0.85, 0.95)}  # turns of a scene, and from which likeness it is close, and a copy
# Of scenes of 32 turns from other built-in plays the nearest of 32 reached 0.66, of 58 scenes of 16 turns 0.88, and
# more than one in ten of those of 8 turns had a twin: so short a scene says nothing.
NOTHING = -1


def nearest(samples: Bytes8, works: Sequence[Decoded]) -> list[Nearest]:
    """For each sample (N, 24, turns) the work in which a stretch as long is most like it, from whichever turn on.

    Likeness is one less the edit distance a turn. Turns are the same that have the same speaker, by order of
    appearance, and the same length.

    Raises:
        MetricError: a scene is too short, or no work has a scene.
    """
    length = samples.shape[2]
    stretches, work = _stretches([one.content for one in works], length)
    if not len(stretches):
        raise MetricError("none of the plays has a scene to compare with.")
    found = []
    for sample in samples:
        turns = from_sample(sample)
        edges = next((edge for least, edge in EDGES.items() if len(turns) >= least), None)
        if edges is None:
            raise MetricError(
                f"a scene of {len(turns)} turns is like many by chance; {min(EDGES)} turns or more can be compared."
            )
        apart = distances(_codes(turns), stretches) / np.maximum((stretches != NOTHING).sum(1), max(len(turns), 1))
        best = int(apart.argmin())
        close, copy = edges
        found.append(Nearest(int(work[best]), round(1 - float(apart[best]), 4), close, copy, "turn by turn"))
    return found


def nearest_plots(samples: Bytes8, works: Sequence[Decoded]) -> list[Nearest]:
    """For each sample (N, 28, scenes) the play in which some scenes in a row have the most equal cells.

    Raises:
        MetricError: a plot is over before it begins, or no work has a plot.
    """
    parts = [(number, one) for number, work in enumerate(works) for one in plot.windows(work.content, samples.shape[2])]
    if not parts:
        raise MetricError("none of the plays has a plot to compare with.")
    found = []
    for sample in samples:
        row, likeness = nearest_plot(plot.from_sample(sample), [one for _, one in parts])
        found.append(Nearest(parts[row][0], round(likeness, 4), COPY["plot"], COPY["plot"], "scene by scene"))
    return found


def distances(turns: Sequence[int], stretches: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N,) turns to change, add or leave out from ``turns`` to each of (N, length), which end where NOTHING begins."""
    count, length = stretches.shape
    before = np.broadcast_to(np.arange(length + 1), (count, length + 1)).copy()
    for row, turn in enumerate(turns, 1):
        now = np.empty_like(before)
        now[:, 0] = row
        changed = before[:, :-1] + (stretches != turn)
        for column in range(length):
            least = np.minimum(before[:, column + 1], now[:, column]) + 1
            now[:, column + 1] = np.minimum(least, changed[:, column])
        before = now
    ends = (stretches != NOTHING).sum(1)
    found: NDArray[np.int64] = before[np.arange(count), ends]
    return found


def _stretches(plays: Sequence[Play], length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every stretch of a scene (N, length), one turn apart, and the play that each is from."""
    rows, work = [], []
    for number, play in enumerate(plays):
        for scene in play.scenes:
            for window in windows(scene, length, 1, 1):
                rows.append(_codes(window) + [NOTHING] * (length - len(window)))
                work.append(number)
    return np.array(rows, np.int64).reshape(-1, length), np.array(work, np.int64)


def _codes(turns: Turns) -> list[int]:
    return [turn.speaker * len(SLOTS) + turn.length for turn in turns]

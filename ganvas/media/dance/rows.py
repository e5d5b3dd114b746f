"""The measures of dance as rows: a figure of samples beside that of dances which were not seen, and of null models.

GANimator (Li et al. 2022, arXiv:2205.02625) measures dances twice as long as the clip; here as many samples together as
are twice as long are held against it, so that coverage means the same also where a sample is a part of the clip.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from ganvas.errors import MetricError
from ganvas.media.dance import measures as of
from ganvas.media.dance.features import Sample
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.originality import calibrated, copied
from ganvas.media.dance.skeleton import Floats
from ganvas.media.measured import Measurement

Better = Literal["lower", "higher", "works"]
TABLE: Mapping[str, tuple[str, Better]] = {
    "coverage": ("share of the clip's seconds that come back; 0.95 or more, but the clip itself has 1", "higher"),
    "global diversity": ("how unlike the clip's long stretches it is; 0.3 to 1.3, 0 is the clip itself", "works"),
    "local diversity": ("the same of its half seconds; 0.3 to 1.3", "works"),
    "acceleration ratio": ("how jerky, against the clip; 0.8 to 1.3, above it trembles, 0 is frozen", "works"),
    "foot skate": ("body heights a second that standing feet slide; at most half as much again as the clip", "lower"),
    "copied": ("share of frames in a second that is copied, also mirrored, faster or slower", "lower"),
}
ROWS = tuple(TABLE)
MOST = 32  # samples looked at
MOST_COMPARED = 6  # of which those are compared with the clips pose by pose
SAME = 1e-3  # of a rotation's numbers: two frames that are nearer are one
TIMES = 2  # as long as the clips are the dances that are held against them together


def measured(
    train: Sequence[Sample], held_out: Sequence[Sample], fake: Sequence[Sample], figure: Figure
) -> list[Measurement]:
    """A row for each of ``TABLE``.

    Args:
        train: stretches of the clips that were learned from.
        held_out: of clips that were not; may be none.
        fake: samples of the model.
        figure: who dances.
    """
    try:
        judge = Judge(train, figure)
        found = judge.figures(fake)
        real = judge.figures(held_out) if held_out else judge.of_itself()
        nulls = {name: judge.figures([null(one, 0) for one in judge.some()]) for name, null in of.NULLS.items()}
    except MetricError as error:
        return [
            Measurement(name=name, says=says, better=better, refused=str(error))
            for name, (says, better) in TABLE.items()
        ]
    return [
        Measurement(
            name=name,
            says=says,
            better=better,
            fake=found[name],
            real=real.get(name),
            nulls={null: figures[name] for null, figures in nulls.items()},
        )
        for name, (says, better) in TABLE.items()
    ]


class Judge:
    """What dances are held against: the stretches of the clips that were learned from.

    Attributes:
        together: how many samples are twice as long as the clips, of which the stretches overlap.
    """

    def __init__(self, real: Sequence[Sample], figure: Figure) -> None:
        """Look at the clips.

        Raises:
            MetricError: they are shorter than a window, or do not move.
        """
        self.real, self.figure = list(real), figure
        self.window, self.local = round(of.WINDOW_S * figure.fps), round(of.LOCAL_S * figure.fps)
        self.frames = [of.frames_of(one, figure) for one in real]
        self.near = of.near(np.concatenate(self.frames), self.window)
        self.together = round(TIMES * (1 + sum(further(*pair) for pair in pairwise(self.frames))))
        self.copy = calibrated(self.real, figure)
        self.jerk = float(np.mean([of.jerk(one) for one in self.frames]))
        if not self.jerk > 0:
            raise MetricError("an acceleration takes three frames, and a real dance that moves")

    def some(self) -> list[Sample]:
        """As many stretches of the clips as are held against them together, spread over them."""
        places = np.linspace(0, len(self.real) - 1, min(len(self.real), self.together)).round().astype(int)
        return [self.real[place] for place in places]

    def of_itself(self) -> dict[str, float]:
        """What of the clips alone is a number to come near to."""
        skate = float(np.mean([of.foot_skate(one, self.figure) for one in self.real]))
        return {"acceleration ratio": 1.0, "foot skate": skate}

    def figures(self, dances: Sequence[Sample]) -> dict[str, float]:
        """A figure for each of ``TABLE``: means over dances, ``MOST`` of them at most.

        Raises:
            MetricError: one is shorter than a window.
        """
        frames = [of.frames_of(one, self.figure) for one in dances[:MOST]]
        rows = [
            {
                "global diversity": of.row_cost(self.frames, one, self.window),
                "local diversity": float(np.min([of.nearest(one, real, self.local) for real in self.frames], 0).mean()),
                "acceleration ratio": of.jerk(one) / self.jerk,
                "foot skate": of.foot_skate(dance, self.figure),
            }
            for one, dance in zip(frames, dances, strict=False)
        ]
        found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        shares = [copied(one, self.real, self.figure, self.copy).share for one in dances[:MOST_COMPARED]]
        return found | {"coverage": self.covered(frames), "copied": float(np.mean(shares))}

    def covered(self, frames: Sequence[Floats]) -> float:
        """Mean over every ``together`` dances of the share of the clips' windows that they come near to."""
        shares = []
        for start in range(0, max(1, len(frames) - self.together + 1), self.together):
            some = frames[start : start + self.together]
            away = [np.min([of.nearest(real, one, self.window) for one in some], 0) for real in self.frames]
            shares.append(float((np.concatenate(away) < self.near).mean()))
        return float(np.mean(shares))


def further(one: Floats, other: Floats) -> float:
    """How much longer two stretches (time, C) are than the first of them, in lengths: 1 where they do not overlap."""
    for start in np.flatnonzero(np.abs(one - other[0]).max(1) < SAME).tolist():  # several, where a figure stands still
        common = min(len(one) - start, len(other))
        if np.abs(one[start : start + common] - other[:common]).max() < SAME:
            return start / len(one)
    return 1.0

"""The dancer of a performance: as many dances as it takes, one after the other, on the beats of the score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError, WorkError
from ganvas.media.dance.beats import MOST, beat_align, danced_to, joined, motion_beats
from ganvas.media.dance.features import Sample, to_features, to_motion
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.stage import Stage, stage_of
from ganvas.media.dance.works import decode, figure_from
from ganvas.performing.script import DancePart
from ganvas.performing.sources import Works

FADE_S = 0.5
MOST_REPEATS = 400


def stage_for(
    part: DancePart, works: Works, seconds: float, beats: NDArray[np.float64]
) -> tuple[Stage, tuple[float, float] | None]:
    """The dance on its stage, at least ``seconds`` long, and how well it met the beats before and after.

    Args:
        part: as the script says.
        works: what it names.
        seconds: from the dance's beginning to its end.
        beats: of the score, counted from the dance's beginning.
    Raises:
        WorkError: it cannot be read, or dances differ in their skeletons.
    """
    clips = [decode(data, name) for data, name in works.files("dance", part)]
    figure = figure_from(str(clips[0].facts["figure"]))
    sample = lasting([to_features(clip.content, figure) for clip in clips], figure, seconds * (1 + MOST) + 1)
    if not part.to_beats or not len(beats):
        return stage_of(sample, figure), None
    try:
        fitted = danced_to(sample, figure, beats)
        met = met_beats(sample, figure, beats), met_beats(fitted, figure, beats)
    except MetricError as error:
        raise WorkError(f"the dance cannot be fitted to the beats ({error}); write to_beats = false.") from None
    return stage_of(fitted, figure), met


def met_beats(sample: Sample, figure: Figure, beats: NDArray[np.float64]) -> float:
    """BeatAlign of a dance within the beats of the score: 1 is on each beat."""
    own = motion_beats(to_motion(sample, figure), figure)
    return beat_align(own[own <= beats[-1]], beats)


def lasting(samples: Sequence[Sample], figure: Figure, seconds: float) -> Sample:
    """The samples danced in turn, again and again, until they last so long."""
    whole = samples[0]
    for number in range(1, MOST_REPEATS):
        if whole.shape[1] >= seconds * figure.fps and number >= len(samples):
            break
        whole = joined(whole, samples[number % len(samples)], figure, FADE_S)
    return whole

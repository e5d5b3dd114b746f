"""A dance that follows one clip is its copy; one of another dancer is not; one of several stretches is close."""

import numpy as np
import pytest

from ganvas.errors import MetricError
from ganvas.media.dance.beats import joined
from ganvas.media.dance.bvh import write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import Sample, to_features
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.near import nearest
from ganvas.media.dance.works import decode, figure_from
from ganvas.media.medium import Decoded


@pytest.fixture(scope="module")
def clips() -> list[Decoded]:
    return [decode(write_bvh(dance(seed, 6.0).motion), f"{seed}.bvh") for seed in range(3)]


@pytest.fixture(scope="module")
def figure(clips: list[Decoded]) -> Figure:
    return figure_from(str(clips[0].facts["figure"]))


def sample(seed: int, figure: Figure) -> Sample:
    return to_features(dance(seed, 6.0).motion, figure)


def test_a_stretch_of_a_clip_is_a_copy(clips: list[Decoded], figure: Figure):
    own, other = nearest([sample(1, figure)[:, 40:130], sample(77, figure)[:, 40:130]], clips, figure)
    assert (own.work, own.verdict) == (1, "copy")
    assert own.likeness > 0.95
    assert other.verdict == "distinct"


def test_the_same_at_another_pace_is_a_copy(clips: list[Decoded], figure: Figure):
    whole = sample(2, figure)
    faster = np.stack([np.interp(np.arange(0, 170, 1.25), np.arange(whole.shape[1]), row) for row in whole])
    (found,) = nearest([faster.astype(np.float32)], clips, figure)
    assert (found.work, found.verdict) == (2, "copy")
    assert "pace 1.25" in found.how


def test_stretches_put_together_are_close_and_no_copy(clips: list[Decoded], figure: Figure):
    mixed = joined(sample(0, figure)[:, 30:90], sample(2, figure)[:, 60:120], figure)
    (found,) = nearest([mixed], clips, figure)
    assert found.verdict == "close"


def test_less_than_a_second_says_nothing(clips: list[Decoded], figure: Figure):
    with pytest.raises(MetricError, match="dances of 1 s or more"):
        nearest([sample(0, figure)[:, :20]], clips, figure)

import numpy as np
import pytest

from ganvas.media.dance import measures as of
from ganvas.media.dance.rows import ROWS, Judge, measured
from tests.media.dance.dances import drawn


def test_a_copy_is_told_by_its_row():
    figure, sample = drawn(1, 3.0)
    found = Judge([sample], figure).figures([sample, sample])
    assert found == pytest.approx(
        {"coverage": 1, "global diversity": 0, "local diversity": 0, "acceleration ratio": 1, "copied": 1,
         "foot skate": of.foot_skate(sample, figure)}
    )  # fmt: skip


def test_the_nearest_of_several_clips_counts():
    figure, first = drawn(1, 3.0)
    second = drawn(2, 3.0)[1]
    alone, both = (Judge(clips, figure).figures([second]) for clips in ([first], [first, second]))
    assert alone["global diversity"] > 0.3
    assert alone["copied"] == 0
    assert both["global diversity"] == both["local diversity"] == 0
    assert both["coverage"] >= 0.5 > alone["coverage"]


def test_two_dances_cover_together_what_one_does_not():
    figure, sample = drawn(3, 4.0)
    judge = Judge([sample], figure)
    halves = [sample[:, :60], sample[:, 60:]]
    assert judge.figures(halves)["coverage"] > max(judge.figures([half])["coverage"] for half in halves) + 0.2


def test_as_many_dances_are_held_against_a_clip_as_are_twice_as_long():
    figure, long = drawn(3, 8.0)
    stretches = [long[:, start : start + 120] for start in (0, 30, 60, 90, 120)]  # 120 and four quarters more
    assert Judge(stretches, figure).together == 4
    assert Judge(stretches[:1], figure).together == 2
    assert Judge([long[:, :120], drawn(4, 4.0)[1]], figure).together == 4
    still = np.concatenate([np.repeat(long[:, :1], 90, 1), long[:, :150]], 1)  # who stands still at first
    assert Judge([still[:, start : start + 120] for start in (0, 30, 60, 90, 120)], figure).together == 4
    whole = Judge(stretches, figure)
    assert whole.figures(whole.some())["coverage"] == 1


def test_every_row_has_its_nulls_and_is_refused_where_it_must():
    figure, sample = drawn(1, 2.0)
    rows = measured([sample], [], [sample], figure)
    assert [row.name for row in rows] == list(ROWS)
    assert all(row.nulls.keys() == of.NULLS.keys() for row in rows)
    assert {row.name: row.real for row in rows if row.real is not None}.keys() == {"acceleration ratio", "foot skate"}
    short = measured([sample[:, :20]], [], [sample], figure)
    assert all(row.refused and row.fake is None for row in short)
    still = measured([np.repeat(sample[:, :1], 60, 1)], [], [sample], figure)
    assert "a real dance that moves" in still[0].refused

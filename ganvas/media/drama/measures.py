"""What can be counted in structures: the same figures for works, for samples, and for null models."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.drama.plot import Plot, matrix
from ganvas.media.drama.scene import SLOTS, Turn, Turns

Rows = NDArray[np.float64]
FOLDS = 5
LEAST_PER_FOLD = 4
LOG_WORDS = np.log(np.array(SLOTS, float))


def speakers_per_window(scenes: Sequence[Turns]) -> Rows:
    """(N,): how many speak."""
    return np.array([len({turn.speaker for turn in scene}) for scene in scenes], float)


def aba_rate(scenes: Sequence[Turns]) -> float:
    """How often the speaker of a turn speaks again two turns later: dialogue of two."""
    return _share(scenes, lambda speakers: speakers[2:] == speakers[:-2])


def self_repeat(scenes: Sequence[Turns]) -> float:
    """How often the speaker of a turn speaks again in the next: a real play joins such speeches."""
    return _share(scenes, lambda speakers: speakers[1:] == speakers[:-1])


def _share(scenes: Sequence[Turns], compare: Callable[[NDArray[np.int64]], NDArray[np.bool_]]) -> float:
    same = [compare(np.array([turn.speaker for turn in scene])) for scene in scenes if len(scene) > 2]
    return float(np.concatenate(same).mean()) if same else 0.0


def speaker_entropy(scenes: Sequence[Turns]) -> float:
    """Bits of the choice of speaker within a scene, the mean over scenes."""
    bits = []
    for scene in scenes:
        share = np.bincount([turn.speaker for turn in scene]) / len(scene)
        bits.append(-float((share[share > 0] * np.log2(share[share > 0])).sum()))
    return float(np.mean(bits)) if bits else 0.0


def length_correlation(scenes: Sequence[Turns], lag: int) -> float:
    """Correlation of a speech's log words with those ``lag`` turns later, over all scenes together."""
    pairs = [LOG_WORDS[[turn.length for turn in scene]] for scene in scenes if len(scene) > lag]
    if not pairs:
        return 0.0
    first, later = np.concatenate([row[:-lag] for row in pairs]), np.concatenate([row[lag:] for row in pairs])
    return float(np.corrcoef(first, later)[0, 1]) if first.std() and later.std() else 0.0


def measure_scenes(scenes: Sequence[Turns]) -> dict[str, float]:
    """All figures of scenes by name.

    Raises:
        MetricError: there is none.
    """
    if not scenes:
        raise MetricError("the measures of scenes take at least one scene; got none")
    turns = [turn for scene in scenes for turn in scene]
    count = speakers_per_window(scenes)
    return {
        "speakers": float(count.mean()),
        "speakers_spread": float(count.std()),
        "aba": aba_rate(scenes),
        "self_repeat": self_repeat(scenes),
        "entropy_bits": speaker_entropy(scenes),
        "length_lag1": length_correlation(scenes, 1),
        "length_lag2": length_correlation(scenes, 2),
        "directions": float(np.mean([turn.direction for turn in turns])),
        "unique": len(set(scenes)) / len(scenes),
        "turns": float(np.mean([len(scene) for scene in scenes])),
    }


def measure_plots(plots: Sequence[Plot]) -> dict[str, float]:
    """All figures of plots by name: density and persistence over all cells, and what a play must not have.

    Raises:
        MetricError: there is none.
    """
    if not plots:
        raise MetricError("the measures of plots take at least one plot; got none")
    grids = [matrix(plot) for plot in plots]
    on, both = (
        sum(int(grid[:, :-1].sum()) for grid in grids),
        sum(int((grid[:, 1:] & grid[:, :-1]).sum()) for grid in grids),
    )
    columns = [column for plot in plots for column in plot]
    return {
        "density": float(np.mean([grid.mean() for grid in grids])),
        "persistence": both / max(1, on),
        "empty_scenes": float(np.mean([not any(column.on_stage) for column in columns])),
        "absent_characters": float(np.mean([(~grid.any(1)).mean() for grid in grids])),
        "moves": float(np.mean([column.moves for column in columns])),
        "dark": float(np.mean([column.mood == 0 for column in columns])),
        "bright": float(np.mean([column.mood == 2 for column in columns])),
        "scenes": float(np.mean([len(plot) for plot in plots])),
        "unique": len({grid.tobytes() + bytes(grid.shape[1]) for grid in grids}) / len(plots),
    }


def scene_features(scenes: Sequence[Turns], turns: int) -> Rows:
    """(N, 5·turns) for a classifier: speaker, length, direction, whether one or two before spoke too."""
    rows = np.full((len(scenes), 5, turns), -1.0)
    for row, scene in zip(rows, scenes, strict=True):
        speakers = np.array([turn.speaker for turn in scene], float)
        row[0, : len(scene)] = speakers
        row[1, : len(scene)] = [turn.length for turn in scene]
        row[2, : len(scene)] = [turn.direction for turn in scene]
        row[3, 1 : len(scene)] = speakers[1:] == speakers[:-1]
        row[4, 2 : len(scene)] = speakers[2:] == speakers[:-2]
    return rows.reshape(len(scenes), -1)


def plot_features(plots: Sequence[Plot], scenes: int) -> Rows:
    """(N, 20·scenes) for a classifier: the matrix, length, mood, change of place, beginning of an act."""
    rows = np.full((len(plots), 20, scenes), -1.0)
    for row, plot in zip(rows, plots, strict=True):
        row[:16, : len(plot)] = matrix(plot)
        row[16:, : len(plot)] = [
            [column.length for column in plot],
            [column.mood for column in plot],
            [column.moves for column in plot],
            [column.act for column in plot],
        ]
    return rows.reshape(len(plots), -1)


def told_apart(real: Rows, fake: Rows, seed: int = 0) -> float:
    """How often a classifier tells the two sets apart: 0.5 cannot, 1 always. The classifier two-sample test.

    Lopez-Paz and Oquab 2017 (arXiv:1610.06545), with gradient boosted trees on histograms and five folds; the larger
    set is cut to the size of the smaller.

    Args:
        real: (N, features).
        fake: (M, features).
        seed: of the cut, the folds and the trees.
    Returns:
        balanced share of right answers on the folds that were held out.

    Raises:
        MetricError: there are fewer than 20 of one.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    count = min(len(real), len(fake))
    if count < FOLDS * LEAST_PER_FOLD:
        raise MetricError(
            f"telling apart takes at least {FOLDS * LEAST_PER_FOLD} of each; got {len(real)} and {len(fake)}"
        )
    rng = np.random.default_rng(seed)
    rows = np.concatenate([real[rng.permutation(len(real))[:count]], fake[rng.permutation(len(fake))[:count]]])
    labels = np.repeat([1, 0], count)
    model = HistGradientBoostingClassifier(random_state=seed, max_iter=100)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return float(np.mean(cross_val_score(model, rows, labels, cv=folds, n_jobs=1)))


def edit_distance(one: Turns, other: Turns) -> int:
    """Turns to change, add or leave out until one scene is the other; a turn is its speaker and its length."""
    before = list(range(len(other) + 1))
    for row, turn in enumerate(one, 1):
        now = [row]
        for column, twin in enumerate(other, 1):
            same = _same(turn, twin)
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (not same)))
        before = now
    return before[-1]


def _same(one: Turn, other: Turn) -> bool:
    return one.speaker == other.speaker and one.length == other.length

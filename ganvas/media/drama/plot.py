"""A plot as a tensor: who is on stage in which scene, and how long, in what mood, and where a scene plays.

A sample is (28, scenes): the heads of ``PLOT_HEADS`` one below the other. A character is on stage where he or she
speaks. Length class 0 says that the play is over. Rows are sorted by the first scene, then by the second and so on,
so that every play has one picture; in this normal form ``from_sample`` undoes ``to_sample`` exactly.
"""

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganvas.errors import ShapeError
from ganvas.heads import Head
from ganvas.media.drama.mood import MOODS, mood_of
from ganvas.media.drama.play import Play, Scene, speaks_together
from ganvas.media.medium import Bytes8

CHARACTERS, SCENES = 16, 24
BOUNDS = (150, 350, 700, 1200, 2000)  # words from which a scene is of the next length
SCENE_WORDS = (80, 240, 500, 900, 1550, 2700)  # words of an empty scene of each length
STRIDE, LEAST = 4, 6  # scenes between two windows of a long play, and of the shortest play that is a sample
PLOT_HEADS = (
    Head(name="on stage", kind="binary", channels=CHARACTERS),
    Head(name="length", kind="categorical", channels=len(SCENE_WORDS) + 1),
    Head(name="mood", kind="categorical", channels=len(MOODS)),
    Head(name="place changes", kind="binary", channels=1),
    Head(name="act begins", kind="binary", channels=1),
)
PLOT_CHANNELS = sum(head.channels for head in PLOT_HEADS)
_LENGTH = CHARACTERS
_MOOD = _LENGTH + len(SCENE_WORDS) + 1
_MOVES = _MOOD + len(MOODS)
_ACT = _MOVES + 1


@dataclass(frozen=True)
class Column:
    """One scene of a plot.

    Attributes:
        on_stage: 16 characters, whether each speaks.
        length: 0 to 5, the shortest below 150 words, the longest of 2,000 and more.
        mood: of ``MOODS``.
        moves: whether it plays at another place than the scene before.
        act: whether an act begins with it.
    """

    on_stage: tuple[bool, ...]
    length: int
    mood: int = 1
    moves: bool = False
    act: bool = False


Plot = tuple[Column, ...]


def plot_of(play: Play) -> list[Column]:
    """All scenes in which somebody speaks, in normal form but for their number; the 16 who speak most often."""
    return list(_plot(play.language, [scene for scene in play.scenes if scene.speeches]))


def windows(play: Play, scenes: int = SCENES, stride: int = STRIDE, least: int = LEAST) -> list[Plot]:
    """The samples of a play in normal form: all of it where it fits, else a window every ``stride`` scenes.

    The rows of a window are the 16 who speak most often in it. A play of fewer than ``least`` scenes gives none.
    """
    spoken = [scene for scene in play.scenes if scene.speeches]
    if len(spoken) < least:
        return []
    last = max(0, len(spoken) - scenes)
    starts = sorted({*range(0, last + 1, stride), last})
    return [_plot(play.language, spoken[start : start + scenes]) for start in starts]


def _plot(language: str, scenes: Sequence[Scene]) -> Plot:
    counts = Counter(name for scene in scenes for speech in scene.speeches for name in speech.speakers)
    rows = [name for name, _ in counts.most_common() if not speaks_together(name)][:CHARACTERS]
    columns: list[Column] = []
    before: Scene | None = None
    for scene in scenes:
        speaking = {name for speech in scene.speeches for name in speech.speakers}
        on_stage = tuple(place < len(rows) and rows[place] in speaking for place in range(CHARACTERS))
        mood = scene.mood or mood_of((line for speech in scene.speeches for line in speech.lines), language)
        moves, act = before is not None and _elsewhere(before, scene), before is not None and before.act != scene.act
        columns.append(Column(on_stage, bisect.bisect_right(BOUNDS, scene.words), MOODS.index(mood), moves, act))
        before = scene
    return normal(columns)


def _elsewhere(before: Scene, scene: Scene) -> bool:
    """Whether a scene names another town or part than the scene before: what stands before the first full stop."""
    place = scene.place.lower()
    if not place or place.startswith(("the same", "another", "ebenda", "daselbst")):
        return False
    return place.split(". ")[0] != before.place.lower().split(". ")[0]


def normal(columns: Sequence[Column]) -> Plot:
    """The same plot with rows sorted by entrance; nothing changes before its first scene."""
    if not columns:
        return ()
    rows = sorted(zip(*(column.on_stage for column in columns), strict=True), reverse=True)
    sorted_columns = [
        replace(column, on_stage=tuple(row[place] for row in rows)) for place, column in enumerate(columns)
    ]
    return (replace(sorted_columns[0], moves=False, act=False), *sorted_columns[1:])


def peopled(plot: Sequence[Column]) -> Plot:
    """The plot without scenes in which nobody of the sixteen speaks; an act begins with the next that is kept."""
    kept: list[Column] = []
    act = False
    for column in plot:
        act = act or column.act
        if any(column.on_stage):
            kept.append(replace(column, act=act))
            act = False
    return normal(kept)


def to_sample(plot: Sequence[Column], length: int = SCENES) -> Bytes8:
    """A plot in normal form as uint8 (28, length), 0 and 255.

    Raises:
        ShapeError: there are more scenes than places, or not 16 rows.
    """
    if len(plot) > length:
        raise ShapeError(f"a plot of {len(plot)} scenes does not fit into {length}. Take a window of it.")
    if any(len(column.on_stage) != CHARACTERS for column in plot):
        raise ShapeError(
            f"a scene of a plot tells of {CHARACTERS} characters; got {[len(one.on_stage) for one in plot]}"
        )
    sample = np.zeros((PLOT_CHANNELS, length), np.uint8)
    sample[_LENGTH, len(plot) :] = 255
    sample[_MOOD + 1, len(plot) :] = 255
    for place, column in enumerate(plot):
        sample[:CHARACTERS, place] = np.where(column.on_stage, 255, 0)
        sample[_LENGTH + 1 + column.length, place] = 255
        sample[_MOOD + column.mood, place] = 255
        sample[_MOVES, place] = 255 if column.moves else 0
        sample[_ACT, place] = 255 if column.act else 0
    return sample


def from_sample(sample: Bytes8) -> Plot:
    """The plot of a sample (28, length) in normal form; classes are the largest of their channels.

    Raises:
        ShapeError: it has another number of channels.
    """
    if sample.ndim != 2 or len(sample) != PLOT_CHANNELS:
        raise ShapeError(f"a plot is ({PLOT_CHANNELS}, scenes); got {sample.shape}")
    lengths = sample[_LENGTH:_MOOD].argmax(0).tolist()
    moods = sample[_MOOD:_MOVES].argmax(0).tolist()
    over = lengths.index(0) if 0 in lengths else len(lengths)
    on_stage = (sample[:CHARACTERS] > 127).T.tolist()
    flags = (sample[_MOVES:] > 127).T.tolist()
    return normal(
        [Column(tuple(on_stage[place]), lengths[place] - 1, moods[place], *flags[place]) for place in range(over)]
    )


def matrix(plot: Sequence[Column]) -> np.ndarray:
    """Who is on stage: bool (16, scenes)."""
    return np.array([column.on_stage for column in plot], bool).reshape(-1, CHARACTERS).T


def thinned(plot: Sequence[Column], rng: np.random.Generator, rows: int = 2, scenes: int = 2) -> Plot:
    """A relative of a plot for training: up to so many characters and scenes left out, no scene left empty.

    Args:
        plot: in normal form.
        rng: where chance comes from.
        rows: characters that may go.
        scenes: that may go, as long as six are left.
    """
    gone = set(rng.permutation(CHARACTERS)[: rng.integers(rows + 1)].tolist())
    cut = set(rng.permutation(len(plot))[: min(rng.integers(scenes + 1), max(0, len(plot) - LEAST))].tolist())
    return normal([_without(column, gone) for place, column in enumerate(plot) if place not in cut])


def _without(column: Column, gone: set[int]) -> Column:
    fewer = tuple(here and place not in gone for place, here in enumerate(column.on_stage))
    return replace(column, on_stage=fewer if any(fewer) else column.on_stage)


def relatives(plots: Sequence[Plot], rng: np.random.Generator) -> Iterator[Plot]:
    """Plots without end, each a thinned one of those given."""
    while True:
        yield thinned(plots[int(rng.integers(len(plots)))], rng)

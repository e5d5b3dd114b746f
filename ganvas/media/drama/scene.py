"""A scene as a tensor: who speaks in each turn, how long, in what manner, and where the stage does something.

A sample is (24, turns): the heads of ``SCENE_HEADS`` one below the other. Length class 0 says that the scene is
over; everything from there on is blank. Speakers are numbered by their first word, the twelfth stands for all
who come later, and the direction in front of the first turn (the scene's opening) is not kept. In this normal form
``from_sample`` undoes ``to_sample`` exactly.
"""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganvas.errors import ShapeError
from ganvas.heads import Head
from ganvas.media.drama.play import Direction, Scene, Speech
from ganvas.media.medium import Bytes8

SPEAKERS, TURNS = 12, 32
BOUNDS = (4, 9, 20, 45, 100)  # words from which a speech is of the next length
SLOTS = (3, 6, 13, 29, 62, 140)  # words of a slot of each length: about the median of Shakespeare's
MANNERS = ("plain", "aside", "quoted", "within")
STRIDE, LEAST = 8, 8  # turns between two windows of a scene, and of the shortest scene that is a sample
SCENE_HEADS = (
    Head(name="speaker", kind="categorical", channels=SPEAKERS),
    Head(name="length", kind="categorical", channels=len(SLOTS) + 1),
    Head(name="direction", kind="binary", channels=1),
    Head(name="manner", kind="categorical", channels=len(MANNERS)),
)
SCENE_CHANNELS = sum(head.channels for head in SCENE_HEADS)
_LENGTH = SPEAKERS
_DIRECTION = _LENGTH + len(SLOTS) + 1
_MANNER = _DIRECTION + 1


@dataclass(frozen=True)
class Turn:
    """One speech of a scene's structure.

    Attributes:
        speaker: from 0, by first word; 11 for the twelfth and all later ones.
        length: 0 to 5, the shortest below 4 words, the longest of 100 and more.
        direction: whether the stage does something between the speech before and this one.
        manner: of ``MANNERS``.
    """

    speaker: int
    length: int
    direction: bool = False
    manner: int = 0


Turns = tuple[Turn, ...]


def length_of(words: int) -> int:
    """The length class of a speech of so many words, 0 to 5.

    >>> [length_of(words) for words in (0, 3, 4, 99, 100)]
    [0, 0, 1, 4, 5]
    """
    return bisect.bisect_right(BOUNDS, words)


def turns_of(beats: Iterable[Speech | Direction]) -> list[Turn]:
    """All turns in their order; speakers by first word, however many; groups such as ALL are speakers too."""
    numbers: dict[str, int] = {}
    turns: list[Turn] = []
    moved = False
    for beat in beats:
        if isinstance(beat, Direction):
            moved = True
            continue
        number = numbers.setdefault(beat.speaker, len(numbers))
        turns.append(Turn(number, length_of(beat.words), moved, MANNERS.index(beat.manner)))
        moved = False
    return turns


def normal(turns: Sequence[Turn]) -> Turns:
    """The same turns with speakers numbered by first word, and nothing in front of the first.

    >>> [turn.speaker for turn in normal([Turn(7, 0), Turn(3, 1), Turn(7, 2)])]
    [0, 1, 0]
    """
    numbers: dict[int, int] = {}
    kept = [replace(turn, speaker=min(numbers.setdefault(turn.speaker, len(numbers)), SPEAKERS - 1)) for turn in turns]
    return (replace(kept[0], direction=False), *kept[1:]) if kept else ()


def windows(scene: Scene, turns: int = TURNS, stride: int = STRIDE, least: int = LEAST) -> list[Turns]:
    """The samples of a scene in normal form: all of it where it fits, else a window every ``stride`` turns.

    Args:
        scene: with any number of speeches.
        turns: in a window.
        stride: between the beginnings of two windows.
        least: a scene of fewer turns gives none.
    """
    found = turns_of(scene.beats)
    if len(found) < least:
        return []
    if len(found) <= turns:
        return [normal(found)]
    return [normal(found[start : start + turns]) for start in range(0, len(found) - turns + 1, stride)]


def to_sample(turns: Sequence[Turn], length: int = TURNS) -> Bytes8:
    """Turns in normal form as uint8 (24, length), 0 and 255.

    Raises:
        ShapeError: there are more turns than places, or one is out of range.
    """
    if len(turns) > length:
        raise ShapeError(f"a scene of {len(turns)} turns does not fit into {length}. Take a window of it.")
    if any(not (0 <= one.speaker < SPEAKERS and 0 <= one.length < len(SLOTS)) for one in turns):
        raise ShapeError(f"a turn has a speaker of {SPEAKERS} and a length of {len(SLOTS)}; got {turns}")
    sample = np.zeros((SCENE_CHANNELS, length), np.uint8)
    for place in range(length):
        turn = turns[place] if place < len(turns) else None
        sample[turn.speaker if turn else 0, place] = 255
        sample[_LENGTH + (turn.length + 1 if turn else 0), place] = 255
        sample[_DIRECTION, place] = 255 if turn and turn.direction else 0
        sample[_MANNER + (turn.manner if turn else 0), place] = 255
    return sample


def from_sample(sample: Bytes8) -> Turns:
    """The turns of a sample (24, length) in normal form; classes are the largest of their channels.

    Raises:
        ShapeError: it has another number of channels.
    """
    if sample.ndim != 2 or len(sample) != SCENE_CHANNELS:
        raise ShapeError(f"a scene is ({SCENE_CHANNELS}, turns); got {sample.shape}")
    speakers = sample[:_LENGTH].argmax(0).tolist()
    lengths = sample[_LENGTH:_DIRECTION].argmax(0).tolist()
    moved = (sample[_DIRECTION] > 127).tolist()
    manners = sample[_MANNER:].argmax(0).tolist()
    over = lengths.index(0) if 0 in lengths else len(lengths)
    rows = list(zip(speakers, lengths, moved, manners, strict=True))[:over]
    return normal([Turn(speaker, length - 1, bool(move), manner) for speaker, length, move, manner in rows])


def cast_size(turns: Sequence[Turn]) -> int:
    """How many speak."""
    return len({turn.speaker for turn in turns})

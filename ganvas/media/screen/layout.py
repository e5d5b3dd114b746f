"""Where the parts of a performance are on the screen, for whichever parts there are."""

from dataclasses import dataclass

Box = tuple[int, int, int, int]  # left, top, right, bottom
WIDE, TALL = 1280, 720
EDGE = 48
WORDS_TALL, ROLL_TALL, GAP = 84, 72, 16


@dataclass(frozen=True)
class Layout:
    """The boxes of a screen of WIDE × TALL; None for what is not shown."""

    picture: Box | None
    dance: Box | None
    roll: Box | None
    words: Box


def layout(picture: bool, dance: bool, roll: bool) -> Layout:
    """The picture large on the left and the dancer beside it, or one of them in the middle; words, then the score.

    >>> layout(True, False, False).picture
    (377, 48, 903, 574)
    """
    foot = TALL - (EDGE if not roll else EDGE // 2)
    strip = (EDGE, foot - ROLL_TALL, WIDE - EDGE, foot) if roll else None
    below = strip[1] - GAP if strip else foot
    words = (EDGE, below - WORDS_TALL, WIDE - EDGE, below)
    top, bottom = EDGE * (1 if not roll else 3) // (1 if not roll else 4), words[1] - 14
    side = bottom - top
    left = EDGE if dance else (WIDE - side) // 2
    square = (left, top, left + side, bottom) if picture else None
    stage = (square[2] + GAP if square else EDGE, 0, WIDE - EDGE, bottom) if dance else None
    return Layout(square, stage, strip, words)

"""The words of a performance, and how tense they are: captions of a scene, and lines that a person typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError
from ganvas.media.drama.play import Play, Scene, Speech
from ganvas.media.drama.read import read_play
from ganvas.media.drama.tension import tension_of
from ganvas.media.screen.words import Caption
from ganvas.performing.script import Line, PlayPart
from ganvas.performing.sources import Works

WORDS_S = 3.0  # words that are read in a second
LEAST_S, AFTER_S = 1.2, 0.5  # a caption stays so long at least, and so much longer than it takes to read
FEW_S = 8.0  # of a performance that nothing says the length of
UNWRITTEN = "…"


@dataclass(frozen=True, eq=False)
class Said:
    """What is said.

    Attributes:
        captions: in their order.
        tension: (n,) 0…1 over the film; empty without a play.
    """

    captions: tuple[Caption, ...]
    tension: NDArray[np.float64]


def said_in(play: PlayPart | None, lines: Sequence[Line], works: Works, seconds: float) -> Said:
    """The captions of a film of so many seconds.

    Raises:
        WorkError: the play cannot be read, or has no such scene.
    """
    typed = [Caption(line.at, line.at + line.seconds, line.who, line.says) for line in lines]
    if play is None:
        return Said(tuple(sorted(typed, key=lambda one: one.start)), np.empty(0))
    scene = _scene(play, works)
    speeches = scene.speeches[play.first - 1 :]
    spoken = captions_of(speeches, play.start, play.until(seconds))
    shown = replace(scene, beats=tuple(speeches[: len(spoken)]))
    held = np.asarray(tension_of(shown).tension, np.float64)
    over = np.interp(_middles(seconds), _middles(len(held), spoken[0].start, spoken[-1].end), held)
    captions = sorted([*typed, *spoken], key=lambda one: one.start)
    return Said(tuple(captions), over)


def _middles(over: float, start: float = 0.0, end: float | None = None) -> NDArray[np.float64]:
    """Moments in the middle of equal pieces: of ``over`` seconds, 64; or ``over`` of them from start to end."""
    count, stop = (64, over) if end is None else (int(over), end)
    return start + (np.arange(count) + 0.5) / count * (stop - start)


def _scene(part: PlayPart, works: Works) -> Scene:
    data, name = works.files("play", part)[0]
    play: Play = read_play(data, name)[0]
    if part.scene > len(play.scenes):
        raise WorkError(f"{name}: has {len(play.scenes)} scenes; scene {part.scene} is asked for.")
    scene = play.scenes[part.scene - 1]
    if part.first > len(scene.speeches):
        raise WorkError(f"{name}: scene {part.scene} has {len(scene.speeches)} speeches; it begins at {part.first}.")
    return scene


def captions_of(speeches: Sequence[Speech], start: float, end: float) -> list[Caption]:
    """As many speeches as can be read until the end, at least one; each stays for its words."""
    found, now = list[Caption](), start
    for speech in speeches:
        last = now + max(LEAST_S, AFTER_S + speech.words / WORDS_S)
        if found and last > end:
            break
        words = UNWRITTEN if speech.slot_words else " ".join(line.strip() for line in speech.lines)
        found.append(Caption(now, last, speech.speaker, words))
        now = last
    return found

"""The words of a performance, and how tense they are: captions of a scene, and lines that a person typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError
from ganvas.media.drama.play import Play, Scene, Speech, count_words
from ganvas.media.drama.read import read_play
from ganvas.media.drama.tension import POINTS, tension_of
from ganvas.media.screen.words import Caption
from ganvas.performing.script import Line, PlayPart
from ganvas.performing.sources import Works

WORDS_S = 3.0  # words that are read in a second
LEAST_S, AFTER_S = 1.2, 0.5  # a caption stays so long at least, and so much longer than it takes to read
UNWRITTEN = "…"
SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


@dataclass(frozen=True, eq=False)
class Said:
    """What is said.

    Attributes:
        captions: in their order.
        tension: (n,) −1…1 over the film, as ``tension_over``; empty without a play.
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
    captions = sorted([*typed, *spoken], key=lambda one: one.start)
    return Said(tuple(captions), tension_over(scene, play.first - 1, spoken, seconds))


def tension_over(scene: Scene, first: int, spoken: Sequence[Caption], seconds: float) -> NDArray[np.float64]:
    """(POINTS,) how tense each moment of the film is beside the whole scene: −1…1, 0 as tense as its mean.

    Args:
        scene: all of it.
        first: number of the speech that ``spoken`` begins with.
        spoken: the speeches as captions, one after the other.
        seconds: of the film; before the first caption and after the last it is as tense as there.
    """
    held = np.asarray(tension_of(scene).tension, np.float64)
    away = held - held.mean()
    away = away / max(float(np.abs(away).max()), 1e-9)
    ends = np.cumsum([0, *(max(1, speech.words) for speech in scene.speeches)]) / max(scene.words, 1)
    moments = (np.arange(POINTS) + 0.5) / POINTS
    edges = [spoken[0].start, *(one.end for one in spoken)]
    told = np.interp(moments * seconds, edges, ends[first : first + len(edges)])
    return np.asarray(np.interp(told, moments, away), np.float64)


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
    """As many speeches as can be read until the end, at least one; each stays for its words.

    Of one that is too long for what is left its first sentences are said, and it is the last.
    """
    found, now = list[Caption](), start
    for speech in speeches:
        words = UNWRITTEN if speech.slot_words else " ".join(line.strip() for line in speech.lines)
        spoken, last = words, now + _reads(speech.words)
        sentences = SENTENCE.findall(words)
        while last > end and len(sentences) > 1:
            sentences.pop()
            spoken = " ".join(one.strip() for one in sentences)
            last = now + _reads(count_words([spoken]))
        if found and last > end:
            break
        found.append(Caption(now, last, speech.speaker, spoken))
        if spoken != words:
            break
        now = last
    return found


def _reads(words: int) -> float:
    return max(LEAST_S, AFTER_S + words / WORDS_S)

"""Structures as plays to be written: names, entrances, and an empty place of the right length for every speech."""

from collections.abc import Sequence

import numpy as np

from ganvas.media.drama import invented
from ganvas.media.drama.mood import MOODS
from ganvas.media.drama.play import Direction, Play, Scene, Speech
from ganvas.media.drama.plot import SCENE_WORDS, Column
from ganvas.media.drama.read.builder import roman
from ganvas.media.drama.scene import MANNERS, SLOTS, SPEAKERS, Turn, Turns, cast_size

DIRECTION = "Stage direction."
NOBODY = "ALL"


def play_of_scene(turns: Sequence[Turn], seed: int, cues: Sequence[str] = (), title: str = "") -> Play:
    """One scene as a play to be written.

    Args:
        turns: in normal form.
        seed: of names, place and title.
        cues: words to begin from, one for each turn in order; may be fewer.
        title: left out, one is invented.
    """
    cast = invented.names(SPEAKERS, seed)
    place = invented.places([False], seed)[0]
    scene = Scene(f"SCENE I. {place}", 0, place, beats_of(turns, cast, cues))
    return _play(title or invented.title(seed), ("ACT I",), (scene,))


def play_of_plot(plot: Sequence[Column], seed: int, title: str = "") -> Play:
    """A plot as a play to be written: each who is on stage has one place in each scene, of an equal share of its words.

    Args:
        plot: in normal form.
        seed: of names, places and title.
        title: left out, one is invented.
    """
    cast = invented.names(len(plot[0].on_stage) if plot else 0, seed)
    places = invented.places([column.moves for column in plot], seed)
    acts = _acts(plot)
    scenes = [
        Scene(_heading(acts, number, place), acts[number], place, _shares(column, cast), MOODS[column.mood])
        for number, (column, place) in enumerate(zip(plot, places, strict=True))
    ]
    return _play(title or invented.title(seed), _act_titles(acts), tuple(scenes))


def play_of_both(
    plot: Sequence[Column], scenes: Sequence[Turns], seed: int, title: str = "", cues: Sequence[str] = ()
) -> Play:
    """A plot whose scenes are filled with the turns of scenes of about as many speakers.

    Args:
        plot: in normal form.
        scenes: to draw from, at least one; each is used at most once as long as there are enough.
        seed: of names, places, title and draws.
        title: left out, one is invented.
        cues: words to begin from, one for each turn of the play in order; may be fewer.
    """
    cast = invented.names(len(plot[0].on_stage) if plot else 0, seed)
    places = invented.places([column.moves for column in plot], seed)
    acts, left, rng = _acts(plot), list(scenes), np.random.default_rng([seed, 4])
    filled: list[Scene] = []
    given = 0
    for number, (column, place) in enumerate(zip(plot, places, strict=True)):
        here = [name for name, on in zip(cast, column.on_stage, strict=True) if on] or [NOBODY]
        distances = [abs(cast_size(turns) - len(here)) for turns in left]
        nearest = [spot for spot, distance in enumerate(distances) if distance == min(distances)]
        turns = left.pop(int(rng.choice(nearest)))
        left = left or list(scenes)
        beats = beats_of(turns, [here[speaker % len(here)] for speaker in range(SPEAKERS)], cues[given:])
        given += len(turns)
        filled.append(Scene(_heading(acts, number, place), acts[number], place, beats, MOODS[column.mood]))
    return _play(title or invented.title(seed), _act_titles(acts), tuple(filled))


def beats_of(turns: Sequence[Turn], cast: Sequence[str], cues: Sequence[str] = ()) -> tuple[Speech | Direction, ...]:
    """Turns as speeches to be written, with who comes and goes.

    A direction stands exactly where a turn has one, and one more at either end. Who speaks for the first time behind
    a direction enters by it, and who has spoken for the last time leaves by one that nobody enters by.
    """
    if not turns:
        return ()
    entrances, exits = _comings(turns)
    beats: list[Speech | Direction] = [_enter([cast[one] for one in entrances[0]])]
    for place, turn in enumerate(turns):
        if turn.direction:
            beats.append(_direction([cast[one] for one in entrances[place]], [cast[one] for one in exits[place]]))
        cue = (cues[place],) if place < len(cues) and cues[place] else ()
        beats.append(Speech((cast[turn.speaker],), cue, MANNERS[turn.manner], SLOTS[turn.length]))
    beats.append(Direction("Exeunt.", "exit"))
    return tuple(beats)


def _comings(turns: Sequence[Turn]) -> tuple[list[list[int]], list[list[int]]]:
    """For each turn, who enters and who leaves in front of it."""
    first = {turn.speaker: place for place, turn in reversed(list(enumerate(turns)))}
    last = {turn.speaker: place for place, turn in enumerate(turns)}
    moved = [place for place, turn in enumerate(turns) if turn.direction]
    entrances: list[list[int]] = [[] for _ in turns]
    exits: list[list[int]] = [[] for _ in turns]
    for speaker, place in sorted(first.items()):
        entrances[max([one for one in moved if one <= place], default=0)].append(speaker)
    for speaker, place in sorted(last.items()):
        after = [one for one in moved if one > place and not entrances[one]]
        if after:
            exits[after[0]].append(speaker)
    return entrances, exits


def _enter(names: Sequence[str]) -> Direction:
    named = tuple(dict.fromkeys(names))
    return Direction(f"Enter {listed(named)}.", "enter", named) if named else Direction("The stage is empty.")


def _direction(entering: Sequence[str], leaving: Sequence[str]) -> Direction:
    if entering:
        return _enter(entering)
    if leaving:
        named = tuple(dict.fromkeys(leaving))
        return Direction(f"{'Exit' if len(named) == 1 else 'Exeunt'} {listed(named)}.", "exit", named)
    return Direction(DIRECTION)


def listed(names: Sequence[str]) -> str:
    """Names as a person lists them.

    >>> listed(["Ada", "Ben", "Cy"])
    'Ada, Ben and Cy'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _shares(column: Column, cast: Sequence[str]) -> tuple[Speech | Direction, ...]:
    here = [name for name, on in zip(cast, column.on_stage, strict=True) if on]
    words, speaking = SCENE_WORDS[column.length], here or [NOBODY]
    share, rest = divmod(words, len(speaking))
    speeches = [Speech((name,), (), "plain", share + (place < rest)) for place, name in enumerate(speaking)]
    return (_enter(here), *speeches, Direction("Exeunt.", "exit"))


def _acts(plot: Sequence[Column]) -> list[int]:
    acts, now = [], 0
    for column in plot:
        now += column.act
        acts.append(now)
    return acts


def _act_titles(acts: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"ACT {roman(number + 1)}" for number in range(max(acts, default=0) + 1))


def _heading(acts: Sequence[int], number: int, place: str) -> str:
    return f"SCENE {roman(number - acts.index(acts[number]) + 1)}. {place}"


def _play(title: str, acts: tuple[str, ...], scenes: tuple[Scene, ...]) -> Play:
    speakers = dict.fromkeys(name for scene in scenes for speech in scene.speeches for name in speech.speakers)
    return Play(title, acts, scenes, tuple(name for name in speakers if name != NOBODY))

"""Small plays made by rule from a seed, CC0: for tests, for trying things out, and as ``builtin:plays``.

Two speak in turn, now and then somebody joins or leaves, a long speech is answered by short ones, and what they say
is put together from a few dozen words. Nobody would stage them.
"""

from collections.abc import Sequence

import numpy as np

from ganvas.media.drama import invented
from ganvas.media.drama.play import Direction, Play, Scene, Speech
from ganvas.media.drama.read.builder import roman
from ganvas.media.drama.scene import SLOTS
from ganvas.media.drama.skeleton import listed
from ganvas.media.drama.write.fountain import to_fountain

OPENINGS = (
    "I know",
    "You said",
    "We forget",
    "Tell me",
    "They say",
    "I dreamed",
    "Nobody sees",
    "Remember",
    "I fear",
    "You love",
)
THINGS = (
    "the river", "the letter", "this house", "that winter", "the bridge", "my brother", "your silence", "the fire",
    "the garden", "an old song", "the road home", "the empty room", "our friend", "the long night", "a small light",
)  # fmt: skip
DOINGS = (
    "waits for us",
    "is gone",
    "was never ours",
    "burns again",
    "keeps the truth",
    "comes too late",
    "is enough",
    "must end",
)
ENDS = (".", ".", ".", "?", "!", ", my friend.", ", and yet.")
SHORT = ("Yes.", "No.", "Who?", "When?", "Never.", "Not now.", "Go on.", "I know.", "What then?", "It is late.")


def builtin_play(seed: int, acts: int = 3, scenes: int = 4, cast: int = 8) -> Play:
    """A play of so many acts, each of so many scenes. Same seed, same play."""
    rng = np.random.default_rng([seed, 5])
    names = invented.names(cast, seed)
    here, found = [0, 1, 2][: min(3, cast)], list[Scene]()
    moves = [bool(rng.random() < 0.7) for _ in range(acts * scenes)]
    places = invented.places(moves, seed)
    for number, place in enumerate(places):
        here = _company(here, cast, number / len(places), rng)
        title = f"SCENE {roman(number % scenes + 1)}. {place}"
        found.append(Scene(title, number // scenes, place, tuple(_beats([names[one] for one in here], rng))))
    order = dict.fromkeys(name for scene in found for speech in scene.speeches for name in speech.speakers)
    titles = tuple(f"ACT {roman(act + 1)}" for act in range(acts))
    return Play(invented.title(seed), titles, tuple(found), tuple(order), "en")


def builtin_files(count: int = 24, seed: int = 0) -> dict[str, bytes]:
    """So many plays as Fountain files by name."""
    return {f"play-{number:02}.fountain": to_fountain(builtin_play(seed + number)) for number in range(count)}


def _company(before: Sequence[int], cast: int, time: float, rng: np.random.Generator) -> list[int]:
    """Who is in the next scene: some stay, and later in the play later ones of the cast come."""
    stay = [one for one in before if rng.random() < 0.4]
    known = max(3, min(cast, round(cast * (0.4 + time))))
    wanted = int(rng.integers(2, 6))
    others = [one for one in rng.permutation(known).tolist() if one not in stay]
    return sorted((stay + others)[: max(2, wanted)])


def _beats(names: Sequence[str], rng: np.random.Generator) -> list[Speech | Direction]:
    on, waiting = list(names[:2]), list(names[2:])
    beats: list[Speech | Direction] = [Direction(f"Enter {listed(on)}.", "enter", tuple(on))]
    pair, length = [on[0], on[1]], 2
    for turn in range(int(rng.integers(12, 48))):
        if waiting and rng.random() < 0.12:
            pair[1 - turn % 2] = waiting.pop(0)
            on.append(pair[1 - turn % 2])
            beats.append(Direction(f"Enter {on[-1]}.", "enter", (on[-1],)))
        elif len(on) > 2 and rng.random() < 0.1:
            others = [name for name in on if name != pair[turn % 2]]
            pair[1 - turn % 2] = others[rng.integers(len(others))]
        length = int(np.clip(np.rint(0.4 * length + 0.6 * rng.normal(2, 1.4)), 0, 5))
        manner = "aside" if rng.random() < 0.03 else "plain"
        beats.append(Speech((pair[(turn + 1) % 2],), _lines(SLOTS[length], rng), manner))
    return [*beats, Direction("Exeunt.", "exit")]


def _lines(words: int, rng: np.random.Generator) -> tuple[str, ...]:
    if words <= 3:
        return (SHORT[rng.integers(len(SHORT))],)
    found: list[str] = []
    while sum(len(line.split()) for line in found) < words:
        parts = [one[rng.integers(len(one))] for one in (OPENINGS, THINGS, DOINGS, ENDS)]
        found.append(f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}")
    return tuple(found)

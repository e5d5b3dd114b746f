"""One record for a play, whatever file it was read from."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

TOGETHER = {
    "all", "both", "omnes", "alle", "beide", "ambo", "tutti", "tous", "everyone", "everybody", "chorus", "chor",
    "several", "many", "others",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SLOT = re.compile(r"^\(?about (\d{1,6}) words?\)?$")


@dataclass(frozen=True)
class Direction:
    """What the stage does between two speeches, or the manner of one.

    Attributes:
        text: as printed.
        kind: enter, exit, or other.
        names: the speakers of the play who enter or leave by it, as the cast spells them.
    """

    text: str
    kind: str = "other"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speech:
    """What is said in one turn.

    Attributes:
        speakers: as the cast spells them; more than one, or a group such as ALL, where they speak together.
        lines: as printed, without directions.
        manner: plain, aside, quoted (read or sung) or within (heard from off stage).
        slot_words: of an empty place that is to be written, about how many words; 0 where the lines are the speech.
    """

    speakers: tuple[str, ...]
    lines: tuple[str, ...] = ()
    manner: str = "plain"
    slot_words: int = 0

    @property
    def speaker(self) -> str:
        """The speakers as one name."""
        return " & ".join(self.speakers)

    @cached_property
    def words(self) -> int:
        """How many words are said, or are to be written."""
        return self.slot_words or sum(len(WORD.findall(line)) for line in self.lines)


@dataclass(frozen=True)
class Scene:
    """Speeches and directions in their order.

    Attributes:
        title: as printed, or made from its number.
        act: number of its act in ``Play.acts``.
        place: where it plays; empty where the file does not say.
        beats: speeches and directions.
        mood: what a skeleton wishes for: dark, even or bright; empty in a written play.
    """

    title: str
    act: int
    place: str
    beats: tuple[Speech | Direction, ...]
    mood: str = ""

    @property
    def speeches(self) -> list[Speech]:
        """The speeches alone."""
        return [beat for beat in self.beats if isinstance(beat, Speech)]

    @property
    def directions(self) -> list[Direction]:
        """The directions between speeches alone."""
        return [beat for beat in self.beats if isinstance(beat, Direction)]

    @property
    def words(self) -> int:
        """How many words are said in it."""
        return sum(speech.words for speech in self.speeches)


@dataclass(frozen=True)
class Play:
    """A play.

    Attributes:
        title: as printed.
        acts: their titles.
        scenes: in order; prologues and epilogues are scenes of their own.
        cast: who speaks, in the order of the first word, groups such as ALL left out.
        language: such as en or de; empty where the file does not say.
    """

    title: str
    acts: tuple[str, ...]
    scenes: tuple[Scene, ...]
    cast: tuple[str, ...]
    language: str = ""

    def speeches(self) -> Iterator[Speech]:
        """Every speech in its order."""
        for scene in self.scenes:
            yield from scene.speeches

    def by_speeches(self) -> list[str]:
        """The cast, who speaks most often first."""
        counts = Counter(name for speech in self.speeches() for name in speech.speakers)
        return sorted(self.cast, key=lambda name: -counts[name])


def speaks_together(name: str) -> bool:
    """Whether a speaker is a group (ALL, Both, All Citizens) and not one of the cast."""
    words = re.findall(r"\w+", name.casefold())
    return not words or words[0] in TOGETHER


def count_words(lines: Sequence[str]) -> int:
    """Words of some lines: letters and digits, with what an apostrophe or a hyphen joins."""
    return sum(len(WORD.findall(line)) for line in lines)

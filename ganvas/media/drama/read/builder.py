"""A play built up from what a reader meets, within limits."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ganvas.errors import WorkError
from ganvas.media.drama.directions import NameFinder, kind_of, manner_of
from ganvas.media.drama.names import one_name_each
from ganvas.media.drama.play import SLOT, Direction, Play, Scene, Speech, speaks_together

NUMBER = re.compile(
    r"^(?:\w+\s+)?(?:act|scene|scena|akt|auftritt|aufzug|szene|handlung|abhandelung|prologue|epilogue|prolog|epilog)\b"
    r"[\s.]*[ivxlcdm\d]*\b[\s.,:;–-]*",
    re.I,
)
MOST_NUMBERS = 3  # as in "Act I, scene 2, prologue"
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Attributes:
        largest_bytes: of the file.
        speeches: of the play; the longest of Shakespeare's has 1,200.
        beats: speeches and directions together.
        scenes: of the play.
        speakers: different spellings of names.
        depth: of elements inside one another.
        text: letters of one heading, name, line or direction.
    """

    largest_bytes: int = 24 << 20
    speeches: int = 20_000
    beats: int = 40_000
    scenes: int = 2_000
    speakers: int = 2_000
    depth: int = 60
    text: int = 20_000


LIMITS = Limits()


@dataclass
class _Scene:
    title: str
    act: int
    place: str
    mood: str = ""
    beats: list[Speech | Direction] = field(default_factory=list)


class Builder:
    """Collects acts, scenes, speeches and directions in the order in which they come."""

    def __init__(self, name: str, limits: Limits = LIMITS) -> None:
        self.name, self.limits = name, limits
        self.title, self.language = "", ""
        self._acts: list[str] = []
        self._scenes: list[_Scene] = []
        self._counts: Counter[str] = Counter()
        self._beats = self._speeches = 0
        self._closed = False

    def act(self, title: str) -> None:
        """A new act begins."""
        self._acts.append(self.checked(title) or f"Act {roman(len(self._acts) + 1)}")
        self._within(len(self._acts), self.limits.scenes, "acts")
        self._closed = True

    def rename_act(self, title: str) -> None:
        """The newest act's title, known only now."""
        self._acts[-1] = self.checked(title) or self._acts[-1]

    def scene(self, title: str, place: str | None = None) -> None:
        """A new scene begins; its place is what its title says after its number, where none is given."""
        title = self.checked(title)
        self._closed = False
        place = place_in(title) if place is None else place
        self._scenes.append(_Scene(title, max(0, len(self._acts) - 1), place))
        self._within(len(self._scenes), self.limits.scenes, "scenes")

    def close_scene(self) -> None:
        """What comes next belongs to no scene so far."""
        self._closed = True

    def mood(self, mood: str) -> None:
        """What the scene wishes for."""
        self._open().mood = mood

    def direction(self, text: str) -> None:
        """The stage does something."""
        if text := self.checked(text):
            self._add(Direction(text, kind_of(text)))

    def speech(self, speakers: Sequence[str], lines: Sequence[str], inner: Sequence[str] = ()) -> None:
        """Somebody speaks.

        Args:
            speakers: at least one name, as printed.
            lines: without directions; one may be a slot, "(about 12 words)".
            inner: directions that stand inside the speech.
        """
        speakers = [self.checked(one) for one in speakers if one.strip()] or ["?"]
        self._counts.update(speakers)
        self._speeches += 1
        self._within(self._speeches, self.limits.speeches, "speeches")
        self._within(len(self._counts), self.limits.speakers, "speakers")
        slots = [int(found[1]) for line in (*lines, *inner) if (found := SLOT.match(line.strip()))]
        said = tuple(line for line in map(self.checked, lines) if line and not SLOT.match(line))
        self._add(Speech(tuple(speakers), said, manner_of(list(inner)), sum(slots)))

    def play(self) -> Play:
        """The play, every speaker under one name.

        Raises:
            WorkError: nobody speaks in it.
        """
        if not self._speeches:
            raise WorkError(
                f"{self.name}: no speech was found in it. A play has speakers and what they say; "
                "in Fountain a name in capitals stands above the line.",
                "empty",
            )
        names = one_name_each(self._counts)
        finder = NameFinder([name for name in dict.fromkeys(names.values()) if not speaks_together(name)])
        scenes = tuple(self._finished(number, scene, names, finder) for number, scene in enumerate(self._scenes, 1))
        order = dict.fromkeys(one for scene in scenes for speech in scene.speeches for one in speech.speakers)
        cast = tuple(one for one in order if not speaks_together(one))
        return Play(self.title or "Untitled", tuple(self._acts) or ("",), scenes, cast, self.language)

    def checked(self, text: str) -> str:
        """The text with single spaces and no control characters.

        Raises:
            WorkError: it is longer than a text may be.
        """
        if len(text) > self.limits.text:
            raise WorkError(
                f"{self.name}: one line of it has {len(text):,} letters, the limit is {self.limits.text:,}. "
                "Break it into lines.",
                "too-large",
            )
        text = text.replace("\u2060", "")  # the mark by which write/fountain.py keeps a line plain
        plain = text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)
        return " ".join(plain.split())

    def _finished(self, number: int, scene: _Scene, names: dict[str, str], finder: NameFinder) -> Scene:
        beats = tuple(_named(beat, names, finder) for beat in scene.beats)
        return Scene(scene.title or f"Scene {number}", scene.act, scene.place, beats, scene.mood)

    def _open(self) -> _Scene:
        if not self._scenes or self._closed:
            self.scene(self._acts[-1] if self._acts else "Scene")
        return self._scenes[-1]

    def _add(self, beat: Speech | Direction) -> None:
        self._beats += 1
        self._within(self._beats, self.limits.beats, "speeches and directions")
        self._open().beats.append(beat)

    def _within(self, count: int, limit: int, what: str) -> None:
        if count > limit:
            raise WorkError(f"{self.name}: more than {limit:,} {what}. Split it into plays.", "too-large")


def _named(beat: Speech | Direction, names: dict[str, str], finder: NameFinder) -> Speech | Direction:
    if isinstance(beat, Speech):
        return replace(beat, speakers=tuple(dict.fromkeys(names[one] for one in beat.speakers)))
    if beat.kind == "other":
        return beat
    return replace(beat, names=finder.names_in(beat.text))


def place_in(title: str) -> str:
    """What the title of a scene says after its number.

    >>> place_in("SCENE II.  A room of state in the castle."), place_in("Zweiter Auftritt")
    ('A room of state in the castle', '')
    """
    for _ in range(MOST_NUMBERS):
        title = NUMBER.sub("", title, count=1)
    return title.strip(" .")


def roman(number: int) -> str:
    """1 as I, 4 as IV, up to 39.

    >>> roman(14)
    'XIV'
    """
    text = ""
    for value, letters in ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text

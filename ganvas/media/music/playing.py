"""How a phrase is played where it becomes a score, a picture or sound: its tempo, its key, its instruments."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ganvas.errors import FormError, WorkError
from ganvas.media.music.keys import NAMES, Key
from ganvas.media.music.score import Score

OPTIONS: Mapping[str, str] = {
    "tempo": "quarters a minute, such as 72",
    "key": "G, Bb, F# or, of minor, e, c#; or semitones up, such as -2",
    "instruments": "organ, strings, piano and so on, or programs of General MIDI for the voices in turn, 40,40,41,42",
    "soundfont": "a .sf2 file",
}
INSTRUMENTS: Mapping[str, tuple[int, ...]] = {
    "organ": (19,),
    "strings": (40, 40, 41, 42),
    "choir": (52,),
    "piano": (0,),
    "harpsichord": (6,),
    "guitar": (24,),
    "brass": (56, 60, 57, 58),  # trumpet, horn, trombone, tuba
    "winds": (73, 68, 71, 70),  # flute, oboe, clarinet, bassoon
}
SHARPS = {"C#": 1, "D#": 3, "Gb": 6, "G#": 8, "A#": 10}
NEAREST = 6  # semitones: a key is reached by the shorter way


@dataclass(frozen=True)
class Playing:
    """How a score is played; what is left out stays as it is.

    Attributes:
        bpm: quarters a minute.
        semitones: up.
        programs: of General MIDI for the parts in turn.
        font: the soundfont to play on.
    """

    bpm: float | None = None
    semitones: int = 0
    programs: tuple[int, ...] = ()
    font: Path | None = None

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Self:
        """What the options say, by the names of ``OPTIONS``.

        Raises:
            FormError: one is not known, or says nothing that can be played.
        """
        if strange := sorted(set(options) - set(OPTIONS)):
            known = "; ".join(f"{name}: {says}" for name, says in OPTIONS.items())
            raise FormError(f"{', '.join(strange)}: no option of music. There are {known}.")
        tempo, font = options.get("tempo", ""), options.get("soundfont", "")
        try:
            bpm = float(tempo) if tempo else None
        except ValueError:
            raise FormError(f"tempo {tempo!r}: write quarters a minute, such as 72.") from None
        found = cls(bpm, semitones_of(options.get("key", "")), programs_of(options.get("instruments", "")))
        return cls(found.bpm, found.semitones, found.programs, Path(font) if font else None)

    def score(self, score: Score) -> Score:
        """The score so played.

        Raises:
            FormError: a tempo or an instrument that there is none of.
        """
        try:
            return score.played(self.bpm, self.semitones, self.programs)
        except WorkError as fault:
            raise FormError(str(fault)) from None


def semitones_of(key: str) -> int:
    """Semitones up from C major or A minor to a key, by the shorter way; or the number that is written.

    Raises:
        FormError: there is no such key.
    """
    if not key:
        return 0
    if key.lstrip("+-").isdecimal() and abs(int(key)) <= 4 * NEAREST:
        return int(key)
    name = key[:1].upper() + key[1:]
    tonic = SHARPS.get(name, NAMES.index(name) if name in NAMES else -1)
    if tonic < 0:
        raise FormError(f"key {key!r}: write G, Bb or F#, of minor e or c#, or semitones up such as -2.")
    return -Key(tonic, minor=key[0].islower()).to_c


def programs_of(instruments: str) -> tuple[int, ...]:
    """The programs of a name in ``INSTRUMENTS``, or the numbers that are written.

    Raises:
        FormError: it is neither.
    """
    if not instruments or instruments in INSTRUMENTS:
        return INSTRUMENTS.get(instruments, ())
    words = [word.strip() for word in instruments.split(",")]
    if not all(word.isdecimal() and int(word) < 128 for word in words):
        raise FormError(
            f"instruments {instruments!r}: choose {', '.join(INSTRUMENTS)}, or write programs of General MIDI,"
            " 0 to 127."
        )
    return tuple(map(int, words))

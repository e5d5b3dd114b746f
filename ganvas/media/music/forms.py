"""The files that a score can become, by suffix."""

from collections.abc import Callable, Mapping

from ganvas.media.music.engrave import engrave
from ganvas.media.music.picture import roll_png
from ganvas.media.music.score import Score
from ganvas.media.music.sound import mp3_of, ogg_of, wav_of
from ganvas.media.music.write_midi import write_midi
from ganvas.media.music.write_musicxml import write_musicxml

Form = Callable[[Score, Mapping[str, str]], bytes]


def _svg(score: Score, text: Mapping[str, str]) -> bytes:
    """The engraved score on one line."""
    return engrave(score, text, fit=True)[0].encode()


FORMS: Mapping[str, Form] = {
    ".mid": write_midi,
    ".musicxml": write_musicxml,
    ".svg": _svg,
    ".png": roll_png,
    ".wav": wav_of,
    ".mp3": mp3_of,
    ".ogg": ogg_of,
}

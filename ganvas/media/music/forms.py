"""The files that a score can become, by suffix."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ganvas.media.music.engrave import engrave
from ganvas.media.music.picture import roll_png
from ganvas.media.music.score import Score
from ganvas.media.music.sound import mp3_of, ogg_of, wav_of
from ganvas.media.music.write_midi import write_midi
from ganvas.media.music.write_musicxml import write_musicxml

Form = Callable[[Score, Mapping[str, str], Path | None], bytes]


def _svg(score: Score, text: Mapping[str, str]) -> bytes:
    """The engraved score on one line."""
    return engrave(score, text, fit=True)[0].encode()


FORMS: Mapping[str, Form] = {  # from a score, its text and the soundfont to play it on
    ".played.mid": lambda score, text, _font: write_midi(score, text),
    ".musicxml": lambda score, text, _font: write_musicxml(score, text),
    ".svg": lambda score, text, _font: _svg(score, text),
    ".png": lambda score, text, _font: roll_png(score, text),
    ".wav": wav_of,
    ".mp3": mp3_of,
    ".ogg": ogg_of,
}

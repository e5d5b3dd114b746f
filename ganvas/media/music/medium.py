"""Music as a medium: MIDI and MusicXML files, samples of four bars, MIDI files."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError
from ganvas.media.image.encode import read_text as read_png_text
from ganvas.media.image.encode import to_png
from ganvas.media.medium import Bytes8, Decoded, Shape
from ganvas.media.music import picture, windows
from ganvas.media.music.container import ZIP
from ganvas.media.music.forms import FORMS
from ganvas.media.music.grid import Grid, grid_of, score_of
from ganvas.media.music.midi import SIGNATURE, midi_text, read_midi
from ganvas.media.music.musicxml import musicxml_text, read_musicxml
from ganvas.media.music.score import Score
from ganvas.media.music.write_midi import write_midi

SHEET = {"Software": "Ganvas sheet"}
PNG = b"\x89PNG"


class Music:
    """Scores on a grid of sixteenths; what a sample holds is told by its shape."""

    name = "music"
    suffixes = (".mid", ".midi", ".mxl", ".musicxml", ".xml")

    def decode(self, data: bytes, name: str) -> Decoded:
        """Read a MIDI or MusicXML file, by its first bytes and not by its name.

        Raises:
            WorkError: it is neither, or cannot be read.
        """
        score = read(data, name)
        return Decoded(score, score.facts(), score.notes)

    def samples(self, decoded: Decoded, shape: Shape) -> NDArray[np.uint8]:
        """All windows of the work, uint8 (K, *shape).

        Raises:
            WorkError: none of its bars fit the shape.
            ShapeError: no music has that shape.
        """
        return windows.samples(self._score(decoded), shape)

    def fit(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """The first window of the work, uint8 (*shape); errors as in ``samples``."""
        first: Bytes8 = windows.windows(self._score(decoded), grid_of(shape)).samples[0]
        return first

    def encode(self, sample: Bytes8, text: Mapping[str, str], scale: int = 1) -> bytes:
        """One sample as the bytes of a MIDI file that carries ``text``; music has no size to scale."""
        del scale
        return write_midi(self.score(sample), text)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """The text of a MIDI, MusicXML or PNG file of ours."""
        if data.startswith(SIGNATURE):
            return midi_text(data)
        return read_png_text(data) if data.startswith(PNG) else musicxml_text(data)

    def contact_sheet(self, samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
        """Samples (N, *shape) as small piano rolls side by side, one PNG."""
        return to_png(picture.sheet([self.score(sample) for sample in samples], columns, scale or 1), SHEET)

    def preview(self, sample: Bytes8) -> Bytes8:
        """One sample as a small piano roll, uint8 (3, height, width)."""
        return picture.preview(self.score(sample))

    def score(self, sample: NDArray[Any]) -> Score:
        """One sample as a score of four bars in C."""
        return score_of(sample, grid_of(sample.shape))

    def grid(self, shape: Shape) -> Grid:
        """What samples of that shape hold, and so their heads."""
        return grid_of(shape)

    @property
    def forms(self) -> Mapping[str, Callable[[Bytes8, Mapping[str, str]], bytes]]:
        """Suffix to a function of a sample and its text that gives the bytes of such a file."""
        return {suffix: self._form(make) for suffix, make in FORMS.items()}

    def _form(self, make: Callable[[Score, Mapping[str, str]], bytes]) -> Callable[[Bytes8, Mapping[str, str]], bytes]:
        return lambda sample, text: make(self.score(sample), text)

    @staticmethod
    def _score(decoded: Decoded) -> Score:
        score: Score = decoded.content
        return score


def read(data: bytes, name: str) -> Score:
    """A MIDI or MusicXML file as a score, by its first bytes.

    Raises:
        WorkError: it is neither, or cannot be read.
    """
    if data.startswith(SIGNATURE):
        return read_midi(data, name)
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if data.startswith(ZIP) or start.startswith(b"<"):
        return read_musicxml(data, name)
    raise WorkError(f"{name}: is neither MIDI nor MusicXML; export it as one of them.")

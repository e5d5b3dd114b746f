"""Music as a medium: MIDI and MusicXML files, samples of four bars, MIDI files."""

# ruff: noqa: ARG002  # a protocol asks for more than one art needs

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import ShapeError, WorkError
from ganvas.heads import Head
from ganvas.media.image.encode import read_text as read_png_text
from ganvas.media.image.encode import to_png
from ganvas.media.measured import Measurement
from ganvas.media.medium import NOTHING, Decoded, Facts, Form, Medium, Samples, Shape
from ganvas.media.music import harmony, picture, rows, windows
from ganvas.media.music.container import ZIP
from ganvas.media.music.drawn import draw
from ganvas.media.music.facts import FACTS, facts_of, grid_for
from ganvas.media.music.forms import FORMS
from ganvas.media.music.forms import Form as Played
from ganvas.media.music.grid import BARS, Grid, grid_of, score_of
from ganvas.media.music.midi import SIGNATURE, midi_text, read_midi
from ganvas.media.music.musicxml import musicxml_text, read_musicxml
from ganvas.media.music.playing import OPTIONS, Playing
from ganvas.media.music.score import Score
from ganvas.media.music.words import MARK
from ganvas.media.music.write_midi import write_midi
from ganvas.media.nearest import Nearest
from ganvas.views import Kind

SHEET = {"Software": "Ganvas contact sheet"}
PNG = b"\x89PNG"
BEGINS = 4096  # bytes within which a file of ours says so
USUAL_STEPS = 64


class Music(Medium):
    """Scores on a grid of sixteenths; what a sample holds is told by its shape."""

    name = "music"
    singular, plural = "phrase", "phrases"
    suffix = ".mid"
    suffixes = (".mid", ".midi", ".mxl", ".musicxml", ".xml")
    formats = "MIDI or MusicXML"
    facts: Mapping[str, str] = FACTS
    steps = BARS
    usual_size = USUAL_STEPS
    recipe = "music"
    measured_by: tuple[str, ...] = tuple(rows.ROWS)
    nearest_by = rows.BY
    options: Mapping[str, str] = OPTIONS

    def __init__(self, playing: Playing | None = None) -> None:
        self._playing = playing or Playing()

    def told(self, options: Mapping[str, str]) -> "Music":
        """Music whose forms are played as the options say; the native file stays in C, as it was made."""
        return Music(Playing.of(options))

    @property
    def telling(self) -> tuple[str, ...]:
        """All but .xml, in which other arts are kept too."""
        return tuple(suffix for suffix in self.suffixes if suffix != ".xml")

    @property
    def builtins(self) -> Mapping[str, Callable[[int], bytes]]:
        """Chorales by rule."""
        return {"chorales": lambda seed: write_midi(draw(seed), {})}

    @property
    def forms(self) -> Mapping[str, Form]:
        """Scores, pictures and sound of a sample."""
        return {suffix: self._form(make) for suffix, make in FORMS.items()}

    def decode(self, data: bytes, name: str) -> Decoded:
        """Read a MIDI or MusicXML file, by its first bytes and not by its name; the content is a ``Score``.

        Raises:
            WorkError: it is neither, or cannot be read.
        """
        score = read(data, name)
        ours = MARK.encode() + b"{" in data[:BEGINS] and not any(fifths for _, fifths in score.keys)
        return Decoded(score, {**facts_of(score), "name": name, "in_c": int(ours)}, score.notes)

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        """All windows of the work, a bar apart; what Ganvas wrote in C stays as it is.

        Raises:
            WorkError: none of its bars fit the shape.
            ShapeError: no music has that shape.
        """
        self.check_shape(shape, options)
        try:
            return windows.windows(decoded.content, grid_of(shape), normalise=not decoded.facts["in_c"]).samples
        except WorkError as fault:
            raise WorkError(f"{decoded.facts['name']}: {fault}", fault.reason) from None

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        """The shape that suits most of the works; a sample is four bars, whatever the size asked for."""
        return grid_for(works).shape

    def check_shape(self, shape: Shape, options: Mapping[str, str] = NOTHING) -> Shape:
        """See ``Medium.check_shape``."""
        super().check_shape(shape, options)
        grid_of(shape)
        return shape

    def heads(self, shape: Shape) -> tuple[Head, ...]:
        """A choice for each voice; of a roll, yes or no for each pitch."""
        return grid_of(shape).heads

    @property
    def views(self) -> Mapping[str, Kind]:
        """What sounds, and how it sounds together."""
        return harmony.KINDS

    def plan(self, shape: Shape) -> Mapping[str, object]:
        """See ``Medium.plan``: heads, and the view of what sounds where there are voices."""
        grid = grid_of(shape)
        views = (harmony.view_of(grid),) if grid.tracks else ()
        return {"heads": grid.heads, "views": views, "chained": grid.tracks > 1}

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        """One sample as the bytes of a MIDI file that carries ``text``, in C major or A minor."""
        return write_midi(self.score(sample), text)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """The text of a MIDI, MusicXML or PNG file of ours."""
        if data.startswith(SIGNATURE):
            return midi_text(data)
        return read_png_text(data) if data.startswith(PNG) else musicxml_text(data)

    def preview(self, sample: Samples) -> bytes:
        """One sample as a small piano roll, a PNG."""
        return to_png(picture.small(self.score(sample)), SHEET)

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        """Samples (N, *shape) as small piano rolls side by side, one PNG."""
        if not len(samples):
            raise ShapeError("a contact sheet takes at least one phrase; got none")
        return to_png(picture.sheet([self.score(sample) for sample in samples], columns, scale or 1), SHEET)

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        """See ``rows.measure``."""
        return rows.measure(train, held_out, fake)

    def nearest(self, samples: Samples, works: Sequence[Decoded]) -> Sequence[Nearest]:
        """The works that have the same pitches at the most places, in any key; see ``rows.nearest_of``."""
        return rows.nearest_of(samples, [self._phrases(work, samples.shape[1:]) for work in works])

    def _phrases(self, work: Decoded, shape: Shape) -> Samples:
        """The phrases of a work; none where it has too little for one."""
        try:
            return self.samples(work, shape)
        except WorkError:
            return np.empty((0, *shape), np.uint8)

    def score(self, sample: NDArray[Any]) -> Score:
        """One sample as a score of four bars in C."""
        return score_of(sample, grid_of(sample.shape))

    def grid(self, shape: Shape) -> Grid:
        """What samples of that shape hold."""
        return grid_of(shape)

    def _form(self, make: Played) -> Form:
        return lambda sample, text: make(self._playing.score(self.score(sample)), text, self._playing.font)


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

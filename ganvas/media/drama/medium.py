"""The media of drama: scenes and plots, each with samples of its own; both read the same files."""

# ruff: noqa: ARG002  # a protocol asks for more than one art needs

import zlib
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from ganvas.errors import ShapeError, WorkError
from ganvas.heads import Head
from ganvas.media.drama import near, plot, rows, scene
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.play import Play
from ganvas.media.drama.read import SUFFIXES, decode
from ganvas.media.drama.skeleton import play_of_plot, play_of_scene
from ganvas.media.drama.write.charts import plot_map, stage_time, tension_chart
from ganvas.media.drama.write.fdx import to_fdx
from ganvas.media.drama.write.fountain import read_text, to_fountain
from ganvas.media.drama.write.pdf import to_pdf
from ganvas.media.drama.write.tiles import contact_sheet, preview
from ganvas.media.measured import Measurement
from ganvas.media.medium import NOTHING, Bytes8, Decoded, Facts, Form, Medium, Samples, Shape
from ganvas.media.nearest import Nearest

FORMS: dict[str, Callable[[Play, Mapping[str, str]], bytes]] = {  # suffix to what a play becomes
    ".fdx": lambda play, _text: to_fdx(play),
    ".pdf": lambda play, _text: to_pdf(play),
    ".svg": lambda play, text: plot_map(play, "svg", text),
    ".png": lambda play, text: plot_map(play, "png", text),
    ".time.svg": lambda play, text: stage_time(play, "svg", text),
    ".tension.svg": lambda play, text: tension_chart(play, "svg", text),
}
PER = 4  # a network halves time, so a sample's time is a multiple of this


class Drama(Medium):
    """What scenes and plots share: files, forms, pictures, and that a structure is a play to be written."""

    suffix = ".fountain"
    suffixes: tuple[str, ...] = SUFFIXES
    formats = "Fountain, Final Draft, TEI or Bosak XML"
    other = "other-art"
    facts: Mapping[str, str] = {
        "format": "which of them",
        "title": "of the play",
        "acts": "of it",
        "scenes": "with a speech",
        "longest_scene": "speeches of its longest scene",
        "speeches": "of all scenes",
        "speakers": "groups such as ALL left out",
        "words": "that are said",
    }
    channels: int
    least: int

    @property
    def forms(self) -> Mapping[str, Form]:
        """Final Draft, a PDF to write in, and charts."""
        return {suffix: _of_sample(self, form) for suffix, form in FORMS.items()}

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``; the content is a ``Play``."""
        return decode(data, name)

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        """See ``Medium.samples``."""
        self.check_shape(shape, options)
        found = self.structures(decoded.content, shape[1])
        if not found:
            raise WorkError(f"{decoded.content.title}: {self.too_short()}", "too-small")
        return np.stack(found)

    def check_shape(self, shape: Shape, options: Mapping[str, str] = NOTHING) -> Shape:
        """See ``Medium.check_shape``."""
        super().check_shape(shape, options)
        if shape[0] != self.channels:
            raise ShapeError(f"{self.plural} have {self.channels} channels; got {tuple(shape)}.")
        return shape

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        """One sample as a play to be written, in Fountain; names are drawn by the structure itself."""
        return to_fountain(self.play_of(sample), text)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def preview(self, sample: Samples) -> bytes:
        """See ``Medium.preview``: a scene like a score, a plot like a map."""
        return preview(sample, {})

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        """See ``Medium.contact_sheet``."""
        return contact_sheet(samples, columns, scale)

    @abstractmethod
    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """One sample as a play to be written: what every form is made from."""

    @abstractmethod
    def structures(self, play: Play, length: int) -> Sequence[Bytes8]:
        """The samples of a play, of so many turns or scenes."""

    @abstractmethod
    def too_short(self) -> str:
        """Why a play gives no sample."""

    def _natural(self, longest: Iterable[int], size: int) -> Shape:
        wanted = min(size, max(longest, default=size))
        return self.channels, max(PER, wanted // PER * PER, self.least)


class Scenes(Drama):
    """Scenes as samples (24, turns): who speaks in each turn, how long, and where the stage does something."""

    name = "scene"
    singular, plural = "scene", "scenes"
    channels, least = scene.SCENE_CHANNELS, scene.LEAST
    steps = scene.TURNS // scene.STRIDE
    usual_size = scene.TURNS
    recipe = "scene"
    measured_by: tuple[str, ...] = rows.SCENE_ROWS
    nearest_by = near.BY

    @property
    def telling(self) -> tuple[str, ...]:
        """All but .xml, in which other arts are kept too."""
        return tuple(suffix for suffix in self.suffixes if suffix != ".xml")

    @property
    def builtins(self) -> Mapping[str, Callable[[int], bytes]]:
        """Plays by rule."""
        return {"plays": lambda seed: to_fountain(builtin_play(seed))}

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        """See ``Medium.natural_shape``."""
        return self._natural((int(facts["longest_scene"]) for facts in works), size)

    def heads(self, shape: Shape) -> tuple[Head, ...]:
        """See ``scene.SCENE_HEADS``."""
        return scene.SCENE_HEADS

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        """See ``rows.measure``."""
        return rows.of_scenes(*([scene.from_sample(one) for one in part] for part in (train, held_out, fake)))

    def nearest(self, samples: Samples, works: Sequence[Decoded]) -> Sequence[Nearest]:
        """See ``near.nearest``."""
        return near.nearest(samples, works)

    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """See ``Drama.play_of``."""
        turns = scene.from_sample(sample)
        return play_of_scene(turns, _seed(scene.to_sample(turns, sample.shape[1])), title=title)

    def structures(self, play: Play, length: int) -> Sequence[Bytes8]:
        """See ``Drama.structures``."""
        found = [window for one in play.scenes for window in scene.windows(one, length)]
        return [scene.to_sample(window, length) for window in found]

    def too_short(self) -> str:
        """See ``Drama.too_short``."""
        return f"no scene of it has {scene.LEAST} speeches, which a sample takes. Leave it out."


class Plots(Drama):
    """Plots as samples (28, scenes): who is on stage in which scene."""

    name = "plot"
    singular, plural = "plot", "plots"
    channels, least = plot.PLOT_CHANNELS, plot.LEAST
    steps = plot.SCENES // plot.STRIDE
    usual_size = plot.SCENES
    recipe = "plot"
    measured_by: tuple[str, ...] = rows.PLOT_ROWS
    nearest_by = near.PLOTS_BY

    @property
    def telling(self) -> tuple[str, ...]:
        """None: a folder of plays is taken for scenes, unless plots are asked for."""
        return ()

    @property
    def builtins(self) -> Mapping[str, Callable[[int], bytes]]:
        """Plays by rule."""
        return {"plots": lambda seed: to_fountain(builtin_play(seed))}

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        """See ``Medium.natural_shape``."""
        return self._natural((int(facts["scenes"]) for facts in works), size)

    def heads(self, shape: Shape) -> tuple[Head, ...]:
        """See ``plot.PLOT_HEADS``."""
        return plot.PLOT_HEADS

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        """See ``rows.measure``."""
        return rows.of_plots(*([plot.from_sample(one) for one in part] for part in (train, held_out, fake)))

    def nearest(self, samples: Samples, works: Sequence[Decoded]) -> Sequence[Nearest]:
        """See ``near.nearest_plots``."""
        return near.nearest_plots(samples, works)

    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """See ``Drama.play_of``."""
        columns = plot.from_sample(sample)
        return play_of_plot(columns, _seed(plot.to_sample(columns, sample.shape[1])), title=title)

    def structures(self, play: Play, length: int) -> Sequence[Bytes8]:
        """See ``Drama.structures``."""
        return [plot.to_sample(window, length) for window in plot.windows(play, length)]

    def too_short(self) -> str:
        """See ``Drama.too_short``."""
        return f"it has fewer than {plot.LEAST} scenes with speeches, which a sample takes. Train on its scenes."


def _of_sample(art: Drama, form: Callable[[Play, Mapping[str, str]], bytes]) -> Form:
    return lambda sample, text: form(art.play_of(sample), text)


def _seed(sample: Bytes8) -> int:
    return zlib.crc32(sample.tobytes())

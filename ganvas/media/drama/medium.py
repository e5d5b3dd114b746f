"""The media of drama: scenes and plots, each with samples of its own; both read the same files."""

import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ganvas.errors import WorkError
from ganvas.heads import Head
from ganvas.media.drama import plot, scene
from ganvas.media.drama.play import Play
from ganvas.media.drama.read import SUFFIXES, decode
from ganvas.media.drama.skeleton import play_of_plot, play_of_scene
from ganvas.media.drama.write.charts import plot_map, stage_time, tension_chart
from ganvas.media.drama.write.fdx import to_fdx
from ganvas.media.drama.write.fountain import read_text, to_fountain
from ganvas.media.drama.write.pdf import to_pdf
from ganvas.media.drama.write.tiles import contact_sheet, preview
from ganvas.media.medium import Bytes8, Decoded, Shape

Form = Callable[[Play, Mapping[str, str]], bytes]
FORMS: dict[str, Form] = {  # suffix to what a play becomes
    ".fountain": to_fountain,
    ".fdx": lambda play, _text: to_fdx(play),
    ".pdf": lambda play, _text: to_pdf(play),
    ".svg": lambda play, text: plot_map(play, "svg", text),
    ".png": lambda play, text: plot_map(play, "png", text),
    ".time.svg": lambda play, text: stage_time(play, "svg", text),
    ".tension.svg": lambda play, text: tension_chart(play, "svg", text),
}


class Drama:
    """What scenes and plots share.

    Attributes:
        name: of the medium.
        suffixes: of the files it reads.
        heads: of a sample's channels.
        shape: of a sample where a recipe says nothing else.
    """

    name: str
    heads: tuple[Head, ...]
    shape: Shape
    suffixes: tuple[str, ...] = SUFFIXES
    forms: Mapping[str, Form] = FORMS

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``; the content is a ``Play``."""
        return decode(data, name)

    def samples(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """All samples of one play, uint8 (K, *shape).

        Raises:
            WorkError: the play is too short for one.
        """
        found = self._samples(decoded.content, shape[1])
        if not found:
            raise WorkError(f"{decoded.content.title}: {self._too_short()}", "too-small")
        return np.stack(found)

    def fit(self, decoded: Decoded, shape: Shape) -> Bytes8:
        """See ``Medium.fit``; the first of its samples."""
        return np.asarray(self.samples(decoded, shape)[0])

    def encode(self, sample: Bytes8, text: Mapping[str, str], scale: int = 1) -> bytes:  # noqa: ARG002
        """One sample as a play to be written, in Fountain; names are drawn by the sample itself. ``scale`` is 1."""
        return to_fountain(self.play_of(sample), text)

    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """One sample as a play to be written: what every form is made from."""
        raise NotImplementedError

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def contact_sheet(self, samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
        """See ``Medium.contact_sheet``."""
        return contact_sheet(samples, columns, scale)

    def preview(self, sample: Bytes8, text: Mapping[str, str], scale: int = 3) -> bytes:
        """One sample as a PNG for the studio."""
        return preview(sample, text, scale)

    def _samples(self, play: Play, length: int) -> Sequence[Bytes8]:
        raise NotImplementedError

    def _too_short(self) -> str:
        raise NotImplementedError


class Scenes(Drama):
    """Scenes as samples (24, turns): who speaks in each turn, how long, and where the stage does something."""

    name = "scene"
    heads = scene.SCENE_HEADS
    shape: Shape = (scene.SCENE_CHANNELS, scene.TURNS)

    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """See ``Drama.play_of``."""
        turns = scene.from_sample(sample)
        return play_of_scene(turns, _seed(scene.to_sample(turns, sample.shape[1])), title=title)

    def _samples(self, play: Play, length: int) -> Sequence[Bytes8]:
        found = [window for one in play.scenes for window in scene.windows(one, length)]
        return [scene.to_sample(window, length) for window in found]

    def _too_short(self) -> str:
        return f"no scene of it has {scene.LEAST} speeches, which a sample takes. Leave it out."


class Plots(Drama):
    """Plots as samples (28, scenes): who is on stage in which scene."""

    name = "plot"
    heads = plot.PLOT_HEADS
    shape: Shape = (plot.PLOT_CHANNELS, plot.SCENES)

    def play_of(self, sample: Bytes8, title: str = "") -> Play:
        """See ``Drama.play_of``."""
        columns = plot.from_sample(sample)
        return play_of_plot(columns, _seed(plot.to_sample(columns, sample.shape[1])), title=title)

    def _samples(self, play: Play, length: int) -> Sequence[Bytes8]:
        return [plot.to_sample(window, length) for window in plot.windows(play, length)]

    def _too_short(self) -> str:
        return (
            f"it has fewer than {plot.LEAST} scenes with speeches, which a sample takes. Train on its scenes instead."
        )


def _seed(sample: Bytes8) -> int:
    return zlib.crc32(sample.tobytes())


MEDIA = {"scene": Scenes, "plot": Plots}

"""The medium of dance: what the rest of Ganvas asks of an art form, answered by this room's files."""

# ruff: noqa: ARG002  # a protocol asks for more than one art needs

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from ganvas.errors import ShapeError
from ganvas.heads import Head
from ganvas.media.dance import near, rows, works
from ganvas.media.dance.bvh import read_text, write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import Sample
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.forms import FORMS
from ganvas.media.dance.strip import preview, sheet
from ganvas.media.measured import Measurement
from ganvas.media.medium import NOTHING, Decoded, Facts, Form, Medium, Samples, Shape
from ganvas.media.nearest import Nearest
from ganvas.views import Kind


class Dance(Medium):
    """Motion of one figure as samples (channels, time), float32.

    A sample does not say whose skeleton it is danced on: ``bound`` to what the works of a corpus have in common,
    the medium knows it.
    """

    name = "dance"
    singular, plural = "dance", "dances"
    suffix = ".bvh"
    suffixes: tuple[str, ...] = (".bvh",)
    formats = "BVH"
    other = "not-a-dance"
    facts: Mapping[str, str] = works.FACTS
    steps = works.STRIDE
    dtype = "float32"
    usual_size = works.USUAL
    recipe = "dance"
    augmentations: tuple[str, ...] = ("moment",)
    measured_by: tuple[str, ...] = rows.ROWS
    nearest_by = near.BY

    def __init__(self, figure: Figure | None = None) -> None:
        self._figure = figure

    @property
    def figure(self) -> Figure:
        """Who dances.

        Raises:
            ShapeError: the medium is bound to no corpus.
        """
        if self._figure is None:
            raise ShapeError("a sample of dance needs the skeleton of its corpus; bind the medium to it first")
        return self._figure

    @property
    def forms(self) -> Mapping[str, Form]:
        """A film, a strip of poses, a table of where the joints are, and what a page draws a dance from."""
        return {suffix: _of(self, form) for suffix, form in FORMS.items() if suffix != self.suffix}

    @property
    def builtins(self) -> Mapping[str, Callable[[int], bytes]]:
        """Dances by rule, of ten seconds."""
        return {"dance": lambda seed: write_bvh(dance(seed).motion)}

    @property
    def views(self) -> Mapping[str, Kind]:
        """How feet move over the floor."""
        from ganvas.media.dance import feet  # brings in PyTorch

        return {feet.NAME: feet.FEET}

    def nearest(self, samples: Samples, works_: Sequence[Decoded]) -> list[Nearest]:
        """See ``near.nearest``."""
        return near.nearest(list(samples), works_, self.figure)

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``; a BVH file."""
        return works.decode(data, name)

    def common(self, works_: Iterable[Facts]) -> str:
        """See ``Medium.common``; the figure as JSON."""
        return works.common(works_)

    def bound(self, common: str) -> "Dance":
        """See ``Medium.bound``."""
        return Dance(works.figure_from(common))

    def natural_shape(self, works_: Iterable[Facts], size: int) -> Shape:
        """See ``Medium.natural_shape``; size is frames at 30 a second."""
        return works.natural_shape(works_, size)

    def heads(self, shape: Shape) -> tuple[Head, ...]:
        """Free values for rotations and the way, contacts between −1 and 1."""
        if self._figure is None:
            return (Head(name="motion", kind="linear", channels=shape[0]),)
        return self._figure.heads

    def plan(self, shape: Shape) -> Mapping[str, object]:
        """Heads, and the view of the feet where the figure has some."""
        from ganvas.media.dance import feet

        seen = (feet.view(self.figure, shape[1]),) if self.figure.contacts else ()
        return {"heads": self.heads(shape), "views": seen}

    def check_shape(self, shape: Shape, options: Mapping[str, str] = NOTHING) -> Shape:
        """See ``Medium.check_shape``."""
        super().check_shape(shape, options)
        if self._figure is not None and shape[0] != self._figure.channels:
            raise ShapeError(f"dances of this figure are ({self._figure.channels}, time); got {tuple(shape)}")
        return shape

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        """See ``Medium.samples``; stretches of the clip, on the corpus's figure, or the clip's own if unbound."""
        figure = self._figure or works.figure_from(str(decoded.facts["figure"]))
        Dance(figure).check_shape(shape, options)
        return works.samples(decoded.content, figure, shape[1])

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        """See ``Medium.encode``; a BVH file on the corpus's skeleton."""
        return FORMS[self.suffix](sample, self.figure, text)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def preview(self, sample: Samples) -> bytes:
        """See ``Medium.preview``; a strip of poses."""
        return preview(sample, self.figure, {})

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        """See ``Medium.contact_sheet``; strips one under another."""
        return sheet(list(samples), self.figure)

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        """See ``rows.measured``."""
        return rows.measured(list(train), list(held_out), list(fake), self.figure)


def _of(art: Dance, form: Callable[[Sample, Figure, Mapping[str, str]], bytes]) -> Form:
    return lambda sample, text: form(np.asarray(sample), art.figure, text)

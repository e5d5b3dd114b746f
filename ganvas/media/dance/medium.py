"""The medium of dance: what the rest of Ganvas asks of an art form, answered by this room's files."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ganvas.errors import ShapeError
from ganvas.media.dance import works
from ganvas.media.dance.bvh import read_text, write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.forms import FORMS
from ganvas.media.dance.strip import preview, sheet
from ganvas.media.medium import Decoded, Shape

NOTHING: Mapping[str, str] = MappingProxyType({})


class Dance:
    """Motion of one figure as samples (channels, time), float32.

    A sample does not say whose skeleton it is danced on: ``bound`` to what the works of a corpus have in common,
    the medium knows it.
    """

    name = "dance"
    singular = "dance"
    plural = "dances"
    suffix = ".bvh"
    suffixes: tuple[str, ...] = (".bvh",)
    formats = "BVH"
    other = "not-a-dance"
    facts = works.FACTS
    steps = works.STRIDE
    dtype = "float32"
    builtins = {"dance": lambda seed: write_bvh(dance(seed).motion)}  # noqa: RUF012

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

    def decode(self, data: bytes, name: str) -> Decoded:
        """See ``Medium.decode``; a BVH file."""
        return works.decode(data, name)

    def common(self, facts: Iterable[Mapping[str, str | int | float]]) -> str:
        """See ``Medium.common``; the figure as JSON."""
        return works.common(facts)

    def bound(self, common: str) -> "Dance":
        """See ``Medium.bound``."""
        return Dance(works.figure_from(common))

    def natural_shape(self, facts: Iterable[Mapping[str, str | int | float]], size: int) -> Shape:
        """See ``Medium.natural_shape``; size is frames at 30 a second."""
        return works.natural_shape(facts, size)

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Any:  # noqa: ARG002
        """See ``Medium.samples``; stretches of the clip, on the corpus's figure, or the clip's own if unbound."""
        figure = self._figure or works.figure_from(str(decoded.facts["figure"]))
        if len(shape) != 2 or shape[0] != figure.channels:
            raise ShapeError(f"dances of this figure are ({figure.channels}, time); got {tuple(shape)}")
        return works.samples(decoded.content, figure, shape[1])

    def encode(self, sample: Any, text: Mapping[str, str], scale: int = 1) -> bytes:  # noqa: ARG002
        """See ``Medium.encode``; a BVH file on the corpus's skeleton."""
        return FORMS[".bvh"](sample, self.figure, text)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """See ``Medium.read_text``."""
        return read_text(data)

    def preview(self, sample: Any) -> bytes:
        """See ``Medium.preview``; a strip of poses."""
        return preview(sample, self.figure, {})

    def contact_sheet(self, samples: Any, columns: int | None = None, scale: int | None = None) -> bytes:  # noqa: ARG002
        """See ``Medium.contact_sheet``; strips one under another."""
        return sheet(list(samples), self.figure)

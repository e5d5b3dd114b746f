"""What the rest of Ganvas may ask of an art form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import FormError, ShapeError

if TYPE_CHECKING:  # records bring in pydantic, which the helpers of a gathering start faster without
    from ganvas.heads import Head
    from ganvas.media.measured import Measurement
    from ganvas.media.nearest import Nearest
    from ganvas.views import Kind

Shape = tuple[int, ...]
Bytes8 = NDArray[np.uint8]
Samples = NDArray[Any]  # of the medium's own dtype, uint8 or float32
Fact = str | int | float
Facts = Mapping[str, Fact]
Form = Callable[[Samples, Mapping[str, str]], bytes]  # a sample (*shape) and its text to the bytes of a file
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Decoded:
    """A work in memory, in its own size.

    Attributes:
        content: what the medium works on (a Pillow image for pictures); only the medium looks inside.
        facts: what a report shows, such as width_px, height_px, mode, format.
        notes: what was done to read it ("turned by EXIF", "CMYK to sRGB"), one phrase each.
    """

    content: Any
    facts: Facts
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Examined:
    """One file, looked at by a gathering.

    Attributes:
        decoded: the work, as much of it as looking at it needs.
        facts: what the corpus remembers of it, by the names of ``Medium.facts``.
        suffix: how the copy that the corpus keeps ends, a dot first.
        whole: whether ``decoded`` holds all that samples are made of, so that it need not be read again for them.
        mark: what ``signatures`` makes its signature of; None for a work that has none.
    """

    decoded: Decoded
    facts: Facts
    suffix: str
    whole: bool = True
    mark: Any = None


class Medium(Protocol):
    """Bytes of files to samples, and samples to bytes of files.

    A medium derives from this class and writes what has no body here: ``decode``, ``samples``, ``natural_shape``,
    ``encode``, ``read_text``, ``preview`` and ``contact_sheet``. All else has an answer that it may better.

    Attributes:
        name: as in ``MEDIA``, in records and on the command line.
        singular: a sample in a sentence, such as picture.
        plural: several of them, such as pictures.
        suffix: of its native file, the one that ``encode`` writes.
        suffixes: of the files that are works, in lower case, a dot first.
        formats: what it reads, in words.
        other: the reason in a report for a file that is none of them.
        reading: the version of its reader: another one wherever the same bytes would give other samples.
        facts: what a corpus remembers of each work, by name, with what it says.
        signature: the fact that is a 256-bit signature in hexadecimal, by which works that are alike are told; empty
            for a medium without.
        limits: what may be set for a gathering, by name, with the usual value.
        single: whether a work is always one sample; otherwise it gives as many as ``samples`` makes of it.
        steps: how many samples of a work begin within the length of one: 1 where they lie side by side.
        dtype: of samples; uint8 stands for −1…1, float32 is taken as it is.
        pictures: whether works and samples are pictures themselves, which tools for pixels can take.
        arrays: whether works come as .npy and IDX arrays too, through ``from_array``.
        usual_size: the size that is asked for where nobody names one; 0 for the recipe's own.
        recipe: the name of the recipe that suits it.
        look: the extractor by whose features a run chooses its best snapshot and is evaluated; empty for none.
        measured_by: names of the rows that ``measures`` gives; empty for a medium without measures.
        augmentations: names of what the discriminator may see altered; empty for none.
        nearest_by: how ``nearest`` compares, with a version; empty for a medium that cannot tell a copy.
        options: what ``told`` can be told, by name, with what it says.
    """

    name: str
    singular: str
    plural: str
    suffix: str
    suffixes: tuple[str, ...]
    formats: str
    facts: Mapping[str, str]
    other: str = "other-art"
    reading: str = "1"
    signature: str = ""
    limits: Mapping[str, int] = NOTHING
    single: bool = False
    steps: int = 1
    dtype: Literal["uint8", "float32"] = "uint8"
    pictures: bool = False
    arrays: bool = False
    usual_size: int = 0
    recipe: str = "quick"
    look: str = ""
    measured_by: tuple[str, ...] = ()
    augmentations: tuple[str, ...] = ()
    nearest_by: str = ""
    options: Mapping[str, str] = NOTHING

    @property
    def telling(self) -> tuple[str, ...]:
        """Those of ``suffixes`` that tell the art form of a folder by themselves; a .txt, say, tells nothing."""
        return self.suffixes

    @property
    def forms(self) -> Mapping[str, Form]:
        """Other files of a sample, by suffix, in lower case, a dot first; the same sample gives the same bytes."""
        return NOTHING

    @property
    def builtins(self) -> Mapping[str, Callable[[int], bytes]]:
        """Works that it draws itself, by the name behind ``builtin:``: from a seed to the bytes of a file."""
        return NOTHING

    @property
    def views(self) -> "Mapping[str, Kind]":
        """What a discriminator may be shown beside its samples, of its own, by the name that a ``View`` has."""
        return NOTHING

    def decode(self, data: bytes, name: str) -> Decoded:
        """Read one work. Hostile until decoded: within limits, and every note of what was done.

        Raises:
            WorkError: one sentence that says what is wrong with it.
        """

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        """The work as samples of that shape, (K, *shape) of the medium's dtype, in the order of time.

        Args:
            decoded: what ``decode`` or ``read`` gave.
            shape: channels first.
            options: words of the medium's own, as ``check_shape`` has allowed them.
        Returns:
            one or more; none where the work has too little in it, which is then said.
        Raises:
            ShapeError: not a shape of this medium.
            WorkError: the work gives no sample; it is then passed over, which is said.
        """

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        """The shape that suits works of these facts, its longest axis near ``size`` but not beyond what they have."""

    def common(self, works: Iterable[Facts]) -> str:  # noqa: ARG002
        """What works of these facts have in common, and without which a sample is no file, such as a skeleton.

        As text of the medium's own; recipes, snapshots and artworks carry it. Empty where a sample speaks for itself.

        Raises:
            CorpusError: works that cannot be learned from together.
        """
        return ""

    def bound(self, common: str) -> "Medium":  # noqa: ARG002
        """This medium, for samples of works that have that in common.

        Raises:
            ShapeError: text that it did not write.
        """
        return self

    def told(self, options: Mapping[str, str]) -> "Medium":
        """This medium, whose ``forms`` are made as the options say; the native file does not change by them.

        Raises:
            FormError: one is not known, or cannot be.
        """
        if options:
            raise FormError(f"{', '.join(options)}: {self.plural} have no such option; leave it out.")
        return self

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        """One sample (*shape) as the bytes of a native file that carries ``text``.

        ``scale`` is how many times as large it is shown; what is not looked at has no use for it.
        """

    def read_text(self, data: bytes) -> Mapping[str, str]:
        """The text that ``encode`` put into the file; empty where the bytes are no file of this medium."""

    def preview(self, sample: Samples) -> bytes:
        """A picture of one sample (*shape), as the bytes of a PNG: for sheets, galleries and boards."""

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        """Samples (N, *shape) side by side as the bytes of one PNG.

        ``ganvas.media.image.sheet.sheet_of_previews`` lays out previews, for a medium that has nothing better.
        """

    def heads(self, shape: Shape) -> "tuple[Head, ...]":  # noqa: ARG002
        """How the generator ends in each group of a sample's channels; none at all is one tanh group."""
        return ()

    def plan(self, shape: Shape) -> Mapping[str, object]:
        """What samples of this shape ask of a recipe, by its fields: their heads, and whatever else they need."""
        heads = self.heads(shape)
        return {"heads": heads} if heads else {}

    def fit(self, decoded: Decoded, shape: Shape) -> Samples:
        """The work's first sample (*shape)."""
        first: Samples = self.samples(decoded, shape)[0]
        return first

    def check_shape(self, shape: Shape, options: Mapping[str, str] = NOTHING) -> Shape:
        """The shape, if samples can have it, and the options are words of this medium.

        Raises:
            ShapeError: they are not.
        """
        if len(shape) != 2 or min(shape) < 1:
            raise ShapeError(f"{self.plural} are (channels, time); got {tuple(shape)}.")
        if options:
            raise ShapeError(f"{', '.join(options)}: no option of {self.plural}; leave it out.")
        return shape

    def begins(self, start: bytes) -> bool:  # noqa: ARG002
        """Whether a file of another suffix, of which these are the first 16 bytes, is a work nevertheless."""
        return False

    def examine(self, data: bytes, name: str, limits: Mapping[str, int]) -> Examined:  # noqa: ARG002
        """Read a file for a gathering: that it is whole, and what it holds.

        Raises:
            WorkError: one sentence that says why it cannot be a work.
        """
        decoded = self.decode(data, name)
        suffix = PurePosixPath(name).suffix.lower()
        known = {fact: decoded.facts[fact] for fact in self.facts if fact in decoded.facts}
        return Examined(decoded, known, suffix if suffix in self.suffixes else self.suffix)

    def signatures(self, marks: Sequence[Any]) -> list[list[str]]:
        """For each mark its signature, and those that the same work would have altered (turned, mirrored, moved).

        64 hexadecimal digits each; an empty list where there is too little to tell by.
        """
        return [[] for _ in marks]

    def read(self, data: bytes, name: str, facts: Facts, shape: Shape) -> Decoded:  # noqa: ARG002
        """Read a work that a gathering has let in, as much of it as samples of that shape need.

        Raises:
            WorkError: it can no longer be read.
        """
        return self.decode(data, name)

    def from_array(self, levels: Bytes8) -> Decoded:
        """One row of an array as a work, for a medium with ``arrays``.

        Raises:
            ShapeError: this medium has none.
        """
        raise ShapeError(f"{self.plural} do not come as arrays; got one of {levels.shape}.")

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> "Sequence[Measurement]":  # noqa: ARG002
        """What this art is measured by, a row for each of ``measured_by``; any row may be refused.

        Args:
            train: (T, *shape), samples of the works that the model learned from.
            held_out: (H, *shape), samples of works that it did not see; none in a small corpus.
            fake: (N, *shape), painted by the model.
        """
        return ()

    def nearest(self, samples: Samples, works: Sequence[Decoded]) -> "Sequence[Nearest]":  # noqa: ARG002
        """For each sample (N, *shape) the work that it is nearest to; nothing without ``nearest_by``.

        Args:
            samples: what is compared.
            works: at least one, as ``read`` gave them.
        Raises:
            MetricError: there is too little to compare.
        """
        return ()

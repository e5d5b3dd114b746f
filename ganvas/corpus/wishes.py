"""How to gather, and what a gathering tells while it goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ganvas.corpus.early import LATER, Fitting
from ganvas.errors import CorpusError
from ganvas.media.image.decode import LIMITS
from ganvas.media.image.examine import SMALLEST_PX
from ganvas.media.medium import Medium

Labels = Literal["none", "folders"]
Near = Literal["report", "leave-out", "ignore"]
Progress = Callable[[str, int, int], None]
USUAL: Mapping[str, int] = {"smallest_px": SMALLEST_PX, "largest_px": LIMITS.largest_px}


@dataclass(frozen=True)
class Wishes:
    """How to gather.

    Attributes:
        labels: ``folders`` takes the class of a work from its folder.
        near: what to do with works that look like an earlier one.
        link: leave files where they are and remember their digests; entries of archives are copied all the same.
        smallest_px: of the shorter side.
        largest_px: of the whole picture; more is refused as a decompression bomb.
        helpers: processes; 0 takes one a core.
        fitting: how the works will be prepared, if that is known already.
        size_px: the longer side of what they will be prepared to, if only that is known.
        mine: the author declares the works as their own, but for those that name somebody else.
        medium: the art form; empty takes the one of the corpus that is there, or the one that the suffixes tell.
    """

    labels: Labels = "none"
    near: Near = "report"
    link: bool = False
    smallest_px: int = SMALLEST_PX
    largest_px: int = LIMITS.largest_px
    helpers: int = 0
    fitting: Fitting = LATER
    size_px: int = 0
    mine: bool = False
    medium: str = ""

    def limits(self, art: Medium) -> dict[str, int]:
        """The limits that this medium knows.

        Raises:
            CorpusError: one was set that it does not know.
        """
        asked = {name: int(getattr(self, name)) for name in USUAL}
        for name, value in asked.items():
            if name not in art.limits and value != USUAL[name]:
                raise CorpusError(f"{name} {value}: a limit of pictures, and these are {art.plural}. Leave it out.")
        return {name: asked.get(name, usual) for name, usual in art.limits.items()}


PLAIN = Wishes()


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class Tally:
    """What one gathering did: works added, works left out, works that had been here before."""

    added: int = 0
    left_out: int = 0
    known: int = 0

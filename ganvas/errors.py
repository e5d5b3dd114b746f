"""Errors for the author, and the one road from a name in a table to its entry.

An error says what, where, found, wanted, and what to do next, in one sentence.
The command line and the studio show a ``GanvasError`` as that sentence; every
other exception is our own mistake and is left to crash loudly.
"""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class GanvasError(Exception):
    """Something that the author can put right; the message says how."""

    exit_code = 2


class CorpusError(GanvasError):
    """A source or a corpus that cannot be used as it is."""


class WorkError(GanvasError):
    """One work that cannot be read; a gathering reports it under its one-word reason and goes on."""

    def __init__(self, message: str, reason: str = "unreadable") -> None:
        super().__init__(message)
        self.reason = reason


class DownloadError(GanvasError):
    """A named public set that could not be fetched whole."""


class RecipeError(GanvasError):
    """A recipe that contradicts itself, its corpus or this machine."""


class NetError(RecipeError):
    """A pair of networks that cannot be built for this shape."""


class ShapeError(GanvasError):
    """A tensor of another shape than the mathematics needs."""


class SketchError(GanvasError):
    """A sketch that cannot be read, or that this model cannot paint."""


class ModelError(GanvasError):
    """A snapshot that is missing, damaged or of another format."""


class MetricError(GanvasError):
    """A measure that these samples, or this extractor, cannot carry."""


class FormError(GanvasError):
    """A form that this picture, this paper or these colours cannot take."""


class HistoryError(GanvasError):
    """A history that cannot be used as it is, or a step in it that cannot be taken."""


class GalleryError(GanvasError):
    """A gallery that cannot be used as it is, or a work that cannot be hung there."""


class RunError(GanvasError):
    """A run directory that cannot be used as it is."""


class KeyRefused(GanvasError):
    """A signing key or certificate that is missing, locked, or not fit to sign with."""


class SignError(GanvasError):
    """A file that cannot be signed, checked or cleared of what it says about itself."""


class RunFailed(GanvasError):
    """A run that had to end: a full disk, numbers that are not finite."""

    exit_code = 1


def pick(table: Mapping[str, T], kind: str, name: str) -> T:
    """The entry called name, or an error that lists the choices."""
    if name not in table:
        raise RecipeError(f"unknown {kind} {name!r}; choose one of: {', '.join(sorted(table))}")
    return table[name]

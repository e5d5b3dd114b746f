"""Key sketches of a walk in a file, one a line, each as JSON or as a line of text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from ganvas.errors import SketchError
from ganvas.sketch import MAX_KEYS, Regions, Sketch, Walk
from ganvas.sketch.line import read_line

MOST_BYTES = 64 << 20


def read_keys(
    path: Path,
    closed: bool,
    curve: Literal["slerp", "spline"],
    psi: float | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Walk, Sketch]:
    """The walk through the sketches of a file, and the first of them with the psi of all.

    Args:
        path: a sketch a line, as ``Sketch.to_json(indent=None)`` or ``write_line`` writes it.
        closed: come back to the first.
        curve: how the way leads through the keys.
        psi: of the film; left out, the sketches must agree on theirs.
        names: digests of kept latents and directions by the names that the artist gave them.
    Raises:
        SketchError: the file cannot be read, holds what is no sketch or no key, or the sketches differ in psi.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SketchError(f"{path}: more than {MOST_BYTES >> 20} MB of sketches; a walk has at most {MAX_KEYS:,}")
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        raise SketchError(f"{path}: cannot be read as sketches ({reason})") from None
    named = [(f"{path}, line {number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    if not 2 <= len(named) <= MAX_KEYS:
        raise SketchError(f"{path}: a walk goes through 2 to {MAX_KEYS:,} sketches; it holds {len(named):,}")
    sketches = [_read(line, name, names) for name, line in named]
    for (name, _), sketch in zip(named, sketches, strict=True):
        if isinstance(sketch.latent, Regions):
            raise SketchError(f"{name}: regions are no point that a walk can go through; give the latent of one region")
    settings = {(sketch.psi if psi is None else psi, sketch.psi_layers) for sketch in sketches}
    if len(settings) > 1:
        raise SketchError(f"{path}: its sketches differ in psi or in the layers that it is for; choose one with --psi")
    keys = tuple(sketch.latent for sketch in sketches)
    walk = Walk.model_validate({"keys": keys, "closed": closed, "curve": curve})
    return walk, sketches[0].but(psi=sketches[0].psi if psi is None else psi, latent=walk)


def _read(line: str, name: str, names: Mapping[str, str] | None) -> Sketch:
    """The sketch of one line, which is JSON where it begins with a brace."""
    if line.lstrip().startswith("{"):
        return Sketch.read(line, name)
    try:
        return read_line(line, names)
    except SketchError as error:
        raise SketchError(f"{name}: {error}") from None

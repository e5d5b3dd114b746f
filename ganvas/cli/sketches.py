"""Sketches as a command line gives them: a line of text, or a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ganvas.errors import SketchError

if TYPE_CHECKING:
    from ganvas.sketch import Sketch

MOST_BYTES = 64 * 2**20


def read_sketches(said: str, names: Mapping[str, str] | None = None) -> "list[Sketch]":
    """The sketches of a line, of a .json file with one, or of a .jsonl file with one a line.

    Args:
        said: the line, or the file's path.
        names: digests of kept latents and directions by the names that the artist gave them.
    Raises:
        SketchError: it is no sketch, or the file cannot be read.
    """
    from ganvas.sketch import Sketch
    from ganvas.sketch.line import read_line

    path = Path(said)
    if path.suffix not in {".json", ".jsonl"}:
        return [read_line(said, names)]
    try:
        size = path.stat().st_size
        text = path.read_text() if size <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError) as error:
        raise SketchError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not text'}).") from None
    if size > MOST_BYTES:
        raise SketchError(f"{path}: {size:,} bytes; a file of sketches has at most {MOST_BYTES:,}")
    if path.suffix == ".json":
        return [Sketch.read(text, str(path))]
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise SketchError(f"{path}: holds no sketch; wanted one a line")
    return [Sketch.read(line, f"{path}, line {number}") for number, line in lines]

"""Whether the works of a corpus are still the ones that were gathered."""

from pathlib import Path

import numpy as np

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.wishes import Progress
from ganvas.corpus.work import Drawn, Linked, Packed, Work
from ganvas.files import digest, digest_file
from ganvas.media.medium import Bytes8


def damaged(corpus: Corpus, progress: Progress) -> list[str]:
    """One sentence for every work whose bytes are gone or changed; all of them are read."""
    harm = []
    arrays: dict[str, Bytes8] = {}
    for done, work in enumerate(corpus.works, 1):
        trouble = _trouble(corpus.path, work, arrays)
        harm += [f"{work.name}: {trouble}. Gather it again into another corpus."] if trouble else []
        progress("checking", done, len(corpus.works))
    return harm


def _trouble(folder: Path, work: Work, arrays: dict[str, Bytes8]) -> str:
    at = work.at
    if isinstance(at, Drawn):
        return ""
    path = Path(at.path) if isinstance(at, Linked) else folder / at.path
    if not path.is_file():
        return f"its file is gone ({path})"
    if not isinstance(at, Packed):
        return "" if digest_file(path) == work.sha256 else f"its file has changed ({path})"
    if at.path not in arrays:
        arrays[at.path] = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)
    row = arrays[at.path][at.index * at.bytes_each : (at.index + 1) * at.bytes_each]
    return "" if digest(row.tobytes()) == work.sha256 else f"its row of the array has changed ({path})"

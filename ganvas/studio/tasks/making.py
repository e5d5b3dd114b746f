"""Work on the history: the making of a picture as a film."""

from pathlib import Path
from typing import Any

from ganvas.gallery.history import History
from ganvas.gallery.making import film_making
from ganvas.studio.progress import Progress


def making(
    progress: Progress, project: str, into: str, step: int, models: dict[str, str], each_s: float, captions: bool
) -> dict[str, Any]:
    """Film every step that led to one, each painted again by the snapshot of its digest in ``models``."""
    with History.open(project, make=False) as history:
        sha256, steps = film_making(
            history,
            {digest: Path(path) for digest, path in models.items()},
            Path(into),
            step,
            each_s,
            captions,
            progress=lambda words, done, of: progress(words, done / of),
        )
    return {"sha256": sha256, "steps": len(steps), "name": Path(into).name}

"""A small model with styles, loaded from a run's folders, to steer and to breed."""

from pathlib import Path

from ganvas import snapshot
from ganvas.model.model import Model
from tests.conftest import save_snapshot

STYLE = {"net": "style", "shape": (3, 16, 16), "width": 32, "patch": 1, "z_dim": 8}


def styled(folder: Path, seed: int = 0, **changes: object) -> Model:
    """A run with one snapshot of random weights."""
    save_snapshot(folder / snapshot.FOLDER / snapshot.folder_name(640), seed, **(STYLE | changes))
    return Model.load(folder)

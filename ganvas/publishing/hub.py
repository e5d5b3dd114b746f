"""A model given to others: as a folder, and from there to a hub."""

import tempfile
from os import PathLike
from pathlib import Path

from ganvas import hub
from ganvas.model.model import OnDisk
from ganvas.provenance.card import export
from ganvas.provenance.claim import CorpusFacts

__all__ = ["export", "push_folder", "push_to_hub"]

push_folder = hub.push


def push_to_hub(
    source: str | PathLike[str] | OnDisk,
    name: str,
    corpus: CorpusFacts | None = None,
    licence: str = "other",
    author: str = "",
    private: bool = True,
) -> str:
    """Put a model on a hub, with its card and its credentials; works stay here.

    Args:
        source: a run, its directory, a snapshot's folder, or a snapshot file; of a run, the best snapshot.
        name: on the hub, such as ``ada/herons``.
        corpus: what is said of the works that it learned from; left out, what the snapshot knows.
        licence: an SPDX identifier, in small letters, of the model.
        author: who trained it.
        private: whether only you can see a model that is made there now.
    Returns:
        the commit, which ``Model.from_pretrained(name, revision)`` takes.
    Raises:
        DownloadError: you may not write there, or the hub cannot be reached.
        ModelError: there is no such snapshot, or it is damaged.
    """
    path = Path(source) if isinstance(source, str | PathLike) else source.path
    with tempfile.TemporaryDirectory() as folder:
        into = export(path, Path(folder) / "model", corpus, licence=licence, author=author)
        return hub.push(into, name, private)

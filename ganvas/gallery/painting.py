"""Nodes of a history as pictures again, byte for byte, each by the model that it names."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from ganvas.artwork import Artwork
from ganvas.errors import HistoryError
from ganvas.files import digest, make_folder, write_whole
from ganvas.gallery.history import History
from ganvas.model.model import Model

ONE_ROW = 6


def paint_nodes(
    history: History, numbers: Sequence[int], source: str | PathLike[str], device: str = "auto"
) -> list[Artwork]:
    """Paint nodes again.

    Args:
        history: whose.
        numbers: of the nodes.
        source: a run that holds the snapshots that the nodes name, or a snapshot.
        device: as in ``Model.load``.
    Raises:
        HistoryError: there is no such node.
        ModelError: the source does not hold a node's snapshot.
    """
    models: dict[str, Model] = {}
    artworks = []
    for node in history.nodes(numbers):
        if node.model not in models:
            models[node.model] = Model.load(source, node.model, device)
        artworks.append(models[node.model].render(node.after))
    return artworks


def sheet_of(artworks: Sequence[Artwork]) -> bytes:
    """Artworks side by side in one PNG: a few in one row, so that the eye goes from one to the next.

    Raises:
        HistoryError: they are of several sizes or media.
    """
    kinds = {(artwork.medium, artwork.levels.shape) for artwork in artworks}
    if len(kinds) > 1:
        raise HistoryError("these nodes are of models of several sizes; compare nodes of one size")
    columns = len(artworks) if len(artworks) <= ONE_ROW else None
    return artworks[0].art.contact_sheet(np.stack([artwork.levels for artwork in artworks]), columns)


def write_new(path: Path, data: bytes, overwrite: bool = False) -> str:
    """Write a file, whole, unless another is in its place.

    Returns:
        SHA-256 of its bytes.
    Raises:
        HistoryError: a file that holds something else is there.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if path.exists() and not overwrite and path.read_bytes() != data:
        raise HistoryError(f"{path}: is there already. Choose another name, or replace it with --overwrite.")
    make_folder(path.parent)
    write_whole(path, data)
    return digest(data)

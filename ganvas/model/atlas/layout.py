"""Where pictures lie on the map: principal components of their features, then UMAP (arXiv:1802.03426).

Then a place of its own for each, the triangles between them, and how dense they are.
"""

import warnings
from dataclasses import dataclass
from itertools import count

import numpy as np
import torch
from numpy.typing import NDArray

from ganvas.errors import MetricError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COMPONENTS = 50
NEIGHBORS = 15
EPOCHS = 200
AT_ONCE = 512  # points measured against all
LEAST = 60  # pictures; of fewer, a map of neighbors says less than their principal components
MARGIN = 0.03
SEED = 0
GRID = 32  # densities are told on so many squares a side
SMOOTH = 1.2  # squares: how far a picture's weight spreads
LEAST_SHARE = 0.01  # of its pictures: less is no land
CROWDED = 4.0  # times denser than the other side: a land of one side


@dataclass(frozen=True, eq=False)
class Layout:
    """Places on the map.

    Attributes:
        places: (N, 2) in 0…1, x to the right and y down.
        method: umap or pca.
        note: why it is not umap; empty where it is.
    """

    places: Floats
    method: str
    note: str = ""


def principal(features: NDArray[np.float32], components: int = COMPONENTS) -> Floats:
    """Features (N, D) in their first principal components (N, at most components); signs are settled."""
    centered = features.astype(np.float64)
    centered -= centered.mean(0)
    few = len(centered) <= centered.shape[1]  # the smaller of two matrices with the same variances
    variances, axes = np.linalg.eigh(centered @ centered.T if few else centered.T @ centered)
    first = np.argsort(-variances)[: min(components, len(variances))]
    found = axes[:, first] * np.sqrt(np.maximum(variances[first], 0)) if few else centered @ axes[:, first]
    largest = np.take_along_axis(found, np.abs(found).argmax(0)[None], 0)
    return np.asarray(np.where(largest < 0, -found, found))  # a component has no sign of its own


def lay_out(features: NDArray[np.float32]) -> Layout:
    """Places of pictures by their features (N, D).

    Raises:
        MetricError: there are fewer than two.
    """
    if len(features) < 2:
        raise MetricError(f"a map of {len(features)} pictures: wanted at least two")
    coordinates = principal(features)
    flat = coordinates[:, :2] if coordinates.shape[1] > 1 else np.pad(coordinates, ((0, 0), (0, 1)))
    if len(features) < LEAST:
        return Layout(_fitted(flat), "pca", f"fewer than {LEAST} pictures: principal components alone")
    start = (flat / max(np.abs(flat).max(), 1e-12) * 10).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it does not need, and of its own ways of computing
        try:
            import umap
        except ImportError:
            return Layout(_fitted(flat), "pca", "umap-learn is not installed: principal components alone")
        reducer = umap.UMAP(
            n_neighbors=NEIGHBORS,
            min_dist=0.15,
            n_epochs=EPOCHS,
            init=start,
            random_state=SEED,
            n_jobs=1,
            precomputed_knn=neighbors(coordinates),
        )
        found = reducer.fit_transform(coordinates.astype(np.float32))
    if not np.isfinite(found).all():  # as of a model that paints one picture only
        return Layout(_fitted(flat), "pca", "UMAP finds no places for pictures so alike: principal components alone")
    return Layout(_fitted(np.asarray(found, np.float64)), "umap")


def neighbors(coordinates: Floats) -> tuple[Ints, NDArray[np.float32]]:
    """Each point's NEIGHBORS nearest, itself first, and how far they are, both (N, NEIGHBORS); exact."""
    points = torch.from_numpy(coordinates)
    found = [
        torch.cdist(points[first : first + AT_ONCE], points, compute_mode="donot_use_mm_for_euclid_dist").topk(
            NEIGHBORS, largest=False
        )
        for first in range(0, len(points), AT_ONCE)
    ]
    away, rows = (torch.cat(parts) for parts in zip(*found, strict=True))
    return np.asarray(rows.numpy()), np.asarray(away.float().numpy())


def _fitted(flat: Floats) -> Floats:
    """Moved and scaled into the middle of the unit square, both axes alike."""
    low, high = flat.min(0), flat.max(0)
    size = max(float((high - low).max()), 1e-12)
    return np.asarray((flat - (low + high) / 2) / size * (1 - 2 * MARGIN) + 0.5)


def hang(places: Floats, side: int) -> Ints:
    """(N, 2) column and row of each picture on a wall of side × side: the free place nearest to its own.

    The first have the first choice; there must be room for all.
    """
    taken: set[tuple[int, int]] = set()
    hung = np.empty((len(places), 2), np.int64)
    for number, place in enumerate(places):
        wanted = np.minimum((place * side).astype(np.int64), side - 1)
        hung[number] = _free(wanted, place * side - 0.5, taken, side)
        taken.add((int(hung[number, 0]), int(hung[number, 1])))
    return hung


def _free(wanted: Ints, exact: Floats, taken: set[tuple[int, int]], side: int) -> tuple[int, int]:
    """The nearest free place, looked for in growing rings."""
    column, row = int(wanted[0]), int(wanted[1])
    for ring in count():
        near = [
            (x, y)
            for x in range(max(0, column - ring), min(side, column + ring + 1))
            for y in range(max(0, row - ring), min(side, row + ring + 1))
            if max(abs(x - column), abs(y - row)) == ring and (x, y) not in taken
        ]
        if near:
            return min(near, key=lambda at: ((at[0] - exact[0]) ** 2 + (at[1] - exact[1]) ** 2, at))
    raise AssertionError("the rings end only with a free place")


def triangles(places: Floats) -> Ints:
    """(T, 3) of a Delaunay triangulation of (N, 2); empty where no triangle can be had."""
    from scipy.spatial import Delaunay, QhullError

    if len(places) < 3:
        return np.empty((0, 3), np.int64)
    try:
        return np.asarray(Delaunay(places).simplices, np.int64)
    except QhullError:  # all on one line
        return np.empty((0, 3), np.int64)


def density(places: Floats) -> Floats:
    """(GRID, GRID), rows from the top: what share of the pictures is about each square, smoothed; sums to 1."""
    from scipy.ndimage import gaussian_filter

    if not len(places):
        return np.zeros((GRID, GRID))
    counts, _, _ = np.histogram2d(places[:, 1], places[:, 0], bins=GRID, range=((0, 1), (0, 1)))
    smooth = gaussian_filter(counts, SMOOTH, mode="constant")
    return np.asarray(smooth / smooth.sum())


@dataclass(frozen=True)
class Land:
    """A part of the map where one side is and the other hardly.

    Attributes:
        x: of its middle.
        y: of its middle.
        share: of that side's pictures that lie in it.
        other: of the other side's.
    """

    x: float
    y: float
    share: float
    other: float


def lands(places: Floats, others: Floats, most: int = 12) -> list[Land]:
    """Where pictures lie and the others are at least CROWDED times rarer, largest first."""
    from scipy.ndimage import label

    if not len(places) or not len(others):
        return []
    here, there = density(places), density(others)
    parts, number = label((here > 0.25 / GRID**2) & (here >= CROWDED * there), structure=np.ones((3, 3)))
    squares = [parts[tuple(np.minimum((at[:, ::-1] * GRID).astype(int), GRID - 1).T)] for at in (places, others)]
    found = []
    for part in range(1, number + 1):
        inside = squares[0] == part
        if inside.mean() >= LEAST_SHARE:
            x, y = places[inside].mean(0)
            found.append(Land(float(x), float(y), float(inside.mean()), float((squares[1] == part).mean())))
    return sorted(found, key=lambda land: -land.share)[:most]

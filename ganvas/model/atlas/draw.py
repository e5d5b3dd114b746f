"""Drawing an atlas: paint, look, lay out, hang, and write tiles, index and page."""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganvas.corpus.corpus import Corpus
from ganvas.errors import MetricError, ModelError, SketchError
from ganvas.files import make_folder, whole_folder, write_whole
from ganvas.media.image.tiles import ACROSS, CELL, TILE, draw_tile
from ganvas.media.medium import Bytes8
from ganvas.metrics import extractor
from ganvas.metrics.features import extract
from ganvas.model.atlas.index import INDEX, Atlas, Index, Place
from ganvas.model.atlas.layout import GRID, Layout, density, hang, lands, lay_out, triangles
from ganvas.model.atlas.paint import paint_rows
from ganvas.model.atlas.worker import Task
from ganvas.model.model import Model
from ganvas.sketch import check_psi

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
MOST, MOST_WORKS = 20_000, 10_000
ROOM = 3.0  # places on the deepest wall for every picture
LOOK = "lite0:64"
PAGE, DATA, TILES = "index.html", "index.js", "tiles"


@dataclass(frozen=True)
class Wishes:
    """What to put on the map.

    Attributes:
        count: samples, of the seeds 0, 1, …
        psi: 1 paints what the model learned, less hides its strangest.
        corpus: whose works are on the map too, or None.
        look: name of the extractor whose features decide what is near.
        helpers: processes that paint; 0 takes one a core.
        overwrite: replace an atlas that is there.
    """

    count: int = 5000
    psi: float = 1.0
    corpus: Path | None = None
    look: str = LOOK
    helpers: int = 0
    overwrite: bool = False


@dataclass(frozen=True, eq=False)
class Wall:
    """Everything that hangs, samples first.

    Attributes:
        levels: uint8 (rows, *shape), on the disk.
        places: (rows, 2) where each hangs, in 0…1.
        cells: (rows, 2) column and row on the deepest level.
        samples: how many rows are samples.
        depth: of the deepest level.
    """

    levels: Bytes8
    places: Floats
    cells: Ints
    samples: int
    depth: int


def draw_atlas(source: Path, into: Path, wishes: Wishes = Wishes(), progress: Progress = lambda *_: None) -> Atlas:
    """Paint samples, and lay them out on one map with works by how they look.

    Args:
        source: a run or snapshot.
        into: the folder; it is whole or not there.
        wishes: what to put on the map.
        progress: called with what is done, how much, and of how much.
    Raises:
        SketchError: psi or the count will not do, or the folder holds something else.
        ModelError: there is no such snapshot, or it does not make pictures.
        MetricError: the extractor cannot be had.
        CorpusError: there is no such corpus.
        RunFailed: the disk is full, or a painting process broke down.
    """
    _check(wishes, into)
    model = Model.load(source)
    if model.card.medium != "image":
        raise ModelError(f"an atlas is made of pictures; this model makes {model.card.medium}")
    works, names, corpus = _works(wishes, model, progress)
    with tempfile.TemporaryDirectory(prefix="ganvas-atlas-") as folder:
        levels, features = _painted(Path(folder), source, model, wishes, works, progress)
        progress("laying out", 0, 0)
        layout = lay_out(np.asarray(features))
        wall = _hung(levels, layout, wishes.count)
        index = _index(source, model, wishes, layout, wall, names, corpus)
        make_folder(into.parent)
        with whole_folder(into) as beside:
            _write(beside, index, wall, progress)
        del levels, features, wall  # a file that is mapped cannot be removed on every system
    return Atlas(into, index)


def _check(wishes: Wishes, into: Path) -> None:
    check_psi(wishes.psi)
    if not 2 <= wishes.count <= MOST:
        raise SketchError(f"an atlas has 2 to {MOST:,} samples; got {wishes.count:,}")
    if into.exists() and not (into.is_dir() and not any(into.iterdir())):
        ours = (into / INDEX).is_file() and (into / TILES).is_dir()
        if not (wishes.overwrite and ours):
            remedy = "replace it with --overwrite" if ours else "an atlas does not replace what is no atlas"
            raise SketchError(f"{into}: is there already. Choose another folder; {remedy}.")


def _works(wishes: Wishes, model: Model, progress: Progress) -> tuple[Bytes8, tuple[str, ...], str]:
    """Works (W, *shape) as the model's run would see them, their names, and their corpus's digest."""
    if wishes.corpus is None:
        return np.empty((0, *model.card.shape), np.uint8), (), ""
    corpus = Corpus.open(wishes.corpus)
    data = corpus.prepare(model.card.shape, progress=progress)
    rows = np.unique(np.linspace(0, len(corpus) - 1, min(len(corpus), MOST_WORKS)).round().astype(np.int64))
    return data.take(rows), tuple(work.name for work in corpus.works.at(rows)), corpus.digest


def _painted(
    folder: Path, source: Path, model: Model, wishes: Wishes, works: Bytes8, progress: Progress
) -> tuple[Bytes8, NDArray[np.float32]]:
    """Levels (rows, *shape) and features (rows, D) of samples, then works, both on the disk."""
    rows, shape = wishes.count + len(works), model.card.shape
    size = extract(extractor(wishes.look), np.zeros((1, *shape), np.uint8)).shape[1]
    paths = (folder / "levels.u8", folder / "features.f32")
    levels = np.memmap(paths[0], np.uint8, "w+", shape=(rows, *shape))
    features = np.memmap(paths[1], np.float32, "w+", shape=(rows, size))
    levels[wishes.count :] = works
    levels.flush()
    task = Task(
        source=str(source),
        digest=model.digest,
        psi=wishes.psi,
        look=wishes.look,
        seeds=wishes.count,
        rows=rows,
        shape=shape,
        levels=str(paths[0]),
        features=str(paths[1]),
        size=size,
    )
    paint_rows(task, wishes.helpers, progress)
    if not np.isfinite(features).all():
        raise MetricError(f"extractor {wishes.look}: gave numbers that are not finite")
    return levels, features


def _hung(levels: Bytes8, layout: Layout, samples: int) -> Wall:
    """Each picture in a place of its own on the deepest level; works choose first, for they are fewer."""
    depth = next(n for n in range(16) if (ACROSS << n) ** 2 >= ROOM * len(layout.places))
    side = ACROSS << depth
    order = np.concatenate([np.arange(samples, len(levels)), np.arange(samples)])
    cells = np.empty((len(levels), 2), np.int64)
    cells[order] = hang(layout.places[order], side)
    return Wall(levels, (cells + 0.5) / side, cells, samples, depth)


def _index(
    source: Path, model: Model, wishes: Wishes, layout: Layout, wall: Wall, names: tuple[str, ...], corpus: str
) -> Index:
    samples, works = np.split(np.round(wall.places, 6), [wall.samples])
    true = np.split(layout.places, [wall.samples])
    return Index(
        model=model.digest,
        source=str(source),
        corpus=corpus,
        psi=wishes.psi,
        look=wishes.look,
        method="umap" if layout.method == "umap" else "pca",
        note=layout.note,
        tile_px=TILE,
        cell_px=CELL,
        levels=wall.depth + 1,
        seeds=tuple(range(wall.samples)),
        seed_places=tuple(map(tuple, samples.tolist())),
        works=names,
        work_places=tuple(map(tuple, works.tolist())),
        triangles=tuple(map(tuple, triangles(samples).tolist())),
        grid=GRID,
        seed_density=tuple(np.round(density(true[0]), 7).ravel().tolist()),
        work_density=tuple(np.round(density(true[1]), 7).ravel().tolist()) if names else (),
        only_works=tuple(Place(**asdict(land)) for land in lands(true[1], true[0])),
        only_samples=tuple(Place(**asdict(land)) for land in lands(true[0], true[1])),
    )


def tiles_of(wall: Wall) -> Iterator[tuple[str, dict[tuple[int, int], int]]]:
    """Each tile that something hangs on: its name, and the row that hangs in each of its places.

    Where several come together in one place of a higher level, the one nearest to its middle is shown.
    """
    for level in range(wall.depth + 1):
        side = ACROSS << level
        cells = wall.cells >> (wall.depth - level)
        away = ((wall.places * side - cells - 0.5) ** 2).sum(1)
        order = np.lexsort((away, cells[:, 0], cells[:, 1]))
        _, first = np.unique(cells[order] @ (1, side), return_index=True)
        tiles: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
        for row in order[first].tolist():
            column, line = cells[row].tolist()
            tile = tiles.setdefault((column // ACROSS, line // ACROSS), {})
            tile[column % ACROSS, line % ACROSS] = row
        for (x, y), hung in sorted(tiles.items()):
            yield f"{level}-{x}-{y}.jpg", hung


def _write(folder: Path, index: Index, wall: Wall, progress: Progress) -> None:
    tiles = list(tiles_of(wall))
    make_folder(folder / TILES)
    for number, (name, hung) in enumerate(tiles, 1):
        data = draw_tile({place: (np.asarray(wall.levels[row]), row >= wall.samples) for place, row in hung.items()})
        (folder / TILES / name).write_bytes(data)  # the folder is whole or not at all
        progress("hanging", number, len(tiles))
    write_whole(folder / INDEX, index.to_json(indent=None).encode())
    shown = index.model_dump(mode="json") | {"tiles": [name.removesuffix(".jpg") for name, _ in tiles]}
    write_whole(folder / DATA, f"window.ATLAS = {json.dumps(shown, ensure_ascii=True)};\n".encode())
    write_whole(folder / PAGE, Path(__file__).with_name("page.html").read_bytes())

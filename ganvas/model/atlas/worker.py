"""A painter in a process of its own: ``python -m ganvas.model.atlas.worker`` reads one JSON task, writes rows.

Paints samples a chunk at a time, looks at them, and writes both into arrays on the disk; after each chunk it
prints how many rows are done. A chunk is the same whoever paints it, and so are its bytes.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from ganvas.metrics import extractor
from ganvas.metrics.features import BATCH, extract
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch


@dataclass(frozen=True)
class Task:
    """What a painter does.

    Attributes:
        source: a run or snapshot.
        digest: of the snapshot.
        psi: of every sketch.
        look: name of the extractor.
        seeds: how many samples there are, of the seeds 0, 1, …; rows after those hold works already.
        rows: how many rows there are.
        shape: of a sample.
        levels: the file of rows × shape, uint8.
        features: the file of rows × size, float32.
        size: of a row of features.
        number: this painter's, from 0.
        of: how many painters there are; each takes every so manieth chunk.
    """

    source: str
    digest: str
    psi: float
    look: str
    seeds: int
    rows: int
    shape: tuple[int, ...]
    levels: str
    features: str
    size: int
    number: int = 0
    of: int = 1

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))


def work(task: Task) -> Iterator[int]:
    """Fill this painter's rows, and tell after each chunk how many of them are done."""
    torch.set_num_threads(1)
    model, look = Model.load(task.source, task.digest), extractor(task.look)
    levels = np.memmap(task.levels, np.uint8, "r+", shape=(task.rows, *task.shape))
    features = np.memmap(task.features, np.float32, "r+", shape=(task.rows, task.size))
    done = 0
    for first in range(BATCH * task.number, task.rows, BATCH * task.of):
        rows = range(first, min(first + BATCH, task.rows))
        for row in rows:
            if row < task.seeds:
                levels[row] = model.render(Sketch(latent=Seed(seed=row), psi=task.psi)).levels
        features[rows.start : rows.stop] = extract(look, np.asarray(levels[rows.start : rows.stop])).numpy()
        done += len(rows)
        yield done
    levels.flush()
    features.flush()


def main() -> None:
    """Read the task, work, and tell."""
    given = json.loads(sys.stdin.readline())
    task = Task(**{**given, "shape": tuple(given["shape"])})
    for path in (task.levels, task.features):
        if not Path(path).is_file():
            raise SystemExit(f"{path}: missing")
    for done in work(task):
        print(done, flush=True)


if __name__ == "__main__":
    main()

"""A run that can be evaluated in a moment: few small works, a snapshot of random weights."""

from pathlib import Path

import numpy as np
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.run import Plan, Run, Source, nine
from tests.conftest import save_snapshot
from tests.training.small import small

SEEN = 640


def tiny_run(folder: Path, works: int, unseen: bool = True) -> Run:
    """A run on so many works of 16 × 16, of which it saw all, or did not see the held-out ones."""
    (folder / "works").mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(works):
        patches = Image.fromarray(random.integers(0, 256, (6, 6), dtype=np.uint8))
        patches.resize((16, 16), Image.Resampling.BICUBIC).save(folder / f"works/{number:03d}.png")
    corpus = Corpus.gather(folder / "works", into=folder / "corpus", helpers=1)
    recipe = small("quick")
    source = Source(
        name=corpus.name,
        path=str(corpus.path),
        digest=corpus.digest,
        prepared=corpus.prepare(recipe.shape, helpers=1).digest,
        works=works,
        held_out=len(corpus.split().held_out) if unseen else 0,
    )
    run = Run.create(folder / "run", recipe, source, Plan(threads=1))
    for seed, seen in enumerate((SEEN // 2, SEEN)):
        save_snapshot(run.path / "snapshots" / nine(seen), seed, seen=seen, corpus_digest=corpus.digest)
    return run

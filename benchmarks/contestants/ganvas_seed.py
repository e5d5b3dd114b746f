"""The contestant Ganvas: MNIST with the recipe ``seed`` through the public calls, for so many seconds.

    python benchmarks/contestants/ganvas_seed.py --seconds 12

Everything a run does is in the time: fetching, both players, the averaged copy, and at a tick the
log, the sheet, the checkpoint and the snapshot. As for its rivals, the first 20 steps are not in it.
Prints one JSON line.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import MNIST

import ganvas as gv
from ganvas.files import digest_file
from ganvas.recipe import named

WARM_UP_STEPS = 20
TRAINING_DIGITS = "train-images-idx3-ubyte.gz"


class TimeIsUp(Exception):
    """The seconds are over."""


class Stopwatch:
    """Watches a training and ends it in time.

    Attributes:
        seen: works in the time that is measured.
        elapsed_s: the time that is measured.
    """

    def __init__(self, seconds: float, batch: int) -> None:
        self.seen, self.elapsed_s = 0, 0.0
        self._seconds, self._warm_up = seconds, WARM_UP_STEPS * batch
        self._start: tuple[int, float] | None = None

    def glance(self, line: dict[str, object]) -> None:
        """Take the time; what a training calls a few times a second."""
        seen, elapsed_s = int(str(line["seen"])), float(str(line["elapsed_s"]))
        if seen < self._warm_up:
            return
        if self._start is None:
            self._start = seen, elapsed_s
        self.seen, self.elapsed_s = seen - self._start[0], elapsed_s - self._start[1]
        if self.elapsed_s >= self._seconds:
            raise TimeIsUp


def corpus() -> gv.Corpus:
    """MNIST's training digits, gathered once and kept beside the temporary files under their digest."""
    key = digest_file(MNIST / TRAINING_DIGITS)[:16]
    path = Path(tempfile.gettempdir()) / "ganvas-benchmarks" / f"mnist-{key}"
    if path.is_dir():
        return gv.Corpus.open(path)
    return gv.Corpus.gather("mnist", into=path, from_dir=MNIST, near="ignore")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    recipe = named("seed").but(seed=options.seed)
    watch = Stopwatch(options.seconds, recipe.batch)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        try:
            gv.train(corpus(), recipe, into=run, device="cpu", glance=watch.glance)
        except TimeIsUp:
            plan = gv.Run.open(run).plan
    facts = {"done": True, "contestant": "ganvas-seed", "seed": options.seed, "torch": plan.torch}
    facts |= {"threads": plan.threads, "bf16": plan.bf16, "steps": watch.seen // recipe.batch}
    facts |= {"seconds": round(watch.elapsed_s, 3), "works_per_s": round(watch.seen / watch.elapsed_s, 1)}
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()

"""The contestant Ganvas for ``peers.py``: a recipe on a corpus, for so many seconds.

    python benchmarks/contestants/ganvas_peer.py --corpus corpora/ink --recipe quick --size 32 --into out --seconds 30

The recipe is told the seconds as its length, so that its schedules end with them; where the machine turns out slower
than it was measured to be, the time ends first. Measuring the machine is not in the time; it is told as ``prepare_s``.
The pictures are those of the average, as in any run. Prints one JSON line, as ``marks.py`` says.
"""

import argparse
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from marks import Marks
from torch import nn

import ganvas as gv
from ganvas import seeds
from ganvas.media.levels import to_levels
from ganvas.training.hooks import Moment


class TimeIsUp(Exception):
    """The seconds are over."""


class Watch:
    """A hook at every tick, and a glance for the beginning."""

    def __init__(self, marks: Marks) -> None:
        self._marks, self.began_s = marks, 0.0

    def say(self, _: str) -> None:
        """The loop begins after the last sentence."""
        self.began_s = time.perf_counter()
        self._marks.begin()

    def hook(self, moment: Moment) -> None:
        """Paint if it is time to, and end in time.

        Raises:
            TimeIsUp: it is.
        """
        average, z_dim = moment.state.average, moment.run.recipe.z_dim
        if not self._marks.go_on(moment.state.seen, lambda count: paint(average, z_dim, count), moment.final):
            raise TimeIsUp


@torch.no_grad()
def paint(average: nn.Module, z_dim: int, count: int) -> np.ndarray:
    """(count, C, H, W), uint8."""
    z = seeds.latents(range(count), z_dim)
    average.eval()
    return np.concatenate([to_levels(average(some)) for some in z.split(100)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--recipe", default="quick")
    parser.add_argument("--size", type=int, default=32)
    Marks.add_options(parser)
    options = parser.parse_args()
    began_s = time.perf_counter()
    corpus = gv.Corpus.open(options.corpus)
    marks = Marks.of(options)
    watch = Watch(marks)
    recipe = gv.Recipe.for_corpus(corpus, options.recipe, options.size, options.seconds / 60)
    recipe = recipe.but(seed=options.seed, ticks=1_000_000)  # a tick is a batch
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"
        with suppress(TimeIsUp):
            gv.train(corpus, recipe, into=path, device="cpu", say=watch.say, hooks=[watch.hook])
        plan = gv.Run.open(path).plan
    facts = {"threads": plan.threads, "bf16": plan.bf16, "parts": plan.parts, "torch": torch.__version__}
    marks.tell(**facts, prepare_s=round(watch.began_s - began_s, 1))


if __name__ == "__main__":
    main()

"""An ink drawing that turns into four others and back, without a seam, painted by the base.

Run it from anywhere: ``python examples/loop/loop.py loop.gif`` (or .mp4, .webm, or a folder for single frames).
"""

import sys
from pathlib import Path

from ganvas.bases import base
from ganvas.model.director import film
from ganvas.model.filming import Reel
from ganvas.model.model import Model
from ganvas.model.script import Script
from ganvas.model.timing import Timing
from ganvas.sketch import Sketch, walk_through

KEYS = (13, 46, 34, 37, 12)  # a circle, mountains, stones, a bird, bamboo
FPS, SECONDS_A_KEY = 8, 0.75


def main(path: Path) -> None:
    walk = walk_through(KEYS, closed=True, curve="spline")
    times = tuple(SECONDS_A_KEY * number for number in range(len(KEYS) + 1))
    script = Script(timing=Timing(times=times, eases=("ease-in-out",)), even=True)  # it rests a little at each key
    frames = round(FPS * times[-1])
    found = film(Model.load(base()), walk, Sketch(latent=walk, psi=0.8), script, frames, Reel(path, FPS, 2))
    before, after = found.uneven
    print(f"{path}: {frames} frames; steps vary by {after.variation:.0%}, by {before.variation:.0%} if not measured")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

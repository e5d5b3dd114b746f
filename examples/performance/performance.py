"""Performs the script beside it: ``python examples/performance/performance.py film.mp4``."""

import sys
from pathlib import Path

from ganvas.performing.perform import perform
from ganvas.performing.script import Performance

SCRIPT = Path(__file__).with_name("performance.toml")

if __name__ == "__main__":
    done = perform(Performance.read(SCRIPT), SCRIPT.parent, Path(sys.argv[1]))
    print(f"{done.frames} frames, {done.digest[:12]}")

"""How long from a fresh clone to the first painted pictures with ``make art``, by part.

    python benchmarks/cold_start.py [--minutes 5]

Clones this repository into a temporary folder, lets ``make`` say what ``make art`` would run, and
times each of its commands; then ``make art`` once more, when all is there. Packages come from
wherever pip finds them, so the first part says more about the network than about Ganvas.
Writes results/cold_start.json and .png.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from common import INK, OURS, QUIET, REPOSITORY, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

SETUP = ".venv/.ready"


def seconds(command: list[str], folder: Path) -> float:
    """How long a command takes; its output is shown, and a failure ends the benchmark."""
    environment = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "MAKEFLAGS")}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    return time.perf_counter() - start


def verbs(folder: Path, minutes: str) -> list[list[str]]:
    """The commands of ``make art`` after the set-up, as make would run them."""
    told = subprocess.run(
        ["make", "--dry-run", "art", f"MINUTES={minutes}"], cwd=folder, capture_output=True, text=True, check=True
    )
    lines = [line.split("#")[0].strip() for line in told.stdout.splitlines()]
    return [line.split() for line in lines if line.startswith(".venv/bin/ganvas ")]


def parts(minutes: str) -> dict[str, float]:
    """Seconds by part."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "ganvas"
        found["clone"] = seconds(["git", "clone", "--quiet", str(REPOSITORY), str(folder)], Path(temporary))
        found["set up"] = seconds(["make", SETUP], folder)
        for command in verbs(folder, minutes):
            found[command[1]] = seconds(command, folder)
        found["make art again"] = seconds(["make", "art", f"MINUTES={minutes}"], folder)
        found["start-up of ganvas"] = seconds([".venv/bin/ganvas", "--version"], folder)
    return found


def draw(found: dict[str, float]) -> Figure:
    figure = Figure(figsize=(8, 3), layout="constrained")
    axes = figure.subplots()
    names = list(found)[::-1]
    axes.barh(names, [found[name] for name in names], color=OURS)
    for row, name in enumerate(names):
        axes.text(found[name], row, f" {found[name]:.1f} s", va="center", color=QUIET, fontsize=8)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.set_title("From a fresh clone to the first pictures", loc="left", color=INK)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", default="5", help="of training")
    options = parser.parse_args()
    found = parts(options.minutes)
    first = sum(found[name] for name in found if name not in ("make art again", "start-up of ganvas"))
    write_json(
        RESULTS / "cold_start.json", {"minutes_of_training": float(options.minutes), "seconds": found, "all_s": first}
    )
    write_figure(RESULTS / "cold_start.png", draw(found))


if __name__ == "__main__":
    main()

"""How long does an atlas take, and how much memory?

    python benchmarks/atlas.py RUN [--corpus CORPUS] [--counts 1000 5000]

Each atlas is drawn by ``ganvas atlas`` in a process of its own, with one painting process a core. Told
are the seconds by the clock, the processor seconds of all processes together, and the largest memory of
any one of them. On a machine that does nothing else the clock shows at least the processor seconds of
the part that cannot be shared, the layout, and half of the rest. Writes results/atlas.json and .png.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import INK, OURS, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

GOAL_S = 60


def draw_one(run: Path, corpus: Path | None, count: int) -> dict[str, object]:
    """Draw an atlas, and tell what it took."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "atlas"
        command = [sys.executable, "-m", "ganvas", "atlas", str(run), "--count", str(count), "--into", str(into)]
        command += ["--json"] + (["--corpus", str(corpus)] if corpus else [])
        load, start = os.getloadavg()[0], time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        told = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        files = [file.stat().st_size for file in into.rglob("*") if file.is_file()]
    return {
        "samples": told["samples"],
        "works": told["works"],
        "method": told["method"],
        "seconds": round(seconds, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb_of_one_process": round(used.ru_maxrss / 1024),
        "files": len(files),
        "megabytes": round(sum(files) / 2**20, 1),
        "load_before": load,
    }


def draw(results: list[dict[str, object]]) -> Figure:
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.add_subplot()
    names = [f"{one['samples']:,} samples,\n{one['works']:,} works" for one in results]
    axes.barh(range(len(results)), [one["processor_seconds"] for one in results], color=OURS)
    axes.set_yticks(range(len(results)), names, color=INK)
    axes.invert_yaxis()
    for row, one in enumerate(results):
        axes.annotate(f" {one['peak_mb_of_one_process']} MB", (one["processor_seconds"], row), va="center", color=QUIET)
    axes.set_xlabel("processor seconds of all processes together, and the largest memory of one", color=QUIET)
    axes.set_title("Drawing an atlas of pictures of 64²", loc="left", color=INK)
    axes.margins(x=0.15)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 5000])
    chosen = parser.parse_args()
    results = [draw_one(chosen.run, chosen.corpus, count) for count in chosen.counts]
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, shared with other programs"
    write_json(RESULTS / "atlas.json", {"goal_s": GOAL_S, "machine": machine, "atlases": results})
    write_figure(RESULTS / "atlas.png", draw(results))
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

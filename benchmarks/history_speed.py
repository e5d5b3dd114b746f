"""How long a history of 100,000 events takes to open, to add to, and to look around in.

python benchmarks/history_speed.py [--events 100000] [--folder DIR]

The events are written in one go, row by row as ``History.append`` writes them. Then a fresh connection opens the
history, and steps are appended one after another, each forced to the disk. What the disk alone takes is measured
between the steps: the same number of bytes, appended to a file and forced to the disk.
"""

import argparse
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure
from sqlalchemy import insert

from ganvas.gallery.events import EVENTS, MOVES, PARENTS, Event, link_of
from ganvas.gallery.history import History
from ganvas.gallery.tree import draw_tree
from ganvas.sketch import Seed, Sketch

MODEL = "a" * 64
GOALS_MS = {"open": 1000.0, "append": 5.0}
BLOCK = 5000


def fill(history: History, count: int) -> None:
    """Steps with a branch every fifty or so, and a keep every ten."""
    chance, link, nodes = random.Random(0), "", [0]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    events, parents, moves = [], [], []
    for number in range(1, count + 1):
        mark = number > 1 and chance.random() < 0.1
        parent = nodes[-1] if chance.random() > 0.02 else chance.choice(nodes[1:] or [0])
        event = Event(
            id=number, parents=(parent,) if parent else (), actor="human", verb="keep" if mark else "mutate",
            before=Sketch(latent=Seed(seed=parent)) if parent else None, after=Sketch(latent=Seed(seed=number)),
            model=MODEL, reason="", time=start + timedelta(seconds=number),
        )  # fmt: skip
        row = event.row()
        link = link_of(link, row, event.parents)
        events.append(row | {"link": link})
        parents += [{"event": number, "place": 0, "parent": parent}] if parent else []
        if not mark:
            nodes.append(number)
            moves.append({"verb": "mutate", "event": number, "time": row["time"]})
    with history._database.writing() as connection:
        for table, rows in ((EVENTS, events), (PARENTS, parents), (MOVES, moves)):
            for first in range(0, len(rows), BLOCK):
                connection.execute(insert(table), rows[first : first + BLOCK])


def milliseconds(call: Callable[[], object], rounds: int) -> dict[str, float]:
    """The median and the 95th percentile of some rounds."""
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - start))
    took.sort()
    return {"median": round(statistics.median(took), 3), "p95": round(took[int(0.95 * (len(took) - 1))], 3)}


def measure(folder: Path, count: int, rounds: int) -> dict[str, object]:
    """Figures of one history in a folder."""
    with History.open(folder / "project") as history:
        fill(history, count)
    took: dict[str, dict[str, float]] = {}
    took["open"] = milliseconds(lambda: History.open(folder / "project").close(), 7)
    with History.open(folder / "project") as history, (folder / "beside").open("wb") as beside:
        numbers = iter(range(count + 1, 10 * count))

        def append() -> None:
            history.append(Sketch(latent=Seed(seed=next(numbers))), "mutate", MODEL)

        def force() -> None:
            beside.write(b"x" * 4 * 4096)  # the pages that a step writes to the log, about
            beside.flush()
            os.fsync(beside.fileno())

        append()
        pairs = [(milliseconds(append, 1)["median"], milliseconds(force, 1)["median"]) for _ in range(rounds)]
        for name, column in zip(("append", "the disk alone"), zip(*pairs, strict=True), strict=True):
            ordered = sorted(column)
            took[name] = {"median": statistics.median(ordered), "p95": ordered[int(0.95 * (rounds - 1))]}
        start = time.process_time()
        for _ in range(rounds):
            append()
        took["append, processor"] = {"median": round(1000 * (time.process_time() - start) / rounds, 3)}
        took["undo"] = milliseconds(history.undo, 60)
        took["redo"] = milliseconds(history.redo, 60)
        took["one event"] = milliseconds(lambda: history.event(random.randrange(1, count)), 60)
        took["the tree, 60 nodes"] = milliseconds(lambda: draw_tree(history), 10)
        took["palette, its numbers"] = milliseconds(history.kept, 5)
        took["tips"] = milliseconds(history.tips, 3)
        took["check all links"] = milliseconds(history.check, 1)
    size = (folder / "project" / "history.db").stat().st_size
    return {"took_ms": took, "megabytes": round(size / 1e6, 1)}


def picture(found: dict[str, dict[str, object]]) -> Figure:
    """Opening and appending beside their goals, on a disk and in memory."""
    figure = Figure(figsize=(9, 3.4), facecolor=PAPER, layout="constrained")
    for axes, (name, goal) in zip(figure.subplots(1, 2), GOALS_MS.items(), strict=True):
        places, bars, parts = [], [], []
        for place, result in found.items():
            took = result["took_ms"]
            assert isinstance(took, dict)
            places.append(place)
            bars.append(took[name]["median"])
            parts.append(took["the disk alone"]["median"] if name == "append" else 0)
        axes.barh(places, bars, color=OURS, height=0.5)
        if any(parts):
            axes.barh([row - 0.34 for row in range(len(places))], parts, color=OTHERS, height=0.14)
        axes.axvline(goal, color=INK, linewidth=1, linestyle=":")
        for row, value in enumerate(bars):
            axes.text(value, row, f"  {value:.2g} ms" if value < 10 else f"  {value:.0f} ms", va="center", color=INK)
        axes.set_title({"append": "append one event"}.get(name, name), loc="left", color=INK)
        axes.set_xlim(0, 1.3 * max(goal, *bars, *parts))
        axes.set_xlabel("ms; dotted: the goal" + ("; grey: the disk alone" if name == "append" else ""), color=QUIET)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_facecolor(PAPER)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200, help="steps that are timed")
    parser.add_argument("--folder", type=Path, help="on the disk to measure; the temporary folder without it")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    memory = Path("/dev/shm")
    places = {"disk": options.folder, **({"memory": memory} if memory.is_dir() else {})}
    found = {}
    for name, place in places.items():
        with tempfile.TemporaryDirectory(dir=place) as folder:
            found[name] = measure(Path(folder), options.events, options.rounds)
            print(name, found[name])
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    write_json(options.into / "history_speed.json",
               {"machine": machine, "events": options.events, "goals_ms": GOALS_MS, **found})  # fmt: skip
    write_figure(options.into / "history_speed.png", picture(found))


if __name__ == "__main__":
    main()

"""How fast a `style` model paints: singly, children, regions; at 64, 128 and 256 px; and whether its memory is flat.

    python benchmarks/render_speed.py [--seconds 4] [MODEL at 128 px]

Each picture is painted by itself, on one thread, so that the same sketch gives the same bytes; a figure is the median
of several stretches of the clock, and beside it stands the same by processor time, which other programs on the machine
disturb least. 64 px is the base that is shipped; for 128 px a run may be named, otherwise, and at 256 px, the weights
are random: a picture costs the same whatever it shows. Writes results/render_speed.json and .png.
"""

import argparse
import itertools
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from common import INK, OURS, PAPER, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

from ganvas import snapshot
from ganvas.bases import base
from ganvas.model.model import Model
from ganvas.nets import NETS, Design
from ganvas.recipe import STYLE
from ganvas.sketch import Cross, Mutate, Oval, Region, Regions, Seed, Sketch
from ganvas.snapshot import Card

STRETCHES = 5
GOALS = {"64 px": 60, "128 px": 20, "256 px": 8, "128 px, three regions": 10, "128 px, 12 children": 1}


def random_model(side: int, folder: Path) -> Model:
    """A model of random weights, as the recipe style has it at that size."""
    card = Card.of(STYLE.but(shape=(3, side, side), size_px=side), "0" * 64, "none", 0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        generator = NETS[card.net].generator(Design.of(card))
    path = folder / f"{side}.safetensors"
    snapshot.save(path, generator.state_dict(), card)
    return Model.load(path)


def singly(model: Model) -> Iterator[Callable[[], object]]:
    """One picture after another, all different."""
    for number in itertools.count():
        yield lambda number=number: model.render(Sketch(latent=Seed(seed=number)))


def with_regions(model: Model) -> Iterator[Callable[[], object]]:
    """Pictures of three regions over a base."""
    places = ((0.1, 0.1, 0.5, 0.5), (0.5, 0.2, 0.9, 0.7), (0.2, 0.6, 0.7, 0.95))
    for number in itertools.count(step=4):
        over = tuple(
            Region(mask=Oval(left=a, top=b, right=c, bottom=d), latent=Seed(seed=number + 1 + k))
            for k, (a, b, c, d) in enumerate(places)
        )
        yield lambda number=number, over=over: model.render(Sketch(latent=Regions(base=Seed(seed=number), over=over)))


def litters(model: Model) -> Iterator[Callable[[], object]]:
    """Twelve mutated children of two parents."""
    for number in itertools.count():
        parents = (Seed(seed=number), Seed(seed=number + 1))
        children = [
            Sketch(latent=Mutate(latent=Cross(parents=parents, seed=k), strength=0.3, seed=k)) for k in range(12)
        ]
        yield lambda children=children: list(model.render_many(children))


def rates(calls: Iterator[Callable[[], object]], seconds: float) -> dict[str, float]:
    """Calls a second by the clock and by processor time, medians of STRETCHES."""
    next(calls)()
    found: list[tuple[float, float]] = []
    for _ in range(STRETCHES):
        count, clock, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - clock < seconds / STRETCHES:
            next(calls)()
            count += 1
        found.append((count / (time.perf_counter() - clock), count / (time.process_time() - cpu)))
    by_clock, by_cpu = zip(*found, strict=True)
    return {"per_s": round(statistics.median(by_clock), 1), "per_cpu_s": round(statistics.median(by_cpu), 1)}


def memory_growth(model: Model, pictures: int) -> dict[str, float]:
    """Resident peak before and after so many pictures, in MB; the first fill what is kept."""
    calls, peaks = singly(model), []
    for count in (200, pictures):
        for _ in range(count):
            next(calls)()
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {"pictures": pictures, "before_mb": round(peaks[0], 1), "after_mb": round(peaks[1], 1)}


def draw(found: dict[str, dict[str, float]]) -> Figure:
    """Bars of calls a second, and a mark at what is wanted."""
    figure = Figure(figsize=(8, 3.2), facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot(facecolor=PAPER)
    names = list(found)[::-1]
    axes.barh(names, [found[name]["per_s"] for name in names], color=OURS)
    for row, name in enumerate(names):
        axes.text(found[name]["per_s"], row, f"  {found[name]['per_s']:g}", va="center", color=INK)
        axes.plot([GOALS[name]] * 2, [row - 0.4, row + 0.4], color=INK, lw=2)
    axes.set_xscale("log")
    axes.set_xlabel("a second, singly, on one thread; the mark is what is wanted")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path, help="a run or snapshot at 128 px")
    parser.add_argument("--seconds", type=float, default=4, help="for each figure")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small = Model.load(base())
        middle = Model.load(wanted.model) if wanted.model else random_model(128, folder)
        large = random_model(256, folder)
        found = {
            "64 px": rates(singly(small), wanted.seconds),
            "128 px": rates(singly(middle), wanted.seconds),
            "256 px": rates(singly(large), wanted.seconds),
            "128 px, three regions": rates(with_regions(middle), wanted.seconds),
            "128 px, 12 children": rates(litters(middle), wanted.seconds),
        }
        memory = memory_growth(small, 3000)
    result = {
        "machine": platform.processor() or platform.machine(),
        "shapes": {name: list(m.card.shape) for name, m in (("64", small), ("128", middle), ("256", large))},
        "rates": found,
        "wanted": GOALS,
        "memory": memory,
    }
    write_json(RESULTS / "render_speed.json", result)
    write_figure(RESULTS / "render_speed.png", draw(found))
    for name, rate in found.items():
        print(f"{name}: {rate['per_s']:g} a second ({rate['per_cpu_s']:g} by processor time), wanted {GOALS[name]}")
    print(f"memory: {memory}")


if __name__ == "__main__":
    main()

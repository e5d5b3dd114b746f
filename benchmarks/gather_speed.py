"""How fast Ganvas gathers and prepares, beside a plain loop of Pillow; and how much memory a large corpus takes.

    python benchmarks/gather_speed.py                 10,000 works of three kinds, and 100,000 works of 64²
    python benchmarks/gather_speed.py --works 1000 --many 0

The plain loop opens, converts and resizes each work in one process and does nothing else. Ganvas looks at
each work as well (digest, whole or cut short, colours, near-duplicates), keeps a copy, and prepares it; both know
from the start which shape is wanted, and both end with an array of samples of it. They take turns, three times; the
figure is the ratio of the medians. Beside it stand two more: the same for a loop that uses Pillow's own short cuts
(a JPEG decoded at a smaller scale, shrinking in two steps), and the ratio of processor seconds times the cores,
which is what two idle cores would give at the very most and which the other programs of the machine disturb least.

Nothing is removed between the rounds: ext4 passes over inodes that were freed within the last half minute one by
one, and to make ten thousand files right after ten thousand were removed takes up to ten times as long.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.pool import cores

KINDS = {  # as artists have them: scans and photographs, drawings with flat ground, small tiles
    "JPEG 1024 × 768": ("jpg", (1024, 768)),
    "PNG 512 × 512": ("png", (512, 512)),
    "PNG 64 × 64": ("png", (64, 64)),
}
SHAPE = (3, 64, 64)
GOAL_RATIO, GOAL_MB = 1.6, 400
RESULTS = Path(__file__).parent / "results"


def generate(folder: Path, count: int, suffix: str, size: tuple[int, int]) -> None:
    """Works with soft ground, strokes and a little grain: what JPEG and PNG both have to work for."""
    folder.mkdir(parents=True)
    for number in range(count):
        random = np.random.default_rng(number)
        ground = Image.fromarray(random.integers(120, 256, (6, 8, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC)
        draw = ImageDraw.Draw(ground)
        for _ in range(12):
            points = [tuple(point) for point in (random.random((3, 2)) * size).tolist()]
            draw.line(points, tuple(random.integers(0, 160, 3).tolist()), max(1, size[0] // 80))
        ground.save(folder / f"{number:06d}.{suffix}", quality=90, compress_level=1)


def cpu_s() -> float:
    """Processor seconds of this process and of the helpers that it has ended."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def plain(folder: Path, short_cuts: bool) -> float:
    """Seconds of the plain loop, with Pillow's own short cuts or without."""
    started = time.perf_counter()
    names = sorted(folder.iterdir())
    levels = np.empty((len(names), *SHAPE), np.uint8)
    for row, name in enumerate(names):
        with Image.open(name) as image:
            if short_cuts:
                image.draft(None, (2 * SHAPE[2], 2 * SHAPE[1]))
            small = image.convert("RGB").resize(
                SHAPE[:0:-1], Image.Resampling.LANCZOS, reducing_gap=2 if short_cuts else None
            )
        levels[row] = np.asarray(small).transpose(2, 0, 1)
    return time.perf_counter() - started


def ours(folder: Path, into: Path) -> tuple[float, float]:
    """Seconds of gathering, and of gathering and preparing."""
    started = time.perf_counter()
    corpus = Corpus.gather(folder, into=into, shape=SHAPE, fit="stretch")
    gathered = time.perf_counter() - started
    dataset = corpus.prepare(SHAPE, fit="stretch")
    whole = time.perf_counter() - started
    assert len(dataset) == len(list(folder.iterdir()))
    return gathered, whole


def speed(works: int, rounds: int, kinds: str, workplace: Path) -> list[dict[str, object]]:
    """One row a kind of work whose name holds ``kinds``."""
    rows: list[dict[str, object]] = []
    for kind, (suffix, size) in ((kind, made) for kind, made in KINDS.items() if kinds in kind):
        folder = workplace / suffix / str(size[0])
        generate(folder, works, suffix, size)
        plain_s, short_s, gather_s, ours_s, plain_cpu_s, ours_cpu_s = [], [], [], [], [], []
        load = os.getloadavg()[0]
        for number in range(rounds):
            before = cpu_s()
            plain_s.append(plain(folder, short_cuts=False))
            plain_cpu_s.append(cpu_s() - before)
            short_s.append(plain(folder, short_cuts=True))
            between = cpu_s()
            gathered, whole = ours(folder, workplace / "corpora" / suffix / f"{size[0]}-{number}")
            gather_s.append(gathered)
            ours_s.append(whole)
            ours_cpu_s.append(cpu_s() - between)
        cpu_ratio = cores() * statistics.median(plain_cpu_s) / statistics.median(ours_cpu_s)
        rows.append(
            {
                "kind": kind,
                "works": works,
                "load_before": load,
                "plain_s": plain_s,
                "plain_with_short_cuts_s": short_s,
                "gather_s": gather_s,
                "gather_and_prepare_s": ours_s,
                "plain_cpu_s": plain_cpu_s,
                "gather_and_prepare_cpu_s": ours_cpu_s,
                "plain_per_s": works / statistics.median(plain_s),
                "ours_per_s": works / statistics.median(ours_s),
                "ratio": statistics.median(plain_s) / statistics.median(ours_s),
                "ratio_to_short_cuts": statistics.median(short_s) / statistics.median(ours_s),
                "ratio_of_cpu_times_cores": cpu_ratio,
            }
        )
        print(
            f"{kind}: {rows[-1]['plain_per_s']:.0f} → {rows[-1]['ours_per_s']:.0f} works/s, × {rows[-1]['ratio']:.2f} "
            f"(× {rows[-1]['ratio_to_short_cuts']:.2f} with short cuts, × {cpu_ratio:.2f} by processor time)"
        )
    return rows


def tree_mb(field: str) -> float:
    """Memory of this process and all below it, from Linux' own account: Rss counts shared pages again, Pss once."""
    mine, total = {os.getpid()}, 0
    for entry in sorted((path for path in Path("/proc").iterdir() if path.name.isdecimal()), key=lambda p: int(p.name)):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if int(entry.name) in mine or parent in mine:
                mine.add(int(entry.name))
                lines = (entry / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
        except (OSError, StopIteration):
            continue  # it ended meanwhile
    return total / 1024


def memory(many: int, workplace: Path) -> dict[str, object]:
    """Peak memory of the whole process tree over gathering and preparing many small works."""
    folder = workplace / "many"
    generate(folder, many, "png", SHAPE[1:])
    peak = {"Rss": 0.0, "Pss": 0.0, "Anonymous": 0.0}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            for field in peak:
                peak[field] = max(peak[field], tree_mb(field))

    watcher = threading.Thread(target=watch)
    watcher.start()
    gathered, whole = ours(folder, workplace / "corpus")
    ended.set()
    watcher.join()
    print(f"{many} works: {peak} MB, {whole:.0f} s")
    return {"works": many, "peak_mb": peak, "gather_s": gathered, "gather_and_prepare_s": whole}


def picture(rows: list[dict[str, object]], path: Path) -> None:
    """The works a second of both, a pair of bars a kind."""
    image = Image.new("RGB", (1000, 120 + 90 * len(rows)), "#faf8f4")
    draw = ImageDraw.Draw(image)
    draw.text((32, 24), "Works a second: gathered and prepared, beside a plain loop of Pillow", "#26221c", _font(22))
    most = max(max(float(str(row["plain_per_s"])), float(str(row["ours_per_s"]))) for row in rows)
    for number, row in enumerate(rows):
        top = 80 + 90 * number
        draw.text((32, top + 14), spelled(str(row["kind"])), "#26221c", _font(17))
        for step, (name, color) in enumerate((("plain_per_s", "#b8b0a2"), ("ours_per_s", "#3d5a80"))):
            value = float(str(row[name]))
            long = 560 * value / most
            draw.rectangle((220, top + 26 * step, 220 + long, top + 26 * step + 21), color)
            ratio = f"   {row['ratio']:.2f} times" if step else ""
            draw.text((230 + long, top + 26 * step + 2), f"{value:,.0f}{ratio}", "#26221c", _font(15))
    draw.text((32, image.height - 34), "grey: Pillow alone, one process   blue: Ganvas", "#8c857a", _font(14))
    image.save(path)


def spelled(text: str) -> str:
    """The text in letters that Pillow's own font has."""
    return text.replace("×", "x")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=10_000, help="of each kind; 0 leaves the speed out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", default="", help="only kinds whose name holds this, such as 'PNG 64'")
    parser.add_argument("--many", type=int, default=100_000, help="works of 64² for the memory; 0 leaves it out")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as workplace:
        # memory first: nothing else is in memory yet
        found: dict[str, Any] = {"memory": memory(options.many, Path(workplace))} if options.many else {}
        if options.works:
            found["speed"] = speed(options.works, options.rounds, options.kinds, Path(workplace))
    machine = {"cores": cores(), "python": platform.python_version(), "pillow": Image.__version__}
    result = options.into / "gather_speed.json"
    before = json.loads(result.read_text()) if result.exists() else {}  # what was left out keeps its last figures
    fresh = {row["kind"]: row for row in [*before.get("speed", []), *found.pop("speed", [])]}
    rows = [fresh[kind] for kind in KINDS if kind in fresh]
    goals = {"ratio": GOAL_RATIO, "peak_mb": GOAL_MB}
    whole = {**before, "machine": machine, "shape": SHAPE, "goals": goals, **found, "speed": rows}
    result.write_text(json.dumps(whole, indent=2) + "\n")
    if rows:
        picture(rows, options.into / "gather_speed.png")


if __name__ == "__main__":
    main()

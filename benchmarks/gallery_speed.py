"""How long any page of a gallery of 100,000 works takes, in SQLite and, where a server is named, in PostgreSQL.

python benchmarks/gallery_speed.py [--works 100000] [--postgres URL]

The works are rows without files: titles and notes of a few words out of two thousand, common and rare as words are,
one to three tags, five colours and a hash each. A page is sixty works with all that is known of them.
"""

import argparse
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure
from sqlalchemy import Table, insert

from ganvas.gallery import gallery as room
from ganvas.gallery import looks
from ganvas.gallery.entries import ARTWORKS, CORPORA, LINEAGE, LOOKS, MODELS, TAGS, WORDS, words_of
from ganvas.gallery.events import sketch_text
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.looks import LOOK_BYTES
from ganvas.gallery.wishes import Wish
from ganvas.sketch import Seed, Sketch

GOAL_MS = 100.0
BLOCK = 5000
MODELS_COUNT = 20


def word(rank: int) -> str:
    return f"{'aeiou'[rank % 5]}{'bdfgklmnprst'[rank % 12]}{'aeiou'[rank // 60 % 5]}{rank}"


def fill(gallery: Gallery, count: int) -> None:
    """Works without files."""
    random_ = np.random.default_rng(0)
    chance = random.Random(0)
    ranks = np.minimum(random_.zipf(1.3, (count, 8)), 2000)  # common and rare, as words are
    looks = random_.integers(0, 256, (count, LOOK_BYTES), dtype=np.uint8)
    rows: dict[Table, list[dict[str, object]]] = {
        table: [] for table in (CORPORA, MODELS, ARTWORKS, LOOKS, TAGS, WORDS, LINEAGE)
    }
    rows[CORPORA] = [{"digest": "c" * 64, "name": "ink"}]
    rows[MODELS] = [{"digest": f"{number:064x}", "corpus": "c" * 64, "seen": 1} for number in range(MODELS_COUNT)]
    for number in range(1, count + 1):
        title, note = (" ".join(map(word, part)) for part in (ranks[number - 1, :3], ranks[number - 1, 3:]))
        tags = sorted({f"tag{min(int(chance.paretovariate(1)), 40)}" for _ in range(3)})
        rows[ARTWORKS].append({
            "id": number, "path": f"works/{number}.png", "digest": f"{number:064x}", "pixels": f"{number:064x}",
            "medium": "image", "width_px": 256, "height_px": 256, "title": title, "note": note,
            "sketch": sketch_text(Sketch(latent=Seed(seed=number))), "model": f"{number % MODELS_COUNT:064x}",
            "corpus": "c" * 64, "project": "", "event": 0, "edition": 0, "edition_of": 0,
            "starred": chance.random() < 0.05, "time": "2026-01-01T00:00:00+00:00",
        })  # fmt: skip
        rows[LOOKS].append({"artwork": number, "look": looks[number - 1].tobytes()})
        rows[TAGS] += [{"artwork": number, "tag": tag} for tag in tags]
        rows[WORDS] += [{"artwork": number, "word": one} for one in words_of([title, note, *tags])]
        if number > 2 and chance.random() < 0.3:
            rows[LINEAGE].append({"artwork": number, "place": 0, "parent": chance.randrange(1, number)})
    with gallery._database.writing() as connection:
        for table, many in rows.items():
            for first in range(0, len(many), BLOCK):
                connection.execute(insert(table), many[first : first + BLOCK])


def milliseconds(call: Callable[[], object], rounds: int = 15) -> dict[str, float]:
    took, busy = [], time.process_time()
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - start))
    busy = 1000 * (time.process_time() - busy) / rounds  # of this process: all there is of SQLite, not of PostgreSQL
    return {
        "least": round(min(took), 2),
        "median": round(statistics.median(took), 2),
        "most": round(max(took), 2),
        "processor": round(busy, 2),
    }


def measure(folder: Path, url: str, count: int) -> dict[str, object]:
    with Gallery.open(folder, url) as gallery:
        if not len(gallery):
            fill(gallery, count)
    with Gallery.open(folder, url) as gallery:
        start = time.perf_counter()
        gallery.find(Wish(color="#aa5533"))
        warm = 1000 * (time.perf_counter() - start)
        look = bytes(range(LOOK_BYTES))
        wishes = {
            "the newest": Wish(),
            "the middle": Wish(page=count // 120),
            "the oldest": Wish(page=count // 60),
            "a common word": Wish(text=word(1)),
            "a rare word": Wish(text=word(1500)),
            "two words": Wish(text=f"{word(1)} {word(7)}"),
            "a beginning of words": Wish(text="a"),
            "a common tag": Wish(tag="tag1"),
            "starred": Wish(starred=True),
            "one model's": Wish(model=f"{3:064x}"),
            "near a colour": Wish(color="#aa5533"),
            "near a colour, page 500": Wish(color="#aa5533", page=500),
            "near a colour, with a tag": Wish(color="#3355aa", tag="tag2"),
        }
        pages = {name: milliseconds(lambda wish=wish: gallery.find(wish)) for name, wish in wishes.items()}
        with mock.patch.object(room, "look_of", return_value=look), mock.patch.object(looks, "FAR_HASH", 256.0):
            picture = RESULTS / "seed_speed.png"  # any picture: its own look is replaced, so that every work is near
            pages["like a picture"] = milliseconds(lambda: gallery.like(picture))
        pages["one work"] = milliseconds(lambda: gallery.entry(count // 2))
        pages["all tags, counted"] = milliseconds(gallery.tags, 5)
    return {"reading all looks once_ms": round(warm, 1), "pages_ms": pages}


def picture(found: dict[str, dict[str, dict[str, dict[str, float]]]]) -> Figure:
    """A bar a page, as long as the median of its rounds, with a dot at the quickest."""
    names = list(next(iter(found.values()))["pages_ms"])
    figure = Figure(figsize=(9, 0.36 * len(names) * len(found) ** 0.5 + 1.2), facecolor=PAPER, layout="constrained")
    axes = figure.subplots()
    high = 0.8 / len(found)
    for place, (engine, color) in enumerate(zip(found, (OURS, OTHERS), strict=False)):
        pages = found[engine]["pages_ms"]
        rows = [row + place * high for row in range(len(names))]
        axes.barh(rows, [pages[name]["median"] for name in names], height=high, color=color, label=engine)
        axes.plot([pages[name]["least"] for name in names], rows, "o", color=INK, markersize=3)
        for row, name in zip(rows, names, strict=True):
            axes.text(pages[name]["median"], row, f" {pages[name]['median']:.0f}", va="center", color=QUIET, fontsize=8)
    axes.set_yticks([row + high * (len(found) - 1) / 2 for row in range(len(names))], names, color=INK)
    axes.invert_yaxis()
    axes.axvline(GOAL_MS, color=INK, linewidth=1, linestyle=":")
    axes.set_xlabel("ms, the median of fifteen; dots: the quickest of them; dotted: the goal", color=QUIET)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_facecolor(PAPER)
    axes.legend(frameon=False, loc="lower right")
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=100_000)
    parser.add_argument("--postgres", default="", help="URL of an empty database")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    engines = {"SQLite": "", **({"PostgreSQL": options.postgres} if options.postgres else {})}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, url in engines.items():
            found[name] = measure(Path(folder) / name, url, options.works)
            print(name, found[name])
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    write_json(options.into / "gallery_speed.json",
               {"machine": machine, "works": options.works, "goal_ms": GOAL_MS, **found})  # fmt: skip
    write_figure(options.into / "gallery_speed.png", picture(found))


if __name__ == "__main__":
    main()

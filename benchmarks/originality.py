"""Which of thirteen kinds of copy are found, how many new works are called copies, and how long a comparison takes.

    nice python benchmarks/originality.py [--copies 40] [--simpler PDQ features] [--into results]

Bird plates and clip art from shared/data/drawings, and built-in ink works. Of each collection three quarters are known;
the others are new, but for those that look like a known work (PDQ, 30 bits, in any turn) or, in clip art, belong to a
series of it by their file name. Copies are made at 256 px, blends and collages with new works. Beside the verdict of
ganvas/provenance/originality.py stand two simpler tests, with thresholds that call 2 % of the known works copies of one
another: PDQ in eight turns against a bank of 18 crops, and the cosine of EfficientNet-Lite0's features at 128 px. Time
is the process's own on one thread. Writes results/originality.json and .png.
"""

import argparse
import functools
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from common import INK, OTHERS, OURS, QUIET, RESULTS, SHARED, kept_corpus, write_figure, write_json
from copies import KINDS, SIDE_PX, image
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.prepare import picture_of
from ganvas.corpus.split import families_of
from ganvas.errors import GanvasError
from ganvas.files import make_folder, write_whole
from ganvas.media.image.fit import fit
from ganvas.media.image.pairs import Row, pairs
from ganvas.media.image.pdq import pdq
from ganvas.media.medium import Bytes8, Decoded
from ganvas.metrics.features import extract, extractor
from ganvas.metrics.nearest import Nearest
from ganvas.metrics.thresholds import Thresholds
from ganvas.metrics.views import planes

DRAWINGS = SHARED / "data" / "drawings"
SOURCES = {
    "plates": str(DRAWINGS / "audubon_512"),
    "clip art": str(DRAWINGS / "openclipart_512"),
    "ink": "builtin:ink?works=400",
}
SERIES = {"clip art"}  # whose file names tell a series
SERIES_LETTERS = 9
TARGETS = {"half collage": 0.85}
TARGET, MOST_FALSE = 0.95, 0.02
QUICK_SHARE = 0.02
TIMED_WORKS, TIMED = 1000, 50
Score = Callable[[Bytes8], float]


@dataclass(frozen=True, eq=False)
class Parts:
    """One collection: pictures (N, 3, 256, 256) of known works, and of new ones."""

    known: Bytes8
    new: Bytes8
    known_names: list[str]
    new_names: list[str]


@functools.cache
def parts_of(name: str) -> Parts:
    corpus = kept_corpus(SOURCES[name])
    works = list(corpus.works)
    families = families_of([work.digest for work in works], [work.pdq for work in works])
    order = np.random.default_rng(0).permutation(len(works))
    known, new = np.split(order, [len(order) * 3 // 4])
    kinships = [families]
    if name in SERIES:
        stems = [re.sub(r"[^a-z]", "", Path(work.name).stem.lower())[:SERIES_LETTERS] for work in works]
        kinships.append(np.unique(stems, return_inverse=True)[1])
    for kin in kinships:
        new = new[~np.isin(kin[new], kin[known])]
    names = [[works[row].name for row in rows] for rows in (known, new)]
    return Parts(pictures(corpus, known), pictures(corpus, new), *names)


def pictures(corpus: Corpus, rows: NDArray[np.int64]) -> Bytes8:
    shape = (3, SIDE_PX, SIDE_PX)
    return np.stack([fit(Decoded(picture_of(corpus.path, work, SIDE_PX), {}), shape) for work in corpus.works.at(rows)])


def small(levels: Bytes8) -> Bytes8:
    """(3, 64, 64), as ganvas.provenance.originality fits an artwork."""
    return fit(Decoded(image(levels), {}), (3, 64, 64), "stretch")


def ours(known: Bytes8) -> tuple[Callable[[Bytes8], tuple[bool, bool, int]], dict[str, object]]:
    """Whether a picture is a copy, whether it is close, and which work is the nearest; and the thresholds."""
    index = Nearest.of(
        np.stack([small(one) for one in known[start : start + 64]]) for start in range(0, len(known), 64)
    )
    learned = Thresholds.of(index)

    def judge(levels: Bytes8) -> tuple[bool, bool, int]:
        found = index.search(planes(small(levels)[None])[0])
        best, way = found.best()
        most = int(learned.margin(best).argmax())
        return bool((best > learned.copy).any()), bool((best > learned.close).any()), int(found.work[way[most]])

    told = {name: [round(float(x), 3) for x in getattr(learned, name)] for name in ("copy", "close", "twins")}
    return judge, told


def by_hash(known: Bytes8) -> Callable[[Bytes8], bool]:
    """PDQ in eight turns against 18 crops of every work."""
    bank = np.stack([hashes(crops(one))[:, 0] for one in known])

    def bits(levels: Bytes8, but: int = -1) -> int:
        apart = np.bitwise_count(bank[:, :, None] ^ hashes(image(levels).resize((64, 64)))[0]).sum(-1, dtype=np.int64)
        apart = apart.min((1, 2))
        return int(np.delete(apart, but).min() if but >= 0 else apart.min())

    rows = np.random.default_rng(0).permutation(len(known))[:200]
    limit = np.quantile([bits(known[row], row) for row in rows], QUICK_SHARE)
    return lambda levels: bits(levels) < limit


def crops(levels: Bytes8) -> list[Image.Image]:
    picture, boxes = image(levels), [(0.0, 0.0, 1.0)]
    for share in (0.9, 0.8):
        edges = (0, (1 - share) / 2, 1 - share)
        boxes += [(left, top, share) for left in edges for top in edges]
    boxes = boxes[:18]
    return [
        picture.resize(
            (64, 64), Image.Resampling.BILINEAR, tuple(SIDE_PX * x for x in (left, top, left + share, top + share))
        )
        for left, top, share in boxes
    ]


def hashes(some: list[Image.Image] | Image.Image) -> Bytes8:
    some = some if isinstance(some, list) else [some]
    return pdq(np.stack([np.asarray(one.convert("RGB")) for one in some]))[0]


def by_features(known: Bytes8) -> Callable[[Bytes8], bool]:
    look = extractor("lite0:128")

    def unit(some: Bytes8) -> torch.Tensor:
        return torch.nn.functional.normalize(extract(look, some), dim=1)

    bank = unit(known)
    among = bank @ bank.T - 2 * torch.eye(len(bank))
    limit = float(among.amax(1).quantile(1 - QUICK_SHARE))
    return lambda levels: float((unit(levels[None]) @ bank.T).max()) > limit


SIMPLER = {"PDQ": by_hash, "features": by_features}


def examine(name: str, copies: int, tests: list[str], into: Path) -> dict[str, object]:
    parts = parts_of(name)
    judge, learned = ours(parts.known)
    quick = {test: make(parts.known) for test, make in SIMPLER.items() if test in tests}
    verdicts = [judge(one) for one in parts.new]
    false = {"copy": float(np.mean([v[0] for v in verdicts])), "close": float(np.mean([v[1] for v in verdicts]))}
    false |= {test: float(np.mean([flags(one) for one in parts.new])) for test, flags in quick.items()}
    called = [(row, v[2]) for row, v in enumerate(verdicts) if v[0]]
    if called:
        rows = [
            Row([parts.new[row], parts.known[work]], (parts.new_names[row], parts.known_names[work]))
            for row, work in called
        ]
        write_whole(
            into / f"originality_called_{name.replace(' ', '_')}.png", pairs(("new work", "known work"), rows[:8])
        )
    found: dict[str, dict[str, float]] = {}
    for kind, make in KINDS.items():
        random = np.random.default_rng(1)
        made = [make(work, parts.new[random.integers(len(parts.new))], random) for work in parts.known[:copies]]
        told = [judge(one) for one in made]
        found[kind] = {"copy": float(np.mean([v[0] for v in told])), "close": float(np.mean([v[1] for v in told]))}
        found[kind] |= {"right work": float(np.mean([v[2] == row for row, v in enumerate(told)]))}
        found[kind] |= {test: float(np.mean([flags(one) for one in made])) for test, flags in quick.items()}
        print(name, kind, {key: round(value, 3) for key, value in found[kind].items()}, flush=True)
    print(name, "new works", len(parts.new), false, learned, flush=True)
    return {
        "known": len(parts.known),
        "new": len(parts.new),
        "copies": copies,
        "false": false,
        "called_copies": [(parts.new_names[row], parts.known_names[work]) for row, work in called],
        "true": found,
        **learned,
    }


def timed() -> dict[str, object]:
    """Milliseconds of this process to fit a picture of 256 px and compare it with 1,000 works."""
    known = np.concatenate([parts_of(name).known for name in SOURCES])[:TIMED_WORKS]
    index = Nearest.of(
        np.stack([small(one) for one in known[start : start + 64]]) for start in range(0, len(known), 64)
    )
    spent, wall = [], []
    for one in known[:: len(known) // TIMED][:TIMED]:
        start, on_clock = time.process_time(), time.perf_counter()
        index.search(planes(small(one)[None])[0]).best()
        spent.append(1000 * (time.process_time() - start))
        wall.append(1000 * (time.perf_counter() - on_clock))
    return {"works": len(known), "median_ms": float(np.median(spent)), "median_wall_ms": float(np.median(wall))}


NAMES = {"copy": "ganvas originality", "PDQ": "PDQ and crops", "features": "features"}


def picture(results: dict[str, dict]) -> Figure:
    """A panel for each collection, a bar for each kind of copy, and the false ones below."""
    figure = Figure(figsize=(11, 6), layout="constrained")
    for axes, (name, facts) in zip(figure.subplots(1, len(results), sharey=True), results.items(), strict=True):
        labels = [*facts["true"], "new works"]
        rows = [*facts["true"].values(), facts["false"]]
        place = np.arange(len(labels))
        for shift, test, color in ((-0.27, "copy", OURS), (0, "PDQ", OTHERS), (0.27, "features", "#ded8cc")):
            if test in facts["false"]:
                axes.barh(place + shift, [row[test] for row in rows], 0.25, color=color, label=NAMES[test])
        axes.set(title=f"{name}: {facts['known']} known, {facts['new']} new", xlim=(0, 1), xlabel="share called copies")
        axes.set_yticks(place, labels, color=INK)
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
        axes.axvline(TARGET, color=QUIET, linewidth=0.8, linestyle=":", label="target 95 %")
    axes.legend(fontsize=8, loc="lower right")
    return figure


def missed(results: dict[str, dict]) -> list[str]:
    out = [
        f"{name}: {facts['false']['copy']:.3f} of new works"
        for name, facts in results.items()
        if facts["false"]["copy"] > MOST_FALSE
    ]
    for name, facts in results.items():
        out += [
            f"{name}: {kind} {row['copy']:.2f}"
            for kind, row in facts["true"].items()
            if row["copy"] < TARGETS.get(kind, TARGET)
        ]
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=40, help="of each kind and collection")
    parser.add_argument("--simpler", nargs="*", choices=SIMPLER, default=list(SIMPLER), help="tests beside ours")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    try:
        time_ = timed()
        print(time_, flush=True)
        results: dict[str, dict] = {}
        for name in SOURCES:  # what is done is written at once
            results[name] = examine(name, options.copies, options.simpler, make_folder(options.into))
            facts = {"time": time_, "targets_missed": missed(results), "collections": results}
            write_json(options.into / "originality.json", facts)
    except GanvasError as error:
        print(f"originality: {error}", file=sys.stderr)
        return error.exit_code
    write_figure(options.into / "originality.png", picture(results))
    print("missed:", *missed(results), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())

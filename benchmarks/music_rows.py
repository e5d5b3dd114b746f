"""Do the measures of music tell real music from music that nobody composed?

    python benchmarks/music_rows.py [--quartets FOLDER] [--keys N]

Bach's chorales are read at run time from music21's corpus, and OpenScore's string quartets (CC0) from a folder; neither
is shipped. A fifth of the works is held out. Each row is measured beside it: the other works, bars shuffled, voices
shuffled, an order-1 Markov chain, uniform noise; and, for the chorales, the rows that were computed before by another
program. ``--keys`` compares our keys with music21's on that many chorales. Writes results/music_rows.json and .png.
"""

import argparse
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from common import INK, PAPER, QUIET, RESULTS, SHARED, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.errors import GanvasError, WorkError
from ganvas.media.music.copies import nearest, told_apart
from ganvas.media.music.drawn import draw
from ganvas.media.music.grid import Grid, Tokens, grid, to_tokens
from ganvas.media.music.keys import key_of, stretches, weights
from ganvas.media.music.measures import from_tokens, measures, unique_share
from ganvas.media.music.musicxml import read_musicxml
from ganvas.media.music.nulls import NULLS
from ganvas.media.music.score import LENGTH, PITCH, Score
from ganvas.media.music.windows import windows

QUARTETS = SHARED / "data" / "music" / "openscore_string_quartets_cc0"
HELD_OUT = 5  # every so many works
MOST_HELD, MOST_JUDGED = 600, 600
REFERENCE = {  # shared/reference/media.md 1.4, computed once by another program on whole chorales
    "train": (2.99, 3.16, 3.36, 3.86, 0.973, 3.55, 1.74, 1.60, 1.48, 1.68, 1.43, 1.44,
              0.941, 0.024, 0.0063, 0.852, 0.0065, 0.909),
    "held out": (2.93, 3.20, 3.38, 3.87, 0.965, 3.53, 1.74, 1.60, 1.47, 1.68, 1.42, 1.43,
                 0.943, 0.019, 0.0052, 0.858, 0.0042, 0.895),
}  # fmt: skip
SHOWN = (
    "pitch classes 1", "pitch classes 4", "notes of an eighth or more", "sixteenths a note", "tonal distance 12",
    "tonal distance 34", "in one major scale", "voices crossed", "parallels", "steps of the top voice",
    "leaps of the top voice", "beats of thirds", "empty bars", "told apart",
)  # fmt: skip


def chorales() -> list[Score]:
    """The chorales of music21 in constant 4/4 and four parts, each once, read by our own reader."""
    from music21 import corpus

    root = Path(corpus.__file__).parent
    found = []
    for name in dict.fromkeys(str(name) for name in corpus.chorales.Iterator(returnType="filename")):
        path = next((path for end in (".mxl", ".xml") if (path := root / f"{name}{end}").is_file()), None)
        if path is None:
            continue
        score = read_musicxml(path.read_bytes(), name)
        if len(score.parts) == 4 and all(bar.nominal == 4 * score.ticks for bar in score.bars):
            found.append(score)
    return found


def quartets(folder: Path) -> tuple[list[Score], dict[str, object]]:
    """All scores of a folder, and how long they took to read."""
    paths = sorted(folder.glob("*.mxl"))
    if not paths:
        raise GanvasError(f"{folder}: holds no .mxl files. Name the folder of quartets with --quartets.")
    found, times = [], []
    for path in paths:
        start = time.perf_counter()
        found.append(read_musicxml(path.read_bytes(), path.name))
        times.append(time.perf_counter() - start)
    told: dict[str, object] = {
        "works": len(found), "notes": sum(s.count for s in found), "bars": sum(len(s.bars) for s in found),
        "read_s": round(sum(times), 1), "longest_s": round(max(times), 2),
    }  # fmt: skip
    return found, told


def tokens_of(scores: Sequence[Score], grid: Grid, stride: int, most: int) -> tuple[Tokens, list[int]]:
    """The windows of works as classes, and which work each is from."""
    rows, works = [], []
    for number, score in enumerate(scores):
        try:
            found = windows(score, grid, stride, most=most)
        except WorkError:
            continue
        rows.append(to_tokens(found.samples, grid))
        works += [number] * len(found.samples)
    return np.concatenate(rows), works


def rows_of(scores: Sequence[Score], grid: Grid, stride: int, most: int = 256) -> dict[str, object]:
    """The table of one corpus, its distances to the nearest work, and how well copies are found."""
    held = [score for number, score in enumerate(scores) if number % HELD_OUT == 0]
    rest = [score for number, score in enumerate(scores) if number % HELD_OUT]
    train, train_works = tokens_of(rest, grid, stride, most)
    test, test_works = tokens_of(held, grid, stride, most)
    rng = np.random.default_rng(0)
    rows = {"train": train, "held out": test} | {name: null(test, grid, rng) for name, null in NULLS.items()}
    few = rng.permutation(len(test))[:MOST_JUDGED]
    table = {}
    for name, tokens in rows.items():
        voices = from_tokens(tokens, grid)
        table[name] = measures(voices) | {"unique": unique_share(voices)}
        if name == "held out":
            continue
        some = rng.permutation(len(tokens))[:MOST_JUDGED]
        own = [len(held) + train_works[k] for k in some] if name == "train" else list(range(10_000, 10_000 + len(some)))
        works = [test_works[k] for k in few] + own
        table[name]["told apart"] = told_apart(from_tokens(test[few], grid), from_tokens(tokens[some], grid), works)
        print(name, {key: round(value, 4) for key, value in table[name].items()}, flush=True)
    seen = from_tokens(train, grid)
    held_near = nearest(from_tokens(test[few][:MOST_HELD], grid), seen)
    return {
        "windows": {"train": len(train), "held out": len(test)},
        "rows": table,
        "agreement of held-out works with their nearest": quantiles(held_near.agreement),
        "agreement of shuffled bars with their nearest": quantiles(
            nearest(from_tokens(rows["bars shuffled"][few[:100]], grid), seen).agreement
        ),
    }


def quantiles(values: np.ndarray) -> dict[str, float]:
    """Median, 95th and 99th percentile, and the largest."""
    return {f"p{q}": round(float(np.percentile(values, q)), 4) for q in (50, 95, 99, 100)}


def keys_beside(count: int) -> dict[str, object]:
    """How often our key of a whole chorale is music21's, by its default profiles and by those that we use as well.

    The last note of the bass is the tonic of nearly all chorales.
    """
    from music21 import corpus

    found = {"chorales": 0, "ours is music21's by Bellman and Budge": 0, "ours is music21's default": 0}
    found |= {"ours ends on its tonic": 0, "music21's default ends on its tonic": 0}
    for name in list(dict.fromkeys(str(n) for n in corpus.chorales.Iterator(returnType="filename")))[:count]:
        path = Path(corpus.__file__).parent / f"{name}.mxl"
        if not path.is_file():
            continue
        piece, score = corpus.parse(name), read_musicxml(path.read_bytes(), name)
        notes = np.concatenate([part.notes for part in score.parts])
        key = key_of(weights(notes[:, PITCH], notes[:, LENGTH]))
        last = int(score.parts[-1].notes[-1, PITCH]) % 12
        bellman, default = piece.analyze("bellman"), piece.analyze("key")
        ours = (key.tonic, "minor" if key.minor else "major")
        found["chorales"] += 1
        found["ours is music21's by Bellman and Budge"] += ours == (bellman.tonic.pitchClass, bellman.mode)
        found["ours is music21's default"] += ours == (default.tonic.pitchClass, default.mode)
        found["ours ends on its tonic"] += key.tonic == last
        found["music21's default ends on its tonic"] += default.tonic.pitchClass == last
    return dict(found)


def signatures_beside(scores: Sequence[Score]) -> dict[str, object]:
    """How often the key of a stretch has the sharps and flats of its signature, or one more or fewer."""
    apart = []
    for score in scores:
        keys = dict(score.keys)
        for tick, key in stretches(score):
            if tick in keys:
                need = (-7 * keys[tick] + 5) % 12 - 5  # semitones that bring the signature to none
                fifths = (7 * (key.to_c - need) + 6) % 12 - 6
                apart.append(abs(fifths))
    counts = np.bincount(apart, minlength=3)
    return {
        "stretches": len(apart),
        "same": int(counts[0]),
        "one fifth away": int(counts[1]),
        "further": int(counts[2:].sum()),
    }


def wrapped(name: str) -> str:
    """A name of a measure on lines of at most twelve signs."""
    return "\n".join(textwrap.wrap(name, 12))


def draw_table(results: dict[str, dict[str, object]]) -> Figure:
    """One table a corpus; the further a cell is from the held-out row, the darker."""
    figure = Figure((14, 3.1 * len(results)), facecolor=PAPER)
    for number, (corpus, found) in enumerate(results.items()):
        axes = figure.add_subplot(len(results), 1, number + 1)
        rows: dict[str, dict[str, float]] = found["rows"]  # type: ignore[assignment]
        held = rows["held out"]
        values = np.array([[row.get(name, np.nan) for name in SHOWN] for row in rows.values()])
        base = np.array([held.get(name, 0.5) for name in SHOWN])
        spread = np.nanmax(np.abs(values - base), 0)
        axes.imshow(
            np.nan_to_num(np.abs(values - base) / np.where(spread > 0, spread, 1)),
            cmap="Oranges",
            vmin=0,
            vmax=1.6,
            aspect="auto",
        )
        for (row, column), value in np.ndenumerate(values):
            axes.text(
                column, row, "" if np.isnan(value) else f"{value:.3g}", ha="center", va="center", color=INK, fontsize=9
            )
        axes.set_xticks(range(len(SHOWN)), [wrapped(name) for name in SHOWN], fontsize=8)
        axes.set_yticks(range(len(rows)), list(rows), fontsize=9)
        axes.xaxis.tick_top()
        axes.set_title(corpus, loc="left", color=QUIET, fontsize=10, pad=10)
        axes.tick_params(length=0)
    figure.tight_layout()
    return figure


def main() -> None:
    """Measure what is asked for, all of it where nothing is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quartets", type=Path, default=QUARTETS)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--drawn", type=int, default=150)
    asked = parser.parse_args()
    pieces = chorales()
    results = {"Bach's chorales (music21)": rows_of(pieces, grid("choir"), 1)}
    scores, told = quartets(asked.quartets)
    results["String quartets (OpenScore, CC0), 4/4"] = rows_of(scores, grid("strings"), 4, 48)
    results["Chorales drawn by program"] = rows_of([draw(seed) for seed in range(asked.drawn)], grid("choir"), 1)
    extra = {
        "reading quartets": told,
        "keys beside music21's": keys_beside(asked.keys),
        "keys beside signatures of quartets": signatures_beside(scores),
        "reference rows of the chorales": {name: list(row) for name, row in REFERENCE.items()},
    }
    write_json(RESULTS / "music_rows.json", {**results, **extra})
    write_figure(RESULTS / "music_rows.png", draw_table(results))


if __name__ == "__main__":
    main()

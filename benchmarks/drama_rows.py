"""What do real plays measure, and what do models of chance? The rows that samples are to be read against.

    python benchmarks/drama_rows.py [--data FOLDER]

37 plays of Shakespeare (Bosak XML, public domain), every fifth held out. Scenes are windows of 32 speeches, every
eight; plots are windows of 24 scenes, every four; lines are told in the words that are said five times in the plays
trained on. "Told apart" is a classifier two-sample test against plays that were trained on (scenes, plots) or held
out (lines): 0.5 cannot tell, 1 always does. Beside ours stand the figures that were measured for the design with
another implementation. Writes results/drama_rows.json and .png.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from common import INK, OTHERS, OURS, PAPER, QUIET, RESULTS, SHARED, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.media.drama import measures, nulls, plot, scene
from ganvas.media.drama.lines.measures import Copies, measure_lines
from ganvas.media.drama.lines.ngram import NGram
from ganvas.media.drama.lines.tokens import Line, Vocabulary, lines_of
from ganvas.media.drama.mood import valence
from ganvas.media.drama.play import Play
from ganvas.media.drama.read import read_play

EVERY = 5
LINES, REFERENCES = 2000, 5000
COMEDIES = """
alls_well as_you comedy loves_l measure merchant merry_w midsummer much_ado taming tempest twelfth two_gent winters
"""
TRAGEDIES = "antony coriolanus hamlet julius lear macbeth othello romeo timon titus troilus"
Rows = dict[str, dict[str, float]]


def table(text: str) -> Rows:
    """Rows of figures from a table in words: names of columns first, then a row a line, its name before the colon."""
    head, *lines = text.strip().splitlines()
    split = [line.split(":") for line in lines]
    return {
        name.strip(): {key: float(cell) for key, cell in zip(head.split(), cells.split(), strict=True) if cell != "-"}
        for name, cells in split
    }


SCENE_REFERENCE = table("""
speakers aba self_repeat entropy_bits length_lag1 length_lag2 told_apart
train: 5.59 .631 .001 2.07 .085 .203 -
held out: 5.33 .630 .002 2.00 .087 .158 .532
turns shuffled: 5.33 .248 .274 2.00 .052 .039 .994
Markov: 6.81 .293 .001 2.43 -.002 .006 .882
""")
LINE_REFERENCE = table("""
bleu2 bleu3 bleu4 bleu5 self_bleu2 self_bleu3 self_bleu4 told_apart copies
held out: .732 .418 .226 .146 .560 .264 .142 .520 .010
train: .668 .354 .187 .124 .507 .209 .116 .592 1
unigram: .390 .153 .096 .077 .392 .169 .117 .857 0
bigram: .625 .310 .177 .130 .497 .222 .141 .654 .002
trigram: .677 .375 .211 .147 .533 .261 .155 .617 .031
4-gram: .683 .371 .203 .137 .535 .248 .149 .593 .299
words shuffled: .564 .221 .119 .086 .502 .183 .103 .824 .001
""")
PERPLEXITY_REFERENCE = {"1": 282, "2": 127.2, "3": 127.9, "5": 149}
PLOT_REFERENCE = {"density": 0.256, "persistence": 0.27}


def read(folder: Path) -> dict[str, Play]:
    """The plays of a folder by file name."""
    return {path.name: read_play(path.read_bytes(), path.name)[0] for path in sorted(folder.glob("*.xml"))}


def scene_rows(train: Sequence[Play], held: Sequence[Play]) -> Rows:
    works, others = (
        [window for play in plays for one in play.scenes for window in scene.windows(one, least=scene.TURNS)]
        for plays in (train, held)
    )
    rng = np.random.default_rng(0)
    sets = {
        "train": works,
        "held out": others,
        "turns shuffled": nulls.shuffled(others, rng),
        "Markov": nulls.MarkovScenes(works).draw(len(others), rng),
    }
    rows: Rows = {}
    for name, scenes in sets.items():
        rows[name] = {"N": float(len(scenes)), **measures.measure_scenes(scenes)}
        if name != "train":
            features = [measures.scene_features(one, scene.TURNS) for one in (works, scenes)]
            rows[name]["told_apart"] = measures.told_apart(*features)
    return rows


def plot_rows(train: Sequence[Play], held: Sequence[Play]) -> Rows:
    works, others = ([window for play in plays for window in plot.windows(play)] for plays in (train, held))
    rng = np.random.default_rng(0)
    sets = {
        "train": works,
        "held out": others,
        "coins": nulls.coin_plots(works, rng),
        "scenes shuffled": nulls.shuffled_plots(works, rng),
        "rows shuffled": nulls.shuffled_rows(works, rng),
    }
    rows: Rows = {}
    for name, plots in sets.items():
        rows[name] = {"N": float(len(plots)), **measures.measure_plots(plots)}
        if len(plots) >= len(works) and name != "train":
            features = [measures.plot_features(one, plot.SCENES) for one in (works, plots)]
            rows[name]["told_apart"] = measures.told_apart(*features)
    return rows


def line_rows(train: Sequence[Play], held: Sequence[Play]) -> tuple[Rows, dict[str, float]]:
    said, others = lines_of(train), lines_of(held)
    vocabulary = Vocabulary.of(said)
    works, unseen = ([vocabulary.known(line) for line in lines] for lines in (said, others))
    rng, words = np.random.default_rng(0), set(vocabulary.words)
    unseen = [unseen[place] for place in rng.permutation(len(unseen)).tolist()]
    references, real = unseen[:REFERENCES], unseen[REFERENCES : REFERENCES + LINES]
    models = {order: NGram(works, order, words) for order in (1, 2, 3, 4, 5)}
    names = {1: "unigram", 2: "bigram", 3: "trigram", 4: "4-gram"}
    sets: dict[str, list[Line]] = {
        "held out": real,
        "train": [works[place] for place in rng.permutation(len(works))[:LINES].tolist()],
        **{name: models[order].draw(LINES, rng, unknown=True) for order, name in names.items()},
        "words shuffled": [tuple(line[place] for place in rng.permutation(len(line))) for line in real],
    }
    copies, rows = Copies(works), dict[str, dict[str, float]]()
    for name, lines in sets.items():
        rows[name] = measure_lines(lines, references, copies)
        rows[name]["perplexity"] = models[5].perplexity(lines)
        print(f"  {name}", flush=True)
    return rows, {str(order): models[order].perplexity(references) for order in (1, 2, 3, 5)}


def mood_of_genres(plays: dict[str, Play]) -> dict[str, float]:
    """How the word lists tell comedies from tragedies: means, and how often a comedy is the brighter of a pair."""
    found = {
        genre: [
            valence((line for speech in play.speeches() for line in speech.lines), play.language)
            for name, play in plays.items()
            if any(name.startswith(head) for head in heads.split())
        ]
        for genre, heads in (("comedies", COMEDIES), ("tragedies", TRAGEDIES))
    }
    pairs = [one > other for one in found["comedies"] for other in found["tragedies"]]
    return {
        "comedies": float(np.mean(found["comedies"])),
        "tragedies": float(np.mean(found["tragedies"])),
        "comedy_brighter": float(np.mean(pairs)),
    }


def tell(title: str, rows: Rows, reference: Rows, figures: Sequence[str]) -> None:
    print(f"\n{title} (in brackets: the reference)")
    print(" " * 16 + "".join(f"{name[:14]:>17}" for name in figures))
    for name, row in rows.items():
        cells = []
        for figure in figures:
            there = reference.get(name, {}).get(figure)
            cells.append(
                f"{row[figure]:.3f}" + (f" ({there:g})" if there is not None else "") if figure in row else "–"
            )
        print(f"{name:16}" + "".join(f"{cell:>17}" for cell in cells))


def draw(tables: dict[str, tuple[Rows, Rows]]) -> Figure:
    figure = Figure(figsize=(8.4, 3.4), layout="constrained")
    for axes, (title, (rows, reference)) in zip(figure.subplots(1, len(tables)), tables.items(), strict=True):
        shown = [name for name in rows if "told_apart" in rows[name]]
        places = np.arange(len(shown))
        axes.barh(places - 0.18, [rows[name]["told_apart"] for name in shown], 0.34, color=OURS, label="ours")
        others = [reference.get(name, {}).get("told_apart", np.nan) for name in shown]
        if np.isfinite(others).any():
            axes.barh(places + 0.18, others, 0.34, color=OTHERS, label="reference")
        axes.axvline(0.5, color=QUIET, linewidth=0.8)
        axes.set_yticks(places, shown, color=INK)
        axes.invert_yaxis()
        axes.set_xlim(0.4, 1)
        axes.set_title(title, loc="left", color=INK)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.set_facecolor(PAPER)
    figure.axes[-1].legend(frameon=False, loc="center right")
    figure.supxlabel("told apart from works: 0.5 cannot, 1 always", color=QUIET, fontsize=10)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "drama" / "moby_xml")
    chosen = parser.parse_args()
    start = time.perf_counter()
    plays = read(chosen.data)
    names = list(plays)
    held = [plays[name] for name in names[EVERY - 1 :: EVERY]]
    train = [play for name, play in plays.items() if name not in names[EVERY - 1 :: EVERY]]
    scenes, plots = scene_rows(train, held), plot_rows(train, held)
    tell("Scenes", scenes, SCENE_REFERENCE, list(SCENE_REFERENCE["held out"]))
    tell("Plots", plots, {"train": PLOT_REFERENCE}, [*PLOT_REFERENCE, "empty_scenes", "unique", "told_apart"])
    lines, perplexity = line_rows(train, held)
    tell("Lines", lines, LINE_REFERENCE, [*LINE_REFERENCE["held out"], "blocked", "unique", "perplexity"])
    print("\nPerplexity of held-out lines by order:", {key: round(value, 1) for key, value in perplexity.items()})
    print("the reference:", PERPLEXITY_REFERENCE)
    moods = mood_of_genres(plays)
    print("\nMood:", {key: round(value, 3) for key, value in moods.items()})
    result = {
        "plays": len(plays),
        "held_out": names[EVERY - 1 :: EVERY],
        "scenes": scenes,
        "plots": plots,
        "lines": lines,
        "perplexity": perplexity,
        "mood": moods,
        "reference": {
            "scenes": SCENE_REFERENCE,
            "plots": PLOT_REFERENCE,
            "lines": LINE_REFERENCE,
            "perplexity": PERPLEXITY_REFERENCE,
        },
        "seconds": round(time.perf_counter() - start),
    }
    write_json(RESULTS / "drama_rows.json", result)
    tables = {"Scenes": (scenes, SCENE_REFERENCE), "Lines": (lines, LINE_REFERENCE)}  # too few plots to tell apart
    write_figure(RESULTS / "drama_rows.png", draw(tables))


if __name__ == "__main__":
    main()

"""How fast does Ganvas train, and how near does it come, beside a plain DCGAN loop and other programs?

    python benchmarks/peers.py [SOURCE] --seconds 30 --rounds 2 [--prefix "chrt -f 20"]

Every contestant is one row of ``CONTESTANTS``: a name, and the command that trains it on the same works, at the same
size, for the same seconds, in a process of its own; ``benchmarks/contestants/marks.py`` says what it must print. More
of them, in environments of their own, come from the command line: ``--also "NAME=COMMAND"``, with {works}, {corpus},
{size} and other words of ``COMMON`` in the command. They take turns, and who begins changes with the round.

Measured is KID · 10³ of 1,000 pictures against the works that a run holds out (1,000 of them, where there are as
many), on EfficientNet-Lite0: at equal time, when the seconds are over, and at equal works seen, on the last rung of
the ladder 1,000, 2,000, 4,000, … that all contestants reached in all rounds. Training works stand for the floor.
The time is that of training alone: neither painting for the measure nor starting up is in it. Writes
results/peers.json and .png.
"""

import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from common import INK, OTHERS, OURS, QUIET, REPOSITORY, RESULTS, kept_corpus, write_figure, write_json
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ganvas.errors import GanvasError, RecipeError
from ganvas.media.medium import Bytes8
from ganvas.metrics import Extractor, extract, extractor, kernel_distance

HERE = Path(__file__).resolve().parent / "contestants"
LOOK = "lite0:64"
COUNT = 1000
SHADES = ("#b8b0a2", "#8c6d46", "#5f7d5a", "#7a5270")
OURS_NAME = "Ganvas"
CONTESTANTS = {
    OURS_NAME: f"{sys.executable} {HERE / 'ganvas_peer.py'} --corpus {{corpus}} --size {{size}} --recipe {{recipe}}",
    "plain DCGAN": f"{sys.executable} {HERE / 'plain_dcgan.py'} --works {{works}}",
}
COMMON = " --into {into} --seconds {seconds} --seed {seed} --first-rung {rung}"

Facts = dict[str, object]


def run(command: str, prefix: str) -> Facts:
    """What a contestant says in its last line."""
    words = [*shlex.split(prefix), *shlex.split(command)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{shlex.join(words)}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
    facts: Facts = json.loads(done.stdout.splitlines()[-1])
    return facts


def race(
    contestants: Mapping[str, str], given: Mapping[str, object], rounds: int, prefix: str
) -> dict[str, list[Facts]]:
    """Let them take turns; who begins changes with the round."""
    found: dict[str, list[Facts]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            into = Path(str(given["folder"])) / f"{names.index(name)}-{number}"
            words = {key: shlex.quote(str(value)) for key, value in {**given, "into": into, "seed": number}.items()}
            facts = run((contestants[name] + COMMON).format(**words), prefix)
            found[name].append(facts)
            print(f"round {number + 1}: {name}: {facts['works_per_s']:,.0f} works/s", flush=True)
    return found


class Measure:
    """KID against works that no contestant sees."""

    def __init__(self, look: Extractor, held_out: Bytes8) -> None:
        self._look, self._real = look, extract(look, held_out[:COUNT])

    def of(self, pictures: Bytes8) -> list[float]:
        """The distance of pictures, and the ends of its interval."""
        found = kernel_distance(self._real, extract(self._look, pictures))
        return [found.value, *found.interval]


def marks_of(facts: Facts) -> list[Facts]:
    marks = facts["marks"]
    assert isinstance(marks, list)
    return marks


def common_rung(found: Mapping[str, Sequence[Facts]], rung: int) -> int:
    """The last rung of the ladder from the first one that all reached in all rounds."""
    least = min(int(str(facts["seen"])) for runs in found.values() for facts in runs)
    if least < rung:
        raise RecipeError(f"a contestant saw {least:,} works only; give more --seconds, until it sees {rung:,}.")
    while 2 * rung <= least:
        rung *= 2
    return rung


def summary(found: Mapping[str, Sequence[Facts]], first_rung: int) -> dict[str, object]:
    """By contestant, the median and all values of its rate and of its two distances."""
    rung = common_rung(found, first_rung)
    rows: dict[str, object] = {"rung": rung}
    for name, runs in found.items():
        at_rung = [next(mark for mark in marks_of(facts) if int(str(mark["seen"])) >= rung) for facts in runs]
        values = {
            "works_per_s": [facts["works_per_s"] for facts in runs],
            "kid_at_equal_time": [marks_of(facts)[-1]["kid"][0] for facts in runs],  # type: ignore[index]
            "kid_at_equal_works": [mark["kid"][0] for mark in at_rung],  # type: ignore[index]
        }
        rows[name] = {key: {"median": statistics.median(all_of), "all": all_of} for key, all_of in values.items()}
    return rows


def picture(found: Mapping[str, Sequence[Facts]], floor: float, rung: int) -> Figure:
    """The distance over the seconds and over the works seen, a line a round."""
    figure = Figure(figsize=(10, 4), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    left, right = figure.subplots(1, 2, sharey=True)
    colors = dict(zip([OURS_NAME, *(found.keys() - {OURS_NAME})], (OURS, *SHADES), strict=False))
    for axes, key in ((left, "seconds"), (right, "seen")):
        for name, runs in found.items():
            for facts in runs:
                marks = marks_of(facts)
                label = name if facts is runs[0] else None
                x, y = [mark[key] for mark in marks], [mark["kid"][0] for mark in marks]  # type: ignore[index]
                axes.plot(x, y, "o-", color=colors.get(name, OTHERS), markersize=3, label=label)
        dress(axes, floor)
    left.set_xlabel("seconds of training", color=QUIET)
    left.set_ylabel("KID · 10³ to works held out (log)", color=QUIET)
    left.legend(frameon=False, fontsize=9, labelcolor=INK)
    right.axvline(rung, color=QUIET, linewidth=0.6, linestyle=":")
    right.set_xscale("log")
    right.set_xlabel("works seen (log); dotted: where all are compared", color=QUIET)
    return figure


def dress(axes: Axes, floor: float) -> None:
    axes.set_yscale("symlog", linthresh=10)
    axes.axhline(floor, color=QUIET, linewidth=0.8, label=f"training works: {floor:.1f}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=QUIET)
    axes.set_facecolor("none")


def compete(options: argparse.Namespace, contestants: Mapping[str, str], folder: Path) -> tuple[Facts, Figure]:
    """Prepare the works, race, and measure."""
    corpus = kept_corpus(options.source)
    rows, shape = corpus.split(), corpus.natural_shape(options.size)
    if not len(rows.held_out) or shape[1:] != (options.size, options.size):
        wanted = f"at least 80 square ones at {options.size} px"
        raise RecipeError(f"{options.source}: found {len(corpus):,} works at {shape}, wanted {wanted}. Choose another.")
    data = corpus.prepare(shape)
    works, held_out = data.take(rows.train), data.take(rows.held_out)
    np.save(folder / "works.npy", works)
    given = {"works": folder / "works.npy", "corpus": corpus.path, "seconds": options.seconds, "size": options.size}
    given |= {"recipe": options.recipe}
    given |= {"folder": folder, "rung": options.first_rung}
    found = race(contestants, given, options.rounds, options.prefix)
    measure = Measure(extractor(LOOK), held_out)
    for facts in (facts for runs in found.values() for facts in runs):
        for mark in marks_of(facts):
            mark["kid"] = measure.of(np.load(str(mark.pop("file")), allow_pickle=False))
    floor = measure.of(works[:COUNT])
    rows_of = summary(found, options.first_rung)
    machine = {"cores": len(os.sched_getaffinity(0)), "processor": platform.machine(), "load": os.getloadavg()}
    protocol = {"source": options.source, "shape": shape, "works": len(works), "held_out": len(held_out[:COUNT])}
    protocol |= {"look": LOOK, "seconds": options.seconds, "prefix": options.prefix, "commands": dict(contestants)}
    result = {"machine": machine, "protocol": protocol, "floor": floor, **rows_of, "runs": found}
    return result, picture(found, floor[0], int(str(rows_of["rung"])))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", default="builtin:ink?works=5000", help="a corpus, or what to gather")
    parser.add_argument("--size", type=int, default=32, help="of the pictures, in pixels: 16, 32, 64 or 128")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--recipe", default="quick", help="of Ganvas")
    parser.add_argument("--first-rung", type=int, default=1000, help="works seen when all are first compared")
    parser.add_argument("--prefix", default="", help='before every command, such as "chrt -f 20"')
    parser.add_argument("--also", action="append", default=[], metavar="NAME=COMMAND", help="one more contestant")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    more = dict(one.split("=", 1) for one in options.also)
    try:
        with tempfile.TemporaryDirectory() as folder:
            result, figure = compete(options, CONTESTANTS | more, Path(folder))
    except GanvasError as error:
        print(f"peers: {error}", file=sys.stderr)
        return error.exit_code
    write_json(options.results / "peers.json", result)
    write_figure(options.results / "peers.png", figure)
    print(json.dumps({name: result[name] for name in (*CONTESTANTS, *more)}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

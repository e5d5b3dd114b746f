"""How fast is the recipe ``seed`` beside the article's own program, on the same digits and the same processor?

    python benchmarks/seed_speed.py --tensorflow /path/to/tensorflow/bin/python

Three contestants take turns, each in a process of its own: the article's program as it is (eager),
the same program traced (``tf.function``), and Ganvas. All train the same two networks with the same
batch, loss and optimizer. The figure is the ratio of the medians; the smallest and the largest ratio
within one round show how far chance goes. Writes results/seed_speed.json and .png.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from common import INK, MNIST, OTHERS, OURS, QUIET, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

HERE = Path(__file__).resolve().parent
GANVAS = "ganvas"
TITLES = {
    "article-eager": "the article's program, eager",
    "article-function": "the article's program, tf.function",
    GANVAS: "Ganvas, recipe seed",
}


def commands(tensorflow: str, seconds: float) -> dict[str, list[str]]:
    """The command line of each contestant."""
    article = [tensorflow, str(HERE / "article_tf" / "article.py"), "--data", str(MNIST), "--seconds", str(seconds)]
    return {
        "article-eager": [*article, "--mode", "eager"],
        "article-function": [*article, "--mode", "function"],
        GANVAS: [sys.executable, str(HERE / "contestants" / "ganvas_seed.py"), "--seconds", str(seconds)],
    }


def run(command: Sequence[str]) -> dict[str, object]:
    """The last JSON line that a contestant prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
    facts: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return facts


def race(contestants: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[dict[str, object]]]:
    """Let them take turns; who begins changes with the round."""
    found: dict[str, list[dict[str, object]]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(run(contestants[name]))
            print(f"round {number + 1}: {TITLES[name]}: {found[name][-1]['works_per_s']:,.0f} works/s", flush=True)
    return found


def summary(found: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, object]:
    """Rates of each contestant, and how many times as fast Ganvas was."""
    rates = {name: [float(str(facts["works_per_s"])) for facts in runs] for name, runs in found.items()}
    medians = {name: statistics.median(values) for name, values in rates.items()}
    ratios = {}
    for name in rates.keys() - {GANVAS}:
        each = [ours / theirs for ours, theirs in zip(rates[GANVAS], rates[name], strict=True)]
        ratios[name] = {"of_medians": medians[GANVAS] / medians[name], "least": min(each), "most": max(each)}
    return {"works_per_s": rates, "median": medians, "ratio": dict(sorted(ratios.items()))}


def picture(rates: Mapping[str, Sequence[float]]) -> Figure:
    """A bar a contestant: the median, with a mark for every round."""
    figure = Figure(figsize=(9, 2.8), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    axes = figure.subplots()
    for row, (name, values) in enumerate(rates.items()):
        median = statistics.median(values)
        axes.barh(row, median, 0.62, color=OURS if name == GANVAS else OTHERS)
        axes.plot(values, [row] * len(values), "|", color=INK, markersize=12)
        axes.text(max(values), row, f"   {median:,.0f}", va="center", color=INK, fontsize=11)
    axes.set_yticks(range(len(rates)), [TITLES[name] for name in rates], fontsize=10, color=INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.15 * max(map(max, rates.values())))
    axes.set_xlabel("works a second: the median, and a mark for every round", color=QUIET)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False, colors=QUIET, labelcolor=INK)
    axes.set_facecolor("none")
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--tensorflow",
        required=True,
        metavar="PYTHON",
        help="the Python of an environment with article_tf/requirements.txt",
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=12, help="of training, in every turn")
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = race(commands(options.tensorflow, options.seconds), options.rounds)
    result = summary(found)
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }
    write_json(
        options.into / "seed_speed.json", {"machine": machine, "seconds": options.seconds, **result, "runs": found}
    )
    write_figure(options.into / "seed_speed.png", picture(result["works_per_s"]))
    print(json.dumps(result["ratio"], indent=2))


if __name__ == "__main__":
    main()
